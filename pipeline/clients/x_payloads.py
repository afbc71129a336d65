"""The `x-api-v2` payload, a post with the user and posts its page included for it; its parser.

X renamed its wire vocabulary in August 2026 (document 2.167: tweet to post, retweet to repost).
Both spellings are read, since bronze holds what was received.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import AliasChoices, BeforeValidator, Field

from pipeline.clients.raw_posts import PayloadFormat
from pipeline.clients.wire import (
    JsonObject,
    OptionalTime,
    WireCount,
    WireId,
    WireModel,
    WireText,
    read_model,
)
from pipeline.errors import PayloadError
from pipeline.records import ParsedPost
from pipeline.text.normalize import split_repost
from pipeline.text.posts import snowflake_time

PLATFORM = "x"
POST_NAMES = AliasChoices("referenced_posts", "referenced_tweets")
NOTE_NAMES = AliasChoices("note_post", "note_tweet")
EDIT_NAMES = AliasChoices("edit_history_post_ids", "edit_history_tweet_ids")
REPOST_NAMES = AliasChoices("repost_count", "retweet_count")
SHORT_LINK_HOST = "https://t.co/"


def _list(value: object) -> object:
    return value if isinstance(value, list) else []


class _Url(WireModel):
    expanded_url: WireText | None = None
    unwound_url: WireText | None = None


class _Entities(WireModel):
    urls: Annotated[tuple[_Url, ...], BeforeValidator(_list)] = ()


class _Note(WireModel):
    text: WireText
    entities: _Entities | None = None


class _Reference(WireModel):
    type: str
    id: WireId


class _Metrics(WireModel):
    like_count: WireCount = None
    repost_count: Annotated[WireCount, Field(validation_alias=REPOST_NAMES)] = None
    reply_count: WireCount = None
    impression_count: WireCount = None


class _Attachments(WireModel):
    media_keys: Annotated[tuple[str, ...], BeforeValidator(_list)] = ()


class XPost(WireModel):
    """A post of X API v2 in either dialect."""

    id: WireId
    text: WireText
    author_id: WireId | None = None
    created_at: OptionalTime = None
    note: Annotated[_Note | None, Field(validation_alias=NOTE_NAMES)] = None
    references: Annotated[
        tuple[_Reference, ...], BeforeValidator(_list), Field(validation_alias=POST_NAMES)
    ] = ()
    edit_ids: Annotated[
        tuple[WireId, ...], BeforeValidator(_list), Field(validation_alias=EDIT_NAMES)
    ] = ()
    entities: _Entities | None = None
    public_metrics: _Metrics = _Metrics()
    attachments: _Attachments | None = None

    @property
    def full_text(self) -> str:
        """The text of a long post is in its note; `text` holds only the beginning."""
        return self.note.text if self.note else self.text

    @property
    def links(self) -> tuple[str, ...]:
        """Where the links of the text lead, past X's shortener."""
        entities = (self.note.entities if self.note else None) or self.entities or _Entities()
        targets = [url.unwound_url or url.expanded_url or "" for url in entities.urls]
        return tuple(
            target for target in targets if target and not target.startswith(SHORT_LINK_HOST)
        )

    def reference(self, kind: str) -> str | None:
        """Id of the post this one reposts, quotes or replies to."""
        return next((ref.id for ref in self.references if ref.type == kind), None)


class _UserMetrics(WireModel):
    followers_count: WireCount = None


class XUser(WireModel):
    """A user of X API v2."""

    id: WireId
    username: WireText | None = None
    name: WireText | None = None
    description: WireText | None = None
    public_metrics: _UserMetrics = _UserMetrics()


class _Payload(WireModel):
    post: XPost
    author: XUser | None = None
    referenced: tuple[XPost, ...] = ()
    authors: tuple[XUser, ...] = ()


def build_x_payload(
    post: JsonObject, users: Sequence[JsonObject], posts: Sequence[JsonObject]
) -> JsonObject:
    """A post with those of a page's included users and posts that belong to it, all verbatim."""
    references = post.get("referenced_posts") or post.get("referenced_tweets") or []
    wanted = {ref.get("id") for ref in references if isinstance(ref, dict)}
    referenced = [other for other in posts if other.get("id") in wanted]
    author_ids = {other.get("author_id") for other in referenced}
    author = next((user for user in users if user.get("id") == post.get("author_id")), None)
    return {
        "post": post,
        "author": author,
        "referenced": referenced,
        "authors": [user for user in users if user.get("id") in author_ids - {None}],
    }


def parse_x_post(fields: JsonObject, source_id: str) -> ParsedPost:
    """Read an `x-api-v2` payload.

    An edited post keeps the id of its first version, so that an edit is a new version of one post.

    Raises:
        PayloadError: it is not one, or neither it nor its id tells a time.
    """
    payload = read_model(_Payload, fields, source_id)
    post = payload.post
    first_id = post.edit_ids[0] if post.edit_ids else post.id
    # The first version's time, so that an edit neither changes week nor contradicts the id.
    first_at = snowflake_time(first_id) if first_id != post.id else None
    posted_at = first_at or post.created_at or snowflake_time(post.id)
    if posted_at is None:
        raise PayloadError(source_id, "created_at: missing, and the id holds no time")
    author = payload.author
    handle = author.username if author else None
    text, links = _text_and_links(payload)
    metrics = post.public_metrics
    return ParsedPost(
        platform=PLATFORM,
        external_id=first_id,
        url=f"https://x.com/{handle or 'i'}/status/{post.id}",
        text=text,
        posted_at=posted_at,
        posted_at_basis="stated" if post.created_at else "id",
        author_handle=handle,
        author_name=author.name if author else None,
        author_bio=author.description if author else None,
        author_followers=author.public_metrics.followers_count if author else None,
        like_count=metrics.like_count,
        repost_count=metrics.repost_count,
        reply_count=metrics.reply_count,
        view_count=metrics.impression_count,
        is_repost=post.reference("retweeted") is not None,
        is_reply=post.reference("replied_to") is not None,
        is_quote=post.reference("quoted") is not None,
        quoted_external_id=post.reference("quoted"),
        media_count=len(post.attachments.media_keys) if post.attachments else 0,
        link_urls=links,
        is_truncated=post.reference("retweeted") is not None and text == post.text,
    )


def _text_and_links(payload: _Payload) -> tuple[str, tuple[str, ...]]:
    """A repost's own text is cut at 140 characters, so that of the reposted post stands for it."""
    post = payload.post
    original_id = post.reference("retweeted")
    original = next((other for other in payload.referenced if other.id == original_id), None)
    if original is None:
        return post.full_text, post.links
    names = {user.id: user.username for user in payload.authors}
    handle = names.get(original.author_id or "") or split_repost(post.text)[0]
    return (f"RT @{handle}: " if handle else "") + original.full_text, original.links


X_API_V2 = PayloadFormat("x-api-v2", parse_x_post)
