"""Infrastructure deals of a week: sentences about them gathered by parties, accepted, described."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from pipeline.nlp.tracker_assembly import Draft, assemble, join_trackers, name_of
from pipeline.nlp.tracker_deal_sentences import (
    DealSentence,
    _deal_sentences,
    _settle_parties,
    is_worth_reading,
)
from pipeline.nlp.tracker_deal_words import (
    DISPUTED,
    INVESTS,
    RETRACTED,
    RUMOUR,
    RUNNING,
    TYPES,
)
from pipeline.nlp.tracker_proofs import JOINT, FieldProofs
from pipeline.nlp.tracker_records import TrackerStatus, WeekTracker, derive_record_id
from pipeline.reference.registry import Registry
from pipeline.week_material import WeekMaterial, post_order

MIN_FOLLOWERS = 50_000
DEAL_NAMES = {
    "capex": "capital spending",
    "compute_purchase": "compute",
    "lease": "lease of capacity",
    "ppa": "power",
    "chip_supply": "chips",
    "financing": "financing",
    "equity": "investment",
    "m_and_a": "acquisition",
    "site": "data centres",
    "export_control": "export controls",
}
MONEY_TYPES = frozenset({"capex", "equity", "financing", "m_and_a"})
LINKED_FIELDS = {
    "amount": ("amount_currency", "amount_basis"),
    "power_mw": ("power_basis",),
    "chips_qty": ("h100_equivalents",),
}


def find_deals(material: WeekMaterial, registry: Registry) -> WeekTracker:
    """The infrastructure deals that the posts of a week report well enough to be recorded."""
    by_parties: dict[tuple[str, ...], list[DealSentence]] = defaultdict(list)
    for deal in _settle_parties(list(_deal_sentences(material, registry)), material):
        by_parties[deal.parties].append(deal)
    return join_trackers(
        _build(parties, deals, material, registry)
        for parties, deals in sorted(by_parties.items())
        if is_accepted(deals, material)
    )


def is_accepted(deals: Sequence[DealSentence], material: WeekMaterial) -> bool:
    """Whether a party says it, or two origins, or one known reporter, or one that gives figures."""
    grade = grade_deals(deals, material)
    is_specific = any(
        len(deal.parties) > 1 and deal.is_measured and is_worth_reading(deal) for deal in deals
    )
    return grade in {"A", "B", "C"} or is_specific


def grade_deals(deals: Sequence[DealSentence], material: WeekMaterial) -> str:
    """A for a party's own account, B for two origins, C for an outlet or well-known author."""
    if any(deal.is_party_speaking and material.author_organisation(deal.post) for deal in deals):
        return "A"
    if len(material.origins(deal.post for deal in deals)) > 1:
        return "B"
    is_known = any(
        material.origin(deal.post).startswith(("outlet:", "org:"))
        or (deal.post.author_followers or 0) >= MIN_FOLLOWERS
        for deal in deals
    )
    return "C" if is_known else "D"


def _build(
    parties: tuple[str, ...],
    deals: Sequence[DealSentence],
    material: WeekMaterial,
    registry: Registry,
) -> WeekTracker:
    deals = sorted(
        deals, key=lambda deal: (_weight(deal), post_order(deal.post), deal.sentence.start)
    )
    lead = deals[0]
    own_posts = [deal.post.post_id for deal in deals if deal.is_party_speaking]
    proofs = FieldProofs()
    is_money = deal_type_of(lead) in MONEY_TYPES
    for deal in deals:
        # What is invested is not what is paid for compute, though one post may tell of both.
        if (deal_type_of(deal) in MONEY_TYPES) == is_money:
            _note_deal(proofs, deal, registry)
    for lead_field, followers in LINKED_FIELDS.items():
        proofs.keep_linked(lead_field, followers, own_posts)
    chosen, notes = proofs.choose(own_posts)
    posts = sorted({deal.post.post_id: deal.post for deal in deals}.values(), key=post_order)
    first = posts[0].posted_at.date()
    deal_type = str(chosen["deal_type"])
    roles = _party_fields(parties, chosen, registry)
    thing = "agreement" if len(parties) > 1 else deal_type
    record_id = derive_record_id("infra_deal", "+".join(parties), thing, f"{first:%Y-%m}")
    return assemble(
        Draft(
            record_type="infra_deal",
            record_id=record_id,
            lead_post=lead.post,
            title=_title(parties, deal_type, lead, roles, registry),
            summary=lead.sentence.text,
            event_date=first,
            event_date_basis="announced" if lead.is_party_speaking else "first_report",
            org_ids=parties,
            evidence_grade=grade_deals(deals, material),
            posts=tuple(posts),
            origin_count=len(material.origins(posts)),
            statuses=tuple(_status(record_id, deal) for deal in deals),
            evidence=tuple(proofs.rows(record_id, chosen)),
            notes=tuple(notes),
            fields={**chosen, **roles},
        ),
        material,
        registry,
    )


