import csv
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.text.quantities import find_quantities

CASES = Path(__file__).parents[2] / "data" / "quantities.tsv"


def load_cases():
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


@pytest.mark.parametrize("case", load_cases(), ids=lambda case: case["text"])
def test_reads_value_unit_and_currency(case):
    (quantity, *_) = find_quantities(case["text"])
    assert quantity.value == Decimal(case["value"])
    assert (quantity.unit or "") == case["unit"]
    assert (quantity.currency or "") == case["currency"]


@pytest.mark.parametrize(
    "text", ["GPT-5.4 is here", "v0.9.3 of the tool", "at 10:30am", "a dollar", "3D and 4o"]
)
def test_figures_in_names_versions_and_times_are_no_quantities(text):
    assert find_quantities(text) == []


@pytest.mark.parametrize(
    ("text", "values", "unit", "currency"),
    [
        ("between $5-10 billion", [5 * 10**9, 10**10], None, "USD"),
        ("3 to 5 GW", [3, 5], "gw", None),
        ("$76.5B to $79.5B", [76_500_000_000, 79_500_000_000], None, "USD"),
    ],
)
def test_ends_of_a_range_share_what_one_of_them_spells_out(text, values, unit, currency):
    quantities = find_quantities(text)
    assert [quantity.value for quantity in quantities] == values
    assert {quantity.unit for quantity in quantities} == {unit}
    assert {quantity.currency for quantity in quantities} == {currency}


def test_offsets_are_those_of_the_words():
    text = "They paid 🎉 $3 million and 20% more"
    for quantity in find_quantities(text):
        assert text[quantity.start : quantity.end].strip() == quantity.text


def test_only_units_and_currencies_measure():
    measured = {quantity.text: quantity.is_measured for quantity in find_quantities("7 of $8")}
    assert measured == {"7": False, "$8": True}
