"""A sum that an earlier digest told of a body is no news when others tell it again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.writing.old_sums import large_sums
from pipeline.writing.telling import Telling
from tests.unit.writing.invented_week import Story, newsroom_of

EARLIER = "Kestrel AI raised $2 billion from Borealis Compute."


@pytest.mark.parametrize(
    ("handle", "text", "is_told"),
    [
        ("gazette", "Kestrel AI has raised $2 billion for new chips.", False),
        ("gazette", "Kestrel AI has raised $3 billion for new chips.", True),
        ("gazette", "Juniper Systems has raised $2 billion for new chips.", True),
        ("kestrel", "We have raised $2 billion for new chips.", True),
    ],
)
def test_sum_told_before_is_told_again_only_by_its_body(
    handle: str, text: str, is_told: bool
) -> None:
    newsroom = newsroom_of(Story("story", [(handle, text)]))
    newsroom = replace(newsroom, sums_before=dict.fromkeys(large_sums(EARLIER), (EARLIER,)))
    telling = Telling(newsroom, newsroom.material.ranked_stories())
    assert bool(telling.untold(telling.ranked)) is is_told


def test_small_sums_recur_by_chance() -> None:
    assert large_sums("It costs $20 a month, or $40 million for all.") == frozenset()
