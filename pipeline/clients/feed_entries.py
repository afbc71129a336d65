"""The `feed-entry` payload, one entry of a feed with what its feed says of itself; its parser."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BeforeValidator

from pipeline.clients.feed_documents import FeedDocument, absolute_url
from pipeline.clients.markup import cut_text, html_to_text
from pipeline.clients.raw_posts import PayloadFormat
from pipeline.clients.wire import (
    JsonObject,
    OptionalTime,
    WireId,
    WireModel,
    WireText,
    read_model,
    time_or_none,
)
from pipeline.errors import PayloadError
from pipeline.records import ParsedPost, TimeBasis

PLATFORM = "rss"
# A digest reads announcements, not articles: title and opening say what happened.
MAX_BODY_CHARS = 1_500
MAX_CONTENT_CHARS = 50_000  # of markup; only its opening is read
MIN_SUMMARY_CHARS = 80  # shorter summaries are mostly "Read more" or a repeated title
SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
DATE_IN_PATH = re.compile(r"/(20\d\d)[/-](0[1-9]|1[0-2])[/-](0[1-9]|[12]\d|3[01])(?=\D|$)")


def _text_or_empty(value: object) -> object:
    return value if isinstance(value, str) else ""


def _id_or_none(value: object) -> object:
    is_id = isinstance(value, str | int) and not isinstance(value, bool)
    return str(value) if is_id and str(value).strip() else None


def _objects(value: object) -> list[object]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


LenientText = Annotated[WireText, BeforeValidator(_text_or_empty)]
LenientId = Annotated[WireText | None, BeforeValidator(_id_or_none)]


class _Content(WireModel):
    value: LenientText = ""


class _Enclosure(WireModel):
    url: LenientText = ""


class FeedEntry(WireModel):
    """What is read of an entry; all of it may be missing."""

    id: LenientId = None
    title: LenientText = ""
    link: LenientText = ""
    published: OptionalTime = None
    updated: OptionalTime = None
    description: LenientText = ""
    content: Annotated[tuple[_Content, ...], BeforeValidator(_objects)] = ()
    enclosures: Annotated[tuple[_Enclosure, ...], BeforeValidator(_objects)] = ()


class _Feed(WireModel):
    url: WireText
    title: LenientText = ""
    link: LenientText = ""


class _Payload(WireModel):
    identity: WireId
    feed: _Feed
    entry: FeedEntry
    first_seen: OptionalTime = None


def entry_time(entry: FeedEntry) -> tuple[dt.datetime, TimeBasis] | None:
    """When an entry was published, or failing that updated, or the date its address holds."""
    stated = entry.published or entry.updated
    if stated:
        return stated, "stated"
    match = DATE_IN_PATH.search(urlsplit_path(entry.link))
    from_path = time_or_none("-".join(match.groups())) if match else None
    return (from_path, "id") if from_path else None


def urlsplit_path(link: str) -> str:
    """The path of an address; empty where the address cannot be read."""
    try:
        return urlsplit(link).path
    except ValueError:
        return ""


def build_payloads(document: FeedDocument, feed_url: str, source_id: str) -> list[JsonObject]:
    """The payload of each entry of a document, with an identity no other feed's entries have."""
    entries = [read_model(FeedEntry, entry, source_id) for entry in document.entries]
    links_of_id: Counter[str] = Counter()
    for entry_id, _ in {(entry.id, entry.link) for entry in entries if entry.id}:
        links_of_id[entry_id] += 1
    feed = {"url": feed_url, "title": document.title, "link": document.link}
    return [
        {"identity": _identity(entry, feed_url, links_of_id), "feed": feed, "entry": verbatim}
        for entry, verbatim in zip(entries, document.entries, strict=True)
    ]


def _identity(entry: FeedEntry, feed_url: str, links_of_id: Counter[str]) -> str:
    """The entry's id; its link where it has none or shares it; else a hash of title and date.

    An id that is no URI is only unique in its feed, whose address goes before it.
    """
    link = absolute_url(feed_url, entry.link) if entry.link else None
    if entry.id and (links_of_id[entry.id] == 1 or not link):
        return entry.id if SCHEME.match(entry.id) else f"{feed_url}#{entry.id}"
    if link:
        return link
    content = f"{entry.title}\n{entry.published}\n{entry.description[:200]}"
    return f"{feed_url}#{hashlib.sha256(content.encode()).hexdigest()[:16]}"


def parse_feed_entry(fields: JsonObject, source_id: str) -> ParsedPost:
    """Read a `feed-entry` payload.

    Raises:
        PayloadError: it is not one, or nothing tells when it was published.
    """
    payload = read_model(_Payload, fields, source_id)
    entry, feed = payload.entry, payload.feed
    time = entry_time(entry) or (payload.first_seen and (payload.first_seen, "first_seen"))
    if not time:
        raise PayloadError(source_id, "no time: the entry has no date and was not first seen")
    text, links, is_truncated = _entry_text(entry)
    url = absolute_url(feed.link or feed.url, entry.link) or feed.link or feed.url
    absolute_links = [absolute_url(url, link) for link in links]
    return ParsedPost(
        platform=PLATFORM,
        external_id=payload.identity,
        url=url,
        text=text,
        posted_at=time[0],
        posted_at_basis=time[1],
        author_name=html_to_text(feed.title).text or urlsplit(feed.url).hostname,
        media_count=len(entry.enclosures),
        link_urls=tuple(dict.fromkeys([url, *filter(None, absolute_links)])),
        is_truncated=is_truncated,
    )


def _entry_text(entry: FeedEntry) -> tuple[str, Sequence[str], bool]:
    """Title and summary, or else the opening of the content; links; whether the end is missing."""
    title = html_to_text(entry.title).text
    summary = html_to_text(entry.description)
    content = html_to_text(entry.content[0].value[:MAX_CONTENT_CHARS]) if entry.content else summary
    # Parsers make a missing summary from the content, cut in the middle of a word.
    is_made_of_content = content.text.startswith(summary.text.rstrip("…. ")[:-1])
    is_too_short = len(summary.text) < MIN_SUMMARY_CHARS < len(content.text)
    body = content if is_made_of_content or is_too_short else summary
    opening, is_cut = cut_text(body.text, MAX_BODY_CHARS)
    opening = opening.removeprefix(title).strip() if title else opening
    return "\n\n".join(filter(None, [title, opening])), body.links, is_cut


FEED_ENTRY = PayloadFormat("feed-entry", parse_feed_entry)
