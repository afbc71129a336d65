"""Which stories lead, and what is told along with them."""

from __future__ import annotations

import pytest

from pipeline.writing.developments import write_developments
from pipeline.writing.items import StoryItem
from tests.unit.writing.invented_week import Story, telling_of

LOOM = "Introducing Loom 4, a model that plans supply routes for shops."
LAUNCH = Story("loom", [("acme", LOOM)], score=0.9)
HEADS = Story(
    "head", [("acme", "Acme Labs appointed Mira Sand as head of its model research.")], score=0.3
)
LEASE = Story(
    "lease", [("kestrel", "Kestrel AI signed a lease for a model research office.")], score=0.5
)
FUND = Story(
    "fund",
    [("gazette", "Borealis Compute raised $3 billion to build AI data centres in Oslo.")],
    category="infra",
    score=0.8,
)


def developments(*stories: Story) -> dict[str, StoryItem]:
    return {item.story_id: item for item in write_developments(telling_of(*stories))}


def told(item: StoryItem) -> list[str]:
    return [sentence.text for sentence in item.sentences]


def others(count: int, score: float) -> list[Story]:
    """Launches by as many houses, worth alike."""
    houses = ("borealis", "kestrel", "juniper")[:count]
    texts = (
        "Introducing Gneiss, an AI model that reads rock samples from mines.",
        "Introducing Plover, an AI agent that files tax returns for farms.",
        "Introducing Sorrel, an AI tutor that teaches Danish grammar to nurses.",
    )
    return [
        Story(f"other-{house}", [(house, text)], score=score)
        for house, text in zip(houses, texts, strict=False)
    ]


def test_companions_are_of_the_same_house_and_marked_as_other_news() -> None:
    # Three more launches fill the places, so that what is left over is nobody's own development.
    found = developments(LAUNCH, *others(3, 0.85), LEASE, HEADS)
    assert told(found["loom"]) == [
        "Acme Labs introduced Loom 4, a model that plans supply routes for shops.",
        "In the same week, Acme Labs appointed Mira Sand as head of its model research.",
    ]
    assert found["loom"].story_ids == ("loom", "head")
    assert found["other-kestrel"].story_ids == ("other-kestrel", "lease")
    assert found["other-borealis"].story_ids == ("other-borealis",)


def test_only_the_first_companion_opens_with_the_week_and_three_are_the_most() -> None:
    texts = (
        "Acme Labs acquired Fjordweave, a maker of language models in Bergen.",
        "Acme Labs appointed Mira Sand as head of its model research.",
        "Acme Labs sued a reseller over copied model weights.",
        "Acme Labs opened an AI laboratory for hospitals in Porto.",
    )
    more = [Story(f"more-{n}", [("acme", text)], score=0.3) for n, text in enumerate(texts)]
    item = developments(LAUNCH, *others(3, 0.85), *more)["loom"]
    assert told(item)[1:] == [f"In the same week, {texts[0]}", texts[1], texts[2]]


@pytest.mark.parametrize(
    ("text", "is_kin"),
    [
        ("Juniper Systems raised $2 billion for an AI data centre in Malmo.", True),
        ("Juniper Systems ordered chips for its AI data centre in Malmo.", False),
    ],
)
def test_infrastructure_takes_deals_of_other_houses_that_name_a_sum(
    text: str, is_kin: bool
) -> None:
    deal = Story("deal", [("gazette", text)], category="infra", score=0.1)
    _, kestrel, juniper = others(3, 0.85)
    found = developments(LAUNCH, FUND, kestrel, juniper, deal)
    assert ("deal" in found["fund"].story_ids) is is_kin
    assert "deal" not in found["loom"].story_ids


@pytest.mark.parametrize(("score", "is_second"), [(0.75, False), (0.99, True)])
def test_second_development_of_a_house_must_be_worth_much_more(
    score: float, is_second: bool
) -> None:
    second = Story(
        "second",
        [("acme", "Introducing Shuttle 2, a model that translates sheet music into braille.")],
        score=score,
    )
    first = Story("loom", LAUNCH.posts, score=1.0)
    found = developments(first, second, *others(3, 0.55))
    assert len(found) == 4
    assert ("second" in found) is is_second
    assert ("second" in found["loom"].story_ids) is not is_second


