"""Threads: stories that go on from week to week."""

from __future__ import annotations

import datetime as dt

from pipeline.nlp.threads import (
    MAX_DORMANT_WEEKS,
    StoryOutline,
    StoryThread,
    link_threads,
    outline_story,
)
from pipeline.records import Mention, ParsedPost
from pipeline.text.posts import build_post
from pipeline.weeks import Week

WEEK = Week(dt.date(2026, 3, 2))


def outline(story_id: str, names: dict[str, float], words: str, *figures: str) -> StoryOutline:
    return StoryOutline(story_id, names, frozenset(words.split()), frozenset(figures))


LAWSUIT = outline(
    "sa1", {"org:northwind": 0.5, "org:press-guild": 0.5}, "lawsuit copyright court archive filed"
)
RULING = outline(
    "sb2",
    {"org:northwind": 0.5, "org:press-guild": 0.5},
    "court ruling copyright lawsuit archive",
    "$90000000",
)
LAUNCH = outline("sc3", {"model:halcyon-3.5": 1.3}, "halcyon launch benchmark price")
OTHERS = [outline(f"sd{n}", {f"org:o{n}": 0.5}, f"plant{n} grid{n} river{n}") for n in range(8)]


def status_of(rows: list[StoryThread]) -> dict[str, tuple[str, str | None]]:
    return {row.thread_id: (row.status, row.story_id) for row in rows}


def test_first_stories_begin_threads_named_after_them() -> None:
    rows = link_threads(WEEK, [LAWSUIT, LAUNCH], [])
    assert status_of(rows) == {"ta1": ("new", "sa1"), "tc3": ("new", "sc3")}


def test_story_on_the_same_matter_develops_the_thread() -> None:
    first = link_threads(WEEK, [LAWSUIT, *OTHERS], [])
    rows = link_threads(WEEK.shifted(1), [RULING], first)
    thread = next(row for row in rows if row.thread_id == "ta1")
    assert (thread.status, thread.story_id, thread.story_count) == ("developing", "sb2", 2)
    assert thread.changes == ("figure:$90000000",)
    assert thread.first_week == WEEK.start


def test_shared_hub_does_not_join_another_matter() -> None:
    office = outline("se9", {"org:northwind": 0.5}, "office opens munich hiring")
    rows = link_threads(WEEK.shifted(1), [office], link_threads(WEEK, [LAWSUIT, *OTHERS], []))
    assert status_of(rows)["te9"] == ("new", "se9")
    assert status_of(rows)["ta1"] == ("dormant", None)


def test_dormant_thread_wakes_under_its_own_id() -> None:
    rows = link_threads(WEEK, [LAWSUIT, *OTHERS], [])
    rows = link_threads(WEEK.shifted(1), [], rows)
    rows = link_threads(WEEK.shifted(2), [RULING], rows)
    assert status_of(rows)["ta1"] == ("developing", "sb2")


def test_thread_ends_after_weeks_without_a_story() -> None:
    rows = link_threads(WEEK, [LAWSUIT], [])
    for weeks in range(1, MAX_DORMANT_WEEKS + 2):
        rows = link_threads(WEEK.shifted(weeks), [], rows)
    assert rows == []


def test_order_of_stories_and_threads_does_not_matter() -> None:
    threads = link_threads(WEEK, [LAWSUIT, LAUNCH, *OTHERS], [])
    stories = [RULING, *OTHERS]
    again = link_threads(WEEK.shifted(1), stories[::-1], threads[::-1])
    assert again == link_threads(WEEK.shifted(1), stories, threads)


def test_outline_keeps_main_names_words_and_figures() -> None:
    posts = [
        build_post(
            ParsedPost("x", post_id, "", text, dt.datetime(2026, 3, 2, tzinfo=dt.UTC)), "test", ""
        )
        for post_id, text in (
            ("1", "Halcyon costs $20 now"),
            ("2", "Halcyon price falls"),
            ("3", "Halcyon"),
        )
    ]
    named = Mention(
        "1", 0, 7, "Halcyon", "model:halcyon-3.5", "model", "Halcyon 3.5", None, "registry"
    )
    aside = Mention("2", 0, 7, "Halcyon", "org:aside", "org", "Aside", None, "registry")
    mentions = {"1": [named], "2": [named, aside], "3": [named]}
    story = outline_story("s1", posts, mentions)
    assert set(story.names) == {"model:halcyon-3.5"}
    assert story.figures == {"$20"}
    assert {"halcyon", "price"} <= story.keywords
