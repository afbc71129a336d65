"""The events that show a theme, and themes without any."""

from __future__ import annotations

import pytest

from pipeline.writing.developments import write_developments
from pipeline.writing.theme_events import show_themes
from tests.unit.writing.invented_week import Story, telling_of

MAPS = Story("maps", [("juniper", "Introducing Sorrel, an AI tutor that draws maps of fjords.")])
ROUTES = Story(
    "routes", [("acme", "Introducing Loom 4, a model that draws maps of routes.")], score=0.9
)
LEGAL = Story("legal", [("kestrel", "Introducing Plover, an AI agent for notaries.")])


def shown(word: str, *stories: Story) -> list[list[str]]:
    """The sentences of the one theme that a word stands for, if it is shown."""
    found = show_themes(telling_of(*stories), [lambda _, text: word in text])
    return [[sentence.text for sentence in events.sentences] for _, events in found]


def test_theme_is_shown_by_events_of_different_houses_that_speak_of_it() -> None:
    again = Story("again", [("acme", "Introducing Weft, an AI editor that draws maps of towns.")])
    assert shown("maps", ROUTES, MAPS, LEGAL, again) == [
        [
            "Acme Labs introduced Loom 4, a model that draws maps of routes.",
            "Juniper Systems introduced Sorrel, an AI tutor that draws maps of fjords.",
        ]
    ]


def test_theme_without_an_event_is_not_shown() -> None:
    assert shown("knitting", ROUTES, MAPS, LEGAL) == []


@pytest.mark.parametrize(
    ("handle", "text"),
    [
        ("adabyron", "Loom 4 beat every rival that draws maps by 40 points."),
        ("stranger", "Acme Labs released a model that draws maps."),
        ("heron", "Loom 4, which draws maps, is now available on Heron Cloud."),
        ("acme", "Loom 4 is an amazing model that draws maps."),
    ],
    ids=["one who works elsewhere", "a stranger", "a reseller", "an advert"],
)
def test_theme_is_not_shown_by_those_without_standing(handle: str, text: str) -> None:
    assert shown("maps", Story("story", [(handle, text)])) == []


def test_told_story_stands_under_a_theme_as_a_pointer_in_its_headline() -> None:
    told = Story("told", [("acme", "Introducing Loom 4, a model that draws maps of routes.")])
    telling = telling_of(told)
    (item,) = write_developments(telling)
    ((place, events),) = show_themes(telling, [lambda _, text: "maps" in text])
    assert (place, events.told) == (0, ())
    assert [sentence.text for sentence in events.sentences] == [f"{item.headline}."]
    assert events.sentences[0].text == "Acme Labs introduces Loom 4, a model."


def test_one_event_shows_one_theme() -> None:
    telling = telling_of(ROUTES, MAPS)
    tests = [lambda _, text: "maps" in text, lambda _, text: "Loom" in text]
    found = show_themes(telling, tests)
    cited = [
        post_id for _, events in found for each in events.sentences for post_id in each.post_ids
    ]
    assert len(cited) == len(set(cited))
