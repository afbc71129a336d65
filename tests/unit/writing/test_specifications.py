"""A launch that tells no figure is followed by those that its house gives in lines of their own."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from pipeline.writing.items import StoryItem, write_story
from pipeline.writing.newsroom import Newsroom
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
    stance = "Weaving shouldn't be locked behind closed looms."
    newsroom = newsroom_of(Story("story", [("acme", before), ("acme", stance), ("acme", LAUNCH)]))
    texts = in_minutes(newsroom, 5)
    assert [text for text in texts if "auto mode" in text]
    assert not [text for text in texts if "closed looms" in text]
    assert not [text for text in in_minutes(newsroom, 7) if "auto mode" in text]


def in_minutes(newsroom: Newsroom, minutes: int) -> list[str]:
    """The story of posts that come so many minutes one after the other."""
    first = min(post.posted_at for post in newsroom.material.posts.values())
    posts = {
        post_id: replace(post, posted_at=first + dt.timedelta(minutes=minutes * number))
        for number, (post_id, post) in enumerate(sorted(newsroom.material.posts.items()))
    }
    timed = replace(newsroom, material=replace(newsroom.material, posts=posts), _cited={})
    item = write_story(timed, timed.material.ranks["story"])
    assert isinstance(item, StoryItem)
    return [sentence.text for sentence in item.sentences]
