"""What the registry makes known, in the forms that the finders of new names ask for.

A name is new when none of these holds it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.reference.registry import NameWords, Registry, name_key

MIN_LAB_CHARS = 5


@dataclass(frozen=True, slots=True, eq=False)
class KnownNames:
    """Names and words of the registry; words case-folded, keys as `name_key` makes them."""

    words: NameWords
    common_words: frozenset[str]
    variant_words: frozenset[str]
    known_words: frozenset[str]  # words of names, and whole names of organisations
    family_words: frozenset[str]
    people_words: frozenset[str]
    known_keys: frozenset[str]  # hardware, people and stopped names
    product_keys: frozenset[str]  # stopped names and families
    stop_names: frozenset[str]
    organisation_keys: Mapping[str, tuple[str, str]]  # -> id, name
    organisation_heads: Mapping[str, tuple[str, str]]  # first words that begin one name only
    lab_names: tuple[str, ...]  # lower case: beside a new name they speak for a model


def _lab_names(registry: Registry) -> tuple[str, ...]:
    """Names of laboratories and of owners of a family that are no common word."""
    owners = {family.owner for family in registry.families.values()}
    return tuple(
        sorted(
            entry.name.lower()
            for key, entry in registry.organisations.items()
            if (entry.kind == "lab" or key in owners)
            and len(entry.name) >= MIN_LAB_CHARS
            and not entry.ambiguous
            and entry.name.casefold() not in registry.common_words
        )
    )


def _organisation_keys(registry: Registry) -> dict[str, tuple[str, str]]:
    keys: dict[str, tuple[str, str]] = {}
    for key, entry in registry.organisations.items():
        for name in (entry.name, *entry.aliases):
            keys.setdefault(name_key(name), (f"org:{key}", entry.name))
    return keys


def _organisation_heads(registry: Registry) -> dict[str, tuple[str, str]]:
    """First words of long names that begin no other: "Radiant" of "Radiant Nuclear"."""
    heads: dict[str, set[tuple[str, str]]] = {}
    for key, entry in registry.organisations.items():
        words = entry.name.split()
        if len(words) > 1:
            heads.setdefault(words[0].casefold(), set()).add((f"org:{key}", entry.name))
    return {
        head: next(iter(owners))
        for head, owners in heads.items()
        if len(owners) == 1
        and head not in registry.common_words
        and head not in registry.words.given_names
    }


def _known_keys(registry: Registry) -> frozenset[str]:
    names = [name for item in registry.hardware.values() for name in (item.name, *item.aliases)]
    names += [person.name for person in registry.people.values()]
    return frozenset(map(name_key, (*names, *registry.stop.names())))


def _known_words(registry: Registry) -> frozenset[str]:
    """Words of known names, so that none is taken for an unseen variant.

    Of an organisation only the whole name: its parts, such as "Horizon", may name a model too.
    """
    names: list[str] = []
    for item in registry.hardware.values():
        names += [item.name, *item.aliases]
    for family in registry.families.values():
        names += [family.name, *family.aliases]
    names += [person.name for person in registry.people.values()]
    words = {word.casefold() for name in names for word in re.split(r"[\s-]+", name)}
    words |= {
        name.casefold()
        for entry in registry.organisations.values()
        for name in (entry.name, *entry.aliases)
    }
    return frozenset(words) | registry.stop.names()


@functools.lru_cache(maxsize=8)
def build_known_names(registry: Registry) -> KnownNames:
    """What a registry makes known; built once a registry."""
    families = registry.families.values()
    variants = (*registry.variant_words, *(v for family in families for v in family.variants))
    return KnownNames(
        words=registry.words,
        common_words=registry.common_words,
        variant_words=frozenset(word.casefold() for word in variants),
        known_words=_known_words(registry),
        family_words=frozenset(
            name.casefold() for family in families for name in (family.name, *family.aliases)
        ),
        people_words=frozenset(
            word.casefold() for person in registry.people.values() for word in person.name.split()
        ),
        known_keys=_known_keys(registry),
        product_keys=frozenset(
            map(name_key, (*registry.stop.names(), *(family.name for family in families)))
        ),
        stop_names=registry.stop.names(),
        organisation_keys=_organisation_keys(registry),
        organisation_heads=_organisation_heads(registry),
        lab_names=_lab_names(registry),
    )
