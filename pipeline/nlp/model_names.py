"""Models named in one text: known families with their parts, lists, and unseen names.

An automaton finds where a family's name or a stopped name stands; `model_tails` reads what
follows. Names of families that nobody has listed come from `unseen_names`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.nlp.gazetteer import lower_keeping_length
from pipeline.nlp.model_canonical import compose_name
from pipeline.nlp.model_cues import MODEL_CUE
from pipeline.nlp.model_grammar import Anchor, ModelGrammar, build_grammar
from pipeline.nlp.model_lists import FoundModel, expand_list, read_sizes
from pipeline.nlp.model_tails import Part, Tail, read_tail
from pipeline.nlp.name_spans import (
    NameSpan,
    address_ranges,
    is_inside,
    is_unspaced,
    is_word_character,
    plain_hyphens,
    slug,
    starts_name,
)
from pipeline.nlp.unseen_names import find_unseen_names
from pipeline.reference.registry import Registry

CONTEXT_CHARS = 90
CHAIN_BEFORE = re.compile(r"([A-Za-z0-9.]*[A-Za-z0-9])-$")
CHAIN_BEHIND = re.compile(r"[A-Za-z0-9.-]*[A-Za-z0-9]")
OWNER_CHARS = 60
MIN_FULL_LETTERS = (
    4  # a name with a number and this many letters speaks for itself: "Foo V4", not "V4"
)
SHORT_FORM = re.compile(r"V\d{1,2}(?:\.\d{1,2})?")
MIN_LOWERED = 3  # a case-sensitive name must be longer than this to count in lower case
ADDRESS_BEHIND = re.compile(r"[\w.-]*@\w")
MORE_DIGITS = re.compile(r"\.?\d")
UNSEEN_VARIANT = re.compile(r" (?P<word>[A-Z][a-z]{2,14})(?![\w'’.@-])")
VERSION_AFTER_VARIANT = re.compile(r"[ -]\d{1,2}(?:\.\d{1,2})?(?![\w.%:,]\w|\w)")


def _starts(text: str, start: int) -> bool:
    return starts_name(text, start) and not (
        start and text[start - 1] == "." and text[start - 2 : start - 1].isalnum()
    )


def _is_chained(text: str, start: int, end: int, grammar: ModelGrammar) -> bool:
    """Whether the place is inside a longer hyphenated name with a number, a model itself."""
    if start < 2 or text[start - 1] != "-":
        return False
    match = CHAIN_BEFORE.search(text, max(0, start - 40), start)
    if (
        match is None
        or match[1].casefold() in grammar.known.common_words
        or match[1].casefold() in grammar.known.words.chain_prefixes
    ):
        return False
    chain = CHAIN_BEHIND.match(text, end)
    rest = text[start:end] + (chain.group() if chain else "")
    return any(map(str.isdigit, rest))


def _continues_as_name(text: str, end: int, grammar: ModelGrammar, family_id: str) -> bool:
    """Whether the anchor may end here: at a word's end, or glued to a version."""
    if end >= len(text) or not is_word_character(text[end]) or is_unspaced(text[end - 1]):
        return True
    return bool(read_tail(text, end, grammar.naming.tails[family_id]).parts)


def _fits_exact_case(
    text: str, start: int, end: int, anchor: Anchor, grammar: ModelGrammar
) -> bool:
    """As written; or all in lower case, no ordinary word, and close to the owner's name."""
    surface = text[start:end]
    if surface == anchor.surface:
        return True
    if (
        not surface.islower()
        or anchor.is_common_word
        or len(surface) <= MIN_LOWERED
        or anchor.family_id is None
    ):
        return False
    around = text[max(0, start - OWNER_CHARS) : end + OWNER_CHARS].lower()
    return any(cue in around for cue in grammar.owner_cues[anchor.family_id])


def _fits_anchor(anchor: Anchor, text: str, start: int, grammar: ModelGrammar) -> bool:
    end = start + len(anchor.surface)
    if not _starts(text, start) or _is_chained(text, start, end, grammar):
        return False
    if ADDRESS_BEHIND.match(text, end):
        return False
    if anchor.surface[-1].isdigit() and MORE_DIGITS.match(text, end):
        return False
    if anchor.is_exact and not _fits_exact_case(text, start, end, anchor, grammar):
        return False
    if anchor.family_id is None:
        return end >= len(text) or not is_word_character(text[end])
    return _continues_as_name(text, end, grammar, anchor.family_id)


def _anchor_hits(text: str, grammar: ModelGrammar) -> list[tuple[int, Anchor]]:
    """The longest anchor that holds at each place, in order; none inside the one before."""
    lowered = lower_keeping_length(text)
    hits = grammar.automaton.find_matches_as_indexes(lowered, overlapping=True)
    hits.sort(key=lambda hit: (hit[1], -hit[2]))
    kept: list[tuple[int, Anchor]] = []
    taken = 0
    for pattern, start, end in hits:
        if start < taken or (
            start and lowered[start - 1].isalpha() and lowered[start - 1].isascii()
        ):
            continue
        anchor = grammar.anchors[pattern]
        if _fits_anchor(anchor, text, start, grammar):
            kept.append((start, anchor))
            taken = end
    return kept


def _has_cue(text: str, start: int, end: int, cues: tuple[str, ...]) -> bool:
    around = (
        text[max(0, start - CONTEXT_CHARS) : start] + " | " + text[end : end + CONTEXT_CHARS]
    ).lower()
    return MODEL_CUE.search(around) is not None or any(cue in around for cue in cues)


def _is_short_form(surface: str) -> bool:
    """Whether a name is only a version, which anything may have: "V3"."""
    return SHORT_FORM.fullmatch(surface) is not None


