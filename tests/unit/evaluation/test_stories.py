"""Scores of a grouping, against hand-worked cases."""

from __future__ import annotations

import pytest

from pipeline.evaluation.stories import score_stories

GOLD: list[dict[str, str | None]] = [
    {"id": "a", "story": "launch"},
    {"id": "b", "story": "launch"},
    {"id": "c", "story": "launch"},
    {"id": "d", "story": "deal"},
    {"id": "e", "story": "deal"},
    {"id": "f", "story": None},
]
PERFECT = {"a": "1", "b": "1", "c": "1", "d": "2", "e": "2", "f": "3"}
AUTHORS = {"a": "ana", "b": "ana", "c": "li", "d": "jo", "e": "jo", "f": "li"}


def test_perfect_grouping_scores_one() -> None:
    scores = score_stories(GOLD, [], PERFECT, AUTHORS)
    assert scores["b3_f1"] == scores["pair_f1"] == scores["cross_author_pair_f1"] == 1.0
    assert scores["over_merge"] == scores["mixed_with_single"] == 0.0


def test_all_alone_has_full_precision_and_the_floor_of_recall() -> None:
    scores = score_stories(GOLD, [], {})
    assert scores["b3_precision"] == 1.0
    assert scores["b3_recall"] == pytest.approx((3 * (1 / 3) + 2 * (1 / 2) + 1) / 6)
    assert scores["pair_recall"] == 0.0
    assert scores["over_merge"] == 0.0


def test_one_big_story_is_over_merged() -> None:
    scores = score_stories(GOLD, [], dict.fromkeys("abcdef", "1"))
    assert scores["b3_recall"] == 1.0
    assert scores["b3_precision"] == pytest.approx((9 + 4 + 1) / 36)
    assert scores["pair_precision"] == pytest.approx(4 / 15)
    assert scores["over_merge"] == 1.0


def test_story_mixed_with_a_lone_post_is_not_over_merged_but_is_counted() -> None:
    scores = score_stories(GOLD, [], {**PERFECT, "f": "2"})
    assert scores["over_merge"] == 0.0
    assert scores["mixed_with_single"] == 0.5


def test_cross_author_pairs_leave_one_authors_pairs_out() -> None:
    split = {**PERFECT, "c": "9"}
    scores = score_stories(GOLD, [], split, AUTHORS)
    assert scores["cross_author_pair_f1"] == 0.0
    assert scores["pair_recall"] == pytest.approx(2 / 4)
    assert score_stories(GOLD, [], split)["cross_author_pair_f1"] is None


def test_thin_posts_are_left_out_of_the_second_reading() -> None:
    scores = score_stories(GOLD, ["c"], {**PERFECT, "c": "9"})
    assert scores["pair_f1"] < 1.0
    assert scores["without_thin"]["pair_f1"] == 1.0
    assert scores["without_thin"]["posts"] == 5


def test_no_labels_give_zero_posts() -> None:
    assert score_stories([], [], {})["posts"] == 0
