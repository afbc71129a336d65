import datetime as dt

import pytest

from pipeline.text.dates import find_dates

POSTED = dt.datetime(2026, 4, 16, 15, tzinfo=dt.UTC)  # a Thursday


def day(month, number, year=2026):
    return dt.date(year, month, number)


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("on 2026-03-16 it opened", day(3, 16), day(3, 16), "day"),
        ("Mar 16th, 2026", day(3, 16), day(3, 16), "day"),
        ("16 March 2026", day(3, 16), day(3, 16), "day"),
        ("the fair runs March 2-5", day(3, 2), day(3, 5), "day"),
        ("launched in May", day(5, 1), day(5, 31), "month"),
        ("by the end of Q2", day(6, 30), day(6, 30), "quarter"),
        ("1H27", day(1, 1, 2027), day(6, 30, 2027), "half"),
        ("2026Q2", day(4, 1), day(6, 30), "quarter"),
        ("by the end of 2026", day(12, 31), day(12, 31), "year"),
        ("early 2027", day(1, 1, 2027), day(5, 1, 2027), "year"),
        ("before year-end", day(12, 31), day(12, 31), "year"),
        ("next Tuesday", day(4, 21), day(4, 21), "day"),
        ("this Friday", day(4, 17), day(4, 17), "day"),
        ("last Friday", day(4, 10), day(4, 10), "day"),
        ("tomorrow", day(4, 17), day(4, 17), "day"),
        ("next week", day(4, 20), day(4, 26), "week"),
        ("this weekend", day(4, 18), day(4, 19), "day"),
        ("in two weeks", day(4, 27), day(5, 3), "week"),
        ("within 30 days", day(5, 16), day(5, 16), "day"),
        ("two years ago", day(1, 1, 2024), day(12, 31, 2024), "year"),
        ("this summer", day(6, 1), day(8, 31), "quarter"),
        ("2026年5月3日发布", day(5, 3), day(5, 3), "day"),
        ("将于4月下旬发布", day(4, 21), day(4, 30), "month"),
        ("下周三开放", day(4, 22), day(4, 22), "day"),
        ("明年底投产", day(12, 31, 2027), day(12, 31, 2027), "year"),
        ("2027年上半年", day(1, 1, 2027), day(6, 30, 2027), "half"),
    ],
)
def test_reads_a_date_against_the_time_of_the_post(text, first, last, precision):
    (date,) = find_dates(text, POSTED)
    assert (date.first_day, date.last_day, date.precision) == (first, last, precision)
    assert text[date.start : date.end] == date.text


@pytest.mark.parametrize(
    "text",
    ["May the best model win", "February 31", "marching on", "16% better", "over five years"],
)
def test_words_and_spans_of_time_are_no_dates(text):
    assert find_dates(text, POSTED) == []


@pytest.mark.parametrize(
    ("text", "nearest", "future"),
    [
        ("Q4", day(12, 31, 2025), day(12, 31)),
        ("on Monday", day(4, 13), day(4, 20)),
        ("March 16", day(3, 16), day(3, 16)),
        ("April 30th", day(4, 30), day(4, 30)),
    ],
)
def test_what_is_promised_lies_ahead_unless_it_is_just_past(text, nearest, future):
    assert find_dates(text, POSTED)[0].last_day == nearest
    assert find_dates(text, POSTED, prefer="future")[0].last_day == future


def test_the_longest_of_overlapping_dates_stands():
    dates = find_dates("open April 16-17, 2026 and again in June", POSTED)
    assert [date.text for date in dates] == ["April 16-17, 2026", "in June"]
    assert dates[0].last_day == day(4, 17)
