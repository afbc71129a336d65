"""Given rows, a model gives the expected rows, and they keep their contract: they are inserted."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

BEFORE = dt.date(2026, 2, 23)
LONG_BEFORE = dt.date(2026, 2, 2)
TOO_LONG_BEFORE = dt.date(2026, 1, 26)


def pick(rows: list[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


def test_entities_take_the_strongest_origin_and_count_posts_and_authors(tables) -> None:
    tables.post("p1", author="ann", names=["model:qwen>org:alibaba", "org:acme"])
    tables.post("p2", author="bob", names=["model:qwen>org:alibaba"])
    tables.insert(
        "silver.mentions",
        {
            "post_id": "p2",
            "span_start": 90,
            "span_end": 95,
            "entity_id": "org:acme",
            "method": "discovered",
        },
        {
            "post_id": "p2",
            "span_start": 80,
            "span_end": 85,
            "entity_id": "org:newco",
            "method": "discovered",
        },
        {
            "post_id": "p1",
            "span_start": 80,
            "span_end": 85,
            "entity_id": "model:m-2",
            "method": "grammar",
        },
    )
    assert pick(
        tables.make("silver.entities"), "entity_id", "origin", "post_count", "author_count"
    ) == [
        ("model:m-2", "grammar", 1, 1),
        ("model:qwen", "registry", 2, 2),
        ("org:acme", "registry", 2, 2),
        ("org:newco", "discovered", 1, 1),
    ]


def test_entities_show_at_most_three_posts(tables) -> None:
    for number in range(5):
        tables.post(f"p{number}", names=["org:acme"])
    assert tables.make("silver.entities")[0]["example_post_ids"] == ["p0", "p1", "p2"]


def test_stories_count_posts_authors_and_names(tables) -> None:
    tables.post("p1", author="ann", story="s1", names=["org:acme", "model:qwen"])
    tables.post("p2", author="bob", story="s1", names=["model:qwen"])
    tables.post("p3", author="bob", story="s1", duplicate_of="p2")
    tables.connection.execute(
        "update gold.story_posts set is_representative = true where post_id = 'p2'"
    )
    (story,) = tables.make("gold.stories")
    assert pick(
        [story],
        "representative_post_id",
        "post_count",
        "kept_post_count",
        "author_count",
        "entity_ids",
    ) == [("p2", 3, 2, 2, ["model:qwen", "org:acme"])]


def test_label_counts_have_every_label_and_their_own_denominators(tables) -> None:
    tables.post("p1", author="ann", labels=["relevant", "release"])
    tables.post("p2", author="bob", labels=["relevant", "release", "safety"])
    tables.post("p3", author="bob", labels=["relevant", "other"])
    tables.post("p4", labels=[])
    tables.post("p5", labels=["relevant", "infra"], duplicate_of="p1")
    rows = tables.make("gold.weekly_label_counts")
    assert pick(rows, "label", "post_count", "author_count", "share") == [
        ("infra", 0, 0, 0.0),
        ("other", 1, 1, pytest.approx(1 / 3)),
        ("release", 2, 2, pytest.approx(2 / 3)),
        ("relevant", 3, 2, pytest.approx(3 / 4)),
        ("safety", 1, 1, pytest.approx(1 / 3)),
    ]


def test_label_counts_of_an_empty_week_are_zero(tables) -> None:
    assert pick(tables.make("gold.weekly_label_counts"), "post_count", "share") == [(0, 0.0)] * 5


def test_label_counts_look_four_weeks_back(tables) -> None:
    for week, number in ((TOO_LONG_BEFORE, 100), (LONG_BEFORE, 2), (BEFORE, 4)):
        tables.insert(
            "gold.weekly_label_counts",
            {"label": "safety", "post_count": number, "share": number / 10, "week_start": week},
        )
    row = next(row for row in tables.make("gold.weekly_label_counts") if row["label"] == "safety")
    assert pick(
        [row], "previous_post_count", "previous_share", "mean_post_count_4w", "mean_share_4w"
    ) == [(4, 0.4, 3.0, pytest.approx(0.3))]


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("gold.weekly_entity_counts", "entity_id"),
        ("gold.weekly_topic_counts", "topic_id"),
    ],
)
class TestCountsByThing:
    """Counts by entity and by topic follow one rule."""

    @staticmethod
    def post(tables, post_id: str, thing: str, **facts: Any) -> None:
        tables.post(post_id, names=[f"org:{thing}"], topics=[f"org:{thing}"], **facts)

    @staticmethod
    def past(tables, table: str, key: str, thing: str, week: dt.date, number: int) -> None:
        row = {key: f"org:{thing}", "post_count": number, "share": number / 10, "week_start": week}
        if table == "gold.weekly_topic_counts":
            row["relevant_post_count"] = 10
        tables.insert(table, row)

    def test_only_kept_relevant_posts_count(self, tables, table: str, key: str) -> None:
        self.post(tables, "p1", "a", author="ann")
        self.post(tables, "p2", "a", author="bob")
        self.post(tables, "p3", "a", labels=[])
        self.post(tables, "p4", "a", duplicate_of="p1")
        self.post(tables, "p5", "b", author="ann")
        self.post(tables, "p6", "a", week=BEFORE)
        assert pick(tables.make(table), key, "post_count", "author_count", "share") == [
            ("org:a", 2, 2, pytest.approx(2 / 3)),
            ("org:b", 1, 1, pytest.approx(1 / 3)),
        ]

    def test_first_week_has_no_past(self, tables, table: str, key: str) -> None:
        self.post(tables, "p1", "a")
        assert pick(
            tables.make(table),
            "previous_post_count",
            "previous_share",
            "mean_post_count_4w",
            "mean_share_4w",
        ) == [(None, None, None, None)]

    def test_week_without_the_thing_counts_as_zero(self, tables, table: str, key: str) -> None:
        self.post(tables, "p1", "a")
        self.past(tables, table, key, "a", LONG_BEFORE, 4)
        self.past(tables, table, key, "b", BEFORE, 6)
        self.past(tables, table, key, "a", TOO_LONG_BEFORE, 100)
        assert pick(
            tables.make(table),
            key,
            "post_count",
            "previous_post_count",
            "mean_post_count_4w",
            "mean_share_4w",
        ) == [("org:a", 1, 0, 2.0, 0.2), ("org:b", 0, 6, 3.0, 0.3)]

    def test_week_that_is_missing_does_not_count(self, tables, table: str, key: str) -> None:
        self.post(tables, "p1", "a")
        self.past(tables, table, key, "a", LONG_BEFORE, 4)
        assert pick(tables.make(table), "previous_post_count", "mean_post_count_4w") == [
            (None, 4.0)
        ]


def test_topic_counts_give_the_change_in_standard_errors(tables) -> None:
    for number in range(10):
        tables.post(f"p{number}", topics=["chips"] if number < 6 else [], story=f"s{number // 2}")
    tables.insert(
        "gold.weekly_topic_counts",
        {"topic_id": "chips", "post_count": 2, "relevant_post_count": 20, "week_start": BEFORE},
        {
            "topic_id": "chips",
            "post_count": 3,
            "relevant_post_count": 30,
            "week_start": LONG_BEFORE,
        },
    )
    (row,) = tables.make("gold.weekly_topic_counts")
    # Worked out by hand from the four cells 6.5, 4.5, 5.5 and 45.5.
    assert row["change_z"] == pytest.approx(3.258, abs=0.001)
    assert pick([row], "story_count", "relevant_post_count", "history_week_count") == [(3, 10, 2)]


def test_topic_counts_of_an_empty_week_keep_what_fell_silent(tables) -> None:
    tables.insert(
        "gold.weekly_topic_counts",
        {"topic_id": "chips", "post_count": 2, "relevant_post_count": 20, "week_start": BEFORE},
    )
    (row,) = tables.make("gold.weekly_topic_counts")
    assert pick([row], "topic_id", "post_count", "share", "previous_post_count") == [
        ("chips", 0, 0.0, 2)
    ]


def test_pairs_have_the_smaller_id_first_and_no_people(tables) -> None:
    tables.post("p1", author="ann", names=["org:b", "model:a", "person:c"])
    tables.post("p2", author="bob", names=["model:a", "org:b", "model:a"])
    tables.post("p3", names=["org:b"])
    rows = tables.make("gold.weekly_entity_pairs")
    assert pick(rows, "entity_id", "other_entity_id", "post_count", "author_count", "share") == [
        ("model:a", "org:b", 2, 2, pytest.approx(2 / 3))
    ]
    assert pick(rows, "canonical_name", "other_canonical_name") == [("A", "B")]


def test_pairs_compare_with_the_weeks_before(tables) -> None:
    tables.post("p1", names=["org:a", "org:b"])
    tables.post("p2", names=["org:a", "org:c"])
    pair = {"entity_id": "org:a", "other_entity_id": "org:b"}
    tables.insert(
        "gold.weekly_entity_pairs",
        pair | {"post_count": 4, "share": 0.4, "week_start": BEFORE},
        pair | {"post_count": 2, "share": 0.2, "week_start": LONG_BEFORE},
    )
    assert pick(
        tables.make("gold.weekly_entity_pairs"),
        "other_entity_id",
        "previous_post_count",
        "mean_post_count_4w",
        "mean_share_4w",
    ) == [("org:b", 4, 3.0, pytest.approx(0.3)), ("org:c", 0, 0.0, 0.0)]


def test_sources_account_for_every_post(tables) -> None:
    tables.post("p1", source="file:a", author="ann")
    tables.post("p2", source="file:a", author="bob", labels=[])
    tables.post("p3", source="file:a", author="bob", duplicate_of="p1")
    tables.post("p4", source="rss:b", platform="rss")
    assert pick(
        tables.make("gold.weekly_sources"),
        "source_id",
        "post_count",
        "duplicate_count",
        "kept_count",
        "relevant_count",
        "author_count",
        "share",
    ) == [("file:a", 3, 1, 2, 1, 2, 0.75), ("rss:b", 1, 0, 1, 1, 1, 0.25)]


def test_sources_that_were_silent_count_as_zero(tables) -> None:
    tables.post("p1", source="file:a")
    tables.insert(
        "gold.weekly_sources",
        {"source_id": "file:a", "platform": "x", "post_count": 6, "week_start": LONG_BEFORE},
        {"source_id": "rss:b", "platform": "rss", "post_count": 3, "week_start": BEFORE},
    )
    assert pick(
        tables.make("gold.weekly_sources"), "source_id", "previous_post_count", "mean_post_count_4w"
    ) == [("file:a", 0, 3.0)]


def test_authors_share_the_relevant_posts(tables) -> None:
    tables.post("p1", author="ann", story="s1")
    tables.post("p2", author="ann", story="s1")
    tables.post("p3", author="ann", duplicate_of="p1")
    tables.post("p4", author="bob", story="s2")
    tables.post("p5", author="cy", labels=[])
    assert pick(
        tables.make("gold.weekly_authors"),
        "author_id",
        "post_count",
        "kept_count",
        "relevant_count",
        "story_count",
        "share",
    ) == [
        ("x:ann", 3, 2, 2, 1, pytest.approx(2 / 3)),
        ("x:bob", 1, 1, 1, 1, pytest.approx(1 / 3)),
        ("x:cy", 1, 1, 0, 0, 0.0),
    ]


def test_authors_who_were_silent_count_as_zero(tables) -> None:
    tables.post("p1", author="ann")
    tables.insert(
        "gold.weekly_authors",
        {"author_id": "x:ann", "relevant_count": 4, "week_start": LONG_BEFORE},
        {"author_id": "x:bob", "relevant_count": 2, "week_start": BEFORE},
    )
    assert pick(
        tables.make("gold.weekly_authors"),
        "author_id",
        "previous_relevant_count",
        "mean_relevant_count_4w",
    ) == [("x:ann", 0, 2.0)]
