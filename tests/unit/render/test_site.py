from __future__ import annotations

import datetime as dt
from xml.etree import ElementTree as ET

from pipeline.render.feed import ATOM, render_feed
from pipeline.render.model import WeekEntry, build_week_entry
from pipeline.render.site import render_site_index

ENTRIES = [
    WeekEntry(dt.date(2025, 12, 29), "A <quiet> week", "Q & A", "2025-12-29/digest.html"),
    WeekEntry(dt.date(2026, 2, 23), "Tern 3", "Released.", "2026-02-23/digest.html", "b.pdf"),
]


def read_feed(entries) -> ET.Element:
    return ET.fromstring(render_feed(entries))  # noqa: S314  # our own output


def test_feed_ids_are_stable_and_times_come_from_the_weeks() -> None:
    feed = read_feed(ENTRIES)
    ids = [node.text for node in feed.iter(f"{{{ATOM}}}id")]
    assert ids[1:] == [
        "tag:ai-digest.example,2026:week:2026-02-23",
        "tag:ai-digest.example,2026:week:2025-12-29",
    ]
    assert feed.findtext(f"{{{ATOM}}}updated") == "2026-03-02T00:00:00Z"


def test_feed_escapes_titles_and_links_the_brief() -> None:
    feed = read_feed(ENTRIES)
    titles = [node.text for node in feed.iter(f"{{{ATOM}}}title")]
    assert titles == ["AI Digest", "Tern 3", "A <quiet> week"]
    relations = [node.get("rel") for node in feed.iter(f"{{{ATOM}}}link")]
    assert relations.count("enclosure") == 1


def test_feed_does_not_depend_on_the_order_of_weeks() -> None:
    assert render_feed(ENTRIES) == render_feed(ENTRIES[::-1])


def test_an_archive_without_weeks_is_still_a_feed_and_a_page() -> None:
    assert read_feed([]).findtext(f"{{{ATOM}}}updated") == "1970-01-01T00:00:00Z"
    assert "No week has been published yet." in render_site_index([])


def test_index_lists_weeks_newest_first_under_their_year() -> None:
    page = render_site_index(ENTRIES)
    assert page.index('id="year-2026"') < page.index("Tern 3") < page.index('id="year-2025"')
    assert "A &lt;quiet&gt; week" in page
    assert "<script" not in page


def test_an_entry_is_summed_up_by_the_snapshot(digest) -> None:
    entry = build_week_entry(digest, "2026-02-23")
    assert entry.summary.startswith("Northwind Labs released Tern 3")
    assert entry.page_path == "2026-02-23/digest.html"
