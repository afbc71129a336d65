"""A database in memory with the real contracts, and short ways to fill it."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb
import pytest

from pipeline.warehouse import empty_database, primary_key, run_query, sql_text, table_names

WEEK = dt.date(2026, 3, 2)
TYPE_DEFAULTS = {
    "VARCHAR": "x",
    "BIGINT": 1,
    "INTEGER": 1,
    "DOUBLE": 0.5,
    "BOOLEAN": False,
    "VARCHAR[]": [],
    "TIMESTAMP": dt.datetime.combine(WEEK, dt.time(12)),
    "DATE": WEEK,
}
# What a contract allows, where the default of the type is not it.
COLUMN_DEFAULTS = {
    "posted_at_basis": "stated",
    "silver.mentions.method": "registry",
    "silver.post_duplicates.method": "exact",
    "label": "relevant",
    "entity_type": "org",
    "category": "release",
    "support": "table",
    "origin": "registry",
    "span_start": 0,
    "span_end": 1,
    "query": "weekly_topics",
    "kind": "hazard",
    "event_date_basis": "event",
    "evidence_grade": "A",
    "causal_link": "direct",
    "risk_label": "Low",
    "confidence": "likely",
    "record_type": "model_release",
    "quarter": "2026-Q1",
    "iso_week": "2026-W10",
    "status": "announced",
}
Row = dict[str, Any]


@functools.cache
def required_columns(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    """Types of the columns that may not be null, by name."""
    schema, name = table.split(".")
    rows = connection.execute(
        "select column_name, data_type from duckdb_columns() "
        "where schema_name = $schema and table_name = $name and not is_nullable",
        {"schema": schema, "name": name},
    ).fetchall()
    return dict(rows)


class Tables:
    """Every table of the lake, empty at first."""

    week = WEEK

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def insert(self, table: str, *rows: Row) -> None:
        """Add rows; columns that a row does not name get a value that the contract allows."""
        required = required_columns(self.connection, table)
        for row in rows:
            defaults = {
                name: COLUMN_DEFAULTS.get(
                    f"{table}.{name}", COLUMN_DEFAULTS.get(name, TYPE_DEFAULTS[kind])
                )
                for name, kind in required.items()
            }
            full = defaults | row
            appender = self.connection.appender(table, columns=list(full))
            appender.append_row(*full.values())
            appender.flush()

    def post(
        self,
        post_id: str,
        *,
        week: dt.date = WEEK,
        author: str = "ann",
        source: str = "file:a",
        labels: Sequence[str] = ("relevant",),
        names: Sequence[str] = (),
        topics: Sequence[str] = (),
        story: str | None = None,
        duplicate_of: str | None = None,
        **columns: Any,
    ) -> None:
        """Add a kept, relevant post with its labels, names, themes, story and original.

        `columns` are those of silver.posts.
        """
        row = {
            "author_id": f"x:{author}",
            "author_handle": author,
            "posted_at": dt.datetime.combine(week, dt.time(12)),
            "source_id": source,
            "platform": "x",
            "payload_sha256": post_id,
        }
        key = {"post_id": post_id, "week_start": week}
        self.insert("silver.posts", row | key | columns)
        assigned = ({"label": label, "is_assigned": True} for label in labels)
        self.insert("silver.post_labels", *(key | label for label in assigned))
        self.insert("silver.mentions", *(key | mention(*each) for each in enumerate(names)))
        for topic in topics:
            theme = {"topic_id": topic, "topic_name": topic.title(), "evidence": ["cue"]}
            self.insert("silver.post_topics", key | theme)
        if story:
            self.insert("gold.story_posts", key | {"story_id": story})
        if duplicate_of:
            self.insert("silver.post_duplicates", key | {"duplicate_of_post_id": duplicate_of})

    def run(self, sql: str, week: dt.date = WEEK) -> list[Row]:
        """Rows of a statement, as the lake gives them."""
        return run_query(self.connection, sql, {"week_start": week}).to_arrow_table().to_pylist()

    def make(self, table: str, week: dt.date = WEEK) -> list[Row]:
        """Rows of a model in key order; they are put into their table, and so keep its contract."""
        rows = self.run(sql_text("models", table), week)
        self.insert(table, *rows)
        return sorted(rows, key=lambda row: tuple(row[name] for name in primary_key(table)))

    def violations(self, check: str) -> list[Row]:
        """Rows that break the rule of a check."""
        return self.run(sql_text("checks", check), self.week)

    def query(self, name: str) -> list[Row]:
        """Rows of a ready query."""
        return self.run(sql_text("queries", name))


def mention(place: int, name: str) -> Row:
    """A mention of `type:id`, or of `type:id>owner`, at a place of its own."""
    entity_id, _, owner_id = name.partition(">")
    kind, word = entity_id.split(":")
    return {
        "span_start": 10 * place,
        "span_end": 10 * place + 5,
        "entity_id": entity_id,
        "entity_type": {"hw": "hardware"}.get(kind, kind),
        "canonical_name": word.title(),
        "owner_id": owner_id or None,
    }


@contextmanager
def all_tables() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database with every contract."""
    with empty_database() as connection:
        for table in table_names():
            connection.execute(sql_text("tables", table))
        yield connection


@pytest.fixture(scope="session")
def contracts() -> Iterator[duckdb.DuckDBPyConnection]:
    with all_tables() as connection:
        yield connection


@pytest.fixture
def tables(contracts: duckdb.DuckDBPyConnection) -> Iterator[Tables]:
    """Tables that are empty again after the test."""
    contracts.execute("begin transaction")
    yield Tables(contracts)
    contracts.execute("rollback")


@pytest.fixture(scope="module")
def own_tables() -> Iterator[Tables]:
    """Tables that the tests of one file fill together."""
    with all_tables() as connection:
        yield Tables(connection)
