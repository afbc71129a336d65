"""Infrastructure deals of a week: sentences in which named parties agree on compute, chips or power."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.nlp.tracker_assembly import Draft, assemble, join_trackers, name_of
from pipeline.nlp.tracker_deal_terms import find_terms
from pipeline.nlp.tracker_launches import (
    BACKGROUND,
    JOKE,
    is_old_news,
    is_question,
    speaking_organisation,
)
from pipeline.nlp.tracker_records import (
    FieldProofs,
    TrackerStatus,
    WeekTracker,
    derive_record_id,
)
from pipeline.nlp.week_material import WeekMaterial, names_in, post_order
from pipeline.records import Mention, Post
from pipeline.reference.registry import Registry
from pipeline.text.sentence_spans import SentenceSpan, find_sentences

OBJECT = re.compile(
    r"\b(?:data ?-?cent(?:er|re)s?|gigawatts?|megawatts?|[GM]W|chips?|GPUs?|TPUs?|servers?|HBM|"
    r"compute (?:capacity|deal|contract|agreement)|computing (?:power|capacity)|"
    r"cloud (?:capacity|contract|deal|agreement)|power (?:plants?|purchase|supply)|nuclear|reactors?|"
    r"fabs?|supercomputers?|AI accelerators?|AI gear)\b|算力|芯片|数据中心",
    re.IGNORECASE,
)
# These words alone are too weak to make a deal; with a sum or a quantity beside them they do.
WEAK_OBJECT = re.compile(r"\b(?:AI infrastructure|compute|capacity|campus(?:es)?)\b", re.IGNORECASE)
BUYS = (
    r"buy(?:s|ing)?|bought|purchas(?:e|es|ed|ing)|acquir(?:e|es|ed|ing)|leas(?:e|es|ed|ing)|"
    r"rent(?:s|ed|ing)?|order(?:s|ed)|procur(?:e|es|ed)|secur(?:es|ed|ing)"
)
SELLS = r"sell(?:s|ing)?|sold|suppl(?:y|ies|ied|ying)"
BUILDS = (
    r"build(?:s|ing)?|built|construct(?:s|ed|ing)?|break(?:s|ing)? ground|broke ground|open(?:s|ed|ing)|"
    r"expand(?:s|ed|ing)?|deploy(?:s|ed|ing)?"
)
FUNDS = (
    r"invest(?:s|ed|ing)?|financ(?:e|es|ed|ing)|lend(?:s|ing)?|rais(?:e|es|ed|ing)|"
    r"spend(?:s|ing)?|commit(?:s|ted|ting)?|borrow(?:s|ed|ing)?"
)
SIGNS = (
    r"(?:sign(?:s|ed|ing)?|str(?:ikes?|uck)|ink(?:s|ed)|reach(?:es|ed)?|announc(?:es|ed|ing)|clos(?:es|ed)|"
    r"finaliz(?:es|ed))\b(?:\W+[\w$.+%-]+){0,8}?\W+(?:mega-)?"
    r"(?:deals?|agreements?|contracts?|partnership|leases?|pact|order)|"
    r"partner(?:s|ed|ing)? (?:up )?with|team(?:s|ed|ing)? up with"
)
DEAL_VERBS = re.compile(
    rf"\b(?:(?P<signs>{SIGNS})|(?P<buys>{BUYS})|(?P<sells>{SELLS})|(?P<builds>{BUILDS})|(?P<funds>{FUNDS}))\b",
    re.IGNORECASE,
)
NOT_A_DEAL = re.compile(
    r"\b(?:upgraded|downgraded|overweight|price target|rating|reaffirm\w*|outlook|workshop|course|webinar|"
    r"register|join us|session|learn how|guide|should|would|why|imagine|if|i think|hackathon|reminder|"
    r"cumulatively|customers? can|developers? can|can now|corporate deals|spent|stablecoin|crypto|"
    r"bitcoin|companies (?:including|like|such as)|so far|to date)\b",
    re.IGNORECASE,
)
NEGATED = re.compile(r"\b(?:not|never|no longer|without|refus\w+)\b|n['’]t\b", re.IGNORECASE)
RUMOUR = re.compile(
    r"\b(?:in talks|talks (?:to|with|on|about)|consider\w*|reportedly|weigh(?:s|ing)|explor(?:es|ing)|near(?:s|ing)|"
    r"may|might|could|(?<![\w-])sources|(?:is|are) to (?:sign|buy|announce)|will sign|is said to|are said to|seeks?|seeking|eyes|eyeing|mulls?|mulling|plans? to|"
    r"evaluat\w+|discuss\w*|rumou?r\w*)\b",
    re.IGNORECASE,
)
RETRACTED = re.compile(r"\b(?:cancel(?:s|led|ed)|scrap(?:s|ped)|terminat(?:es|ed)|walk(?:s|ed) away|call(?:s|ed) off)\b", re.IGNORECASE)
DISPUTED = re.compile(r"\b(?:den(?:y|ies|ied)|disput(?:e|es|ed)|not true|false report)\b", re.IGNORECASE)
RUNNING = re.compile(r"\b(?:now operational|is operational|(?:is|are|went|now) (?:online|live)|opened)\b", re.IGNORECASE)
TYPES = (
    ("export_control", re.compile(r"\bexport (?:control|licen[cs]e|ban|rule)s?\b", re.IGNORECASE)),
    ("m_and_a", re.compile(r"\b(?:acqui(?:re|res|red|sition)|merger|takeover|buyout)\b", re.IGNORECASE)),
    ("ppa", re.compile(r"\b(?:power purchase|PPA|nuclear|reactors?|electricity|power (?:plant|supply)|geothermal)\b", re.IGNORECASE)),
    ("lease", re.compile(r"\b(?:leas(?:e|es|ed|ing)|rent(?:s|ed|ing|al)?)\b", re.IGNORECASE)),
    ("financing", re.compile(r"\b(?:loans?|debt|bonds?|financ(?:e|es|ing|ed)|borrow\w*|lend\w*|credit facility)\b", re.IGNORECASE)),
    ("equity", re.compile(r"\b(?:equity stake|buy(?:s)? (?:a )?stake|invest(?:s|ed|ing|ment)? (?:in|into) (?!data|ai\b|compute))", re.IGNORECASE)),
    ("chip_supply", re.compile(r"\b(?:chips?|GPUs?|TPUs?|accelerators?|HBM|gear|wafers?)\b|芯片", re.IGNORECASE)),
    ("compute_purchase", re.compile(r"\b(?:compute|computing|cloud|capacity|servers?)\b|算力", re.IGNORECASE)),
    ("site", re.compile(r"\b(?:data ?-?cent(?:er|re)s?|campus|facility|fab|supercomputer)\b|数据中心", re.IGNORECASE)),
    ("capex", re.compile(r"\b(?:capex|capital expenditures?|spend)\b", re.IGNORECASE)),
)  # fmt: skip
WE = re.compile(r"\b(?:we|our|us|we['’](?:re|ve|ll))\b", re.IGNORECASE)
SEVERAL_DEALS = re.compile(r"\b(?:deals|investments|agreements)\b", re.IGNORECASE)
VERB_KINDS = ("signs", "buys", "sells", "builds", "funds")
SUPPLY_RANKS = {"chip_maker": 3, "power": 3, "data_center": 2, "cloud": 2}
PARTS_OF_COMPANIES = frozenset({"lab", "research_institute", "cloud", "robotics", "data_center"})
NOT_PARTIES = frozenset(
    {"media", "auditor", "standards_body", "regulator", "safety_org", "government", "consultancy"}
)
MAX_PARTIES = 4
MIN_FOLLOWERS = 50_000
LINKED_FIELDS = {"amount": ("amount_currency", "amount_basis"), "power_mw": ("power_basis",)}
MEASURED = frozenset({"amount", "power_mw", "chips_qty"})


@dataclass(frozen=True, slots=True)
class DealSentence:
    """A sentence that reports a deal; the first parties buy, build or sign, `verb` says which."""

    post: Post
    sentence: SentenceSpan
    parties: tuple[str, ...]
    buyers: tuple[str, ...]
    sellers: tuple[str, ...]
    verb: str
    terms: tuple[tuple[str, object, tuple[int, int]], ...]
    is_party_speaking: bool

    @property
    def is_measured(self) -> bool:
        """Whether it says how much."""
        return any(name in MEASURED for name, _, _ in self.terms)


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


def _deal_sentences(material: WeekMaterial, registry: Registry) -> Iterator[DealSentence]:
    for post_id in sorted(material.posts):
        post = material.posts[post_id]
        if post_id in material.duplicates or JOKE.search(post.body_text):
            continue
        names = material.mentions_of(post_id)
        if not names and material.author_organisation(post) is None:
            continue
        for sentence in find_sentences(post.body_text):
            deal = _read_deal(post, sentence, names, material, registry)
            if deal is not None:
                yield deal


def _read_deal(
    post: Post,
    sentence: SentenceSpan,
    names: Sequence[Mention],
    material: WeekMaterial,
    registry: Registry,
) -> DealSentence | None:
    match = _deal_verb(sentence.text)
    if match is None or is_old_news(sentence, post, material.week.start):
        return None
    inside = names_in(names, sentence.start, sentence.end)
    place = sentence.start + match.start()
    named = [
        (house_of(name.entity_id, registry), name.span_end <= place)
        for name in inside
        if name.entity_type == "org" and is_possible_party(name, registry)
    ]
    speaker = speaking_organisation(post, material, registry)
    if speaker is not None and WE.search(sentence.text):
        named = [(house_of(speaker, registry), True), *named]
    parties = tuple(dict.fromkeys(party for party, _ in named))
    subjects = tuple(dict.fromkeys(party for party, is_before in named if is_before))
    is_party = speaker is not None and house_of(speaker, registry) in parties
    terms = tuple(find_terms(post, sentence, inside, is_party))
    verb = next(kind for kind in VERB_KINDS if match[kind])
    buyers, sellers = _roles(verb, parties, subjects, registry)
    deal = DealSentence(post, sentence, parties, buyers, sellers, verb, terms, is_party)
    return deal if is_worth_reading(deal) else None


def _deal_verb(text: str) -> re.Match[str] | None:
    """The verb of a sentence that tells of a deal, not of an opinion, a course or a denial."""
    match = DEAL_VERBS.search(text)
    if match is None or NOT_A_DEAL.search(text) or is_question(text):
        return None
    before = text[: match.start()]
    return None if NEGATED.search(before[-30:]) or BACKGROUND.search(before) else match


def is_worth_reading(deal: DealSentence) -> bool:
    """Whether parties, object and terms are enough to call a sentence a report of a deal."""
    text = deal.sentence.text
    if not 1 <= len(deal.parties) <= MAX_PARTIES:
        return False
    if deal.is_measured:
        return bool(OBJECT.search(text) or WEAK_OBJECT.search(text)) and (
            len(deal.parties) > 1 or not SEVERAL_DEALS.search(text)
        )
    is_agreed = deal.verb in {"signs", "buys", "sells"}
    return is_agreed and len(deal.parties) > 1 and bool(OBJECT.search(text))


def is_possible_party(name: Mention, registry: Registry) -> bool:
    """Whether an organisation could be party to a deal, and is not the outlet that reports it."""
    known = registry.organisations.get(name.entity_id.removeprefix("org:"))
    return name.method != "discovered" and (known is None or known.kind not in NOT_PARTIES)


def house_of(entity_id: str, registry: Registry) -> str:
    """The company a lab or a cloud belongs to, since that makes the deals; a company itself stays."""
    key = entity_id.removeprefix("org:")
    known = registry.organisations.get(key)
    if known and known.parent and known.kind in PARTS_OF_COMPANIES:
        return f"org:{known.parent}"
    return entity_id


def _roles(
    verb: str, parties: Sequence[str], subjects: Sequence[str], registry: Registry
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who buys and who sells: by the verb where it says so, else by what the parties do."""
    objects = tuple(party for party in parties if party not in subjects)
    if not objects or not subjects:
        subjects = tuple(p for p in parties if supply_rank(p, registry) == 0)
        objects = tuple(party for party in parties if party not in subjects)
        return (tuple(subjects), objects) if subjects and objects else ((), ())
    if verb == "buys":
        return tuple(subjects), objects
    if verb == "sells":
        return objects, tuple(subjects)
    rank_of_subjects = max(supply_rank(party, registry) for party in subjects)
    rank_of_objects = max(supply_rank(party, registry) for party in objects)
    if rank_of_objects > rank_of_subjects:
        return tuple(subjects), objects
    return (objects, tuple(subjects)) if rank_of_subjects > rank_of_objects else ((), ())


