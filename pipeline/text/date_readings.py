"""What each way of writing a date says: its match and the day of the post make a span of days."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from pipeline.text.calendar_spans import (
    MONTH_NUMBERS,
    SEASON_FIRST_MONTHS,
    WEEKDAYS,
    DaySpan,
    Preference,
    choose_span,
    choose_year,
    day_span,
    days_from,
    half_span,
    month_span,
    part_of,
    quarter_span,
    week_span,
    year_span,
)
from pipeline.text.quantities import NUMBER_WORDS

CHINESE_DIGITS = "一二三四五六日"
DAY_NAME_OFFSETS = {"yesterday": -1, "tomorrow": 1, "昨天": -1, "明天": 1, "后天": 2, "前天": -2}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a date is read against: the day of the post, and which year a bare date means."""

    day: dt.date
    prefer: Preference


def read_full_date(match: re.Match[str], _: Reading) -> DaySpan | None:
    """Year, month and day."""
    return day_span(int(match["year"]), int(match["month"]), int(match["day"]))


def read_month_day(match: re.Match[str], reading: Reading) -> DaySpan | None:
    """A day or a few days of a month, with or without the year."""
    month = MONTH_NUMBERS.get(match["month"].casefold()) or int(match["month"])
    first, last = int(match["day"]), int(match.groupdict().get("last_day") or match["day"])

    def in_year(year: int) -> DaySpan | None:
        start, end = day_span(year, month, first), day_span(year, month, last)
        return DaySpan(start.first, end.last, "day") if start and end and first <= last else None

    year = match.groupdict().get("year")
    return in_year(int(year)) if year else choose_year(in_year, reading.day, reading.prefer)


def read_month(match: re.Match[str], reading: Reading) -> DaySpan | None:
    """A month or a part of it, with or without the year."""
    month = MONTH_NUMBERS.get(match["month"].casefold()) or int(match["month"])
    if not 1 <= month <= 12:
        return None
    groups = match.groupdict()
    if groups.get("year"):
        span: DaySpan | None = month_span(int(match["year"]), month)
    else:
        span = choose_year(lambda year: month_span(year, month), reading.day, reading.prefer)
    return part_of(span, _part(match)) if span else None


def _part(match: re.Match[str]) -> str:
    return (match.groupdict().get("part") or "").casefold()


def read_quarter(match: re.Match[str], reading: Reading) -> DaySpan | None:
    """A quarter or half, with or without the year."""
    number, year = int(match["number"]), match["year"]
    make = half_span if match["kind"].casefold() == "h" else quarter_span
    if make is half_span and number > 2:
        return None
    if year:
        span: DaySpan | None = make(int(year) % 100 + 2000, number)
    else:
        span = choose_year(lambda each: make(each, number), reading.day, reading.prefer)
    return part_of(span, _part(match)) if span else None


def read_year(match: re.Match[str], _: Reading) -> DaySpan | None:
    """A year or a part of it."""
    return part_of(year_span(int(match["year"])), _part(match))


def read_season(match: re.Match[str], reading: Reading) -> DaySpan | None:
    """A season of the northern half of the world."""
    first_month = SEASON_FIRST_MONTHS[match["season"].casefold()]

    def in_year(year: int) -> DaySpan:
        return month_span(year, first_month, 3, "quarter")

    year = match.groupdict().get("year")
    if year:
        return in_year(int(year))
    return choose_year(in_year, reading.day, reading.prefer)


def read_named_day(match: re.Match[str], reading: Reading) -> DaySpan:
    """Today, tomorrow, yesterday."""
    return days_from(reading.day, DAY_NAME_OFFSETS.get(match["name"].casefold(), 0))


def read_weekday(match: re.Match[str], reading: Reading) -> DaySpan | None:
    """A weekday; "next" means that of the week after, bare ones the last or the coming one."""
    number = WEEKDAYS.index(match["weekday"].casefold()[:3])
    which = (match["which"] or "").casefold()
    if which == "next":
        return days_from(week_span(reading.day, 1).first, number)
    ahead = (number - reading.day.weekday()) % 7
    if which == "last":
        return days_from(reading.day, ahead - 7)
    if which in {"this", "coming"}:
        return days_from(reading.day, ahead)
    spans = [days_from(reading.day, ahead - 7), days_from(reading.day, ahead)]
    past = spans[-1] if ahead == 0 else spans[0]
    return past if reading.prefer == "nearest" else choose_span(spans, reading.day, "future")


def read_relative_unit(match: re.Match[str], reading: Reading) -> DaySpan | None:
    """This, next or last week, month, quarter or year, or a part of it."""
    offset = {"next": 1, "coming": 1, "last": -1, "previous": -1}.get(match["which"].casefold(), 0)
    span = _shifted(match["unit"].casefold(), reading.day, offset)
    return part_of(span, _part(match))


def _shifted(unit: str, day: dt.date, offset: int) -> DaySpan:
    match unit:
        case "week":
            return week_span(day, offset)
        case "weekend":
            span = week_span(day, offset)
            return DaySpan(span.last - dt.timedelta(days=1), span.last, "day")
        case "month":
            return month_span(day.year, day.month + offset)
        case "quarter":
            return quarter_span(day.year, (day.month - 1) // 3 + 1 + offset)
        case _:
            return year_span(day.year + offset)


def read_end_of(match: re.Match[str], reading: Reading) -> DaySpan | None:
    """The last day of the current week, month, quarter or year."""
    span = _shifted((match["unit"] or "year").casefold(), reading.day, 0)
    return part_of(span, "end")


def read_distance(match: re.Match[str], reading: Reading) -> DaySpan | None:
    """A point so many units away; "within" and "over the next" reach up to it."""
    word, unit = match["count"].casefold(), match["unit"].casefold()
    count = {"a couple of": 2, "a few": 3}.get(word) or NUMBER_WORDS.get(word) or int(word)
    sign = -1 if match.groupdict().get("ago") else 1
    if unit == "month":
        span = month_span(reading.day.year, reading.day.month + sign * count)
        return DaySpan(span.first, span.last, "month")
    if unit == "year":
        return year_span(reading.day.year + sign * count)
    days = count * (7 if unit == "week" else 1)
    point = days_from(reading.day, sign * days)
    return point if unit == "day" else week_span(point.first)


def read_chinese_half(match: re.Match[str], _: Reading) -> DaySpan:
    """The first or second half of a year in Chinese."""
    return half_span(int(match["year"]), 1 if match["half"] == "上" else 2)


def read_chinese_relative(match: re.Match[str], reading: Reading) -> DaySpan | None:
    """This, next or last week, month or year in Chinese."""
    offset = {"下": 1, "上": -1, "明": 1, "去": -1}.get(match["which"], 0)
    unit = {"周": "week", "星期": "week", "月": "month", "年": "year"}[match["unit"]]
    span = _shifted(unit, reading.day, offset)
    groups = match.groupdict()
    if unit == "week" and groups.get("weekday"):
        return days_from(span.first, CHINESE_DIGITS.index(groups["weekday"].replace("天", "日")))
    return part_of(span, "end") if groups.get("end") else span
