"""The rows that rate the safety stories of a week."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from pipeline.reference.safety_rubric import Kind

ID_DIGITS = 12


@dataclass(frozen=True, slots=True)
class SafetyItem:
    """A safety story as rubric SRS-1 rates it: a row of `gold.safety_items`.

    `dims` are `dimension=band` of harm done; None and empty mean that no post states it. A story
    that the gate turned away has kind `not_safety`, `is_listed` False and a `drop_reason`.
    `matter_id` says whose system and what kind of harm; it is None where no harm is stated.
    """

    record_id: str
    story_id: str
    matter_id: str | None
    title: str
    title_post_id: str
    kind: Kind
    is_listed: bool
    drop_reason: str | None
    event_date: dt.date
    event_date_basis: str
    realised_band: int | None
    potential_band: int | None
    likelihood: int | None
    evidence_grade: str
    causal_link: str
    dims: tuple[str, ...]
    flags: tuple[str, ...]
    overrides: tuple[str, ...]
    risk_score: int | None
    risk_label: str
    rationale: str
    confidence: str
    missing: tuple[str, ...]
    origin_count: int
    entity_ids: tuple[str, ...]
    post_ids: tuple[str, ...]
    urls: tuple[str, ...]
    rubric_version: str


@dataclass(frozen=True, slots=True)
class SafetyDimension:
    """A trigger that fired for a story: a row of `gold.safety_dimensions`."""

    record_id: str
    dimension: str
    scale: str
    band: int
    manner: str
    is_counted: bool
    trigger_id: str
    post_id: str
    span_start: int
    span_end: int
    quote: str


@dataclass(frozen=True, slots=True)
class SafetyWeek:
    """All safety rows of a week, sorted by their keys."""

    items: tuple[SafetyItem, ...]
    dimensions: tuple[SafetyDimension, ...]


def derive_safety_id(story_id: str) -> str:
    """The id of a safety item, the same in every run."""
    return f"safety-{hashlib.sha256(story_id.encode()).hexdigest()[:ID_DIGITS]}"
