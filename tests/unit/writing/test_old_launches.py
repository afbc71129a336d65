"""Launches that earlier weeks told are not told as this week's."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from pipeline.writing.items import write_story
from pipeline.writing.launches import EarlierReport, EarlierReports, launch_told
from pipeline.writing.newsroom import Newsroom
from pipeline.writing.telling import Telling, is_newsworthy
from tests.unit.writing.invented_week import POSTED_AT, Story, newsroom_of

RECAP = "Acme Labs released Loom 4, a model for maps with a window of 1M tokens."


def report(handle: str, text: str, days: int = 30) -> EarlierReport:
    return EarlierReport.of(handle, POSTED_AT - dt.timedelta(days=days), text)


def after(newsroom: Newsroom, *reports: EarlierReport) -> Newsroom:
    return replace(newsroom, earlier=EarlierReports(reports))


def is_told(handle: str, text: str, *reports: EarlierReport) -> bool:
    newsroom = after(newsroom_of(Story("story", [(handle, text)])), *reports)
    rank = newsroom.material.ranks["story"]
    assert write_story(newsroom, rank, supports=0) is not None
    return Telling(newsroom, [rank]).in_a_sentence(rank) is not None


@pytest.mark.parametrize(
    "text",
    [
        "Introducing Loom 4, our model for maps.",
        "Loom 4 is now available in the app.",
        "We have open-sourced Loom 4 today.",
    ],
)
def test_recap_of_what_the_house_brought_out_is_no_news(text: str) -> None:
    assert is_told("gazette", RECAP)
    assert not is_told("gazette", RECAP, report("acme", text))


@pytest.mark.parametrize(
    "text",
    [
        "Loom 4 is coming soon.",
        "We may release Loom 4 in spring.",
        "Is Loom 4 out?",
        "Introducing Loom 4 Mini, our small model.",
        "Introducing Loom 4-mini, our small model.",
        "Introducing Loom 40, our large model.",
        "Loom 4 weaves well.",
        "Introducing Shuttle 2. Loom 4 took a year of work.",
    ],
)
def test_rumour_promise_or_another_thing_does_not_make_it_old(text: str) -> None:
    assert is_told("gazette", RECAP, report("acme", text))


def test_two_others_make_a_launch_old_and_one_does_not() -> None:
    first = report("someone", "Loom 4 is out, and it reads maps.")
    assert is_told("gazette", RECAP, first, first)
    assert not is_told("gazette", RECAP, first, report("other", "Acme Labs released Loom 4."))


def test_plain_word_is_old_only_where_its_house_brought_it_out() -> None:
    recap = "Acme Labs introduced Harbour, a platform for 40 kinds of AI agents."
    others = [report(name, "Harbour is here.") for name in ("someone", "other")]
    assert is_told("gazette", recap, *others)
    assert is_told("gazette", recap, report("acme", "At the Harbour we launched Loom 3."))
    assert not is_told("gazette", recap, report("acme", "Introducing Acme Harbour, for agents."))


def test_house_may_bring_out_again_but_not_present_again() -> None:
    before = report("acme", "Introducing Loom 4, our model for maps.", days=9)
    assert not is_told("acme", "We're introducing Loom 4. It is built for maps.", before)
    assert is_told("acme", "Today we released Loom 4 as open weights.", before)
    assert is_told("acme", "Introducing Loom 4 on Heron Cloud, in nine regions.", before)
    assert is_told("acme", "Introducing Loom 4, our model.", report("gazette", "Loom 4 is out."))


def test_support_does_not_retell_an_old_launch() -> None:
    text = (
        "Acme Labs acquired Heron Cloud for $2bn and gave it the agent Shuttle 2. "
        "Kestrel AI released Talon 5, which steers Shuttle 2 on 300 maps."
    )
    newsroom = newsroom_of(Story("story", [("gazette", text)]))
    old = after(newsroom, report("kestrel", "Introducing Talon 5."))
    assert "Talon 5" in paragraph(newsroom)
    assert "Heron Cloud" in paragraph(old)
    assert "Talon 5" not in paragraph(old)


def paragraph(newsroom: Newsroom) -> str:
    item = write_story(newsroom, newsroom.material.ranks["story"])
    assert item is not None
    return " ".join(each.text for each in item.sentences)


@pytest.mark.parametrize(
    ("text", "before", "is_old"),
    [
        ("Introducing Loom 4, a model for maps.", "Ada Byron released Loom 4.", True),
        ("Introducing Loom 4 Mini, a model for maps.", "Acme Labs introduced Loom 4.", False),
        ("Introducing ATLAS, an agent for maps.", "Acme Labs introduced ATLAS.", True),
        ("Introducing ATLAS, an agent for maps.", "Kestrel AI introduced ATLAS.", False),
        ("Introducing Apps for Phones, our agents.", "Acme Labs introduced Apps.", False),
    ],
)
def test_launch_of_an_earlier_digest_is_no_news(text: str, before: str, is_old: bool) -> None:
    newsroom = newsroom_of(Story("story", [("acme", text)]))
    told = replace(newsroom, launched_before={launch_told(before).casefold(): [before]})
    rank = newsroom.material.ranks["story"]
    assert Telling(newsroom, [rank]).in_a_sentence(rank) is not None
    assert (Telling(told, [rank]).in_a_sentence(rank) is None) is is_old


LATE = [
    report("acme", "Introducing Loom 3, our model.", days=40),
    report("gazette", "Acme Labs released Loom 3, a model for maps.", days=30),
    report("kestrel", "Introducing Talon 5, our model.", days=38),
    report("gazette", "Kestrel AI launches Talon 5, a model for birds.", days=31),
]


def test_account_that_retells_launches_late_tells_no_new_ones() -> None:
    assert is_told("gazette", RECAP, *LATE[:2])
    assert not is_told("gazette", RECAP, *LATE)
    assert is_told("adabyron", RECAP, *LATE)


def test_account_that_is_as_often_in_time_may_tell() -> None:
    timely = [
        each
        for name in ("Shuttle 2", "Spindle 7")
        for each in (
            report("gazette", f"Acme Labs released {name}, a model.", days=20),
            report("acme", f"Introducing {name}.", days=20),
        )
    ]
    assert EarlierReports(LATE).only_retells("Gazette")
    assert not EarlierReports([*LATE, *timely]).only_retells("gazette")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Acme Labs released “Harbour Maps,” a set of maps.", "Harbour Maps"),
        ("Acme Labs releases Loom 4, says Ada Byron.", "Loom 4"),
        ("Acme Labs read the news.", ""),
    ],
)
def test_launch_told(text: str, name: str) -> None:
    assert launch_told(text) == name


def test_event_of_another_century_is_no_news() -> None:
    newsroom = newsroom_of(
        Story("story", [("adabyron", "In 1996, Acme Labs released Loom 4, a model of 9 looms.")])
    )
    item = write_story(newsroom, newsroom.material.ranks["story"])
    assert item is None or not is_newsworthy(item)
