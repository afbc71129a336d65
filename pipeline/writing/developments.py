"""The developments of a week: a leading story each, with what else its house did."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from pipeline.records import StoryRank
from pipeline.writing.candidates import Candidate
from pipeline.writing.items import StoryItem, in_same_week, too_long, write_story
from pipeline.writing.judgement import BOAST, GREAT_EVENT
from pipeline.writing.newsroom import Newsroom
from pipeline.writing.telling import Telling, is_newsworthy, subject_organisation
from pipeline.writing.words import split_words

DEVELOPMENTS = 4
DEVELOPMENTS_CONSIDERED = 60
DRAFTS_TOLD = 14  # candidates for a development that are told in full before the choice
SECOND_OF_HOUSE = 10.0  # worth that a second development of one house loses
THIRD_OF_CATEGORY = 0.5  # worth that a third development of one category loses, a fourth twice
INFRA = "infra"
COMPANIONS_CONSIDERED = 100
MAX_COMPANIONS = 3
RANK_WEIGHT = 25.0  # the rank decides; a lead's own score only among stories that rank alike
SUPPORT_WORTH = 0.7
BARE_COST = 2.0
MIN_TELLING_WORDS = 6
RESALE_COST = 2.0
MANY_TELLERS = 3
HEAD_OF_WEEK = 6
MARK_WORTH = 3.0  # of a story that ranking chose as a development
MAX_LEAD_WORTH = 2.5
MAGNITUDE_WORTH = 4.0  # of the largest sum or power that a lead states


@dataclass(frozen=True, slots=True)
class Draft:
    """A story that could be a development, the house it is about, and how much it is worth."""

    item: StoryItem
    house: str
    worth: float


def write_developments(telling: Telling) -> list[StoryItem]:
    """The stories that lead: well ranked, told by good sentences, of many houses and kinds.

    What else a house did goes along with its development, so that a second one of the same house
    must be worth much more than the first of another.
    """
    drafts = development_drafts(telling)
    items: list[StoryItem] = []
    counts: Counter[str] = Counter()

    def remaining_worth(draft: Draft) -> tuple[float, str]:
        repeats = max(0, counts[draft.item.category] - 1)
        cost = SECOND_OF_HOUSE * counts[draft.house] + THIRD_OF_CATEGORY * repeats
        return draft.worth - cost, draft.item.story_id

    while drafts and len(items) < DEVELOPMENTS:
        best = max(drafts, key=remaining_worth)
        drafts.remove(best)
        if not telling.has(best.item):
            counts.update((best.house, best.item.category))
            telling.add(best.item)
            items.append(best.item)
    items.sort(key=lambda item: telling.newsroom.material.ranks[item.story_id].rank)
    return [with_companions(telling, item) for item in items]


def with_companions(telling: Telling, item: StoryItem) -> StoryItem:
    """A development with what else its house did in the week, best ranked first.

    One on infrastructure may take other deals of the week as well.
    """
    about = subject_organisation(telling.newsroom, item.lead)
    companions = 0
    for rank, other in telling.untold(telling.ranked[:COMPANIONS_CONSIDERED]):
        if companions == MAX_COMPANIONS:
            break
        is_fit = is_companion(telling.newsroom, item, other, about)
        if not is_fit or telling.has(other) or too_long([*item.sentences, other.lead]):
            continue
        other = in_full(telling.newsroom, rank, other, item)
        telling.add(other)
        companions += 1
        item = joined(telling.newsroom, item, other, is_first=companions == 1)
    return item


def in_full(newsroom: Newsroom, rank: StoryRank, other: StoryItem, item: StoryItem) -> StoryItem:
    """A companion that leads the week itself with a sentence more, where there is room for it."""
    told = write_story(newsroom, rank, supports=1) if rank.rank <= HEAD_OF_WEEK else None
    fits = told is not None and not too_long([*item.sentences, *told.sentences])
    return told if told is not None and fits else other


def is_companion(newsroom: Newsroom, item: StoryItem, other: StoryItem, about: str) -> bool:
    """Whether a story goes along with a development: an event of its house, told by itself.

    What resellers say of a house's models is none. Deals on infrastructure go along with each other
    when they name a sum or a chip.
    """
    lead = other.lead
    is_event = lead.event == GREAT_EVENT or (lead.event > 0 and lead.is_own)
    is_event = is_event and not lead.is_resale
    post = newsroom.material.posts[lead.sentence.post_id]
    speaking = newsroom.house_behind(post.reposted_handle or post.author_handle)
    is_same_house = subject_organisation(newsroom, lead) == about
    is_same_house = is_same_house and (not lead.is_own or speaking == about)
    is_deal = lead.has_money or any(name.entity_type == "hardware" for name in lead.mentions)
    is_kin = other.category == item.category == INFRA and is_deal
    return is_newsworthy(other) and is_event and not lead.is_quoted and (is_same_house or is_kin)


def joined(newsroom: Newsroom, item: StoryItem, other: StoryItem, *, is_first: bool) -> StoryItem:
    """A development with what is told of another story at its end."""
    lead = in_same_week(newsroom, other.lead) if is_first else other.lead
    return replace(
        item,
        story_ids=(*item.story_ids, *other.story_ids),
        sentences=(*item.sentences, lead, *other.sentences[1:]),
    )


def is_old_offer(newsroom: Newsroom, lead: Candidate) -> bool:
    """Whether somebody offers another's thing that earlier weeks had spoken of: no news of it."""
    names = {item.surface for item in lead.mentions if item.entity_id in lead.specific_ids}
    return lead.is_resale and any(
        len(newsroom.earlier.tellers_of(name)) >= MANY_TELLERS for name in names
    )


