"""Which sentences can be published, whose they are, and when two of them say the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.writing.candidates import Candidate, story_candidates
from pipeline.writing.comparison import is_same_event, launched_ids, repeats
from pipeline.writing.items import StoryItem, write_story
from pipeline.writing.newsroom import Newsroom
from pipeline.writing.telling import is_newsworthy
from tests.unit.writing.invented_week import Story, newsroom_of

# It lets the week know how names are written within sentences.
NAMES = Story("names", [("gazette", "The prize of Norway for Weft went to Ada Byron this week.")])
CHINESE = "Kestrel AI宣布收购Juniper Systems，交易额12亿美元。"


def candidates(handle: str, text: str) -> list[Candidate]:
    return story_candidates(newsroom_of(Story("story", [(handle, text)]), NAMES), ["001"])


def story(*posts: tuple[str, str, str]) -> StoryItem | None:
    """A story told from posts in languages."""
    newsroom = newsroom_of(Story("story", [(handle, text) for handle, text, _ in posts]), NAMES)
    spoken = {
        post_id: replace(post, language=language)
        for (post_id, post), (_, _, language) in zip(
            newsroom.material.posts.items(), [*posts, ("", "", "en")], strict=True
        )
    }
    told = Newsroom(
        replace(newsroom.material, posts=spoken),
        newsroom.names,
        newsroom.organisations,
        newsroom.outlets,
        press=newsroom.press,
    )
    return write_story(told, told.material.ranks["story"])


@pytest.mark.parametrize(
    ("handle", "text", "expected"),
    [
        (
            "adabyron",
            "Announcing Weft, a free library that tests language models.",
            "Ada Byron announced Weft, a free library that tests language models.",
        ),
        (
            "adabyron",
            "Thrilled to release Loom 4 of Acme Labs under an open licence.",
            "Ada Byron said: “Thrilled to release Loom 4 of Acme Labs under an open licence.”",
        ),
        (
            "adabyron",
            "We released Loom 4 under an open licence.",
            "Ada Byron said: “We released Loom 4 under an open licence.”",
        ),
        ("loomfan", "Thrilled to release Loom 4 of Acme Labs under an open licence.", None),
        ("loomfan", "Announcing Weft, a free library that tests language models.", None),
        ("loomfan", "I released Loom 4 under an open licence.", None),
    ],
)
def test_people_with_a_name_are_told_or_quoted_and_strangers_are_not(
    handle: str, text: str, expected: str | None
) -> None:
    item = story((handle, text, "en"))
    assert (item.lead.text if item else None) == expected
    assert item is None or is_newsworthy(item)


def test_quoted_opinion_without_an_event_is_no_news() -> None:
    item = story(("adabyron", "I trust Loom 4 with 40% of my maps.", "en"))
    assert item is None or not is_newsworthy(item)


@pytest.mark.parametrize(
    ("english", "is_relayed"),
    [
        ("Kestrel AI acquired Juniper Systems for $1.2 billion.", False),
        ("What a week for Kestrel AI!", True),
        ("So is Kestrel AI buying Juniper Systems?", True),
    ],
)
def test_chinese_report_leads_only_where_no_english_sentence_can(
    english: str, *, is_relayed: bool
) -> None:
    item = story(("loomfan", CHINESE, "zh"), ("gazette", english, "en"))
    assert item is not None
    assert ("writing in Chinese" in item.lead.text) is is_relayed
    assert item.lead.post_ids == ("001",) if is_relayed else ("002",)


def test_relayed_report_is_a_candidate_like_others() -> None:
    item = story(("loomfan", CHINESE, "zh"))
    assert item is not None
    assert item.headline == "Kestrel AI acquires Juniper Systems"
    assert (item.lead.event, item.lead.has_money, item.lead.is_quoted) == (2, True, False)
    assert is_newsworthy(item)


def test_chinese_post_that_reports_nothing_on_ai_is_not_relayed() -> None:
    newsroom = newsroom_of(Story("story", [("loomfan", CHINESE)], language="zh"))
    idle = Newsroom(replace(newsroom.material, labels={}), newsroom.names, newsroom.organisations)
    assert write_story(newsroom, newsroom.material.ranks["story"]) is not None
    assert write_story(idle, newsroom.material.ranks["story"]) is None


@pytest.mark.parametrize(
    ("handle", "text", "is_resale"),
    [
        ("acme", "Loom 4 is now available in nine regions.", False),
        ("heron", "Loom 4 is now available in nine regions of Heron Cloud.", True),
        ("gazette", "Loom 4 is finally live in Norway.", True),
        ("heron", "Heron Cloud acquired a maker of looms.", False),
        ("heron", "Loom 4 just landed on Heron Cloud.", True),
        ("heron", "Heron Cloud now supports Loom 4.", True),
    ],
)
def test_resale_is_what_another_than_the_maker_has_on_offer(
    handle: str, text: str, *, is_resale: bool
) -> None:
    (candidate,) = candidates(handle, text)
    assert candidate.is_resale is is_resale


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("Weft passed 40 tests of the ministry.", True),  # a name, as the week writes it
        ("Weavers passed 40 tests of the ministry.", False),  # any word at a start has a capital
        ("OpenWeft passed 40 tests of the ministry.", True),  # a capital within is a name's
    ],
)
def test_sentence_without_a_known_name_needs_one_at_its_start(text: str, *, is_told: bool) -> None:
    assert bool(candidates("gazette", text)) is is_told


def lead(newsroom: Newsroom, post_id: str) -> Candidate:
    return story_candidates(newsroom, [post_id])[0]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Introducing Weft.", "Introducing Bobbin."),
        ("Introducing Loom 3.", "Introducing Loom 4."),
        ("Introducing Loom 3, a model for hikers.", "Introducing Loom 4, a model for hikers."),
        ("Today we launched Weft, a library of tests.", "Today we launched Bobbin for nurses."),
        ("We opened an office in Oslo.", "We opened an office in Porto."),
    ],
)
def test_two_acts_of_one_house_are_two_events(first: str, second: str) -> None:
    newsroom = newsroom_of(Story("one", [("acme", first)]), Story("two", [("acme", second)]))
    one, other = lead(newsroom, "001"), lead(newsroom, "002")
    assert not repeats(one, other)
    assert not repeats(other, one)
    assert not is_same_event(one, other)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            "Introducing Weft, a library that tests models on phones.",
            "Acme Labs has released Weft, a library that tests models on phones.",
        ),
        (
            "Introducing Loom 4, a model that draws maps for hikers.",
            "Acme Labs launched Loom 4, which draws maps for hikers.",
        ),
        (
            "We raised $2 billion from pension funds.",
            "Pension funds put $2 billion into Acme Labs.",
        ),
    ],
)
def test_true_repeat_is_found_whoever_speaks(first: str, second: str) -> None:
    newsroom = newsroom_of(Story("one", [("acme", first)]), Story("two", [("gazette", second)]))
    one, other = lead(newsroom, "001"), lead(newsroom, "002")
    assert repeats(one, other) or is_same_event(one, other)
    assert repeats(other, one) or is_same_event(other, one)


def test_equal_sums_of_two_houses_are_two_events() -> None:
    text = "raised $2 billion from pension funds."
    newsroom = newsroom_of(
        Story("one", [("gazette", f"Acme Labs {text}")]),
        Story("two", [("gazette", f"Kestrel AI {text}")]),
    )
    assert not is_same_event(lead(newsroom, "001"), lead(newsroom, "002"))
    assert not repeats(lead(newsroom, "001"), lead(newsroom, "002"))


@pytest.mark.parametrize(
    ("handle", "text", "is_told"),
    [
        ("heron", "Introducing Talon 5 from Kestrel AI, a model for maps.", False),
        ("heron", "Introducing Weft, a loom by Heron Cloud for Talon 5.", True),
        ("adabyron", "Introducing Talon 5, a model for maps.", False),
        ("adabyron", "Introducing Weft, a model for maps.", True),
    ],
)
def test_nobody_introduces_what_another_makes(handle: str, text: str, *, is_told: bool) -> None:
    assert any("introduced" in found.text for found in candidates(handle, text)) is is_told


def test_house_tells_its_launch_before_hosts_and_press_do() -> None:
    item = story(
        ("heron", "Talon 5 is now available on Heron Cloud with 40% off.", "en"),
        ("gazette", "Kestrel AI launched Talon 5, a model for maps and 12 other things.", "en"),
        ("kestrel", "Introducing Talon 5.", "en"),
    )
    assert item is not None
    assert item.lead.text == "Kestrel AI introduced Talon 5."


def test_house_that_does_not_name_itself_is_named() -> None:
    item = story(("kestrel", "Talon 5 is now live in nine regions.", "en"))
    assert item is not None
    assert item.lead.text == "According to Kestrel AI, Talon 5 is now live in nine regions."


def test_a_launch_told_in_two_ways_is_one_event() -> None:
    told = [
        candidates("acme", text)[0]
        for text in (
            "Introducing Loom 4, a model that reads maps.",
            "Today we are releasing Loom 4 for schools and for libraries.",
            "Loom 4 is now available in the whole of Norway.",
            "Loom 4 read 3,000 maps of Norway in a day.",
        )
    ]
    launch, release, offer, result = told
    assert launched_ids(launch) == launched_ids(release) == launched_ids(offer) == {"model:loom-4"}
    assert is_same_event(launch, offer)
    assert not launched_ids(result)


def test_chat_in_small_letters_by_those_who_speak_for_nobody_is_left_out() -> None:
    casual = "Juniper Systems bought acme labs for its looms."
    room = newsroom_of(Story("story", [("adabyron", casual)]), NAMES)
    known = room.material.mentions["001"]
    written_small = [replace(known[0], surface="acme labs", canonical_name="Acme Labs"), *known]
    material = replace(room.material, mentions={**room.material.mentions, "001": written_small})
    assert story_candidates(room, ["001"])
    assert not story_candidates(replace(room, material=material), ["001"])


QUOTED = (
    "So proud of the team.\n\nAcme Labs (@{handle})\n\nIntroducing Loom 4, a model that reads maps."
)


@pytest.mark.parametrize(
    ("handle", "expected"),
    [
        ("acme", ["According to Ada Byron, Acme Labs introduced Loom 4, a model that reads maps."]),
        ("kestrel", []),
    ],
)
def test_a_quoted_post_is_told_only_of_the_house_that_its_staff_quote(
    handle: str, expected: list[str]
) -> None:
    room = newsroom_of(Story("story", [("adabyron", QUOTED.format(handle=handle))]), NAMES)
    staffed = replace(
        room, employers={"adabyron": "org:acme"}, spokespeople={"adabyron": "Acme Labs"}
    )
    assert [item.text for item in story_candidates(staffed, ["001"])] == expected
