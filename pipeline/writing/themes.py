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
MIN_SHARE = 0.02  # a theme of the week has at least one post in fifty
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
    largest = min(known, key=lambda row: (-row.post_count, row.topic_id), default=None)
    return [
        Theme(
            row.topic_id,
            headline(row, place, row is largest),
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
        and row.share >= MIN_SHARE
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
    "Continued interest in {name}",
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
    previous, average = row.previous_share, row.mean_share_4w
    if average is None:
        return "", ()
    if previous is None:
        return f"; {earlier_mean(average, row.history_week_count)}", (average,)
    if row.history_week_count == 1:
        return f", {previous_phrase(row.share, previous)}", printed_shares(previous)
    compare = COMPARISONS[place % len(COMPARISONS)]
    weeks = spelled(row.history_week_count)
    return compare(row.share, previous, average, weeks), printed_shares(previous, average)


def printed_shares(*shares: float) -> tuple[float, ...]:
    """The shares that stand in figures; none at all is a word."""
    return tuple(share for share in shares if share)


def share_or_none(share: float) -> str:
    """A share, or the word for an empty one."""
    return percent(share) if share else "none"


def previous_phrase(share: float, previous: float) -> str:
    """The share of the week before, as compared in print: equal percentages are no change."""
    if previous == 0:
        return "after none the week before" if share else "as in the week before"
    if percent(share) == percent(previous):
        return f"as in the week before ({percent(previous)})"
    direction = "up" if share > previous else "down"
    return f"{direction} from {percent(previous)} the week before"


def earlier_mean(average: float, week_count: int) -> str:
    """What the weeks before had when the last of them is missing."""
    if week_count == 1:
        return f"the one earlier week at hand had {share_or_none(average)}"
    return f"{spelled(week_count)} of the weeks before had a mean of {share_or_none(average)}"


def compare_in_turn(share: float, previous: float, average: float, weeks: str) -> str:
    """First the week before, then the mean."""
    return (
        f", {previous_phrase(share, previous)}; the mean of the {weeks} weeks before is "
        f"{share_or_none(average)}"
    )


def compare_against(share: float, previous: float, average: float, weeks: str) -> str:
    """Both as what the share stands against."""
    return (
        f", against {share_or_none(previous)} the week before and a mean of "
        f"{share_or_none(average)} over the {weeks} weeks before"
    )


def compare_after(share: float, previous: float, average: float, weeks: str) -> str:
    """Both in a clause of their own."""
    return (
        f"; the week before had {share_or_none(previous)}, the {weeks} weeks before "
        f"{share_or_none(average)} on average"
    )


def compare_by_side(share: float, previous: float, average: float, weeks: str) -> str:
    """On which side of the mean the share stands."""
    sides = side(share, average), side(share, previous)
    joint = "and" if sides[0] == sides[1] else "but"
    return (
        f", {sides[0]} the mean of the {weeks} weeks before "
        f"({share_or_none(average)}) {joint} {sides[1]} the last one "
        f"({share_or_none(previous)})"
    )


def compare_with_mean(share: float, previous: float, average: float, weeks: str) -> str:
    """First the mean, then the week before."""
    return (
        f"; the {weeks} weeks before had {share_or_none(average)} on average, the last of them "
        f"{share_or_none(previous)}"
    )


def side(share: float, other: float) -> str:
    """Above, below or at another share, as both are printed."""
    if percent(share) == percent(other):
        return "at"
    return "above" if share > other else "below"


COMPARISONS: Sequence[Callable[[float, float, float, str], str]] = (
    compare_in_turn,
    compare_against,
    compare_after,
    compare_by_side,
    compare_with_mean,
)
