"""Names of the registry in a text: organisations, hardware and people by name, alias or handle.

One pass of an Aho-Corasick automaton over the lower-cased text, longest match first, then the checks an
automaton cannot make: word boundaries, case, and context for names that are also common words.
Model families are the business of `model_names`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import ahocorasick_rs

from pipeline.nlp.name_spans import (
    NameSpan,
    address_ranges,
    ends_name,
    is_inside,
    is_unspaced,
    starts_name,
)
from pipeline.records import EntityType, MentionMethod
from pipeline.reference.registry import Hardware, Registry

CaseRule = Literal["any", "capitalised", "exact"]
CONTEXT_CHARS = 60  # how far a cue may stand from an ambiguous name; chosen on corpus weeks of 2025
MAX_ACRONYM = 5  # aliases in capitals up to this long are matched as written
MAX_MIXED_ACRONYM = 4  # so are those of mixed case: DoW, DoD
MAX_FOLDED_ACRONYM = 2  # names this short are common words in lower case: AP, US, GE

ORGANISATION_VERB = re.compile(
    r"^(?:'s|’s)?\s+(?:(?:has|have|had|is|was|just|today|also|will|now|recently|officially)\s+){0,2}"
    r"(?:announc|launch|releas|rais|acquir|unveil|introduc|partner|said|says|ship|built|build|open-sourc|"
    r"plan|hir|sign|agree|report|post|reveal|expand|invest|fund|deploy|drop|make|offer|publish|debut|roll|"
    r"confirm|claim|warn|sue|ceo|cto|coo|cfo|founder|co-founder|president|chief|shares|stock|valuation|"
    r"earnings|revenue|engineer|researcher|employee|spokes|team|inc\b|labs?\b|corp|executive)"
)
ORGANISATION_BEFORE = re.compile(
    r"[a-z,]\s(?:at|from|by|with|joins?|joined|joining|via|acquires?|acquired|acquiring|backs?|backed|like|than|versus|"
    r"vs\.?|customers?|clients?|sponsors?|including|and)\s(?:the\s)?$"
)
COMPANY_BEFORE = re.compile(
    r"\b(?:startups?|company|companies|firms?|giants?|maker|lab|(?:ceo|cto|coo|founder|cofounder|head|president|chairman|"
    r"employee|engineer|researcher|scientist) (?:of|at)|partner(?:s|ed|ing|ship)? with|invest(?:s|ed|ing|ment|or)? in|"
    r"acquisition of|shares of|stock in|works? at|worked at|working at|job at|team at|people at|folks at|offices? of)\s$"
)
NEIGHBOUR = (
    r"@?(?:openai|anthropic|google|nvidia|microsoft|amazon|apple|meta|amd|intel|oracle|ibm|xai|tesla|aws|deepmind|"
    r"tsmc|samsung|broadcom|alibaba|tencent|baidu|bytedance|huawei|salesforce|mistral|coreweave|databricks)"
)
LISTED_AFTER = re.compile(rf"^(?:\s?,|\s?/|\s?&|\s+and|\s+or|\s+vs\.?)\s?{NEIGHBOUR}\b")
LISTED_BEFORE = re.compile(rf"\b{NEIGHBOUR}(?:\s?,|\s?/|\s?&|,?\s+and|,?\s+or|\s+vs\.?)\s?$")
LIST_BETWEEN = re.compile(r"\s?(?:,|/|&|\+|、|,? and|,? or|vs\.?|\n[-•*]?)\s?")
COUNT_BEFORE = re.compile(r"(?:^|[^A-Za-z0-9])\d{1,5}[xX×]$")
CASHTAG_AFTER = re.compile(r"^,?\s?\(?(?:nasdaq:|nyse:)?\s?\$?[a-z]{1,5}\)?(?=\W|$)")
ORGANISATION_CUE = re.compile(
    r"\bai\b|\ba\.i\.|\bllms?\b|\bmodels?\b|\bagents?\b|\bstartups?\b|\bcompan(?:y|ies)\b|\bfunding\b|"
    r"\bvaluation\b|\bshares\b|\bstocks?\b|\bceo\b|\bcto\b|\bco-?founders?\b|\binvest\w*|\bseries [a-f]\b|"
    r"\$\d|\bgpus?\b|\bdata cent\w+|\bchips?\b|\bpartner\w*|\bacqui\w+|\bcustomers?\b|\bapi\b|"
    r"\bopenai\b|\banthropic\b|\bnvidia\b|\bgoogle\b|\bmicrosoft\b|\bmeta\b|模型|公司|融资"
)
COMMON_NOUN_BEFORE = re.compile(r"\b(?:a|an|the|my|your|our|their|his|her|this|that|each|every|no)\s$")


@dataclass(frozen=True, slots=True)
class _Name:
    """One way to write an entity, and the conditions under which it counts."""

    entity_id: str
    entity_type: EntityType
    canonical_name: str
    owner_id: str | None
    surface: str
    is_handle: bool = False
    is_ambiguous: bool = False
    case_rule: CaseRule = "any"
    is_platform: bool = False
    is_common_word: bool = False
    maker: tuple[int, str, str] | None = None  # length, id and name of the maker written before the product


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The automaton with the names behind its patterns."""

    automaton: ahocorasick_rs.AhoCorasick
    names: list[_Name] = field(repr=False)


