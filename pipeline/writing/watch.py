"""What to watch: what became of earlier promises, new ones with their dates, and what waits."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.weeks import DAYS_PER_WEEK, Week
from pipeline.writing.candidates import Candidate, post_candidates, relayed_candidates
from pipeline.writing.comparison import content_words
from pipeline.writing.compose import DraftItem, StatSentence
from pipeline.writing.due import Due
from pipeline.writing.newsroom import Newsroom
from pipeline.writing.words import day_name

WatchKind = Literal["deal", "talks", "release", "promise"]
MAX_WATCHED = 6
MAX_MOVED = 2
MAX_CLOSE = 2  # items whose date is near or has just passed
MAX_WAITING = 1
# Weeks of silence after which something is said to wait: ever more rarely.
WAITING_TOLD_WEEKS: Mapping[WatchKind, frozenset[int]] = {
    "release": frozenset({3, 6, 12}),
    "talks": frozenset({3, 6, 12}),
    "deal": frozenset({8, 16, 32}),
    "promise": frozenset(),
}
NEAR_DAYS = DAYS_PER_WEEK  # a date that the week after the digest's holds is near
DANGLING = re.compile(r"(?:it|this|that|these|those|they)\b", re.IGNORECASE)
WATCH_QUERY = "watch_list"
OPEN_QUERY = "watch_open"
OUTCOMES = {"happened": "it happened", "slipped": "it was delayed", "dropped": "it was dropped"}
MAX_OF_ACTOR = 2
MADE_THINGS = frozenset({"model", "hardware"})
MIN_SHARE = 0.8  # of the promise's words that its published form must keep
MIN_WORTH = 1
SOON_DAYS = 400  # what falls due later is worth less


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
class Watched:
    """Something watched since an earlier week, as a row of the query `watch_list` tells it.

    `status` is what became of it, `cue` the tracker status it waits in; `quote` is the sentence of
    `post_ids` that settled it.
    """

    subject: str
    status: str
    cue: str
    kind: WatchKind
    watched_since: dt.date
    watched_weeks: int
    silent_weeks: int
    due: Due | None = None
    quote: str | None = None
    post_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class OpenItems:
    """How many earlier items are open after a week, and how many of them are dated ahead."""

    count: int = 0
    dated: int = 0


def write_watch(
    newsroom: Newsroom,
    promises: Sequence[Promise],
    watched: Sequence[Watched] = (),
    earlier: OpenItems = OpenItems(),
) -> list[DraftItem]:
    """What earlier promises came to, what is promised or agreed anew, and what waits.

    A week that has none of these says how many earlier items are open.
    """
    week = newsroom.material.week
    moved = write_moved(newsroom, [item for item in watched if item.status != "open"])
    still_open = [item for item in watched if item.status == "open" and item.watched_weeks >= 0]
    close = [draft for item in still_open if (draft := write_close(item, week))][:MAX_CLOSE]
    waiting = [write_waiting(item) for item in still_open if is_due_for_a_word(item)][:MAX_WAITING]
    room = MAX_WATCHED - len(moved) - len(close) - len(waiting)
    items = [*moved, *write_promises(newsroom, promises)[:room], *close, *waiting]
    return items or write_open(earlier)


def write_open(earlier: OpenItems) -> list[DraftItem]:
    """That nothing is new and how much is open, if anything is."""
    if not earlier.count:
        return []
    items = f"{count_noun(earlier.count, 'earlier item')} {'is' if earlier.count == 1 else 'are'}"
    dates = f"{earlier.dated} with a date ahead" if earlier.dated else "none with a date ahead"
    text = f"Nothing new was found; {items} still open, {dates}."
    return [DraftItem("", (StatSentence(text, OPEN_QUERY),))]


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
    """Whether to say that something waits: after weeks of silence, if no date is waited for."""
    return item.due is None and item.silent_weeks in WAITING_TOLD_WEEKS[item.kind]


def settling_form(newsroom: Newsroom, item: Watched, post_id: str) -> Candidate | None:
    """The sentence that settles a promise as the gate lets it pass; what a Chinese post reports."""
    if post_id not in newsroom.material.posts or item.quote is None:
        return None
    relayed = relayed_candidates(newsroom, [post_id])
    return closest_form(newsroom, item.quote, post_id) or next(iter(relayed), None)


def write_waiting(item: Watched) -> DraftItem:
    """How long something has stood still."""
    return DraftItem(
        "Still waiting", (StatSentence(f"{standing(item, item.silent_weeks)}.", WATCH_QUERY),)
    )


def standing(item: Watched, weeks: int) -> str:
    """What is known of an open item: since how many weeks, and what no post has reported."""
    ago = f"{count_noun(weeks, 'week')} ago"
    if item.kind == "talks":
        return f"{item.subject} were reported {ago} and not confirmed since"
    if item.kind == "deal":
        return f"{item.subject} was {item.cue} {ago} and not reported running since"
    verb = item.cue if item.kind == "release" else "said to be coming"
    return f"{item.subject} was {verb} {ago} and not reported available since"


def write_close(item: Watched, week: Week) -> DraftItem | None:
    """Once, that the date of something comes next week or went by last week; else None."""
    if item.due is None or item.watched_weeks < 1:
        return None
    days_left = (item.due.day - week.end).days
    if 0 <= days_left < NEAR_DAYS:
        headline = f"Date near, {item.due.name_after('due', week)}"
    elif 0 < (week.start - item.due.day).days <= DAYS_PER_WEEK:
        headline = f"Overdue, {item.due.name_after('was due', week)}"
    else:
        return None
    return DraftItem(
        headline, (StatSentence(f"{standing(item, item.watched_weeks)}.", WATCH_QUERY),)
    )


def count_noun(number: int, noun: str) -> str:
    """A count with its noun: `1 week`, `3 weeks`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


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
    found: list[tuple[int, Promise, Candidate]] = []
    for promise in promises:
        candidate = published_form(newsroom, promise)
        if candidate is None or DANGLING.match(candidate.text):
            continue
        is_maker = newsroom.house_of(promise.actor_id) in makers
        worth = worth_of(promise, candidate, newsroom.material.week, is_maker=is_maker)
        if (candidate.speaks_of_ai or is_maker or promise.deal) and worth >= MIN_WORTH:
            found.append((worth, promise, candidate))
    return drafts_in_order(found, newsroom.material.week)


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


def drafts_in_order(found: Sequence[tuple[int, Promise, Candidate]], week: Week) -> list[DraftItem]:
    """The worthiest first, of equal ones the soonest; at most two of an actor, no text twice."""
    ordered = sorted(
        found,
        key=lambda entry: (
            -entry[0],
            entry[1].due.day if entry[1].due else dt.date.max,
            -entry[1].origin_count,
            entry[1].post_id,
            entry[1].sentence,
        ),
    )
    drafts: list[DraftItem] = []
    told: Counter[str] = Counter()
    for _, promise, candidate in ordered:
        if told[promise.actor] < MAX_OF_ACTOR and not told[candidate.text]:
            told.update([promise.actor, candidate.text])
            drafts.append(DraftItem(headline_of(promise, week), (candidate,)))
    return drafts[:MAX_WATCHED]


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


def headline_of(promise: Promise, week: Week) -> str:
    """The deal or who promises, and for when."""
    name = promise.deal or promise.actor
    return f"{name}, {promise.due.name_after('due', week)}" if promise.due else name