def supply_rank(entity_id: str, registry: Registry) -> int:
    """How surely an organisation is on the selling side of a compute deal."""
    known = registry.organisations.get(entity_id.removeprefix("org:"))
    return SUPPLY_RANKS.get(known.kind, 0) if known else 0


def _settle_parties(
    deals: Sequence[DealSentence], material: WeekMaterial
) -> Iterator[DealSentence]:
    """Sentences of one story that name a part of the parties are about the deal of all of them."""
    wholes: dict[str, Counter[tuple[str, ...]]] = defaultdict(Counter)
    for deal in deals:
        if len(deal.parties) > 1:
            wholes[_story(deal, material)][tuple(sorted(deal.parties))] += 1
    for deal in deals:
        candidates = wholes[_story(deal, material)]
        fitting = [whole for whole in candidates if set(deal.parties) <= set(whole)]
        best = min(fitting, key=lambda whole: (-candidates[whole], len(whole), whole), default=None)
        yield DealSentence(
            deal.post, deal.sentence, best or tuple(sorted(deal.parties)), deal.buyers,
            deal.sellers, deal.verb, deal.terms, deal.is_party_speaking,
        )  # fmt: skip


def _story(deal: DealSentence, material: WeekMaterial) -> str:
    return material.story_of.get(deal.post.post_id, deal.post.post_id)