def _names_maker(text: str, family_id: str, grammar: ModelGrammar) -> bool:
    """Whether a text names the maker of a family, or the first word of the family's name."""
    lowered = text.lower()
    first = re.split(r"[\s-]", grammar.naming.families[family_id].name, maxsplit=1)[0].lower()
    return first in lowered or any(cue in lowered for cue in grammar.owner_cues[family_id])


def _is_product(text: str, end: int, not_followed_by: tuple[str, ...]) -> bool:
    rest = text[end : end + 40].lstrip(" -").casefold()
    return any(
        rest.startswith(word.casefold()) and not rest[len(word) : len(word) + 1].isalnum()
        for word in not_followed_by
    )


def _accepts_bare(
    text: str, start: int, anchor: Anchor, family_id: str, grammar: ModelGrammar
) -> bool:
    """Whether the family's name alone names a model here."""
    family = grammar.naming.families[family_id]
    end = start + len(anchor.surface)
    if family.bare == "never":
        return False
    is_full = sum(map(str.isalpha, anchor.surface)) >= MIN_FULL_LETTERS and any(
        map(str.isdigit, anchor.surface)
    )
    needs_context = (family.bare == "context" and not is_full) or anchor.is_common_word
    is_one_word = " " not in anchor.surface
    if needs_context and is_one_word and text[start].islower() and anchor.surface[0].isupper():
        return False
    return not needs_context or _has_cue(text, start, end, grammar.owner_cues[family_id])


def _unseen_variant(text: str, tail: Tail, grammar: ModelGrammar) -> Tail:
    """Add one capitalised word that is no common word and no known name: "GPT-5.6 Sol"."""
    match = UNSEEN_VARIANT.match(text, tail.end)
    if match is None:
        return tail
    word = match["word"].casefold()
    if word in grammar.known.common_words or word in grammar.known.known_words:
        return tail
    part = Part("variant", match["word"], " ")
    return Tail((*tail.parts, part), match.end())


def _read(
    text: str, start: int, anchor: Anchor, family_id: str, grammar: ModelGrammar
) -> FoundModel | None:
    """The model that an anchor and what follows it name; None when they name none."""
    family = grammar.naming.families[family_id]
    rules = grammar.naming.tails[family_id]
    end = start + len(anchor.surface)
    tail = read_tail(text, end, rules)
    if not tail.parts and _is_product(text, end, family.not_followed_by):
        return None
    extended = _unseen_variant(text, tail, grammar)
    if tail.has("version"):
        tail = extended
    elif extended.parts != tail.parts and VERSION_AFTER_VARIANT.match(text, extended.end):
        more = read_tail(text, extended.end, rules)
        tail = Tail(extended.parts + more.parts, more.end)
    if tail.parts or _accepts_bare(text, start, anchor, family_id, grammar):
        return FoundModel(start, tail.end, family_id, tail.parts, anchor.base)
    return None


def _span(found: FoundModel, grammar: ModelGrammar) -> NameSpan:
    family_id, name = compose_name(found.family_id, found.parts, grammar.naming, found.base)
    owner = grammar.naming.families[family_id].owner
    return NameSpan(
        found.start,
        found.end,
        f"model:{slug(name)}",
        "model",
        name,
        f"org:{owner}" if owner else None,
        "grammar" if found.parts else "registry",
    )


def find_family_names(
    text: str, grammar: ModelGrammar
) -> tuple[list[NameSpan], list[tuple[int, int]]]:
    """(names of known families, ranges that are no models), both in order of the text."""
    models: list[FoundModel] = []
    stopped: list[tuple[int, int]] = []
    done = 0
    hits = _anchor_hits(text, grammar)
    anchored = frozenset(start for start, _ in hits)
    for start, anchor in hits:
        if start < done:
            continue
        if anchor.family_id is None:
            stopped.append((start, start + len(anchor.surface)))
            continue
        if _is_short_form(anchor.surface) and not _names_maker(text, anchor.family_id, grammar):
            continue
        found = _read(text, start, anchor, anchor.family_id, grammar)
        if found is None:
            stopped.append((start, start + len(anchor.surface)))
            continue
        members = [found, *expand_list(text, found, grammar, anchored)]
        models += members
        done = members[-1].end
    models += _loose_sizes(text, models)
    return [_span(model, grammar) for model in models], stopped


def _loose_sizes(text: str, models: Sequence[FoundModel]) -> list[FoundModel]:
    """The sizes that a text lists apart from the only model that it names."""
    if not models or len({(model.family_id, model.parts) for model in models}) > 1:
        return []
    last = models[-1]
    return [size for size in read_sizes(text, models[0]) if size.start >= last.end]


def read_model_names(
    text: str, registry: Registry, blocked: Sequence[tuple[int, int]] = ()
) -> tuple[list[NameSpan], list[tuple[int, int]]]:
    """(models a text names, ranges that look like models and are not), each in order of the text.

    Args:
        text: One post or document.
        registry: Families, stop lists, owners.
        blocked: Ranges already known to name something else; no unseen model is read there.
    """
    grammar = build_grammar(registry)
    text = plain_hyphens(text)
    spans, stopped = find_family_names(text, grammar)
    taken = [*blocked, *stopped, *((span.start, span.end) for span in spans)]
    spans += find_unseen_names(text, taken, grammar.known)
    addresses = address_ranges(text) if spans else []
    kept = (span for span in spans if not is_inside(span.start, span.end, addresses))
    return sorted(kept, key=lambda span: span.start), stopped


def find_model_names(text: str, registry: Registry) -> list[NameSpan]:
    """Every model a text names, in order, without overlaps; nothing inside addresses."""
    return read_model_names(text, registry)[0]
