"""Every check finds a row that breaks its rule, and nothing where the rule holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from pipeline.warehouse import sql_folder

Break = Callable[[Any], None]


def insert(table: str, **row: Any) -> Break:
    return lambda tables: tables.insert(table, row)


def post(post_id: str, **facts: Any) -> Break:
    return lambda tables: tables.post(post_id, **facts)


BREAKS: dict[str, tuple[Break, ...]] = {
    "silver.posts_outside_week": (
        post("p1", posted_at=dt.datetime.combine(dt.date(2026, 3, 9), dt.time())),
    ),
    "silver.posts_without_text": (post("p1", body_text=" \n"),),
    "silver.payloads_lost": (insert("bronze.raw_posts", payload_sha256="abc"),),
    "silver.posts_without_labels": (post("p1"),),
    "silver.labels_of_irrelevant_posts": (
        insert("silver.post_labels", label="relevant", is_assigned=False),
        insert("silver.post_labels", label="safety", is_assigned=True),
    ),
    "silver.mentions_outside_text": (
        post("p1", body_text="Acme ships"),
        insert("silver.mentions", post_id="p1", span_start=0, span_end=4, surface="ships"),
    ),
    "silver.mentions_overlap": (
        insert("silver.mentions", span_start=0, span_end=6),
        insert("silver.mentions", span_start=5, span_end=8),
    ),
    "silver.duplicates_of_duplicates": (
        post("p1"),
        post("p2", duplicate_of="p1"),
        post("p3", duplicate_of="p2"),
    ),
    "silver.sources_failed": (insert("silver.source_health", status="failed"),),
    "silver.sources_silent": (insert("silver.source_health", status="ok", is_stale=True),),
    "silver.topics_of_nothing": (insert("silver.post_topics", evidence=["gpu"]),),
    "silver.topics_without_evidence": (insert("silver.post_topics", evidence=[]),),
    "gold.relevant_posts_without_story": (post("p1"),),
    "gold.stories_without_one_representative": (post("p1", story="s1"),),
    "gold.ranks_with_gaps": (
        insert("gold.weekly_story_ranks", story_id="s1", rank=1),
        insert("gold.weekly_story_ranks", story_id="s2", rank=3),
    ),
    "gold.counts_above_total": (insert("gold.weekly_entity_counts", share=1.5),),
    "gold.shares_outside_unit": (insert("gold.weekly_label_counts", share=-0.1),),
    "gold.source_counts_that_do_not_add_up": (
        insert("gold.weekly_sources", post_count=3, kept_count=1, duplicate_count=1),
    ),
    "gold.topic_counts_above_total": (
        insert("gold.weekly_topic_counts", post_count=3, relevant_post_count=2),
    ),
    "gold.citations_of_nothing": (
        insert("gold.claims", post_ids=["gone"], is_published=True, support="extracted"),
    ),
}
CHECKS = sorted(
    f"{path.parent.name}.{path.stem}" for path in (sql_folder() / "checks").rglob("*.sql")
)


@pytest.fixture(scope="module")
def sound_week(own_tables: Any) -> Any:
    """Two posts of which one repeats the other, with everything that follows from them."""
    tables = own_tables
    labels = ("relevant", "release", "safety", "infra", "other")
    tables.post(
        "p1", body_text="x marks Acme", labels=labels, names=["org:x"], topics=["chips"], story="s1"
    )
    tables.post("p2", labels=labels, duplicate_of="p1")
    tables.connection.execute("update silver.mentions set span_end = 1")
    tables.connection.execute("update gold.story_posts set is_representative = true")
    tables.insert("bronze.raw_posts", {"payload_sha256": "p1"})
    tables.insert("silver.dropped_payloads", {"payload_sha256": "dropped"})
    tables.insert("gold.weekly_story_ranks", {"story_id": "s1", "rank": 1})
    tables.insert("gold.claims", {"post_ids": ["p1"], "is_published": True})
    for table in ("entity_counts", "label_counts", "sources", "topic_counts"):
        tables.make(f"gold.weekly_{table}")
    return tables


@pytest.mark.parametrize("check", CHECKS)
def test_check_passes_a_sound_week(sound_week: Any, check: str) -> None:
    assert sound_week.violations(check) == []


@pytest.mark.parametrize("check", sorted(set(CHECKS) & set(BREAKS)))
def test_check_finds_a_broken_rule(tables: Any, check: str) -> None:
    for step in BREAKS[check]:
        step(tables)
    assert len(tables.violations(check)) >= 1


@pytest.mark.parametrize("check", sorted(set(CHECKS) & set(BREAKS)))
def test_check_looks_at_its_week_alone(tables: Any, check: str) -> None:
    for step in BREAKS[check]:
        step(tables)
    tables.week = dt.date(2026, 3, 9)
    assert tables.violations(check) == []


def test_every_check_has_a_broken_rule() -> None:
    assert set(CHECKS) <= set(BREAKS)
