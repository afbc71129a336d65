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
MAX_OPEN = 8
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
    """How many models each week brought, and which if they are few, else whose; none for two."""
    made = [row for row in rows if row.maker_canonical_name]
    makers = sorted({row.maker_canonical_name for row in made})
    return [
        Pattern(
            f"{capitalised(spelled(week.release_count))} model releases",
            (release_sentence(week, made), *named_sentences(week, made)),
        )
        for week in totals
        if week.release_count >= MIN_RELEASES and len(makers) >= MIN_SIZES
    ]


def release_sentence(week: ReleaseTotalsWeek, rows: Sequence[ReleaseWeek]) -> StatSentence:
    """The count of models and of those said to be open, beside the weeks before.

    A post that says nothing of weights does not say that they are closed.
    """
    released, opened = week.release_count, week.open_release_count
    are_open = {0: "none", 1: "one"}.get(opened, count(opened))
    values: tuple[float, ...] = (released, opened)
    average, open_average = week.mean_release_count_4w, week.mean_open_release_count_4w
    before, open_before = "", ""
    if average is not None and open_average is not None and week.history_week_count > 1:
        weeks = f"the {spelled(week.history_week_count)} weeks before"
        before = f" ({mean(average)} on average in {weeks})"
        open_before = f" ({mean(open_average)} on average)"
        values = (*values, average, open_average)
    text = (
        f"The tracker has {count(released)} model releases for the week{before}, "
        f"{are_open} of them said to have open weights{open_before}"
    )
    if not are_few(week, rows):
        # Digits in a sentence of totals are figures.
        makers = sorted({row.maker_canonical_name for row in rows})
        text += f", from {joined([m for m in makers if not any(map(str.isdigit, m))])}"
    return StatSentence(f"{text}.", week.query, values, cited(rows))


def named_sentences(week: ReleaseTotalsWeek, rows: Sequence[ReleaseWeek]) -> list[StatSentence]:
    """Which models a week brought, where they are few enough to be named."""
    if not are_few(week, rows):
        return []
    by_name = sorted(rows, key=lambda row: row.canonical_name.casefold())
    text = f"They are {joined(list(map(named, by_name)))}."
    return [StatSentence(text, rows[0].query, (), cited(rows))]


def are_few(week: ReleaseTotalsWeek, rows: Sequence[ReleaseWeek]) -> bool:
    """Whether all models of a week can be named with their makers."""
    return len(rows) == week.release_count <= MAX_NAMED


def open_weight_patterns(rows: Sequence[ReleaseWeek]) -> list[Pattern]:
    """The week's models that came with open weights; none without one."""
    opened = [row for row in rows if row.is_open and row.maker_canonical_name]
    told = opened[:MAX_OPEN]
    if not told:
        return []
    others = ", among others" if len(told) < len(opened) else ""
    text = f"Open weights came with {joined(list(map(named, told)))}{others}."
    makers = list(dict.fromkeys(row.maker_canonical_name for row in told))
    sentence = StatSentence(text, told[0].query, (), cited(told))
    return [Pattern(f"Open weights from {joined(makers[:MAX_NAMED])}", (sentence,))]


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
