"""The grammar of model names compiled from a registry: anchors to find, rules to read on, names to give.

An anchor is a way to write a family's name or a name that must not be read as a model. Canonical names are
composed from parts in the style of the family's own examples, so that one model has one name however written.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import ahocorasick_rs

from pipeline.nlp.gazetteer import build_automaton
from pipeline.nlp.model_tails import Part, Tail, TailRules, read_tail
from pipeline.reference.registry import ModelFamily, Organisation, Registry, name_key

MIN_LAB_CHARS = 5
MAX_SPLITS = 3  # a name of up to this many breaks is searched with every mixture of "-", " " and ""
PART_ORDER = {"version": 0, "variant": 1, "size": 2, "date": 3}
LATE_VARIANTS = frozenset({"instruct", "it", "chat", "base", "thinking", "preview", "sft", "dpo", "exp"})
LATE_PLACE = 2  # with the size, in the order written
CASED_VERSION = re.compile(r"^(?:[a-zA-Z]{1,2}|xs\.)(?=\d)")


@dataclass(frozen=True, slots=True)
class Anchor:
    """One way to write a family, or (`family_id` None) a name that is not a model."""

    surface: str
    family_id: str | None
    is_common_word: bool = False
    is_exact: bool = False
    base: str | None = None  # the name to compose on, where it is not the family's


@dataclass(frozen=True, slots=True)
class Style:
    """How a family writes its names: what joins the parts, and whether variants come before the version."""

    first_separator: str
    separators: Mapping[str, str]
    variant_separator: str
    is_variant_first: bool


@dataclass(frozen=True, slots=True)
class ModelGrammar:
    """Everything the finder needs, built once a registry."""

    automaton: ahocorasick_rs.AhoCorasick
    anchors: list[Anchor] = field(repr=False)
    families: Mapping[str, ModelFamily]
    rules: Mapping[str, TailRules]
    styles: Mapping[str, Style]
    homes: Mapping[str, str]  # name key of a family -> its id
    display: Mapping[str, str]  # name key of an example -> its spelling
    variant_display: Mapping[str, str]
    owner_cues: Mapping[str, tuple[str, ...]]
    known_words: frozenset[str]
    family_words: frozenset[str]
    people_words: frozenset[str]
    known_keys: frozenset[str]  # name keys of hardware, people and stopped names
    lab_names: tuple[str, ...]  # lower case: makers of models, whose names beside a new one speak for it
    product_keys: frozenset[str]  # name keys of stopped names and families
    organisation_keys: Mapping[str, tuple[str, str]]  # name key -> id, name
    organisation_heads: Mapping[str, tuple[str, str]]  # first word of one organisation only -> id, name
    common_words: frozenset[str]


def spellings(name: str) -> Iterator[str]:
    """A name with its breaks written as hyphen, space or nothing, in every mixture when there are few."""
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
    """Whether a name is the owner's and then another name of the family: two entities, read apart."""
    if owner is None:
        return False
    names = {name_key(other) for other in (family.name, *family.aliases)}
    return any(
        name.startswith(f"{prefix} ") and name_key(name.removeprefix(prefix)) in names
        for prefix in (owner.name, *owner.aliases)
    )


def _base(name: str, family: ModelFamily) -> str | None:
    """An alias that adds to the family's name keeps what it adds."""
    is_longer = name_key(name).startswith(name_key(family.name)) and name_key(name) != name_key(family.name)
    return name if is_longer and name.isascii() else None


def _is_exact(name: str, family: ModelFamily, common_words: frozenset[str]) -> bool:
    """Whether a name must be written as it is: one word, or ordinary words, of a case-sensitive family."""
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


def _tail_rules(registry: Registry) -> dict[str, TailRules]:
    shared = frozenset(word.casefold() for word in registry.variant_words)
    return {
        key: TailRules(
            variants=shared,
            own_variants=frozenset(
                word.casefold() for variant in family.variants for word in variant.split()
            ),
            common_words=registry.common_words,
            is_versioned=family.versioned or not any(map(str.isdigit, family.name)),
            is_complete=not family.versioned,
        )
        for key, family in registry.families.items()
    }


