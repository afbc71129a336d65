"""What is left of a text when only its wording counts: keys for equality, shingles for likeness."""

from __future__ import annotations

import re
from itertools import pairwise

from pipeline.text.tokens import CJK, URL

# Handles and tags at either end address people or channels; the wording stands between them.
LEADING_ADDRESSES = re.compile(r"^(?:[\s.,:;|/—–-]*[@#]\w+)+")
TRAILING_ADDRESSES = re.compile(r"(?:[@#]\w+[\s.,:;|/…—–-]*)+$")
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
