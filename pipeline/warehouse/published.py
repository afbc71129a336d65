"""The published database: built beside the old one from the whole lake, and swapped in."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from pipeline.errors import LakeError, UsageError
from pipeline.warehouse.durable_files import exclusive_lock, replacing, write_errors
from pipeline.warehouse.lake import Lake
from pipeline.warehouse.relations import (
    NO_PYTHON_VARIABLES,
    define_relation,
    first_line,
    insert_by_name,
    parquet_relation,
    read_errors,
)
from pipeline.warehouse.sql_files import sql_text, table_names

if TYPE_CHECKING:
    import pandas as pd  # half a second that only who asks for a frame should wait

# Many rows and wide columns: the published database reads these tables from the lake.
TABLES_PUBLISHED_AS_VIEWS = frozenset({"bronze.raw_posts", "silver.posts", "silver.mentions"})


def publish_database(lake: Lake, path: Path) -> dict[str, int]:
    """Build the published database from the lake and swap it in; readers of the old one read on.

    Two runs publish one after the other, so the last one to publish has seen all that both wrote.

    Returns:
        Row count of each table.

    Raises:
        LakeError: a file of the lake cannot be read, or the database cannot be written.
    """
    with (
        exclusive_lock(path.with_name(f".{path.name}.lock")),
        write_errors(path),
        replacing(path) as scratch,
    ):
        scratch.unlink(missing_ok=True)
        try:
            return build_database(lake, scratch)
        except duckdb.Error as error:
            raise OSError(first_line(error)) from error


def build_database(lake: Lake, path: Path) -> dict[str, int]:
    """Write every table of the lake into a new database; returns their row counts."""
    counts = {}
    with duckdb.connect(str(path)) as connection:
        connection.execute(sql_text("", "schemas"))
        connection.begin()  # one commit instead of one for every column comment
        for table in table_names():
            with read_errors(table):
                counts[table] = publish_table(connection, lake, table)
        connection.commit()
    return counts


def publish_table(connection: duckdb.DuckDBPyConnection, lake: Lake, table: str) -> int:
    """Copy a table into the database, or define a view on its files; returns its row count."""
    files = lake.files(table)
    if files and table in TABLES_PUBLISHED_AS_VIEWS:
        define_relation(connection, table, [file.absolute() for file in files])
    else:
        connection.execute(sql_text("tables", table))
        if files:
            insert_by_name(connection, table, parquet_relation(connection, files))
    return int(connection.table(table).aggregate("count(*)").fetchall()[0][0])


def read_frame(path: Path, sql: str) -> pd.DataFrame:
    """Run a query of the user's on the published database, read-only.

    Raises:
        UsageError: the database is not there yet, or the query is wrong; the message is DuckDB's.
        LakeError: the database cannot be opened.
    """
    if not path.exists():
        raise UsageError(f"{path} does not exist yet; run `digest run` first")
    try:
        connection = duckdb.connect(str(path), read_only=True, config=NO_PYTHON_VARIABLES)
    except duckdb.Error as error:
        advice = "delete it and run any week again"
        raise LakeError(f"{path}: {first_line(error)}; {advice}") from error
    with connection:
        try:
            relation = connection.sql(sql)
            if relation is None:
                raise UsageError("the statement returns no rows; the database is read-only")
            frame: pd.DataFrame = relation.to_arrow_table().to_pandas()
        except duckdb.Error as error:
            raise UsageError(re.sub(r"\s*\n\s*", " ", str(error)).strip()) from error
    return frame
