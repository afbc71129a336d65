"""Canonical names of models, composed from parts in the style of the family's own examples.

One model has one name however it is written: "Opus 4.6", "claude-opus-4-6" and "Claude-4.6-Opus".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.nlp.model_tails import Part, Tail, TailRules, read_tail
from pipeline.reference.registry import ModelFamily, Registry, name_key

PART_ORDER = {"version": 0, "variant": 1, "size": 2, "date": 3}
LATE_VARIANTS = frozenset(
    {"instruct", "it", "chat", "base", "think", "thinking", "preview", "sft", "dpo", "exp"}
)
LATE_PLACE = 2  # with the size, in the order written
CASED_VERSION = re.compile(r"^(?:[a-zA-Z]{1,2}|xs\.)(?=\d)")


@dataclass(frozen=True, slots=True)
class Style:
    """How a family writes its names: what joins the parts, and which come first."""

    first_separator: str
    separators: Mapping[str, str]
    variant_separator: str
    is_variant_first: bool


@dataclass(frozen=True, slots=True)
class NamingRules:
    """How the models of a registry are named."""

    families: Mapping[str, ModelFamily]
    tails: Mapping[str, TailRules]
    styles: Mapping[str, Style]
    homes: Mapping[str, str]  # name key of a family -> its id
    display: Mapping[str, str]  # name key of an example -> its spelling
    variant_display: Mapping[str, str]


def _tail_rules(registry: Registry) -> dict[str, TailRules]:
    shared = frozenset(word.casefold() for word in registry.variant_words)
    return {
        key: TailRules(
            variants=shared,
            own_variants=frozenset(
                word.casefold() for variant in family.variants for word in variant.split()
            ),
            common_words=registry.common_words,
            formats=registry.words.formats,
            derived=registry.words.derived,
            is_versioned=family.versioned or not any(map(str.isdigit, family.name)),
            is_complete=not family.versioned,
        )
        for key, family in registry.families.items()
    }


def _example_tail(example: str, family: ModelFamily, rules: TailRules) -> Tail | None:
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
        tail = _example_tail(example, family, rules)
        if tail is None or not tail.parts:
            continue
        kinds = [part.kind for part in tail.parts]
        if "version" in kinds and "variant" in kinds:
            variant_first += 1 if kinds.index("variant") < kinds.index("version") else -1
        firsts[tail.parts[0].separator] += 1
        for part in tail.parts:
            if part.kind == "variant":
                separators.setdefault(part.text.casefold(), part.separator)
            variants[part.separator] += part.kind == "variant"
    return Style(
        _most(firsts, " "),
        separators,
        _most(variants, _most(firsts, " ") or "-"),
        variant_first > 0,
    )


def _most(counts: Counter[str], default: str) -> str:
    ranked = sorted(((-count, text) for text, count in counts.items() if count))
    return ranked[0][1] if ranked else default


def _begins_examples(family: ModelFamily) -> bool:
    """Whether the family's name stands whole at the head of its examples."""
    key = name_key(family.name)
    return not family.examples or any(name_key(text).startswith(key) for text in family.examples)


def build_naming_rules(registry: Registry) -> NamingRules:
    """The naming rules of a registry."""
    families = registry.families
    tails = _tail_rules(registry)
    words = (*registry.variant_words, *(v for f in families.values() for v in f.variants))
    return NamingRules(
        families=families,
        tails=tails,
        styles={key: _style(family, tails[key]) for key, family in families.items()},
        homes={name_key(f.name): key for key, f in families.items() if _begins_examples(f)},
        display={name_key(text): text for f in families.values() for text in (f.name, *f.examples)},
        variant_display={word.casefold(): word for word in reversed(words)},
    )


def _part_text(part: Part, naming: NamingRules) -> str:
    if part.kind == "size":
        return part.text.upper().replace("X", "x") if part.text[-1] in "bB" else part.text
    if part.kind == "version":
        if part.text[0] == "v":
            return part.text
        body = part.text
        return CASED_VERSION.sub(lambda match: match.group().upper(), body)
    if part.kind == "variant":
        shown = naming.variant_display.get(part.text.casefold(), part.text)
        return shown if any(map(str.isupper, shown)) else part.text[:1].upper() + part.text[1:]
    return part.text


def _rehomed(
    family_id: str, parts: tuple[Part, ...], naming: NamingRules
) -> tuple[str, tuple[Part, ...]]:
    """Move to the family that a variant names, Claude Opus, or that "AI" was written behind."""
    shorter = naming.families[family_id].name.removesuffix(" AI")
    family_id = naming.homes.get(name_key(shorter), family_id)
    for index, part in enumerate(parts):
        if part.kind != "variant":
            continue
        home = naming.homes.get(name_key(naming.families[family_id].name + part.text))
        if home is not None and home != family_id:
            return home, parts[:index] + parts[index + 1 :]
    return family_id, parts


def _ordered(parts: tuple[Part, ...], style: Style, rules: TailRules) -> tuple[Part, ...]:
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
    family_id: str, parts: tuple[Part, ...], naming: NamingRules, base: str | None = None
) -> tuple[str, str]:
    """(family id, canonical name), the same for every order and separator of the parts."""
    if base is None:
        family_id, parts = _rehomed(family_id, parts, naming)
    style = naming.styles[family_id]
    name = base or naming.families[family_id].name
    for index, part in enumerate(_ordered(parts, style, naming.tails[family_id])):
        name += _separator(part, index == 0, style) + _part_text(part, naming)
    return family_id, naming.display.get(name_key(name), name)
