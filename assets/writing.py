"""Sentences on the week's tables: the mix, themes, patterns, coverage."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from assets.ledger import listed_safety
from assets.watching import open_before, promises, watched_before
from assets.workspace import Workspace
from pipeline.nlp.safety_records import SafetyItem
from pipeline.nlp.topics import PostTopic, fold
from pipeline.records import SourceHealth
from pipeline.reference.topics import load_topics
from pipeline.warehouse import sql_text
from pipeline.weeks import Week
from pipeline.writing import statistics
from pipeline.writing.compose import DraftItem, StatSentence, Tables, ThemeDraft
from pipeline.writing.matters import SafetyMatter
from pipeline.writing.newsroom import Newsroom
from pipeline.writing.patterns import write_patterns
from pipeline.writing.spread import concentration_sentences, independence_sentences
from pipeline.writing.statistics import count
from pipeline.writing.themes import Theme, write_themes
from pipeline.writing.watch import write_watch
from pipeline.writing.week_figures import FIGURE_QUERIES, LabelWeek, WeekFigures

HISTORY_WEEKS = 4
MAX_NAMES = 10  # sources that one sentence lists
BEFORE_THE_END = "asked before the week was over"  # of `silver.source_health`
# A week with less than this share of the usual relevant posts is called quiet.
QUIET_SHARE = 0.6
Row = Mapping[str, Any]


def write_tables(workspace: Workspace, newsroom: Newsroom) -> Tables:
    """What the tables of a week say, in sentences."""
    week = newsroom.material.week
    figures = WeekFigures.from_rows(
        {name: query_rows(workspace, name, week) for name in FIGURE_QUERIES}
    )
    label_rows = query_rows(workspace, LabelWeek.query, week)
    topics = load_topics().topics
    themes = write_themes(figures.topics, topics)
    return Tables(
        mix=mix_sentence(label_rows),
        is_quiet=is_quiet_week(label_rows),
        themes=theme_drafts(workspace, week, themes),
        patterns=[
            DraftItem(pattern.headline, plain(pattern.sentences))
            for pattern in write_patterns(figures)
        ],
        coverage=[*coverage_items(workspace, week), *sample_items(figures)],
        safety=safety_matters(workspace, week),
        watch=write_watch(
            newsroom,
            promises(workspace, week),
            watched_before(workspace, week),
            open_before(workspace, week),
        ),
    )


def theme_drafts(workspace: Workspace, week: Week, themes: Sequence[Theme]) -> list[ThemeDraft]:
    """Each theme with its figures and, of each post on it, the words that say so."""
    cues: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for topic in workspace.lake.read("silver.post_topics", PostTopic, week):
        cues[topic.topic_id][topic.post_id] = topic.evidence
    return [
        ThemeDraft(
            theme.title,
            plain([theme.sentence])[0],
            functools.partial(speaks_of, cues[theme.topic_id]),
        )
        for theme in themes
    ]


def speaks_of(cues: Mapping[str, tuple[str, ...]], post_id: str, text: str) -> bool:
    """Whether a sentence of a post holds one of the cues by which the post is on a theme."""
    folded = f" {fold(text)} "
    return any(f" {cue}" in folded for cue in cues.get(post_id, ()))


def safety_matters(workspace: Workspace, week: Week) -> list[SafetyMatter]:
    """The items of the safety report in its order, with the post that each rests on."""
    return [
        SafetyMatter(
            item.story_id,
            item.title_post_id,
            item.title,
            rating_text(item),
            is_scored=item.risk_score is not None,
        )
        for item in listed_safety(workspace, week)
    ]


def rating_text(item: SafetyItem) -> str:
    """How the rubric rates a story, in one sentence."""
    kind = item.kind.replace("_", " ")
    if item.risk_score is None:
        return f"Kind: {kind}, not scored."
    bands = [
        f"{word} band {band}"
        for word, band in (("realised", item.realised_band), ("potential", item.potential_band))
        if band is not None
    ]
    return (
        f"Kind: {kind}; risk {item.risk_label}, score {item.risk_score}, "
        f"{' and '.join(bands)}, evidence grade {item.evidence_grade}."
    )


def query_rows(workspace: Workspace, name: str, week: Week) -> list[dict[str, Any]]:
    """Rows of a ready query that are of one week."""
    rows = workspace.lake.query(
        sql_text("queries", name), weeks=[*week.before(HISTORY_WEEKS), week]
    )
    return [row for row in rows if row["week_start"] == week.start]


def plain(sentences: Iterable[statistics.StatSentence]) -> tuple[StatSentence, ...]:
    """Sentences of figures as drafts hold them."""
    return tuple(
        StatSentence(sentence.text, sentence.query, sentence.post_ids) for sentence in sentences
    )


def sample_items(figures: WeekFigures) -> list[DraftItem]:
    """How the week's posts are spread over stories and authors."""
    sentences = (
        *independence_sentences(figures.stories),
        *concentration_sentences(figures.authors),
    )
    return [DraftItem("", plain([sentence])) for sentence in sentences]


