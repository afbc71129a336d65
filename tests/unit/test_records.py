"""Records are what the contracts say: every column has its field, every field its column."""

import dataclasses
from typing import Any

import pytest

from pipeline import records
from pipeline.warehouse import empty_database, sql_text

TABLE_RECORDS = {
    "bronze.raw_posts": records.RawPost,
    "bronze.quarantined_lines": records.QuarantinedLine,
    "silver.posts": records.Post,
    "silver.dropped_payloads": records.DroppedPayload,
    "silver.post_duplicates": records.PostDuplicate,
    "silver.mentions": records.Mention,
    "silver.post_labels": records.PostLabel,
    "gold.story_edges": records.StoryEdge,
    "gold.story_posts": records.StoryPost,
    "gold.weekly_story_ranks": records.StoryRank,
    "gold.claims": records.Claim,
}
RECORD_TYPES = [
    value
    for value in vars(records).values()
    if isinstance(value, type) and dataclasses.is_dataclass(value)
]


@pytest.mark.parametrize("table", TABLE_RECORDS)
def test_fields_are_the_columns(table: str) -> None:
    fields = {field.name for field in dataclasses.fields(TABLE_RECORDS[table])}
    with empty_database() as connection:
        connection.execute(sql_text("tables", table))
        columns = set(connection.table(table).columns)
    assert columns - {"week_start"} == fields


@pytest.mark.parametrize("record_type", RECORD_TYPES, ids=lambda record_type: record_type.__name__)
def test_record_is_frozen_and_says_what_it_is(record_type: Any) -> None:
    assert record_type.__dataclass_params__.frozen
    assert not (record_type.__doc__ or "").startswith(f"{record_type.__name__}(")
