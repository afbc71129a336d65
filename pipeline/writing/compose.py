"""All sections of a digest as claims, each checked, rejected ones kept with the reason."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.records import Claim
from pipeline.writing.candidates import Candidate
from pipeline.writing.gate import check_claim
from pipeline.writing.headlines import shortened
from pipeline.writing.items import StoryItem
from pipeline.writing.newsroom import Newsroom
from pipeline.writing.sections import (
    Told,
    example_sentence,
    write_developments,
    write_points,
    write_safety,
)

SNAPSHOT_LEADS = 3
CLAIM_ID_DIGITS = 12


@dataclass(frozen=True)
class StatSentence:
    """A sentence on the week's tables, and the query under `sql/queries` that computes it."""

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
    told = Told()
    developments = write_developments(newsroom, ranked, told)
    safety = write_safety(newsroom, ranked, told)
    points = write_points(newsroom, ranked, told)
    sections = (
        ("snapshot", snapshot(newsroom, tables.mix, developments)),
        ("developments", [as_draft(item) for item in developments]),
        ("themes", tables.themes),
        ("patterns", tables.patterns),
        ("mentions", [as_draft(item) for item in points]),
        ("safety", [with_note(item, tables) for item in safety]),
        ("watch", tables.watch),
        ("coverage", tables.coverage),
    )
    return [
        claim for section, items in sections for claim in section_claims(newsroom, section, items)
    ]


def snapshot(
    newsroom: Newsroom, mix: StatSentence, developments: Sequence[StoryItem]
) -> list[DraftItem]:
    """The leading developments in a sentence each, short where the gate allows, then the mix."""
    leads = tuple(in_short(newsroom, item.lead) for item in developments[:SNAPSHOT_LEADS])
    return [DraftItem("", (*leads, mix))]


def in_short(newsroom: Newsroom, lead: Candidate) -> Candidate:
    """A lead up to its first clauses; as it is when that would not be supported."""
    text = shortened(lead.text)
    problem = check_claim(text, list(map(newsroom.cited, lead.post_ids)))
    return replace(lead, text=text) if problem is None else lead


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
            place = (section, str(item_number), str(position))
            yield claim_of(newsroom, item, place, sentence)


def claim_of(
    newsroom: Newsroom,
    item: DraftItem,
    place: tuple[str, str, str],
    sentence: Candidate | StatSentence,
) -> Claim:
    """One sentence as a row of `gold.claims`; its place is section, item and position."""
    section, item_number, position = place
    post_ids: tuple[str, ...] = ()
    query, rejection, support = None, None, "table"
    if isinstance(sentence, StatSentence):
        query = sentence.query
    else:
        post_ids = sentence.post_ids
        rejection = check_claim(sentence.text, list(map(newsroom.cited, post_ids)))
        support = "quoted" if sentence.is_quoted else "extracted"
    key = "|".join((newsroom.material.week.key, *place, sentence.text))
    return Claim(
        claim_id=hashlib.sha256(key.encode()).hexdigest()[:CLAIM_ID_DIGITS],
        section=section,
        item=int(item_number),
        position=int(position),
        headline=item.headline,
        text=sentence.text,
        post_ids=post_ids,
        query=query,
        story_id=item.story_id,
        support=support,
        is_published=rejection is None,
        rejection=rejection,
    )


__all__ = [
    "DraftItem",
    "StatSentence",
    "Tables",
    "compose_claims",
    "example_sentence",
]
