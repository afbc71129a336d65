from __future__ import annotations

import datetime as dt

import pytest

from pipeline.render.wording import (
    count_noun,
    format_change,
    format_count,
    format_mean,
    format_percent,
    format_span,
)


@pytest.mark.parametrize(
    ("first", "last", "span"),
    [
        ((2026, 3, 2), (2026, 3, 8), "2–8 March 2026"),
        ((2026, 2, 23), (2026, 3, 1), "23 February – 1 March 2026"),
        ((2025, 12, 29), (2026, 1, 4), "29 December 2025 – 4 January 2026"),
    ],
)
def test_a_span_names_each_month_and_year_once(first, last, span: str) -> None:
    assert format_span(dt.date(*first), dt.date(*last)) == span


def test_numbers_have_one_spelling() -> None:
    assert [format_count(n) for n in (0, 2412, 11.25)] == ["0", "2,412", "11.2"]
    assert [format_mean(n) for n in (11.25, 44.5, 2190.5)] == ["11.2", "44.5", "2,190"]
    assert [format_change(n) for n in (12, -3, 0)] == ["+12", "\u22123", "±0"]
    assert [format_percent(*n) for n in ((19, 212), (1, 900), (0, 0))] == ["9%", "<1%", "0%"]
    assert [count_noun(*n) for n in ((1, "post"), (3, "story"))] == ["1 post", "3 stories"]
