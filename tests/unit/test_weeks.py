"""The week: half-open, in UTC, from any first day."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.weeks import UTC, Week, Weekday, weeks_between

MOMENTS = st.dates(dt.date(1990, 1, 1), dt.date(2190, 1, 1)).flatmap(
    lambda day: st.times().map(lambda time: dt.datetime.combine(day, time, UTC))
)
FIRST_DAYS = st.sampled_from(list(Weekday))
WEEK = Week(dt.date(2026, 2, 23))


@given(MOMENTS, FIRST_DAYS)
def test_every_moment_is_in_its_week_and_in_no_neighbour(
    moment: dt.datetime, first_day: Weekday
) -> None:
    week = Week.containing(moment, first_day)
    assert week.contains(moment)
    assert not week.shifted(1).contains(moment)
    assert not week.shifted(-1).contains(moment)
    assert week.start.weekday() == first_day.number


@pytest.mark.parametrize(
    ("moment", "first_day", "expected"),
    [
        ("2026-02-23T00:00:00+00:00", Weekday.MONDAY, "2026-02-23"),
        ("2026-03-01T23:59:59+00:00", Weekday.MONDAY, "2026-02-23"),
        ("2026-03-02T00:00:00+00:00", Weekday.MONDAY, "2026-03-02"),
        ("2026-03-02T00:30:00+01:00", Weekday.MONDAY, "2026-02-23"),
        ("2026-02-26T12:00:00+00:00", Weekday.FRIDAY, "2026-02-20"),
        ("2026-02-26T12:00:00", Weekday.SUNDAY, "2026-02-22"),
    ],
)
def test_week_containing_a_moment_is_reckoned_in_utc(
    moment: str, first_day: Weekday, expected: str
) -> None:
    assert Week.containing(dt.datetime.fromisoformat(moment), first_day).key == expected


@given(MOMENTS, FIRST_DAYS)
def test_key_reads_back(moment: dt.datetime, first_day: Weekday) -> None:
    week = Week.containing(moment, first_day)
    assert Week.parse(week.key) == week


def test_parts_of_a_week() -> None:
    assert (str(WEEK.end), str(WEEK.last_day), WEEK.quarter) == (
        "2026-03-02",
        "2026-03-01",
        "2026-Q1",
    )
    assert (WEEK.end_at - WEEK.start_at).days == 7
    assert [week.key for week in WEEK.before(2)] == ["2026-02-09", "2026-02-16"]
    assert str(WEEK) == "2026-02-23"


def test_weeks_between_holds_both_ends() -> None:
    assert [week.key for week in weeks_between(WEEK.shifted(-1), WEEK)] == [
        "2026-02-16",
        "2026-02-23",
    ]
    assert list(weeks_between(WEEK, WEEK.shifted(-1))) == []


@pytest.mark.parametrize(
    "text", ["", "yesterday", "23.02.2026", "2026-02-30", "1800-01-01", "9999-12-31"]
)
def test_text_that_is_no_usable_date_is_wrong_use(text: str) -> None:
    with pytest.raises(UsageError, match=r"date|between"):
        Week.parse(text)


@pytest.mark.parametrize("text", ["friday", "Friday", " FRIDAY "])
def test_weekday_is_read_in_any_case(text: str) -> None:
    assert Weekday.parse(text) is Weekday.FRIDAY


def test_unknown_weekday_is_wrong_use_and_names_the_variable() -> None:
    with pytest.raises(UsageError, match="must be one of monday"):
        Weekday.parse("someday")
