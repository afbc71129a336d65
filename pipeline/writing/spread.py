"""How a week's talk was spread: over authors, over stories, over those who release."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.writing.statistics import Pattern, StatSentence, count, percent
from pipeline.writing.themes import previous_phrase
from pipeline.writing.week_figures import AuthorWeek, MakerWeek, StoryWeek

MIN_CADENCE_STORIES = 3
MAX_MAKERS = 3
MIN_TOTAL = 30  # below this, shares of authors and stories say nothing


def cadence_patterns(rows: Sequence[MakerWeek]) -> list[Pattern]:
    """Organisations with three or more release stories; none when no organisation has as many."""
    busy = sorted(
        (row for row in rows if row.story_count >= MIN_CADENCE_STORIES),
        key=lambda row: (-row.story_count, row.organisation_id),
    )
    if not busy:
        return []
    first, *others = busy[:MAX_MAKERS]
    text = (
        f"Of {count(first.release_story_count)} release stories told by more than one author, "
        f"{count(first.story_count)} concerned {first.canonical_name}"
    )
    rest = [f"{count(row.story_count)} {row.canonical_name}" for row in others]
    text += f" and {rest[0]}" if len(rest) == 1 else "".join(f", {part}" for part in rest[:-1])
    text += f" and {rest[-1]}" if len(rest) > 1 else ""
    values = (first.release_story_count, *(row.story_count for row in (first, *others)))
    headline = (
        "A few makers set the pace of releases"
        if others
        else f"{first.canonical_name} sets the pace of releases"
    )
    sentence = StatSentence(f"{text}.", first.query, values)
    return [Pattern(headline, (sentence,))]


def independence_patterns(rows: Iterable[StoryWeek]) -> list[Pattern]:
    """How many stories three or more authors carry; none for a week of few stories."""
    patterns = []
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
        sentence = StatSentence(f"{text}.", row.query, values)
        is_thin = 2 * row.single_author_story_count > row.story_count
        headline = (
            "Most stories rest on one voice" if is_thin else "Most stories have several voices"
        )
        patterns.append(Pattern(headline, (sentence,)))
    return patterns


def concentration_patterns(rows: Iterable[AuthorWeek]) -> list[Pattern]:
    """What the ten most active authors wrote of a week's relevant posts; none for few posts."""
    patterns = []
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
        sentence = StatSentence(f"{text}.", row.query, values)
        patterns.append(Pattern("How the posts are spread over authors", (sentence,)))
    return patterns
