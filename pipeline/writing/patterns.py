"""Notable patterns: what moved beyond chance, and how the week's talk was spread.

A pattern states counts with their denominators and claims no more than they show. A name in more
posts is attention, not success; more posts on a risk are not more risk.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipeline.reference.topics import Topic
from pipeline.writing.movers import (
    falling_patterns,
    label_patterns,
    pair_patterns,
    rising_patterns,
    topic_patterns,
)
from pipeline.writing.spread import (
    cadence_patterns,
    concentration_patterns,
    independence_patterns,
)
from pipeline.writing.statistics import Pattern, StatSentence, count
from pipeline.writing.week_figures import LabelWeek, WeekFigures

MIN_PATTERNS = 4
MAX_PATTERNS = 6


@dataclass
class _Chosen:
    """Patterns taken so far, and the names they are about: one name makes one pattern."""

    patterns: list[Pattern] = field(default_factory=list)

    def add_first(self, candidates: Iterable[Pattern]) -> None:
        """Take the first candidate whose names, or whose families, no pattern has yet."""
        named = [entity_id for pattern in self.patterns for entity_id in pattern.entity_ids]
        for candidate in candidates:
            if not any(is_kin(one, other) for one in candidate.entity_ids for other in named):
                self.patterns.append(candidate)
                return


def is_kin(first: str, second: str) -> bool:
    """Whether two entities go by one name, as a maker and the model that bears its name.

    >>> is_kin("org:loomworks", "model:loomworks-v4"), is_kin("org:acme", "org:borealis")
    (True, False)
    """
    one, other = (entity_id.split(":", 1)[-1] for entity_id in (first, second))
    return one.startswith(other) or other.startswith(one)


def write_patterns(
    figures: WeekFigures, topics: Mapping[str, Topic], theme_ids: Iterable[str] = ()
) -> list[Pattern]:
    """Four to six patterns where a week bears them: what moved first, then how the talk was spread.

    Args:
        figures: Rows of one week.
        topics: The reference entries.
        theme_ids: Topics that the section on themes has already taken up.
    """
    chosen = _Chosen()
    if not has_history(figures):
        chosen.patterns += no_history(figures)
    told = set(theme_ids)
    chosen.add_first(label_patterns(figures.labels))
    chosen.add_first(pair_patterns(figures.pairs))
    chosen.add_first(rising_patterns(figures.rising, "org"))
    chosen.add_first(rising_patterns(figures.rising, "model", "hardware"))
    chosen.add_first(falling_patterns(figures.falling))
    chosen.add_first(topic_patterns(figures.topics, topics, told))
    chosen.patterns += cadence_patterns(figures.makers)
    # How talk is spread changes little from week to week: it fills up a week of few changes.
    for filler in (
        *independence_patterns(figures.stories),
        *concentration_patterns(figures.authors),
    ):
        if len(chosen.patterns) < MIN_PATTERNS:
            chosen.patterns.append(filler)
    return chosen.patterns[:MAX_PATTERNS]


def has_history(figures: WeekFigures) -> bool:
    """Whether any earlier week of the four before is at hand."""
    return any(row.history_week_count > 0 for row in figures.labels)


def no_history(figures: WeekFigures) -> list[Pattern]:
    """Says that nothing can be said of change; none for a week without posts."""
    relevant = next((row for row in figures.labels if row.label == "relevant"), None)
    if relevant is None or relevant.post_count == 0:
        return []
    text = (
        f"None of the four weeks before is in the database, so these {count(relevant.post_count)} "
        "relevant posts show the week as it stands and say nothing of change."
    )
    sentence = StatSentence(text, LabelWeek.query, (relevant.post_count,))
    return [Pattern("A first week, without comparison", (sentence,))]
