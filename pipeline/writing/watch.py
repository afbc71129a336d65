"""What to watch: what became of earlier promises, new ones with their dates, and what waits."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.writing.candidates import Candidate, post_candidates, relayed_candidates
from pipeline.writing.comparison import content_words
from pipeline.writing.compose import DraftItem, StatSentence
from pipeline.writing.newsroom import Newsroom
from pipeline.writing.words import day_name

MAX_WATCHED = 6
MAX_MOVED = 2
MAX_WAITING = 1
WAITING_TOLD_WEEKS = 3
DANGLING = re.compile(r"(?:it|this|that|these|those|they)\b", re.IGNORECASE)
WATCH_QUERY = "watch_list"
OUTCOMES = {"happened": "it happened", "slipped": "it was delayed", "dropped": "it was dropped"}
MAX_OF_ACTOR = 2
MADE_THINGS = frozenset({"model", "hardware"})
MIN_SHARE = 0.8  # of the promise's words that its published form must keep


@dataclass(frozen=True)
class Promise:
    """A promised event as the writer needs it; `sentence` is verbatim in the post."""

    actor_id: str
    actor: str
    sentence: str
    post_id: str
    due_date: dt.date | None
    origin_count: int


@dataclass(frozen=True)
class Watched:
    """Something watched since an earlier week, as a row of the query `watch_list` tells it.

    `status` is what became of it, `cue` the tracker status it waits in; `quote` is the sentence of
    `post_ids` that settled it.
    """

    subject: str
    status: str
    cue: str
    is_release: bool
    watched_since: dt.date
    watched_weeks: int
    silent_weeks: int
    quote: str | None = None
    post_ids: tuple[str, ...] = ()


def write_watch(
    newsroom: Newsroom, promises: Sequence[Promise], watched: Sequence[Watched] = ()
) -> list[DraftItem]:
    """What earlier promises came to, the promises that can be published, and what waits."""
    moved = write_moved(newsroom, [item for item in watched if item.status != "open"])
    waiting = [write_waiting(item) for item in watched if is_due_for_a_word(item)][:MAX_WAITING]
    room = MAX_WATCHED - len(moved) - len(waiting)
    return [*moved, *write_promises(newsroom, promises)[:room], *waiting]


def write_moved(newsroom: Newsroom, items: Sequence[Watched]) -> list[DraftItem]:
    """What settled promises, each in the words of a post, and how long they were watched."""
    drafts: list[DraftItem] = []
    told: set[tuple[str, ...]] = set()
    for item in items:
        forms = (settling_form(newsroom, item, key) for key in item.post_ids)
        form = next((each for each in forms if each and not DANGLING.match(each.text)), None)
        if form is None or form.post_ids in told or len(drafts) == MAX_MOVED:
            continue
        told.add(form.post_ids)
        weeks = count_noun(item.watched_weeks, "week")
        note = f"{item.subject}, watched for {weeks}: {OUTCOMES[item.status]}."
        since = day_name(item.watched_since)
        headline = f"{item.subject}: {item.status}, watched since {since}"
        drafts.append(DraftItem(headline, (form, StatSentence(note, WATCH_QUERY))))
    return drafts


def is_due_for_a_word(item: Watched) -> bool:
    """Whether to say that something waits: when it enters the watch, and every third week after."""
    return item.status == "open" and item.watched_weeks % WAITING_TOLD_WEEKS == 0


def settling_form(newsroom: Newsroom, item: Watched, post_id: str) -> Candidate | None:
    """The sentence that settles a promise as the gate lets it pass; what a Chinese post reports."""
    if post_id not in newsroom.material.posts or item.quote is None:
        return None
    relayed = relayed_candidates(newsroom, [post_id])
    return closest_form(newsroom, item.quote, post_id) or next(iter(relayed), None)


def write_waiting(item: Watched) -> DraftItem:
    """How long something has stood still."""
    weeks = count_noun(item.silent_weeks, "week")
    if item.is_release:
        text = f"{item.subject} was {item.cue} {weeks} ago and not reported available since."
    else:
        text = f"{item.subject}: reported {weeks} ago and not confirmed since."
    return DraftItem("Still waiting", (StatSentence(text, WATCH_QUERY),))


def count_noun(number: int, noun: str) -> str:
    """A count with its noun: `1 week`, `3 weeks`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def write_promises(newsroom: Newsroom, promises: Sequence[Promise]) -> list[DraftItem]:
    """The promises that can be published, dated ones first, then those that more posts make.

    Only what is about AI, or promised by a maker of the models and chips that the week names.
    """
    makers = {
        newsroom.house_of(mention.owner_id)
        for mentions in newsroom.material.mentions.values()
        for mention in mentions
        if mention.entity_type in MADE_THINGS and mention.owner_id is not None
    }
    ordered = sorted(
        promises,
        key=lambda item: (
            item.due_date is None,
            item.due_date or dt.date.max,
            -item.origin_count,
            item.post_id,
        ),
    )
    drafts: list[DraftItem] = []
    actors: dict[str, int] = {}
    for promise in ordered:
        if len(drafts) == MAX_WATCHED:
            break
        if actors.get(promise.actor, 0) == MAX_OF_ACTOR:
            continue
        candidate = published_form(newsroom, promise)
        is_maker = newsroom.house_of(promise.actor_id) in makers
        if candidate is None or DANGLING.match(candidate.text):
            continue
        if candidate.speaks_of_ai or is_maker:
            actors[promise.actor] = actors.get(promise.actor, 0) + 1
            drafts.append(DraftItem(headline_of(promise), (candidate,)))
    return drafts


def published_form(newsroom: Newsroom, promise: Promise) -> Candidate | None:
    """The promise's sentence as the gate lets it pass."""
    if promise.post_id not in newsroom.material.posts:
        return None
    return closest_form(newsroom, promise.sentence, promise.post_id)


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


def headline_of(promise: Promise) -> str:
    """Who promises, and for when."""
    return (
        f"{promise.actor}, due {day_name(promise.due_date)}" if promise.due_date else promise.actor
    )
