"""The `bluesky-feed-item` payload, an item of a feed view (post, reply, reason), and its parser."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from pydantic import AliasChoices, BeforeValidator, Field

from pipeline.clients.raw_posts import PayloadFormat
from pipeline.clients.wire import (
    JsonObject,
    OptionalTime,
    WireCount,
    WireId,
    WireModel,
    WireText,
    WireTime,
    read_model,
    storable_text,
    time_or_none,
)
from pipeline.errors import PayloadError
from pipeline.records import ParsedPost

PLATFORM = "bluesky"
POST_COLLECTION = "app.bsky.feed.post"
REPOST_REASON = "app.bsky.feed.defs#reasonRepost"
LINK_FACET = "app.bsky.richtext.facet#link"


def _list(value: object) -> object:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _object(value: object) -> object:
    return value if isinstance(value, dict) else {}


TypeName = Annotated[str, Field(validation_alias=AliasChoices("$type"))]
OpenObject = Annotated[dict[str, Any], BeforeValidator(_object)]
OpenList = Annotated[tuple[dict[str, Any], ...], BeforeValidator(_list)]


class _Author(WireModel):
    did: WireId
    handle: WireText
    display_name: Annotated[WireText | None, Field(validation_alias="displayName")] = None


class _Facet(WireModel):
    features: OpenList = ()


class _Record(WireModel):
    text: WireText = ""
    created_at: Annotated[OptionalTime, Field(validation_alias="createdAt")] = None
    reply: dict[str, Any] | None = None
    facets: Annotated[tuple[_Facet, ...], BeforeValidator(_list)] = ()


class _Post(WireModel):
    uri: WireId
    author: _Author
    record: _Record
    indexed_at: Annotated[WireTime, Field(validation_alias="indexedAt")]
    embed: OpenObject = Field(default_factory=dict)
    like_count: Annotated[WireCount, Field(validation_alias="likeCount")] = None
    repost_count: Annotated[WireCount, Field(validation_alias="repostCount")] = None
    reply_count: Annotated[WireCount, Field(validation_alias="replyCount")] = None


class _Reason(WireModel):
    type: TypeName = ""
    by: _Author | None = None
    uri: WireText | None = None
    indexed_at: Annotated[OptionalTime, Field(validation_alias="indexedAt")] = None


class _Item(WireModel):
    post: _Post
    reason: _Reason | None = None


def sort_time(item: JsonObject) -> dt.datetime | None:
    """The time the AppView sorts a post by: what its author claims, at most when it was indexed."""
    post = item.get("post")
    if not isinstance(post, dict):
        return None
    record = post.get("record")
    claimed = time_or_none(record.get("createdAt")) if isinstance(record, dict) else None
    times = [moment for moment in (claimed, time_or_none(post.get("indexedAt"))) if moment]
    return min(times, default=None)


def parse_bluesky_item(fields: JsonObject, source_id: str) -> ParsedPost:
    """Read a `bluesky-feed-item` payload; unknown embeds and facets are passed over.

    Raises:
        PayloadError: it is not one.
    """
    item = read_model(_Item, fields, source_id)
    post = item.post
    if f"/{POST_COLLECTION}/" not in post.uri:
        raise PayloadError(source_id, "post.uri: not the address of a Bluesky post")
    claimed = post.record.created_at
    posted_at = min(claimed, post.indexed_at) if claimed else post.indexed_at
    repost = item.reason if item.reason and item.reason.type == REPOST_REASON else None
    sharer = (repost.by if repost else None) or post.author
    quoted_uri = _quoted_uri(post.embed)
    return ParsedPost(
        platform=PLATFORM,
        external_id=(repost.uri or f"{post.uri}#{sharer.did}") if repost else post.uri,
        url=f"https://bsky.app/profile/{post.author.handle}/post/{post.uri.rpartition('/')[2]}",
        text=post.record.text,
        posted_at=(repost.indexed_at if repost else None) or posted_at,
        author_handle=sharer.handle,
        author_name=sharer.display_name,
        like_count=post.like_count,
        repost_count=post.repost_count,
        reply_count=post.reply_count,
        is_repost=repost is not None,
        is_reply=post.record.reply is not None,
        is_quote=quoted_uri is not None,
        quoted_external_id=quoted_uri,
        media_count=_media_count(post.embed),
        link_urls=_links(post),
    )


def _embed_type(embed: JsonObject) -> str:
    return str(embed.get("$type", "")).removesuffix("#view").rpartition(".")[2]


def _media_embed(embed: JsonObject) -> JsonObject:
    """The picture or link part of an embed that may also quote."""
    media = embed.get("media") if _embed_type(embed) == "recordWithMedia" else embed
    return media if isinstance(media, dict) else {}


def _quoted_uri(embed: JsonObject) -> str | None:
    record = embed.get("record")
    if _embed_type(embed) == "recordWithMedia" and isinstance(record, dict):
        record = record.get("record")
    uri = record.get("uri") if isinstance(record, dict) else None
    text = storable_text(uri)
    is_post = isinstance(text, str) and f"/{POST_COLLECTION}/" in text
    return str(text) if is_post else None


def _media_count(embed: JsonObject) -> int:
    media = _media_embed(embed)
    if _embed_type(media) == "video":
        return 1
    pictures = media.get("images") or media.get("items")
    return len(pictures) if isinstance(pictures, list) else 0


def _links(post: _Post) -> tuple[str, ...]:
    """Targets of the links in the text, then that of the link card."""
    features = [
        feature
        for facet in post.record.facets
        for feature in facet.features
        if feature.get("$type") == LINK_FACET
    ]
    card = _media_embed(post.embed).get("external")
    targets = [feature.get("uri") for feature in features]
    targets.append(card.get("uri") if isinstance(card, dict) else None)
    texts = (storable_text(target) for target in targets)
    return tuple(dict.fromkeys(text for text in texts if isinstance(text, str)))


BLUESKY_FEED_ITEM = PayloadFormat("bluesky-feed-item", parse_bluesky_item)
