"""Sentences of a week in which named parties agree on compute, chips or power."""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.nlp.tracker_deal_terms import Found, find_online_dates, find_terms
from pipeline.nlp.tracker_deal_words import (
    BOUGHT_OF,
    CAPACITY,
    DEAL_VERBS,
    INVESTED_IN,
    INVESTS,
    LEFT_BY,
    NEGATED,
    NOT_A_DEAL,
    OBJECT,
    RAISES,
    SEVERAL_DEALS,
    VERB_KINDS,
    WE,
    WEAK_OBJECT,
)
from pipeline.nlp.tracker_launch_words import BACKGROUND, JOKE
from pipeline.nlp.tracker_launches import is_old_news, is_question, speaking_organisation
from pipeline.records import Mention, Post
from pipeline.reference.registry import Registry
from pipeline.text.quantities import find_quantities
from pipeline.text.sentence_spans import SentenceSpan, find_sentences
from pipeline.week_material import WeekMaterial, names_in

SUPPLY_RANKS = {"chip_maker": 3, "power": 3, "data_center": 2, "cloud": 2}
MIN_EQUITY_USD = 100_000_000  # smaller rounds finance no build-out

PARTS_OF_COMPANIES = frozenset({"lab", "research_institute", "cloud", "robotics", "data_center"})

NOT_PARTIES = frozenset(
    {"media", "auditor", "standards_body", "regulator", "safety_org", "government", "consultancy"}
)

MAX_PARTIES = 4

MAX_LATER = 2  # sentences after the deal's that may date it
DATED = frozenset({"online_date", "start_date"})
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
    possible = [
        name
        for name in inside
        if name.entity_type == "org"
        and is_possible_party(name, registry)
        and not LEFT_BY.search(post.body_text, sentence.start, name.span_start)
    ]
    named = [(house_of(name.entity_id, registry), name.span_end <= place) for name in possible]
    named += [(house_of(seller, registry), False) for seller in _bought_of(sentence.text, registry)]
    speaker = speaking_organisation(post, material, registry)
    if speaker is not None and WE.search(sentence.text):
        named = [(house_of(speaker, registry), True), *named]
    parties = tuple(dict.fromkeys(party for party, _ in named))
    subjects = tuple(dict.fromkeys(party for party, is_before in named if is_before))
    is_party = speaker is not None and house_of(speaker, registry) in parties
    terms = tuple(find_terms(post, sentence, inside, is_party))
    if not any(name in DATED for name, _, _ in terms):
        terms = (*terms, *_later_dates(post, sentence, names, parties, registry))
    verb = next(kind for kind in VERB_KINDS if match[kind])
    if verb == "funds" and INVESTS.search(sentence.text):
        buyers, sellers = subjects, _invested_in(post.body_text, sentence, possible, registry)
    else:
        buyers, sellers = _roles(sentence.text, verb, parties, subjects, registry)
    deal = DealSentence(post, sentence, parties, buyers, sellers, verb, terms, is_party)
    return deal if is_worth_reading(deal) or is_equity(deal, registry) else None


def _later_dates(
    post: Post,
    sentence: SentenceSpan,
    names: Sequence[Mention],
    parties: Sequence[str],
    registry: Registry,
) -> Iterator[Found]:
    """When it comes online or starts, by the next sentences, as long as they are of the parties."""
    following = (each for each in find_sentences(post.body_text) if each.start >= sentence.end)
    for later in itertools.islice(following, MAX_LATER):
        inside = names_in(names, later.start, later.end)
        named = {house_of(name.entity_id, registry) for name in inside if name.entity_type == "org"}
        if not named <= set(parties) or _deal_verb(later.text):
            return
        dates = list(find_online_dates(later, post.posted_at))
        if dates and CAPACITY.search(later.text):
            yield dates[0]
            return


def _bought_of(text: str, registry: Registry) -> Iterator[str]:
    """The known companies that a sentence names only as whose capacity is bought."""
    for match in BOUGHT_OF.finditer(text):
        key = companies_by_name(registry).get(match["name"].casefold())
        if key is not None:
            yield f"org:{key}"


@functools.lru_cache(maxsize=8)
def companies_by_name(registry: Registry) -> dict[str, str]:
    """The keys of the organisations that may be party to a deal, by case-folded name."""
    return {
        entry.name.casefold(): key
        for key, entry in registry.organisations.items()
        if entry.kind not in NOT_PARTIES and entry.bare
    }


