import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.writing.gate import CitedPost, check_headline
from pipeline.writing.headlines import cut_headline, shortened

CASES = Path(__file__).parents[2] / "data" / "headlines.tsv"


def read_cases() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("case", read_cases(), ids=lambda case: case["why"])
def test_headline_is_cut_from_its_lead(
    case: dict[str, str], cite: Callable[..., CitedPost]
) -> None:
    headline = cut_headline(case["post"])
    assert headline == case["expected"]
    assert check_headline(headline, [cite(case["post"])]) is None


def test_long_sentence_is_shortened_at_a_clause() -> None:
    text = (
        "Acme Labs signed a contract with Borealis for 400 MW of power at its site "
        "in Oslo, which it will share "
        "with three other firms of the region and two towns."
    )
    assert shortened(text) == (
        "Acme Labs signed a contract with Borealis for 400 MW of power at its site in Oslo."
    )


def test_condition_is_not_cut_off() -> None:
    text = (
        "Acme Labs will sign a contract with Borealis for 400 MW of power at its site "
        "in Oslo, which it will share, "
        "if the three other firms of the region agree to the plan in May."
    )
    assert shortened(text) == text
