"""New promises and agreed deals: which are worth watching, and what is said of each."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.weeks import Week
from pipeline.writing.candidates import Candidate, post_candidates
from pipeline.writing.comparison import content_words
from pipeline.writing.compose import DraftItem, StatSentence
from pipeline.writing.developments import write_developments
from pipeline.writing.due import Due
from pipeline.writing.items import attributed
from pipeline.writing.newsroom import Newsroom
from pipeline.writing.safety import is_told
from pipeline.writing.telling import Telling

WATCH_QUERY = "watch_list"
DANGLING = re.compile(r"(?:it|this|that|these|those|they)\b", re.IGNORECASE)
MAX_OF_ACTOR = 2
MADE_THINGS = frozenset({"model", "hardware"})
MIN_SHARE = 0.8  # of the promise's words that its published form must keep
PARTNER = " with "  # before the other parties in the name of a deal
MIN_WORTH = 1
VAGUE_WORTH = 2  # of what has neither date nor size, to stand beside what has
MIN_FIRM = 2  # items beside which less is left out
SOON_DAYS = 400  # what falls due later is worth less
# A span of time that a promise names, though not as a date: "in the coming weeks", "in 2 weeks".
SPAN = re.compile(
    r"\b(?:coming|next few) (?:days|weeks|months)\b|\b(?:this|next) (?:week|month|quarter|year)\b|"
    r"\b\d+ (?:days|weeks|months)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Promise:
    """A promised event or agreed deal, new in its week; `sentence` is verbatim in the post.

    `deal` is what a digest calls the deal, None for a promise.
    """

    actor_id: str
    actor: str
    sentence: str
    post_id: str
    due: Due | None
    origin_count: int
    deal: str | None = None
    is_large: bool = False


@dataclass(frozen=True)
class NewItem:
    """A promise with its publishable sentence and its worth in points."""

    promise: Promise
    candidate: Candidate
    worth: int

    @property
    def is_firm(self) -> bool:
        """Whether there is a date, a span, a size or an agreement to hold it to."""
        promise, candidate = self.promise, self.candidate
        has_time = promise.due is not None or SPAN.search(candidate.text) is not None
        return has_time or promise.deal is not None or candidate.has_figure


def write_promises(newsroom: Newsroom, promises: Sequence[Promise]) -> list[DraftItem]:
    """The promises and deals that can be published and are worth it, the weightiest first.

    Only what is about AI, or promised by a maker of the models and chips that the week names.
    """
    makers = {
        newsroom.house_of(mention.owner_id)
        for mentions in newsroom.material.mentions.values()
        for mention in mentions
        if mention.entity_type in MADE_THINGS and mention.owner_id is not None
    }
    found: list[NewItem] = []
    for promise in promises:
        candidate = published_form(newsroom, promise)
        if candidate is None or DANGLING.match(candidate.text):
            continue
        is_maker = newsroom.house_of(promise.actor_id) in makers
        worth = worth_of(promise, candidate, newsroom.material.week, is_maker=is_maker)
        if (candidate.speaks_of_ai or is_maker or promise.deal) and worth >= MIN_WORTH:
            found.append(NewItem(promise, candidate, worth))
    return drafts_in_order(newsroom, found)


def worth_of(promise: Promise, candidate: Candidate, week: Week, *, is_maker: bool) -> int:
    """How much there is to watch for, in points: what hangs on it, when it comes, whose it is."""
    return (
        2 * promise.is_large
        + (promise.due is not None)
        + (promise.due is not None and (promise.due.day - week.end).days <= SOON_DAYS)
        + (promise.origin_count > 1)
        + bool(candidate.specific_ids)
        + is_maker
    )


def drafts_in_order(newsroom: Newsroom, found: Sequence[NewItem]) -> list[DraftItem]:
    """The firm ones first, then the worthiest, of equal ones the soonest.

    At most two of an actor, no text twice, and beside firm ones nothing vague of little worth.
    """
    ordered = sorted(found, key=order_of)
    chosen: list[NewItem] = []
    told: Counter[str] = Counter()
    for item in ordered:
        is_vague = not item.is_firm and item.worth < VAGUE_WORTH and len(chosen) >= MIN_FIRM
        actor, text = item.promise.actor, item.candidate.text
        if told[actor] < MAX_OF_ACTOR and not told[text] and not is_vague:
            told.update([actor, text])
            chosen.append(item)
    above = told_above(newsroom) if any(item.promise.deal for item in chosen) else []
    week = newsroom.material.week
    return [
        DraftItem(headline_of(item.promise, week), sentences_of(item, above)) for item in chosen
    ]


def order_of(item: NewItem) -> tuple[bool, int, dt.date, int, str, str]:
    """Where an item goes among the new ones."""
    promise = item.promise
    day = promise.due.day if promise.due else dt.date.max
    return (
        not item.is_firm,
        -item.worth,
        day,
        -promise.origin_count,
        promise.post_id,
        promise.sentence,
    )


def told_above(newsroom: Newsroom) -> list[Candidate]:
    """The sentences of the week's developments."""
    telling = Telling(newsroom, newsroom.material.ranked_stories())
    return [sentence for item in write_developments(telling) for sentence in item.sentences]


def sentences_of(item: NewItem, above: Sequence[Candidate]) -> tuple[Candidate | StatSentence, ...]:
    """What a post promises, and of a deal without a date what is waited for.

    The words on a deal of known parties are left out where a development has them, or where they
    tell no date and no size.
    """
    promise, candidate = item.promise, item.candidate
    if promise.deal is None:
        return (candidate,)
    undated = "" if promise.due else " with no date given"
    note = StatSentence(
        f"Agreed{undated}; watched until posts report it running.", WATCH_QUERY, candidate.post_ids
    )
    is_needed = promise.due is not None or candidate.has_figure
    is_read = any(is_told(candidate, other) for other in above)
    if PARTNER in promise.deal and (is_read or not is_needed):
        return (note,)
    return (candidate,) if promise.due else (candidate, note)


def published_form(newsroom: Newsroom, promise: Promise) -> Candidate | None:
    """The promise's sentence as the gate lets it pass."""
    if promise.post_id not in newsroom.material.posts:
        return None
    found = closest_form(newsroom, promise.sentence, promise.post_id)
    if found is None or DANGLING.match(found.text):
        return None
    return attributed(newsroom, None, found)


def closest_form(newsroom: Newsroom, sentence: str, post_id: str) -> Candidate | None:
    """The publishable sentence of a post that keeps the words of one of its sentences."""
    wanted = content_words(sentence)
    found = post_candidates(newsroom, newsroom.material.posts[post_id], {})
    return next(
        (
            candidate
            for candidate in found
            if len(wanted & content_words(candidate.text)) >= MIN_SHARE * len(wanted)
        ),
        None,
    )


def headline_of(promise: Promise, week: Week) -> str:
    """The deal or who promises, and for when."""
    name = promise.deal or promise.actor
    return f"{name}, {promise.due.name_after('due', week)}" if promise.due else name
