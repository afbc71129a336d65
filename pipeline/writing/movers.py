"""What rose beyond chance against the four weeks before: labels, names, pairs of names.

Few posts are no trend, whatever chance says; nor is it one that last week's news is talked of less.
"""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.writing.statistics import (
    Pattern,
    StatSentence,
    capitalised,
    count,
    mean,
    percent,
    spelled,
)
from pipeline.writing.themes import previous_phrase
from pipeline.writing.week_figures import (
    MIN_STORIES,
    SIGNIFICANT_Z,
    EntityWeek,
    LabelWeek,
    PairWeek,
)

MIN_POSTS, MIN_AUTHORS = 10, 6
MIN_LABEL_POSTS = 20
LABEL_PHRASES = {
    "release": ("releases", "posts that report a release"),
    "safety": ("safety", "posts on safety, law and misuse"),
    "infra": ("infrastructure", "posts on chips, data centres and power"),
}


def is_significant(row: EntityWeek | PairWeek | LabelWeek) -> bool:
    """Whether the change against the four weeks before is beyond chance."""
    return row.change_z is not None and abs(row.change_z) >= SIGNIFICANT_Z


def is_carried(row: EntityWeek | PairWeek) -> bool:
    """Whether enough posts, authors and stories stand behind a count."""
    return (
        row.post_count >= MIN_POSTS
        and row.author_count >= MIN_AUTHORS
        and row.story_count >= MIN_STORIES
    )


def strength(row: EntityWeek | PairWeek | LabelWeek) -> float:
    """Size of the change in standard errors."""
    return abs(row.change_z or 0.0)


def label_patterns(rows: Iterable[LabelWeek]) -> list[Pattern]:
    """Rises in the mix of releases, safety and infrastructure, strongest first."""
    moved = [
        row
        for row in rows
        if row.label in LABEL_PHRASES and row.post_count >= MIN_LABEL_POSTS
        if is_significant(row) and (row.change_z or 0.0) > 0
    ]
    return [
        label_pattern(row) for row in sorted(moved, key=lambda row: (-strength(row), row.label))
    ]


def label_pattern(row: LabelWeek) -> Pattern:
    """A label whose share of the relevant posts moved."""
    name, phrase = LABEL_PHRASES[row.label]
    values: list[float] = [row.share, row.post_count, row.total_post_count]
    text = (
        f"{capitalised(phrase)} made up {percent(row.share)} of the relevant posts "
        f"({count(row.post_count)} of {count(row.total_post_count)})"
    )
    if row.previous_share is not None:
        text += f", {previous_phrase(row.share, row.previous_share)}"
        values.append(row.previous_share)
    if row.mean_share_4w is not None and row.history_week_count > 1:
        text += (
            f", against a mean of {percent(row.mean_share_4w)} in the "
            f"{spelled(row.history_week_count)} weeks before"
        )
        values.append(row.mean_share_4w)
    if row.label == "safety":
        text += "; this counts attention, not incidents"
    headline = f"More posts on {name}"
    return Pattern(headline, (StatSentence(f"{text}.", row.query, tuple(values)),))


def posts_before(average: float, week_count: int) -> str:
    """What a count of posts of this week stands against; in one week alone it is no mean."""
    amount = count(average) if week_count == 1 else mean(average)
    return earlier(f"{amount} posts", week_count)


def earlier(amount: str, week_count: int) -> str:
    """What a figure of this week stands against."""
    if week_count == 1:
        return f"against {amount} in the one earlier week at hand"
    return f"against a mean of {amount} over the {spelled(week_count)} weeks before"


def rising_patterns(rows: Iterable[EntityWeek], *entity_types: str) -> list[Pattern]:
    """Names of some types in more posts than chance allows, strongest first."""
    moved = [
        row
        for row in rows
        if row.entity_type in entity_types and is_significant(row) and is_carried(row)
    ]
    return [
        rising_pattern(row)
        for row in sorted(moved, key=lambda row: (-strength(row), row.entity_id))
    ]


def rising_pattern(row: EntityWeek) -> Pattern:
    """A name in more posts than before."""
    average = row.mean_post_count_4w or 0.0
    values: tuple[float, ...] = (
        row.post_count,
        row.relevant_post_count,
        row.share,
        row.author_count,
        row.story_count,
    )
    text = (
        f"{row.canonical_name} was named in {count(row.post_count)} of "
        f"{count(row.relevant_post_count)} relevant posts ({percent(row.share)}), by "
        f"{count(row.author_count)} authors and in {count(row.story_count)} stories"
    )
    if average == 0:
        text += f"; {no_post_before(row.history_week_count)} named it."
        headline = f"{row.canonical_name} enters the conversation"
    else:
        text += f", {posts_before(average, row.history_week_count)}."
        headline = f"Unusual attention to {row.canonical_name}"
        values = (*values, average)
    return Pattern(headline, (StatSentence(text, row.query, values),), (row.entity_id,))


def no_post_before(week_count: int) -> str:
    """That the weeks before held nothing."""
    if week_count == 1:
        return "no relevant post of the week before"
    return f"no relevant post of the {spelled(week_count)} weeks before"


def pair_patterns(rows: Iterable[PairWeek]) -> list[Pattern]:
    """Pairs of names that came together beyond chance, strongest first."""
    moved = [
        row
        for row in rows
        if (row.change_z or 0.0) > 0 and is_significant(row) and is_carried(row)
        # That a model is named with its maker or with its family is no pattern.
        if not row.is_maker_and_product and not is_one_family(row)
    ]
    ordered = sorted(moved, key=lambda row: (-strength(row), row.entity_id, row.other_entity_id))
    return [pair_pattern(row) for row in ordered]


def is_one_family(row: PairWeek) -> bool:
    """Whether one name is the beginning of the other, or both are names of models."""
    first, second = row.canonical_name.casefold(), row.other_canonical_name.casefold()
    is_part = first.startswith(second) or second.startswith(first)
    return is_part or not any("org:" in key for key in (row.entity_id, row.other_entity_id))


def pair_pattern(row: PairWeek) -> Pattern:
    """Two names that posts bring together."""
    average = row.mean_post_count_4w or 0.0
    values: tuple[float, ...] = (
        row.post_count,
        row.relevant_post_count,
        row.author_count,
        row.story_count,
    )
    text = (
        f"{row.canonical_name} and {row.other_canonical_name} were named together in "
        f"{count(row.post_count)} of {count(row.relevant_post_count)} relevant posts, by "
        f"{count(row.author_count)} authors and in {count(row.story_count)} stories"
    )
    if average == 0:
        text += f"; {no_post_before(row.history_week_count)} brought them together."
    else:
        text += f", {posts_before(average, row.history_week_count)}."
        values = (*values, average)
    headline = f"{row.canonical_name} and {row.other_canonical_name}, named together"
    ids = (row.entity_id, row.other_entity_id)
    return Pattern(headline, (StatSentence(text, row.query, values),), ids)
