"""The rows of the tracker: what was released, what went wrong, what was agreed, with evidence."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.weeks import Week

SCHEMA_VERSION = "1.0"
RecordType = Literal["model_release", "safety_incident", "infra_deal"]
RECORD_PREFIXES: Mapping[RecordType, str] = {
    "model_release": "release",
    "safety_incident": "incident",
    "infra_deal": "deal",
}
# Forward order of what is known of a thing; disputed and retracted may follow any of them.
STATUS_ORDER = ("rumoured", "announced", "confirmed", "available")
SETBACKS = ("disputed", "retracted")
ID_DIGITS = 12
STATE_WORDS = re.compile(r"[\s-](?:preview|beta)$|(?<=\d)\.0(?=$|-)", re.IGNORECASE)
SPECIFIC_MODEL = re.compile(r"model:.*[\d\s-]")
NOT_IN_SLUG = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class TrackerItem:
    """One thing as the posts of one week tell it: a row of `gold.tracker_items`.

    A field that no post states is None or empty. `delta_since_last_week` is filled when the weeks
    of a quarter are merged.
    """

    record_id: str
    record_type: RecordType
    quarter: str
    iso_week: str
    story_id: str | None
    title: str
    summary: str
    event_date: dt.date
    event_date_basis: str
    first_seen_utc: dt.datetime
    last_updated_utc: dt.datetime
    status: str
    org_ids: tuple[str, ...]
    org_names: tuple[str, ...]
    country: str | None
    confidence: str
    evidence_grade: str
    n_sources: int
    n_independent_origins: int
    primary_source_url: str
    source_urls: tuple[str, ...]
    source_post_ids: tuple[str, ...]
    archived_sha256: str
    schema_version: str = SCHEMA_VERSION
    delta_since_last_week: str | None = None
    supersedes: tuple[str, ...] = ()
    notes: str | None = None
    model_id: str | None = None
    model_name: str | None = None
    family: str | None = None
    base_model: str | None = None
    release_type: str | None = None
    modality: tuple[str, ...] = ()
    parameters_total: float | None = None
    parameters_active: float | None = None
    context_tokens: int | None = None
    license: str | None = None
    open_weights: bool | None = None
    availability: str | None = None
    price_in_usd_per_mtok: float | None = None
    price_out_usd_per_mtok: float | None = None
    training_compute_flop: float | None = None
    training_hardware: str | None = None
    benchmarks_claimed: tuple[str, ...] = ()
    benchmark_claim_by: str | None = None
    system_card_url: str | None = None
    safety_framework_level: str | None = None
    kind: str | None = None
    ai_system: str | None = None
    deployer: str | None = None
    developer: str | None = None
    harmed_parties: tuple[str, ...] = ()
    domain_mit: str | None = None
    subdomain_mit: str | None = None
    entity: str | None = None
    intent: str | None = None
    timing: str | None = None
    realised_band: int | None = None
    potential_band: int | None = None
    likelihood: int | None = None
    risk_score: int | None = None
    risk_label: str | None = None
    dims: tuple[str, ...] = ()
    people_harmed: int | None = None
    people_exposed: int | None = None
    loss_amount: float | None = None
    loss_currency: str | None = None
    causal_link: str | None = None
    legal_flags: tuple[str, ...] = ()
    aiid_id: str | None = None
    cve_ids: tuple[str, ...] = ()
    mitigation_status: str | None = None
    rationale: str | None = None
    deal_type: str | None = None
    buyer: str | None = None
    seller: str | None = None
    other_parties: tuple[str, ...] = ()
    amount: float | None = None
    amount_currency: str | None = None
    amount_usd: float | None = None
    amount_basis: str | None = None
    term_years: float | None = None
    power_mw: float | None = None
    power_basis: str | None = None
    chips_type: str | None = None
    chips_qty: int | None = None
    h100_equivalents: float | None = None
    site: str | None = None
    region: str | None = None
    energy_source: str | None = None
    start_date: dt.date | None = None
    online_date: dt.date | None = None
    circular_flag: bool | None = None


@dataclass(frozen=True, slots=True)
class TrackerEvidence:
    """Which words of which post prove a field: a row of `gold.tracker_evidence`."""

    record_id: str
    field: str
    value: str
    post_id: str
    span_start: int
    span_end: int
    quote: str


@dataclass(frozen=True, slots=True)
class TrackerStatus:
    """A week's first evidence of a status of a thing: a row of `gold.tracker_status_log`."""

    record_id: str
    status: str
    post_id: str
    stated_at: dt.datetime
    span_start: int
    span_end: int
    quote: str


@dataclass(frozen=True, slots=True)
class WeekTracker:
    """All rows that the tracker takes from one week, each sequence sorted by its key."""

    items: tuple[TrackerItem, ...] = ()
    evidence: tuple[TrackerEvidence, ...] = ()
    statuses: tuple[TrackerStatus, ...] = ()


def plain_model_id(entity_id: str) -> str:
    """A model's id without words that say how finished it is, and "5.0" as "5"."""
    return STATE_WORDS.sub("", entity_id)


def is_specific_model(entity_id: str) -> bool:
    """Whether an id is of one model and not of a line such as "Claude"."""
    return SPECIFIC_MODEL.match(entity_id) is not None


def slug(name: str) -> str:
    """A name in lower case with hyphens between its words."""
    return NOT_IN_SLUG.sub("-", name.casefold()).strip("-")


def derive_record_id(record_type: RecordType, entity: str, thing: str, month: str = "") -> str:
    """The id of a thing: the same in every week that reports it.

    Args:
        record_type: What kind of thing.
        entity: Whose it is: an organisation, or the parties of a deal.
        thing: The model, the harm or the object of the deal.
        month: Such as `2026-02`, for things that may happen again; releases have none.
    """
    natural_key = "|".join((record_type, slug(entity), slug(thing), month))
    digest = hashlib.sha256(natural_key.encode()).hexdigest()[:ID_DIGITS]
    return f"{RECORD_PREFIXES[record_type]}-{digest}"


def quarter_of(day: dt.date) -> str:
    """The calendar quarter of a day, such as `2026-Q1`."""
    return Week(day).quarter


def iso_week_of(day: dt.date) -> str:
    """The ISO week of a day, such as `2026-W09`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def furthest_status(statuses: Sequence[str]) -> str:
    """The last setback if there is one, else the status furthest forward.

    Args:
        statuses: In the order of their evidence; not empty.
    """
    setbacks = [status for status in statuses if status in SETBACKS]
    return setbacks[-1] if setbacks else max(statuses, key=STATUS_ORDER.index)


FIELD_NAMES = tuple(item.name for item in dataclasses.fields(TrackerItem))
