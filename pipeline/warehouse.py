"""The lake of Parquet partitions and the published database. The only module that knows DuckDB and file layout.

A table is `lake/<schema>/<table>/week_start=YYYY-MM-DD/data.parquet`; bronze keeps one file an import or
fetch instead, and never rewrites one. A partition is written to a temporary name and renamed, so a reader
sees the old week or the new week and nothing between. SQL sees plain names: `silver.posts`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol, TypeVar

import duckdb
import pandas as pd
import pyarrow as pa

from pipeline.errors import ContractError, LakeError, LakeMismatchError, UsageError
from pipeline.weeks import UTC, Week, Weekday

LAYOUT_VERSION = 1
PARTITION_FILE = "data.parquet"
SQL_FOLDERS = (Path(__file__).parent / "sql", Path(__file__).parent.parent / "sql")
# Rows of these tables are many and their columns wide: the published database reads them from the lake.
TABLES_PUBLISHED_AS_VIEWS = frozenset({"bronze.raw_posts", "silver.posts", "silver.mentions"})


class Record(Protocol):
    """Any dataclass of `pipeline.records`."""

    __dataclass_fields__: dict[str, Any]


RecordT = TypeVar("RecordT", bound=Record)
Rows = Sequence[Record] | pa.Table


def sql_folder() -> Path:
    """Where the SQL files are: inside the wheel, or beside the package in a checkout."""
    return next(folder for folder in SQL_FOLDERS if folder.is_dir())


@functools.cache
def sql_text(kind: str, name: str) -> str:
    """Text of `sql/<kind>/<schema>/<table>.sql` for a name such as `silver.posts`; queries have no schema.

    Raises:
        UsageError: there is no such file.
    """
    path = sql_folder() / kind / f"{name.replace('.', '/')}.sql"
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UsageError(f"there is no {kind[:-1]} named {name!r}") from None


@functools.cache
def table_names() -> tuple[str, ...]:
    """All tables that have a contract, as `schema.table`, sorted."""
    folder = sql_folder() / "tables"
    return tuple(sorted(f"{path.parent.name}.{path.stem}" for path in folder.glob("*/*.sql")))


def check_names(table: str) -> tuple[str, ...]:
    """The checks that `sql/checks` holds for a table, as `schema.rule`; the first line names the table."""
    schema = table.split(".")[0]
    found = []
    for path in sorted((sql_folder() / "checks" / schema).glob("*.sql")):
        if path.read_text(encoding="utf-8").startswith(f"-- Table: {table}\n"):
            found.append(f"{schema}.{path.stem}")
    return tuple(found)


@contextmanager
def readable_errors(what: str) -> Iterator[None]:
    """Turn what the disk and DuckDB raise into one line that says what to do."""
    try:
        yield
    except duckdb.ConstraintException as error:
        raise ContractError(what, str(error).splitlines()[0], 1) from error
    except OSError as error:
        raise LakeError(f"{what}: {error.strerror or error}; check the disk and DIGEST_HOME") from error
    except (duckdb.IOException, duckdb.InvalidInputException) as error:
        problem = str(error).splitlines()[0]
        raise LakeError(f"{what}: {problem}; delete the file it names and run the week again") from error


class Lake:
    """The tables of one DIGEST_HOME."""

    def __init__(self, root: Path, first_day: Weekday) -> None:
        self.root = root
        self.first_day = first_day

    @classmethod
    def open(cls, root: Path, first_day: Weekday) -> Lake:
        """Open a lake, or create it and record its settings.

        Raises:
            LakeMismatchError: it was created with another first weekday or layout.
            LakeError: the folder cannot be written.
        """
        settings = {"layout_version": LAYOUT_VERSION, "week_start": first_day.value}
        path = root / "lake.json"
        with readable_errors(str(path)):
            root.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                write_atomically(path, (json.dumps(settings) + "\n").encode())
        try:
            recorded = json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            raise LakeError(f"{path}: not readable as JSON; restore it or use another DIGEST_HOME") from None
        if recorded != settings:
            raise LakeMismatchError(
                f"{root} was made with {recorded}, but the settings are {settings}; "
                "set DIGEST_WEEK_START as it was, or use another DIGEST_HOME"
            )
        return cls(root, first_day)

    def weeks(self, table: str) -> list[Week]:
        """The weeks a table holds, oldest first; weeks with no rows count too."""
        folder = self.root / table.replace(".", "/")
        keys = (path.name.removeprefix("week_start=") for path in folder.glob("week_start=*"))
        return sorted(map(Week.parse, keys))

    def files(self, table: str, weeks: Iterable[Week] | None = None) -> list[Path]:
        """The Parquet files of a table, of some weeks or of all, sorted."""
        folder = self.root / table.replace(".", "/")
        if weeks is None:
            return sorted(path for path in folder.rglob("*.parquet") if not path.name.startswith("."))
        return [
            path
            for week in sorted(set(weeks))
            for path in sorted((folder / f"week_start={week.key}").glob("[!.]*.parquet"))
        ]

    def connect(self, weeks: Iterable[Week] | None = None) -> duckdb.DuckDBPyConnection:
        """A connection in memory that sees every table, restricted to some weeks when given."""
        connection = empty_database()
        chosen = None if weeks is None else list(weeks)
        for table in table_names():
            files = self.files(table, chosen)
            with readable_errors(table):
                define_relation(connection, table, files)
        return connection

    def read(
        self, table: str, record_type: type[RecordT], weeks: Week | Iterable[Week] | None
    ) -> list[RecordT]:
        """Rows of a table as records, in primary-key order."""
        chosen = [weeks] if isinstance(weeks, Week) else weeks
        files = self.files(table, chosen)
        names = [field.name for field in dataclasses.fields(record_type)]
        with empty_database() as connection, readable_errors(table):
            define_relation(connection, table, files)
            relation = connection.table(table).select(*names)
            rows = relation.order(", ".join(primary_key(table))).to_arrow_table().to_pylist()
        return [record_type(**{key: as_python(value) for key, value in row.items()}) for row in rows]

    def keys(self, table: str, weeks: Iterable[Week] | None) -> set[tuple[Any, ...]]:
        """The primary keys a table holds."""
        names = primary_key(table)
        with empty_database() as connection, readable_errors(table):
            define_relation(connection, table, self.files(table, weeks))
            return set(connection.table(table).select(*names).fetchall())

    def query(
        self, sql: str, parameters: Mapping[str, object] | None = None, weeks: Iterable[Week] | None = None
    ) -> list[dict[str, Any]]:
        """Rows of a query over the lake as dictionaries; surplus parameters are left out."""
        with self.connect(weeks) as connection, readable_errors("query"):
            rows = run_query(connection, sql, parameters).to_arrow_table().to_pylist()
        return [{key: as_python(value) for key, value in row.items()} for row in rows]

    def model(self, table: str, week: Week, history: int = 0) -> pa.Table:
        """Result of `sql/models` for a week, which sees that week and `history` weeks before it."""
        sql = sql_text("models", table)
        with self.connect([*week.before(history), week]) as connection, readable_errors(table):
            return run_query(connection, sql, {"week_start": week.start}).to_arrow_table()

    def replace_week(self, table: str, week: Week, rows: Rows) -> int:
        """Replace a week of a table by rows that keep its contract; no rows is a week too.

        Raises:
            ContractError: a row breaks the contract; the old week stays.
        """
        target = self.root / table.replace(".", "/") / f"week_start={week.key}" / PARTITION_FILE
        return self._write(table, target, rows, week)

    def append(self, table: str, week: Week | None, rows: Sequence[Record]) -> int:
        """Add rows as one more file, named by their content; bronze is only ever added to."""
        folder = self.root / table.replace(".", "/")
        if week is not None:
            folder = folder / f"week_start={week.key}"
        digest = hashlib.sha256(repr(rows).encode("utf-8", "replace")).hexdigest()[:16]
        return self._write(table, folder / f"{digest}.parquet", rows, week)

    def _write(self, table: str, target: Path, rows: Rows, week: Week | None) -> int:
        with empty_database() as connection, readable_errors(f"{table} ({target})"):
            connection.execute(sql_text("tables", table))
            batch = rows if isinstance(rows, pa.Table) else record_table(connection, table, rows, week)
            insert_by_name(connection, table, connection.from_arrow(batch))
            target.parent.mkdir(parents=True, exist_ok=True)
            scratch = target.with_name(f".{target.name}.{os.getpid()}")
            in_key_order = connection.table(table).order(", ".join(primary_key(table)))
            try:
                in_key_order.write_parquet(str(scratch))
                sync_and_rename(scratch, target)
            finally:
                scratch.unlink(missing_ok=True)
        return len(batch)

    def violations(self, check: str, week: Week) -> list[dict[str, Any]]:
        """The rows of a week that break the rule of a check."""
        return self.query(sql_text("checks", check), {"week_start": week.start}, [week])


def empty_database() -> duckdb.DuckDBPyConnection:
    """A database in memory with our schemas, in UTC."""
    connection = duckdb.connect(":memory:")
    connection.execute(sql_text("", "schemas"))
    return connection


def define_relation(connection: duckdb.DuckDBPyConnection, table: str, files: Sequence[Path]) -> None:
    """Make `table` readable: a view over its files, or the empty table of its contract."""
    if not files:
        connection.execute(sql_text("tables", table))
        return
    schema, name = table.split(".")
    connection.execute("use " + schema)
    parquet_relation(connection, files).create_view(name)
    connection.execute("use main")


def parquet_relation(
    connection: duckdb.DuckDBPyConnection, files: Sequence[Path]
) -> duckdb.DuckDBPyRelation:
    """The rows of some Parquet files; the folder names add no column."""
    return connection.read_parquet(list(map(str, files)), hive_partitioning=False)


def insert_by_name(
    connection: duckdb.DuckDBPyConnection, table: str, rows: duckdb.DuckDBPyRelation
) -> None:
    """Insert rows whose columns may stand in any order."""
    rows.select(*connection.table(table).columns).insert_into(table)


@functools.cache
def primary_key(table: str) -> tuple[str, ...]:
    """Names of the primary-key columns of a table's contract."""
    with empty_database() as connection:
        connection.execute(sql_text("tables", table))
        found = connection.execute(
            "select constraint_column_names from duckdb_constraints() where constraint_type = 'PRIMARY KEY'"
        ).fetchone()
    assert found is not None, f"sql/tables: {table} has no primary key"  # noqa: S101
    return tuple(found[0])


