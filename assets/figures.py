"""The numbers behind the charts of a week, from the weekly tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import mean
from typing import Any

from assets.workspace import Workspace
from pipeline.records import Claim
from pipeline.render.model import Kpi, LabelVolume, Mover, TimelineEvent, WeekFigures
from pipeline.warehouse import sql_text
from pipeline.week_material import WeekMaterial
from pipeline.weeks import Week

CHART_WEEKS = 8
MAX_MOVERS = 8
HISTORY_WEEKS = 4
# What the strip of figures shows: its words, the column, and the column it is a share of.
KPIS = (
    ("Posts read", "post_count", None),
    ("Relevant posts", "relevant_post_count", "kept_post_count"),
    ("Stories", "story_count", None),
    ("Releases", "release_post_count", "relevant_post_count"),
    ("Safety", "safety_post_count", "relevant_post_count"),
    ("Infrastructure", "infra_post_count", "relevant_post_count"),
)
VOLUMES = (
    ("Releases", "release_post_count"),
    ("Infrastructure", "infra_post_count"),
    ("Safety", "safety_post_count"),
    ("Other", "other_post_count"),
)
Row = Mapping[str, Any]


def week_figures(
    workspace: Workspace, week: Week, timeline: Sequence[TimelineEvent]
) -> WeekFigures:
    """Counts with their history, movers and the timeline of a week."""
    weeks = [*week.before(CHART_WEEKS - 1), week]
    totals = workspace.lake.query(sql_text("queries", "weekly_totals"), weeks=weeks)
    if not totals or totals[-1]["week_start"] != week.start:
        return WeekFigures()
    return WeekFigures(
        kpis=tuple(kpi_of(totals, *spec) for spec in KPIS),
        weeks=tuple(row["week_start"] for row in totals),
        volumes=tuple(
            LabelVolume(label, tuple(row[column] for row in totals)) for label, column in VOLUMES
        ),
        movers=movers_of(workspace, week),
        timeline=tuple(timeline),
        queries=("weekly_totals", "rising_entities", "falling_entities"),
        volume_noun="posts",
        mover_noun="posts",
    )


def kpi_of(totals: Sequence[Row], label: str, column: str, base: str | None) -> Kpi:
    """One figure with its history; the row of this week is the last."""
    this_week = totals[-1]
    earlier = [
        row[column]
        for row in totals[:-1]
        if (this_week["week_start"] - row["week_start"]).days <= 7 * HISTORY_WEEKS
    ]
    is_previous = totals[:-1] and (this_week["week_start"] - totals[-2]["week_start"]).days == 7
    return Kpi(
        label=label,
        value=this_week[column],
        last_week=totals[-2][column] if is_previous else None,
        mean_four_weeks=mean(earlier) if earlier else None,
        history=tuple(row[column] for row in totals),
        base=this_week[base] if base else None,
    )


def movers_of(workspace: Workspace, week: Week) -> tuple[Mover, ...]:
    """Names whose count of posts changed most against last week, the surest changes first."""
    weeks = [*week.before(HISTORY_WEEKS), week]
    found: list[tuple[float, Mover]] = []
    for query in ("rising_entities", "falling_entities"):
        for row in workspace.lake.query(sql_text("queries", query), weeks=weeks):
            is_this_week = (
                row["week_start"] == week.start and row["previous_post_count"] is not None
            )
            if is_this_week and row["change_z"] is not None:
                mover = Mover(row["canonical_name"], row["previous_post_count"], row["post_count"])
                found.append((abs(row["change_z"]), mover))
    found.sort(key=lambda pair: (-pair[0], pair[1].entity))
    return tuple(mover for _, mover in found[:MAX_MOVERS])


def timeline_of(material: WeekMaterial, claims: Sequence[Claim]) -> list[TimelineEvent]:
    """The stories the digest tells, on the day of their first post."""
    events = {}
    for claim in claims:
        rank = material.ranks.get(claim.story_id or "")
        if (
            rank is None
            or rank.category == "other"
            or not claim.headline
            or claim.story_id in events
        ):
            continue
        first = min(
            (
                material.posts[member.post_id].posted_at
                for member in material.stories[rank.story_id]
            ),
        )
        events[claim.story_id] = TimelineEvent(
            first.date(),
            claim.headline,
            rank.category,
            claim.post_ids[0] if claim.post_ids else None,
        )
    return sorted(events.values(), key=lambda event: (event.day, event.title))
