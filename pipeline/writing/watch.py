"""What to watch: what became of earlier promises, new ones with their dates, and what waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.weeks import DAYS_PER_WEEK, Week
from pipeline.writing.candidates import Candidate
from pipeline.writing.compose import DraftItem, StatSentence
from pipeline.writing.due import Due
from pipeline.writing.newsroom import Newsroom
from pipeline.writing.promises import (
    DANGLING,
    WATCH_QUERY,
    Promise,
    closest_form,
    write_promises,
)
from pipeline.writing.relayed import relayed_candidates
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
AHEAD = dt.timedelta(days=730)  # what falls due later is not yet worth a reminder
NEAR_DAYS = DAYS_PER_WEEK  # a date that the week after the digest's holds is near
OPEN_QUERY = "watch_open"
OUTCOMES = {"happened": "it happened", "slipped": "it was delayed", "dropped": "it was dropped"}
MAX_AHEAD = 3  # dated items that a week without new ones names


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

    A week that has none of these says how many earlier items are open, and names dated ones.
    """
    week = newsroom.material.week
    moved = write_moved(newsroom, [item for item in watched if item.status != "open"])
    still_open = [item for item in watched if item.status == "open" and item.watched_weeks >= 0]
    close = [draft for item in still_open if (draft := write_close(item, week))][:MAX_CLOSE]
    waiting = [write_waiting(item) for item in still_open if is_due_for_a_word(item)][:MAX_WAITING]
    room = MAX_WATCHED - len(moved) - len(close) - len(waiting)
    items = [*moved, *write_promises(newsroom, promises)[:room], *close, *waiting]
    return items or write_open(earlier, still_open, week)


def write_open(earlier: OpenItems, watched: Sequence[Watched], week: Week) -> list[DraftItem]:
    """That nothing is new and how much is open, if anything is; then what has a date, by date."""
    if not earlier.count:
        return []
    items = f"{count_noun(earlier.count, 'earlier item')} {'is' if earlier.count == 1 else 'are'}"
    dates = f"{earlier.dated} with a date ahead" if earlier.dated else "none with a date ahead"
    text = f"No new promise was found; {items} still open, {dates}."
    ahead = sorted(
        (item.due.day, item.subject, item.due, item)
        for item in watched
        if item.due is not None
        and week.end <= item.due.day <= week.end + AHEAD
        and item.watched_weeks > 0
    )
    return [
        DraftItem("", (StatSentence(text, OPEN_QUERY),)),
        *(
            DraftItem(f"Still ahead, {due.name_after('due', week)}", (write_standing(item),))
            for _, _, due, item in ahead[:MAX_AHEAD]
        ),
    ]


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
    text = f"{standing(item, item.silent_weeks)}."
    return DraftItem("Still waiting", (StatSentence(text, WATCH_QUERY),))


def write_standing(item: Watched) -> StatSentence:
    """What is known of an open item since it is watched."""
    return StatSentence(f"{standing(item, item.watched_weeks)}.", WATCH_QUERY)


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
    return DraftItem(headline, (write_standing(item),))


def count_noun(number: int, noun: str) -> str:
    """A count with its noun: `1 week`, `3 weeks`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


__all__ = [
    "OPEN_QUERY",
    "WATCH_QUERY",
    "OpenItems",
    "Promise",
    "WatchKind",
    "Watched",
    "write_watch",
]
