"""Which stories stand in which section of a digest: each story once, no organisation too often."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from pipeline.records import StoryRank
from pipeline.writing.candidates import Candidate
from pipeline.writing.comparison import is_same_event, repeats
from pipeline.writing.items import StoryItem, checked_label, write_story
from pipeline.writing.judgement import GREAT_EVENT
from pipeline.writing.newsroom import Newsroom
from pipeline.writing.words import MONTHS

DEVELOPMENTS = 4
MAX_DEVELOPMENTS_OF_ONE = 2
MIN_POINTS, MAX_POINTS = 8, 16
MAX_POINTS_OF_ONE = 3
MAX_POINTS_OF_KIND = 8
MAX_SAFETY_ITEMS = 5
POINTS_CONSIDERED = 70
DEVELOPMENTS_CONSIDERED = 60
RANK_WEIGHT = 25.0  # the rank decides; a lead's own score only among stories that rank alike
DRAFTS_TOLD = 14  # candidates for a development that are told in full before the choice
SUPPORT_WORTH = 0.7
HEAD_OF_WEEK = 6
MARK_WORTH = 3.0  # of a story that ranking chose as a development
MAX_LEAD_WORTH = 2.5
MONEY_WORTH = 1.5
SAFETY = "safety"
# "In November, Acme outlined …" tells of what was, not of the week.
PAST_MONTH = re.compile(rf"(?:According to [^,]+, )?[Ii]n (?:{'|'.join(MONTHS)})\b[^,]*, ")


@dataclass
class Told:
    """What the digest has told so far: stories and sentences."""

    story_ids: set[str] = field(default_factory=set)
    sentences: list[Candidate] = field(default_factory=list)

    def add(self, item: StoryItem) -> None:
        """Remember a story."""
        self.story_ids.update(item.story_ids)
        self.sentences += item.sentences

    def has(self, item: StoryItem) -> bool:
        """Whether a story, or its first sentence in other words, was told."""
        return any(
            repeats(item.lead, sentence) or is_same_event(item.lead, sentence)
            for sentence in self.sentences
        )


def write_developments(
    newsroom: Newsroom, ranked: Sequence[StoryRank], told: Told
) -> list[StoryItem]:
    """The stories that lead, at most two of one house: well ranked, and told by good sentences."""
    items: list[StoryItem] = []
    counts: Counter[str] = Counter()
    for item in development_drafts(newsroom, ranked):
        about = subject_organisation(newsroom, item.lead)
        if len(items) == DEVELOPMENTS:
            break
        is_told = item.story_id in told.story_ids or told.has(item)
        if is_told or counts[about] == MAX_DEVELOPMENTS_OF_ONE:
            continue
        counts[about] += 1
        told.add(item)
        items.append(item)
    return sorted(items, key=lambda item: newsroom.material.ranks[item.story_id].rank)


def development_drafts(newsroom: Newsroom, ranked: Sequence[StoryRank]) -> list[StoryItem]:
    """The stories that could lead, worthiest first; the first of them told in full."""
    considered = [
        rank for rank in ranked if rank.is_development or rank.rank <= DEVELOPMENTS_CONSIDERED
    ]
    drafts = [(rank, write_story(newsroom, rank, supports=0)) for rank in considered]
    able = [
        (lead_worth(rank, item), rank, item)
        for rank, item in drafts
        if item is not None and (is_development(item) or is_headed(rank, item))
    ]
    able.sort(key=lambda draft: (-draft[0], draft[1].story_id))
    full = [
        (worth, write_story(newsroom, rank) or item) for worth, rank, item in able[:DRAFTS_TOLD]
    ]
    full.sort(key=lambda draft: (-draft[0] - support_worth(draft[1]), draft[1].story_id))
    return [*(item for _, item in full), *(item for *_, item in able[DRAFTS_TOLD:])]


def support_worth(item: StoryItem) -> float:
    """What the sentences after the lead add to a story's worth as a development."""
    return SUPPORT_WORTH * min(len(item.sentences) - 1, 2)


def is_development(item: StoryItem) -> bool:
    """Whether a story's lead tells a great event, one of its own house, or a sum of money."""
    lead = item.lead
    is_great = lead.event == GREAT_EVENT or lead.has_money
    return is_newsworthy(item) and (is_great or (lead.event > 0 and lead.is_own))


