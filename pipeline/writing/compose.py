"""All sections of a digest as claims, each checked, rejected ones kept with the reason."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.records import Claim
from pipeline.writing.candidates import Candidate
from pipeline.writing.developments import write_developments
from pipeline.writing.gate import BRIEF_SECTIONS, check_brief, check_claim
from pipeline.writing.items import StoryItem, in_short
from pipeline.writing.matters import SafetyMatter
from pipeline.writing.newsroom import Newsroom
from pipeline.writing.safety import NONE_STANDS, RatedItem, write_safety
from pipeline.writing.sections import INFRA, MIN_POINTS, write_points
from pipeline.writing.telling import Telling
from pipeline.writing.theme_events import IsOnTheme, show_themes
from pipeline.writing.themes import theme_headline

SNAPSHOT_LEADS = 3
WEIGHTY = ("safety", INFRA)  # kinds of which the snapshot has one where the week has it
MAX_DIGEST_WORDS = 1320  # the last data points of a full week are left out beyond it
CLAIM_ID_DIGITS = 12
RATINGS = "safety_items_by_risk"  # the query that gives them


@dataclass(frozen=True)
class StatSentence:
    """A sentence on the week's tables, and the query under `sql/queries` that computes it.

    `post_ids` are posts that it is about, where no sentence beside it cites them.
    """

    text: str
    query: str
    post_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class DraftItem:
    """A headline with sentences that rest on posts or on a query, before the gate."""

    headline: str
    sentences: tuple[Candidate | StatSentence, ...]
    story_id: str | None = None


@dataclass(frozen=True)
class ThemeDraft:
    """A theme that posts propose: its title, its figures, and whether a sentence is on it."""

    title: str
    sentence: StatSentence
    is_on_theme: IsOnTheme


@dataclass(frozen=True)
class Tables:
    """What the week's tables say, already in sentences, and what other tables add to sections."""

    mix: StatSentence
    is_quiet: bool
    themes: Sequence[ThemeDraft]
    patterns: Sequence[DraftItem]
    coverage: Sequence[DraftItem]
    safety: Sequence[SafetyMatter]
    watch: Sequence[DraftItem]


def compose_claims(newsroom: Newsroom, tables: Tables) -> list[Claim]:
    """Every sentence of the week's digest in reading order, published or rejected."""
    telling = Telling(newsroom, newsroom.material.ranked_stories())
    developments = write_developments(telling)
    safety = write_safety(telling, tables.safety)
    themes = theme_items(telling, tables.themes)
    points = write_points(telling)
    weighty = [item.sentences[-1] for item in safety if item.sentences]
    weighty += [item.lead for item in points if item.category == INFRA]
    mix = [DraftItem("", (tables.mix,))] if developments and not tables.is_quiet else []
    sections: dict[str, Sequence[DraftItem]] = {
        "snapshot": snapshot(newsroom, tables, developments, weighty),
        "developments": [as_draft(item) for item in developments],
        "themes": themes,
        "patterns": tables.patterns,
        "mentions": [as_draft(item) for item in points],
        "safety": safety_drafts(safety, tables.safety),
        "watch": tables.watch,
        "coverage": [*mix, *tables.coverage],
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
    newsroom: Newsroom,
    tables: Tables,
    developments: Sequence[StoryItem],
    others: Sequence[Candidate],
) -> list[DraftItem]:
    """The leading developments in a short sentence each; a quiet week says that it is one.

    Args:
        newsroom: The week.
        tables: What its tables say.
        developments: The stories that lead, the first first.
        others: Leads on safety and on infrastructure that stand elsewhere, the weightiest first.
    """
    leads = [item.lead for item in developments[:SNAPSHOT_LEADS]]
    last = [item for item in developments[SNAPSHOT_LEADS:] if is_weighty(item)]
    rest = [*(item.lead for item in last), *others]
    rest += [item.lead for item in developments[SNAPSHOT_LEADS:]]
    said = {lead.text for lead in leads}
    leads += [lead for lead in rest if lead.text not in said][:1]
    sentences = tuple(in_short(newsroom, lead) for lead in leads)
    opening = (tables.mix,) if tables.is_quiet or not leads else ()
    return [DraftItem("", (*opening, *sentences))]


def is_weighty(item: StoryItem) -> bool:
    """Whether a story is on safety, on infrastructure or on a sum of money."""
    return item.category in WEIGHTY or item.lead.has_money


def theme_items(telling: Telling, themes: Sequence[ThemeDraft]) -> list[DraftItem]:
    """The themes that events of the week stand under: these events first, then the figures."""
    return [
        DraftItem(
            theme_headline(themes[place].title, events.names),
            (*events.sentences, themes[place].sentence),
        )
        for place, events in show_themes(telling, [theme.is_on_theme for theme in themes])
    ]


def as_draft(item: StoryItem) -> DraftItem:
    """A story as a draft."""
    return DraftItem(item.headline, item.sentences, item.story_id)


def safety_drafts(items: Sequence[RatedItem], matters: Sequence[SafetyMatter]) -> list[DraftItem]:
    """The safety items with their ratings; that none can be told is said where some are listed."""
    if matters and not items:
        return [DraftItem("", (StatSentence(NONE_STANDS, RATINGS),))]
    return [
        DraftItem(
            item.headline,
            (*item.sentences, *item.retold, StatSentence(item.matter.rating, RATINGS)),
            item.matter.story_id,
        )
        for item in items
    ]


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
    post_ids = sentence.post_ids
    query, rejection, support = None, None, "table"
    if isinstance(sentence, StatSentence):
        query = sentence.query
    else:
        check = check_brief if section in BRIEF_SECTIONS else check_claim
        rejection = check(sentence.text, list(map(newsroom.cited, post_ids)))
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
