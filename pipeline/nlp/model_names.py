"""Models named in one text: known families with version, size, variant and date, their lists, and unseen names.

An automaton finds where a family's name or a stopped name stands; `model_tails` reads what follows. Names of
families that nobody has listed come from `unseen_names`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.nlp.gazetteer import lower_keeping_length
from pipeline.nlp.model_grammar import Anchor, ModelGrammar, build_grammar, compose_name
from pipeline.nlp.model_tails import COUNTED, Part, Tail, read_tail
from pipeline.nlp.name_spans import (
    NameSpan,
    address_ranges,
    is_inside,
    is_unspaced,
    is_word_character,
    slug,
    starts_name,
)
from pipeline.nlp.unseen_names import find_unseen_names
from pipeline.reference.registry import Registry

CONTEXT_CHARS = 90
MODEL_CUE = re.compile(
    r"\bmodels?\b|\bllms?\b|\bvlms?\b|\bweights?\b|\bparam(?:eter)?s?\b|\bmoe\b|\bopen[- ]?(?:source|weight)|"
    r"\bmultimodal\b|\breasoning\b|\bbenchmarks?\b|\bsota\b|\bprompt\w*|\bapi\b|\bfine-?tun\w*|\binference\b|"
    r"\btokens?\b|\bcheckpoint\b|\bhugging ?face\b|\bollama\b|\bvllm\b|\bcontext window\b|\btext-to-\w+|"
    r"\bimage gen\w*|\bvideo gen\w*|\bchatbot\b|\bai\b|\bopenai\b|\banthropic\b|\bagents?\b|\bagentic\b|"
    r"\bgpt\b|\bclaude\b|\bgemini\b|\bgrok\b|\bqwen|\bdeepseek\b|\bllama\b|\bkimi\b|模型|大模型|モデル|开源|推理"
)
CHAIN_BEFORE = re.compile(r"([A-Za-z0-9.]*[A-Za-z0-9])-$")
CHAIN_BEHIND = re.compile(r"[A-Za-z0-9.-]*[A-Za-z0-9]")
PREFIXES = frozenset({"non", "pre", "post", "anti", "multi", "ex", "openai", "google", "meta", "nvidia", "anthropic", "alibaba"})
OWNER_CHARS = 60
MIN_FULL_LETTERS = 4  # a name with a number and this many letters speaks for itself: "Foo V4", not "V4"
MIN_LOWERED = 3  # a case-sensitive name must be longer than this to count in lower case
MORE_DIGITS = re.compile(r"\.?\d")
LIST_JOINER = re.compile(r"\s?(?:,\s?(?:and|or|&)\s|,\s?|、\s?|/\s?|\s?&\s|\s?\+\s?|\s(?:and|or|vs\.?|with)\s|和|\s?\()")
LIST_ITEM = re.compile(
    r"(?:(?P<size>(?:\d{1,3}x)?\d{1,4}(?:\.\d{1,2})?[bB](?:-[aA]\d{1,3}(?:\.\d)?[bB])?|[eE]\d{1,2}[bB])"
    r"|(?P<version>[vV]?\d{1,2}\.\d{1,2}|[A-Z]\d(?:\.\d{1,2})?|\d{1,2})"
    r"|(?P<word>[A-Za-z][A-Za-z]+(?:-[A-Z][a-z]+)?))(?![\w%]|\.\d|,\d{3})"
)
MAX_LIST_ITEMS = 8
# behind a size that is a member of a list; "(106B total" only describes the model
SIZE_END = re.compile(r"\s?[,)/;.|&+]|-|\s(?:and|or|&|models?|variants?|versions?|sizes?|is|are|from|on|at|in|with|for)\b|\s?$|\n")
UNSEEN_VARIANT = re.compile(r" (?P<word>[A-Z][a-z]{2,14})(?![\w'’.@-])")
VERSION_AFTER_VARIANT = re.compile(r"[ -]\d{1,2}(?:\.\d{1,2})?(?![\w.%:,]\w|\w)")


@dataclass(frozen=True, slots=True)
class _Found:
    """A family with its parts at a place of the text."""

    start: int
    end: int
    family_id: str
    parts: tuple[Part, ...]
    base: str | None = None


def _starts(text: str, start: int) -> bool:
    return starts_name(text, start) and not (start and text[start - 1] == "." and text[start - 2 : start - 1].isalnum())


def _is_chained(text: str, start: int, end: int, grammar: ModelGrammar) -> bool:
    """Whether the place is inside a longer hyphenated name with a number, which is a model of its own."""
    if start < 2 or text[start - 1] != "-":
        return False
    match = CHAIN_BEFORE.search(text, max(0, start - 40), start)
    if match is None or match[1].casefold() in grammar.common_words or match[1].casefold() in PREFIXES:
        return False
    chain = CHAIN_BEHIND.match(text, end)
    rest = text[start:end] + (chain.group() if chain else "")
    return any(map(str.isdigit, rest))


def _continues_as_name(text: str, end: int, grammar: ModelGrammar, family_id: str) -> bool:
    """Whether the anchor may end here: at a word's end, or glued to a version."""
    if end >= len(text) or not is_word_character(text[end]) or is_unspaced(text[end - 1]):
        return True
    return bool(read_tail(text, end, grammar.rules[family_id]).parts)