def _invested_in(
    text: str, sentence: SentenceSpan, names: Sequence[Mention], registry: Registry
) -> tuple[str, ...]:
    """The parties that money is said to go into."""
    targets = (
        house_of(name.entity_id, registry)
        for name in names
        if INVESTED_IN.search(text[sentence.start : name.span_start])
    )
    return tuple(dict.fromkeys(targets))


def _deal_verb(text: str) -> re.Match[str] | None:
    """The verb of a sentence that tells of a deal, not of an opinion, a course or a denial.

    "Expands its collaboration to secure capacity" is told by its second verb.
    """
    matches = list(DEAL_VERBS.finditer(text))
    if not matches or NOT_A_DEAL.search(text) or is_question(text):
        return None
    agreed = [match for match in matches if match["signs"] or match["buys"]]
    match = agreed[0] if agreed and matches[0]["builds"] else matches[0]
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
    is_agreed = deal.verb in {"signs", "buys", "sells"} and not SEVERAL_DEALS.search(text)
    return is_agreed and len(deal.parties) > 1 and bool(OBJECT.search(text))


def is_equity(deal: DealSentence, registry: Registry) -> bool:
    """Whether a maker of chips, power or clouds takes part in a large round of financing."""
    if not (deal.buyers and deal.sellers) and not deal.is_party_speaking:
        return False
    sums = [each.value for each in find_quantities(deal.sentence.text) if each.currency == "USD"]
    is_large = any(value >= MIN_EQUITY_USD for value in sums)
    supplies = any(supply_rank(party, registry) for party in deal.parties)
    is_round = deal.verb == "funds" and 1 < len(deal.parties) <= MAX_PARTIES
    return is_round and is_large and supplies


def is_possible_party(name: Mention, registry: Registry) -> bool:
    """Whether an organisation that we know could be party to a deal, and is no outlet or office."""
    known = registry.organisations.get(name.entity_id.removeprefix("org:"))
    return known is not None and known.kind not in NOT_PARTIES


def house_of(entity_id: str, registry: Registry) -> str:
    """The company that a lab or a cloud belongs to, since companies make the deals."""
    key = entity_id.removeprefix("org:")
    known = registry.organisations.get(key)
    if known and known.parent and known.kind in PARTS_OF_COMPANIES:
        return f"org:{known.parent}"
    return entity_id


def _roles(
    text: str, verb: str, parties: Sequence[str], subjects: Sequence[str], registry: Registry
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who buys and who sells: by the verb where it says so, else by what the parties do."""
    objects = tuple(party for party in parties if party not in subjects)
    if not objects or not subjects:
        subjects = tuple(p for p in parties if supply_rank(p, registry) == 0)
        objects = tuple(party for party in parties if party not in subjects)
        return (tuple(subjects), objects) if subjects and objects else ((), ())
    if verb == "buys":
        return tuple(subjects), objects
    if verb == "funds" and RAISES.search(text):
        return objects, tuple(subjects)
    if verb == "sells":
        return objects, tuple(subjects)
    rank_of_subjects = max(supply_rank(party, registry) for party in subjects)
    rank_of_objects = max(supply_rank(party, registry) for party in objects)
    if rank_of_objects > rank_of_subjects:
        return tuple(subjects), objects
    return (objects, tuple(subjects)) if rank_of_subjects > rank_of_objects else ((), ())


def supply_rank(entity_id: str, registry: Registry) -> int:
    """How surely an organisation is on the selling side of a compute deal.

    A company that has a cloud sells like one, unless it is itself something that sells.
    """
    key = entity_id.removeprefix("org:")
    known = registry.organisations.get(key)
    rank = SUPPLY_RANKS.get(known.kind, 0) if known else 0
    return rank or (SUPPLY_RANKS["cloud"] if key in cloud_owners(registry) else 0)


@functools.lru_cache(maxsize=8)
def cloud_owners(registry: Registry) -> frozenset[str]:
    """The companies that a cloud belongs to."""
    entries = registry.organisations.values()
    return frozenset(entry.parent for entry in entries if entry.parent and entry.kind == "cloud")


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
            deal.post,
            deal.sentence,
            best or tuple(sorted(deal.parties)),
            deal.buyers,
            deal.sellers,
            deal.verb,
            deal.terms,
            deal.is_party_speaking,
        )


def _story(deal: DealSentence, material: WeekMaterial) -> str:
    return material.story_of.get(deal.post.post_id, deal.post.post_id)
