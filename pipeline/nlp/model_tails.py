"""What follows a model family's name: version, size, variant, date, in any order.

Reads only forward from the end of the family's name, so its cost does not depend on the length of
the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

PartKind = Literal["version", "size", "variant", "date"]

COMPONENT = re.compile(
    r"(?P<sep>[-_ ]|\.(?=\d)|)(?:"
    r"(?P<date>20[2-3]\d-[01]\d-[0-3]\d|20[2-3]\d[01]\d[0-3]\d|\d{6}|[012]\d[0-3]\d)"
    r"|(?P<size>(?:\d{1,3}x)?\d{1,4}(?:\.\d{1,2})?[bB]|[aAeE]\d{1,3}(?:\.\d{1,2})?[bB]|"
    r"\d{2,4}M|\d(?:\.\d)?T)"
    r"|(?P<version>[vV]?\d{1,3}(?:\.\d{1,3}){0,2}[a-wyzA-WYZ]?|"
    r"[a-zA-Z]{1,2}\d{1,2}(?:\.\d{1,2}){0,2}[a-z]?|XS\.\d)"
    r"|(?P<word>[A-Z]{1,2}2[A-Z]{1,2}|[A-Za-z][A-Za-z]+(?:\d{1,2}(?:\.\d{1,2})?)?)"
    r")(?![A-Za-z0-9_]|\.\d|,\d{3})"
)
GLUED_VARIANT = re.compile(r"(?P<sep>)(?P<version>\d{1,2}(?:\.\d{1,2})?)(?=[A-Za-z]{4})")
CHAIN = re.compile(r"(?:[-_][A-Za-z0-9]+(?:\.\d+)*)+")
CHAIN_VALUE = re.compile(
    r"^(?:[vV]?\d{1,3}(?:\.\d{1,2}){0,2}|(?:\d+x)?\d+(?:\.\d+)?[bB]|[aAeE]\d+[bB])$"
)
# After a number these words make it a count or a measure and not a version.
COUNTED = re.compile(
    r"(?:[ -]?(?:%|x\b|×|percent|times|hours?|hrs?|h\b|days?|weeks?|months?|years?|minutes?|"
    r"mins?|seconds?|secs?|"
    r"people|users|million|billion|trillion|thousand|k\b|m\b|bn\b|tokens?|tok/s|params?|"
    r"parameters?|"
    r"points?|pts|agents|models|of the|of them|out of|other|more|different|new|steps|things|ways|"
    r"tasks|bugs|lines|questions|prompts|gpus?|dollars|usd|gb|tb|mb|am\b|pm\b|"
    r"instances|sessions|accounts|subscriptions|companies|employees|papers|apps|files|projects)"
    r"|:\d|\+\s?(?:hours|years|users))",
    re.IGNORECASE,
)
SIZE_UNIT = re.compile(r"[ -]?(?:models?|params?|parameters?)\b", re.IGNORECASE)
BRACKETED = re.compile(r" ?\[(?P<word>[a-z]{2,8})\]")  # "FLUX.2 [dev]"
DATE_BEHIND = re.compile(r"/\d")  # "4/5" is a day or a mark
# common words that are read as variants also in lower case, once a version stands before them
PLAIN_VARIANTS = frozenset(
    {"mini", "nano", "pro", "flash", "lite", "turbo", "max", "plus", "preview"}
)
MAX_PARTS = 6
MAX_INTEGER_VERSION = 30  # "Grok 4" is a version, "Grok 45" is not


@dataclass(frozen=True, slots=True)
class Part:
    """One component of a model's name."""

    kind: PartKind
    text: str
    separator: str


@dataclass(frozen=True, slots=True)
class Tail:
    """The components after a family's name and where in the text they end."""

    parts: tuple[Part, ...]
    end: int

    def has(self, kind: PartKind) -> bool:
        """Whether a component of this kind is present."""
        return any(part.kind == kind for part in self.parts)

    @property
    def versions(self) -> Iterator[str]:
        """Texts of the version components."""
        return (part.text for part in self.parts if part.kind == "version")


@dataclass(frozen=True, slots=True)
class TailRules:
    """What a family allows behind its name; all words case-folded.

    `is_complete` says that the name is that of one model, so that variants may follow it at once.
    """

    variants: frozenset[str]
    own_variants: frozenset[str]
    common_words: frozenset[str]
    formats: frozenset[str]
    derived: frozenset[str]
    is_versioned: bool = True
    is_complete: bool = False


def _is_counted(text: str, end: int) -> bool:
    return COUNTED.match(text, end) is not None


def _accepts_size(text: str, match: re.Match[str], tail: Tail) -> bool:
    body, separator = match["size"], match["sep"]
    if separator == "-":
        return True
    if separator == "_":
        return bool(tail.parts) or body[-1] in "bB"
    if separator == "." or (body[-1] not in "bB" and not (separator and tail.has("version"))):
        return False
    end = match.end()
    return not COUNTED.match(text, end) or SIZE_UNIT.match(text, end) is not None


