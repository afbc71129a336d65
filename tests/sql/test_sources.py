"""What is said of live sources: the model of their health and the ready questions about them."""

from __future__ import annotations

import datetime as dt
from typing import Any

WEEK = dt.date(2026, 3, 2)
START = dt.datetime(2026, 3, 2)  # noqa: DTZ001  as the tables hold it: UTC without a zone
MONDAY = START + dt.timedelta(days=7, hours=6)
WEDNESDAY = START + dt.timedelta(days=2, hours=12)


def fetch(tables: Any, at: dt.datetime, source: str = "rss:a", **facts: Any) -> None:
    defaults = {"status": "ok", "problem": None, "is_covered": True, "quiet_days": 7}
    defaults |= {"new_post_count": 0, "billed_read_count": 0}
    row = {"source_id": source, "source_name": source.upper(), "fetched_at": at, "week_start": WEEK}
    tables.insert("bronze.source_fetches", {**row, **defaults, **facts})


def raw_post(tables: Any, at: dt.datetime, source: str = "rss:a", name: str = "1") -> None:
    tables.insert(
        "bronze.raw_posts",
        {
            "platform": "rss",
            "external_id": name,
            "source_id": source,
            "posted_at": at,
            "posted_at_basis": "stated",
            "week_start": WEEK,
        },
    )


def health(tables: Any, *names: str) -> list[tuple[Any, ...]]:
    rows = tables.make("silver.source_health")
    return [tuple(row[name] for name in names) for row in rows]


def test_a_week_is_covered_by_what_was_read_after_its_end_only(tables: Any) -> None:
    fetch(tables, WEDNESDAY)
    fetch(tables, WEDNESDAY, "rss:b")
    fetch(tables, MONDAY, "rss:b", is_covered=False, uncovered_reason="too short")
    fetch(tables, WEDNESDAY, "rss:c", is_covered=False, uncovered_reason="too short")
    fetch(tables, MONDAY, "rss:c")
    assert health(tables, "source_id", "is_covered", "uncovered_reason") == [
        ("rss:a", False, "asked before the week was over"),
        ("rss:b", False, "too short"),
        ("rss:c", True, None),
    ]


def test_the_last_request_says_whether_a_source_failed(tables: Any) -> None:
    fetch(tables, WEDNESDAY)
    fetch(tables, MONDAY, status="failed", problem="gone", is_covered=False)
    assert health(tables, "status", "problem") == [("failed", "gone")]


def test_silence_is_counted_from_the_newest_post_shown_or_held(tables: Any) -> None:
    raw_post(tables, START - dt.timedelta(days=5))
    fetch(tables, MONDAY)
    # What another source showed first is held under its name; this one has shown it too.
    raw_post(tables, START + dt.timedelta(days=6), "x:list:7", "2")
    fetch(tables, MONDAY, "x:@a", newest_posted_at=START + dt.timedelta(days=6))
    fetch(tables, MONDAY, "x:@b")
    assert health(tables, "source_id", "is_stale", "days_since_newest", "post_count") == [
        ("rss:a", True, 12.0, 1),
        ("x:@a", False, 1.0, 0),
        ("x:@b", True, None, 0),
    ]
    rows = tables.query("source_health")
    assert [row["source_id"] for row in rows] == ["rss:a", "x:@a", "x:@b"]


def test_sources_asked(tables: Any) -> None:
    newest = START + dt.timedelta(days=3)
    facts = {"newest_posted_at": newest, "new_post_count": 4, "billed_read_count": 6}
    fetch(tables, WEDNESDAY, **facts)
    fetch(tables, MONDAY, new_post_count=0, billed_read_count=1)
    fetch(tables, MONDAY, "rss:b", status="failed", problem="gone", is_covered=False)
    fetch(tables, MONDAY, "rss:c", **facts, quiet_days=2)
    for at, notice in ((WEDNESDAY, "old"), (MONDAY, "second"), (MONDAY, "first")):
        row = {"source_id": "rss:a", "fetched_at": at, "notice": notice, "week_start": WEEK}
        tables.insert("bronze.source_notices", row)
    rows = tables.query("sources_asked")
    names = ("source_id", "health", "notices", "post_count", "billed_read_count")
    assert [tuple(row[name] for name in names) for row in rows] == [
        ("rss:a", "ok", "first; second", 4, 7),
        ("rss:b", "failed", None, 0, 0),
        ("rss:c", "silent", None, 4, 6),
    ]
