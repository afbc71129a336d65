"""From the bytes of an RSS, Atom or JSON Feed document to its entries.

fastfeedparser reads nearly every feed in milliseconds. What it refuses goes to feedparser, which
forgives almost everything but can be made to run for minutes, and so runs in a process with a time
limit.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

import fastfeedparser

from pipeline.clients.wire import JsonObject, load_json
from pipeline.errors import PayloadError

WORKER = Path(__file__).with_name("feed_worker.py")
FALLBACK_SECONDS = 12.0
HTML_MARKS = (b"<!doctype html", b"<html")
OLDER_RELATIONS = frozenset({"prev-archive", "next"})  # RFC 5005: archived and paged feeds
# What fastfeedparser raises on documents it cannot read; lxml's syntax errors are SyntaxErrors.
UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, SyntaxError, RecursionError)


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """A feed as it was read: entries in document order, field names those of fastfeedparser."""

    title: str
    link: str
    entries: tuple[JsonObject, ...]
    older_url: str | None


def read_feed(body: bytes, url: str, source_id: str) -> FeedDocument:
    """Read a feed document.

    Raises:
        PayloadError: it is a web page or no feed at all, or takes too long to read.
    """
    document: JsonObject
    try:
        document = fastfeedparser.parse(body)
        entries = [entry for entry in document.get("entries", []) if entry]
    except UNREADABLE:
        entries = []
    if not entries:
        document, entries = _read_forgivingly(body, source_id)
    feed = document.get("feed") or {}
    return FeedDocument(
        title=_text(feed.get("title")),
        link=_text(feed.get("link")),
        entries=tuple(dict(entry) for entry in entries),
        older_url=_older_url(feed.get("links"), url),
    )


def run_worker(body: bytes, source_id: str) -> bytes:
    """What feedparser makes of a document, as JSON, from a process with limits of its own.

    Raises:
        PayloadError: it does not end within them.
    """
    try:
        worker = subprocess.run(  # noqa: S603  a fixed command; the document is its input
            [sys.executable, "-I", str(WORKER)],
            input=body,
            capture_output=True,
            timeout=FALLBACK_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise PayloadError(source_id, "the feed takes too long to read") from None
    if worker.returncode != 0:
        raise PayloadError(source_id, "the feed cannot be read within its limits")
    return worker.stdout


def _read_forgivingly(body: bytes, source_id: str) -> tuple[JsonObject, list[JsonObject]]:
    document = load_json(run_worker(body, source_id), source_id)
    entries = document.get("entries") if isinstance(document, dict) else None
    if not isinstance(document, dict) or not isinstance(entries, list):
        raise PayloadError(source_id, "the feed cannot be read")
    if not entries and not document.get("version"):
        is_web_page = any(mark in body[:2000].lower() for mark in HTML_MARKS)
        raise PayloadError(source_id, "a web page, not a feed" if is_web_page else "not a feed")
    return document, entries


def _older_url(links: object, url: str) -> str | None:
    for link in links if isinstance(links, list) else []:
        if link.get("rel") in OLDER_RELATIONS and isinstance(link.get("href"), str):
            return absolute_url(url, link["href"])
    return None


def absolute_url(base: str, link: str) -> str | None:
    """A link as an absolute web address, None where it is none."""
    try:
        joined = urljoin(base, link.strip())
    except ValueError:
        return None
    return joined if joined.startswith(("http://", "https://")) else None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