def _weight(deal: DealSentence) -> tuple[bool, bool, int]:
    """Parties' own words first, then sentences with figures, then those that name more parties."""
    return not deal.is_party_speaking, not deal.is_measured, -len(deal.parties)


def _note_deal(proofs: FieldProofs, deal: DealSentence, registry: Registry) -> None:
    text, sentence = deal.post.body_text, deal.sentence
    whole = sentence.start, sentence.end
    proofs.add("deal_type", deal_type_of(deal), deal.post.post_id, whole, text)
    for role, members in (("buyer", deal.buyers), ("seller", deal.sellers)):
        for member in members:
            proofs.add(role, name_of(member, registry), deal.post.post_id, whole, text)
    for name, value, span in deal.terms:
        proofs.add(name, value, deal.post.post_id, span, text)


def deal_type_of(deal: DealSentence) -> str:
    """What is agreed on, by the words of a sentence."""
    text, verb = deal.sentence.text, deal.verb
    if verb == "funds" and INVESTS.search(text) and deal.sellers:
        return "equity"
    for deal_type, pattern in TYPES:
        if pattern.search(text):
            return "site" if verb == "builds" and deal_type == "compute_purchase" else deal_type
    return "capex" if verb == "funds" else "site"


def _party_fields(
    parties: Sequence[str], chosen: Mapping[str, object], registry: Registry
) -> dict[str, object]:
    """Who buys, who sells, who neither; roles that posts contradict each other on are dropped."""
    buyers = set(str(chosen.get("buyer", "")).split("|")) - {""}
    sellers = set(str(chosen.get("seller", "")).split("|")) - {""}
    unclear = buyers & sellers
    names = [name_of(party, registry) for party in parties]
    roles = {
        "buyer": "|".join(name for name in names if name in buyers - unclear) or None,
        "seller": "|".join(name for name in names if name in sellers - unclear) or None,
        "other_parties": tuple(name for name in names if name not in (buyers | sellers) - unclear),
    }
    amount = chosen.get("amount")
    return {**roles, "amount_usd": amount if chosen.get("amount_currency") == "USD" else None}


def _status(record_id: str, deal: DealSentence) -> TrackerStatus:
    return TrackerStatus(
        record_id=record_id,
        status=deal_status(deal),
        post_id=deal.post.post_id,
        stated_at=deal.post.posted_at,
        span_start=deal.sentence.start,
        span_end=deal.sentence.end,
        quote=deal.sentence.text,
    )


def deal_status(deal: DealSentence) -> str:
    """What one sentence says of a deal's progress."""
    text = deal.sentence.text
    for status, pattern in (
        ("retracted", RETRACTED),
        ("disputed", DISPUTED),
        ("available", RUNNING),
    ):
        if pattern.search(text):
            return status
    if RUMOUR.search(text):
        return "announced" if deal.is_party_speaking else "rumoured"
    return "confirmed" if deal.is_party_speaking and deal.verb != "builds" else "announced"


def _title(
    parties: Sequence[str],
    deal_type: str,
    lead: DealSentence,
    roles: Mapping[str, object],
    registry: Registry,
) -> str:
    """Who gets what from whom, or the parties and what it is about; a rumour says so."""
    hedge = "reported talks on " if deal_status(lead) == "rumoured" else ""
    words = f"{hedge}{DEAL_NAMES[deal_type]}"
    if roles["buyer"] and roles["seller"] and not roles["other_parties"]:
        buyers, sellers = (
            join_names(str(roles[role]).split(JOINT)) for role in ("buyer", "seller")
        )
        return f"{buyers}: {words} {'in' if deal_type == 'equity' else 'from'} {sellers}"
    return f"{join_names([name_of(party, registry) for party in parties])}: {words}"


def join_names(names: Sequence[str]) -> str:
    """Names as a sentence lists them: "A, B and C"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
