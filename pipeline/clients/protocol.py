"""What every client has in common: the window it is asked for, the batches it hands back.

The caller writes `FetchBatch.posts` to bronze and only then stores `FetchBatch.cursor`; a kill
between the two repeats a page, which bronze recognises by (source_id, external_id, payload_sha256).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Protocol

from pipeline.records import QuarantinedLine, RawPost

MORE_PAGES_FOLLOW = "more pages follow"


@dataclass(frozen=True, slots=True)
class FetchWindow:
    """`[start_at, end_at)` in UTC, and the time the run that asks began."""

    start_at: dt.datetime
    end_at: dt.datetime
    fetched_at: dt.datetime

    @property
    def key(self) -> str:
        """What a cursor names its window by."""
        return f"{self.start_at.isoformat()}/{self.end_at.isoformat()}"

    def contains(self, moment: dt.datetime) -> bool:
        """Whether an aware moment falls in the window."""
        return self.start_at <= moment < self.end_at


@dataclass(frozen=True, slots=True)
class Counters:
    """What one batch cost and what became of its items; add them up over batches and sources."""

    requests: int = 0
    retries: int = 0
    wire_bytes: int = 0
    decoded_bytes: int = 0
    pages: int = 0
    items: int = 0
    posts: int = 0
    outside_window: int = 0
    repeated: int = 0
    not_posts: int = 0
    quarantined: int = 0
    billed_reads: int = 0

    def __add__(self, other: Counters) -> Counters:
        sums = {
            field.name: getattr(self, field.name) + getattr(other, field.name)
            for field in fields(self)
        }
        return Counters(**sums)


@dataclass(frozen=True, slots=True)
class FetchBatch:
    """One page of a source: its posts inside the window, and the cursor to store after them.

    `covered` of the last batch says whether the source could show everything it posted in the
    window until it was asked; where it could not, `uncovered_reason` says why. `is_whole` of the
    last batch says that what no batch holds is no longer there.
    """

    posts: tuple[RawPost, ...]
    cursor: str | None
    counters: Counters
    covered: bool = False
    uncovered_reason: str | None = MORE_PAGES_FOLLOW
    quarantined: tuple[QuarantinedLine, ...] = ()
    notices: tuple[str, ...] = ()
    is_whole: bool = False


class Spending(Protocol):
    """Counts what requests cost."""

    def take_counters(self) -> Counters:
        """What was spent since the last call."""
        ...


class Client(Protocol):
    """One source behind its protocol."""

    @property
    def source_id(self) -> str:
        """The id of the source, as in every table."""
        ...

    @property
    def session(self) -> Spending:
        """Where requests are counted; after a failure it holds what is in no batch."""
        ...

    def fetch(self, window: FetchWindow, cursor: str | None) -> Iterator[FetchBatch]:
        """The posts of a window, page by page; at least one batch, unless the source fails.

        Args:
            window: What is asked for.
            cursor: The last cursor stored for this source and window; for a window never asked for,
            the
                newest cursor of an earlier window, or None.

        Raises:
            SourceError: the source failed. Batches yielded before stay valid.
        """
        ...
