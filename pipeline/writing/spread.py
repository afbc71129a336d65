"""How a week's posts were spread over authors and stories: of the sample, not the world."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.writing.statistics import StatSentence, count, percent
from pipeline.writing.themes import previous_phrase
from pipeline.writing.week_figures import AuthorWeek, StoryWeek

MIN_TOTAL = 30  # below this, shares of authors and stories say nothing


def independence_sentences(rows: Iterable[StoryWeek]) -> list[StatSentence]:
    """How many stories three or more authors carry; none for a week of few stories."""
    sentences = []
    for row in rows:
        if row.story_count < MIN_TOTAL:
            continue
        text = (
            f"Three or more authors carried {count(row.independent_story_count)} of "
            f"{count(row.story_count)} stories ({percent(row.share)}), while "
            f"{count(row.single_author_story_count)} rest on one author"
        )
        values: tuple[float, ...] = (
            row.independent_story_count,
            row.story_count,
            row.share,
            row.single_author_story_count,
        )
        if row.previous_share is not None:
            text += f"; the week before, the share was {percent(row.previous_share)}"
            values = (*values, row.previous_share)
        sentences.append(StatSentence(f"{text}.", row.query, values))
    return sentences


def concentration_sentences(rows: Iterable[AuthorWeek]) -> list[StatSentence]:
    """What the ten most active authors wrote of a week's relevant posts; none for few posts."""
    sentences = []
    for row in rows:
        if row.relevant_post_count < MIN_TOTAL:
            continue
        text = (
            f"The ten most active of {count(row.author_count)} authors wrote "
            f"{count(row.top_ten_post_count)} of {count(row.relevant_post_count)} relevant posts "
            f"({percent(row.share)})"
        )
        values: tuple[float, ...] = (
            row.author_count,
            row.top_ten_post_count,
            row.relevant_post_count,
            row.share,
        )
        if row.previous_share is not None:
            text += f", {previous_phrase(row.share, row.previous_share)}"
            values = (*values, row.previous_share)
        sentences.append(StatSentence(f"{text}.", row.query, values))
    return sentences
