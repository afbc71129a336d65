"""The gate for sentences of figures: a figure is published only if the cited query gives it.

It knows nothing of how the sentences are written, only how figures are printed: it finds each
figure in a cell of a column of its kind, in a row that the sentence names, and does the arithmetic
again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from numbers import Real

from pipeline.writing.statistics import count, mean, percent

Row = Mapping[str, object]

FIGURE = re.compile(r"(?<![\w.,-])(?:\d{1,3}(?:,\d{3})+(?![\d,])|\d+(?:\.\d+)?%?)")
NOUN = re.compile(r" (?:release )?(?P<noun>authors|stories|relevant posts)\b")
# What the name of a column must hold for its counts to be of a noun.
NOUN_COLUMNS = {
    "authors": ("author_count",),
    "stories": ("story_count",),
    "relevant posts": ("relevant_post_count", "total_post_count", "post_count"),
}
# Columns of these endings name what a row is about, as sentences do.
NAME_COLUMNS = ("canonical_name", "source_name")
NO_FIGURES = ("_z", "history_week_count")  # columns that no sentence states in digits
COUNT = r"([\d,]+)"
SHARE = r"(\d+\.\d%)"
# Part, whole and the percentage that a sentence gives for them, in the orders that sentences have.
FRACTIONS = (
    (re.compile(rf"{COUNT} of {COUNT}(?: [a-z]+)* \({SHARE}\)"), (1, 2, 3)),
    (re.compile(rf"Of {COUNT} relevant posts, {COUNT} \({SHARE}\)"), (2, 1, 3)),
    (re.compile(rf"{SHARE} of the relevant posts \({COUNT} of {COUNT}\)"), (2, 3, 1)),
)
CHANGES = (
    re.compile(rf"\b(up|down) from {SHARE}"),
    re.compile(rf"\b(above|below) the (?:mean|last)[^()]*\({SHARE}\)"),
)
RISES = ("up", "above")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as printed, and the noun it counts when the sentence says one."""

    text: str
    noun: str | None


def check_statistics(text: str, rows: Sequence[Row]) -> str | None:
    """Why the rows of a sentence's query for its week do not support it; None when they do.

    Every figure must be the printed form of a cell of its kind: of the rows whose names the
    sentence states, or, for a query without names, all of one row.
    """
    named = _named_rows(rows, text)
    bare = _without_names(text, named)
    figures = set(_figures(bare))
    if not figures:
        return None
    if not named and any(map(_names, rows)):
        return "states figures of nothing that its query names"
    groups = [named] if named else [[row] for row in rows]
    missing = min(
        ({figure.text for figure in figures if not _is_stated(figure, group)} for group in groups),
        key=lambda texts: (len(texts), sorted(texts)),
        default={figure.text for figure in figures},
    )
    if missing:
        return f"states {min(missing)}, which its query does not"
    return check_fractions(bare) or check_direction(bare)


def check_fractions(text: str) -> str | None:
    """Why a percentage is not that of the part and the whole beside it."""
    for pattern, (part, whole, share) in FRACTIONS:
        for match in pattern.finditer(text):
            numbers = [int(match[group].replace(",", "")) for group in (part, whole)]
            if not numbers[1] or percent(numbers[0] / numbers[1]) != match[share]:
                return f"gives {match[share]} for {match[part]} of {match[whole]}"
    return None


def check_direction(text: str) -> str | None:
    """Why a share did not go where the sentence says: it is compared with the first percentage."""
    first = re.search(SHARE, text)
    for match in (match for pattern in CHANGES for match in pattern.finditer(text)):
        if first is None or match.start() < first.start():
            return f"says {match.group()!r} of no percentage"
        change = float(first[1].rstrip("%")) - float(match[2].rstrip("%"))
        if change == 0 or (change > 0) != (match[1] in RISES):
            return f"says {match.group()!r} of {first[1]}"
    return None


def _figures(text: str) -> Iterator[Figure]:
    for match in FIGURE.finditer(text):
        noun = NOUN.match(text, match.end())
        yield Figure(match.group(), noun["noun"] if noun else None)


def _is_stated(figure: Figure, rows: Iterable[Row]) -> bool:
    return any(
        figure.text in _printed_forms(column, value)
        for row in rows
        for column, value in row.items()
        if figure.noun is None or column.endswith(NOUN_COLUMNS[figure.noun])
    )


def _printed_forms(column: str, value: object) -> tuple[str, ...]:
    """How a cell may be printed, by the kind of its column; nothing for what is no figure."""
    if not isinstance(value, Real) or isinstance(value, bool) or column.endswith(NO_FIGURES):
        return ()
    number = float(value)
    if "share" in column:
        return (percent(number),)
    if column.startswith("mean_"):
        # The mean of one week is a count.
        return (mean(number), count(number)) if number == round(number) else (mean(number),)
    return (count(number),)


def _names(row: Row) -> list[str]:
    return [str(value) for column, value in row.items() if column.endswith(NAME_COLUMNS) and value]


def _named_rows(rows: Sequence[Row], text: str) -> list[Row]:
    """The rows all of whose names stand in the text, outside longer names: not Qwen in "Qwen 3"."""
    found = set()
    for name in sorted({name for row in rows for name in _names(row)}, key=len, reverse=True):
        if name in text:
            found.add(name)
            text = text.replace(name, "|")
    return [row for row in rows if (names := _names(row)) and found.issuperset(names)]


def _without_names(text: str, rows: Iterable[Row]) -> str:
    """The text without the names of its rows, in which digits are no figures."""
    for name in sorted({name for row in rows for name in _names(row)}, key=len, reverse=True):
        text = text.replace(name, "it")
    return text