def run_query(
    connection: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, object] | None
) -> duckdb.DuckDBPyRelation:
    """Run a query with those of the parameters that it names; DuckDB refuses surplus ones."""
    statements = duckdb.extract_statements(sql)
    named = set().union(*(statement.named_parameters for statement in statements))
    wanted = {name: value for name, value in (parameters or {}).items() if name in named}
    return connection.sql(sql, params=wanted)


def record_table(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Record], week: Week | None
) -> pa.Table:
    """Records as an Arrow table with the column types of the contract, the week added."""
    schema = connection.table(table).limit(0).to_arrow_table().schema
    columns: dict[str, list[object]] = {}
    for name in schema.names:
        if name == "week_start" and week is not None:
            columns[name] = [week.start] * len(rows)
        else:
            columns[name] = [getattr(row, name) for row in rows]
    return pa.table(
        [pa.array(values, schema.field(name).type) for name, values in columns.items()], schema=schema
    )


def as_python(value: Any) -> Any:  # noqa: ANN401
    """Arrow's value as records hold it: tuples for lists, aware times."""
    if isinstance(value, list):
        return tuple(map(as_python, value))
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value
    return value


def sync_and_rename(scratch: Path, target: Path) -> None:
    """Put a finished file in its place so that neither a kill nor a crash leaves half of it."""
    with scratch.open("rb+") as file:
        os.fsync(file.fileno())
    scratch.replace(target)
    with suppress(OSError):  # some file systems cannot sync a folder
        descriptor = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def write_atomically(path: Path, content: bytes) -> None:
    """Write a whole file, or leave the old one.

    Raises:
        LakeError: the folder is read-only, the disk is full.
    """
    with readable_errors(str(path)):
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            scratch.write_bytes(content)
            sync_and_rename(scratch, path)
        finally:
            scratch.unlink(missing_ok=True)


