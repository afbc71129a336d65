"""The places where a text may name a model: every way to write a family, and names that are none.

An anchor is one such way. The automaton finds anchors; `model_names` decides which hold.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import ahocorasick_rs

from pipeline.nlp.gazetteer import build_automaton
from pipeline.nlp.known_names import KnownNames, build_known_names
from pipeline.nlp.model_canonical import NamingRules, build_naming_rules
from pipeline.reference.registry import ModelFamily, Organisation, Registry, name_key

MAX_SPLITS = 3  # a name of up to this many breaks is searched with every mixture of "-", " " and ""


@dataclass(frozen=True, slots=True)
class Anchor:
    """One way to write a family, or (`family_id` None) a name that is not a model."""

    surface: str
    family_id: str | None
    is_common_word: bool = False
    is_exact: bool = False
    base: str | None = None  # the name to compose on, where it is not the family's


@dataclass(frozen=True, slots=True)
class ModelGrammar:
    """Everything the finders of models need, built once a registry."""

    automaton: ahocorasick_rs.AhoCorasick
    anchors: list[Anchor] = field(repr=False)
    naming: NamingRules
    known: KnownNames
    owner_cues: Mapping[str, tuple[str, ...]]


def spellings(name: str) -> Iterator[str]:
    """A name with its breaks as hyphen, space or nothing, in every mixture when few."""
    words = re.split(r"[-\s]+", name)
    breaks = len(words) - 1
    yield name
    if breaks == 0:
        return
    joins = itertools.product("- ", repeat=breaks) if breaks <= MAX_SPLITS else [("-",), (" ",)]
    for join in joins:
        chosen = join if len(join) == breaks else join * breaks
        yield "".join(a + b for a, b in zip(words, (*chosen, ""), strict=True))
    yield "".join(words)


def _is_owner_prefixed(name: str, family: ModelFamily, owner: Organisation | None) -> bool:
    """Whether a name is the owner's and then the family's: two entities, read apart."""
    if owner is None:
        return False
    names = {name_key(other) for other in (family.name, *family.aliases)}
    return any(
        name.startswith(f"{prefix} ") and name_key(name.removeprefix(prefix)) in names
        for prefix in (owner.name, *owner.aliases)
    )


def _base(name: str, family: ModelFamily) -> str | None:
    """An alias that adds to the family's name keeps what it adds."""
    is_longer = name_key(name).startswith(name_key(family.name)) and name_key(name) != name_key(
        family.name
    )
    return name if is_longer and name.isascii() else None


def _is_exact(name: str, family: ModelFamily, common_words: frozenset[str]) -> bool:
    """Whether a name counts only as written: one word, or ordinary ones, of such a family."""
    words = re.split(r"[-\s]+", name)
    is_ordinary = all(word.casefold() in common_words for word in words)
    return family.case_sensitive and (len(words) == 1 or is_ordinary)


def _family_anchors(registry: Registry) -> Iterator[Anchor]:
    for key, family in registry.families.items():
        owner = registry.organisations.get(family.owner or "")
        for name in (family.name, *family.aliases):
            if _is_owner_prefixed(name, family, owner):
                continue
            is_common = name.casefold() in registry.common_words
            is_exact = _is_exact(name, family, registry.common_words)
            for surface in spellings(name):
                if surface == name or surface.casefold() not in registry.common_words:
                    yield Anchor(surface, key, is_common, is_exact, _base(name, family))


def _stop_anchors(registry: Registry) -> Iterator[Anchor]:
    for name in sorted(registry.stop.names()):
        yield from (Anchor(surface, None) for surface in spellings(name))


def _anchors(registry: Registry) -> list[Anchor]:
    anchors: dict[str, Anchor] = {}
    for anchor in itertools.chain(_family_anchors(registry), _stop_anchors(registry)):
        anchors.setdefault(anchor.surface.lower(), anchor)
    return list(anchors.values())


def _owner_cues(registry: Registry) -> dict[str, tuple[str, ...]]:
    cues = {}
    for key, family in registry.families.items():
        owner = registry.organisations.get(family.owner or "")
        names = (owner.name, *owner.aliases, *owner.handles) if owner else ()
        cues[key] = tuple(sorted({name.lower() for name in names if len(name) > 2}))
    return cues


@functools.lru_cache(maxsize=8)
def build_grammar(registry: Registry) -> ModelGrammar:
    """The grammar of a registry; built once a registry."""
    anchors = _anchors(registry)
    return ModelGrammar(
        automaton=build_automaton([anchor.surface.lower() for anchor in anchors]),
        anchors=anchors,
        naming=build_naming_rules(registry),
        known=build_known_names(registry),
        owner_cues=_owner_cues(registry),
    )
