"""Notable patterns: what a week's releases, deals and safety matters add up to, and what rose.

A pattern states counts with their denominators and claims no more than they show. A name in more
posts is attention, not success; more posts on a risk are not more risk.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.writing.movers import label_patterns, pair_patterns, rising_patterns
from pipeline.writing.statistics import Pattern, StatSentence, count
from pipeline.writing.week_events import (
    deal_patterns,
    open_weight_patterns,
    release_patterns,
    safety_patterns,
    size_patterns,
)
from pipeline.writing.week_figures import LabelWeek, WeekFigures

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


def write_patterns(figures: WeekFigures) -> list[Pattern]:
    """At most six patterns, fewer where a week bears no more: its events, then its attention."""
    chosen = _Chosen()
    if not has_history(figures):
        chosen.patterns += no_history(figures)
    chosen.patterns += (
        *release_patterns(figures.release_totals, figures.releases),
        *open_weight_patterns(figures.releases),
        *size_patterns(figures.releases),
        *deal_patterns(figures.deals),
        *safety_patterns(figures.safety),
    )
    chosen.add_first(label_patterns(figures.labels))
    chosen.add_first(pair_patterns(figures.pairs))
    chosen.add_first(rising_patterns(figures.rising, "org"))
    chosen.add_first(rising_patterns(figures.rising, "model", "hardware"))
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