RESOLD = [
    ("Introducing Loom 4 on Heron Cloud, ready for every team.", False),
    ("Introducing Loom 4 for clients of Acme Labs and of Heron Cloud.", False),
    ("Today we launched Loom 4 in nine regions of Heron Cloud.", False),
    ("Introducing Loom 4 by Acme Labs on Heron Cloud, ready for every team.", False),
    ("Introducing Nest, an agent platform that runs on Loom 4 by night.", False),
    ("Introducing Nest, a platform for agents of Acme Labs that runs on Loom 4.", True),
]


@pytest.mark.parametrize(("text", "is_told"), RESOLD)
def test_reseller_does_not_launch_what_it_resells(text: str, is_told: bool) -> None:
    found = developments(Story("resale", [("heron", text)], score=0.9))
    assert ("resale" in found) is is_told


RESALE = "Loom 4 is now available on Heron Cloud in nine regions."


def test_availability_at_a_reseller_is_companion_of_neither_house() -> None:
    shuttle = "Introducing Shuttle 2, a model that translates sheet music into braille."
    nest = "Introducing Nest, an AI platform for hospitals."
    found = developments(
        Story("maker", [("acme", shuttle)], score=0.9),
        Story("seller", [("heron", nest)], score=0.9),
        *others(2, 0.9),
        Story("resale", [("heron", RESALE)], score=0.8),
    )
    assert found.keys() == {"maker", "seller", "other-borealis", "other-kestrel"}
    assert all(len(item.story_ids) == 1 for item in found.values())


def test_resale_is_a_development_only_at_the_head_of_the_week() -> None:
    resale = Story("resale", [("heron", RESALE)], is_development=True)
    idle = [Story(f"idle-{n}", [("loomfan", "What a week!")]) for n in range(6)]
    assert developments(resale, *idle).keys() == {"resale"}
    assert not developments(*idle, resale)


def test_availability_from_the_maker_is_a_development() -> None:
    text = "Loom 4 is now available in nine regions."
    assert "loom" in developments(Story("loom", [("acme", text)]))


@pytest.mark.parametrize(
    "text",
    [
        "In November, Acme Labs sued Borealis Compute over copied model weights.",
        "Acme Labs could acquire Kestrel AI for $2 billion.",
        "Acme Labs is a maker of language models.",
    ],
    ids=["what was", "a guess", "no event"],
)
def test_what_is_no_news_does_not_lead(text: str) -> None:
    assert not developments(Story("story", [("adabyron", text)], score=1.0))


def test_developments_stand_in_the_order_of_ranks_however_they_were_chosen() -> None:
    quiet = Story("quiet", [("acme", "Acme Labs released Loom 4, a model.")], score=0.5)
    loud = Story(
        "loud",
        [("kestrel", "Kestrel AI acquired a chip maker for $9 billion.")],
        score=0.5,
        magnitude=1.0,
        is_development=True,
    )
    assert list(developments(quiet, loud)) == ["quiet", "loud"]
    assert list(developments(loud, quiet)) == ["loud", "quiet"]


def test_a_companion_that_leads_the_week_comes_with_a_sentence_more() -> None:
    second = "Introducing Shuttle 2, a model that translates sheet music. It runs on every phone."
    first = Story("loom", LAUNCH.posts, score=1.0)
    found = developments(first, Story("second", [("acme", second)], score=0.6), *others(3, 0.55))
    assert told(found["loom"])[1:] == [
        "In the same week, Acme Labs introduced Shuttle 2, a model that translates sheet music.",
        "It runs on every phone.",
    ]


def test_what_a_house_says_of_its_lead_over_others_is_no_development() -> None:
    boast = Story("boast", [("kestrel", "Kestrel AI outperforms Acme Labs on AI maps.")])
    assert "boast" not in developments(LAUNCH, boast)


def test_launch_told_twice_is_told_once() -> None:
    posts = [
        ("acme", LOOM),
        ("acme", "Today we are releasing Loom 4 for schools, shops and the libraries of Norway."),
    ]
    (item,) = developments(Story("loom", posts, score=0.9)).values()
    assert len(told(item)) == 1
