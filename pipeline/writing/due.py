"""When something falls due, named as exactly as the post that says so and no more."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from pipeline.weeks import Week
from pipeline.writing.words import MONTHS, day_name

PARTS = (
    ("early", re.compile(r"\b(?:early|start|beginning)\b|初|上旬", re.IGNORECASE)),
    ("mid-", re.compile(r"\b(?:mid|middle)\b|中", re.IGNORECASE)),
    ("the end of", re.compile(r"\bend\b|\bEOY\b|底|末", re.IGNORECASE)),
    ("late", re.compile(r"\blate\b(?!r)|下旬", re.IGNORECASE)),
)


@dataclass(frozen=True)
class Due:
    """The last day of the span that a post names, how exactly it names it, and its words."""

    day: dt.date
    precision: str
    text: str

    def name_after(self, word: str, week: Week) -> str:
        """The date after a word such as "due": "due 14 February", "due in early 2027".

        Args:
            word: What goes before.
            week: Whose digest this is; the year of a day is named when it is another.
        """
        if self.precision in {"day", "week"}:
            year = "" if self.day.year == week.start.year else f" {self.day.year}"
            last = f"{day_name(self.day)}{year}"
            return f"{word} {last}" if self.precision == "day" else f"{word} by {last}"
        part = next((part for part, pattern in PARTS if pattern.search(self.text)), "")
        joint = "" if part in {"", "mid-"} else " "
        by = "by" if part == "the end of" else "in"
        return f"{word} {by} {part}{joint}{self._whole()}"

    def _whole(self) -> str:
        """The month, quarter, half or year that the last day lies in."""
        year, month = self.day.year, self.day.month
        if self.precision == "month":
            return f"{MONTHS[month - 1]} {year}"
        if self.precision == "quarter":
            return f"Q{(month + 2) // 3} {year}"
        if self.precision == "half":
            return f"{'the first half' if month <= 6 else 'the second half'} of {year}"
        return str(year)
