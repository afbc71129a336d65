"""From what was gathered about one thing to its rows in the tracker's tables."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.nlp.tracker_records import (
    STATUS_ORDER,
    RecordType,
    TrackerEvidence,
    TrackerItem,
    TrackerStatus,
    WeekTracker,
    furthest_status,
    iso_week_of,
    quarter_of,
)
from pipeline.records import Post
from pipeline.reference.registry import Registry
from pipeline.week_material import WeekMaterial

CONFIDENCE_BY_GRADE = {"A": "confident", "B": "likely", "C": "likely", "D": "speculative"}
SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Draft:
    """What was gathered about one thing; `posts` are the evidence, oldest first."""

    record_type: RecordType
    record_id: str
    lead_post: Post
    title: str
    summary: str
    event_date: dt.date
    event_date_basis: str
    org_ids: tuple[str, ...]
    evidence_grade: str
    posts: tuple[Post, ...]
    origin_count: int
    statuses: tuple[TrackerStatus, ...]
    evidence: tuple[TrackerEvidence, ...]
    notes: tuple[str, ...]
    fields: Mapping[str, object]


def assemble(draft: Draft, material: WeekMaterial, registry: Registry) -> WeekTracker:
    """The item of a draft, its evidence, and the steps of its status."""
    steps = status_steps(draft.statuses)
    posts = draft.posts
    fields: dict[str, Any] = dict(draft.fields)
    item = TrackerItem(
        record_id=draft.record_id,
        record_type=draft.record_type,
        quarter=quarter_of(draft.event_date),
        iso_week=iso_week_of(draft.event_date),
        story_id=material.story_of.get(draft.lead_post.post_id),
        title=draft.title,
        summary=SPACE.sub(" ", draft.summary).strip(),
        event_date=draft.event_date,
        event_date_basis=draft.event_date_basis,
        first_seen_utc=posts[0].posted_at,
        last_updated_utc=posts[-1].posted_at,
        status=furthest_status([step.status for step in steps]),
        org_ids=draft.org_ids,
        org_names=tuple(name_of(org_id, registry) for org_id in draft.org_ids),
        country=_country(draft.org_ids, registry),
        confidence=CONFIDENCE_BY_GRADE[draft.evidence_grade],
        evidence_grade=draft.evidence_grade,
        n_sources=len({post.author_id for post in posts}),
        n_independent_origins=draft.origin_count,
        primary_source_url=draft.lead_post.url,
        source_urls=tuple(post.url for post in posts),
        source_post_ids=tuple(post.post_id for post in posts),
        archived_sha256=draft.lead_post.payload_sha256,
        notes="; ".join(draft.notes) or None,
        **fields,
    )
    return WeekTracker((item,), draft.evidence, tuple(steps))


def status_steps(statuses: Iterable[TrackerStatus]) -> list[TrackerStatus]:
    """The first evidence of each status, oldest first; steps back count only as setbacks."""
    steps: list[TrackerStatus] = []
    reached = -1
    for row in sorted(statuses, key=lambda row: (row.stated_at, row.post_id, row.span_start)):
        place = STATUS_ORDER.index(row.status) if row.status in STATUS_ORDER else len(STATUS_ORDER)
        is_known = any(step.status == row.status for step in steps)
        if not is_known and (place > reached or place == len(STATUS_ORDER)):
            steps.append(row)
            reached = max(reached, place) if place < len(STATUS_ORDER) else reached
    return steps


def name_of(entity_id: str | None, registry: Registry) -> str:
    """An organisation's usual name; one that the registry lacks is named by its id."""
    if not entity_id:
        return ""
    key = entity_id.removeprefix("org:")
    known = registry.organisations.get(key)
    return known.name if known else key.replace("-", " ").title()


def _country(org_ids: Iterable[str], registry: Registry) -> str | None:
    known = (registry.organisations.get(org_id.removeprefix("org:")) for org_id in org_ids)
    return next((entry.country for entry in known if entry and entry.country), None)


def join_trackers(parts: Iterable[WeekTracker]) -> WeekTracker:
    """Several trackers of one week as one, sorted by their keys."""
    gathered = list(parts)
    return WeekTracker(
        tuple(sorted((i for part in gathered for i in part.items), key=lambda i: i.record_id)),
        tuple(
            sorted(
                (row for part in gathered for row in part.evidence),
                key=lambda row: (row.record_id, row.field, row.post_id, row.span_start, row.value),
            )
        ),
        tuple(
            sorted(
                (row for part in gathered for row in part.statuses),
                key=lambda row: (row.record_id, row.stated_at, row.status),
            )
        ),
    )
