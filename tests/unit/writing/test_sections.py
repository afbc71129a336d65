"""Safety items, data points and the stories that show a theme."""

from __future__ import annotations

import pytest

from pipeline.writing.compose import StatSentence, compose_claims
from pipeline.writing.developments import write_developments
from pipeline.writing.items import StoryItem
from pipeline.writing.sections import choose_example, write_points
from pipeline.writing.telling import subject_organisation
from tests.unit.writing.invented_week import Story, newsroom_of, tables, telling_of

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


def safety_claims(*stories: Story) -> list[tuple[str | None, str]]:
    """The sentences of the safety section on posts; all safety stories are rated."""
    notes = {
        story.story_id: StatSentence("Kind: incident.", "safety_items_by_risk")
        for story in stories
        if story.category == "safety"
    }
    found = compose_claims(newsroom_of(*stories), tables(notes=notes))
    return [
        (claim.story_id, claim.text)
        for claim in found
        if claim.section == "safety" and claim.post_ids
    ]


def test_safety_development_stands_among_the_safety_items_too_in_its_lead() -> None:
    rest = "Juniper Systems hired 40 outside auditors for its AI models."
    lead = BREACH.posts[0][1]
    breach = Story("breach", [("juniper", f"{lead} {rest}")], "safety", score=0.8)
    (item,) = write_developments(telling_of(breach))
    assert [sentence.text for sentence in item.sentences] == [lead, rest]
    assert safety_claims(LAUNCH, breach) == [("breach", lead)]


def test_safety_stories_that_no_development_told_follow_by_rank() -> None:
    launches = [
        Story(f"launch-{handle}", [(handle, f"Introducing {text}")], score=0.9)
        for handle, text in (
            ("acme", "Gneiss, an AI model that reads rock samples."),
            ("borealis", "Plover, an AI agent that files tax returns."),
            ("kestrel", "Sorrel, an AI tutor that teaches Danish."),
        )
    ]
    found = safety_claims(LAUNCH, *launches, BREACH, BAN)
    assert [story_id for story_id, _ in found] == ["breach", "ban"]


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
    resale = Story("resale", [("heron", text)], score=0.52, novelty=novelty)
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


def test_theme_is_shown_by_its_best_untold_story_that_speaks_of_it() -> None:
    maps = Story(
        "maps", [("juniper", "Introducing Sorrel, an AI tutor that draws maps of fjords.")]
    )
    legal = Story("legal", [("kestrel", "Introducing Plover, an AI agent for notaries.")])
    drawn = "Juniper Systems released Sorrel, an AI tutor that draws maps of fjords in seconds."
    again = Story("again", [("gazette", drawn)])
    telling = telling_of(LAUNCH, legal, maps, again, BAN)
    telling.add(write_points(telling_of(LAUNCH))[0])
    story_ids = ["loom", "gone", "legal", "maps", "again", "ban"]

    def example(word: str) -> str | None:
        found = choose_example(telling, story_ids, lambda text: word in text)
        return found.text if found else None

    assert example("supply") is None  # told already
    assert (
        example("maps")
        == "Juniper Systems introduced Sorrel, an AI tutor that draws maps of fjords."
    )
    assert example("maps") is None
    assert example("knitting") is None