def mix_sentence(rows: Sequence[Row]) -> StatSentence:
    """How the week's relevant posts divide, and whether they are few."""
    by_label = {row["label"]: row for row in rows}
    counts = {label: count(row["post_count"]) for label, row in by_label.items()}
    matters = "matter" if by_label["safety"]["post_count"] == 1 else "matters"
    opening = "A quiet week: of" if is_quiet_week(rows) else "Of"
    text = (
        f"{opening} {counts['relevant']} relevant posts, "
        f"{counts['release']} reported releases, {counts['infra']} compute and infrastructure, "
        f"and {counts['safety']} safety {matters}."
    )
    return StatSentence(text, "weekly_totals")


def is_quiet_week(rows: Sequence[Row]) -> bool:
    """Whether a week has far fewer relevant posts than the weeks before."""
    relevant = next(row for row in rows if row["label"] == "relevant")
    usual = relevant["mean_post_count_4w"]
    return usual is not None and relevant["post_count"] < QUIET_SHARE * usual


def coverage_items(workspace: Workspace, week: Week) -> list[DraftItem]:
    """What was read, dropped and missing."""
    rows = query_rows(workspace, "coverage", week)
    if not rows:
        return [
            DraftItem("", (StatSentence("No posts of this week are in the database.", "coverage"),))
        ]
    row = rows[0]
    texts = [
        f"Read: {count(row['post_count'])} posts by {count(row['author_count'])} authors from "
        f"{count(row['source_count'])} sources; {count(row['other_language_post_count'])} of them "
        "are in other languages than English and are counted, not quoted.",
        f"Left out: {count(row['duplicate_post_count'])} posts that repeat another and "
        f"{count(row['irrelevant_post_count'])} that report nothing on AI.",
        f"Kept: {count(row['relevant_post_count'])} relevant posts in "
        f"{count(row['story_count'])} stories.",
        history_text(row["earlier_week_count"]),
    ]
    items = [DraftItem("", (StatSentence(text, "coverage"),)) for text in texts]
    return [*items, *source_items(workspace, week)]


def source_items(workspace: Workspace, week: Week) -> list[DraftItem]:
    """Live sources that failed, fell silent or showed part of the week; none if imported."""
    rows = workspace.lake.read("silver.source_health", SourceHealth, week)
    early = [row for row in rows if row.status == "ok" and row.uncovered_reason == BEFORE_THE_END]
    if early:
        rows = [row for row in rows if row not in early]
    kinds = (
        ("Not read", [row for row in rows if row.status == "failed"]),
        (
            "Silent for longer than usual",
            [row for row in rows if row.status == "ok" and row.is_stale],
        ),
        ("Read in part", [row for row in rows if row.status == "ok" and not row.is_covered]),
    )
    texts = [
        f"{kind}: {name_list([row.source_name for row in found])}."
        for kind, found in kinds
        if found
    ]
    if early:
        names = name_list([row.source_name for row in early])
        texts.append(f"Read before the week was over, and so not to its end: {names}.")
    return [DraftItem("", (StatSentence(text, "source_health"),)) for text in texts]


def name_list(names: Sequence[str]) -> str:
    """Names with commas; of many the first, and that there are others."""
    shown = ", ".join(names[:MAX_NAMES])
    return f"{shown} and others" if len(names) > MAX_NAMES else shown


def history_text(earlier_weeks: int) -> str:
    """Whether there is anything to compare with."""
    if earlier_weeks == HISTORY_WEEKS:
        return "Changes compare with the four weeks before, all of which are in the database."
    return (
        "Changes compare with the weeks before that are in the database: "
        f"{earlier_weeks} of the last four."
    )
