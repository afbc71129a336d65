"""Safety incidents of a week as tracker records, made from its rated safety items."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from pipeline.nlp.safety_records import SafetyDimension, SafetyItem, SafetyWeek
from pipeline.nlp.tracker_assembly import Draft, assemble, join_trackers, name_of
from pipeline.nlp.tracker_proofs import JOINT, FieldProofs
from pipeline.nlp.tracker_records import TrackerStatus, WeekTracker, derive_record_id
from pipeline.records import Mention, Post
from pipeline.reference.registry import Registry
from pipeline.reference.safety_rubric import load_safety_rubric
from pipeline.text.quantities import find_quantities
from pipeline.week_material import WeekMaterial, post_order

RECORDED_KINDS = frozenset({"incident", "near_miss", "hazard"})
CVE = re.compile(r"\bCVE-\d{4}-\d{4,7}\b", re.IGNORECASE)
HARMED = re.compile(
    r"(?P<count>\d[\d,]*|\w+) (?:people|persons|users|customers|patients|victims|children|students|"
    r"women)?"
    r"\s*(?:were |was |have been )?(?:killed|died|injured|harmed|scammed|defrauded|"
    r"hospitali[sz]ed)\b",
    re.IGNORECASE,
)
# Who is said to have been harmed, in the words of the post.
PARTIES = (
    r"government agencies|agencies|users|customers|patients|children|minors|teen(?:s|agers)|"
    r"students|women|girls|men|employees|workers|developers|artists|authors|drivers|passengers|pedestrians|"
    r"investors|voters|companies|banks|hospitals|schools|courts"
)
HARMED_PARTIES = re.compile(
    r"\b(?:against|images? of|data (?:of|from)|stole(?:n)? (?:\w+ ){0,4}from|"
    r"attack(?:ed|s)?(?: on)?|scammed|defrauded|killed|injured|harmed|harassed|misled|sued by)"
    rf"(?: (?:\w+|[\d,.]+),?){{0,3}}? (?P<parties>(?:\w+, |and |\w+ )??(?:{PARTIES})\b"
    rf"(?:,? (?:and )?(?:{PARTIES})\b)*)",
    re.IGNORECASE,
)
# "The bank's AI agent": whose system it was.
DEPLOYED = re.compile(
    r"['’]s?,? (?:\$[A-Z]+, )?(?:own |new )?"
    r"(?:AI|chatbot|agent|assistant|robotaxi|model|algorithm)\b",
    re.IGNORECASE,
)
CITED_INCIDENT = re.compile(r"incidentdatabase\.ai/(?:[a-z]{2}/)?cite/(?P<number>\d+)")
EXPOSED_UNITS = frozenset({"user", "people", "customer", "account", "patient"})
# Domains of the MIT AI Risk Repository by the dimension that fired.
MIT_DOMAINS: Mapping[str, tuple[str, str]] = {
    "rights": ("1 Discrimination & toxicity", "1.1 Unfair discrimination and misrepresentation"),
    "privacy": ("2 Privacy & security", "2.1 Compromise of privacy"),
    "ai_security": ("2 Privacy & security", "2.2 AI system security vulnerabilities and attacks"),
    "information": ("3 Misinformation", "3.1 False or misleading information"),
    "financial": ("4 Malicious actors & misuse", "4.3 Fraud, scams, and targeted manipulation"),
    "dignity": ("4 Malicious actors & misuse", "4.3 Fraud, scams, and targeted manipulation"),
    "psychological": ("5 Human-computer interaction", "5.1 Overreliance and unsafe use"),
    "environment": ("6 Socioeconomic & environmental", "6.6 Environmental harm"),
    "loss_of_control": ("7 AI system safety", "7.1 AI pursuing its own goals"),
    "service": ("7 AI system safety", "7.3 Lack of capability or robustness"),
    "physical": ("7 AI system safety", "7.3 Lack of capability or robustness"),
}
MIN_HAZARD_BAND = 3  # potential band; below it a hazard is a weakness among many
MAX_ORGANISATIONS = 4
LEGAL_FLAGS = {"death": "eu_ai_act_serious_incident", "minors": "minors"}
MITIGATION_FLAGS = {"mitigated": "mitigated", "no_fix": "unmitigated"}


def find_incidents(safety: SafetyWeek, material: WeekMaterial, registry: Registry) -> WeekTracker:
    """The incidents, near misses and hazards of a week that rest on something a post states.

    What a single unverified origin says, and stories that retell an old event, are left out.
    """
    rows: dict[str, list[SafetyDimension]] = {}
    for row in safety.dimensions:
        rows.setdefault(row.record_id, []).append(row)
    by_thing: dict[str, SafetyItem] = {}
    for item in safety.items:
        if is_recorded(item):
            record_id = _record_id(item, rows.get(item.record_id, []), material, registry)
            known = by_thing.get(record_id)
            if known is None or _strength(item) > _strength(known):
                by_thing[record_id] = item
    return join_trackers(
        _build(record_id, item, rows.get(item.record_id, []), material, registry)
        for record_id, item in sorted(by_thing.items())
    )


def is_recorded(item: SafetyItem) -> bool:
    """Whether a safety item is an event or hazard to keep track of."""
    is_rated = item.kind in RECORDED_KINDS and item.risk_score is not None
    if not is_rated or item.evidence_grade == "D" or "recap" in item.flags:
        return False
    return item.kind != "hazard" or (item.potential_band or 0) >= MIN_HAZARD_BAND


def _strength(item: SafetyItem) -> tuple[int, int, str]:
    return item.origin_count, item.risk_score or 0, item.record_id


def _record_id(
    item: SafetyItem,
    rows: Sequence[SafetyDimension],
    material: WeekMaterial,
    registry: Registry,
) -> str:
    """Whose system, what harm, which month."""
    organisations = _organisations(item, registry)
    owners = [name.owner_id for name in _models(item, material) if name.owner_id]
    harms = {trigger.id: trigger.harm for trigger in load_safety_rubric().triggers if trigger.harm}
    ranked = [row.trigger_id for row in sorted(rows, key=_by_weight)]
    thing = next((harms.get(trigger_id) or trigger_id for trigger_id in ranked), item.kind)
    return derive_record_id(
        "safety_incident",
        next(iter([*owners, *organisations]), ""),
        thing,
        f"{item.event_date:%Y-%m}",
    )


def _by_weight(row: SafetyDimension) -> tuple[bool, int, str]:
    return row.scale != "realised", -row.band, row.trigger_id


def _organisations(item: SafetyItem, registry: Registry) -> tuple[str, ...]:
    """The organisations that an item's posts name, without the outlets that report it."""
    named = [entity for entity in item.entity_ids if entity.startswith("org:")]
    known = {entity: registry.organisations.get(entity.removeprefix("org:")) for entity in named}
    return tuple(
        entity for entity, entry in known.items() if entry is None or entry.kind != "media"
    )


