"""The project's own exchange format: one JSON object a post, as `digest import` reads it.

Fields (missing or null means unknown): platform, id, url, author_handle, author_name, author_bio,
author_followers, text, body, link, created_at, likes, reposts, replies, views, is_repost, is_reply,
is_quote, quoted_id, media, feed, first_seen, source_format. Others are kept and not read.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from pipeline.errors import PayloadError
from pipeline.records import ParsedPost, TimeBasis
from pipeline.text.posts import snowflake_time

PAYLOAD_FORMAT = "post-fields"
# This collector cuts long posts near 280 characters and leaves no mark.
TRUNCATING_FORMAT = "x-kit"
TRUNCATED_AT_CHARS = 270
# Older and newer times are misread numbers; weeks outside cannot be made either.
EARLIEST = dt.datetime(1990, 1, 1, tzinfo=dt.UTC)
LATEST = dt.datetime(2200, 1, 1, tzinfo=dt.UTC)
MAX_COUNT = 2**63 - 1  # bigint, the type of the columns
MAX_MEDIA = 2**31 - 1  # integer
# Halves of surrogate pairs are what is left of an emoji that a collector cut; no column holds them.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)


def _storable(value: object) -> object:
    """A text without the characters that no column holds."""
    return UNSTORABLE.sub("\ufffd", value) if isinstance(value, str) else value


def _id_text(value: object) -> object:
    """Ids are text; a number that CSV or JSON made of one is written out, never rounded."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _aware(value: dt.datetime) -> dt.datetime:
    return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


ExternalId = Annotated[str, BeforeValidator(_id_text), Field(min_length=1)]
Count = Annotated[int, Field(ge=0, le=MAX_COUNT)]


class PostFields(BaseModel):
    """One post in the exchange format. Bronze stores the payload and so keeps extra fields."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    platform: Annotated[str, Field(min_length=1)] = "x"
    id: ExternalId
    text: str
    url: str | None = None
    created_at: dt.datetime | None = None
    first_seen: dt.datetime | None = None
    author_handle: str | None = None
    author_name: str | None = None
    author_bio: str | None = None
    author_followers: Count | None = None
    body: str | None = None
    link: str | None = None
    feed: str | None = None
    likes: Count | None = None
    reposts: Count | None = None
    replies: Count | None = None
    views: Count | None = None
    is_repost: bool | None = None
    is_reply: bool | None = None
    is_quote: bool | None = None
    quoted_id: Annotated[str | None, BeforeValidator(_id_text)] = None
    media: Annotated[int, Field(ge=0, le=MAX_MEDIA)] | None = None
    source_format: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _make_storable(cls, fields: dict[str, Any]) -> dict[str, Any]:
        return {name: _storable(value) for name, value in fields.items()}

    def time(self) -> tuple[dt.datetime, TimeBasis]:
        """When it was posted and how we know: stated, held by an X id, or first seen by someone."""
        if self.created_at is not None:
            return _aware(self.created_at), "stated"
        id_time = snowflake_time(self.id) if self.platform == "x" else None
        if id_time is not None:
            return id_time, "id"
        if self.first_seen is not None:
            return _aware(self.first_seen), "first_seen"
        raise ValueError("no time: created_at and first_seen are missing and the id holds none")


def first_problem(error: ValidationError) -> str:
    """The first complaint of pydantic in one line: field, problem."""
    detail = error.errors(include_url=False, include_input=False)[0]
    field = ".".join(map(str, detail["loc"])) or "the line"
    return f"{field}: {detail['msg']}"


def check_id(post: PostFields) -> None:
    """Refuse X ids that a spreadsheet has rounded, such as 2.0E+18."""
    if post.platform == "x" and not (post.id.isascii() and post.id.isdecimal()):
        raise ValueError(f"id: {post.id!r} is not an X id, which is digits only")


def check_time(posted_at: dt.datetime) -> None:
    """Refuse times that no post can have."""
    if not EARLIEST <= posted_at < LATEST:
        raise ValueError(f"created_at: {posted_at:%Y-%m-%d} is no time of a post")


def address_of(post: PostFields) -> str:
    """The address of a post; that of an X post follows from its id, another's may be unknown.

    Raises:
        ValueError: what is given is no web address.
    """
    given = post.url or post.link
    if given:
        if not ADDRESS.fullmatch(given):
            raise ValueError(f"url: {given[:80]!r} is not an http address")
        return given
    if post.platform != "x":
        return ""
    return f"https://x.com/{handle_of(post) or 'i'}/status/{post.id}"


def handle_of(post: PostFields) -> str | None:
    """The handle without the @ that some exports write before it."""
    return (post.author_handle or "").strip().removeprefix("@") or None


def parse_post_fields(fields: dict[str, Any], source_id: str = "post-fields") -> ParsedPost:
    """Read one post of the exchange format.

    Raises:
        PayloadError: a field is missing or is not what it must be.
    """
    try:
        post = PostFields.model_validate(fields)
        check_id(post)
        posted_at, basis = post.time()
        check_time(posted_at)
        url = address_of(post)
    except ValidationError as error:
        raise PayloadError(source_id, first_problem(error)) from None
    except (ValueError, OverflowError) as error:
        raise PayloadError(source_id, str(error)) from None
    is_truncated = (
        post.source_format is not None
        and post.source_format.startswith(TRUNCATING_FORMAT)
        and len(post.text) >= TRUNCATED_AT_CHARS
    )
    return ParsedPost(
        platform=post.platform,
        external_id=post.id,
        url=url,
        text=f"{post.text}\n\n{post.body}" if post.body else post.text,
        posted_at=posted_at,
        posted_at_basis=basis,
        author_handle=handle_of(post),
        author_name=post.author_name or post.feed,
        author_bio=post.author_bio,
        author_followers=post.author_followers,
        like_count=post.likes,
        repost_count=post.reposts,
        reply_count=post.replies,
        view_count=post.views,
        is_repost=post.is_repost,
        is_reply=post.is_reply,
        is_quote=post.is_quote,
        quoted_external_id=post.quoted_id,
        media_count=post.media,
        link_urls=(post.link,) if post.link else (),
        is_truncated=is_truncated,
    )
