"""A launch that tells no figure is followed by those that its house gives in lines of their own."""

from __future__ import annotations

import pytest

from pipeline.writing.items import StoryItem, write_story
from tests.unit.writing.invented_week import Story, newsroom_of

LAUNCH = "Loom 4 is officially live and open for all."
SIZES = ["Loom 4: 900B total / 40B active params.", "Loom 4 nights: 80B total / 9B active params."]
SCORES = "SOTA on MapBench (64.0) and WeaveBench (71.5)"


def told(*posts: tuple[str, str]) -> list[str]:
    newsroom = newsroom_of(Story("story", posts))
    item = write_story(newsroom, newsroom.material.ranks["story"])
    assert isinstance(item, StoryItem)
    return [sentence.text for sentence in item.sentences]


@pytest.mark.parametrize(
    ("lines", "quoted"),
    [
        (SIZES, [f"Acme Labs said: “{line}”" for line in SIZES]),
        ([SCORES], [f"Acme Labs said: “{SCORES}.”"]),
        (["Free for your team: 900B params."], []),
        (["Made by us with love for looms."], []),
    ],
)
def test_lines_with_figures_stand_as_the_houses_words(lines: list[str], quoted: list[str]) -> None:
    sentences = told(("acme", "\n".join([LAUNCH, "", *lines])))
    assert [text for text in sentences if "said: " in text] == quoted


def test_another_post_of_the_house_must_name_the_thing() -> None:
    other = f"The map of Norway is woven anew.\n\n{SCORES}"
    assert not any("said: " in text for text in told(("acme", LAUNCH), ("acme", other)))
    named = f"Hello, Loom 4!\n\n{SCORES}"
    assert any("said: " in text for text in told(("acme", LAUNCH), ("acme", named)))


def test_figures_of_another_account_are_not_the_houses() -> None:
    named = f"Hello, Loom 4!\n\n{SCORES}"
    assert not any(SCORES in text for text in told(("acme", LAUNCH), ("heron", named)))


def test_a_thread_supports_the_sentence_that_ends_it() -> None:
    before = "We have extended auto mode to Max weavers, so longer runs have fewer interruptions."
    apart = "Increasing the pace of weaving should not be locked behind closed looms."
    sentences = told(("acme", before), ("acme", apart), ("acme", LAUNCH))
    assert [text for text in sentences if "auto mode" in text]
    assert not [text for text in sentences if "closed looms" in text]