def _case_rule(surface: str, is_case_sensitive: bool) -> CaseRule:
    """Acronyms are matched as written; so are the names that the registry says so of, unless long enough.

    A longer case-sensitive name, such as a verb in lower case, still counts in capitals.
    """
    is_acronym = surface.isupper() and len(surface) <= MAX_ACRONYM
    if len(surface) <= MAX_MIXED_ACRONYM and sum(map(str.isupper, surface)) > 1 and not surface.isupper():
        return "exact"
    if is_acronym and (is_case_sensitive or len(surface) <= MAX_FOLDED_ACRONYM):
        return "exact"
    return "capitalised" if is_case_sensitive else "any"


def _spellings(name: str) -> tuple[str, ...]:
    """A name with its spaces also written as hyphens and the reverse."""
    return tuple(dict.fromkeys((name, name.replace(" ", "-"), name.replace("-", " "))))


def _organisation_names(registry: Registry) -> Iterator[_Name]:
    for key, entry in registry.organisations.items():
        entity_id = f"org:{key}"
        for surface in ((entry.name,) if entry.bare else ()) + entry.aliases:
            is_word = surface.casefold() in registry.common_words
            is_ambiguous = is_word or entry.platform or (entry.ambiguous and surface == entry.name)
            is_exact = entry.case_sensitive or (surface != entry.name and surface.isupper())
            rule = _case_rule(surface, is_exact)
            if is_ambiguous and rule == "any":
                rule = "capitalised"
            yield _Name(
                entity_id,
                "org",
                entry.name,
                entity_id,
                surface,
                is_ambiguous=is_ambiguous,
                is_common_word=is_word,
                case_rule=rule,
                is_platform=entry.platform,
            )
        for handle in entry.handles:
            surface = f"@{handle.lstrip('@')}"
            yield _Name(entity_id, "org", entry.name, entity_id, surface, is_handle=True)


def _people_names(registry: Registry) -> Iterator[_Name]:
    for key, entry in registry.people.items():
        owner = f"org:{entry.affiliation}" if entry.affiliation else None
        entity_id = f"person:{key}"
        for surface in (entry.name, *entry.aliases):
            if " " in surface or not surface.isascii():
                yield _Name(entity_id, "person", entry.name, owner, surface)
        for handle in entry.handles:
            yield _Name(entity_id, "person", entry.name, owner, f"@{handle.lstrip('@')}", True)


def _hardware_surfaces(entry: Hardware) -> Iterator[tuple[str, str]]:
    """(surface, canonical name) of a hardware entry and its variants."""
    for base in (entry.name, *entry.aliases):
        for spelling in _spellings(base):
            yield spelling, entry.name
            for variant in entry.variants:
                canonical = f"{entry.name} {variant}"
                yield from ((f"{spelling}{sep}{variant}", canonical) for sep in (" ", "-", ""))


