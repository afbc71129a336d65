"""What is left of a text when only its wording counts: keys for equality, shingles for likeness."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from pipeline.text.tokens import CJK, URL

# Handles and tags at either end address people or channels; the wording stands between them.
LEADING_ADDRESSES = re.compile(r"^(?:[\s.,:;|/—–-]*[@#]\w+)+")
TRAILING_ADDRESSES = re.compile(r"(?:[@#]\w+[\s.,:;|/…—–-]*)+$")
SKETCH_BITS = 1024  # of a text of 300 characters, one in twelve is set
PLAIN_WORD = re.compile(rf"[{CJK}]|[^\W_{CJK}]+")


def plain_words(text: str) -> list[str]:
    """Lower-case words without addresses, punctuation, or handles and tags at the ends.

    A text of nothing but handles and tags keeps them. One CJK character is one word.

    >>> plain_words("@a @b Qwen-3 is OUT!! https://x.y/z #ai")
    ['qwen', '3', 'is', 'out']
    """
    bare = URL.sub(" ", text) if "/" in text or "www." in text else text
    bare = bare.strip()
    inner = (
        TRAILING_ADDRESSES.sub("", LEADING_ADDRESSES.sub("", bare))
        if "@" in bare or "#" in bare
        else bare
    )
    return PLAIN_WORD.findall(inner.casefold()) or PLAIN_WORD.findall(bare.casefold())


def shingles(words: list[str]) -> set[str]:
    """Every word and every pair of neighbouring words.

    Pairs tell apart texts that share a subject, single words bear a changed word in a short text.

    >>> sorted(shingles(["a", "b", "c"]))
    ['a', 'a b', 'b', 'b c', 'c']
    """
    found = set(words)
    found.update(map(" ".join, pairwise(words)))
    return found


def jaccard(left: set[str], right: set[str]) -> float:
    """Shared elements over all elements, in [0, 1]; 0 when both are empty."""
    shared = len(left & right)
    return shared / (len(left) + len(right) - shared) if shared else 0.0


@dataclass(frozen=True, slots=True)
class Sketch:
    """Shingles as bits: a bound on how like two texts can be, for a tenth of the work.

    Which shingle gets which bit changes how tight the bound is, never whether it holds.
    """

    bits: int
    collisions: int

    @classmethod
    def of(cls, shingles: set[str]) -> Sketch:
        """Set one bit for each shingle; some share one."""
        marks = bytearray(b"0" * SKETCH_BITS)
        for shingle in shingles:
            marks[hash(shingle) % SKETCH_BITS] = ord("1")
        bits = int(marks, 2)
        return cls(bits, len(shingles) - bits.bit_count())

    def could_reach(self, likeness: float, other: Sketch) -> bool:
        """Whether the Jaccard of the two sets of shingles may be so high."""
        shared = (self.bits & other.bits).bit_count() + min(self.collisions, other.collisions)
        either = (self.bits | other.bits).bit_count()
        return not either or shared / either >= likeness
