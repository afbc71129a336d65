"""Members of a list that leave the family's name out: "Foo-20b/120b".

Each member gets the parts it shares with the one before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.nlp.model_grammar import ModelGrammar
from pipeline.nlp.model_tails import COUNTED, PLAIN_VARIANTS, Part, read_tail

LIST_JOINER = re.compile(
    r"\s?(?:,\s?(?:and|or|&)\s|,\s?|、\s?|/\s?|\s?&\s|\s?\+\s?|\s(?:and|or|vs\.?|with)\s|和|\s?\()"
)
LIST_ITEM = re.compile(
    r"(?:(?P<size>(?:\d{1,3}x)?\d{1,4}(?:\.\d{1,2})?[bB](?:-[aA]\d{1,3}(?:\.\d)?[bB])?|"
    r"[eE]\d{1,2}[bB])"
    r"|(?P<version>[vV]?\d{1,2}\.\d{1,2}|[A-Z]\d(?:\.\d{1,2})?|\d{1,2})"
    r"|(?P<word>[A-Za-z][A-Za-z]+(?:-[A-Z][a-z]+)?))(?![\w%]|\.\d|,\d{3})"
)
MAX_LIST_ITEMS = 8
_SIZE = r"(?:(?:\d{1,3}x)?\d{1,4}(?:\.\d{1,2})?[bB](?:-[aA]\d{1,3}(?:\.\d)?[bB])?|E\d{1,2}B)"
_SIZES = rf"{_SIZE}(?:(?:,\s?(?:and\s)?|\s?/\s?|\s?&\s?|\s(?:and|or)\s){_SIZE})"
# a list of sizes behind what they are sizes of, and before it: "the 26B and 31B models"
NAMED_SIZES = re.compile(
    rf"\b(?:models|variants|versions|sizes|checkpoints)(?::\s?|\s\(|\s-\s|\s?[–—]\s?)({_SIZES}+)"
    rf"(?!\w)|\b[Tt]he ({_SIZES}*)\s(?:models|variants|versions|checkpoints)\b"
)
ONE_SIZE = re.compile(_SIZE)
# behind a size that is a member of a list; "(106B total" only describes the model
SIZE_END = re.compile(
    r"\s?[,)/;.|&+]|-|\s(?:and|or|&|models?|variants?|versions?|sizes?|is|are|from|on|at|in|"
    r"with|for)\b|\s?$|\n"
)


@dataclass(frozen=True, slots=True)
class FoundModel:
    """A family with its parts at a place of the text."""

    start: int
    end: int
    family_id: str
    parts: tuple[Part, ...]
    base: str | None = None


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


def _is_list_variant(word: str, last: Part, family_id: str, grammar: ModelGrammar) -> bool:
    """Whether a word goes on a list of variants: a known one, or unseen as the one before."""
    folded = word.casefold()
    rules = grammar.naming.tails[family_id]
    if folded in rules.own_variants or folded in PLAIN_VARIANTS:
        return True
    if not word[0].isupper():
        return False
    if folded in rules.variants:
        return True
    is_last_known = last.text.casefold() in rules.variants | rules.own_variants
    known = grammar.known
    return not (is_last_known or folded in known.common_words or folded in known.known_words)


def _list_word(found: FoundModel, word: str, grammar: ModelGrammar) -> tuple[Part, ...] | None:
    """The parts of a list item that begins with a word, in the place of the variant before it."""
    places = [index for index, part in enumerate(found.parts) if part.kind == "variant"]
    if not places:
        return None
    last = found.parts[places[-1]]
    if not _is_list_variant(word, last, found.family_id, grammar):
        return None
    return (*found.parts[: places[-1]], Part("variant", word, last.separator))


def _next_item(
    text: str, current: FoundModel, grammar: ModelGrammar, anchored: frozenset[int]
) -> FoundModel | None:
    """The list member directly behind a model, with the parts it shares with that."""
    joiner = LIST_JOINER.match(text, current.end)
    item = LIST_ITEM.match(text, joiner.end()) if joiner else None
    if joiner is None or item is None or item.start() in anchored:
        return None
    if joiner.group().endswith("(") and not item["size"]:
        return None
    if item["size"] and not SIZE_END.match(text, item.end()):
        return None
    if item["word"]:
        parts = _list_word(current, item["word"], grammar)
    else:
        parts = _list_parts(current.parts, item, text)
    if parts is None:
        return None
    more = read_tail(text, item.end(), grammar.naming.tails[current.family_id])
    present = {part.kind for part in parts}
    if len(parts) < len(current.parts) and item["word"] and not more.has("version"):
        return None
    extra = tuple(p for p in more.parts if p.kind == "variant" or p.kind not in present)
    return FoundModel(item.start(), more.end, current.family_id, parts + extra, current.base)


def expand_list(
    text: str, found: FoundModel, grammar: ModelGrammar, anchored: frozenset[int]
) -> Iterator[FoundModel]:
    """The members of a list that leave the family's name out, each with its full parts.

    Args:
        text: One post or document.
        found: The member that is written in full.
        grammar: The registry's families and words.
        anchored: Where other names begin: no member begins there.
    """
    current: FoundModel | None = found
    for _ in range(MAX_LIST_ITEMS if found.parts else 0):
        current = _next_item(text, current, grammar, anchored) if current else None
        if current is None:
            return
        yield current


def read_sizes(text: str, found: FoundModel) -> Iterator[FoundModel]:
    """Sizes that a text lists apart from the one model it names: "Foo 4 … in 4B and 12B"."""
    if found.base is not None or not found.parts or any(p.kind != "version" for p in found.parts):
        return
    for match in NAMED_SIZES.finditer(text, found.end):
        for size in ONE_SIZE.finditer(text, *match.span(match.lastindex or 0)):
            parts = tuple(Part("size", part, "-") for part in size.group().split("-"))
            yield FoundModel(size.start(), size.end(), found.family_id, found.parts + parts)
