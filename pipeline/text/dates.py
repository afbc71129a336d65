"""Dates in text, absolute and relative, read against the time of the post that holds them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipeline.text.calendar_spans import MONTH_NUMBERS, DaySpan, Precision, Preference
from pipeline.text.date_readings import (
    Reading,
    read_chinese_half,
    read_chinese_relative,
    read_distance,
    read_end_of,
    read_full_date,
    read_month,
    read_month_day,
    read_named_day,
    read_quarter,
    read_relative_unit,
    read_season,
    read_weekday,
    read_year,
)
from pipeline.text.quantities import NUMBER_WORDS

Resolver = Callable[[re.Match[str], Reading], DaySpan | None]
Rule = tuple[re.Pattern[str], Resolver, bool]

YEAR = r"(?P<year>(?:19|20)\d\d)"
MONTH = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))
# Months without a day or year must be capitalised: "may" and "march" are words.
CAPITAL_MONTH = rf"(?P<month>(?-i:{MONTH.title()}))\b(?!\.?\s\d)"
LAST_DAY = r"(?:\s?(?:-|–|—|to|and|&)\s?(?P<last_day>\d{1,2})(?:st|nd|rd|th)?)?"
COUNT = rf"\d{{1,3}}|{'|'.join(NUMBER_WORDS)}|a couple of|a few"
PART = r"(?:(?P<part>early|mid|middle|late|end|start|beginning)(?:[ -](?:of|in))?[ -](?:the )?)?"


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date as a text names it: the days from `first_day` to `last_day`, both included."""

    start: int
    end: int
    text: str
    first_day: dt.date
    last_day: dt.date
    precision: Precision
    is_relative: bool