def _maker(
    surface: str, entry: Hardware, owner_id: str | None, owner_name: str
) -> tuple[int, str, str] | None:
    """The maker's name before a product's that also stands alone: "Acme" of "Acme X100", two entities."""
    prefix = f"{owner_name} "
    rest = surface.removeprefix(prefix)
    if owner_id is None or rest == surface or not rest.startswith(entry.aliases):
        return None
    return len(prefix), owner_id, owner_name


def _hardware_names(registry: Registry) -> Iterator[_Name]:
    for key, entry in registry.hardware.items():
        vendor = registry.organisations.get(entry.vendor or "")
        owner = f"org:{entry.vendor}" if entry.vendor else None
        for surface, canonical in _hardware_surfaces(entry):
            is_word = surface.casefold() in registry.common_words
            is_full = surface.startswith(f"{vendor.name} ") if vendor else False
            yield _Name(
                f"hw:{key}",
                "hardware",
                canonical,
                owner,
                surface,
                is_ambiguous=is_word or (entry.bare == "context" and not is_full),
                is_common_word=is_word,
                case_rule=_case_rule(surface, entry.case_sensitive),
                maker=_maker(surface, entry, owner, vendor.name) if vendor else None,
            )


def _distinct_names(registry: Registry) -> list[_Name]:
    """One name a lower-cased surface: the first claim wins, organisations before hardware before people."""
    names: dict[str, _Name] = {}
    for finder in (_organisation_names, _hardware_names, _people_names):
        for name in finder(registry):
            names.setdefault(name.surface.lower(), name)
    return list(names.values())


def build_automaton(surfaces: list[str]) -> ahocorasick_rs.AhoCorasick:
    """An automaton over lower-cased patterns that can report every occurrence, also inside another."""
    return ahocorasick_rs.AhoCorasick(
        surfaces, implementation=ahocorasick_rs.Implementation.ContiguousNFA
    )


@functools.lru_cache(maxsize=8)
def build_gazetteer(registry: Registry) -> Gazetteer:
    """The automaton of a registry; built once a registry."""
    names = _distinct_names(registry)
    surfaces = [name.surface.lower() for name in names]
    return Gazetteer(build_automaton(surfaces), names)


def lower_keeping_length(text: str) -> str:
    """Lower case in which every character stays one character, so that offsets hold."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)


def _fits_case(name: _Name, surface: str) -> bool:
    if name.case_rule == "any":
        return True
    if name.case_rule == "exact":
        return surface == name.surface
    return surface[:1].isupper() or surface == name.surface


def _is_listed(text: str, lowered: str, start: int, end: int) -> bool:
    """Whether the name stands beside another company in a list, or before its own ticker."""
    before, after = lowered[max(0, start - CONTEXT_CHARS) : start], lowered[end : end + CONTEXT_CHARS]
    if LISTED_AFTER.match(after) or LISTED_BEFORE.search(before):
        return True
    return "$" in text[end : end + 4] and CASHTAG_AFTER.match(after) is not None


def _fits_context(name: _Name, text: str, lowered: str, start: int, end: int) -> bool:
    """Whether the words around speak for the organisation or the product and not for the common word."""
    before, after = lowered[max(0, start - CONTEXT_CHARS) : start], lowered[end : end + CONTEXT_CHARS]
    if COMMON_NOUN_BEFORE.search(before):
        return False
    if ORGANISATION_VERB.search(after) or COMPANY_BEFORE.search(before):
        return True
    if name.is_platform:
        return False
    has_cue = ORGANISATION_CUE.search(before) or ORGANISATION_CUE.search(after)
    if name.entity_type == "hardware":
        return bool(has_cue)
    if _is_listed(text, lowered, start, end):
        return True
    # a name that is no common word needs less: a word before it that organisations stand behind
    is_capital_inside = text[start].isupper() and ORGANISATION_BEFORE.search(before) is not None
    is_possessive = text[start].isupper() and after.startswith(("'s ", "’s "))
    if is_possessive and has_cue:
        return True
    return is_capital_inside and bool(has_cue or not name.is_common_word)


def _is_lower_in_list(name: _Name, text: str, lowered: str, start: int, end: int) -> bool:
    """Whether a name that asks for a capital stands in lower case among other companies' names."""
    return (
        name.case_rule == "capitalised"
        and text[start:end].islower()
        and _is_listed(text, lowered, start, end)
    )