def is_accepted(deals: Sequence[DealSentence], material: WeekMaterial) -> bool:
    """Whether a party says it, or two origins, or one known reporter, or one that gives figures."""
    grade = grade_deals(deals, material)
    is_specific = any(len(deal.parties) > 1 and deal.is_measured for deal in deals)
    return grade in {"A", "B", "C"} or is_specific


def grade_deals(deals: Sequence[DealSentence], material: WeekMaterial) -> str:
    """A for a party's own account, B for two origins, C for an outlet or a widely followed author."""
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
    deals = sorted(deals, key=lambda deal: (_weight(deal), post_order(deal.post), deal.sentence.start))
    lead = deals[0]
    own_posts = [deal.post.post_id for deal in deals if deal.is_party_speaking]
    proofs = FieldProofs()
    for deal in deals:
        _note_deal(proofs, deal, registry)
    for lead_field, followers in LINKED_FIELDS.items():
        proofs.keep_linked(lead_field, followers, own_posts)
    chosen, notes = proofs.choose(own_posts)
    posts = sorted({deal.post.post_id: deal.post for deal in deals}.values(), key=post_order)
    first = posts[0].posted_at.date()
    deal_type = str(chosen["deal_type"])
    thing = "agreement" if len(parties) > 1 else deal_type
    record_id = derive_record_id("infra_deal", "+".join(parties), thing, f"{first:%Y-%m}")
    return assemble(
        Draft(
            record_type="infra_deal",
            record_id=record_id,
            lead_post=lead.post,
            title=_title(parties, deal_type, lead, registry),
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
            fields={**chosen, **_party_fields(parties, chosen, registry)},
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
    proofs.add("deal_type", deal_type_of(sentence.text, deal.verb), deal.post.post_id, whole, text)
    for role, members in (("buyer", deal.buyers), ("seller", deal.sellers)):
        for member in members:
            proofs.add(role, name_of(member, registry), deal.post.post_id, whole, text)
    for name, value, span in deal.terms:
        proofs.add(name, value, deal.post.post_id, span, text)


def deal_type_of(text: str, verb: str) -> str:
    """What is agreed on, by the words of a sentence."""
    for deal_type, pattern in TYPES:
        if pattern.search(text):
            return "site" if verb == "builds" and deal_type == "compute_purchase" else deal_type
    return "capex" if verb == "funds" else "site"


def _party_fields(
    parties: Sequence[str], chosen: Mapping[str, object], registry: Registry
) -> dict[str, object]:
    """Parties without a role, roles without a contradiction, and the amount where it is in dollars."""
    buyers = set(str(chosen.get("buyer", "")).split("|")) - {""}
    sellers = set(str(chosen.get("seller", "")).split("|")) - {""}
    unclear = buyers & sellers
    names = [name_of(party, registry) for party in parties]
    roles = {
        "buyer": "|".join(name for name in names if name in buyers - unclear) or None,
        "seller": "|".join(name for name in names if name in sellers - unclear) or None,
        "other_parties": tuple(
            name for name in names if name not in (buyers | sellers) - unclear
        ),
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
        ("retracted", RETRACTED), ("disputed", DISPUTED), ("available", RUNNING), ("rumoured", RUMOUR),
    ):  # fmt: skip
        if pattern.search(text):
            return status
    return "confirmed" if deal.is_party_speaking and deal.verb != "builds" else "announced"


def _title(
    parties: Sequence[str], deal_type: str, lead: DealSentence, registry: Registry
) -> str:
    """The parties and what it is about; a rumour says so."""
    names = " and ".join(name_of(party, registry) for party in parties[:2])
    if len(parties) > 2:
        names = ", ".join(name_of(party, registry) for party in parties)
    words = deal_type.replace("_", " ").replace("m and a", "acquisition").replace("ppa", "power")
    hedge = "reported talks on " if deal_status(lead) == "rumoured" else ""
    return f"{names}: {hedge}{words}"