def _fits_exact_case(
    text: str, start: int, end: int, anchor: Anchor, grammar: ModelGrammar
) -> bool:
    """As written; or all in lower case, no ordinary word, and close to the owner's name."""
    surface = text[start:end]
    if surface == anchor.surface:
        return True
    if not surface.islower() or anchor.is_common_word or len(surface) <= MIN_LOWERED or anchor.family_id is None:
        return False
    around = text[max(0, start - OWNER_CHARS) : end + OWNER_CHARS].lower()
    return any(cue in around for cue in grammar.owner_cues[anchor.family_id])


def _fits_anchor(anchor: Anchor, text: str, start: int, grammar: ModelGrammar) -> bool:
    end = start + len(anchor.surface)
    if not _starts(text, start) or _is_chained(text, start, end, grammar):
        return False
    if anchor.surface[-1].isdigit() and MORE_DIGITS.match(text, end):
        return False
    if anchor.is_exact and not _fits_exact_case(text, start, end, anchor, grammar):
        return False
    if anchor.family_id is None:
        return end >= len(text) or not is_word_character(text[end])
    return _continues_as_name(text, end, grammar, anchor.family_id)


def _anchor_hits(text: str, grammar: ModelGrammar) -> list[tuple[int, Anchor]]:
    """The longest anchor that passes all checks at each place, in order; none inside the one before."""
    lowered = lower_keeping_length(text)
    hits = grammar.automaton.find_matches_as_indexes(lowered, overlapping=True)
    hits.sort(key=lambda hit: (hit[1], -hit[2]))
    kept: list[tuple[int, Anchor]] = []
    taken = 0
    for pattern, start, end in hits:
        if start < taken or (start and lowered[start - 1].isalpha() and lowered[start - 1].isascii()):
            continue
        anchor = grammar.anchors[pattern]
        if _fits_anchor(anchor, text, start, grammar):
            kept.append((start, anchor))
            taken = end
    return kept


def _has_cue(text: str, start: int, end: int, cues: tuple[str, ...]) -> bool:
    around = (text[max(0, start - CONTEXT_CHARS) : start] + " | " + text[end : end + CONTEXT_CHARS]).lower()
    return MODEL_CUE.search(around) is not None or any(cue in around for cue in cues)


def _is_product(text: str, end: int, not_followed_by: tuple[str, ...]) -> bool:
    rest = text[end : end + 40].lstrip(" -").casefold()
    return any(
        rest.startswith(word.casefold()) and not rest[len(word) : len(word) + 1].isalnum()
        for word in not_followed_by
    )


def _accepts_bare(text: str, start: int, anchor: Anchor, grammar: ModelGrammar) -> bool:
    assert anchor.family_id is not None
    family = grammar.families[anchor.family_id]
    end = start + len(anchor.surface)
    if family.bare == "never":
        return False
    is_full = sum(map(str.isalpha, anchor.surface)) >= MIN_FULL_LETTERS and any(map(str.isdigit, anchor.surface))
    needs_context = (family.bare == "context" and not is_full) or anchor.is_common_word
    is_one_word = " " not in anchor.surface
    if needs_context and is_one_word and text[start].islower() and anchor.surface[0].isupper():
        return False
    return not needs_context or _has_cue(text, start, end, grammar.owner_cues[anchor.family_id])


def _unseen_variant(text: str, tail: Tail, grammar: ModelGrammar) -> Tail:
    """Add one capitalised word that is no common word and no known name: "GPT-5.6 Sol"."""
    match = UNSEEN_VARIANT.match(text, tail.end)
    if match is None or match["word"].casefold() in grammar.common_words | grammar.known_words:
        return tail
    part = Part("variant", match["word"], " ")
    return Tail((*tail.parts, part), match.end())


def _read(text: str, start: int, anchor: Anchor, grammar: ModelGrammar) -> _Found | None:
    assert anchor.family_id is not None
    family = grammar.families[anchor.family_id]
    end = start + len(anchor.surface)
    tail = read_tail(text, end, grammar.rules[anchor.family_id])
    if not tail.parts and _is_product(text, end, family.not_followed_by):
        return None
    extended = _unseen_variant(text, tail, grammar)
    if tail.has("version"):
        tail = extended
    elif extended.parts != tail.parts and VERSION_AFTER_VARIANT.match(text, extended.end):
        more = read_tail(text, extended.end, grammar.rules[anchor.family_id])
        tail = Tail(extended.parts + more.parts, more.end)
    if tail.parts or _accepts_bare(text, start, anchor, grammar):
        return _Found(start, tail.end, anchor.family_id, tail.parts, anchor.base)
    return None


