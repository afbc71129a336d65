"""Themes: which topics are proposed, and what their sentence says of count and change."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any

import pytest

from pipeline.reference.topics import load_topics
from pipeline.writing.figure_gate import check_statistics
from pipeline.writing.themes import (
    MAX_PROPOSED,
    choose_themes,
    theme_headline,
    theme_sentence,
    theme_title,
    write_themes,
)
from pipeline.writing.week_figures import TopicWeek


def row(**facts: Any) -> TopicWeek:
    defaults: dict[str, Any] = {
        "topic_id": "coding_agents",
        "topic_name": "coding agents",
        "post_count": 212,
        "relevant_post_count": 1130,
        "author_count": 97,
        "story_count": 41,
        "share": 212 / 1130,
        "previous_share": 0.152,
        "mean_share_4w": 0.149,
        "history_week_count": 4,
        "change_z": 3.1,
    }
    return TopicWeek(**(defaults | facts))


LEAD = "212 of 1,130 relevant posts (18.8%) spoke of coding agents"


@pytest.mark.parametrize(
    ("facts", "rest"),
    [
        ({}, ", up from 14.9% on average in the four weeks before."),
        (
            {"change_z": -3.0, "mean_share_4w": 0.31},
            ", down from 31.0% on average in the four weeks before.",
        ),
        ({"change_z": 1.0}, "; the four weeks before had 14.9% on average."),
        (
            {"change_z": -1.0, "mean_share_4w": 0.25},
            "; the four weeks before had 25.0% on average.",
        ),
        ({"mean_share_4w": None, "history_week_count": 0, "change_z": None}, "."),
        ({"mean_share_4w": 0.0}, ", after none in the four weeks before."),
        ({"history_week_count": 1}, ", up from 14.9% in the one earlier week at hand."),
        (
            {"history_week_count": 1, "change_z": 0.0},
            "; the one earlier week at hand had 14.9%.",
        ),
    ],
    ids=[
        "rise",
        "fall",
        "unclear rise",
        "unclear fall",
        "first week",
        "new",
        "one week before",
        "unclear in one week",
    ],
)
def test_sentence_speaks_of_change_only_beyond_chance(facts: dict[str, Any], rest: str) -> None:
    given = row(**facts)
    sentence = theme_sentence(given)
    assert sentence.text == f"{LEAD}{rest}"
    assert check_statistics(sentence.text, [asdict(given)]) is None
    assert len(re.findall(r"\d[\d,]*(?:\.\d+)?%?", sentence.text)) == len(sentence.values)


@pytest.mark.parametrize(
    ("change_z", "title"),
    [
        (3.0, "More on coding agents"),
        (-3.0, "Coding agents"),
        (1.0, "Coding agents"),
        (None, "Coding agents"),
    ],
)
def test_title_claims_a_rise_only_beyond_chance(change_z: float | None, title: str) -> None:
    assert theme_title(row(change_z=change_z)) == title


def test_headline_names_each_thing_once() -> None:
    assert theme_headline("Robotics", ["Loom 4", "Acme", "Loom 4"]) == "Robotics: Loom 4 and Acme"


@pytest.mark.parametrize(
    "thin", [{"post_count": 3}, {"author_count": 2}, {"story_count": 1}, {"share": 0.01}]
)
def test_theme_needs_posts_authors_stories_and_a_share(thin: dict[str, Any]) -> None:
    assert choose_themes([row(**thin)]) == []


def test_rise_lifts_a_theme_and_a_fall_does_not() -> None:
    rows = [
        row(topic_id="large", post_count=60, change_z=0.0),
        row(topic_id="risen", post_count=30, change_z=3.0),
        row(topic_id="fallen", post_count=30, change_z=-9.0),
        row(topic_id="still", post_count=30, change_z=0.0),
    ]
    chosen = [chosen.topic_id for chosen in choose_themes(rows)]
    assert chosen == ["risen", "large", "fallen", "still"]


def test_themes_do_not_depend_on_the_order_of_rows() -> None:
    topics = load_topics().topics
    rows = [
        row(topic_id=topic_id, topic_name=entry.name, post_count=20 + number % 3)
        for number, (topic_id, entry) in enumerate(sorted(topics.items()))
    ]
    assert write_themes(rows, topics) == write_themes(rows[::-1], topics)
    assert len(write_themes(rows, topics)) == MAX_PROPOSED


def test_unknown_topic_and_empty_week_make_no_theme() -> None:
    assert write_themes([row(topic_id="gone")], load_topics().topics) == []
    assert write_themes([], load_topics().topics) == []
