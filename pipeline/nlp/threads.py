"""Threads: this week's story tied to those of the weeks before on the same matter."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.nlp.story_names import name_weight
from pipeline.records import Mention, Post
from pipeline.text.fingerprint import plain_words
from pipeline.text.tokens import figure_keys
from pipeline.weeks import Week

ThreadStatus = Literal["new", "developing", "dormant"]

MAIN_SHARE = 0.34  # of a story's posts that hold what it is about
MAX_KEYWORDS = 24
MIN_KEYWORD_CHARS = 4
NAME_SHARE = 0.6  # of the likeness, the rest is wording
MIN_LIKENESS = 0.45
# Shared names are worth this much in full: a model version that few stories name, or several
# organisations.
FULL_WORTH = 5.0
MAX_DORMANT_WEEKS = 8  # after which a thread is not looked for any more


@dataclass(frozen=True, slots=True)
class StoryOutline:
    """What of a story can be found again in another week; names with their worth before rarity."""

    story_id: str
    names: Mapping[str, float]
    keywords: frozenset[str]
    figures: frozenset[str]


@dataclass(frozen=True, slots=True)
class StoryThread:
    """A thread as of one week: a row of `gold.story_threads`.

    `story_id` is this week's story, None while the thread is dormant. `changes` says what this
    week adds, as `name:entity id` and `figure:quantity`. Names, keywords and figures are those of
    all its stories.
    """

    thread_id: str
    week_start: dt.date
    status: ThreadStatus
    story_id: str | None
    first_week: dt.date
    last_week: dt.date
    story_count: int
    changes: tuple[str, ...]
    names: tuple[str, ...]
    keywords: tuple[str, ...]
    figures: tuple[str, ...]


def outline_story(
    story_id: str, posts: Sequence[Post], mentions: Mapping[str, Sequence[Mention]]
) -> StoryOutline:
    """The main names, the most used words and the figures of a story's posts."""
    least = MAIN_SHARE * len(posts)
    worth = {m.entity_id: name_weight(m) for post in posts for m in mentions.get(post.post_id, ())}
    named = Counter(
        entity_id
        for post in posts
        for entity_id in {m.entity_id for m in mentions.get(post.post_id, ())}
    )
    words = Counter(word for post in posts for word in set(plain_words(post.body_text)))
    common = sorted(
        (word for word in words if len(word) >= MIN_KEYWORD_CHARS), key=lambda w: (-words[w], w)
    )
    return StoryOutline(
        story_id=story_id,
        names={name: worth[name] for name, count in named.items() if count >= least},
        keywords=frozenset(common[:MAX_KEYWORDS]),
        figures=frozenset(q for post in posts for q in figure_keys(post.body_text)),
    )


def link_threads(
    week: Week, stories: Sequence[StoryOutline], threads: Sequence[StoryThread]
) -> list[StoryThread]:
    """Carry threads into a week: each story goes on with one thread or begins its own.

    Args:
        week: The week of the stories.
        stories: Stories worth following, such as the first hundred by rank; any order.
        threads: Rows of the week before; any order.

    Returns:
        One row a thread, ordered by thread_id: `developing` with a story of the week, `new` with a
        first one, `dormant` without any. Threads dormant for more than `MAX_DORMANT_WEEKS` end.
        The id of a thread is that of its first story and never changes.
    """
    rarity = _name_rarity(stories, threads)
    matches = _match(stories, threads, rarity)
    rows = []
    for thread in threads:
        story = matches.get(thread.thread_id)
        row = _developed(thread, story, week) if story else _rested(thread, week)
        if row is not None:
            rows.append(row)
    going_on = {story.story_id for story in matches.values()}
    rows.extend(_begun(story, week) for story in stories if story.story_id not in going_on)
    return sorted(rows, key=lambda row: row.thread_id)


def _name_rarity(
    stories: Sequence[StoryOutline], threads: Sequence[StoryThread]
) -> dict[str, float]:
    """ln((n + 1) / stories and threads with the name): a hub is worth little."""
    held: list[Iterable[str]] = [
        *(story.names for story in stories),
        *(t.names for t in threads),
    ]
    counts = Counter(name for names in held for name in names)
    return {name: math.log((len(held) + 1) / count) for name, count in counts.items()}


def _match(
    stories: Sequence[StoryOutline], threads: Sequence[StoryThread], rarity: Mapping[str, float]
) -> dict[str, StoryOutline]:
    """The story that goes on with each thread: likest pairs first, each story and thread once."""
    likenesses = [
        (_likeness(story, thread, rarity), thread.thread_id, story)
        for story in stories
        for thread in threads
    ]
    pairs = sorted(
        (p for p in likenesses if p[0] >= MIN_LIKENESS),
        key=lambda pair: (-pair[0], pair[1], pair[2].story_id),
    )
    matches: dict[str, StoryOutline] = {}
    taken: set[str] = set()
    for _, thread_id, story in pairs:
        if thread_id not in matches and story.story_id not in taken:
            matches[thread_id] = story
            taken.add(story.story_id)
    return matches


def _likeness(story: StoryOutline, thread: StoryThread, rarity: Mapping[str, float]) -> float:
    """How much a story is a thread's matter, in [0, 1]."""
    shared = story.names.keys() & set(thread.names)
    worth = sum(story.names[name] * rarity[name] for name in sorted(shared))
    words = story.keywords & set(thread.keywords)
    fewest = max(1, min(len(story.keywords), MAX_KEYWORDS))
    return NAME_SHARE * min(1.0, worth / FULL_WORTH) + (1 - NAME_SHARE) * len(words) / fewest


def _developed(thread: StoryThread, story: StoryOutline, week: Week) -> StoryThread:
    changes = (
        *(f"name:{name}" for name in sorted(story.names.keys() - set(thread.names))),
        *(f"figure:{figure}" for figure in sorted(story.figures - set(thread.figures))),
    )
    return replace(
        thread,
        week_start=week.start,
        status="developing",
        story_id=story.story_id,
        last_week=week.start,
        story_count=thread.story_count + 1,
        changes=changes,
        names=tuple(sorted({*thread.names, *story.names})),
        keywords=tuple(sorted({*thread.keywords, *story.keywords})),
        figures=tuple(sorted({*thread.figures, *story.figures})),
    )


def _rested(thread: StoryThread, week: Week) -> StoryThread | None:
    """The thread without a story this week; None when it has been without one for too long."""
    if thread.last_week < week.shifted(-MAX_DORMANT_WEEKS).start:
        return None
    return replace(thread, week_start=week.start, status="dormant", story_id=None, changes=())


def _begun(story: StoryOutline, week: Week) -> StoryThread:
    return StoryThread(
        thread_id="t" + story.story_id.removeprefix("s"),
        week_start=week.start,
        status="new",
        story_id=story.story_id,
        first_week=week.start,
        last_week=week.start,
        story_count=1,
        changes=(),
        names=tuple(sorted(story.names)),
        keywords=tuple(sorted(story.keywords)),
        figures=tuple(sorted(story.figures)),
    )
