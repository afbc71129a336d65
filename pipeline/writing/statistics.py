"""Sentences that state figures of the tables: how figures are printed, and how they are checked.

A count has thousands separators, a share is a percentage and a mean a number with one decimal.
Numbers that belong to a sentence's wording ("the four weeks before") are spelled out, so every
digit outside a name is a figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from numbers import Real
from typing import Any, ClassVar, Protocol, TypeVar

FIGURE = re.compile(r"(?<![\w.,-])\d{1,3}(?:,\d{3})+(?![\d,])|(?<![\w.,-])\d+(?:\.\d+)?%?")
SMALL_NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
)  # fmt: skip
NAME_COLUMN = "canonical_name"  # columns of this ending name what a row is about, as sentences do


@dataclass(frozen=True, slots=True)
class StatSentence:
    """A sentence of figures that a query computes; `values` holds them unrounded, as stated."""

    text: str
    query: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """An item of the section on patterns. `entity_ids` and `topic_id` say what it is about."""

    headline: str
    sentences: tuple[StatSentence, ...]
    entity_ids: tuple[str, ...] = ()
    topic_id: str | None = None


class QueryRow(Protocol):
    """A row of a query under `sql/queries`: a dataclass whose fields are named as its columns."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


QueryRowT = TypeVar("QueryRowT", bound=QueryRow)


def query_rows(
    record_type: type[QueryRowT], rows: Iterable[Mapping[str, object]]
) -> tuple[QueryRowT, ...]:
    """Rows of a query as records, columns that the record lacks left out."""
    names = [field.name for field in fields(record_type)]
    return tuple(record_type(**{name: row[name] for name in names}) for row in rows)


def count(number: float) -> str:
    """A count as it is printed.

    >>> count(1130)
    '1,130'
    """
    return f"{round(number):,}"


def percent(share: float) -> str:
    """A share as it is printed.

    >>> percent(0.1876)
    '18.8%'
    """
    return f"{100 * share:.1f}%"


def mean(number: float) -> str:
    """A mean as it is printed.

    >>> mean(12.25)
    '12.2'
    """
    return f"{number:.1f}"


def spelled(number: int) -> str:
    """A small number as a word, a larger one in digits.

    >>> spelled(4), spelled(12)
    ('four', '12')
    """
    return SMALL_NUMBERS[number] if number < len(SMALL_NUMBERS) else count(number)


def capitalised(text: str) -> str:
    """The text with a capital at its start, the rest as it is."""
    return text[:1].upper() + text[1:]


def check_statistics(text: str, rows: Sequence[Mapping[str, object]]) -> str | None:
    """Why the rows of a sentence's query for its week do not support it; None when they do.

    Every figure must be the printed form of a cell: of the rows whose names the sentence states,
    or, where it states none, all of one row.
    """
    named = [row for row in rows if _is_named(row, text)]
    figures = set(FIGURE.findall(_without_names(text, named)))
    if not figures:
        return None
    if named:
        forms = [set().union(*map(_printed_forms, named))]
    else:
        forms = [_printed_forms(row) for row in rows]
    missing = min((figures - row_forms for row_forms in forms), key=_fewest_first, default=figures)
    return f"states {min(missing)}, which its query does not" if missing else None


def _fewest_first(figures: set[str]) -> tuple[int, list[str]]:
    """Fewest first, then by spelling."""
    return len(figures), sorted(figures)


def _names(row: Mapping[str, object]) -> list[str]:
    return [str(value) for key, value in row.items() if key.endswith(NAME_COLUMN) and value]


def _is_named(row: Mapping[str, object], text: str) -> bool:
    names = _names(row)
    return bool(names) and all(name in text for name in names)


def _without_names(text: str, rows: Iterable[Mapping[str, object]]) -> str:
    """The text without the names of its rows, in which digits are no figures."""
    for name in sorted({name for row in rows for name in _names(row)}, key=len, reverse=True):
        text = text.replace(name, " ")
    return text


def _printed_forms(row: Mapping[str, object]) -> set[str]:
    numbers = [float(value) for value in row.values() if isinstance(value, Real)]
    return {form(number) for number in numbers for form in (count, percent, mean)}
