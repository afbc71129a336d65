"""All sections of a digest as claims, each checked, rejected ones kept with the reason."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.records import Claim
from pipeline.writing.candidates import Candidate
from pipeline.writing.developments import write_developments
from pipeline.writing.gate import check_claim
from pipeline.writing.items import StoryItem, in_short
from pipeline.writing.newsroom import Newsroom
from pipeline.writing.sections import (
    MIN_POINTS,
    choose_example,
    write_points,
    write_safety,
)
from pipeline.writing.telling import Telling

SNAPSHOT_LEADS = 3
MAX_DIGEST_WORDS = 1320  # the last data points of a full week are left out beyond it
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
class ThemeDraft:
    """A theme in figures, its stories from the best rank on, and whether a text speaks of it."""

    item: DraftItem
    story_ids: tuple[str, ...]
    is_on_theme: Callable[[str], bool]


@dataclass(frozen=True)
class Tables:
    """What the week's tables say, already in sentences, and what other tables add to sections."""

    mix: StatSentence
    themes: Sequence[ThemeDraft]
    patterns: Sequence[DraftItem]
    coverage: Sequence[DraftItem]
    safety_notes: dict[str, StatSentence]
    watch: Sequence[DraftItem]


def compose_claims(newsroom: Newsroom, tables: Tables) -> list[Claim]:
    """Every sentence of the week's digest in reading order, published or rejected."""
    telling = Telling(newsroom, newsroom.material.ranked_stories())
    developments = write_developments(telling)
    safety = write_safety(telling, tables.safety_notes.keys())
    points = write_points(telling)
    themes = [with_example(telling, theme) for theme in tables.themes]
    sections: dict[str, Sequence[DraftItem]] = {
        "snapshot": snapshot(newsroom, tables.mix, developments),
        "developments": [as_draft(item) for item in developments],
        "themes": themes,
        "patterns": tables.patterns,
        "mentions": [as_draft(item) for item in points],
        "safety": [with_note(item, tables) for item in safety],
        "watch": tables.watch,
        "coverage": tables.coverage,
    }
    over = sum(map(count_words, sections.values())) - MAX_DIGEST_WORDS
    while over > 0 and len(sections["mentions"]) > MIN_POINTS:
        over -= count_words(sections["mentions"][-1:])
        sections["mentions"] = sections["mentions"][:-1]
    return [
        claim
        for section, items in sections.items()
        for claim in section_claims(newsroom, section, items)
    ]


def count_words(items: Iterable[DraftItem]) -> int:
    """Words of items as a reader sees them."""
    return sum(
        len(text.split())
        for item in items
        for text in (item.headline, *(sentence.text for sentence in item.sentences))
    )


def snapshot(
    newsroom: Newsroom, mix: StatSentence, developments: Sequence[StoryItem]
) -> list[DraftItem]:
    """The leading developments in a sentence each, short where the gate allows, then the mix."""
    leads = tuple(in_short(newsroom, item.lead) for item in developments[:SNAPSHOT_LEADS])
    return [DraftItem("", (*leads, mix))]


def with_example(telling: Telling, theme: ThemeDraft) -> DraftItem:
    """A theme with a story that shows it, where one is left to tell."""
    example = choose_example(telling, theme.story_ids, theme.is_on_theme)
    added = (example,) if example else ()
    return DraftItem(theme.item.headline, (*theme.item.sentences, *added))


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
    "ThemeDraft",
    "compose_claims",
]
