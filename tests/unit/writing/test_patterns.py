"""Patterns: what is called a change, what a change is said to be, and what fills a quiet week."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from typing import Any

import pytest

from pipeline.reference.topics import load_topics
from pipeline.writing.figure_gate import check_statistics
from pipeline.writing.patterns import write_patterns
from pipeline.writing.statistics import Pattern
from pipeline.writing.week_figures import (
    FIGURE_QUERIES,
    AuthorWeek,
    EntityWeek,
    FallingEntityWeek,
    LabelWeek,
    MakerWeek,
    PairWeek,
    StoryWeek,
    TopicWeek,
    WeekFigures,
)

TOPICS = load_topics().topics


def label(name: str, number: int, change_z: float | None = 0.0, weeks: int = 4) -> LabelWeek:
    average = 0.1 if weeks else None
    return LabelWeek(name, number, 300, 50, number / 300, average, average, weeks, change_z)


def entity(kind: str = "org", **facts: Any) -> EntityWeek:
    defaults: dict[str, Any] = {
        "entity_id": "org:nova",
        "entity_type": kind,
        "canonical_name": "Nova 2",
        "post_count": 18,
        "relevant_post_count": 300,
        "author_count": 11,
        "story_count": 5,
        "share": 0.06,
        "previous_post_count": 3,
        "previous_share": 0.01,
        "mean_post_count_4w": 2.5,
        "history_week_count": 4,
        "change_z": 4.0,
    }
    return EntityWeek(**(defaults | facts))


def pair(**facts: Any) -> PairWeek:
    defaults: dict[str, Any] = {
        "entity_id": "org:a",
        "other_entity_id": "org:b",
        "canonical_name": "Acme",
        "other_canonical_name": "Birch",
        "post_count": 9,
        "relevant_post_count": 300,
        "author_count": 7,
        "story_count": 2,
        "previous_post_count": 0,
        "mean_post_count_4w": 0.0,
        "history_week_count": 4,
        "change_z": 5.0,
        "is_maker_and_product": False,
    }
    return PairWeek(**(defaults | facts))


def topic(topic_id: str = "chips", **facts: Any) -> TopicWeek:
    defaults: dict[str, Any] = {
        "topic_id": topic_id,
        "topic_name": TOPICS[topic_id].name,
        "post_count": 30,
        "relevant_post_count": 300,
        "author_count": 20,
        "story_count": 9,
        "share": 0.1,
        "previous_share": 0.05,
        "mean_share_4w": 0.04,
        "history_week_count": 4,
        "change_z": 3.0,
    }
    return TopicWeek(**(defaults | facts))


QUIET = WeekFigures(
    labels=(label("relevant", 300), label("release", 30), label("safety", 9), label("infra", 20)),
    authors=(AuthorWeek(90, 300, 120, 0.4, 0.35),),
    stories=(StoryWeek(180, 150, 12, 12 / 180, 0.05),),
    makers=(MakerWeek("org:nova", "Nova", 4, 17), MakerWeek("org:acme", "Acme", 3, 17)),
)


def texts(patterns: list[Pattern]) -> list[str]:
    return [sentence.text for pattern in patterns for sentence in pattern.sentences]


def test_first_week_says_so_and_claims_no_change() -> None:
    rows = tuple(label(row.label, row.post_count, None, weeks=0) for row in QUIET.labels)
    patterns = write_patterns(replace(QUIET, labels=rows), TOPICS)
    assert patterns[0].headline == "A first week, without comparison"
    assert texts(patterns)[0] == (
        "None of the four weeks before is in the database, so these 300 relevant posts show the "
        "week as it stands and say nothing of change."
    )


def test_quiet_week_tells_how_the_talk_was_spread() -> None:
    assert texts(write_patterns(QUIET, TOPICS)) == [
        "Of 17 release stories told by more than one author, 4 concerned Nova and 3 Acme.",
        "Three or more authors carried 12 of 180 stories (6.7%), while 150 rest on one author; the "
        "week before, the share was 5.0%.",
        "The ten most active of 90 authors wrote 120 of 300 relevant posts (40.0%), up from 35.0% "
        "the week before.",
    ]


def test_empty_week_has_no_pattern() -> None:
    assert write_patterns(WeekFigures(), TOPICS) == []


def test_three_makers_are_listed_with_a_comma() -> None:
    makers = (*QUIET.makers, MakerWeek("org:birch", "Birch", 3, 17))
    (first, *_) = texts(write_patterns(replace(QUIET, makers=makers), TOPICS))
    assert first.endswith("4 concerned Nova, 3 Acme and 3 Birch.")


def test_maker_of_two_stories_sets_no_pace() -> None:
    makers = (MakerWeek("org:nova", "Nova", 2, 17),)
    assert not any(
        "release stories" in text
        for text in texts(write_patterns(replace(QUIET, makers=makers), TOPICS))
    )


@pytest.mark.parametrize(
    ("figures", "headline", "text"),
    [
        (
            {"rising": (entity(),)},
            "Unusual attention to Nova 2",
            "Nova 2 was named in 18 of 300 relevant posts (6.0%), by 11 authors and in 5 stories, "
            "against a mean of 2.5 posts over the four weeks before.",
        ),
        (
            {"rising": (entity("model", mean_post_count_4w=0.0),)},
            "Nova 2 enters the conversation",
            "Nova 2 was named in 18 of 300 relevant posts (6.0%), by 11 authors and in 5 stories; "
            "no relevant post of the four weeks before named it.",
        ),
        (
            {"rising": (entity(mean_post_count_4w=3.0, history_week_count=1),)},
            "Unusual attention to Nova 2",
            "Nova 2 was named in 18 of 300 relevant posts (6.0%), by 11 authors and in 5 stories, "
            "against 3 posts in the one earlier week at hand.",
        ),
        (
            {
                "falling": (
                    FallingEntityWeek(**asdict(entity(post_count=1, share=0.0033, change_z=-3.0))),
                )
            },
            "Less attention to Nova 2",
            "Nova 2 was named in 1 of 300 relevant posts (0.3%), against a mean of 2.5 posts over "
            "the four weeks before.",
        ),
        (
            {"pairs": (pair(),)},
            "Acme and Birch, named together",
            "Acme and Birch were named together in 9 of 300 relevant posts, by 7 authors and in 2 "
            "stories; no relevant post of the four weeks before brought them together.",
        ),
        (
            {"topics": (topic(),)},
            "More talk of chips and accelerators",
            "The chips that AI runs on drew more attention: 30 of 300 relevant posts (10.0%), "
            "against a mean of 4.0% over the four weeks before.",
        ),
        (
            {"topics": (topic(post_count=2, share=0.0067, change_z=-3.0),)},
            "Less talk of chips and accelerators",
            "The chips that AI runs on drew less attention: 2 of 300 relevant posts (0.7%), "
            "against a mean of 4.0% over the four weeks before.",
        ),
        (
            {"labels": (label("relevant", 300), label("safety", 60, 3.0))},
            "The mix moves towards safety",
            "Posts on safety, law and misuse made up 20.0% of the relevant posts (60 of 300), up "
            "from 10.0% the week before, against a mean of 10.0% in the four weeks before; this "
            "counts attention, not incidents.",
        ),
    ],
)
def test_mover_is_told_with_counts_and_denominators(
    figures: dict[str, Any], headline: str, text: str
) -> None:
    patterns = write_patterns(replace(QUIET, **figures), TOPICS)
    assert (patterns[0].headline, texts(patterns)[0]) == (headline, text)


@pytest.mark.parametrize(
    "thin",
    [
        {"rising": (entity(change_z=2.1),)},
        {"rising": (entity(author_count=3),)},
        {"rising": (entity(post_count=3),)},
        {"rising": (entity(story_count=1),)},
        {"rising": (entity("person"),)},
        {"pairs": (pair(is_maker_and_product=True),)},
        {"pairs": (pair(change_z=-5.0),)},
        {"topics": (topic(change_z=2.1),)},
        {"labels": (label("relevant", 300, 5.0), label("other", 90, 5.0))},
        {"falling": (FallingEntityWeek(**asdict(entity("model", change_z=-3.0))),)},
    ],
)
def test_thin_or_trivial_change_is_no_pattern(thin: dict[str, Any]) -> None:
    spread = {pattern.headline for pattern in write_patterns(QUIET, TOPICS)}
    assert {
        pattern.headline for pattern in write_patterns(replace(QUIET, **thin), TOPICS)
    } <= spread


def test_one_name_makes_one_pattern() -> None:
    figures = replace(
        QUIET,
        pairs=(pair(),),
        rising=(entity(entity_id="org:a", change_z=9.0), entity(entity_id="org:c")),
    )
    patterns = write_patterns(figures, TOPICS)
    named = [entity_id for pattern in patterns for entity_id in pattern.entity_ids]
    assert named == ["org:a", "org:b", "org:c"]


def test_maker_and_model_of_one_name_make_one_pattern() -> None:
    rising = (
        entity(entity_id="org:loomworks"),
        entity("model", entity_id="model:loomworks-v4", canonical_name="Loomworks V4"),
    )
    patterns = write_patterns(replace(QUIET, rising=rising), TOPICS)
    named = [entity_id for pattern in patterns for entity_id in pattern.entity_ids]
    assert named == ["org:loomworks"]


def test_theme_already_told_is_no_pattern() -> None:
    figures = replace(QUIET, topics=(topic("chips"), topic("energy")))
    (first, *_) = write_patterns(figures, TOPICS, ["chips"])
    assert first.topic_id == "energy"


BUSY = replace(
    QUIET,
    labels=(*QUIET.labels[:1], label("release", 90, 4.0), label("infra", 60, 3.0)),
    rising=(entity(), entity("model", entity_id="model:m", canonical_name="M-3")),
    falling=(
        FallingEntityWeek(**asdict(entity(entity_id="org:z", canonical_name="Z", change_z=-3.0))),
    ),
    pairs=(pair(), pair(other_entity_id="org:c", change_z=6.0)),
    topics=(topic("chips"), topic("energy")),
)


def test_busy_week_has_six_patterns_and_does_not_depend_on_order() -> None:
    patterns = write_patterns(BUSY, TOPICS)
    assert len(patterns) == 6
    turned = WeekFigures(**{name: value[::-1] for name, value in vars(BUSY).items()})
    assert write_patterns(turned, TOPICS) == patterns


@pytest.mark.parametrize("figures", [QUIET, BUSY])
def test_every_sentence_is_supported_by_its_query_and_lists_its_values(
    figures: WeekFigures,
) -> None:
    rows: dict[str, list[dict[str, Any]]] = {query: [] for query in FIGURE_QUERIES}
    for records in vars(figures).values():
        for record in records:
            rows[record.query].append(asdict(record))
    for pattern in write_patterns(figures, TOPICS):
        for sentence in pattern.sentences:
            assert check_statistics(sentence.text, rows[sentence.query]) is None
            bare = sentence.text.replace("Nova 2", "").replace("M-3", "")
            assert len(re.findall(r"\d[\d,]*(?:\.\d+)?%?", bare)) == len(sentence.values)


def test_figures_are_read_from_the_rows_of_their_queries() -> None:
    rows: dict[str, list[dict[str, Any]]] = {query: [] for query in FIGURE_QUERIES} | {
        "release_cadence": [asdict(row) | {"week_start": None} for row in QUIET.makers]
    }
    assert WeekFigures.from_rows(rows) == WeekFigures(makers=QUIET.makers)