# (pattern, reader, is relative). Of overlapping finds the longest stands.
PATTERNS: tuple[tuple[str, Resolver, bool], ...] = (
    (
        rf"(?<![\d-]){YEAR}[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})(?![\d-])",
        read_full_date,
        False,
    ),
    (
        rf"\b(?P<month>{MONTH})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?{LAST_DAY}(?:,? {YEAR})?"
        r"(?![\d%]|\.\d)",
        read_month_day,
        False,
    ),
    (
        rf"(?<![\d.$])(?P<day>\d{{1,2}})(?:st|nd|rd|th)?{LAST_DAY} (?:of )?(?P<month>{MONTH})\b"
        rf"(?:,? {YEAR})?",
        read_month_day,
        False,
    ),
    (rf"\b{PART}(?P<month>{MONTH})\.?,? (?:of )?{YEAR}\b", read_month, False),
    (
        r"\b(?:in|by|until|since|from|through|during|before|after|for|starting|this|next|last) "
        rf"{PART}{CAPITAL_MONTH}",
        read_month,
        False,
    ),
    (rf"\b(?P<part>early|mid|late|end)(?:[ -]of)?[ -]{CAPITAL_MONTH}", read_month, False),
    (
        rf"\b{PART}(?P<kind>[QH])(?P<number>[1-4])(?:[ '’/,-]*(?P<year>(?:20)?2\d))?\b(?!\.?\d)",
        read_quarter,
        False,
    ),
    (r"\b(?P<year>20\d\d)[ -]?(?P<kind>[QH])(?P<number>[1-4])\b", read_quarter, False),
    (
        r"\b(?P<number>[1-4])(?P<kind>[QH])(?:[ '’]?(?P<year>(?:20)?2\d))?\b",
        read_quarter,
        False,
    ),
    (
        r"\b(?:in|by|since|until|from|through|during|before|after|around|the year) "
        rf"{PART}{YEAR}\b(?![-/]\d)",
        read_year,
        False,
    ),
    (rf"\b(?P<part>early|mid|late|end)(?: of)?[ -]{YEAR}\b(?![-/]\d)", read_year, False),
    (rf"\b(?P<season>spring|summer|fall|autumn)(?: of)? {YEAR}\b", read_season, False),
    (r"\bthis (?P<season>spring|summer|fall|autumn)\b", read_season, True),
    (r"\b(?P<name>today|tonight|tomorrow|yesterday)\b", read_named_day, True),
    (
        r"\b(?:(?P<which>next|this|last|coming) )?"
        r"(?P<weekday>(?-i:Mondays?|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday))\b",
        read_weekday,
        True,
    ),
    (
        rf"\b{PART}(?P<which>next|this|last|coming|previous) "
        r"(?P<unit>weekend|week|month|quarter|year)\b",
        read_relative_unit,
        True,
    ),
    (
        r"\b(?:later|earlier) (?P<which>this) (?P<unit>week|month|quarter|year)\b",
        read_relative_unit,
        True,
    ),
    (r"\bend of (?:the )?(?P<unit>week|month|quarter|year)\b", read_end_of, True),
    (r"\b(?:(?P<unit>year)[ -]end|EOY)\b", read_end_of, True),
    (
        rf"\b(?P<count>{COUNT})[ -](?P<unit>day|week|month|year)s?[ -](?P<ago>ago|earlier)\b",
        read_distance,
        True,
    ),
    (
        r"\b(?:in|within|(?:over|for|in) the (?:next|coming)) (?:just |about |roughly )?"
        rf"(?P<count>{COUNT}) (?P<unit>day|week|month|year)s?\b(?! of\b)",
        read_distance,
        True,
    ),
    (
        r"(?P<year>20\d\d)年(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]",
        read_full_date,
        False,
    ),
    (r"(?<!\d)(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]", read_month_day, False),
    (r"(?P<year>20\d\d)年(?P<month>\d{1,2})月(?!\d)", read_month, False),
    (
        r"(?:(?P<year>20\d\d)年)?(?<!\d)(?P<month>\d{1,2})月(?P<part>初|上旬|中旬|下旬|底|末)",
        read_month,
        False,
    ),
    (r"(?P<year>20\d\d)年(?P<half>[上下])半年", read_chinese_half, False),
    (r"(?P<year>20\d\d)年(?P<part>初|中|底|末)?(?!\d)", read_year, False),
    (r"(?P<name>今天|今日|今晚|明天|昨天|后天|前天)", read_named_day, True),
    (
        r"(?P<which>[下上本这])(?:个)?(?P<unit>周|星期|月)(?P<weekday>[一二三四五六日天])?",
        read_chinese_relative,
        True,
    ),
    (r"(?P<which>[今明去])(?P<unit>年)(?P<end>底)?", read_chinese_relative, True),
)
RULES: tuple[Rule, ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), read, is_relative)
    for pattern, read, is_relative in PATTERNS
)


def find_dates(
    text: str, posted_at: dt.datetime, prefer: Preference = "nearest"
) -> list[DateMention]:
    """The dates that a text names, left to right.

    Args:
        text: Text of a post.
        posted_at: The post's time, which "tomorrow" and dates without a year are read against.
        prefer: Which reading a date without a year or week has: the nearest, or the next to come.
    """
    reading = Reading(posted_at.astimezone(dt.UTC).date(), prefer)
    found = sorted(_candidates(text, reading), key=lambda date: (date.start - date.end, date.start))
    kept: list[DateMention] = []
    for date in found:
        if all(date.end <= other.start or date.start >= other.end for other in kept):
            kept.append(date)
    return sorted(kept, key=lambda date: date.start)


def _candidates(text: str, reading: Reading) -> Iterator[DateMention]:
    for pattern, read, is_relative in RULES:
        for match in pattern.finditer(text):
            span = read(match, reading)
            if span is not None:
                yield DateMention(
                    start=match.start(),
                    end=match.end(),
                    text=match.group(),
                    first_day=span.first,
                    last_day=span.last,
                    precision=span.precision,
                    is_relative=is_relative,
                )