def is_headed(rank: StoryRank, item: StoryItem) -> bool:
    """Whether a story at the head of the week has a lead with an event, whoever tells it."""
    return rank.rank <= HEAD_OF_WEEK and is_newsworthy(item) and item.lead.event > 0


def lead_worth(rank: StoryRank, item: StoryItem) -> float:
    """How much a story is worth as a development: its rank's score, its mark, and its lead."""
    lead = item.lead
    return (
        RANK_WEIGHT * rank.rank_score
        + MARK_WORTH * rank.is_development
        + min(lead.score, MAX_LEAD_WORTH)
        + lead.event
        + MONEY_WORTH * lead.has_money
    )


def is_newsworthy(item: StoryItem) -> bool:
    """Whether a story can lead: an event or a figure, about AI, told and not only quoted."""
    lead = item.lead
    has_news = lead.event > 0 or lead.has_figure
    is_past = PAST_MONTH.match(lead.text) is not None
    return (
        not is_past
        and has_news
        and lead.speaks_of_ai
        and (not lead.is_quoted or len(item.sentences) > 1)
    )


def subject_organisation(newsroom: Newsroom, candidate: Candidate) -> str:
    """The house a sentence is about: of the first body it names, or its speaker."""
    named = sorted(
        (candidate.text.find(item.canonical_name), item.owner_id or item.entity_id)
        for item in candidate.mentions
        if item.canonical_name in candidate.text and item.entity_type != "person"
    )
    if named:
        return newsroom.house_of(named[0][1]) or ""
    return f"speaker:{candidate.speaker.name}"


def write_safety(newsroom: Newsroom, ranked: Iterable[StoryRank], told: Told) -> list[StoryItem]:
    """The safety stories that are no development already, best ranked first."""
    found: list[StoryItem] = []
    for rank in ranked:
        if len(found) == MAX_SAFETY_ITEMS:
            break
        if rank.category != SAFETY or rank.story_id in told.story_ids:
            continue
        item = write_story(newsroom, rank, supports=1)
        if item is None or told.has(item) or not item.lead.speaks_of_ai:
            continue
        told.add(item)
        found.append(item)
    return found


def write_points(newsroom: Newsroom, ranked: Sequence[StoryRank], told: Told) -> list[StoryItem]:
    """Data points: one sentence a story, those with figures and events first."""
    items = [
        item
        for rank in ranked[:POINTS_CONSIDERED]
        if rank.story_id not in told.story_ids
        and (item := write_story(newsroom, rank, supports=0)) is not None
        and is_newsworthy(item)
    ]
    ranks = newsroom.material.ranks
    items.sort(key=lambda item: (-point_score(item, ranks[item.story_id]), item.story_id))
    return take_varied(newsroom, items, told)


def point_score(item: StoryItem, rank: StoryRank) -> float:
    """Worth of a data point: its story's rank, its sentence, and a figure."""
    return (
        RANK_WEIGHT * rank.rank_score + min(item.lead.score, MAX_LEAD_WORTH) + item.lead.has_figure
    )


def take_varied(newsroom: Newsroom, items: Sequence[StoryItem], told: Told) -> list[StoryItem]:
    """The best items, few of one organisation and, while there are enough, of one kind."""
    chosen: list[StoryItem] = []
    counts: Counter[str] = Counter()
    for limit, wanted in ((MAX_POINTS_OF_KIND, MAX_POINTS), (MAX_POINTS, MIN_POINTS)):
        for item in items:
            about, kind = subject_organisation(newsroom, item.lead), f"kind:{kind_of(item)}"
            is_full = counts[about] >= MAX_POINTS_OF_ONE or counts[kind] >= limit
            if len(chosen) >= wanted or is_full or told.has(item):
                continue
            counts.update((about, kind))
            told.add(item)
            chosen.append(replace(item, headline=checked_label(newsroom, item.lead)))
    return chosen


def kind_of(item: StoryItem) -> str:
    """What sort of data point an item is: its category, and whether it gives a figure."""
    return f"{item.category}:{'figure' if item.lead.has_figure else 'event'}"


def example_sentence(newsroom: Newsroom, story_id: str) -> Candidate | None:
    """The sentence that tells a story best, as an example; None when there is none."""
    rank = newsroom.material.ranks.get(story_id)
    item = write_story(newsroom, rank, supports=0) if rank else None
    return item.lead if item else None