def _models(item: SafetyItem, material: WeekMaterial) -> list[Mention]:
    return [
        name
        for post_id in item.post_ids
        for name in material.mentions_of(post_id)
        if name.entity_type == "model"
    ]


def _build(
    record_id: str,
    item: SafetyItem,
    rows: Sequence[SafetyDimension],
    material: WeekMaterial,
    registry: Registry,
) -> WeekTracker:
    posts = sorted((material.posts[post_id] for post_id in item.post_ids), key=post_order)
    proofs = FieldProofs()
    for row in rows:
        band = "realised_band" if row.scale == "realised" else "potential_band"
        text = material.posts[row.post_id].body_text
        proofs.add(band, row.band, row.post_id, (row.span_start, row.span_end), text)
    _note_systems(proofs, item, material, registry)
    for post in posts:
        _note_counts(proofs, post)
        _note_parties(proofs, post, material, registry)
        _note_losses(proofs, post, rows)
    chosen, notes = proofs.choose([item.title_post_id])
    chosen |= {"realised_band": item.realised_band, "potential_band": item.potential_band}
    statuses = tuple(_statuses(record_id, item, rows, material))
    return assemble(
        Draft(
            record_type="safety_incident",
            record_id=record_id,
            lead_post=material.posts[item.title_post_id],
            title=item.title,
            summary=item.title,
            event_date=item.event_date,
            event_date_basis=item.event_date_basis,
            org_ids=_organisations(item, registry)[:MAX_ORGANISATIONS],
            evidence_grade=item.evidence_grade,
            posts=tuple(posts),
            origin_count=item.origin_count,
            statuses=statuses,
            evidence=tuple(proofs.rows(record_id, chosen)),
            notes=tuple(notes),
            fields={**chosen, **_rating_fields(item, rows)},
        ),
        material,
        registry,
    )