def _list_parts(base: tuple[Part, ...], match: re.Match[str], text: str) -> tuple[Part, ...] | None:
    """The parts of a list item that continues `base`; None when the item is something else."""
    if match["size"]:
        kept = tuple(part for part in base if part.kind != "size")
        sizes = tuple(Part("size", size, "-") for size in match["size"].split("-"))
        return kept + sizes
    if match["version"]:
        return _list_version(base, match["version"], text, match.end())
    return None


def _list_version(
    base: tuple[Part, ...], version: str, text: str, end: int
) -> tuple[Part, ...] | None:
    versions = [part for part in base if part.kind == "version"]
    if not versions or COUNTED.match(text, end):
        return None
    same_form = versions[0].text[0].isalpha() == version[0].isalpha() and (
        ("." in version) or version[0].isalpha() or text[end - len(version) - 1] == "/"
    )
    if not same_form:
        return None
    kept = [part for part in base if part.kind not in ("size", "date")]
    kept[kept.index(versions[0])] = Part("version", version, versions[0].separator)
    return tuple(kept)


def _list_word(
    found: _Found, word: str, grammar: ModelGrammar
) -> tuple[Part, ...] | None:
    """ "GPT-5.6 Sol, Terra": a word after a variant that is a known variant or, as the first was, unseen."""
    if not found.parts or found.parts[-1].kind != "variant":
        return None
    folded = word.casefold()
    rules = grammar.rules[found.family_id]
    is_known = folded in rules.own_variants or (folded in rules.variants and word[0].isupper())
    is_unseen = (
        word[0].isupper()
        and found.parts[-1].text.casefold() not in rules.variants | rules.own_variants
        and folded not in grammar.common_words
        and folded not in grammar.known_words
    )
    if not (is_known or is_unseen):
        return None
    if not any(part.kind == "version" for part in found.parts) and not is_known:
        return None
    return (*found.parts[:-1], Part("variant", word, found.parts[-1].separator))


def _expand_list(
    text: str, found: _Found, grammar: ModelGrammar, anchored: frozenset[int]
) -> Iterator[_Found]:
    """The members of a list that leave the family's name out, each with its full parts."""
    end, current = found.end, found
    for _ in range(MAX_LIST_ITEMS if found.parts else 0):
        joiner = LIST_JOINER.match(text, end)
        item = LIST_ITEM.match(text, joiner.end()) if joiner else None
        if joiner is None or item is None or item.start() in anchored:
            return
        is_bracketed = joiner.group().endswith("(")
        if (is_bracketed and not item["size"]) or (item["size"] and not SIZE_END.match(text, item.end())):
            return
        parts = (
            _list_word(current, item["word"], grammar)
            if item["word"]
            else _list_parts(current.parts, item, text)
        )
        if parts is None:
            return
        more = read_tail(text, item.end(), grammar.rules[found.family_id])
        known = {part.kind for part in parts}
        extra = tuple(p for p in more.parts if p.kind == "variant" or p.kind not in known)
        current = _Found(item.start(), more.end, found.family_id, parts + extra, found.base)
        yield current
        end = current.end


def _span(found: _Found, grammar: ModelGrammar) -> NameSpan:
    family_id, name = compose_name(found.family_id, found.parts, grammar, found.base)
    owner = grammar.families[family_id].owner
    return NameSpan(
        found.start,
        found.end,
        f"model:{slug(name)}",
        "model",
        name,
        f"org:{owner}" if owner else None,
        "grammar" if found.parts else "registry",
    )


def find_family_names(text: str, grammar: ModelGrammar) -> tuple[list[NameSpan], list[tuple[int, int]]]:
    """(names of known families, ranges that must not be read as models), both in order of the text."""
    spans: list[NameSpan] = []
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
        found = _read(text, start, anchor, grammar)
        if found is None:
            stopped.append((start, start + len(anchor.surface)))
            continue
        members = [found, *_expand_list(text, found, grammar, anchored)]
        spans += [_span(member, grammar) for member in members]
        done = members[-1].end
    return spans, stopped


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
    spans, stopped = find_family_names(text, grammar)
    known = [*blocked, *stopped, *((span.start, span.end) for span in spans)]
    spans += find_unseen_names(text, known, grammar)
    addresses = address_ranges(text) if spans else []
    kept = (span for span in spans if not is_inside(span.start, span.end, addresses))
    return sorted(kept, key=lambda span: span.start), stopped


def find_model_names(text: str, registry: Registry) -> list[NameSpan]:
    """Every model a text names by words, in order, without overlaps. Nothing inside addresses counts."""
    return read_model_names(text, registry)[0]
