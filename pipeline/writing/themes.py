"""Key themes: the ideas that a week's posts were about, one sentence of counts each.

A theme earns its place by how many posts it has and by how far it stands above its own past. The
frame of a sentence follows from the theme's place in the list and from the direction of its change,
so that five in a row read as prose and the same rows give the same words.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.reference.topics import Topic
from pipeline.writing.statistics import StatSentence, capitalised, count, percent, spelled
from pipeline.writing.week_figures import MIN_POSTS, MIN_STORIES, TopicWeek

THEME_COUNT = 5
MIN_AUTHORS = 3
MAX_Z = 5.0  # beyond this a change is certain, and more certainty is not more news
Z_WEIGHT = 0.8  # one standard error of change weighs as much as 1.7 times the posts


@dataclass(frozen=True, slots=True)
class Theme:
    """An item of the section on themes; an example from a post may follow its sentence."""

    topic_id: str
    headline: str
    sentence: StatSentence


def write_themes(rows: Iterable[TopicWeek], topics: Mapping[str, Topic]) -> list[Theme]:
    """The themes of one week, most newsworthy first; fewer than five when the week bears no more.

    Args:
        rows: One week of `weekly_topics`, any order.
        topics: The reference entries; a row without one is passed over.
    """
    known = [row for row in rows if row.topic_id in topics]
    chosen = choose_themes(known)
    largest = max((row.post_count for row in known), default=0)
    return [
        Theme(
            row.topic_id,
            headline(row, place, row.post_count == largest),
            theme_sentence(row, topics[row.topic_id].idea, place),
        )
        for place, row in enumerate(chosen)
    ]


def choose_themes(rows: Iterable[TopicWeek]) -> list[TopicWeek]:
    """The rows worth a theme, by size and change, ties by topic_id."""
    carried = [
        row
        for row in rows
        if row.post_count >= MIN_POSTS
        and row.author_count >= MIN_AUTHORS
        and row.story_count >= MIN_STORIES
    ]
    return sorted(carried, key=lambda row: (-newsworthiness(row), row.topic_id))[:THEME_COUNT]


def newsworthiness(row: TopicWeek) -> float:
    """Doublings of the post count plus weighted standard errors of a rise; a fall adds nothing."""
    rise = min(max(row.change_z or 0.0, 0.0), MAX_Z)
    return math.log2(1 + row.post_count) + Z_WEIGHT * rise


RISING = (
    "A larger share for {name}",
    "More attention to {name}",
    "A busier week for {name}",
    "New weight on {name}",
    "A growing conversation about {name}",
)
FALLING = (
    "A smaller share for {name}",
    "Less attention to {name}",
    "A quieter week for {name}",
    "Less weight on {name}",
    "A shrinking conversation about {name}",
)
STEADY = (
    "Close attention to {name}",
    "{Name} in focus",
    "A steady interest in {name}",
    "{Name} among the main subjects",
    "{Name} on the agenda",
)


def headline(row: TopicWeek, place: int, is_largest: bool) -> str:
    """A nominal phrase, which fits names of either number."""
    if is_largest and row.direction == 0:
        return f"{capitalised(row.topic_name)} at the centre of the week"
    frames = {1: RISING, -1: FALLING, 0: STEADY}[row.direction]
    frame = frames[place % len(frames)]
    return frame.format(name=row.topic_name, Name=capitalised(row.topic_name))


def theme_sentence(row: TopicWeek, idea: str, place: int) -> StatSentence:
    """Count, denominator and share of a theme, with what the weeks before had."""
    lead, lead_values = LEADS[place % len(LEADS)](row, idea)
    change, change_values = change_clause(row, place)
    return StatSentence(f"{lead}{change}.", row.query, (*lead_values, *change_values))


Clause = tuple[str, tuple[float, ...]]


def lead_with_idea(row: TopicWeek, idea: str) -> Clause:
    """The idea as subject of the sentence."""
    return (
        f"{capitalised(idea)} came up in {count(row.post_count)} of "
        f"{count(row.relevant_post_count)} relevant posts ({percent(row.share)})",
        (row.post_count, row.relevant_post_count, row.share),
    )


def lead_with_authors(row: TopicWeek, idea: str) -> Clause:
    """The number of authors first."""
    return (
        f"In all, {count(row.author_count)} authors wrote about {idea}, in {count(row.post_count)} "
        f"of {count(row.relevant_post_count)} relevant posts ({percent(row.share)})",
        (row.author_count, row.post_count, row.relevant_post_count, row.share),
    )


def lead_with_total(row: TopicWeek, idea: str) -> Clause:
    """The denominator first."""
    return (
        f"Of {count(row.relevant_post_count)} relevant posts, {count(row.post_count)} "
        f"({percent(row.share)}) dealt with {idea}",
        (row.relevant_post_count, row.post_count, row.share),
    )


def lead_with_share(row: TopicWeek, idea: str) -> Clause:
    """The idea as what took a share."""
    return (
        f"{capitalised(idea)} took up {percent(row.share)} of the relevant posts "
        f"({count(row.post_count)} of {count(row.relevant_post_count)})",
        (row.share, row.post_count, row.relevant_post_count),
    )


def lead_with_stories(row: TopicWeek, idea: str) -> Clause:
    """The number of stories with the count."""
    return (
        f"The week had {count(row.story_count)} stories on {idea}, told in {count(row.post_count)} "
        f"of {count(row.relevant_post_count)} relevant posts ({percent(row.share)})",
        (row.story_count, row.post_count, row.relevant_post_count, row.share),
    )


LEADS: Sequence[Callable[[TopicWeek, str], Clause]] = (
    lead_with_idea,
    lead_with_total,
    lead_with_authors,
    lead_with_share,
    lead_with_stories,
)


def change_clause(row: TopicWeek, place: int) -> Clause:
    """What the week before and the mean of the weeks before had; empty where neither is at hand."""
    parts: list[Clause] = []
    if row.previous_share is not None:
        parts.append((previous_phrase(row.share, row.previous_share), (row.previous_share,)))
    if row.mean_share_4w is not None and (row.history_week_count > 1 or not parts):
        parts.append(
            (mean_phrase(row.mean_share_4w, row.history_week_count, place), (row.mean_share_4w,))
        )
    if not parts:
        return "", ()
    joint = "; " if len(parts) > 1 else ""
    text = joint.join(phrase for phrase, _ in parts)
    opening = "; " if row.previous_share is None else ", "
    return f"{opening}{text}", tuple(value for _, values in parts for value in values)


def previous_phrase(share: float, previous: float) -> str:
    """The share of the week before, as compared in print: equal percentages are no change."""
    if previous == 0:
        return "after none the week before" if share else "as in the week before"
    if percent(share) == percent(previous):
        return f"as in the week before ({percent(previous)})"
    direction = "up" if share > previous else "down"
    return f"{direction} from {percent(previous)} the week before"


MEANS = (
    "the mean of the {weeks} weeks before is {mean}",
    "over the {weeks} weeks before, the mean was {mean}",
    "the {weeks} weeks before had a mean of {mean}",
)


def mean_phrase(mean_share: float, week_count: int, place: int) -> str:
    """The mean share of the weeks before that are in the lake."""
    if week_count == 1:
        return f"the one earlier week at hand had {percent(mean_share)}"
    return MEANS[place % len(MEANS)].format(weeks=spelled(week_count), mean=percent(mean_share))
