"""The lake: tables as folders of Parquet files, read through DuckDB, written a week at a time."""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import pyarrow as pa

from pipeline.errors import LakeError, LakeMismatchError
from pipeline.warehouse.durable_files import (
    exclusive_lock,
    replacing,
    write_atomically,
    write_errors,
)
from pipeline.warehouse.relations import (
    Record,
    Rows,
    column_values,
    define_relation,
    empty_database,
    fill_contract,
    first_line,
    primary_key,
    python_rows,
    read_errors,
    run_query,
)
from pipeline.warehouse.sql_files import sql_text, tables_named_in
from pipeline.weeks import Week, Weekday

LAYOUT_VERSION = 1
PARTITION_FILE = "data.parquet"
PARTITION_FOLDER = re.compile(r"week_start=(\d{4}-\d\d-\d\d)")
APPEND_LOCK = ".append.lock"
RecordT = TypeVar("RecordT", bound=Record)


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
            LakeError: the folder cannot be read or written.
        """
        settings = {"layout_version": LAYOUT_VERSION, "week_start": first_day.value}
        path = root / "lake.json"
        if not path.exists():
            write_atomically(path, (json.dumps(settings) + "\n").encode())
        try:
            recorded = json.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise LakeError(f"{path}: {error.strerror}; check its permissions") from error
        except ValueError:
            advice = "restore it or use another DIGEST_HOME"
            raise LakeError(f"{path}: not readable as JSON; {advice}") from None
        if recorded != settings:
            raise LakeMismatchError(
                f"{root} was made with {recorded}, but the settings are {settings}; "
                "set DIGEST_WEEK_START as it was, or use another DIGEST_HOME"
            )
        return cls(root, first_day)

    def weeks(self, table: str) -> list[Week]:
        """The weeks a table holds, oldest first; a week that was made and has no rows counts."""
        keys = {PARTITION_FOLDER.fullmatch(path.parent.name) for path in self.files(table)}
        return sorted({Week.parse(key.group(1)) for key in keys if key})

    def files(self, table: str, weeks: Iterable[Week] | None = None) -> list[Path]:
        """The Parquet files of a table, of some weeks or of all, sorted; no foreign folders."""
        folder = self.root / table.replace(".", "/")
        if weeks is not None:
            folders = [folder / f"week_start={week.key}" for week in sorted(set(weeks))]
        else:
            partitions = folder.glob("week_start=*")
            folders = [folder, *sorted(p for p in partitions if PARTITION_FOLDER.fullmatch(p.name))]
        return [file for place in folders for file in sorted(place.glob("[!.]*.parquet"))]

    @contextmanager
    def connect(
        self, tables: Iterable[str], weeks: Iterable[Week] | None = None
    ) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection in memory that sees some tables, restricted to some weeks when given."""
        chosen = None if weeks is None else list(weeks)
        with empty_database() as connection:
            for table in tables:
                with read_errors(table):
                    define_relation(connection, table, self.files(table, chosen))
            yield connection

    def read(
        self, table: str, record_type: type[RecordT], weeks: Week | Iterable[Week] | None
    ) -> list[RecordT]:
        """Rows of a table as records, in primary-key order."""
        chosen = [weeks] if isinstance(weeks, Week) else weeks
        names = [field.name for field in dataclasses.fields(record_type)]
        with self.connect([table], chosen) as connection, read_errors(table):
            relation = connection.table(table).order(", ".join(primary_key(table)))
            columns = relation.select(*names).to_arrow_table().columns
        return list(itertools.starmap(record_type, zip(*map(column_values, columns), strict=True)))

    def keys(self, table: str, weeks: Iterable[Week] | None) -> set[tuple[Any, ...]]:
        """The primary keys a table holds."""
        with self.connect([table], weeks) as connection, read_errors(table):
            return set(connection.table(table).select(*primary_key(table)).fetchall())

    def count(self, table: str, weeks: Iterable[Week] | None) -> int:
        """How many rows a table holds."""
        with self.connect([table], weeks) as connection, read_errors(table):
            return int(connection.table(table).aggregate("count(*)").fetchall()[0][0])

    def lookup(
        self, table: str, names: Sequence[str], wanted: Mapping[str, Sequence[object]]
    ) -> list[dict[str, Any]]:
        """Columns of the rows, of any week, that agree with a row of `wanted` in its columns."""
        with self.connect([table]) as connection, read_errors(table):
            sought = connection.from_arrow(pa.table(dict(wanted)))
            found = connection.table(table).join(sought, ", ".join(wanted), how="semi")
            return python_rows(found.select(*names))

    def query(
        self,
        sql: str,
        parameters: Mapping[str, object] | None = None,
        weeks: Iterable[Week] | None = None,
    ) -> list[dict[str, Any]]:
        """Rows of a query over the lake as dictionaries; surplus parameters are left out."""
        tables = tables_named_in(sql)
        with self.connect(tables, weeks) as connection, read_errors(", ".join(tables)):
            return python_rows(run_query(connection, sql, parameters))

    def model(self, table: str, week: Week, history: int = 0) -> pa.Table:
        """Result of `sql/models` for a week, which sees that week and `history` weeks before it."""
        sql = sql_text("models", table)
        weeks = [*week.before(history), week]
        with self.connect(tables_named_in(sql), weeks) as connection, read_errors(table):
            return run_query(connection, sql, {"week_start": week.start}).to_arrow_table()

    def violations(self, checks: Iterable[str], week: Week) -> dict[str, list[dict[str, Any]]]:
        """The rows of a week that break the rule of each check; of those kept, an empty list."""
        texts = {check: sql_text("checks", check) for check in checks}
        tables = sorted({table for text in texts.values() for table in tables_named_in(text)})
        with self.connect(tables, [week]) as connection, read_errors(", ".join(tables)):
            return {
                check: python_rows(run_query(connection, text, {"week_start": week.start}))
                for check, text in texts.items()
            }

    def replace_week(self, table: str, week: Week, rows: Rows) -> int:
        """Replace a week of a table by rows that keep its contract; no rows is a week too.

        Raises:
            ContractError: a row breaks the contract; the old week stays.
            LakeError: the lake cannot be written; the old week stays.
        """
        target = self.root / table.replace(".", "/") / f"week_start={week.key}" / PARTITION_FILE
        return self._write(table, target, rows, week)

    def appending(self) -> AbstractContextManager[None]:
        """Hold while appending to bronze what it does not hold, so that no row comes twice."""
        return exclusive_lock(self.root / APPEND_LOCK)

    def append(self, table: str, week: Week | None, rows: Sequence[Record]) -> int:
        """Add rows as one more file, named by their content; bronze is only ever added to."""
        folder = self.root / table.replace(".", "/")
        if week is not None:
            folder = folder / f"week_start={week.key}"
        digest = hashlib.sha256()
        for row in rows:
            digest.update(repr(row).encode("utf-8", "replace"))
        return self._write(table, folder / f"{digest.hexdigest()[:16]}.parquet", rows, week)

    def _write(self, table: str, target: Path, rows: Rows, week: Week | None) -> int:
        with empty_database() as connection:
            in_key_order = fill_contract(connection, table, rows, week)
            with write_errors(target), replacing(target) as scratch:
                try:
                    in_key_order.write_parquet(str(scratch))
                except duckdb.Error as error:
                    raise OSError(first_line(error)) from error
        return len(rows)
