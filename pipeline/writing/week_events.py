"""Patterns of a week's events: what was released, what deals are worth, what safety is about.

Each sentence counts things and not posts, and names them. A few things are never called a trend:
the count stands beside what the weeks before had, and the reader compares.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.writing.statistics import Pattern, StatSentence, capitalised, count, mean, spelled
from pipeline.writing.week_figures import (
    DealWeek,
    ReleaseTotalsWeek,
    ReleaseWeek,
    SafetyKindsWeek,
)

MIN_RELEASES = 3
MAX_NAMED = 4
MAX_CITED = 4
MIN_SIZES = 2
MIN_MATTERS = 5


def joined(parts: Sequence[str]) -> str:
    """Parts as a list in running text.

    >>> joined(["Loom", "Weft", "Talon"])
    'Loom, Weft and Talon'
    """
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def cited(rows: Sequence[ReleaseWeek | DealWeek]) -> tuple[str, ...]:
    """The posts that lead some records, each once."""
    return tuple(dict.fromkeys(row.post_id for row in rows))[:MAX_CITED]


def named(row: ReleaseWeek) -> str:
    """A model and who made it."""
    return f"{row.canonical_name} ({row.maker_canonical_name})"


def release_patterns(
    totals: Iterable[ReleaseTotalsWeek], rows: Sequence[ReleaseWeek]
) -> list[Pattern]:
    """How many models of which makers each week brought; none for a few."""
    makers = sorted({row.maker_canonical_name for row in rows if row.maker_canonical_name})
    # Digits in a sentence of totals are figures.
    makers = [name for name in makers if not any(map(str.isdigit, name))]
    return [
        release_pattern(week, makers, cited(rows))
        for week in totals
        if week.release_count >= MIN_RELEASES and len(makers) >= MIN_SIZES
    ]


def release_pattern(
    week: ReleaseTotalsWeek, makers: Sequence[str], post_ids: tuple[str, ...]
) -> Pattern:
    """The count of models and of those said to be open, beside the weeks before.

    A post that says nothing of weights does not say that they are closed.
    """
    are_open = count(week.open_release_count) if week.open_release_count else "none"
    text = (
        f"The tracker has {count(week.release_count)} model releases for the week, "
        f"{are_open} of them said to have open weights"
    )
    values: tuple[float, ...] = (week.release_count, week.open_release_count)
    averages = (week.mean_release_count_4w, week.mean_open_release_count_4w)
    if averages[0] is not None and averages[1] is not None and week.history_week_count > 1:
        before = f"the {spelled(week.history_week_count)} weeks before"
        text += f", against {mean(averages[0])} and {mean(averages[1])} on average in {before}"
        values = (*values, averages[0], averages[1])
    text += f"; makers are {joined(makers)}."
    headline = f"{capitalised(spelled(week.release_count))} model releases"
    return Pattern(headline, (StatSentence(text, week.query, values, post_ids),))


def open_weight_patterns(rows: Sequence[ReleaseWeek]) -> list[Pattern]:
    """The week's models that came with open weights; none without one."""
    opened = [row for row in rows if row.is_open and row.maker_canonical_name][:MAX_NAMED]
    if not opened:
        return []
    text = f"Open weights came with {joined(list(map(named, opened)))}."
    makers = list(dict.fromkeys(row.maker_canonical_name for row in opened))
    sentence = StatSentence(text, opened[0].query, (), cited(opened))
    return [Pattern(f"Open weights from {joined(makers)}", (sentence,))]


def size_patterns(rows: Sequence[ReleaseWeek]) -> list[Pattern]:
    """The smallest and the largest of the week's models that state their parameters."""
    sized = sorted(
        (row for row in rows if row.is_sized and row.maker_canonical_name),
        key=lambda row: (row.parameters_billion or 0.0, row.record_id),
    )
    if len(sized) < MIN_SIZES:
        return []
    small, large = sized[0], sized[-1]
    sizes = [count(row.parameters_billion or 0.0) for row in (small, large)]
    text = (
        f"Among the week's models that state a size, the smallest is {named(small)} with "
        f"{sizes[0]} billion parameters, the largest {named(large)} with {sizes[1]} billion."
    )
    values = (small.parameters_billion or 0.0, large.parameters_billion or 0.0)
    headline = f"From {sizes[0]} billion parameters to {sizes[1]} billion"
    sentence = StatSentence(text, small.query, values, cited([small, large]))
    return [Pattern(headline, (sentence,))] if sizes[0] != sizes[1] else []


def deal_patterns(rows: Sequence[DealWeek]) -> list[Pattern]:
    """The sums and the power that the week's deals name, the largest first."""
    known = [row for row in rows if row.figure][:MAX_NAMED]
    if not known:
        return []
    parts = [f"{row.canonical_name} ({row.figure})" for row in known]
    text = f"Sums and power that the week's deals name: {'; '.join(parts)}."
    values = tuple(value for row in known for value in row.values)
    matters = dict.fromkeys(row.canonical_name.rpartition(": ")[2] for row in known)
    sentence = StatSentence(text, known[0].query, values, cited(known))
    return [Pattern(f"Deals in figures: {joined(list(matters))}", (sentence,))]


def safety_patterns(rows: Iterable[SafetyKindsWeek]) -> list[Pattern]:
    """What kinds the week's safety matters are of; none for a few."""
    patterns = []
    for row in rows:
        if row.listed_count < MIN_MATTERS:
            continue
        kinds = [
            (row.governance_count, "rules, contracts and policy"),
            (row.incident_count, "incidents and near misses"),
            (row.finding_count, "hazards and findings on models"),
            (row.research_count, "research"),
        ]
        stated = sorted((kind for kind in kinds if kind[0]), key=lambda kind: -kind[0])
        parts = [f"{count(number)} on {name}" for number, name in stated]
        text = f"The safety report lists {count(row.listed_count)} matters: {joined(parts)}."
        values = (row.listed_count, *(number for number, _ in stated))
        is_most = 2 * stated[0][0] > row.listed_count
        first = f", most on {stated[0][1]}" if is_most else " by kind"
        sentence = StatSentence(text, row.query, values)
        patterns.append(Pattern(f"Safety matters{first}", (sentence,)))
    return patterns
