"""One frozen dataclass a grain: what travels between rooms.

Field names are the column names of the tables. Times are aware UTC datetimes. `None` means unknown,
never zero. Offsets are half-open and count Unicode code points of `Post.body_text`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

EntityType = Literal["org", "model", "hardware", "person"]
MentionMethod = Literal["registry", "handle", "grammar", "discovered"]
TimeBasis = Literal["stated", "id", "first_seen"]
DuplicateMethod = Literal["exact", "repost", "near"]


@dataclass(frozen=True, slots=True)
class RawPost:
    """One fetched or imported payload, verbatim: a row of `bronze.raw_posts`."""

    platform: str
    external_id: str
    source_id: str
    payload_format: str
    payload: str
    payload_sha256: str
    posted_at: dt.datetime
    posted_at_basis: TimeBasis
    fetched_at: dt.datetime


@dataclass(frozen=True, slots=True)
class ParsedPost:
    """What a payload says, in one shape for all sources; the step between bronze and silver."""

    platform: str
    external_id: str
    url: str
    text: str
    posted_at: dt.datetime
    posted_at_basis: TimeBasis = "stated"
    author_handle: str | None = None
    author_name: str | None = None
    author_bio: str | None = None
    author_followers: int | None = None
    like_count: int | None = None
    repost_count: int | None = None
    reply_count: int | None = None
    view_count: int | None = None
    is_repost: bool | None = None
    is_reply: bool | None = None
    is_quote: bool | None = None
    quoted_external_id: str | None = None
    media_count: int | None = None
    link_urls: tuple[str, ...] = ()
    is_truncated: bool = False


@dataclass(frozen=True, slots=True)
class Post:
    """One published post: a row of `silver.posts`."""

    post_id: str
    platform: str
    url: str
    author_id: str
    author_handle: str | None
    author_name: str | None
    author_bio: str | None
    author_followers: int | None
    body_text: str
    language: str
    posted_at: dt.datetime
    posted_at_basis: TimeBasis
    is_time_contradicted: bool
    like_count: int | None
    repost_count: int | None
    reply_count: int | None
    view_count: int | None
    is_repost: bool
    reposted_handle: str | None
    is_reply: bool
    is_quote: bool
    quoted_post_id: str | None
    media_count: int | None
    link_urls: tuple[str, ...]
    is_truncated: bool
    source_id: str
    payload_sha256: str


@dataclass(frozen=True, slots=True)
class DroppedPayload:
    """A payload that made no post: a row of `silver.dropped_payloads`."""

    platform: str
    external_id: str
    payload_sha256: str
    source_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class PostDuplicate:
    """A post that repeats another, kept and flagged: a row of `silver.post_duplicates`."""

    post_id: str
    duplicate_of_post_id: str
    method: DuplicateMethod
    similarity_score: float


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of a post's text that names an entity: a row of `silver.mentions`."""

    post_id: str
    span_start: int
    span_end: int
    surface: str
    entity_id: str
    entity_type: EntityType
    canonical_name: str
    owner_id: str | None
    method: MentionMethod


@dataclass(frozen=True, slots=True)
class PostLabel:
    """A label of a post with its calibrated score: a row of `silver.post_labels`.

    `score` is the estimated probability that the label holds; `evidence` lists the rules that fired
    and, as `rule:surface`, the words they fired on.
    """

    post_id: str
    label: str
    score: float
    is_assigned: bool
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoryEdge:
    """A scored pair of posts that may report one event: a row of `gold.story_edges`."""

    post_id: str
    other_post_id: str
    link_score: float
    is_linked: bool
    shared_link_score: float
    entity_score: float
    text_score: float
    number_score: float
    hours_apart: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoryPost:
    """A post's membership of a story: a row of `gold.story_posts`."""

    story_id: str
    post_id: str
    similarity_score: float
    is_representative: bool


@dataclass(frozen=True, slots=True)
class StoryRank:
    """A story's place in its week, every component stored: a row of `gold.weekly_story_ranks`."""

    story_id: str
    rank: int
    rank_score: float
    category: str
    origin_score: float
    prominence_score: float
    official_score: float
    event_score: float
    specificity_score: float
    magnitude_score: float
    engagement_score: float | None
    novelty_score: float
    relevance_score: float
    is_development: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of the digest with its support: a row of `gold.claims`.

    A sentence rests on posts (`post_ids`) or on the table query named by `query`, never on nothing.
    """

    claim_id: str
    section: str
    item: int
    position: int
    headline: str
    text: str
    post_ids: tuple[str, ...]
    query: str | None
    story_id: str | None
    support: str
    is_published: bool
    rejection: str | None


@dataclass(frozen=True, slots=True)
class QuarantinedLine:
    """An input line that could not be read as a post: a row of `bronze.quarantined_lines`."""

    file_name: str
    line_number: int
    reason: str
    line_text: str
    line_sha256: str


@dataclass(frozen=True, slots=True)
class SourceFetch:
    """What one request of a week from a source came to: a row of `bronze.source_fetches`."""

    source_id: str
    fetched_at: dt.datetime
    source_name: str
    status: Literal["ok", "failed"]
    problem: str | None
    is_covered: bool
    uncovered_reason: str | None
    newest_posted_at: dt.datetime | None
    quiet_days: int
    request_count: int
    retry_count: int
    wire_byte_count: int
    decoded_byte_count: int
    page_count: int
    post_count: int
    new_post_count: int
    quarantined_count: int
    billed_read_count: int


@dataclass(frozen=True, slots=True)
class SourceNotice:
    """What a source said beside its posts: a row of `bronze.source_notices`."""

    source_id: str
    fetched_at: dt.datetime
    notice: str


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """How a source does as of one week: a row of `silver.source_health`."""

    source_id: str
    source_name: str
    status: Literal["ok", "failed"]
    problem: str | None
    is_covered: bool
    uncovered_reason: str | None
    is_stale: bool