def development_drafts(telling: Telling) -> list[Draft]:
    """The stories that could lead; the worthiest of them told in full."""
    considered = [
        rank
        for rank in telling.ranked
        if rank.is_development or rank.rank <= DEVELOPMENTS_CONSIDERED
    ]
    able = [
        (lead_worth(rank, item), rank, item)
        for rank, item in telling.untold(considered)
        if (is_development(item) or is_headed(rank, item))
        and not is_old_offer(telling.newsroom, item.lead)
    ]
    able.sort(key=lambda draft: (-draft[0], draft[1].story_id))
    newsroom = telling.newsroom
    return [
        as_draft(
            newsroom, worth, (write_story(newsroom, rank) or item) if n < DRAFTS_TOLD else item
        )
        for n, (worth, rank, item) in enumerate(able)
    ]


def as_draft(newsroom: Newsroom, worth: float, item: StoryItem) -> Draft:
    """A story as a candidate for a development."""
    return Draft(item, subject_organisation(newsroom, item.lead), worth + support_worth(item))


def support_worth(item: StoryItem) -> float:
    """What the sentences after a lead add to a story's worth; a bare "Acme introduced X" loses."""
    words = sum(len(split_words(each.text)) for each in item.sentences)
    return SUPPORT_WORTH * min(len(item.sentences) - 1, 2) - BARE_COST * (words < MIN_TELLING_WORDS)


def is_development(item: StoryItem) -> bool:
    """Whether a story's lead tells a great event, one of its own house, or a sum of money."""
    lead = item.lead
    is_stranger = lead.speaker.kind in {"person", "other"} and not lead.is_own
    is_sum = lead.has_money and (lead.event > 0 or not is_stranger)
    is_great = lead.event == GREAT_EVENT or is_sum
    is_news = is_great or (lead.event > 0 and lead.is_own and not BOAST.search(lead.text))
    return is_newsworthy(item) and is_news and not lead.is_resale


def is_headed(rank: StoryRank, item: StoryItem) -> bool:
    """Whether a story at the head of the week has a lead with an event, whoever tells it."""
    lead = item.lead
    is_boast = lead.is_own and lead.event < GREAT_EVENT and BOAST.search(lead.text) is not None
    return rank.rank <= HEAD_OF_WEEK and is_newsworthy(item) and lead.event > 0 and not is_boast


def lead_worth(rank: StoryRank, item: StoryItem) -> float:
    """How much a story is worth as a development: its rank's score, its mark, and its lead."""
    lead = item.lead
    return (
        RANK_WEIGHT * rank.rank_score
        + MARK_WORTH * rank.is_development
        + min(lead.score, MAX_LEAD_WORTH)
        + lead.event
        + MAGNITUDE_WORTH * rank.magnitude_score * lead.has_figure
        - RESALE_COST * lead.is_resale
    )
