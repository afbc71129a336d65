"""What holds for every SQL file, whatever it says."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from pipeline.warehouse import (
    check_names,
    empty_database,
    primary_key,
    sql_folder,
    sql_text,
    table_names,
)

SQL = sql_folder()
MODELS = sorted((SQL / "models").rglob("*.sql"))
CHECKS = sorted((SQL / "checks").rglob("*.sql"))
QUERIES = sorted((SQL / "queries").glob("*.sql"))
LITERAL = re.compile(r"'(?:[^']|'')*'")
UPPER_KEYWORD = re.compile(
    r"\b(?:SELECT|FROM|WHERE|WITH|JOIN|GROUP|ORDER|CREATE|TABLE|COMMENT|NULL|CASE|COUNT)\b"
)


def name_of(path: Path) -> str:
    return str(path.relative_to(SQL).with_suffix(""))


def header(path: Path) -> str:
    """The comment lines that open a file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    end = next(index for index, line in enumerate(lines) if not line.startswith("--"))
    return "\n".join(lines[:end])


def code(path: Path) -> str:
    """A file without comments and literals."""
    text = re.sub(r"--[^\n]*", "", LITERAL.sub("''", path.read_text(encoding="utf-8")))
    return text.strip()


@pytest.mark.parametrize("path", [*MODELS, *CHECKS, *QUERIES], ids=name_of)
def test_statement_is_one_select(path: Path) -> None:
    statements = duckdb.extract_statements(path.read_text(encoding="utf-8"))
    assert [statement.type for statement in statements] == [duckdb.StatementType.SELECT]


@pytest.mark.parametrize("path", MODELS, ids=name_of)
def test_model_header_names_its_parameters_and_grain(path: Path) -> None:
    statement = duckdb.extract_statements(path.read_text(encoding="utf-8"))[0]
    assert set(re.findall(r"\$(\w+)", header(path))) == set(statement.named_parameters)
    assert "-- Grain: one row per" in header(path)


@pytest.mark.parametrize("path", MODELS, ids=name_of)
def test_model_header_names_every_table_it_reads(path: Path) -> None:
    read = set(re.findall(r"\b(?:from|join)\s+((?:silver|gold|bronze)\.\w+)", code(path)))
    named = set(re.findall(r"\b((?:silver|gold|bronze)\.\w+)", header(path)))
    assert read == named


@pytest.mark.parametrize("path", MODELS, ids=name_of)
def test_model_has_a_contract_of_its_name(path: Path) -> None:
    assert f"{path.parent.name}.{path.stem}" in table_names()


@pytest.mark.parametrize("path", CHECKS, ids=name_of)
def test_check_names_its_table_and_takes_the_week_alone(path: Path) -> None:
    table = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("-- Table: ")
    assert f"{path.parent.name}.{path.stem}" in check_names(table)
    statement = duckdb.extract_statements(path.read_text(encoding="utf-8"))[0]
    assert set(statement.named_parameters) == {"week_start"}


@pytest.mark.parametrize("path", QUERIES, ids=name_of)
def test_query_asks_in_its_first_line_and_takes_no_parameter(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.match(r"-- [A-Z][^\n]*\?\n", text)
    assert not duckdb.extract_statements(text)[0].named_parameters


@pytest.mark.parametrize("path", [*CHECKS, *QUERIES], ids=name_of)
def test_rows_that_reach_a_reader_are_ordered(path: Path) -> None:
    assert re.search(r"\border by [^()]*$", code(path))


@pytest.mark.parametrize("path", [*MODELS, *CHECKS, *QUERIES], ids=name_of)
def test_star_stands_in_the_last_line_only(path: Path) -> None:
    *rest, last = code(path).splitlines()
    assert not re.search(r"\bselect (?:distinct )?(?:\w+\.)?\*", "\n".join(rest))
    assert "*" not in last or last == "select * from final"


@pytest.mark.parametrize("path", sorted(SQL.rglob("*.sql")), ids=name_of)
def test_sql_is_lower_case(path: Path) -> None:
    assert not UPPER_KEYWORD.search(code(path))


@pytest.mark.parametrize("path", sorted(SQL.rglob("*.sql")), ids=name_of)
def test_lists_are_never_grouped_or_ordered_by_number(path: Path) -> None:
    assert not re.search(r"\b(?:group|order) by (?:\d|all\b)", code(path))


@pytest.mark.parametrize("table", table_names())
def test_contract_describes_the_table_and_every_column(table: str) -> None:
    schema, name = table.split(".")
    with empty_database() as connection:
        connection.execute(sql_text("tables", table))
        columns = connection.execute(
            "select column_name, comment from duckdb_columns() "
            "where schema_name = $schema and table_name = $name",
            {"schema": schema, "name": name},
        ).fetchall()
        described = connection.execute(
            "select comment from duckdb_tables() "
            "where schema_name = $schema and table_name = $name",
            {"schema": schema, "name": name},
        ).fetchall()
    assert described[0][0]
    assert [column for column, comment in columns if not comment] == []


@pytest.mark.parametrize("table", table_names())
def test_contract_creates_one_table_first_and_its_key_is_read_as_duckdb_reads_it(
    table: str,
) -> None:
    kinds = [statement.type for statement in duckdb.extract_statements(sql_text("tables", table))]
    assert kinds.index(duckdb.StatementType.CREATE) == 0
    assert kinds.count(duckdb.StatementType.CREATE) == 1
    with empty_database() as connection:
        connection.execute(sql_text("tables", table))
        keys = connection.execute(
            "select constraint_column_names from duckdb_constraints() "
            "where constraint_type = 'PRIMARY KEY' and database_name = current_database()"
        ).fetchall()
    assert keys == [(list(primary_key(table)),)]
