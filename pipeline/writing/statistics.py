"""Sentences that state figures of the tables, and how a figure is printed.

A count has thousands separators, a share is a percentage and a mean a number with one decimal.
Numbers that belong to a sentence's wording ("the four weeks before") are spelled out, so every
digit outside a name is a figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Protocol, TypeVar

SMALL_NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StatSentence:
    """A sentence of figures that a query computes; `values` holds them unrounded, as stated.

    `post_ids` are posts that tell of what it counts.
    """

    text: str
    query: str
    values: tuple[float, ...]
    post_ids: tuple[str, ...] = ()


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
