"""DuckDB in memory: contracts, views over Parquet files, records as Arrow tables and back."""

from __future__ import annotations

import atexit
import datetime as dt
import errno
import functools
import itertools
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar, Protocol, TypeAlias

import duckdb
import pyarrow as pa

from pipeline.errors import ContractError, LakeError
from pipeline.warehouse.sql_files import sql_text
from pipeline.weeks import UTC, Week


class Record(Protocol):
    """Any dataclass of `pipeline.records`."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


Rows: TypeAlias = Sequence[Record] | pa.Table
# What a row that breaks its contract raises on its way into the table.
CONTRACT_BREACHES = (
    duckdb.ConstraintException,
    duckdb.ConversionException,
    duckdb.BinderException,
    pa.ArrowException,
    OverflowError,
    TypeError,
)
DATABASE_NUMBERS = itertools.count()
PRIMARY_KEY = re.compile(r"^ +primary key \((.+)\),?$", re.MULTILINE)
# A name in SQL is a table, never a variable of the Python code around it.
NO_PYTHON_VARIABLES: dict[str, str | bool | int | float | list[str]] = {
    "python_enable_replacements": False
}
# What a damaged or missing file raises.
UNREADABLE = (duckdb.IOException, duckdb.InvalidInputException, duckdb.SerializationException)
NO_SPACE = os.strerror(errno.ENOSPC)


def first_line(error: BaseException) -> str:
    """What an error says, without the query that DuckDB adds."""
    return next(iter(str(error).strip().splitlines()), type(error).__name__)


@contextmanager
def read_errors(table: str) -> Iterator[None]:
    """Turn what DuckDB raises while a table is read into one line that says what to do."""
    try:
        yield
    except UNREADABLE as error:
        if NO_SPACE in str(error):
            advice = "free some and run the command again"
        elif table.startswith("bronze."):
            advice = "restore the file it names, or delete it and import its posts again"
        else:
            advice = "delete the file it names and run its week again"
        raise LakeError(f"{table}: {first_line(error)}; {advice}") from error
    except duckdb.Error as error:
        raise LakeError(f"{table}: {first_line(error)}") from error


@functools.cache
def engine() -> duckdb.DuckDBPyConnection:
    """The DuckDB of this process; starting one takes longer than most of our queries."""
    atexit.register(engine.cache_clear)  # DuckDB complains of what it finds open when Python ends
    return duckdb.connect(":memory:", config=NO_PYTHON_VARIABLES)


@contextmanager
def empty_database() -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a database of its own in memory, with our schemas, in UTC."""
    name = f"memory_{next(DATABASE_NUMBERS)}"
    with engine().cursor() as connection:
        connection.execute("attach ':memory:' as " + name)
        try:
            connection.execute("use " + name)
            connection.execute(sql_text("", "schemas"))
            yield connection
        finally:
            connection.execute("use memory")
            connection.execute("detach " + name)


@functools.cache
def statements(kind: str, name: str) -> tuple[str, ...]:
    """The statements of an SQL file one by one, as text."""
    return tuple(each.query for each in duckdb.extract_statements(sql_text(kind, name)))


def create_table(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Create the empty table of a contract, without its comments: they take longer than it."""
    connection.execute(statements("tables", table)[0])


def define_relation(
    connection: duckdb.DuckDBPyConnection, table: str, files: Sequence[Path]
) -> None:
    """Make `table` readable: a view over its files, or the empty table of its contract."""
    if not files:
        create_table(connection, table)
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


def fill_contract(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Rows, week: Week | None
) -> duckdb.DuckDBPyRelation:
    """Create the table of a contract and put rows into it.

    Returns:
        The table in primary-key order.

    Raises:
        ContractError: a row breaks the contract.
    """
    create_table(connection, table)
    try:
        batch = rows if isinstance(rows, pa.Table) else record_table(connection, table, rows, week)
        insert_by_name(connection, table, connection.from_arrow(batch))
    except CONTRACT_BREACHES as error:
        raise ContractError(table, first_line(error), len(rows)) from error
    return connection.table(table).order(", ".join(primary_key(table)))


@functools.cache
def primary_key(table: str) -> tuple[str, ...]:
    """Names of the primary-key columns of a table's contract."""
    found = PRIMARY_KEY.search(sql_text("tables", table))
    assert found is not None, f"sql/tables: {table} has no primary key"  # noqa: S101
    return tuple(found.group(1).split(", "))


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
        [pa.array(values, schema.field(name).type) for name, values in columns.items()],
        schema=schema,
    )


def python_rows(relation: duckdb.DuckDBPyRelation) -> list[dict[str, Any]]:
    """Rows as dictionaries of the values that records hold."""
    rows = relation.to_arrow_table().to_pylist()
    return [{key: as_python(value) for key, value in row.items()} for row in rows]


def column_values(column: pa.ChunkedArray) -> list[Any]:
    """A column's values as records hold them; one by one only where a type needs it."""
    values: list[Any] = column.to_pylist()
    if pa.types.is_nested(column.type) or pa.types.is_timestamp(column.type):
        return list(map(as_python, values))
    return values


def as_python(value: Any) -> Any:  # noqa: ANN401
    """Arrow's value as records hold it: tuples for lists, aware times."""
    if isinstance(value, list):
        return tuple(map(as_python, value))
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value
    return value
