"""The wording of a text, apart from how it is typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.fingerprint import Sketch, jaccard, plain_words, shingles


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Larkspur is out!", "LARKSPUR is OUT"),
        ("Larkspur is out https://a.example/b", "Larkspur is out"),
        ("@ana @li Larkspur is out #ai #news", "Larkspur is out"),
        ("Larkspur-2 is out…", "Larkspur 2 is out"),
    ],
    ids=["case", "address", "handles and tags at the ends", "punctuation"],
)
def test_plain_words_leave_only_the_wording(left: str, right: str) -> None:
    assert plain_words(left) == plain_words(right)


def test_plain_words_keep_a_text_of_handles_only() -> None:
    assert plain_words("@ana @li") == ["ana", "li"]


def test_plain_words_keep_handles_inside_the_text() -> None:
    assert "ana" in plain_words("we asked @ana about it")


@given(st.sets(st.text(max_size=3)), st.sets(st.text(max_size=3)))
def test_jaccard_is_symmetric_and_bounded(left: set[str], right: set[str]) -> None:
    assert jaccard(left, right) == jaccard(right, left)
    assert 0.0 <= jaccard(left, right) <= 1.0


@given(st.lists(st.text(min_size=1, max_size=4), min_size=1, max_size=9))
def test_shingles_hold_every_word(words: list[str]) -> None:
    assert set(words) <= shingles(words)


@given(st.sets(st.text(max_size=2)), st.sets(st.text(max_size=2)))
def test_sketches_never_deny_what_two_texts_share(left: set[str], right: set[str]) -> None:
    assert Sketch.of(left).could_reach(jaccard(left, right), Sketch.of(right))


def test_sketches_hold_where_every_bit_is_set_many_times() -> None:
    left = {str(number) for number in range(9000)}
    right = {str(number) for number in range(3000, 12000)}
    assert Sketch.of(left).could_reach(jaccard(left, right), Sketch.of(right))


def test_sketches_tell_unlike_texts_apart() -> None:
    left, right = ({f"{side}{number}" for number in range(90)} for side in "ab")
    assert not Sketch.of(left).could_reach(0.6, Sketch.of(right))
