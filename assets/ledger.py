"""Safety and tracker rows of the lake in the shapes that the renderers take."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Mapping, Sequence

from assets.workspace import Workspace
from pipeline.nlp import safety_records
from pipeline.nlp.tracker_quarter import merge_quarter
from pipeline.nlp.tracker_records import TrackerEvidence, TrackerItem, TrackerStatus, WeekTracker
from pipeline.records import Post
from pipeline.reference.safety_rubric import load_safety_rubric
from pipeline.render.brief import BriefLedgerRow, BriefSafetyRow
from pipeline.render.model import SafetyDimension, SafetyItem
from pipeline.render.safety import BAND_WORDS
from pipeline.weeks import Week

# Weeks before the quarter are read too: a launch retold belongs to the quarter of its event.
ENGLISH = "en"
EARLIER_WEEKS = 13
WEEKS_OF_QUARTER = 14
LEDGER_KINDS = {"model_release": "Release", "safety_incident": "Incident", "infra_deal": "Deal"}


def listed_safety(workspace: Workspace, week: Week) -> list[safety_records.SafetyItem]:
    """The safety stories of a week that the gate let in, highest risk first."""
    items = workspace.lake.read("gold.safety_items", safety_records.SafetyItem, week)
    return sorted(
        (item for item in items if item.is_listed),
        key=lambda item: (
            item.risk_score is None,
            -(item.risk_score or 0),
            -item.origin_count,
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
    weeks = [past for past in workspace.lake.weeks("gold.tracker_items") if past <= week]
    recent = weeks[-(EARLIER_WEEKS + WEEKS_OF_QUARTER) :]
    return merge_quarter([(past, stored_tracker(workspace, past)) for past in recent], week.quarter)


def stored_tracker(workspace: Workspace, week: Week) -> WeekTracker:
    """What the lake holds of a week's tracker."""
    lake = workspace.lake
    return WeekTracker(
        items=tuple(lake.read("gold.tracker_items", TrackerItem, week)),
        evidence=tuple(lake.read("gold.tracker_evidence", TrackerEvidence, week)),
        statuses=tuple(lake.read("gold.tracker_status_log", TrackerStatus, week)),
    )


def brief_safety_rows(
    items: Sequence[safety_records.SafetyItem], posts: Mapping[str, Post]
) -> list[BriefSafetyRow]:
    """Rated safety stories as rows of the brief, which is set in English.

    Severity is the band of harm done, else that of the danger; unrated stories stay in the report.
    """
    return [
        BriefSafetyRow(band, BAND_WORDS[band], item.title, (item.title_post_id,))
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