def _accepts_date(match: re.Match[str], tail: Tail) -> bool:
    body, separator = match["date"], match["sep"]
    if separator in "-_" and separator:
        return not (len(body) == 4 and body[:2] == "20")
    return separator == " " and len(body) == 4 and body[:2] != "20" and bool(tail.parts)


def _accepts_version(text: str, match: re.Match[str], tail: Tail, rules: TailRules) -> bool:
    body, separator = match["version"], match["sep"]
    if (tail.has("version") or (separator == "." and tail.parts)) and body[0].isdigit():
        return False
    if (separator == "" and tail.parts) or body.casefold() in rules.formats:
        return False
    if body[0].isdigit() or body[0] in "vV":
        return _accepts_number(text, match, rules)
    if separator == " " and not rules.is_versioned:
        return False
    return separator != " " or body[0].isupper() or text[match.start() - 1].islower()


def _accepts_number(text: str, match: re.Match[str], rules: TailRules) -> bool:
    body, separator = match["version"], match["sep"]
    digits = body.lstrip("vV").rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    if "." not in digits and digits and int(digits) > MAX_INTEGER_VERSION:
        return False
    if separator in ("", "-", "."):
        return not text.startswith("%", match.end())
    if body.isdigit() and DATE_BEHIND.match(text, match.end()):
        return False
    if _is_counted(text, match.end()) and body[0].isdigit():
        return False
    return rules.is_versioned or body[0] in "vV" or "." in body


def _accepts_word(text: str, match: re.Match[str], tail: Tail, rules: TailRules) -> bool:
    body, separator = match["word"], match["sep"]
    folded = body.casefold()
    if folded in rules.formats or folded in rules.derived:
        return False
    is_known = folded in rules.own_variants or folded in rules.variants
    if separator == "":
        return folded in rules.own_variants and len(body) > 2 and bool(tail.parts)
    if separator in "-_":
        return is_known or (body[0].isupper() and folded not in rules.common_words)
    if not is_known:
        return False
    if body[0].isupper():
        return folded in rules.own_variants or rules.is_complete or bool(tail.parts)
    is_behind_version = rules.is_complete or tail.has("version")
    if is_behind_version and folded in PLAIN_VARIANTS:
        return True
    is_lower_style = is_behind_version or text[: match.start()][-1:].islower()
    return is_lower_style and (folded in rules.own_variants or folded not in rules.common_words)


def _accepted_part(text: str, match: re.Match[str], tail: Tail, rules: TailRules) -> Part | None:
    kind = match.lastgroup
    separator = match["sep"]
    if kind == "size" and _accepts_size(text, match, tail):
        return Part("size", match["size"], separator)
    if kind == "date" and _accepts_date(match, tail):
        return Part("date", match["date"], separator)
    if kind == "version" and _accepts_version(text, match, tail, rules):
        return Part("version", match["version"], separator)
    if kind == "word" and _accepts_word(text, match, tail, rules):
        return Part("variant", match["word"], separator)
    return None


def _bracketed(text: str, tail: Tail, rules: TailRules) -> Tail:
    """Take in one of the family's variants that stands in brackets."""
    match = BRACKETED.match(text, tail.end) if tail.parts else None
    if match is None or match["word"] not in rules.own_variants:
        return tail
    return Tail((*tail.parts, Part("variant", match["word"], " ")), match.end())


def _chained(text: str, tail: Tail, rules: TailRules) -> Tail:
    """Take in the rest of a hyphenated name up to a version or size: "Foo-bar-7B"."""
    match = CHAIN.match(text, tail.end)
    if match is None:
        return tail
    pieces = re.split(r"[-_]", match.group())[1:]
    values = [index for index, piece in enumerate(pieces) if CHAIN_VALUE.match(piece)]
    if not values or any(piece.casefold() in rules.derived for piece in pieces[: values[-1]]):
        return tail
    parts, end = list(tail.parts), tail.end
    for piece in pieces[: values[-1] + 1]:
        kind: PartKind = "variant"
        if CHAIN_VALUE.match(piece):
            kind = "size" if piece[-1] in "bB" else "version"
        parts.append(Part(kind, piece, "-"))
        end += len(piece) + 1
    return Tail(tuple(parts), end)


def read_tail(text: str, start: int, rules: TailRules) -> Tail:
    """The components directly behind a family's name that ends at `start`; maybe none."""
    tail = Tail((), start)
    while len(tail.parts) < MAX_PARTS:
        match = COMPONENT.match(text, tail.end)
        if match is None and not tail.parts:
            match = GLUED_VARIANT.match(text, tail.end)
        part = _accepted_part(text, match, tail, rules) if match else None
        if match is None or part is None:
            break
        tail = replace(tail, parts=(*tail.parts, part), end=match.end())
    return _chained(text, _bracketed(text, tail, rules), rules)
