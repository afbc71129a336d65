"""Key themes: the ideas that a week's events were about, and how many posts spoke of each.

A theme is proposed by how many posts it has and by how far it stands above its own past; it is
shown when events of the week stand under it (`theme_events`). Its one sentence of figures speaks of
a rise or a fall only when the change is beyond chance.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.reference.topics import Topic
from pipeline.writing.statistics import StatSentence, capitalised, count, percent, spelled
from pipeline.writing.week_figures import MIN_POSTS, MIN_STORIES, TopicWeek

MAX_PROPOSED = 12
MIN_AUTHORS = 3
MIN_SHARE = 0.02  # a theme of the week has at least one post in fifty
MAX_Z = 5.0  # beyond this a change is certain, and more certainty is not more news
Z_WEIGHT = 0.8  # one standard error of change weighs as much as 1.7 times the posts


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme that the week's posts propose; events of the week go before its sentence."""

    topic_id: str
    title: str
    sentence: StatSentence


def write_themes(rows: Iterable[TopicWeek], topics: Mapping[str, Topic]) -> list[Theme]:
    """The themes that one week's posts propose, most newsworthy first.

    Args:
        rows: One week of `weekly_topics`, any order.
        topics: The reference entries; a row without one is passed over.
    """
    chosen = choose_themes(row for row in rows if row.topic_id in topics)
    return [Theme(row.topic_id, theme_title(row), theme_sentence(row)) for row in chosen]


def choose_themes(rows: Iterable[TopicWeek]) -> list[TopicWeek]:
    """The rows worth a theme, by size and change, ties by topic_id."""
    carried = [
        row
        for row in rows
        if row.post_count >= MIN_POSTS
        and row.author_count >= MIN_AUTHORS
        and row.story_count >= MIN_STORIES
        and row.share >= MIN_SHARE
    ]
    return sorted(carried, key=lambda row: (-newsworthiness(row), row.topic_id))[:MAX_PROPOSED]


def newsworthiness(row: TopicWeek) -> float:
    """Doublings of the post count plus weighted standard errors of a rise; a fall adds nothing."""
    rise = min(max(row.change_z or 0.0, 0.0), MAX_Z)
    return math.log2(1 + row.post_count) + Z_WEIGHT * rise


def theme_title(row: TopicWeek) -> str:
    """What a theme's headline begins with; it claims a rise only beyond chance."""
    return f"More on {row.topic_name}" if row.direction > 0 else capitalised(row.topic_name)


def theme_headline(title: str, names: Sequence[str]) -> str:
    """A theme and what its events are about.

    >>> theme_headline("More on robotics", ["Loom 4", "Acme", "Heron"])
    'More on robotics: Loom 4, Acme and Heron'
    """
    *first, last = dict.fromkeys(names)
    listed = f"{', '.join(first)} and {last}" if first else last
    return f"{title}: {listed}"


def theme_sentence(row: TopicWeek) -> StatSentence:
    """Count, denominator and share of a theme, and what the weeks before had."""
    lead = (
        f"{count(row.post_count)} of {count(row.relevant_post_count)} relevant posts "
        f"({percent(row.share)}) spoke of {row.topic_name}"
    )
    values: tuple[float, ...] = (row.post_count, row.relevant_post_count, row.share)
    average = row.mean_share_4w
    if average is None:
        return StatSentence(f"{lead}.", row.query, values)
    past = share_before(row, average)
    return StatSentence(f"{lead}{past}.", row.query, (*values, average) if average else values)


def share_before(row: TopicWeek, average: float) -> str:
    """What the weeks before had, as a change only where it is beyond chance."""
    weeks = row.history_week_count
    where = "the one earlier week at hand" if weeks == 1 else f"the {spelled(weeks)} weeks before"
    if not average:
        return f", after none in {where}"
    shown = percent(average)
    mean = shown if weeks == 1 else f"{shown} on average"
    if row.direction and shown != percent(row.share):
        return f", {'up' if row.share > average else 'down'} from {mean} in {where}"
    if row.change_z is None:
        return ""
    return f"; {where} had {mean}"


def previous_phrase(share: float, previous: float) -> str:
    """The share of the week before, as compared in print: equal percentages are no change."""
    if previous == 0:
        return "after none the week before" if share else "as in the week before"
    if percent(share) == percent(previous):
        return f"as in the week before ({percent(previous)})"
    direction = "up" if share > previous else "down"
    return f"{direction} from {percent(previous)} the week before"
