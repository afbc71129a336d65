"""The SQL files: contracts, models, checks and ready queries, by name."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from pipeline.errors import UsageError

PACKAGE = Path(__file__).parent.parent
SQL_FOLDERS = (PACKAGE / "sql", PACKAGE.parent / "sql")
COMMENT = re.compile(r"--.*")
SQL_NAME = re.compile(r"\w+(?:\.\w+)?")


def sql_folder() -> Path:
    """Where the SQL files are: inside the wheel, or beside the package in a checkout."""
    return next(folder for folder in SQL_FOLDERS if folder.is_dir())


@functools.cache
def sql_text(kind: str, name: str) -> str:
    """Text of `sql/<kind>/<schema>/<table>.sql` for a name such as `silver.posts`.

    Queries have no schema.

    Raises:
        UsageError: there is no such file.
    """
    path = sql_folder() / kind / f"{name.replace('.', '/')}.sql"
    if not SQL_NAME.fullmatch(name) or not path.is_file():
        noun = {"queries": "query"}.get(kind, kind.removesuffix("s"))
        raise UsageError(f"there is no {noun} named {name!r}")
    return path.read_text(encoding="utf-8")


@functools.cache
def table_names() -> tuple[str, ...]:
    """All tables that have a contract, as `schema.table`, sorted."""
    folder = sql_folder() / "tables"
    return tuple(sorted(f"{path.parent.name}.{path.stem}" for path in folder.glob("*/*.sql")))


@functools.cache
def check_names(table: str) -> tuple[str, ...]:
    """The checks that `sql/checks` holds for a table, as `schema.rule`; its first line names it."""
    schema = table.split(".")[0]
    return tuple(
        f"{schema}.{path.stem}"
        for path in sorted((sql_folder() / "checks" / schema).glob("*.sql"))
        if path.read_text(encoding="utf-8").startswith(f"-- Table: {table}\n")
    )


def tables_named_in(sql: str) -> tuple[str, ...]:
    """The tables whose names stand in a statement, not in its comments."""
    words = set(re.findall(r"\w+\.\w+", COMMENT.sub("", sql)))
    return tuple(table for table in table_names() if table in words)
