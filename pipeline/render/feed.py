"""The Atom feed of the archive: ids that never change, times from the weeks, not from a clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from pipeline.render.model import WeekEntry
from pipeline.render.sanitise import tidy_line
from pipeline.weeks import Week

ATOM = "http://www.w3.org/2005/Atom"
TAG_AUTHORITY = (
    "ai-digest.example,2026"  # RFC 4151 authority; part of every id, so it stays as it is
)
FEED_TITLE = "AI Digest"
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MAX_ENTRIES = 52


def render_feed(entries: Sequence[WeekEntry]) -> str:
    """The newest weeks as an Atom feed, newest first; its links are relative to its own place."""
    newest = sorted(entries, key=lambda entry: entry.week_start, reverse=True)[:MAX_ENTRIES]
    ET.register_namespace("", ATOM)
    feed = ET.Element(f"{{{ATOM}}}feed", {"xml:lang": "en"})
    add_text(feed, "id", f"tag:{TAG_AUTHORITY}:feed")
    add_text(feed, "title", FEED_TITLE)
    updated = Week(newest[0].week_start).end_at if newest else EPOCH
    add_text(feed, "updated", format_time(updated))
    add_text(ET.SubElement(feed, f"{{{ATOM}}}author"), "name", FEED_TITLE)
    add_link(feed, "self", "feed.xml", "application/atom+xml")
    add_link(feed, "alternate", "index.html", "text/html")
    for entry in newest:
        add_entry(feed, entry)
    ET.indent(feed)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(feed, "unicode") + "\n"


def add_entry(feed: ET.Element, entry: WeekEntry) -> None:
    """A week: its page, its brief, its first sentences."""
    week = Week(entry.week_start)
    node = ET.SubElement(feed, f"{{{ATOM}}}entry")
    add_text(node, "id", f"tag:{TAG_AUTHORITY}:week:{week.key}")
    add_text(node, "title", tidy_line(entry.title))
    add_text(node, "published", format_time(week.end_at))
    add_text(node, "updated", format_time(week.end_at))
    add_link(node, "alternate", entry.page_path, "text/html")
    if entry.brief_path:
        add_link(node, "enclosure", entry.brief_path, "application/pdf")
    add_text(node, "summary", tidy_line(entry.summary))


def add_text(parent: ET.Element, name: str, text: str) -> None:
    """A child with text."""
    ET.SubElement(parent, f"{{{ATOM}}}{name}").text = text


def add_link(parent: ET.Element, relation: str, address: str, media_type: str) -> None:
    """A link child."""
    attributes = {"rel": relation, "href": address, "type": media_type}
    ET.SubElement(parent, f"{{{ATOM}}}link", attributes)


def format_time(moment: dt.datetime) -> str:
    """RFC 3339 in UTC."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
