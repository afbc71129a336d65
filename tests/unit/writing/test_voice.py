import csv
from collections.abc import Callable
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