def example_tail(example: str, family: ModelFamily, rules: TailRules) -> Tail | None:
    """The parts of an example name; None where it does not begin with the family's name."""
    for name in sorted((family.name, *family.aliases), key=len, reverse=True):
        if example.casefold().startswith(name.casefold()):
            return read_tail(example, len(name), rules)
    return None


def _style(family: ModelFamily, rules: TailRules) -> Style:
    """Learn a family's style from its examples; a hyphen where they say nothing."""
    firsts: Counter[str] = Counter()
    variants: Counter[str] = Counter()
    separators: dict[str, str] = {}
    variant_first = 0
    for example in family.examples:
        tail = example_tail(example, family, rules)
        if tail is None or not tail.parts:
            continue
        kinds = [part.kind for part in tail.parts]
        if "version" in kinds and "variant" in kinds:
            variant_first += 1 if kinds.index("variant") < kinds.index("version") else -1
        firsts[tail.parts[0].separator] += 1
        for part in tail.parts:
            separators.setdefault(part.text.casefold(), part.separator)
            variants[part.separator] += part.kind == "variant"
    return Style(_most(firsts, " "), separators, _most(variants, _most(firsts, " ") or "-"), variant_first > 0)


def _most(counts: Counter[str], default: str) -> str:
    ranked = sorted(((-count, text) for text, count in counts.items() if count))
    return ranked[0][1] if ranked else default


def _owner_cues(registry: Registry) -> dict[str, tuple[str, ...]]:
    cues = {}
    for key, family in registry.families.items():
        owner = registry.organisations.get(family.owner or "")
        names = (owner.name, *owner.aliases, *owner.handles) if owner else ()
        cues[key] = tuple(sorted({name.lower() for name in names if len(name) > 2}))
    return cues


def _known_keys(registry: Registry) -> frozenset[str]:
    names = [name for item in registry.hardware.values() for name in (item.name, *item.aliases)]
    names += [person.name for person in registry.people.values()]
    return frozenset(map(name_key, (*names, *registry.stop.names())))


def _lab_names(registry: Registry) -> tuple[str, ...]:
    """Names of the laboratories, and of the other organisations that own a family, that are no common word."""
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
    """First words of long organisation names that begin no other name: "Radiant" of "Radiant Nuclear"."""
    heads: dict[str, set[tuple[str, str]]] = {}
    for key, entry in registry.organisations.items():
        words = entry.name.split()
        if len(words) > 1:
            heads.setdefault(words[0].casefold(), set()).add((f"org:{key}", entry.name))
    return {
        head: next(iter(owners))
        for head, owners in heads.items()
        if len(owners) == 1 and head not in registry.common_words
    }


def _known_words(registry: Registry) -> frozenset[str]:
    """Single words that are names of something already known, so that they are no unseen variant."""
    names: list[str] = []
    for entry in registry.organisations.values():
        names += [entry.name, *entry.aliases]
    for item in registry.hardware.values():
        names += [item.name, *item.aliases]
    for family in registry.families.values():
        names += [family.name, *family.aliases]
    names += [person.name for person in registry.people.values()]
    words = {word.casefold() for name in names for word in re.split(r"[\s-]+", name)}
    return frozenset(words) | registry.stop.names()


def _begins_examples(family: ModelFamily) -> bool:
    """Whether the family's name stands whole at the head of its examples, not split by the version."""
    key = name_key(family.name)
    return not family.examples or any(name_key(text).startswith(key) for text in family.examples)


