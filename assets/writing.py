"""Sentences on the week's tables: the mix, themes, patterns, coverage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from assets.workspace import Workspace
from pipeline.nlp.topics import PostTopic
from pipeline.reference.topics import load_topics
from pipeline.warehouse import sql_text
from pipeline.weeks import Week
from pipeline.writing import statistics
from pipeline.writing.compose import DraftItem, StatSentence, Tables
from pipeline.writing.newsroom import Newsroom
from pipeline.writing.patterns import write_patterns
from pipeline.writing.statistics import count
from pipeline.writing.themes import write_themes
from pipeline.writing.week_figures import FIGURE_QUERIES, WeekFigures

HISTORY_WEEKS = 4
Row = Mapping[str, Any]


def write_tables(workspace: Workspace, newsroom: Newsroom) -> Tables:
    """What the tables of a week say, in sentences."""
    week = newsroom.material.week
    figures = WeekFigures.from_rows({name: query_rows(workspace, name, week) for name in FIGURE_QUERIES})
    topics = load_topics().topics
    themes = write_themes(figures.topics, topics)
    patterns = write_patterns(figures, topics, [theme.topic_id for theme in themes])
    return Tables(
        mix=mix_sentence(query_rows(workspace, "weekly_label_counts", week)),
        themes=[DraftItem(theme.headline, plain([theme.sentence])) for theme in themes],
        patterns=[DraftItem(pattern.headline, plain(pattern.sentences)) for pattern in patterns],
        coverage=coverage_items(workspace, week),
        safety_notes={},
        watch=[],
    )


def query_rows(workspace: Workspace, name: str, week: Week) -> list[dict[str, Any]]:
    """Rows of a ready query that are of one week."""
    rows = workspace.lake.query(sql_text("queries", name), weeks=[*week.before(HISTORY_WEEKS), week])
    return [row for row in rows if row["week_start"] == week.start]


def plain(sentences: Iterable[statistics.StatSentence]) -> tuple[StatSentence, ...]:
    """Sentences of figures as drafts hold them."""
    return tuple(StatSentence(sentence.text, sentence.query) for sentence in sentences)


def mix_sentence(rows: Sequence[Row]) -> StatSentence:
    """How the week's relevant posts divide."""
    counts = {row["label"]: count(row["post_count"]) for row in rows}
    text = (
        f"Of {counts['relevant']} relevant posts, {counts['release']} reported releases, "
        f"{counts['infra']} compute and infrastructure, and {counts['safety']} safety matters."
    )
    return StatSentence(text, "weekly_totals")


def coverage_items(workspace: Workspace, week: Week) -> list[DraftItem]:
    """What was read, dropped and missing."""
    rows = query_rows(workspace, "coverage", week)
    if not rows:
        return [DraftItem("", (StatSentence("No posts of this week are in the database.", "coverage"),))]
    row = rows[0]
    texts = [
        f"Read: {count(row['post_count'])} posts by {count(row['author_count'])} authors from "
        f"{count(row['source_count'])} sources; {count(row['other_language_count'])} of them are in other "
        "languages than English and are counted, not quoted.",
        f"Left out: {count(row['duplicate_count'])} posts that repeat another and "
        f"{count(row['irrelevant_count'])} that report nothing on AI.",
        f"Kept: {count(row['relevant_count'])} relevant posts in {count(row['story_count'])} stories.",
        history_text(row["earlier_week_count"]),
    ]
    return [DraftItem("", (StatSentence(text, "coverage"),)) for text in texts]


def history_text(earlier_weeks: int) -> str:
    """Whether there is anything to compare with."""
    if earlier_weeks == HISTORY_WEEKS:
        return "Changes compare with the four weeks before, all of which are in the database."
    return (
        f"Changes compare with the weeks before that are in the database: {earlier_weeks} of the last four."
    )


def topic_posts(workspace: Workspace, week: Week) -> Mapping[str, Counter[str]]:
    """For each theme, the posts that speak of it with the count of its words."""
    found: dict[str, Counter[str]] = {}
    for row in workspace.lake.read("silver.post_topics", PostTopic, week):
        found.setdefault(row.topic_id, Counter())[row.post_id] = row.cue_count
    return found
