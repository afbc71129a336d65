"""Regular expressions that take time linear in the text (RE2), behind a typed door.

RE2 knows no look-around: what must not stand beside a match is checked after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import re2


class LinearMatch(Protocol):
    """A match of a linear pattern; groups by number."""

    def group(self, group: int = 0, /) -> str:
        """Text of a group."""

    def span(self, group: int = 0, /) -> tuple[int, int]:
        """Half-open place of a group, in code points."""

    def start(self, group: int = 0, /) -> int:
        """Where a group begins."""

    def end(self, group: int = 0, /) -> int:
        """Where a group ends."""


class LinearPattern(Protocol):
    """A compiled linear pattern."""

    def finditer(self, text: str, /) -> Iterator[LinearMatch]:
        """Matches from left to right, without overlaps."""

    def match(self, text: str, pos: int, /) -> LinearMatch | None:
        """The match that begins at a place."""


def compile_linear(pattern: str) -> LinearPattern:
    """Compile a pattern with RE2."""
    compiled: LinearPattern = re2.compile(pattern)  # type: ignore[no-untyped-call]
    return compiled
