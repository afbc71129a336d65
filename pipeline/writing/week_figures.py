"""What the tables say of one week: the rows of the queries that sentences of figures cite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from pipeline.writing.statistics import query_rows

# Two-sided p of about 0.03: at these counts, a change that a reader would see.
SIGNIFICANT_Z = 2.2
MIN_POSTS = 4
MIN_STORIES = 2


@dataclass(frozen=True, slots=True)
class TopicWeek:
    """One theme of one week: a row of the query `weekly_topics`."""

    query: ClassVar[str] = "weekly_topics"

    topic_id: str
    topic_name: str
    post_count: int
    relevant_post_count: int
    author_count: int
    story_count: int
    share: float
    previous_share: float | None
    mean_share_4w: float | None
    history_week_count: int
    change_z: float | None

    @property
    def direction(self) -> int:
        """1 and -1 for a change beyond chance, 0 for none or none that can be known."""
        if self.change_z is None or abs(self.change_z) < SIGNIFICANT_Z:
            return 0
        return 1 if self.change_z > 0 else -1


@dataclass(frozen=True, slots=True)
class LabelWeek:
    """One label of one week: a row of the query `weekly_label_counts`."""

    query: ClassVar[str] = "weekly_label_counts"

    label: str
    post_count: int
    total_post_count: int
    author_count: int
    share: float
    previous_share: float | None
    mean_share_4w: float | None
    history_week_count: int
    change_z: float | None


@dataclass(frozen=True, slots=True)
class EntityWeek:
    """One name of one week that more posts hold: a row of the query `rising_entities`."""

    query: ClassVar[str] = "rising_entities"

    entity_id: str
    entity_type: str
    canonical_name: str
    post_count: int
    relevant_post_count: int
    author_count: int
    story_count: int
    share: float
    previous_post_count: int | None
    previous_share: float | None
    mean_post_count_4w: float | None
    history_week_count: int
    change_z: float | None


@dataclass(frozen=True, slots=True)
class PairWeek:
    """Two names of one week in one post: a row of the query `most_named_pairs`."""

    query: ClassVar[str] = "most_named_pairs"

    entity_id: str
    other_entity_id: str
    canonical_name: str
    other_canonical_name: str
    post_count: int
    relevant_post_count: int
    author_count: int
    story_count: int
    previous_post_count: int | None
    mean_post_count_4w: float | None
    history_week_count: int
    change_z: float | None
    is_maker_and_product: bool


@dataclass(frozen=True, slots=True)
class AuthorWeek:
    """How a week's relevant posts are spread over authors: a row of `author_concentration`."""

    query: ClassVar[str] = "author_concentration"

    author_count: int
    relevant_post_count: int
    top_ten_post_count: int
    share: float
    previous_share: float | None


@dataclass(frozen=True, slots=True)
class StoryWeek:
    """How a week's stories are spread over authors: a row of `story_independence`."""

    query: ClassVar[str] = "story_independence"

    story_count: int
    single_author_story_count: int
    independent_story_count: int
    share: float
    previous_share: float | None


@dataclass(frozen=True, slots=True)
class ReleaseWeek:
    """A model that one week brought: a row of the query `week_releases`."""

    query: ClassVar[str] = "week_releases"

    canonical_name: str
    maker_canonical_name: str
    is_open: bool
    parameters_billion: float | None
    post_id: str
    record_id: str

    @property
    def is_sized(self) -> bool:
        """Whether its size can be stated in whole billions."""
        size = self.parameters_billion or 0.0
        return size >= 1 and size == round(size)


@dataclass(frozen=True, slots=True)
class ReleaseTotalsWeek:
    """How many models one week brought: a row of the query `week_release_totals`."""

    query: ClassVar[str] = "week_release_totals"

    release_count: int
    open_release_count: int
    mean_release_count_4w: float | None
    mean_open_release_count_4w: float | None
    history_week_count: int


@dataclass(frozen=True, slots=True)
class DealWeek:
    """A deal of one week that names a sum or a power: a row of the query `week_deals`."""

    query: ClassVar[str] = "week_deals"

    canonical_name: str
    status: str
    amount_basis: str | None
    power_basis: str | None
    amount_usd_billion: float | None
    power_mw: float | None
    post_id: str
    record_id: str

    @property
    def values(self) -> tuple[float, ...]:
        """What it names in whole billions of dollars and whole MW."""
        found = (self.amount_usd_billion, self.power_mw)
        return tuple(value for value in found if value and value >= 1 and value == round(value))

    @property
    def figure(self) -> str:
        """Its sum and its power in words, each with its basis; empty when neither is whole."""
        money, power = self.amount_usd_billion, self.power_mw
        basis = {"reported": "reportedly ", "up_to": "up to ", "target": "a target of "}
        parts = []
        if money in self.values:
            parts.append(f"{basis.get(self.amount_basis or '', '')}${round(money or 0):,} billion")
        if power in self.values:
            parts.append(f"{basis.get(self.power_basis or '', '')}{round(power or 0):,} MW")
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class SafetyKindsWeek:
    """The listed safety matters of one week by kind: a row of `week_safety_kinds`."""

    query: ClassVar[str] = "week_safety_kinds"

    listed_count: int
    governance_count: int
    incident_count: int
    finding_count: int
    research_count: int


@dataclass(frozen=True)
class WeekFigures:
    """What the queries say of one week; each field holds the rows of one of them."""

    topics: tuple[TopicWeek, ...] = ()
    labels: tuple[LabelWeek, ...] = ()
    rising: tuple[EntityWeek, ...] = ()
    pairs: tuple[PairWeek, ...] = ()
    authors: tuple[AuthorWeek, ...] = ()
    stories: tuple[StoryWeek, ...] = ()
    releases: tuple[ReleaseWeek, ...] = ()
    release_totals: tuple[ReleaseTotalsWeek, ...] = ()
    deals: tuple[DealWeek, ...] = ()
    safety: tuple[SafetyKindsWeek, ...] = ()

    @classmethod
    def from_rows(cls, rows: Mapping[str, Sequence[Mapping[str, object]]]) -> WeekFigures:
        """Read the rows of one week, by name of query; `FIGURE_QUERIES` names them all."""
        return cls(
            topics=query_rows(TopicWeek, rows[TopicWeek.query]),
            labels=query_rows(LabelWeek, rows[LabelWeek.query]),
            rising=query_rows(EntityWeek, rows[EntityWeek.query]),
            pairs=query_rows(PairWeek, rows[PairWeek.query]),
            authors=query_rows(AuthorWeek, rows[AuthorWeek.query]),
            stories=query_rows(StoryWeek, rows[StoryWeek.query]),
            releases=query_rows(ReleaseWeek, rows[ReleaseWeek.query]),
            release_totals=query_rows(ReleaseTotalsWeek, rows[ReleaseTotalsWeek.query]),
            deals=query_rows(DealWeek, rows[DealWeek.query]),
            safety=query_rows(SafetyKindsWeek, rows[SafetyKindsWeek.query]),
        )


FIGURE_QUERIES = (
    TopicWeek.query, LabelWeek.query, EntityWeek.query, PairWeek.query,
    AuthorWeek.query, StoryWeek.query, ReleaseWeek.query, ReleaseTotalsWeek.query,
    DealWeek.query, SafetyKindsWeek.query,
)  # fmt: skip
