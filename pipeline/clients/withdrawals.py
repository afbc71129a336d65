"""Posts that their authors took back: a version without words, so that bronze overwrites nothing.

Services do not tell; a post is missing from a walk that has shown all the source still has. A post
that comes back is one more version, with its words.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Literal

from pipeline.clients.protocol import FetchWindow
from pipeline.clients.raw_posts import PayloadFormat
from pipeline.clients.wire import (
    JsonObject,
    WireId,
    WireModel,
    WireText,
    WireTime,
    dump_json,
    read_model,
)
from pipeline.records import ParsedPost, RawPost

# A post that was just made may be missing until it is indexed.
SETTLED = dt.timedelta(hours=1)
# More than this share at once is a fault of the service, not a change of mind.
MAX_SHARE = 0.5
FEW_POSTS = 3


class _Withdrawal(WireModel):
    withdrawn: Literal[True]
    platform: WireText
    external_id: WireId
    posted_at: WireTime


def parse_withdrawal(fields: JsonObject, source_id: str) -> ParsedPost:
    """Read a `withdrawal` payload: a post without text; raises PayloadError."""
    withdrawal = read_model(_Withdrawal, fields, source_id)
    return ParsedPost(
        platform=withdrawal.platform,
        external_id=withdrawal.external_id,
        url="",
        text="",
        posted_at=withdrawal.posted_at,
    )


WITHDRAWAL = PayloadFormat("withdrawal", parse_withdrawal)


def find_changes(
    held: Iterable[Mapping[str, Any]], shown: Mapping[str, RawPost], window: FetchWindow
) -> tuple[list[RawPost], str | None]:
    """The versions to add after a walk that has shown all that a source still has of a window.

    Args:
        held: Columns of all versions in bronze of the source's posts: platform, external_id,
            payload_format, posted_at, posted_at_basis, source_id, fetched_at.
        shown: The posts of the walk by id.
        window: What the walk was asked for.

    Returns:
        Versions of posts that were taken back or came back, and what to say where too many are
        missing to believe it.
    """
    newest: dict[str, Mapping[str, Any]] = {}
    for row in sorted(held, key=lambda row: row["fetched_at"]):
        if window.contains(row["posted_at"]) and row["posted_at"] < window.fetched_at - SETTLED:
            newest[row["external_id"]] = row
    is_gone = {key: row["payload_format"] == WITHDRAWAL.name for key, row in newest.items()}
    missing = [key for key, gone in is_gone.items() if not gone and key not in shown]
    restored = [_restored(shown[key]) for key, gone in is_gone.items() if gone and key in shown]
    present = sum(not gone for gone in is_gone.values())
    if len(missing) > max(FEW_POSTS, MAX_SHARE * present):
        return restored, f"{len(missing)} of {present} posts are no longer shown"
    return [*restored, *(_withdrawn(newest[key], window.fetched_at) for key in missing)], None


def _withdrawn(row: Mapping[str, Any], fetched_at: dt.datetime) -> RawPost:
    payload = dump_json(
        {
            "withdrawn": True,
            "platform": row["platform"],
            "external_id": row["external_id"],
            "posted_at": row["posted_at"].isoformat(),
        }
    )
    return RawPost(
        platform=row["platform"],
        external_id=row["external_id"],
        source_id=row["source_id"],
        payload_format=WITHDRAWAL.name,
        payload=payload,
        payload_sha256=_version_hash(payload, fetched_at),
        posted_at=row["posted_at"],
        posted_at_basis=row["posted_at_basis"],
        fetched_at=fetched_at,
    )


def _restored(post: RawPost) -> RawPost:
    """The same words once more are a version of their own after a withdrawal."""
    return replace(post, payload_sha256=_version_hash(post.payload_sha256, post.fetched_at))


def _version_hash(content: str, fetched_at: dt.datetime) -> str:
    return hashlib.sha256(f"{content} {fetched_at.isoformat()}".encode()).hexdigest()
