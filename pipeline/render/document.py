"""`digest.json`: the digest as data, and the way back."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from pipeline.errors import PayloadError
from pipeline.render.model import Digest, Item, Section, Sentence, Source

X_PLATFORM = "x"


def render_json(digest: Digest) -> str:
    """The digest as JSON text, indented by two; equal input gives equal text."""
    document = {
        "week_start": digest.week_start.isoformat(),
        "title": digest.title,
        "sections": [encode_section(section) for section in digest.all_sections()],
        "sources": [encode_source(source) for source in digest.sources],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def encode_section(section: Section) -> dict[str, object]:
    """A section as JSON values."""
    return {
        "id": section.id,
        "title": section.title,
        "items": [
            {
                "headline": item.headline,
                "sentences": [
                    {
                        "text": sentence.text,
                        "post_ids": list(sentence.post_ids),
                        "query": sentence.query,
                    }
                    for sentence in item.sentences
                ],
            }
            for item in section.items
        ],
    }


def encode_source(source: Source) -> dict[str, object]:
    """A source as JSON values; the time is UTC, to the second."""
    posted_at = source.posted_at.astimezone(dt.UTC).replace(microsecond=0)
    return {
        "number": source.number,
        "post_id": source.post_id,
        "url": source.url,
        "author_handle": source.author_handle,
        "posted_at": posted_at.isoformat().replace("+00:00", "Z"),
    }


def parse_digest_json(text: str) -> Digest:
    """Read `digest.json` back. Author names and figures are not in it and stay empty.

    Raises:
        PayloadError: the text is not JSON, or not of the shape that `render_json` writes.
    """
    try:
        return decode_digest(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise PayloadError("digest.json", f"not a digest: {error!r}") from error


def decode_digest(document: Any) -> Digest:  # noqa: ANN401  # JSON is untyped until it is read here
    """The digest of a parsed JSON document; a wrong shape raises whatever the lookup raises."""
    return Digest(
        week_start=dt.date.fromisoformat(document["week_start"]),
        title=str(document["title"]),
        sections=tuple(
            Section(
                id=str(section["id"]),
                title=str(section["title"]),
                items=tuple(decode_item(item) for item in section["items"]),
            )
            for section in document["sections"]
        ),
        sources=tuple(decode_source(source) for source in document["sources"]),
    )


def decode_item(item: Any) -> Item:  # noqa: ANN401  # JSON is untyped until it is read here
    """An item of a section."""
    return Item(
        headline=str(item["headline"]),
        sentences=tuple(
            Sentence(
                text=str(sentence["text"]),
                post_ids=tuple(str(post_id) for post_id in sentence["post_ids"]),
                query=None if sentence["query"] is None else str(sentence["query"]),
            )
            for sentence in item["sentences"]
        ),
    )


def decode_source(source: Any) -> Source:  # noqa: ANN401  # JSON is untyped until it is read here
    """A source; the platform stands before the colon of its post id, X ids have none."""
    post_id = str(source["post_id"])
    handle = source["author_handle"]
    return Source(
        number=int(source["number"]),
        post_id=post_id,
        url=str(source["url"]),
        author_handle=None if handle is None else str(handle),
        author_name=None,
        posted_at=dt.datetime.fromisoformat(source["posted_at"]),
        platform=post_id.split(":")[0] if ":" in post_id else X_PLATFORM,
    )
