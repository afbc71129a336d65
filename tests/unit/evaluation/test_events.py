"""Coverage of listed events by digests."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.evaluation.events import DigestItem, score_events

WEEK = "2026-03-02"


def event(rank: int, category: str = "release", **fields: Any) -> dict[str, Any]:
    return {
        "week": WEEK,
        "rank": rank,
        "event": f"event {rank}",
        "category": category,
        "in_corpus": True,
        "post_ids": [f"p{rank}"],
        "must_match": ["Northwind", "Halcyon 3.5"],
        "must_match_re": ["northwind", r"halcyon[-\s]?3\.5"],
        "must_in_posts": [],
    } | fields


def item(text: str = "", *post_ids: str, lead: bool = False) -> DigestItem:
    return DigestItem(text, post_ids, lead)


def test_cited_post_covers_its_event() -> None:
    scores = score_events([event(1), event(5)], {WEEK: [item("", "p5"), item("", "p1", lead=True)]})
    assert (scores["covered"], scores["covered_top3"]) == (1.0, 1.0)


def test_top_event_outside_the_developments_counts_only_as_covered() -> None:
    scores = score_events([event(2)], {WEEK: [item("", "p2")]})
    assert (scores["covered"], scores["covered_top3"]) == (1.0, 0.0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Northwind opened Halcyon-3.5 to all", 1.0),
        ("Northwind opened its model to all", 0.0),
        ("Halcyon 3.55 by Northwind", 1.0),
    ],
)
def test_names_cover_when_one_item_holds_them_all(text: str, expected: float) -> None:
    gold = event(4, must_in_posts=["Northwind", "Halcyon 3.5"])
    assert score_events([gold], {WEEK: [item(text)]})["covered"] == expected


def test_names_spread_over_two_items_do_not_cover() -> None:
    gold = event(4, must_in_posts=["Northwind", "Halcyon 3.5"])
    items = [item("Northwind hires"), item("Halcyon 3.5 is quick")]
    assert score_events([gold], {WEEK: items})["covered"] == 0.0


def test_name_without_pattern_is_matched_as_it_stands() -> None:
    gold = event(4, must_match=["C.3"], must_match_re=[], must_in_posts=["C.3"])
    assert score_events([gold], {WEEK: [item("the c.3 chip")]})["covered"] == 1.0
    assert score_events([gold], {WEEK: [item("the cx3 chip")]})["covered"] == 0.0


def test_events_outside_the_corpus_and_weeks_without_a_digest_are_not_asked_for() -> None:
    gold = [event(1, in_corpus=False), event(2) | {"week": "2026-03-09"}]
    scores = score_events(gold, {WEEK: []})
    assert scores["events"] == 0
    assert scores["covered"] is None
    assert scores["covered_top3"] is None


def test_categories_are_scored_apart_and_misses_named() -> None:
    gold = [event(4), event(5, "safety"), event(6, "safety")]
    scores = score_events(gold, {WEEK: [item("", "p4", "p5")]})
    assert scores["by_category"]["safety"] == {"covered": 0.5, "events": 2}
    assert scores["missed"] == [f"{WEEK} 6: event 6"]
