"""Where the sentences of a post begin and end: spans of its text, so that quotes are verbatim."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

ABBREVIATIONS = frozenset({
    "mr", "mrs", "ms", "dr", "prof", "sen", "rep", "gov", "gen", "st", "inc", "corp", "co", "ltd",
    "llc", "vs", "etc", "no", "nos", "fig", "eq", "al", "approx", "est", "dept", "jan", "feb",
    "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "e.g", "i.e", "u.s",
    "u.k", "u.n", "e.u", "a.i", "p.m", "a.m", "d.c",
})  # fmt: skip
END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s)|[。！？]+[”’」』）]*")
SMALL_WORD = re.compile(r"\s*[a-z](?![a-z]?[A-Z])")  # "xAI" and "iOS" may open a sentence
LAST_WORD = re.compile(r"([A-Za-z](?:[A-Za-z.]*[A-Za-z])?)\.$")
# What the network puts before a sentence: shouts, thread marks, bullets.
OPENER = re.compile(
    r"(?:(?:BREAKING(?: NEWS)?|JUST IN|UPDATE|NEWS?|SCOOP|EXCLUSIVE|DEVELOPING|ICYMI|TL;?DR|"
    r"Breaking|"
    r"Just in|Update|Exclusive|Scoop)\s?[:：!—|-]+\s*|\(?\d{1,2}\s?/\s?\d{0,2}\)?[.:)]?\s+|"
    r"\d{1,2}[.)]\s+|"
    r"[-–—•▪◦*→➤►▶>|:]+\s*)"
)
CLOSER = re.compile(r"[\s|→:：–—-]+$")


@dataclass(frozen=True, slots=True)
class SentenceSpan:
    """A sentence of a text: half-open offsets, and the characters between them."""

    start: int
    end: int
    text: str


def find_sentences(text: str) -> list[SentenceSpan]:
    """The sentences and lines of a text in order, without the marks before and after them.

    >>> [sentence.text for sentence in find_sentences("BREAKING: It works. Dr. Ada said so!")]
    ['It works.', 'Dr. Ada said so!']
    """
    spans = (_trim(text, start, end) for start, end in _pieces(text))
    return [SentenceSpan(start, end, text[start:end]) for start, end in spans if start < end]


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    for line in re.finditer(r"[^\n]+", text):
        start = line.start()
        for match in END.finditer(text, line.start(), line.end()):
            if not _is_abbreviated(text[start : match.end()], text[match.end() : match.end() + 4]):
                yield start, match.end()
                start = match.end()
        yield start, line.end()


def _is_abbreviated(sentence: str, following: str) -> bool:
    word = LAST_WORD.search(sentence)
    if word is not None and (word[1].casefold() in ABBREVIATIONS or len(word[1]) == 1):
        return True
    return SMALL_WORD.match(following) is not None


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Move both ends inwards over space, pictographs, openers and closers."""
    moved = -1
    while moved != start:
        moved = start
        while start < end and (text[start].isspace() or _is_pictograph(text[start])):
            start += 1
        opener = OPENER.match(text, start, end)
        if opener:
            start = opener.end()
    while end > start and (text[end - 1].isspace() or _is_pictograph(text[end - 1])):
        end -= 1
    closer = CLOSER.search(text, start, end)
    return start, closer.start() if closer else end


def _is_pictograph(character: str) -> bool:
    return character in "\ufe0f\u20e3\u200d" or unicodedata.category(character) in {
        "So",
        "Sk",
        "Co",
    }
