"""Which stories stand among the data points."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from pipeline.records import StoryRank
from pipeline.writing.candidates import Candidate
from pipeline.writing.items import StoryItem, checked_label
from pipeline.writing.judgement import BOAST, CRYPTO, GREAT_EVENT
from pipeline.writing.leads import LAUNCH
from pipeline.writing.telling import Telling, is_newsworthy, subject_organisation
from pipeline.writing.words import split_words

MIN_POINTS, MAX_POINTS = 8, 20
MAX_POINTS_OF_ONE = 3
MAX_POINTS_OF_KIND = 10
POINTS_CONSIDERED = 150
HEAD_RANKS = 40
MIN_POINT_WORDS = 6
RANK_WEIGHT = 25.0  # the rank decides; a lead's own score only among stories that rank alike
MAX_LEAD_WORTH = 2.5
RESALE_COST = 2.0
DEED_WORTH = 2.0
INFRA_POINTS = 3
INFRA = "infra"


def write_points(telling: Telling) -> list[StoryItem]:
    """Data points: one sentence a story, those with figures and events first."""
    ranks = telling.newsroom.material.ranks
    items = [
        item
        for _, item in telling.untold(telling.ranked[:POINTS_CONSIDERED])
        if is_newsworthy(item) and is_point(item, ranks[item.story_id])
    ]
    items.sort(key=lambda item: (-point_score(item, ranks[item.story_id]), item.story_id))
    return take_varied(telling, items)


def is_point(item: StoryItem, rank: StoryRank) -> bool:
    """Whether a story far down the ranks still tells a great event, a figure or its own news.

    Somebody who speaks for nobody must tell an event that is no verdict on who is ahead, or measure
    a model; a saying must state a sum.
    """
    lead = item.lead
    if rank.rank > HEAD_RANKS and is_bare(lead):
        return False
    if " also " in lead.text and lead.event < GREAT_EVENT:
        return False
    if CRYPTO.search(lead.text) or (lead.is_quoted and not lead.has_money):
        return False
    if lead.speaker.kind in {"person", "other"} and not lead.is_own:
        is_verdict = BOAST.search(lead.text) is not None and not lead.has_figure
        is_news = lead.event > 0 or bool(lead.has_figure and lead.specific_ids)
        return is_news and not is_verdict
    is_great = lead.event == GREAT_EVENT or lead.has_figure
    is_own_news = lead.is_own and lead.event > 0 and not lead.is_resale
    return rank.rank <= HEAD_RANKS or is_great or is_own_news


def is_bare(lead: Candidate) -> bool:
    """Whether a sentence is so short that it tells nothing: "Acme introduced Weft"."""
    names_model = any(item.entity_type == "model" for item in lead.mentions)
    is_short = len(split_words(lead.text)) < MIN_POINT_WORDS
    return is_short and not (names_model or lead.has_figure)


def point_score(item: StoryItem, rank: StoryRank) -> float:
    """Worth of a data point: rank, sentence, a figure; less for what is resold and not new.

    What happened to houses (sums, courts, rules, leaks, people) goes before what they offer.
    """
    lead = item.lead
    is_deed = lead.event == GREAT_EVENT and not LAUNCH.search(lead.text)
    return (
        RANK_WEIGHT * rank.rank_score
        + min(lead.score, MAX_LEAD_WORTH)
        + lead.has_figure
        + DEED_WORTH * (is_deed or (lead.has_money and lead.event > 0))
        - RESALE_COST * lead.is_resale * (1.0 - (rank.novelty_score or 0.0))
    )


def take_varied(telling: Telling, items: Sequence[StoryItem]) -> list[StoryItem]:
    """The best items, few of one organisation and, while there are enough, of one kind.

    The first places are for infrastructure, of which a week has few events that many repeat.
    """
    chosen: list[StoryItem] = []
    counts: Counter[str] = Counter()
    infra = [item for item in items if item.category == INFRA]
    rounds = (
        (infra, MAX_POINTS_OF_KIND, INFRA_POINTS),
        (items, MAX_POINTS_OF_KIND, MAX_POINTS),
        (items, MAX_POINTS, MIN_POINTS),
    )
    for pool, limit, wanted in rounds:
        for item in pool:
            about, kind = subject_organisation(telling.newsroom, item.lead), kind_of(item)
            is_full = counts[about] >= MAX_POINTS_OF_ONE or counts[kind] >= limit
            if len(chosen) >= wanted or is_full or telling.has(item):
                continue
            label = checked_label(telling.newsroom, item.lead)
            if label == item.lead.speaker.name and item.lead.speaker.kind == "other":
                continue
            counts.update((about, kind))
            telling.add(item)
            chosen.append(replace(item, headline=label))
    return chosen


def kind_of(item: StoryItem) -> str:
    """What sort of data point an item is: its category, and whether it gives a figure."""
    return f"kind:{item.category}:{'figure' if item.lead.has_figure else 'event'}"