@functools.lru_cache(maxsize=8)
def build_grammar(registry: Registry) -> ModelGrammar:
    """The grammar of a registry; built once a registry."""
    anchors = _anchors(registry)
    surfaces = [anchor.surface.lower() for anchor in anchors]
    rules = _tail_rules(registry)
    families = registry.families
    words = (*registry.variant_words, *(v for f in families.values() for v in f.variants))
    return ModelGrammar(
        automaton=build_automaton(surfaces),
        anchors=anchors,
        families=families,
        rules=rules,
        styles={key: _style(family, rules[key]) for key, family in families.items()},
        homes={name_key(f.name): key for key, f in families.items() if _begins_examples(f)},
        display={name_key(text): text for f in families.values() for text in (f.name, *f.examples)},
        variant_display={word.casefold(): word for word in reversed(words)},
        owner_cues=_owner_cues(registry),
        known_words=_known_words(registry),
        people_words=frozenset(
            word.casefold() for person in registry.people.values() for word in person.name.split()
        ),
        family_words=frozenset(name.casefold() for f in families.values() for name in (f.name, *f.aliases)),
        known_keys=_known_keys(registry),
        lab_names=_lab_names(registry),
        product_keys=frozenset(
            map(name_key, (*registry.stop.names(), *(f.name for f in families.values())))
        ),
        organisation_keys=_organisation_keys(registry),
        organisation_heads=_organisation_heads(registry),
        common_words=registry.common_words,
    )


def _part_text(part: Part, grammar: ModelGrammar) -> str:
    if part.kind == "size":
        return part.text.upper().replace("X", "x") if part.text[-1] in "bB" else part.text
    if part.kind == "version":
        if part.text[0] == "v":
            return part.text
        body = part.text
        return CASED_VERSION.sub(lambda match: match.group().upper(), body)
    if part.kind == "variant":
        shown = grammar.variant_display.get(part.text.casefold(), part.text)
        return shown if any(map(str.isupper, shown)) else part.text[:1].upper() + part.text[1:]
    return part.text


def _rehomed(
    family_id: str, parts: tuple[Part, ...], grammar: ModelGrammar
) -> tuple[str, tuple[Part, ...]]:
    """Move to the family that a variant names: Claude with variant Opus is of the family Claude Opus."""
    for index, part in enumerate(parts):
        if part.kind != "variant":
            continue
        home = grammar.homes.get(name_key(grammar.families[family_id].name + part.text))
        if home is not None and home != family_id:
            return home, parts[:index] + parts[index + 1 :]
    return family_id, parts


def _ordered(
    parts: tuple[Part, ...], style: Style, rules: TailRules
) -> tuple[Part, ...]:
    """Parts in the family's order; as written where one of them is a word nobody has listed."""
    if any(
        part.kind == "variant" and part.text.casefold() not in rules.variants | rules.own_variants
        for part in parts[:-1]
    ):
        return parts
    return tuple(sorted(parts, key=lambda part: _place(part, style)))


def _place(part: Part, style: Style) -> int:
    if part.kind == "variant" and part.text.casefold() in LATE_VARIANTS:
        return LATE_PLACE
    if part.kind == "variant" and style.is_variant_first:
        return -1
    return PART_ORDER[part.kind]


def _separator(part: Part, is_first: bool, style: Style) -> str:
    known = style.separators.get(part.text.casefold())
    if known:
        return known
    if is_first:
        return style.first_separator if part.kind != "variant" else style.first_separator or "-"
    if part.kind == "variant":
        return style.variant_separator or "-"
    return "-" if style.first_separator in ("", "-") or part.kind == "date" else " "


def compose_name(
    family_id: str, parts: tuple[Part, ...], grammar: ModelGrammar, base: str | None = None
) -> tuple[str, str]:
    """(family id, canonical name) of a family with parts, the same for every order and separator."""
    if base is None:
        family_id, parts = _rehomed(family_id, parts, grammar)
    style = grammar.styles[family_id]
    name = base or grammar.families[family_id].name
    for index, part in enumerate(_ordered(parts, style, grammar.rules[family_id])):
        name += _separator(part, index == 0, style) + _part_text(part, grammar)
    return family_id, grammar.display.get(name_key(name), name)
