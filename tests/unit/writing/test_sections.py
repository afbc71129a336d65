"""Data points and the stories that show a theme."""

from __future__ import annotations

import pytest

from pipeline.writing.developments import write_developments
from pipeline.writing.items import StoryItem
from pipeline.writing.sections import write_points
from pipeline.writing.telling import subject_organisation
from tests.unit.writing.invented_week import Story, telling_of

LAUNCH = Story(
    "loom",
    [("acme", "Introducing Loom 4, a model that plans supply routes for shops.")],
    score=0.9,
)
BREACH = Story(
    "breach",
    [("juniper", "Juniper Systems disclosed a breach of its model weights by an outside group.")],
    category="safety",
    score=0.8,
)
BAN = Story(
    "ban",
    [("heron", "Heron Cloud banned Talon 5 from hospitals over false prescriptions.")],
    category="safety",
    score=0.1,
)
ACTS = (
    "Acme Labs acquired Fjordweave, a maker of language models in Bergen.",
    "Acme Labs appointed Mira Sand as head of its model research.",
    "Acme Labs sued a reseller over copied model weights.",
    "Acme Labs opened an AI laboratory for hospitals in Porto.",
)


def points(*stories: Story) -> list[StoryItem]:
    return write_points(telling_of(*stories))


def ids(items: list[StoryItem]) -> list[str]:
    return [item.story_id for item in items]


def test_points_are_few_of_one_organisation_and_the_best_of_them() -> None:
    acme = [Story(f"acme-{n}", [("acme", text)], score=0.5 - n / 10) for n, text in enumerate(ACTS)]
    other = Story("other", [("kestrel", "Kestrel AI opened an AI laboratory in Turku.")], score=0.1)
    assert ids(points(*acme, other)) == ["acme-0", "acme-1", "acme-2", "other"]


def test_first_places_are_for_infrastructure() -> None:
    site = "Borealis Compute signed a contract for 300 MW of power for AI chips in Umea."
    deal = Story("site", [("borealis", site)], category="infra", score=0.1)
    assert ids(points(LAUNCH, deal)) == ["site", "loom"]


def test_point_has_a_short_label_that_its_post_names() -> None:
    texts = {
        "acme": "Introducing Weft Studio, an AI editor for printed patterns.",
        "kestrel": "We cut the price of Talon 5 by 40% for schools.",
        "heron": "Heron Cloud acquired a maker of AI tutors in Bergen.",
    }
    items = points(*[Story(handle, [(handle, text)]) for handle, text in texts.items()])
    assert {item.story_id: item.headline for item in items} == {
        "acme": "Weft Studio",
        "kestrel": "Talon 5",
        "heron": "Heron Cloud",
    }


@pytest.mark.parametrize(
    ("handle", "text", "is_news"),
    [
        ("adabyron", "Acme Labs could release Loom 4 with 70 billion parameters in June.", False),
        ("adabyron", "Loom 4 would beat Talon 5 on 40% of the maps.", False),
        ("adabyron", "Loom 4 beat Talon 5 on 40% of the maps.", True),
        ("gazette", "Acme Labs could release Loom 4 with 70 billion parameters in June.", True),
        ("acme", "Loom 4 could cut the cost of maps by 40%, our tests show.", True),
    ],
)
def test_guess_of_a_person_is_no_point_but_a_report_is(
    handle: str, text: str, *, is_news: bool
) -> None:
    assert ids(points(Story("story", [(handle, text)]))) == ["story"] * is_news


@pytest.mark.parametrize(("novelty", "first"), [(1.0, "resale"), (0.0, "act")])
def test_resold_news_is_worth_less_when_it_is_old(novelty: float, first: str) -> None:
    text = "Loom 4 is now available on Heron Cloud in nine regions."
    resale = Story("resale", [("heron", text)], score=0.6, novelty=novelty)
    act = Story("act", [("kestrel", "Kestrel AI appointed Mira Sand as head of research.")])
    assert ids(points(resale, act))[:1] == [first]


def test_story_is_told_once_in_whatever_words() -> None:
    again = Story(
        "again", [("gazette", "Acme Labs released Loom 4, a model that plans supply routes.")]
    )
    sold = Story(
        "sold", [("gazette", "Pension funds put $2 billion into Borealis Compute for AI.")]
    )
    raised = Story(
        "raised", [("borealis", "Borealis Compute raised $2 billion for its AI data centres.")]
    )
    assert ids(points(LAUNCH, again, raised, sold)) == ["loom", "raised"]
    telling = telling_of(LAUNCH, again)
    telling.add(write_developments(telling)[0])
    assert not write_points(telling)


@pytest.mark.parametrize(
    ("handle", "text", "house"),
    [
        ("acme", "We sued Kestrel AI over copied maps.", "org:acme"),
        ("acme", "Today we sued Kestrel AI over copied maps.", "org:acme"),
        ("gazette", "Kestrel AI sued Acme Labs over copied maps.", "org:kestrel"),
        ("heron", "Loom 4 is now available on Heron Cloud in nine regions.", "org:acme"),
    ],
    ids=["who speaks", "who speaks on a day", "who is named first", "who makes it"],
)
def test_sentence_is_about_the_house_that_it_opens_with(handle: str, text: str, house: str) -> None:
    telling = telling_of(Story("story", [(handle, text)]))
    item = telling.in_a_sentence(telling.ranked[0])
    assert item is not None
    assert subject_organisation(telling.newsroom, item.lead) == house


@pytest.mark.parametrize(
    ("handle", "text", "is_told"),
    [
        ("adabyron", "Talon 5 beat Loom 4 in the end.", False),
        ("adabyron", "Talon 5 beat Loom 4 by 12% on AI maps.", True),
        ("adabyron", "AI firms like Acme Labs have 68% of the market.", False),
        ("adabyron", "Acme Labs acquired Fjordweave, a maker of AI looms in Bergen.", True),
        ("adabyron", "Acme Labs launches an AI loom next week in Bergen.", False),
        ("kestrel", "Kestrel AI settled its first AI payments on-chain.", False),
        ("kestrel", "Kestrel AI has also published notes on its AI tools.", False),
        ("kestrel", "Kestrel AI has published notes on its AI tools.", True),
    ],
)
def test_point_tells_an_event_of_ai_and_no_strangers_verdict(
    handle: str, text: str, is_told: bool
) -> None:
    assert ids(points(Story("story", [(handle, text)]))) == (["story"] if is_told else [])
