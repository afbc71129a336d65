"""Spans of names inside one text: their shape, word boundaries, and how overlaps are settled."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.records import EntityType, MentionMethod
from pipeline.text.normalize import HYPHENS

URL = re.compile(
    r"(?:https?://|www\.)[^\s<>\"'”’）】]+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|ai|org|net|io|co|dev|"
    r"app|gov|edu)/\S*"
)
NOT_ALPHANUMERIC = re.compile(r"[^a-z0-9]+")
# Scripts written without spaces, where the neighbour of a name says nothing about its end.
UNSPACED_SCRIPTS = (
    ("\u3040", "\u30ff"),
    ("\u3400", "\u9fff"),
    ("\uac00", "\ud7af"),
    ("\uff00", "\uffef"),
)
TYPE_PRIORITY: dict[EntityType, int] = {"model": 0, "hardware": 1, "org": 2, "person": 3}
METHOD_PRIORITY: dict[MentionMethod, int] = {
    "handle": 0,
    "registry": 1,
    "grammar": 2,
    "discovered": 3,
}


@dataclass(frozen=True, slots=True)
class NameSpan:
    """A named entity at `[start, end)` code points of a text."""

    start: int
    end: int
    entity_id: str
    entity_type: EntityType
    canonical_name: str
    owner_id: str | None
    method: MentionMethod


def plain_hyphens(text: str) -> str:
    """The text with every hyphen a plain one, character for character, so that offsets hold."""
    return text if text.isascii() else text.translate(HYPHENS)


def slug(name: str) -> str:
    """A name as the tail of an id: lower case, dots kept between digits, all else one hyphen.

    >>> slug("Claude Opus 4.6")
    'claude-opus-4.6'
    """
    return re.sub(r"[^\w.]+", "-", name.casefold()).strip("-.")


def is_unspaced(character: str) -> bool:
    """Whether a character belongs to a script that is written without spaces."""
    return any(first <= character <= last for first, last in UNSPACED_SCRIPTS)


def is_word_character(character: str) -> bool:
    """Whether a character carries on a word of a spaced script."""
    return character == "_" or (character.isalnum() and not is_unspaced(character))


def starts_name(text: str, start: int) -> bool:
    """Whether a name can start here: not inside a word, a handle, a tag or a ticker."""
    if start == 0 or is_unspaced(text[start]):
        return True
    before = text[start - 1]
    return not is_word_character(before) and before not in "@#$"


def ends_name(text: str, end: int) -> bool:
    """Whether a name can end here: not inside a word, and not before the rest of a domain."""
    if end >= len(text) or is_unspaced(text[end - 1]):
        return True
    after = text[end]
    if is_word_character(after):
        return False
    is_domain = after == "." and text[end + 1 : end + 2].islower()
    return not is_domain


def address_ranges(text: str) -> list[tuple[int, int]]:
    """Where addresses stand in a text: no name inside them counts."""
    if "/" not in text and "www." not in text:
        return []
    return [match.span() for match in URL.finditer(text)]


def is_inside(start: int, end: int, ranges: Iterable[tuple[int, int]]) -> bool:
    """Whether a span overlaps one of the ranges."""
    return any(start < last and first < end for first, last in ranges)


def _preference(span: NameSpan) -> tuple[int, int, int, int, str]:
    length = span.end - span.start
    return (
        -length,
        METHOD_PRIORITY[span.method],
        TYPE_PRIORITY[span.entity_type],
        span.start,
        span.entity_id,
    )


def resolve_overlaps(spans: Iterable[NameSpan]) -> list[NameSpan]:
    """The spans kept of those that overlap, in order of their start.

    One rule: the longest wins; of equal length, handle before registry before grammar before
    discovered, then model before hardware before organisation before person, then the earliest,
    then the least id.
    """
    kept: list[NameSpan] = []
    for span in sorted(spans, key=_preference):
        if all(span.end <= other.start or other.end <= span.start for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda span: span.start)
