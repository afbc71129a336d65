"""Safety and tracker rows of the lake in the shapes that the renderers take."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence

from assets.workspace import Workspace
from pipeline.nlp import safety_records
from pipeline.nlp.tracker_quarter import merge_quarter, merge_weeks
from pipeline.nlp.tracker_records import (
    TrackerEvidence,
    TrackerItem,
    TrackerStatus,
    WeekTracker,
)
from pipeline.nlp.watch_items import WatchItem
from pipeline.nlp.watch_waiting import find_waiting
from pipeline.records import Post, StoryRank
from pipeline.reference.safety_rubric import load_safety_rubric
from pipeline.render.brief import BriefLedgerRow, BriefSafetyRow
from pipeline.render.model import SafetyDimension, SafetyItem
from pipeline.weeks import Week

# Weeks before the quarter are read too: a launch retold belongs to the quarter of its event.
ENGLISH = "en"
EARLIER_WEEKS = 13
WEEKS_OF_QUARTER = 14
LEDGER_KINDS = {"model_release": "Release", "safety_incident": "Incident", "infra_deal": "Deal"}


def listed_safety(workspace: Workspace, week: Week) -> list[safety_records.SafetyItem]:
    """The safety stories of a week that the gate let in: highest risk first, then by rank."""
    items = workspace.lake.read("gold.safety_items", safety_records.SafetyItem, week)
    ranks = {
        row.story_id: row.rank
        for row in workspace.lake.read("gold.weekly_story_ranks", StoryRank, week)
    }
    return sorted(
        (item for item in items if item.is_listed),
        key=lambda item: (
            item.risk_score is None,
            -(item.risk_score or 0),
            ranks.get(item.story_id, len(ranks) + 1),
            item.record_id,
        ),
    )


def rated_items(workspace: Workspace, week: Week) -> list[SafetyItem]:
    """The listed safety stories with the dimensions that count, as the safety report shows them."""
    names = load_safety_rubric().dimension_names
    dimensions: dict[str, list[SafetyDimension]] = defaultdict(list)
    for row in workspace.lake.read("gold.safety_dimensions", safety_records.SafetyDimension, week):
        if row.scale == "realised" and row.is_counted:
            dimensions[row.record_id].append(
                SafetyDimension(
                    names.get(row.dimension, row.dimension), row.band, row.quote, (row.post_id,)
                )
            )
    shared = {field.name for field in dataclasses.fields(SafetyItem)} - {"dims"}
    return [
        SafetyItem(
            **{name: getattr(item, name) for name in shared},
            dims=tuple(dimensions[item.record_id]),
        )
        for item in listed_safety(workspace, week)
    ]


def quarter_so_far(workspace: Workspace, week: Week) -> list[TrackerItem]:
    """The tracker of the week's quarter as it stands after that week."""
    return merge_quarter(recent_trackers(workspace, week), week.quarter)


def waiting_records(workspace: Workspace, week: Week) -> list[WatchItem]:
    """Tracker records that wait to move on, and those that the week moved."""
    trackers = recent_trackers(workspace, week)
    statuses = [row for _, tracker in trackers for row in tracker.statuses]
    return find_waiting(merge_weeks(trackers), statuses, week)


def stored_tracker(workspace: Workspace, week: Week) -> WeekTracker:
    """What the lake holds of a week's tracker, with its evidence."""
    lake = workspace.lake
    return WeekTracker(
        items=tuple(lake.read("gold.tracker_items", TrackerItem, week)),
        evidence=tuple(lake.read("gold.tracker_evidence", TrackerEvidence, week)),
        statuses=tuple(lake.read("gold.tracker_status_log", TrackerStatus, week)),
    )


def recent_trackers(workspace: Workspace, week: Week) -> list[tuple[Week, WeekTracker]]:
    """What the lake holds of the trackers of a week and of those before it."""
    weeks = [past for past in workspace.lake.weeks("gold.tracker_items") if past <= week]
    recent = weeks[-(EARLIER_WEEKS + WEEKS_OF_QUARTER) :]
    items: dict[Week, list[TrackerItem]] = defaultdict(list)
    for item in workspace.lake.read("gold.tracker_items", TrackerItem, recent):
        items[week_of(workspace, item.last_updated_utc)].append(item)
    statuses: dict[Week, list[TrackerStatus]] = defaultdict(list)
    for row in workspace.lake.read("gold.tracker_status_log", TrackerStatus, recent):
        statuses[week_of(workspace, row.stated_at)].append(row)
    return [
        (past, WeekTracker(items=tuple(items[past]), statuses=tuple(statuses[past])))
        for past in recent
    ]


def week_of(workspace: Workspace, moment: dt.datetime) -> Week:
    """The week that the lake keeps a post of that moment in."""
    return Week.containing(moment, workspace.settings.first_day)


def brief_safety_rows(
    items: Sequence[safety_records.SafetyItem], posts: Mapping[str, Post]
) -> list[BriefSafetyRow]:
    """Rated safety stories as rows of the brief, which is set in English.

    Severity is the band of harm done, else that of the danger; unrated stories stay in the report.
    """
    names = load_safety_rubric().band_names
    return [
        BriefSafetyRow(band, names[band].capitalize(), item.title, (item.title_post_id,))
        for item in items
        for band in (item.realised_band or item.potential_band,)
        if band and posts[item.title_post_id].language == ENGLISH
    ]


def brief_ledger_rows(items: Sequence[TrackerItem]) -> list[BriefLedgerRow]:
    """Releases and deals of the week as rows of the brief, best supported first."""
    told = [item for item in items if item.record_type != "safety_incident"]
    told.sort(key=lambda item: (item.record_type, -item.n_independent_origins, item.record_id))
    return [
        BriefLedgerRow(
            LEDGER_KINDS[item.record_type],
            ", ".join(item.org_names[:2]),
            item.model_name or item.title,
            item.source_post_ids[:1],
        )
        for item in told
    ]