def _is_counted(text: str, start: int) -> bool:
    """Whether a count is glued to the front of the name: "8xH100"."""
    return COUNT_BEFORE.search(text, max(0, start - 6), start) is not None


def _fits_form(name: _Name, text: str, lowered: str, start: int, end: int) -> bool:
    if name.is_handle:
        if start and (text[start - 1].isalnum() and not is_unspaced(text[start - 1])):
            return False
        return end == len(text) or not (text[end].isascii() and (text[end].isalnum() or text[end] == "_"))
    return (
        (starts_name(text, start) or (name.entity_type == "hardware" and _is_counted(text, start)))
        and ends_name(text, end)
        and (_fits_case(name, text[start:end]) or _is_lower_in_list(name, text, lowered, start, end))
    )


@dataclass(slots=True)
class _Reading:
    """What one text gave: names that hold, and ambiguous ones that only a neighbour can confirm."""

    spans: list[NameSpan] = field(default_factory=list)
    doubtful: list[NameSpan] = field(default_factory=list)


def _read_hits(
    text: str, lowered: str, hits: list[tuple[int, int, int]], gazetteer: Gazetteer
) -> _Reading:
    """The longest name that passes all checks at each place; none inside the one before."""
    reading = _Reading()
    taken = 0
    for pattern, start, end in sorted(hits, key=lambda hit: (hit[1], -hit[2])):
        if start < taken:
            continue
        name = gazetteer.names[pattern]
        if not _fits_form(name, text, lowered, start, end):
            continue
        if not name.is_ambiguous or _fits_context(name, text, lowered, start, end):
            reading.spans += _spans(name, start, end)
            taken = end
        elif name.entity_type == "org" and not name.is_platform and text[start].isupper():
            reading.doubtful += _spans(name, start, end)
    return reading


def _is_neighbour(span: NameSpan, other: NameSpan, text: str) -> bool:
    """Whether two names stand side by side in a list."""
    between = text[min(span.end, other.end) : max(span.start, other.start)]
    return LIST_BETWEEN.fullmatch(between) is not None


def _confirmed(reading: _Reading, text: str) -> Iterator[NameSpan]:
    """Doubtful organisations that stand in a list with one that is certain, or with one so confirmed."""
    certain = [span for span in reading.spans if span.entity_type == "org"]
    for doubtful in reading.doubtful:
        if any(_is_neighbour(doubtful, other, text) for other in certain):
            certain.append(doubtful)
            yield doubtful


def find_registry_names(text: str, gazetteer: Gazetteer) -> list[NameSpan]:
    """Spans of registry names in a text, in order, without overlaps.

    A handle is found with its "@". Names inside addresses, tags and unknown handles do not count. A maker
    written before its product is a name of its own.
    """
    lowered = lower_keeping_length(text)
    hits = gazetteer.automaton.find_matches_as_indexes(lowered, overlapping=True)
    reading = _read_hits(text, lowered, hits, gazetteer)
    if reading.doubtful and reading.spans:
        reading.spans += _confirmed(reading, text)
    if not reading.spans:
        return []
    addresses = address_ranges(text)
    kept = [span for span in reading.spans if not is_inside(span.start, span.end, addresses)]
    return sorted(kept, key=lambda span: span.start)


def _spans(name: _Name, start: int, end: int) -> list[NameSpan]:
    spans = []
    if name.maker is not None:
        length, maker_id, maker_name = name.maker
        maker_end = start + length - 1
        spans.append(
            NameSpan(start, maker_end, maker_id, "org", maker_name, maker_id, "registry")
        )
        start += length
    method: MentionMethod = "handle" if name.is_handle else "registry"
    spans.append(
        NameSpan(
            start,
            end,
            name.entity_id,
            name.entity_type,
            name.canonical_name,
            name.owner_id,
            method,
        )
    )
    return spans
