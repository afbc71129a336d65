"""All sections of a digest as claims, each checked, rejected ones kept with the reason."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.records import Claim, StoryRank
from pipeline.writing.candidates import Candidate
from pipeline.writing.gate import check_claim
from pipeline.writing.items import StoryItem, write_story
from pipeline.writing.newsroom import Newsroom

MAX_DATA_POINTS = 10
MAX_SAFETY_ITEMS = 5
SNAPSHOT_LEADS = 3
STORIES_CONSIDERED = 60
CLAIM_ID_DIGITS = 12


@dataclass(frozen=True)
class StatSentence:
    """A sentence on the week's tables, and the query under `sql/queries` that computes its numbers."""

    text: str
    query: str


@dataclass(frozen=True)
class DraftItem:
    """A headline with sentences that rest on posts or on a query, before the gate."""

    headline: str
    sentences: tuple[Candidate | StatSentence, ...]
    story_id: str | None = None


@dataclass(frozen=True)
class Tables:
    """What the week's tables say, already in sentences, and what other tables add to sections."""

    mix: StatSentence
    themes: Sequence[DraftItem]
    patterns: Sequence[DraftItem]
    coverage: Sequence[DraftItem]
    safety_notes: dict[str, StatSentence]
    watch: Sequence[DraftItem]


def compose_claims(newsroom: Newsroom, tables: Tables) -> list[Claim]:
    """Every sentence of the week's digest in reading order, published or rejected."""
    ranked = newsroom.material.ranked_stories()
    developments = write_developments(newsroom, ranked)
    told = {item.story_id for item in developments}
    rest = [rank for rank in ranked[:STORIES_CONSIDERED] if rank.story_id not in told]
    safety = write_safety(newsroom, [*ranked], developments)
    told |= {item.story_id for item in safety}
    points = write_points(newsroom, [rank for rank in rest if rank.story_id not in told])
    sections = (
        ("snapshot", snapshot(tables.mix, developments)),
        ("developments", [as_draft(item) for item in developments]),
        ("themes", tables.themes),
        ("patterns", tables.patterns),
        ("mentions", [as_draft(item) for item in points]),
        ("safety", [with_note(item, tables) for item in safety]),
        ("watch", tables.watch),
        ("coverage", tables.coverage),
    )
    return [claim for section, items in sections for claim in section_claims(newsroom, section, items)]


def write_developments(newsroom: Newsroom, ranked: Sequence[StoryRank]) -> list[StoryItem]:
    """The developments; one that has no publishable sentence gives its place to the next story."""
    marked = [rank for rank in ranked if rank.is_development]
    others = [rank for rank in ranked if not rank.is_development]
    items = [item for rank in marked if (item := write_story(newsroom, rank)) is not None]
    for rank in others:
        if len(items) >= len(marked):
            break
        item = write_story(newsroom, rank)
        if item is not None:
            items.append(item)
    return items


def write_safety(
    newsroom: Newsroom, ranked: Sequence[StoryRank], developments: Sequence[StoryItem]
) -> list[StoryItem]:
    """The safety stories that are no development already, best ranked first."""
    told = {item.story_id for item in developments}
    found = []
    for rank in ranked:
        if len(found) == MAX_SAFETY_ITEMS:
            break
        if rank.category == "safety" and rank.story_id not in told:
            item = write_story(newsroom, rank, supports=1)
            if item is not None:
                found.append(item)
    return found


def write_points(newsroom: Newsroom, ranked: Sequence[StoryRank]) -> list[StoryItem]:
    """Data points: one sentence a story, those with figures and official sources first in rank order."""
    items = (write_story(newsroom, rank, supports=0) for rank in ranked)
    return [item for item in items if item is not None][:MAX_DATA_POINTS]


def snapshot(mix: StatSentence, developments: Sequence[StoryItem]) -> list[DraftItem]:
    """The week's mix, then the first sentences of the leading developments."""
    leads = tuple(item.sentences[0] for item in developments[:SNAPSHOT_LEADS])
    return [DraftItem("", (*leads, mix))]


def as_draft(item: StoryItem) -> DraftItem:
    """A story as a draft."""
    return DraftItem(item.headline, item.sentences, item.story_id)


def with_note(item: StoryItem, tables: Tables) -> DraftItem:
    """A safety story with its rating, where it has one."""
    note = tables.safety_notes.get(item.story_id)
    return DraftItem(item.headline, (*item.sentences, *((note,) if note else ())), item.story_id)


def section_claims(newsroom: Newsroom, section: str, items: Iterable[DraftItem]) -> Iterator[Claim]:
    """The claims of a section: each sentence once more through the gate."""
    for item_number, item in enumerate(items):
        for position, sentence in enumerate(item.sentences):
            yield claim_of(newsroom, section, item, item_number, position, sentence)


def claim_of(
    newsroom: Newsroom,
    section: str,
    item: DraftItem,
    item_number: int,
    position: int,
    sentence: Candidate | StatSentence,
) -> Claim:
    """One sentence as a row of `gold.claims`."""
    is_stat = isinstance(sentence, StatSentence)
    post_ids = () if is_stat else sentence.post_ids
    rejection = None if is_stat else check_claim(sentence.text, list(map(newsroom.cited, post_ids)))
    key = "|".join((newsroom.material.week.key, section, str(item_number), str(position), sentence.text))
    return Claim(
        claim_id=hashlib.sha256(key.encode()).hexdigest()[:CLAIM_ID_DIGITS],
        section=section,
        item=item_number,
        position=position,
        headline=item.headline,
        text=sentence.text,
        post_ids=post_ids,
        query=sentence.query if is_stat else None,
        story_id=item.story_id,
        support="table" if is_stat else "quoted" if sentence.is_quoted else "extracted",
        is_published=rejection is None,
        rejection=rejection,
    )
