"""Launches in words: what a sentence brings out, and what posts of earlier weeks told was out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.text.sentence_spans import find_sentences

NAME_PART = r"[A-Z][\w.+-]*\w"
LAUNCHED = re.compile(
    r"\b(?:introduce[ds]|launche[ds]|release[ds]|unveil(?:s|ed)|open-source[ds]|announce[ds]|"
    r"previewed|is releasing|"
    r"is launching) (?:the |its |an? )?[“\"]?"
    rf"(?P<name>{NAME_PART}(?: (?:for |of )?(?:{NAME_PART}|\d+(?:\.\d+)?)){{0,3}})"
    r"(?=[,:;—–(”\"]|\.?$|\. | (?:for|that|which|with|on|in|at|as|from|by|and|to|today|a|an|the|"
    r"powered|built|featuring|[—–-])(?: |$))"
)
PLAIN_NAME = re.compile(r"[A-Z][a-z]+$|AI-[a-z]+$")
LAUNCHING = re.compile(
    r"\b(?:introduc(?:es?|ed|ing)|launch(?:es|ed|ing)?|releas(?:es?|ed|ing)|unveil(?:s|ed|ing)?|"
    r"announc(?:es?|ed|ing)|open[- ]sourc(?:es?|ed|ing)|dropp(?:ed|ing)|ship(?:s|ped|ping)|"
    r"debut(?:s|ed)?|rolling out|now available|(?:is|are) (?:now )?(?:here|live|out|available)|"
    r"meet|say hello to)\b|发布|开源|上线|推出",
    re.IGNORECASE,
)
NOT_YET = re.compile(
    r"\b(?:will|would|may|might|could|not|if|when|before|soon|upcoming|coming|expected|plan\w*|"
    r"preparing|rumou?r\w*|leak\w*|reportedly|teas\w+|waiting|wait for|set to|about to|"
    r"ahead of|tomorrow|next (?:week|month|year))\b|\?|即将|可能|或将|预计|传闻|传言|曝|？",
    re.IGNORECASE,
)
# What must stand before a name that is a plain word, so that it is what a sentence brings out.
OBJECT = r"(?i:introduc|launch|releas|unveil|announc|open-sourc)\w* (?:[A-Z]\w*,? |the |our ){0,2}"
# "Loom 4 Mini" and "Loom 4-mini" are not "Loom 4".
NAME_END = r"(?![\w+]|[-.]\w|\s(?:[A-Z0-9]|mini\b|nano\b|pro\b))"
RETOLD_AFTER = dt.timedelta(days=5)
MIN_RETOLD = 2  # launches, before an account counts as one that retells


@dataclass(frozen=True, slots=True)
class EarlierReport:
    """A post of an earlier week that reports a release: who wrote it, when, and its text."""

    author_handle: str
    posted_at: dt.datetime
    body_text: str
    folded_text: str

    @classmethod
    def of(cls, author_handle: str, posted_at: dt.datetime, body_text: str) -> EarlierReport:
        """A report with its handle and its text made ready for being searched."""
        return cls(author_handle.casefold(), posted_at, body_text, body_text.casefold())

    def tells_launch(self, name: str) -> bool:
        """Whether a sentence says that a thing is out; a rumour or a promise does not."""
        if name.casefold() not in self.folded_text:
            return False
        opening = OBJECT if PLAIN_NAME.match(name) else r"(?<![\w-])"
        pattern = re.compile(rf"{opening}(?i:{re.escape(name)}){NAME_END}")
        return any(
            pattern.search(sentence.text)
            and LAUNCHING.search(sentence.text)
            and not NOT_YET.search(sentence.text)
            for sentence in find_sentences(self.body_text)
        )


@dataclass(frozen=True)
class EarlierReports:
    """What posts of the weeks before reported of releases."""

    reports: Sequence[EarlierReport] = ()
    _retells: dict[str, bool] = field(default_factory=dict, repr=False, compare=False)

    def telling(self, name: str) -> list[EarlierReport]:
        """Those that tell that a thing is out."""
        return [report for report in self.reports if report.tells_launch(name)]

    def tellers_of(self, name: str) -> set[str]:
        """The accounts that spoke of a thing in reports, whatever they said of it."""
        folded = name.casefold()
        return {report.author_handle for report in self.reports if folded in report.folded_text}

    def only_retells(self, author_handle: str) -> bool:
        """Whether an account, such as a newsletter's, tells launches days after others do.

        That is known of an account two of whose launches others told days before it did, and not
        as many at the same time or after.
        """
        handle = author_handle.casefold()
        if handle not in self._retells:
            delays = [self._is_late(report) for report in self.reports_by(handle)]
            late, timely = delays.count(True), delays.count(False)
            self._retells[handle] = late >= MIN_RETOLD and late > timely
        return self._retells[handle]

    def reports_by(self, handle: str) -> list[EarlierReport]:
        """The reports of an account."""
        return [report for report in self.reports if report.author_handle == handle]

    def _is_late(self, report: EarlierReport) -> bool | None:
        """Whether another told a report's launch days before; None where no other told it."""
        name = launch_told(report.body_text)
        if not name or PLAIN_NAME.match(name):
            return None
        others = [
            other.posted_at
            for other in self.telling(name)
            if other.author_handle != report.author_handle
        ]
        return report.posted_at - min(others) >= RETOLD_AFTER if others else None


def launch_told(text: str) -> str:
    """The name of what a sentence tells the launch of; "" for none."""
    found = LAUNCHED.search(text)
    return found["name"] if found else ""
