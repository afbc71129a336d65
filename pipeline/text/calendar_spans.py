"""Spans of days that a text can name: weeks, months, quarters, seasons. No clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

Precision = Literal["day", "week", "month", "quarter", "half", "year"]
Preference = Literal["nearest", "future"]
MONTH_NUMBERS = {
    name: number
    for number, names in enumerate(
        [
            ("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",),
            ("june", "jun"), ("july", "jul"), ("august", "aug"), ("september", "sept", "sep"),
            ("october", "oct"), ("november", "nov"), ("december", "dec"),
        ],
        start=1,
    )
    for name in names
}  # fmt: skip
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SEASON_FIRST_MONTHS = {"spring": 3, "summer": 6, "fall": 9, "autumn": 9}
DAYS_PER_WEEK = 7
FAR_AHEAD_DAYS = 300  # "March 16" in April is last month, not next year
FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass(frozen=True, slots=True)
class DaySpan:
    """Days from `first` to `last`, both included, and how exactly the text named them."""

    first: dt.date
    last: dt.date
    precision: Precision


def day_span(year: int, month: int, day: int) -> DaySpan | None:
    """One day; None when the calendar has no such day."""
    try:
        found = dt.date(year, month, day)
    except ValueError:
        return None
    return DaySpan(found, found, "day") if FIRST_YEAR <= year <= LAST_YEAR else None


def days_from(day: dt.date, count: int) -> DaySpan:
    """The day so many days after another."""
    moved = day + dt.timedelta(days=count)
    return DaySpan(moved, moved, "day")


def week_span(day: dt.date, weeks_after: int = 0) -> DaySpan:
    """Monday to Sunday around a day, or so many weeks later."""
    monday = day - dt.timedelta(days=day.weekday()) + dt.timedelta(weeks=weeks_after)
    return DaySpan(monday, monday + dt.timedelta(days=DAYS_PER_WEEK - 1), "week")


def month_span(
    year: int, month: int, month_count: int = 1, precision: Precision = "month"
) -> DaySpan:
    """Whole months; month numbers below 1 or above 12 move the year."""
    first, after = _first_of_month(year, month), _first_of_month(year, month + month_count)
    return DaySpan(first, after - dt.timedelta(days=1), precision)


def _first_of_month(year: int, month: int) -> dt.date:
    return dt.date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def quarter_span(year: int, quarter: int) -> DaySpan:
    """A calendar quarter, from 1; other numbers move the year."""
    return month_span(year, quarter * 3 - 2, 3, "quarter")


def half_span(year: int, half: int) -> DaySpan:
    """The first or the second half of a year."""
    return month_span(year, half * 6 - 5, 6, "half")


def year_span(year: int) -> DaySpan:
    """A calendar year."""
    return month_span(year, 1, 12, "year")


def part_of(span: DaySpan, part: str) -> DaySpan:
    """The early, middle or late third of a span; "end" is its last day with the precision kept."""
    length = (span.last - span.first).days + 1
    third = dt.timedelta(days=length // 3)
    match part:
        case "early" | "start" | "beginning" | "初" | "上旬":
            return DaySpan(span.first, span.first + third - dt.timedelta(days=1), span.precision)
        case "mid" | "middle" | "中旬" | "中":
            return DaySpan(span.first + third, span.last - third, span.precision)
        case "late" | "下旬":
            return DaySpan(span.last - third + dt.timedelta(days=1), span.last, span.precision)
        case "end" | "底" | "末":
            return DaySpan(span.last, span.last, span.precision)
        case _:
            return span


def choose_year(
    span_in: Callable[[int], DaySpan | None], day: dt.date, prefer: Preference
) -> DaySpan | None:
    """The span of the year that a text without a year most likely means.

    Args:
        span_in: Makes the span in a given year, or None where the calendar has no such day.
        day: The day of the post.
        prefer: "future" takes the first that is not over; "nearest" the one closest in time.
    """
    spans = [span for year in (day.year - 1, day.year, day.year + 1) if (span := span_in(year))]
    return choose_span(spans, day, prefer)


def choose_span(spans: Sequence[DaySpan], day: dt.date, prefer: Preference) -> DaySpan | None:
    """Of several readings, the one that `prefer` asks for; of equally near ones the later."""
    ahead = [span for span in spans if span.last >= day and _distance(span, day) <= FAR_AHEAD_DAYS]
    if prefer == "future" and ahead:
        return min(ahead, key=lambda span: span.first)
    return min(
        spans, key=lambda span: (_distance(span, day), -span.first.toordinal()), default=None
    )


def _distance(span: DaySpan, day: dt.date) -> int:
    if span.first <= day <= span.last:
        return 0
    return min(abs((span.first - day).days), abs((span.last - day).days))