def publish_database(lake: Lake, path: Path) -> dict[str, int]:
    """Build the published database from the lake and swap it in; readers of the old one are not disturbed.

    Returns:
        Row count of each table.
    """
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    with readable_errors(str(path)):
        scratch.unlink(missing_ok=True)
        try:
            with duckdb.connect(str(scratch)) as connection:
                connection.execute(sql_text("", "schemas"))
                counts = {table: publish_table(connection, lake, table) for table in table_names()}
            sync_and_rename(scratch, path)
        finally:
            scratch.unlink(missing_ok=True)
    return counts


def publish_table(connection: duckdb.DuckDBPyConnection, lake: Lake, table: str) -> int:
    """Copy a table into the database, or define a view on its files; comments come from the contract."""
    files = lake.files(table)
    if files and table in TABLES_PUBLISHED_AS_VIEWS:
        define_relation(connection, table, [file.absolute() for file in files])
    else:
        connection.execute(sql_text("tables", table))
        if files:
            insert_by_name(connection, table, parquet_relation(connection, files))
    row = connection.table(table).aggregate("count(*)").fetchall()[0]
    return int(row[0])


def read_frame(path: Path, sql: str) -> pd.DataFrame:
    """Run a query of the user's on the published database, read-only.

    Raises:
        UsageError: the database is not there yet, or the query is wrong; the message is DuckDB's.
    """
    if not path.exists():
        raise UsageError(f"{path} does not exist yet; run `digest run` first")
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            return connection.sql(sql).to_arrow_table().to_pandas()
    except (duckdb.Error, AttributeError) as error:
        raise UsageError(re.sub(r"\s*\n\s*", " ", str(error)).strip()) from error
