"""What the renderers are given: one week's digest as frozen values. No formatting, no files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.errors import ContractError
from pipeline.records import Post
from pipeline.weeks import Week

# Every digest has these sections in this order; a section without items says so.
SECTION_TITLES: Mapping[str, str] = {
    "snapshot": "Snapshot",
    "developments": "Significant developments",
    "themes": "Key themes and topics",
    "patterns": "Notable patterns and trends",
    "mentions": "Important mentions and data points",
    "safety": "Safety and risk takeaways",
    "watch": "What to watch next",
    "sources": "Sources",
    "coverage": "Coverage",
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One claim: it rests on posts, or on the query that computes its figures."""

    text: str
    post_ids: tuple[str, ...] = ()
    query: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A paragraph or bullet of a section; the headline may be empty."""

    headline: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One of the sections of `SECTION_TITLES`."""

    id: str
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A cited post under the number it is cited by, counted from 1."""

    number: int
    post_id: str
    url: str
    author_handle: str | None
    author_name: str | None
    posted_at: dt.datetime
    platform: str


@dataclass(frozen=True, slots=True)
class Kpi:
    """A count of the week beside the weeks before it.

    `history` holds the same count week by week, oldest first, this week last. `base` is what the
    count is a part of, so that its share can be shown.
    """

    label: str
    value: int
    last_week: int | None
    mean_four_weeks: float | None
    history: tuple[int, ...] = ()
    base: int | None = None


@dataclass(frozen=True, slots=True)
class Mover:
    """An entity whose number of stories or posts changed."""

    entity: str
    last_week: int
    this_week: int


@dataclass(frozen=True, slots=True)
class LabelVolume:
    """How often a label was given, for each of `WeekFigures.weeks`."""

    label: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """Something that happened on a day: `label` is release, safety or infra."""

    day: dt.date
    title: str
    label: str
    post_id: str | None = None


@dataclass(frozen=True, slots=True)
class WeekFigures:
    """The numbers behind the charts. `weeks` are week starts, oldest first, this week last.

    `volume_noun` and `mover_noun` say what is counted; `queries` name what computes it all.
    """

    kpis: tuple[Kpi, ...] = ()
    weeks: tuple[dt.date, ...] = ()
    volumes: tuple[LabelVolume, ...] = ()
    movers: tuple[Mover, ...] = ()
    timeline: tuple[TimelineEvent, ...] = ()
    queries: tuple[str, ...] = ()
    volume_noun: str = "stories"
    mover_noun: str = "stories"


NO_FIGURES = WeekFigures()


@dataclass(frozen=True, slots=True)
class Digest:
    """One week, ready to be written out. Sections may be missing; `all_sections` fills them in."""

    week_start: dt.date
    title: str
    sections: tuple[Section, ...]
    sources: tuple[Source, ...]
    figures: WeekFigures = NO_FIGURES

    @property
    def week_end(self) -> dt.date:
        """The last day of the week, which belongs to it."""
        return Week(self.week_start).last_day

    @property
    def closed_at(self) -> dt.datetime:
        """First instant after the week, UTC: the only time stamp an output may carry."""
        return Week(self.week_start).end_at

    def all_sections(self) -> tuple[Section, ...]:
        """The nine sections in their fixed order, empty ones included."""
        given = {section.id: section for section in self.sections}
        return tuple(
            given.get(section_id, Section(section_id, title, ()))
            for section_id, title in SECTION_TITLES.items()
        )

    def number_of(self) -> dict[str, int]:
        """The citation number of each cited post."""
        return {source.post_id: source.number for source in self.sources}

    def query_names(self) -> tuple[str, ...]:
        """Queries that the digest cites, in order of first citation."""
        cited = [
            sentence.query for sentence in iterate_sentences(self.all_sections()) if sentence.query
        ]
        return tuple(dict.fromkeys([*cited, *self.figures.queries]))


def iterate_sentences(sections: Iterable[Section]) -> Iterator[Sentence]:
    """Every sentence in reading order."""
    for section in sections:
        for item in section.items:
            yield from item.sentences


def build_sources(sections: Sequence[Section], posts: Mapping[str, Post]) -> tuple[Source, ...]:
    """Number the cited posts in the order in which a reader meets them.

    Args:
        sections: In any order; numbers follow the fixed order of sections.
        posts: Every published post by `post_id`; more than the cited ones is fine.

    Raises:
        ContractError: a sentence cites a post that is not among `posts`.
    """
    rank = {section_id: position for position, section_id in enumerate(SECTION_TITLES)}
    ordered = sorted(sections, key=lambda section: rank[section.id])
    cited = dict.fromkeys(
        post_id for sentence in iterate_sentences(ordered) for post_id in sentence.post_ids
    )
    missing = [post_id for post_id in cited if post_id not in posts]
    if missing:
        raise ContractError("gold.claims", f"cites posts unknown here: {missing[0]}", len(missing))
    return tuple(source_of(posts[post_id], number) for number, post_id in enumerate(cited, start=1))


def source_of(post: Post, number: int) -> Source:
    """A post as the source under a number."""
    return Source(
        number=number,
        post_id=post.post_id,
        url=post.url,
        author_handle=post.author_handle,
        author_name=post.author_name,
        posted_at=post.posted_at,
        platform=post.platform,
    )


@dataclass(frozen=True, slots=True)
class SafetyDimension:
    """The band of one dimension of harm, the fact that triggers it, the posts that state it."""

    name: str
    band: int
    fact: str
    post_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SafetyItem:
    """A safety story as rubric SRS-1 rates it; None and empty mean not reported, never nothing."""

    record_id: str
    story_id: str | None
    title: str
    kind: str
    event_date: dt.date | None
    event_date_basis: str | None
    realised_band: int | None
    potential_band: int | None
    likelihood: int | None
    evidence_grade: str
    causal_link: str
    dims: tuple[SafetyDimension, ...]
    flags: tuple[str, ...]
    risk_score: int | None
    risk_label: str
    rationale: str
    confidence: str
    missing: tuple[str, ...]
    post_ids: tuple[str, ...]
    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WeekEntry:
    """A week in the archive; paths are relative to the archive's own page."""

    week_start: dt.date
    title: str
    summary: str
    page_path: str
    brief_path: str | None = None


def build_week_entry(digest: Digest, folder: str) -> WeekEntry:
    """The archive's entry for a digest whose files stand in `folder`."""
    snapshot = digest.all_sections()[0]
    sentences = [sentence.text for item in snapshot.items for sentence in item.sentences]
    return WeekEntry(
        week_start=digest.week_start,
        title=digest.title,
        summary=" ".join(sentences),
        page_path=f"{folder}/digest.html",
        brief_path=f"{folder}/brief.pdf",
    )
