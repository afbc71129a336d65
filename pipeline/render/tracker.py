"""`tracker.csv`: a quarter's model releases, safety incidents and infrastructure deals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipeline.render.tables import Cell, Column, render_csv

SCHEMA_VERSION = "1.0"

COMMON_COLUMNS = (
    Column("schema_version"),
    Column("record_id"),
    Column("record_type"),
    Column("quarter"),
    Column("iso_week"),
    Column("story_id"),
    Column("title"),
    Column("summary"),
    Column("event_date", "date"),
    Column("event_date_basis"),
    Column("first_seen_utc", "time"),
    Column("last_updated_utc", "time"),
    Column("status"),
    Column("org_ids", "list"),
    Column("org_names", "list"),
    Column("country"),
    Column("confidence"),
    Column("evidence_grade"),
    Column("n_sources", "number"),
    Column("n_independent_origins", "number"),
    Column("primary_source_url"),
    Column("source_urls", "list"),
    Column("source_post_ids", "list"),
    Column("archived_sha256"),
    Column("delta_since_last_week"),
    Column("supersedes", "list"),
    Column("notes"),
)
RELEASE_COLUMNS = (
    Column("model_id"),
    Column("model_name"),
    Column("family"),
    Column("base_model"),
    Column("release_type"),
    Column("modality", "list"),
    Column("parameters_total", "number"),
    Column("parameters_active", "number"),
    Column("context_tokens", "number"),
    Column("license"),
    Column("open_weights", "boolean"),
    Column("availability"),
    Column("price_in_usd_per_mtok", "number"),
    Column("price_out_usd_per_mtok", "number"),
    Column("training_compute_flop", "number"),
    Column("training_hardware"),
    Column("benchmarks_claimed", "list"),
    Column("benchmark_claim_by"),
    Column("system_card_url"),
    Column("safety_framework_level"),
)
INCIDENT_COLUMNS = (
    Column("kind"),
    Column("ai_system"),
    Column("deployer"),
    Column("developer"),
    Column("harmed_parties", "list"),
    Column("domain_mit"),
    Column("subdomain_mit"),
    Column("entity"),
    Column("intent"),
    Column("timing"),
    Column("realised_band", "number"),
    Column("potential_band", "number"),
    Column("likelihood", "number"),
    Column("risk_score", "number"),
    Column("risk_label"),
    Column("dims", "list"),
    Column("people_harmed", "number"),
    Column("people_exposed", "number"),
    Column("loss_amount", "number"),
    Column("loss_currency"),
    Column("causal_link"),
    Column("legal_flags", "list"),
    Column("aiid_id"),
    Column("cve_ids", "list"),
    Column("mitigation_status"),
    Column("rationale"),
)
DEAL_COLUMNS = (
    Column("deal_type"),
    Column("buyer"),
    Column("seller"),
    Column("other_parties", "list"),
    Column("amount", "number"),
    Column("amount_currency"),
    Column("amount_usd", "number"),
    Column("amount_basis"),
    Column("term_years", "number"),
    Column("power_mw", "number"),
    Column("power_basis"),
    Column("chips_type"),
    Column("chips_qty", "number"),
    Column("h100_equivalents", "number"),
    Column("site"),
    Column("region"),
    Column("energy_source"),
    Column("start_date", "date"),
    Column("online_date", "date"),
    Column("circular_flag", "boolean"),
)
# Fixed order: a column is only ever added at the end, with a new schema version.
TRACKER_COLUMNS = COMMON_COLUMNS + RELEASE_COLUMNS + INCIDENT_COLUMNS + DEAL_COLUMNS


def render_tracker_csv(rows: Iterable[Mapping[str, Cell]]) -> str:
    """Rows as `tracker.csv`, sorted by type, event date and id, so that weeks compare line by line.

    Raises:
        ValueError: a row has an unknown column, a cell of the wrong kind, or no id or type.
    """
    versioned = [{"schema_version": SCHEMA_VERSION, **row} for row in rows]
    return render_csv(TRACKER_COLUMNS, sorted(versioned, key=sort_key))


def sort_key(row: Mapping[str, Cell]) -> tuple[str, str, str]:
    """Type, event date (unknown last), id."""
    record_type, record_id = row.get("record_type"), row.get("record_id")
    if not record_type or not record_id:
        raise ValueError(f"a tracker row needs record_type and record_id: {dict(row)!r}")
    return str(record_type), str(row.get("event_date") or "~"), str(record_id)
