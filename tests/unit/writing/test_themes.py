"""Themes: which topics are chosen, and what their sentences say of counts and change."""

from __future__ import annotations

import re
from dataclasses import asdict
from itertools import product
from typing import Any

import pytest

from pipeline.reference.topics import Topic, load_topics
from pipeline.writing.figure_gate import check_statistics
from pipeline.writing.themes import (
    COMPARISONS,
    LEADS,
    choose_themes,
    headline,
    theme_sentence,
    write_themes,
)
from pipeline.writing.week_figures import TopicWeek

IDEA = "software agents that write and run code"


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


def test_sentence_states_count_denominator_share_and_past() -> None:
    sentence = theme_sentence(row(), IDEA, 0)
    assert sentence.text == (
        "Software agents that write and run code came up in 212 of 1,130 relevant posts (18.8%), "
        "up from 15.2% the week before; the mean of the four weeks before is 14.9%."
    )
    assert sentence.query == "weekly_topics"
    assert sentence.values == (212, 1130, 212 / 1130, 0.152, 0.149)


def test_five_sentences_in_a_row_have_five_frames() -> None:
    texts = [theme_sentence(row(), IDEA, place).text for place in range(5)]
    skeletons = [re.sub(r"[\d.,%]+", "#", text) for text in texts]
    leads = {skeleton.split(")", 1)[0] for skeleton in skeletons}
    changes = {skeleton.rsplit(")", 1)[1] or skeleton for skeleton in skeletons}
    assert len(leads) == len(changes) == 5


PASTS = ((None, None, 0), (0.152, 0.152, 1), (0.152, 0.149, 4), (0.0, 0.0, 3), (None, 0.149, 2))
PASTS_ONE = ((None, 0.149, 1), (212 / 1130, 212 / 1130, 4))


@pytest.mark.parametrize(("place", "past"), list(product(range(len(LEADS)), (*PASTS, *PASTS_ONE))))
def test_every_frame_passes_the_check_and_lists_what_it_states(
    place: int, past: tuple[float | None, float | None, int]
) -> None:
    previous, average, weeks = past
    given = row(previous_share=previous, mean_share_4w=average, history_week_count=weeks)
    sentence = theme_sentence(given, IDEA, place)
    assert check_statistics(sentence.text, [asdict(given)]) is None
    stated = re.findall(r"\d[\d,]*(?:\.\d+)?%?", sentence.text)
    assert len(stated) == len(sentence.values)
    assert sentence.text.endswith(".")
    assert ".." not in sentence.text


@pytest.mark.parametrize("place", range(len(COMPARISONS)))
@pytest.mark.parametrize(
    ("previous", "average"), [(0.3, 0.05), (0.05, 0.3), (0.3, 0.3), (0.05, 0.05)]
)
def test_words_of_direction_agree_with_the_figures(
    place: int, previous: float, average: float
) -> None:
    text = theme_sentence(row(previous_share=previous, mean_share_4w=average), IDEA, place).text
    if "up from" in text:
        assert previous < 0.1
    if "down from" in text:
        assert previous > 0.1
    for word, is_lower in (("above", True), ("below", False)):
        if f"{word} the mean" in text:
            assert (average < 0.1) is is_lower
        if f"{word} the last one" in text:
            assert (previous < 0.1) is is_lower


def test_equal_percentages_are_no_change() -> None:
    text = theme_sentence(row(previous_share=0.18761), IDEA, 0).text
    assert "as in the week before (18.8%)" in text


def test_first_week_says_nothing_of_change() -> None:
    first = row(previous_share=None, mean_share_4w=None, history_week_count=0, change_z=None)
    text = theme_sentence(first, IDEA, 0).text
    assert text.endswith("relevant posts (18.8%).")
    assert "before" not in text


@pytest.mark.parametrize(
    ("change_z", "words"),
    [
        (3.0, "A larger share for coding agents"),
        (-3.0, "A smaller share for coding agents"),
        (1.0, "Close attention to coding agents"),
        (None, "Close attention to coding agents"),
    ],
)
def test_headline_speaks_of_change_only_beyond_chance(change_z: float | None, words: str) -> None:
    assert headline(row(change_z=change_z), 0, is_largest=False) == words


def test_largest_theme_without_change_is_at_the_centre() -> None:
    assert headline(row(change_z=0.0), 2, is_largest=True) == (
        "Coding agents at the centre of the week"
    )


def test_one_theme_at_most_is_at_the_centre() -> None:
    topics = {name: Topic(name=name, idea=name, cues=(name,)) for name in ("a", "b")}
    rows = [row(topic_id=name, topic_name=name, change_z=0.0) for name in topics]
    headlines = [theme.headline for theme in write_themes(rows, topics)]
    assert sum("centre" in words for words in headlines) == 1


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
    assert len(write_themes(rows, topics)) == 5


def test_unknown_topic_and_empty_week_make_no_theme() -> None:
    assert write_themes([row(topic_id="gone")], load_topics().topics) == []
    assert write_themes([], load_topics().topics) == []
