import csv
import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import ParsedPost
from pipeline.text.posts import build_post
from pipeline.writing.gate import CitedPost, check_claim, check_headline

CASES = Path(__file__).parents[2] / "data" / "gate.tsv"
POSTED_AT = dt.datetime(2026, 3, 5, 15, tzinfo=dt.UTC)
Cite = Callable[..., CitedPost]


def read_cases() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("case", read_cases(), ids=lambda case: case["why"])
def test_claim_is_supported_only_as_the_post_says_it(case: dict[str, str], cite: Cite) -> None:
    problem = check_claim(case["claim"], [cite(case["post"])])
    assert (problem is None) == (case["verdict"] == "supported"), problem


def test_claim_without_citation_is_refused() -> None:
    assert check_claim("Acme Labs cut prices.", []) == "cites no post"


def test_every_cited_post_must_support_the_claim(cite: Cite) -> None:
    said, silent = cite("Acme Labs cut prices by 30%."), cite("Acme Labs hired Ada.", number=2)
    assert check_claim("Acme Labs cut prices by 30%.", [said]) is None
    assert "(post 2)" in str(check_claim("Acme Labs cut prices by 30%.", [said, silent]))


def test_company_is_named_for_we_but_a_person_is_not(cite: Cite) -> None:
    text = "We trained Loom 3 on 40 chips."
    claim = "Acme Labs trained Loom 3 on 40 chips."
    assert check_claim(claim, [cite(text)]) is None
    assert check_claim(claim, [cite(text, is_organisation=False)]) is not None


def test_quotation_must_be_verbatim_and_the_speakers(cite: Cite) -> None:
    post = cite("We will not train on your files.", "Ada Byron", is_organisation=False)
    assert check_claim("Ada Byron said: “We will not train on your files.”", [post]) is None
    assert check_claim("Ada Byron said: “We will train on your files.”", [post]) is not None
    assert check_claim("Bo Loom said: “We will not train on your files.”", [post]) is not None


def test_attribution_must_name_the_author(cite: Cite) -> None:
    post = cite("Borealis is building a site in Oslo.", "Acme Labs")
    assert (
        check_claim("According to Acme Labs, Borealis is building a site in Oslo.", [post]) is None
    )
    assert check_claim("According to WSJ, Borealis is building a site in Oslo.", [post]) is not None


def test_claim_with_an_address_is_refused(cite: Cite) -> None:
    post = cite("Acme Labs opened https://acme.example/loom for all.")
    assert check_claim("Acme Labs opened https://acme.example/loom for all.", [post]) is not None


def test_sentence_that_the_source_cut_is_refused(cite: Cite) -> None:
    post = cite("Acme Labs will spend $40 billion over eight", is_truncated=True)
    assert check_claim("Acme Labs will spend $40 billion over eight.", [post]) is not None


@pytest.mark.parametrize(
    "headline",
    [
        "Acme Labs introduces Loom 3",
        "Acme Labs introduces Loom 3, a small model",
        "Acme Labs on Loom 3",
        "Acme Labs: Loom 3",
        "Loom 3",
    ],
)
def test_headline_may_be_a_cut_or_a_label(headline: str, cite: Cite) -> None:
    post = cite("Introducing Loom 3, a small model that runs on phones.")
    assert check_headline(headline, [post]) is None


@pytest.mark.parametrize(
    "headline",
    [
        "Acme Labs withdraws Loom 3",
        "Acme Labs introduces Loom 4",
        "Borealis introduces Loom 3",
        "Borealis: Loom 3",
        "Acme Labs introduces Loom 3, a small model that",
    ],
)
def test_headline_states_nothing_else(headline: str, cite: Cite) -> None:
    post = cite("Introducing Loom 3, a small model that runs on phones.")
    assert check_headline(headline, [post]) is not None


def test_headline_keeps_what_makes_it_a_claim(cite: Cite) -> None:
    post = cite("Acme Labs fired its chief, according to people in the room.")
    assert check_headline("Acme Labs fires its chief", [post]) is not None
    wire = cite("Acme Labs fires its chief - WSJ")
    assert check_headline("Acme Labs fires its chief", [wire]) is not None
    assert check_headline("Acme Labs fires its chief, per WSJ", [wire]) is None


def test_wire_in_capitals_may_be_told_with_is(cite: Cite) -> None:
    post = cite("*ACME LABS TO BUY LOOMWORKS FOR $2 BILLION - WSJ")
    assert check_claim("Acme Labs is to buy Loomworks for $2 billion, per WSJ.", [post]) is None
    assert check_claim("Acme Labs is", [post]) is not None


@given(
    st.lists(
        st.sampled_from(
            [
                "Acme",
                "Labs",
                "is",
                "to",
                "buy",
                "Loomworks",
                "for",
                "$2",
                "billion",
                "per",
                "WSJ",
                "not",
                "it",
            ]
        )
    )
)
def test_no_shuffled_claim_passes_or_breaks_the_gate(words: list[str]) -> None:
    text = "*ACME LABS TO BUY LOOMWORKS FOR $2 BILLION - WSJ"
    parsed = ParsedPost("x", "1", "https://x.com/acme/status/1", text, POSTED_AT)
    source = CitedPost(
        build_post(parsed, "file:test", ""), ("Acme Labs",), {}, is_organisation=True
    )
    claim = " ".join(words)
    if check_claim(claim, [source]) is None:
        kept = [word for word in words if word not in {"is", "per"}]
        assert [word.casefold() for word in kept] == [
            "acme",
            "labs",
            "to",
            "buy",
            "loomworks",
            "for",
            "$2",
            "billion",
            "wsj",
        ]
