import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.writing.gate import CitedPost, check_claim
from pipeline.writing.voice import Speaker, restate

CASES = Path(__file__).parents[2] / "data" / "voice.tsv"


def read_cases() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("case", read_cases(), ids=lambda case: case["why"])
def test_restate_tells_posts_in_the_third_person(
    case: dict[str, str], cite: Callable[..., CitedPost]
) -> None:
    is_organisation = case["kind"] in {"org", "outlet"}
    cited = cite(case["post"], case["speaker"], is_organisation=is_organisation)
    speaker = Speaker(case["speaker"], case["kind"])  # type: ignore[arg-type]
    told = restate(case["post"], speaker, cited.post.posted_at.date())
    assert told == (case["expected"] or None)
    assert told is None or check_claim(told, [cited]) is None


@pytest.mark.parametrize(
    ("post", "expected"),
    [
        ("We raised $3 billion.", "According to Ada Byron, Acme Labs raised $3 billion."),
        (
            "Today we're launching Loom 4 in Oslo.",
            "According to Ada Byron, on 5 March, Acme Labs launched Loom 4 in Oslo.",
        ),
        (
            "Excited to share early results on Weft, our agent for looms.",
            "According to Ada Byron, Acme Labs shared early results on Weft, its agent for looms.",
        ),
        ("We think that looms matter.", "Ada Byron said: “We think that looms matter.”"),
        ("I raised $3 billion for our lab.", "Ada Byron said: “I raised $3 billion for our lab.”"),
    ],
)
def test_what_staff_say_that_their_house_did_is_told_of_the_house(
    post: str, expected: str, cite: Callable[..., CitedPost]
) -> None:
    cited = replace(cite(post, "Ada Byron", is_organisation=False), house="Acme Labs")
    speaker = Speaker("Ada Byron", "person", "Acme Labs")
    assert restate(post, speaker, cited.post.posted_at.date()) == expected
    assert check_claim(expected, [cited]) is None


def test_staff_are_named_where_their_house_stands_for_we(cite: Callable[..., CitedPost]) -> None:
    cited = cite("We raised $3 billion.", "Ada Byron", is_organisation=False)
    told = "According to Ada Byron, Acme Labs raised $3 billion."
    assert check_claim(told, [cited]) is not None
    assert check_claim("Acme Labs raised $3 billion.", [replace(cited, house="Acme Labs")])
    assert check_claim(told.replace("Acme", "Juniper"), [replace(cited, house="Acme Labs")])
