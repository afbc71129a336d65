"""Sentences on the week's tables: the mix, coverage, and what other tables add to sections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assets.workspace import Workspace
from pipeline.warehouse import sql_text
from pipeline.writing.compose import DraftItem, StatSentence, Tables
from pipeline.writing.newsroom import Newsroom

Row = Mapping[str, Any]


def write_tables(workspace: Workspace, newsroom: Newsroom) -> Tables:
    """What the tables of a week say, in sentences."""
    week = newsroom.material.week

    def rows(query: str) -> list[dict[str, Any]]:
        found = workspace.lake.query(sql_text("queries", query), weeks=[week])
        return [row for row in found if row["week_start"] == week.start]

    labels = {row["label"]: row for row in rows("weekly_label_counts")}
    return Tables(
        mix=mix_sentence(labels),
        themes=[],
        patterns=[],
        coverage=coverage_items(rows("coverage")[0]),
        safety_notes={},
        watch=[],
    )


def mix_sentence(labels: Mapping[str, Row]) -> StatSentence:
    """How the week's relevant posts divide."""
    relevant = labels["relevant"]["post_count"]
    parts = [
        f"{labels[label]['post_count']:,} reported {what}"
        for label, what in (("release", "releases"), ("safety", "safety matters"), ("infra", "infrastructure"))
    ]
    text = f"Of {relevant:,} relevant posts, {parts[0]}, {parts[1]} and {parts[2]}."
    return StatSentence(text, "weekly_label_counts")


def coverage_items(row: Row) -> list[DraftItem]:
    """What was read, dropped and missing."""
    sentences = [
        StatSentence(
            f"Read: {row['post_count']:,} posts by {row['author_count']:,} authors from {row['source_count']:,} "
            "sources.",
            "coverage",
        ),
        StatSentence(
            f"Left out: {row['duplicate_count']:,} posts that repeat another and {row['irrelevant_count']:,} that "
            "report nothing on AI.",
            "coverage",
        ),
        StatSentence(
            f"Kept: {row['relevant_count']:,} relevant posts in {row['story_count']:,} stories.", "coverage"
        ),
    ]
    return [DraftItem("", (sentence,)) for sentence in sentences]
