"""Members of a list that leave the family's name out: "Foo-20b/120b".

Each member gets the parts it shares with the one before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.nlp.model_grammar import ModelGrammar
from pipeline.nlp.model_tails import COUNTED, Part, read_tail

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


def _list_word(found: FoundModel, word: str, grammar: ModelGrammar) -> tuple[Part, ...] | None:
    """A word after a variant that is a known variant or, as the first was, unseen."""
    if not found.parts or found.parts[-1].kind != "variant":
        return None
    folded = word.casefold()
    rules = grammar.naming.tails[found.family_id]
    is_known = folded in rules.own_variants or (folded in rules.variants and word[0].isupper())
    is_unseen = (
        word[0].isupper()
        and found.parts[-1].text.casefold() not in rules.variants | rules.own_variants
        and folded not in grammar.known.common_words
        and folded not in grammar.known.known_words
    )
    if not (is_known or is_unseen):
        return None
    if not any(part.kind == "version" for part in found.parts) and not is_known:
        return None
    return (*found.parts[:-1], Part("variant", word, found.parts[-1].separator))


def expand_list(
    text: str, found: FoundModel, grammar: ModelGrammar, anchored: frozenset[int]
) -> Iterator[FoundModel]:
    """The members of a list that leave the family's name out, each with its full parts."""
    end, current = found.end, found
    for _ in range(MAX_LIST_ITEMS if found.parts else 0):
        joiner = LIST_JOINER.match(text, end)
        item = LIST_ITEM.match(text, joiner.end()) if joiner else None
        if joiner is None or item is None or item.start() in anchored:
            return
        is_bracketed = joiner.group().endswith("(")
        if (is_bracketed and not item["size"]) or (
            item["size"] and not SIZE_END.match(text, item.end())
        ):
            return
        parts = (
            _list_word(current, item["word"], grammar)
            if item["word"]
            else _list_parts(current.parts, item, text)
        )
        if parts is None:
            return
        more = read_tail(text, item.end(), grammar.naming.tails[found.family_id])
        known = {part.kind for part in parts}
        extra = tuple(p for p in more.parts if p.kind == "variant" or p.kind not in known)
        current = FoundModel(item.start(), more.end, found.family_id, parts + extra, found.base)
        yield current
        end = current.end
