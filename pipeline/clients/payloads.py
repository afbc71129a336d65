"""Which parser reads which payload format of bronze."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pipeline.clients import post_fields
from pipeline.clients.arxiv import ARXIV_ENTRY
from pipeline.clients.bluesky_payloads import BLUESKY_FEED_ITEM
from pipeline.clients.feed_entries import FEED_ENTRY
from pipeline.clients.github_releases import GITHUB_RELEASE
from pipeline.clients.hacker_news import HN_ITEM
from pipeline.clients.mastodon import MASTODON_STATUS
from pipeline.clients.reddit import REDDIT_LISTING_ITEM
from pipeline.clients.wire import load_json
from pipeline.clients.withdrawals import WITHDRAWAL
from pipeline.clients.x_archive import X_ARCHIVE_TWEET
from pipeline.clients.x_payloads import X_API_V2
from pipeline.errors import PayloadError
from pipeline.records import ParsedPost

WIRE_FORMATS = (
    X_API_V2,
    X_ARCHIVE_TWEET,
    BLUESKY_FEED_ITEM,
    MASTODON_STATUS,
    FEED_ENTRY,
    HN_ITEM,
    ARXIV_ENTRY,
    GITHUB_RELEASE,
    REDDIT_LISTING_ITEM,
)
PARSERS: dict[str, Callable[[dict[str, Any], str], ParsedPost]] = {
    post_fields.PAYLOAD_FORMAT: post_fields.parse_post_fields,
    WITHDRAWAL.name: WITHDRAWAL.parse,
    **{payload_format.name: payload_format.parse for payload_format in WIRE_FORMATS},
}


def parse_payload(payload_format: str, payload: str, source_id: str) -> ParsedPost:
    """Read a bronze payload, which is JSON text, with the parser of its format.

    Raises:
        PayloadError: the format is not known, or the payload is not of it.
    """
    parser = PARSERS.get(payload_format)
    if parser is None:
        raise PayloadError(source_id, f"unknown payload format {payload_format!r}")
    fields = load_json(payload, source_id)
    if not isinstance(fields, dict):
        raise PayloadError(source_id, f"a payload that is a {type(fields).__name__}, not an object")
    return parser(fields, source_id)
