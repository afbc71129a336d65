"""Names of the registry in a text: organisations, hardware and people by name, alias or handle.

One pass of an Aho-Corasick automaton over the lower-cased text, longest match first, then the
checks an automaton cannot make: word boundaries, case, and context for names that are also common
words. Model families are the business of `model_names`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import ahocorasick_rs

from pipeline.nlp.gazetteer_names import ListedName, list_names
from pipeline.nlp.name_spans import (
    NameSpan,
    address_ranges,
    ends_name,
    is_inside,
    is_unspaced,
    starts_name,
)
from pipeline.nlp.organisation_context import (
    is_listed,
    speaks_of_organisation,
    speaks_of_product,
)
from pipeline.records import MentionMethod
from pipeline.reference.registry import Registry

LIST_BETWEEN = re.compile(r"\s?(?:,|/|&|\+|、|,? and|,? or|vs\.?|\n[-•*]?)\s?")
# what a maker's product is called: "Acme Assistant", "Acme 2.0"
PRODUCT_BEHIND = re.compile(
    r" (?:Assistant|[Ww]orkspaces?|Spaces|MCP|Wallet|ETFs?|[vV]?\d{1,2}\.\d)\b"
)
DOES_BUSINESS = re.compile(
    r" (?:just |has |have |also )?(?:announce[sd]|launch(?:es|ed)|released|rais(?:es|ed)|"
    r"acquire[sd]|unveil(?:s|ed)|bought|buys|sue[sd]|open-?source[sd]|signed)\b"
)
COUNT_BEFORE = re.compile(r"(?:^|[^A-Za-z0-9])\d{1,5}[xX×]$")


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The automaton with the names behind its patterns."""

    automaton: ahocorasick_rs.AhoCorasick
    names: list[ListedName] = field(repr=False)


def build_automaton(surfaces: list[str]) -> ahocorasick_rs.AhoCorasick:
    """An automaton over lower-cased patterns that can report also those inside another."""
    return ahocorasick_rs.AhoCorasick(
        surfaces, implementation=ahocorasick_rs.Implementation.ContiguousNFA
    )


@functools.lru_cache(maxsize=8)
def build_gazetteer(registry: Registry) -> Gazetteer:
    """The automaton of a registry; built once a registry."""
    names = list_names(registry)
    surfaces = [name.surface.lower() for name in names]
    return Gazetteer(build_automaton(surfaces), names)


def lower_keeping_length(text: str) -> str:
    """Lower case in which every character stays one character, so that offsets hold."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)


def _fits_case(name: ListedName, surface: str) -> bool:
    if name.case_rule == "any":
        return True
    if name.case_rule == "exact":
        return surface == name.surface
    return surface[:1].isupper() or surface == name.surface


def _fits_context(name: ListedName, text: str, lowered: str, start: int, end: int) -> bool:
    if name.entity_type == "hardware":
        return speaks_of_product(lowered, start, end)
    return speaks_of_organisation(
        text,
        start,
        end,
        lowered=lowered,
        is_common_word=name.is_common_word,
        is_platform=name.is_platform,
    )


def _is_lower_name(name: ListedName, text: str, lowered: str, start: int, end: int) -> bool:
    """Whether a name that asks for a capital stands in lower case where only a company does.

    That is among other companies' names, or before what companies do.
    """
    return (
        name.case_rule == "capitalised"
        and text[start:end].islower()
        and (is_listed(text, start, end, lowered) or DOES_BUSINESS.match(text, end) is not None)
    )


def _is_counted(text: str, start: int) -> bool:
    """Whether a count is glued to the front of the name: "8xH100"."""
    return COUNT_BEFORE.search(text, max(0, start - 6), start) is not None


def _fits_form(name: ListedName, text: str, lowered: str, start: int, end: int) -> bool:
    if name.is_handle:
        if start and (text[start - 1].isalnum() and not is_unspaced(text[start - 1])):
            return False
        return end == len(text) or not (
            text[end].isascii() and (text[end].isalnum() or text[end] == "_")
        )
    return (
        (starts_name(text, start) or (name.entity_type == "hardware" and _is_counted(text, start)))
        and ends_name(text, end)
        and (_fits_case(name, text[start:end]) or _is_lower_name(name, text, lowered, start, end))
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
        if name.is_stopped or (name.entity_type == "org" and PRODUCT_BEHIND.match(text, end)):
            taken = end
        elif not name.is_ambiguous or _fits_context(name, text, lowered, start, end):
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
    """Doubtful organisations beside one in a list that is certain or so confirmed."""
    certain = [span for span in reading.spans if span.entity_type == "org"]
    for doubtful in reading.doubtful:
        if any(_is_neighbour(doubtful, other, text) for other in certain):
            certain.append(doubtful)
            yield doubtful


def find_registry_names(text: str, gazetteer: Gazetteer) -> list[NameSpan]:
    """Spans of registry names in a text, in order, without overlaps.

    A handle is found with its "@". Names inside addresses, tags and unknown handles do not count.
    A maker written before its product is a name of its own.
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


def _spans(name: ListedName, start: int, end: int) -> list[NameSpan]:
    spans = []
    if name.maker is not None:
        length, maker_id, maker_name = name.maker
        maker_end = start + length - 1
        spans.append(NameSpan(start, maker_end, maker_id, "org", maker_name, maker_id, "registry"))
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
