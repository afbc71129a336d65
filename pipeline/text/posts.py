"""From a parsed payload to the post the pipeline works on."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from pipeline.errors import PayloadError
from pipeline.records import DroppedPayload, ParsedPost, Post, RawPost
from pipeline.text.languages import detect_language
from pipeline.text.normalize import normalize_text, split_repost
from pipeline.text.urls import canonical_urls, find_urls

SNOWFLAKE_EPOCH_MS = 1_288_834_974_657  # X's id epoch; the time stands above the low 22 bits
SNOWFLAKE_TIME_SHIFT = 22
SNOWFLAKE = re.compile(r"[0-9]{1,19}")
MIN_SNOWFLAKE = 10**15  # ids before November 2010 do not hold a time
MAX_CLOCK_DIFFERENCE = dt.timedelta(minutes=2)


def snowflake_time(external_id: str) -> dt.datetime | None:
    """The UTC time an X id was made at; None when the id holds none."""
    if not SNOWFLAKE.fullmatch(external_id) or not MIN_SNOWFLAKE <= int(external_id) < 2**63:
        return None
    milliseconds = (int(external_id) >> SNOWFLAKE_TIME_SHIFT) + SNOWFLAKE_EPOCH_MS
    return dt.datetime.fromtimestamp(milliseconds // 1000, dt.UTC).replace(
        microsecond=milliseconds % 1000 * 1000
    )


def is_time_contradicted(parsed: ParsedPost) -> bool:
    """Whether an X id says another time than the payload does."""
    if parsed.platform != "x" or parsed.posted_at_basis != "stated":
        return False
    id_time = snowflake_time(parsed.external_id)
    return id_time is not None and abs(id_time - parsed.posted_at) > MAX_CLOCK_DIFFERENCE


def post_id_of(platform: str, external_id: str) -> str:
    """X ids are unique by themselves and stay as they are; other ids carry their platform."""
    return external_id if platform == "x" else f"{platform}:{external_id}"


def build_post(parsed: ParsedPost, source_id: str, payload_sha256: str) -> Post:
    """Normalise a parsed payload into a post."""
    reposted_handle, text = split_repost(normalize_text(parsed.text))
    author = parsed.author_handle or parsed.author_name or source_id
    return Post(
        post_id=post_id_of(parsed.platform, parsed.external_id),
        platform=parsed.platform,
        url=parsed.url,
        author_id=f"{parsed.platform}:{author.casefold()}",
        author_handle=parsed.author_handle,
        author_name=parsed.author_name,
        author_bio=parsed.author_bio,
        author_followers=parsed.author_followers,
        body_text=text,
        language=detect_language(text),
        posted_at=parsed.posted_at,
        posted_at_basis=parsed.posted_at_basis,
        is_time_contradicted=is_time_contradicted(parsed),
        like_count=parsed.like_count,
        repost_count=parsed.repost_count,
        reply_count=parsed.reply_count,
        view_count=parsed.view_count,
        is_repost=bool(parsed.is_repost) or reposted_handle is not None,
        reposted_handle=reposted_handle,
        is_reply=bool(parsed.is_reply),
        is_quote=bool(parsed.is_quote) or parsed.quoted_external_id is not None,
        quoted_post_id=(
            post_id_of(parsed.platform, parsed.quoted_external_id)
            if parsed.quoted_external_id
            else None
        ),
        media_count=parsed.media_count,
        link_urls=canonical_urls([*parsed.link_urls, *find_urls(text)]),
        is_truncated=parsed.is_truncated,
        source_id=source_id,
        payload_sha256=payload_sha256,
    )


@dataclass(frozen=True)
class PostSelection:
    """The posts of a week and the payloads that made none, both sorted by id."""

    posts: tuple[Post, ...]
    dropped: tuple[DroppedPayload, ...]


def select_posts(
    raw_posts: Iterable[RawPost], parse: Callable[[str, str, str], ParsedPost]
) -> PostSelection:
    """Parse payloads into posts, the newest version of each; what is left out has its reason.

    Args:
        raw_posts: Payloads of one week, any order.
        parse: Reads (payload_format, payload, source_id); raises PayloadError when it cannot.
    """
    versions: dict[tuple[str, str], dict[str, RawPost]] = defaultdict(dict)
    for raw in sorted(raw_posts, key=lambda raw: (raw.fetched_at, raw.payload_sha256)):
        versions[raw.platform, raw.external_id].setdefault(raw.payload_sha256, raw)
    posts: list[Post] = []
    dropped: list[DroppedPayload] = []
    for _, group in sorted(versions.items()):
        post, left_out = _select_version(list(group.values()), parse)
        posts += [post] if post else []
        dropped += left_out
    return PostSelection(tuple(posts), tuple(dropped))


def _select_version(
    oldest_first: list[RawPost], parse: Callable[[str, str, str], ParsedPost]
) -> tuple[Post | None, list[DroppedPayload]]:
    """The post that the newest readable version makes, and the versions that make none."""
    dropped = []
    for place, raw in reversed(list(enumerate(oldest_first))):
        try:
            parsed = parse(raw.payload_format, raw.payload, raw.source_id)
        except PayloadError:
            dropped.append(_drop(raw, "unreadable"))
            continue
        # Bronze chose the week by the time it holds, so that time stands.
        parsed = replace(parsed, posted_at=raw.posted_at, posted_at_basis=raw.posted_at_basis)
        post = build_post(parsed, raw.source_id, raw.payload_sha256)
        older = [_drop(version, "older_version") for version in oldest_first[:place]]
        if not post.body_text:
            return None, [*older, _drop(raw, "empty_text"), *dropped]
        return post, [*older, *dropped]
    return None, dropped


def _drop(raw: RawPost, reason: str) -> DroppedPayload:
    return DroppedPayload(raw.platform, raw.external_id, raw.payload_sha256, raw.source_id, reason)
