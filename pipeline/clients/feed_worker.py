"""Reads one feed document with feedparser, in a process of its own that can be killed.

Run as a script: the document on standard input, JSON of the shape of `feed_documents` on standard
output. Nothing of the project is imported, so that starting it is cheap.
"""

from __future__ import annotations

import calendar
import datetime as dt
import json
import resource
import sys
import time
from typing import Any

import feedparser

CPU_SECONDS = 10
MEMORY_BYTES = 1_500_000_000


def iso_time(moment: time.struct_time | None) -> str | None:
    """ISO 8601 of a UTC time of feedparser."""
    if moment is None:
        return None
    try:
        return dt.datetime.fromtimestamp(calendar.timegm(moment), dt.UTC).isoformat()
    except (ValueError, OverflowError):
        return None


def entry_fields(entry: Any) -> dict[str, Any]:  # noqa: ANN401  feedparser has no types
    """The fields of an entry that the pipeline reads, in the shape of fastfeedparser."""
    return {
        "id": entry.get("id"),
        "title": entry.get("title"),
        "link": entry.get("link"),
        "published": iso_time(entry.get("published_parsed")),
        "updated": iso_time(entry.get("updated_parsed")),
        "description": entry.get("summary"),
        "content": [
            {"type": part.get("type"), "value": part.get("value")}
            for part in entry.get("content", [])
        ],
        "author": entry.get("author"),
        "enclosures": [
            {"url": file.get("href"), "type": file.get("type")}
            for file in entry.get("enclosures", [])
        ],
    }


def read_document(body: bytes) -> str:
    """A document as JSON text."""
    document: Any = feedparser.parse(  # type: ignore[attr-defined, no-untyped-call]
        body, sanitize_html=False, resolve_relative_uris=False
    )
    links = [
        {"rel": link.get("rel"), "href": link.get("href")}
        for link in document.feed.get("links", [])
    ]
    feed = {
        "title": document.feed.get("title"),
        "link": document.feed.get("link"),
        "links": links,
    }
    entries = [entry_fields(entry) for entry in document.entries]
    answer = {"version": document.version, "feed": feed, "entries": entries}
    # Escapes keep the text ASCII, whatever the document holds.
    return json.dumps(answer)


def main() -> None:
    """Parse standard input."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    sys.stdout.write(read_document(sys.stdin.buffer.read()))


if __name__ == "__main__":
    main()