def _rating_fields(item: SafetyItem, rows: Sequence[SafetyDimension]) -> dict[str, object]:
    """What the safety item says of the incident, by column."""
    domain, subdomain = _domain(rows)
    is_misuse = "misuse" in item.flags
    return {
        "kind": item.kind,
        "domain_mit": domain,
        "subdomain_mit": subdomain,
        "entity": "human" if is_misuse else None,
        "intent": "intentional" if is_misuse else None,
        "timing": None if "test_only" in item.flags else "post_deployment",
        "likelihood": item.likelihood,
        "risk_score": item.risk_score,
        "risk_label": item.risk_label,
        "dims": item.dims,
        "causal_link": item.causal_link,
        "legal_flags": _mapped(item.flags, LEGAL_FLAGS),
        "mitigation_status": JOINT.join(_mapped(item.flags, MITIGATION_FLAGS)) or None,
        "rationale": item.rationale,
    }


def _mapped(flags: Iterable[str], names: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(names[flag] for flag in flags if flag in names)


def _note_systems(
    proofs: FieldProofs, item: SafetyItem, material: WeekMaterial, registry: Registry
) -> None:
    """The models that the posts name, and who makes them."""
    for name in _models(item, material):
        text = material.posts[name.post_id].body_text
        span = name.span_start, name.span_end
        proofs.add("ai_system", name.canonical_name, name.post_id, span, text)
        if name.owner_id:
            developer = name_of(name.owner_id, registry)
            proofs.add("developer", developer, name.post_id, span, text)


def _note_parties(
    proofs: FieldProofs, post: Post, material: WeekMaterial, registry: Registry
) -> None:
    """Who is said to have been harmed, and whose system it is said to have been."""
    text = post.body_text
    for match in HARMED_PARTIES.finditer(text):
        parties = match["parties"].casefold()
        proofs.add("harmed_parties", parties, post.post_id, match.span("parties"), text)
    for name in material.mentions_of(post.post_id):
        owned = DEPLOYED.match(text, name.span_end)
        if owned and name.entity_type == "org":
            span = name.span_start, owned.end()
            proofs.add("deployer", name_of(name.entity_id, registry), post.post_id, span, text)
    for url in post.link_urls:
        cited = CITED_INCIDENT.search(url)
        if cited:
            proofs.add("aiid_id", cited["number"], post.post_id, (0, len(text)), text)


def _note_counts(proofs: FieldProofs, post: Post) -> None:
    for match in CVE.finditer(post.body_text):
        proofs.add("cve_ids", match.group().upper(), post.post_id, match.span(), post.body_text)
    harmed = HARMED.search(post.body_text)
    counts = find_quantities(harmed.group()) if harmed else []
    if harmed and counts:
        value = int(counts[0].value)
        proofs.add("people_harmed", value, post.post_id, harmed.span(), post.body_text)
    for quantity in find_quantities(post.body_text):
        if quantity.unit in EXPOSED_UNITS and not (harmed and quantity.start >= harmed.start()):
            span = quantity.start, quantity.end
            proofs.add("people_exposed", int(quantity.value), post.post_id, span, post.body_text)
            return


def _note_losses(proofs: FieldProofs, post: Post, rows: Sequence[SafetyDimension]) -> None:
    for row in rows:
        if row.trigger_id == "stated_loss" and row.post_id == post.post_id:
            (quantity,) = find_quantities(row.quote)[:1] or (None,)
            if quantity is not None:
                span = row.span_start, row.span_end
                proofs.add("loss_amount", float(quantity.value), post.post_id, span, post.body_text)
                proofs.add("loss_currency", quantity.currency, post.post_id, span, post.body_text)


def _statuses(
    record_id: str,
    item: SafetyItem,
    rows: Sequence[SafetyDimension],
    material: WeekMaterial,
) -> Iterable[TrackerStatus]:
    """Rumoured while unverified or only alleged, announced when reported, confirmed by a record."""
    status = "announced"
    if item.evidence_grade == "D" or item.causal_link == "alleged":
        status = "rumoured"
    elif item.evidence_grade == "A":
        status = "confirmed"
    post = material.posts[item.title_post_id]
    row = min(
        (row for row in rows if row.post_id == post.post_id),
        key=lambda row: row.span_start,
        default=None,
    )
    start, end = (row.span_start, row.span_end) if row else (0, len(post.body_text))
    yield TrackerStatus(
        record_id, status, post.post_id, post.posted_at, start, end, post.body_text[start:end]
    )
    if "correction" in item.flags:
        yield TrackerStatus(
            record_id,
            "disputed",
            post.post_id,
            post.posted_at,
            start,
            end,
            post.body_text[start:end],
        )


def _domain(rows: Sequence[SafetyDimension]) -> tuple[str | None, str | None]:
    for row in sorted(rows, key=_by_weight):
        return MIT_DOMAINS[row.dimension]
    return None, None
