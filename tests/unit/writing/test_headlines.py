import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.writing.candidates import story_candidates
from pipeline.writing.gate import CitedPost, check_brief, check_headline
from pipeline.writing.headlines import cut_headline, shortened, with_maker
from pipeline.writing.labels import labels_of, launched_name
from tests.unit.writing.invented_week import Story, newsroom_of

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


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Acme Labs introduced Loom for Teachers—a secure loom.", "Loom for Teachers"),
        ("Acme Labs previewed Loom 3.5 for nine regions.", "Loom 3.5"),
        ("Acme Labs open-sourced Shuttle, a compiler.", "Shuttle"),
        ("Acme Labs introduced the Weft Audit Kit: a set of tests.", "Weft Audit Kit"),
        ("According to Ada, Loom-4 weaves faster than Loom-3.", "Loom-4"),
        ("Acme Labs announced a partnership with Borealis.", ""),
        ("Acme Labs announced the appointment of Ada.", ""),
        ("Acme Labs has acquired Loomworks.", ""),
    ],
)
def test_launched_thing_is_named(text: str, name: str) -> None:
    assert launched_name(text) == name


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        (
            "Introducing Weft Studio, an editor that runs on Loom 4 by night.",
            ["Loom 4", "Weft Studio", "Acme Labs"],
        ),
        (
            "Introducing Weft Studio, an editor of woven maps for hikers, paid for by "
            "three towns of the north and Kestrel AI.",
            ["Weft Studio", "Acme Labs"],
        ),
        ("We sued Kestrel AI over copied maps.", ["Kestrel AI", "Acme Labs"]),
    ],
    ids=["a model, then the thing, then its house", "none from far behind", "its house last"],
)
def test_labels_are_what_the_first_words_name(text: str, labels: list[str]) -> None:
    newsroom = newsroom_of(Story("story", [("acme", text)]))
    (candidate,) = story_candidates(newsroom, ["001"])
    assert labels_of(candidate) == labels
    source = newsroom.cited("001")
    assert [check_headline(label, [source]) for label in labels] == [None] * len(labels)


@pytest.mark.parametrize(
    ("headline", "expected"),
    [
        ("Loom 4 is now live", "Acme Labs's Loom 4 is now live"),
        ("Loom 4.5 is now live", None),
        ("Acme Labs opens a school", None),
    ],
)
def test_maker_stands_before_a_thing_that_opens_a_headline(
    headline: str, expected: str | None
) -> None:
    assert with_maker(headline, {"Loom 4": "Acme Labs"}) == expected


@pytest.mark.parametrize(
    ("headline", "is_supported"),
    [
        ("Acme Labs's Loom 4 is now live", True),
        ("Borealis's Loom 4 is now live", False),
        ("Acme Labs's Talon 5 is now live", False),
    ],
)
def test_gate_lets_only_the_maker_stand_before_its_thing(
    headline: str, is_supported: bool, cite: Callable[..., CitedPost]
) -> None:
    source = replace(cite("Loom 4 is now live."), makers={"Loom 4": "Acme Labs"})
    assert (check_headline(headline, [source]) is None) is is_supported


@pytest.mark.parametrize(
    ("text", "is_supported"),
    [
        ("Acme Labs acquired Loomworks.", True),
        ("Acme Labs acquired.", False),
        ("Acme Labs.", False),
        ("Acme Labs acquired Borealis.", False),
        ("Acme Labs acquired Loomworks", False),
    ],
)
def test_short_sentence_ends_where_a_headline_may(
    text: str, is_supported: bool, cite: Callable[..., CitedPost]
) -> None:
    source = cite("Acme Labs acquired Loomworks to speed up its training.")
    assert (check_brief(text, [source]) is None) is is_supported


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        (
            "Acme Labs introduced in Weft: automatic looms for every team.",
            "Acme Labs introduces in Weft: automatic looms for every team",
        ),
        (
            "NVIDIA and Acme will invest up to $10bn and $5bn respectively in Heron Cloud.",
            "NVIDIA and Acme will invest up to $10bn and $5bn respectively in Heron Cloud",
        ),
        (
            "Acme Labs introduced Loom 4, its newest loom, available in Weft starting on 5 March.",
            "Acme Labs introduces Loom 4, its newest loom, available in Weft",
        ),
    ],
)
def test_headline_is_not_cut_where_its_object_comes_after(text: str, headline: str) -> None:
    assert cut_headline(text) == headline
