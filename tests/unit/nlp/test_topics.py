"""Themes of posts: what a cue is, where it counts, and that the order of posts does not matter."""

from __future__ import annotations

import csv
import datetime as dt
import random
from pathlib import Path

import pytest

from pipeline.errors import ReferenceDataError
from pipeline.nlp.topics import TopicFinder, find_topics, fold
from pipeline.records import ParsedPost, Post
from pipeline.reference.topics import TOPICS_FILE, Topic, Topics, load_topics
from pipeline.text.posts import build_post

CASES = Path(__file__).parents[2] / "data" / "post_topics.tsv"


def read_cases() -> list[object]:
    with CASES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        pytest.param(row["text"], set(filter(None, row["expected"].split(","))), id=row["why"])
        for row in rows
    ]


def post(text: str, post_id: str = "1") -> Post:
    moment = dt.datetime(2026, 3, 3, tzinfo=dt.UTC)
    return build_post(ParsedPost("x", post_id, "", text, moment, author_handle="ann"), "file:a", "")


def small_topics(**entries: Topic) -> Topics:
    return Topics(context_cues=("ai",), topics=entries)


def topic(*cues: str, weak: tuple[str, ...] = (), in_context: bool = False) -> Topic:
    return Topic(name="n", idea="i", cues=cues, weak_cues=weak, in_context=in_context)


@pytest.mark.parametrize(("text", "expected"), read_cases())
def test_find_topics_finds_the_themes_of_a_text(text: str, expected: set[str]) -> None:
    assert {found.topic_id for found in find_topics([post(text)])} == expected


def test_evidence_holds_each_cue_once_and_the_longest_of_overlapping_ones() -> None:
    finder = TopicFinder(small_topics(code=topic("ai coding agent", "coding agent", "agent")))
    (found,) = finder.find(post("AI coding agents: one coding-agent, then another coding agent."))
    assert found.evidence == ("ai coding agent", "coding agent")
    assert found.cue_count == 2


def test_context_may_come_from_another_theme() -> None:
    topics = small_topics(chips=topic("gpu"), health=topic("hospital", in_context=True))
    finder = TopicFinder(topics)
    assert [found.topic_id for found in finder.find(post("A hospital buys GPUs"))] == [
        "chips",
        "health",
    ]
    assert finder.find(post("A hospital buys beds")) == []


def test_theme_without_enough_weak_cues_gives_no_context() -> None:
    topics = small_topics(chips=topic("gpu", weak=("rack",)), health=topic("ward", in_context=True))
    assert TopicFinder(topics).find(post("A rack in the ward")) == []


def test_find_topics_does_not_depend_on_the_order_of_posts() -> None:
    texts = [case.values[0] for case in read_cases()]  # type: ignore[attr-defined]
    posts = [post(text, str(number)) for number, text in enumerate(texts)]
    shuffled = random.Random(7).sample(posts, len(posts))  # noqa: S311
    assert find_topics(posts) == find_topics(shuffled)


def test_find_topics_of_nothing_is_empty() -> None:
    assert find_topics([]) == []


def test_fold_is_idempotent_and_keeps_the_length_of_latin_text() -> None:
    text = "Open‑Weight–models don’t_stop\n"
    assert fold(fold(text)) == fold(text)


class TestReference:
    """The file itself."""

    def test_cues_are_lower_case_and_stand_once_in_a_theme(self) -> None:
        for topic_id, entry in load_topics().topics.items():
            phrases = [*entry.cues, *entry.weak_cues, *entry.exclusions]
            folded = [fold(phrase) for phrase in phrases]
            assert phrases == [phrase.lower() for phrase in phrases], topic_id
            assert len(folded) == len(set(folded)), topic_id

    def test_ideas_stand_in_running_text(self) -> None:
        for topic_id, entry in load_topics().topics.items():
            assert not entry.idea.endswith("."), topic_id
            assert 3 <= len(entry.idea.split()) <= 15, topic_id
            assert entry.idea[0].islower() or entry.idea.startswith("AI"), topic_id

    def test_every_exclusion_holds_a_cue_of_its_theme(self) -> None:
        for topic_id, entry in load_topics().topics.items():
            cues = [fold(cue) for cue in (*entry.cues, *entry.weak_cues)]
            for exclusion in entry.exclusions:
                assert any(cue in fold(exclusion) for cue in cues), (topic_id, exclusion)

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("not toml", "topics.toml"),
            ('context_cues = []\n[topics.a]\nname = "a"\nidea = "b"\ncues = []\n', "topics.a.cues"),
            ('context_cues = []\n[topics.a]\nnome = "a"\n', "topics.a"),
        ],
    )
    def test_wrong_file_names_the_key(self, tmp_path: Path, text: str, problem: str) -> None:
        path = tmp_path / "topics.toml"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(ReferenceDataError, match=problem):
            load_topics(path)

    def test_missing_file_is_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(ReferenceDataError):
            load_topics(tmp_path / "none.toml")

    def test_default_file_is_read_once(self) -> None:
        assert load_topics(TOPICS_FILE) is load_topics(TOPICS_FILE)
