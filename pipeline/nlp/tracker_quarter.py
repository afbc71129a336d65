"""The quarter's tracker: weekly records of one thing merged, with what the last week changed."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pipeline.nlp.tracker_assembly import status_steps
from pipeline.nlp.tracker_proofs import JOINED_FIELDS, JOINT, spell_value
from pipeline.nlp.tracker_records import TrackerItem, TrackerStatus, WeekTracker, furthest_status
from pipeline.nlp.tracker_retold import join_retold
from pipeline.weeks import Week

GRADES = "ABCD"
UNCHANGING = frozenset(
    {
        "record_id", "record_type", "schema_version", "quarter", "iso_week", "event_date",
        "event_date_basis",
    }
)  # fmt: skip
# Merged by rules of their own, or a matter of course in a new week.
OWN_RULES = frozenset(
    {
        "status", "confidence", "evidence_grade", "first_seen_utc", "last_updated_utc", "n_sources",
        "n_independent_origins", "delta_since_last_week", "source_urls", "source_post_ids",
        "story_id",
    }
)  # fmt: skip
# Read together: a week that states them better states them all.
WORDING_FIELDS = ("title", "summary", "primary_source_url", "archived_sha256")
DATING_FIELDS = ("event_date", "event_date_basis", "quarter", "iso_week", "status")
NEW = "new"


def merge_quarter(weeks: Sequence[tuple[Week, WeekTracker]], quarter: str) -> list[TrackerItem]:
    """The tracker of a quarter as it stands after the last of the weeks.

    Args:
        weeks: Weekly trackers in any order; weeks before the quarter may be among them, since a
            thing belongs to the quarter of its event date.
        quarter: Such as `2026-Q1`.

    """
    return [item for item in merge_weeks(weeks) if item.quarter == quarter]


def merge_weeks(weeks: Sequence[tuple[Week, WeekTracker]]) -> list[TrackerItem]:
    """The tracker of some weeks, in any order, as it stands after the last of them.

    Returns:
        One item a thing, by type, event date and id. Later weeks fill fields that earlier ones left
        empty; a stated field changes only on better evidence. `delta_since_last_week` says what the
        last week added, and is None for items it did not touch.
    """
    ordered = join_retold(weeks)
    seen: dict[str, list[tuple[Week, TrackerItem]]] = defaultdict(list)
    statuses: dict[str, list[TrackerStatus]] = defaultdict(list)
    for week, tracker in ordered:
        for item in tracker.items:
            seen[item.record_id].append((week, item))
        for row in tracker.statuses:
            statuses[row.record_id].append(row)
    last_week = ordered[-1][0] if ordered else None
    merged = [
        _merge_thing(_known_only(reports, seen), statuses[record_id], last_week)
        for record_id, reports in seen.items()
    ]
    return sorted(
        merged,
        key=lambda item: (item.record_type, item.event_date, item.record_id),
    )


def _known_only(
    reports: Sequence[tuple[Week, TrackerItem]], seen: Collection[str]
) -> list[tuple[Week, TrackerItem]]:
    """Reports that name as superseded only what has a record."""
    return [
        (
            week,
            dataclasses.replace(
                item, supersedes=tuple(each for each in item.supersedes if each in seen)
            ),
        )
        for week, item in reports
    ]


def _merge_thing(
    reports: Sequence[tuple[Week, TrackerItem]],
    statuses: Sequence[TrackerStatus],
    last_week: Week | None,
) -> TrackerItem:
    current = reports[0][1]
    before: TrackerItem | None = None
    for week, report in reports:
        if week == last_week:
            before = current if report is not reports[0][1] else None
        if report is not reports[0][1]:
            current = _merge_reports(current, report)
    steps = status_steps(statuses)
    current = dataclasses.replace(current, status=furthest_status([step.status for step in steps]))
    if reports[-1][0] != last_week:
        return dataclasses.replace(current, delta_since_last_week=None)
    if before is None:
        return dataclasses.replace(current, delta_since_last_week=NEW)
    earlier = [row for row in statuses if row.post_id in before.source_post_ids]
    reached = furthest_status([step.status for step in status_steps(earlier)]) if earlier else None
    return dataclasses.replace(
        current, delta_since_last_week=_describe_delta(before, current, reached)
    )


def _merge_reports(known: TrackerItem, report: TrackerItem) -> TrackerItem:
    """What two weeks say of a thing: the earlier stays unless it is silent or worse evidenced."""
    is_better = GRADES.index(report.evidence_grade) < GRADES.index(known.evidence_grade)
    changes: dict[str, Any] = {
        name: _merge_field(name, getattr(known, name), getattr(report, name), is_better)
        for name in _field_names()
        if name not in UNCHANGING | OWN_RULES and name not in WORDING_FIELDS
    }
    best = report if is_better else known
    # What was a rumour happens when it is announced: day, quarter and week are those of the fact.
    dated = report if known.status == "rumoured" and report.status != "rumoured" else known
    post_ids = dict(zip(known.source_post_ids, known.source_urls, strict=True))
    post_ids |= dict(zip(report.source_post_ids, report.source_urls, strict=True))
    return dataclasses.replace(
        known,
        **changes,
        **{name: getattr(best, name) for name in WORDING_FIELDS},
        **{name: getattr(dated, name) for name in DATING_FIELDS},
        confidence=best.confidence,
        evidence_grade=best.evidence_grade,
        first_seen_utc=min(known.first_seen_utc, report.first_seen_utc),
        last_updated_utc=max(known.last_updated_utc, report.last_updated_utc),
        n_sources=known.n_sources + report.n_sources,
        n_independent_origins=max(known.n_independent_origins, report.n_independent_origins),
        source_post_ids=tuple(post_ids),
        source_urls=tuple(post_ids.values()),
    )


def _field_names() -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(TrackerItem))


def _merge_field(name: str, known: object, report: object, is_better: bool) -> object:
    if isinstance(known, tuple) and isinstance(report, tuple):
        return tuple(dict.fromkeys((*known, *report)))
    if name in JOINED_FIELDS and known and report:
        return JOINT.join(sorted({*str(known).split(JOINT), *str(report).split(JOINT)}))
    if known is None or (is_better and report is not None):
        return report
    return known


def _describe_delta(before: TrackerItem, after: TrackerItem, reached: str | None) -> str | None:
    """What changed, in the order of the columns; None when the week only repeats what was known."""
    changes: list[str] = []
    if reached is not None and reached != after.status:
        changes.append(f"status {reached} → {after.status}")
    for name in _field_names():
        if name in UNCHANGING | OWN_RULES or name in WORDING_FIELDS:
            continue
        old, new = getattr(before, name), getattr(after, name)
        if old == new:
            continue
        changes.append(
            f"{name} added" if old in (None, ()) else f"{name} {_told(old)} → {_told(new)}"
        )
    return "; ".join(changes) or None


def _told(value: object) -> str:
    return JOINT.join(map(str, value)) if isinstance(value, tuple) else spell_value(value)


def tracker_row(item: TrackerItem) -> Mapping[str, Any]:
    """An item as the cells of a CSV row, by column name."""
    return {name: getattr(item, name) for name in _field_names()}
