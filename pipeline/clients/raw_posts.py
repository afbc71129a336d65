"""From a wire item to its row of bronze: payload, identity, and the hash that tells versions."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.clients.wire import JsonObject, dump_json
from pipeline.records import ParsedPost, QuarantinedLine, RawPost

Parser = Callable[[JsonObject, str], ParsedPost]
MAX_QUARANTINED_CHARS = 20_000


@dataclass(frozen=True, slots=True)
class PayloadFormat:
    """A named shape of payload and the parser that reads it back."""

    name: str
    parse: Parser


def content_sha256(parsed: ParsedPost) -> str:
    """Hash of what makes a version of a post: its identity, words, links, media and references.

    Likes, followers, views, names and biographies change between two fetches of one unchanged post,
    so they are left out: an edit makes a new version, a new like does not. A time counts only where
    it is stated, since a first-seen time differs with every fetch.
    """
    stated_at = None if parsed.posted_at_basis == "first_seen" else parsed.posted_at.isoformat()
    content = [
        parsed.platform,
        parsed.external_id,
        parsed.text,
        stated_at,
        sorted(parsed.link_urls),
        parsed.media_count,
        parsed.quoted_external_id,
        [parsed.is_repost, parsed.is_reply, parsed.is_quote],
    ]
    return hashlib.sha256(dump_json(content).encode()).hexdigest()


def build_raw_post(
    item: JsonObject, payload_format: PayloadFormat, source_id: str, fetched_at: dt.datetime
) -> RawPost:
    """The bronze row of a wire item.

    Raises:
        PayloadError: the item is not of the format.
    """
    parsed = payload_format.parse(item, source_id)
    return RawPost(
        platform=parsed.platform,
        external_id=parsed.external_id,
        source_id=source_id,
        payload_format=payload_format.name,
        payload=dump_json(item),
        payload_sha256=content_sha256(parsed),
        posted_at=parsed.posted_at,
        posted_at_basis=parsed.posted_at_basis,
        fetched_at=fetched_at,
    )


def quarantine_item(item: object, number: int, reason: str, source_id: str) -> QuarantinedLine:
    """The bronze row of a wire item that is no post; `number` is its place on its page, from 1."""
    text = dump_json(item)
    digest = hashlib.sha256(text.encode()).hexdigest()
    reason = reason.removeprefix(f"{source_id}: ")
    return QuarantinedLine(source_id, number, reason, text[:MAX_QUARANTINED_CHARS], digest)
