"""How figures are printed."""

from __future__ import annotations

import pytest

from pipeline.writing.statistics import count, mean, percent, spelled


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (count(1234567), "1,234,567"),
        (count(0), "0"),
        (percent(0.1876), "18.8%"),
        (percent(1), "100.0%"),
        (mean(0.25), "0.2"),
        (spelled(0), "no"),
        (spelled(4), "four"),
        (spelled(11), "11"),
    ],
)
def test_figures_are_printed_alike_everywhere(printed: str, expected: str) -> None:
    assert printed == expected
