"""The names a gazetteer looks for: ways to write an entity, and when each counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pipeline.records import EntityType
from pipeline.reference.registry import Hardware, Registry

CaseRule = Literal["any", "capitalised", "exact"]
MAX_ACRONYM = 5  # aliases in capitals up to this long are matched as written
MAX_MIXED_ACRONYM = 4  # so are those of mixed case: DoW, DoD
MAX_FOLDED_ACRONYM = 2  # names this short are common words in lower case: AP, US, GE
CONSUMER_KIND = (
    "device"  # robots, glasses and the like: in the registry, and no mention of hardware
)
PODCAST = re.compile(r"\bPod(?:cast)?$")  # in the registry as outlets, and no organisation to name
PART_NUMBER = re.compile(r"[A-Z]{1,3}\d{3,4}[A-Zs]?")  # means the same in lower case: "h100"


@dataclass(frozen=True, slots=True)
class ListedName:
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
    maker: tuple[int, str, str] | None = (
        None  # length, id and name of the maker written before the product
    )
    is_stopped: bool = False  # names nothing, and hides the shorter names inside it


def _case_rule(surface: str, is_case_sensitive: bool) -> CaseRule:
    """Acronyms are matched as written, and names that the registry says so of in capitals.

    A longer case-sensitive name, such as a verb in lower case, still counts in capitals.
    """
    if PART_NUMBER.fullmatch(surface):
        return "any"
    is_acronym = surface.isupper() and len(surface) <= MAX_ACRONYM
    if (
        len(surface) <= MAX_MIXED_ACRONYM
        and sum(map(str.isupper, surface)) > 1
        and not surface.isupper()
    ):
        return "exact"
    if is_acronym and (is_case_sensitive or len(surface) <= MAX_FOLDED_ACRONYM):
        return "exact"
    return "capitalised" if is_case_sensitive else "any"


def _spellings(name: str) -> tuple[str, ...]:
    """A name with its spaces also written as hyphens and the reverse."""
    return tuple(dict.fromkeys((name, name.replace(" ", "-"), name.replace("-", " "))))


def _is_phrase(surface: str, registry: Registry) -> bool:
    """Whether a name is several words that are all ordinary: "Open AI"."""
    words = surface.casefold().split()
    return len(words) > 1 and all(len(w) < 3 or w in registry.common_words for w in words)


def _organisation_names(registry: Registry) -> Iterator[ListedName]:
    for key, entry in registry.organisations.items():
        if any(PODCAST.search(name) for name in (entry.name, *entry.aliases)):
            continue
        entity_id = f"org:{key}"
        for surface in ((entry.name,) if entry.bare else ()) + entry.aliases:
            is_word = surface.casefold() in registry.common_words
            is_ambiguous = is_word or entry.platform or (entry.ambiguous and surface == entry.name)
            is_exact = entry.case_sensitive or (surface != entry.name and surface.isupper())
            rule = _case_rule(surface, is_exact)
            if rule == "any" and (is_ambiguous or _is_phrase(surface, registry)):
                rule = "capitalised"
            yield ListedName(
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
            yield ListedName(entity_id, "org", entry.name, entity_id, surface, is_handle=True)


def _people_names(registry: Registry) -> Iterator[ListedName]:
    for key, entry in registry.people.items():
        owner = f"org:{entry.affiliation}" if entry.affiliation else None
        entity_id = f"person:{key}"
        for surface in (entry.name, *entry.aliases):
            if " " in surface or not surface.isascii():
                yield ListedName(entity_id, "person", entry.name, owner, surface)
        for handle in entry.handles:
            yield ListedName(entity_id, "person", entry.name, owner, f"@{handle.lstrip('@')}", True)


def _hardware_surfaces(entry: Hardware) -> Iterator[tuple[str, str]]:
    """(surface, canonical name) of a hardware entry and its variants."""
    for base in (entry.name, *entry.aliases):
        for spelling in _spellings(base):
            yield spelling, entry.name
            for variant in entry.variants:
                canonical = f"{entry.name} {variant}"
                yield from ((f"{spelling}{sep}{variant}", canonical) for sep in (" ", "-", ""))
            if spelling[-1].isdigit() or spelling.endswith("PU"):
                yield f"{spelling}s", entry.name


def _maker(
    surface: str, entry: Hardware, owner_id: str | None, owner_name: str
) -> tuple[int, str, str] | None:
    """The maker before a product that also stands alone: "Acme" of "Acme X100"."""
    prefix = f"{owner_name} "
    rest = surface.removeprefix(prefix)
    if owner_id is None or rest == surface or not rest.startswith(entry.aliases):
        return None
    return len(prefix), owner_id, owner_name


def _hardware_names(registry: Registry) -> Iterator[ListedName]:
    for key, entry in registry.hardware.items():
        if entry.kind == CONSUMER_KIND:
            continue
        vendor = registry.organisations.get(entry.vendor or "")
        owner = f"org:{entry.vendor}" if entry.vendor else None
        for surface, canonical in _hardware_surfaces(entry):
            is_word = surface.casefold() in registry.common_words
            is_full = surface.startswith(f"{vendor.name} ") if vendor else False
            yield ListedName(
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


def _stopped_names(registry: Registry) -> Iterator[ListedName]:
    for surface in (*registry.stop.not_organisations, *registry.stop.licences):
        yield ListedName("", "org", surface, None, surface, is_stopped=True)


def list_names(registry: Registry) -> list[ListedName]:
    """One name a lower-cased surface: organisations claim before hardware before people."""
    names: dict[str, ListedName] = {}
    for finder in (_organisation_names, _hardware_names, _people_names, _stopped_names):
        for name in finder(registry):
            names.setdefault(name.surface.lower(), name)
    return list(names.values())
