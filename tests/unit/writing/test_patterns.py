"""Patterns: what a week's events add up to, and what is called a rise."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from typing import Any

import pytest

from pipeline.writing.figure_gate import check_statistics
from pipeline.writing.patterns import write_patterns
from pipeline.writing.spread import concentration_sentences, independence_sentences
from pipeline.writing.statistics import Pattern
from pipeline.writing.week_figures import (
    FIGURE_QUERIES,
    AuthorWeek,
    DealWeek,
    EntityWeek,
    LabelWeek,
    PairWeek,
    ReleaseTotalsWeek,
    ReleaseWeek,
    SafetyKindsWeek,
    StoryWeek,
    WeekFigures,
)


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
        "post_count": 12,
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


def release(name: str, maker: str, size: float | None = None, *, is_open: bool) -> ReleaseWeek:
    key = name.casefold()
    return ReleaseWeek(name, maker, is_open, size, f"post:{key}", f"release:{key}")


def deal(name: str, money: float | None, power: float | None, basis: str | None) -> DealWeek:
    return DealWeek(name, "confirmed", basis, None, money, power, f"post:{name}", f"deal:{name}")


QUIET = WeekFigures(labels=(label("relevant", 300), label("release", 30), label("safety", 9)))
EVENTS = replace(
    QUIET,
    releases=(
        release("Loom 4", "Acme Labs", 27.0, is_open=True),
        release("Talon 5", "Kestrel AI", 1600.0, is_open=True),
        release("Weft", "Acme Labs", 0.5, is_open=False),
    ),
    release_totals=(ReleaseTotalsWeek(4, 2, 6.25, 1.25, 4),),
    deals=(
        deal("Heron Cloud: chips from Borealis", 3.0, 900.0, "reported"),
        deal("Juniper: lease", 1.25, None, None),
    ),
    safety=(SafetyKindsWeek(7, 4, 1, 0, 2),),
)


def texts(patterns: list[Pattern]) -> list[str]:
    return [sentence.text for pattern in patterns for sentence in pattern.sentences]


def test_events_of_the_week_are_counted_and_named() -> None:
    patterns = write_patterns(EVENTS)
    assert [pattern.headline for pattern in patterns] == [
        "Four model releases",
        "Open weights from Acme Labs and Kestrel AI",
        "From 27 billion parameters to 1,600 billion",
        "Deals in figures: chips from Borealis",
        "Safety matters, most on rules, contracts and policy",
    ]
    assert texts(patterns) == [
        "The tracker has 4 model releases for the week (6.2 on average in the four weeks "
        "before), 2 of them said to have open weights (1.2 on average), from Acme Labs and "
        "Kestrel AI.",
        "Open weights came with Loom 4 (Acme Labs) and Talon 5 (Kestrel AI).",
        "Among the week's models that state a size, the smallest is Loom 4 (Acme Labs) with 27 "
        "billion parameters, the largest Talon 5 (Kestrel AI) with 1,600 billion.",
        "Sums and power that the week's deals name: Heron Cloud: chips from Borealis (reportedly "
        "$3 billion, 900 MW).",
        "The safety report lists 7 matters: 4 on rules, contracts and policy, 2 on research and 1 "
        "on incidents and near misses.",
    ]
    assert patterns[1].sentences[0].post_ids == ("post:loom 4", "post:talon 5")


def test_a_few_models_are_named_and_one_is_spelled() -> None:
    totals = (ReleaseTotalsWeek(3, 1, None, None, 0),)
    told = texts(write_patterns(replace(EVENTS, release_totals=totals)))
    assert told[:2] == [
        "The tracker has 3 model releases for the week, one of them said to have open weights.",
        "They are Loom 4 (Acme Labs), Talon 5 (Kestrel AI) and Weft (Acme Labs).",
    ]


def test_silence_on_weights_does_not_say_that_they_are_closed() -> None:
    totals = (ReleaseTotalsWeek(4, 0, 6.0, 1.0, 4),)
    closed = tuple(replace(row, is_open=False) for row in EVENTS.releases)
    told = texts(write_patterns(replace(EVENTS, release_totals=totals, releases=closed)))
    assert "none of them said to have open weights (1.0 on average)" in told[0]


@pytest.mark.parametrize(
    "few",
    [
        {"release_totals": (ReleaseTotalsWeek(2, 0, 6.0, 1.0, 4),), "releases": ()},
        {"releases": (release("Weft", "Acme Labs", 9.0, is_open=False),)},
        {"deals": (deal("Juniper: lease", 1.25, None, None),)},
        {"safety": (SafetyKindsWeek(3, 3, 0, 0, 0),)},
    ],
)
def test_few_events_are_no_pattern(few: dict[str, Any]) -> None:
    assert write_patterns(replace(QUIET, **few)) == []


def test_first_week_says_so_and_claims_no_change() -> None:
    rows = tuple(label(row.label, row.post_count, None, weeks=0) for row in QUIET.labels)
    patterns = write_patterns(replace(QUIET, labels=rows))
    assert patterns[0].headline == "A first week, without comparison"
    assert texts(patterns)[0] == (
        "None of the four weeks before is in the database, so these 300 relevant posts show the "
        "week as it stands and say nothing of change."
    )


def test_how_the_sample_is_spread_is_no_pattern_but_coverage() -> None:
    stories, authors = StoryWeek(180, 150, 12, 12 / 180, 0.05), AuthorWeek(90, 300, 120, 0.4, 0.35)
    assert write_patterns(replace(QUIET, stories=(stories,), authors=(authors,))) == []
    assert [row.text for row in independence_sentences([stories])] == [
        "Three or more authors carried 12 of 180 stories (6.7%), while 150 rest on one author; the "
        "week before, the share was 5.0%."
    ]
    assert [row.text for row in concentration_sentences([authors])] == [
        "The ten most active of 90 authors wrote 120 of 300 relevant posts (40.0%), up from 35.0% "
        "the week before."
    ]


def test_empty_week_has_no_pattern() -> None:
    assert write_patterns(WeekFigures()) == []


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
            {"pairs": (pair(),)},
            "Acme and Birch, named together",
            "Acme and Birch were named together in 12 of 300 relevant posts, by 7 authors and in 2 "
            "stories; no relevant post of the four weeks before brought them together.",
        ),
        (
            {"labels": (label("relevant", 300), label("safety", 60, 3.0))},
            "More posts on safety",
            "Posts on safety, law and misuse made up 20.0% of the relevant posts (60 of 300), up "
            "from 10.0% the week before, against a mean of 10.0% in the four weeks before; this "
            "counts attention, not incidents.",
        ),
    ],
)
def test_rise_is_told_with_counts_and_denominators(
    figures: dict[str, Any], headline: str, text: str
) -> None:
    patterns = write_patterns(replace(QUIET, **figures))
    assert [(pattern.headline, *texts([pattern])) for pattern in patterns] == [(headline, text)]


@pytest.mark.parametrize(
    "thin",
    [
        {"rising": (entity(change_z=2.1),)},
        {"rising": (entity(author_count=5),)},
        {"rising": (entity(post_count=9),)},
        {"rising": (entity(story_count=1),)},
        {"rising": (entity("person"),)},
        {"pairs": (pair(is_maker_and_product=True),)},
        {"pairs": (pair(canonical_name="Loom", other_canonical_name="Loom 4"),)},
        {"pairs": (pair(entity_id="model:a", other_entity_id="model:b"),)},
        {"pairs": (pair(change_z=-5.0),)},
        {"labels": (label("relevant", 300, 5.0), label("other", 90, 5.0))},
        {"labels": (label("relevant", 300), label("safety", 60, -5.0))},
        {"labels": (label("relevant", 300), label("safety", 19, 5.0))},
    ],
)
def test_thin_or_trivial_change_is_no_pattern(thin: dict[str, Any]) -> None:
    assert write_patterns(replace(QUIET, **thin)) == []


def test_one_name_makes_one_pattern() -> None:
    figures = replace(
        QUIET,
        pairs=(pair(),),
        rising=(entity(entity_id="org:a", change_z=9.0), entity(entity_id="org:c")),
    )
    named = [entity_id for pattern in write_patterns(figures) for entity_id in pattern.entity_ids]
    assert named == ["org:a", "org:b", "org:c"]


def test_maker_and_model_of_one_name_make_one_pattern() -> None:
    rising = (
        entity(entity_id="org:loomworks"),
        entity("model", entity_id="model:loomworks-v4", canonical_name="Loomworks V4"),
    )
    patterns = write_patterns(replace(QUIET, rising=rising))
    named = [entity_id for pattern in patterns for entity_id in pattern.entity_ids]
    assert named == ["org:loomworks"]


BUSY = replace(
    EVENTS,
    labels=(*QUIET.labels[:1], label("release", 90, 4.0), label("infra", 60, 3.0)),
    rising=(entity(), entity("model", entity_id="model:m", canonical_name="M-3")),
    pairs=(pair(), pair(other_entity_id="org:c", change_z=6.0)),
)


def test_busy_week_has_six_patterns_its_events_first() -> None:
    patterns = write_patterns(BUSY)
    assert len(patterns) == 6
    assert patterns[:5] == write_patterns(EVENTS)


@pytest.mark.parametrize("figures", [EVENTS, replace(BUSY, releases=(), deals=(), safety=())])
def test_every_sentence_is_supported_by_its_query_and_lists_its_values(
    figures: WeekFigures,
) -> None:
    rows: dict[str, list[dict[str, Any]]] = {query: [] for query in FIGURE_QUERIES}
    for records in vars(figures).values():
        for record in records:
            rows[record.query].append(asdict(record))
    names = ("Loom 4", "Talon 5", "Nova 2", "M-3")
    for sentence in (each for pattern in write_patterns(figures) for each in pattern.sentences):
        assert check_statistics(sentence.text, rows[sentence.query]) is None
        bare = sentence.text
        for name in names:
            bare = bare.replace(name, "")
        assert len(re.findall(r"\d[\d,]*(?:\.\d+)?%?", bare)) == len(sentence.values)


def test_figures_are_read_from_the_rows_of_their_queries() -> None:
    rows: dict[str, list[dict[str, Any]]] = {query: [] for query in FIGURE_QUERIES} | {
        "week_safety_kinds": [asdict(row) | {"week_start": None} for row in EVENTS.safety]
    }
    assert WeekFigures.from_rows(rows) == WeekFigures(safety=EVENTS.safety)
