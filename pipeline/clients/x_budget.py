"""The ledger of what X reads cost, and the hard stop when a month's budget is used up.

One read is one post, $0.005 in the price list of 2026; a user costs two. Whether posts and users
that a page includes are billed is not documented, so they are counted.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable

from pipeline.errors import UsageError

USD_PER_READ = 0.005
READS_PER_USER = 2


class XReadBudget:
    """Reads used in one month, by source. Safe for use by several threads of one process.

    Args:
        month: The month that is counted, such as `2026-02`.
        limit_reads: How many reads the month may cost; no request is made that could pass it.
        stored: The JSON of an earlier run; that of another month counts for nothing.
        save: Called with the new JSON after every change, to store it at once.

    Raises:
        UsageError: `stored` is damaged.
    """

    def __init__(
        self,
        month: str,
        limit_reads: int,
        stored: str | None = None,
        save: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.month = month
        self.limit_reads = limit_reads
        self._save = save
        self._lock = threading.Lock()
        self._used = _used_reads(stored, month)

    @property
    def used_reads(self) -> int:
        """Reads of the month so far, reservations included."""
        return sum(self._used.values())

    @property
    def remaining_reads(self) -> int:
        """Reads left before the stop."""
        return max(0, self.limit_reads - self.used_reads)

    @property
    def used_usd(self) -> float:
        """What the month has cost so far, at list price."""
        return self.used_reads * USD_PER_READ

    def used_by(self, source_id: str) -> int:
        """Reads of one source."""
        return self._used.get(source_id, 0)

    def reserve(self, source_id: str, fewest_reads: int, most_reads: int) -> int:
        """Set reads aside before a request is sent.

        Returns:
            How many were set aside, between the two bounds; 0 when not even the fewest are left.
        """
        with self._lock:
            granted = min(most_reads, self.remaining_reads)
            if granted < fewest_reads:
                return 0
            self._add(source_id, granted)
            return granted

    def settle(self, source_id: str, reserved_reads: int, actual_reads: int) -> None:
        """Replace a reservation with what was really read."""
        with self._lock:
            self._add(source_id, actual_reads - reserved_reads)

    def dump(self) -> str:
        """The ledger as JSON."""
        ledger = {"month": self.month, "limit_reads": self.limit_reads, "used_reads": self._used}
        return json.dumps(ledger, sort_keys=True)

    def _add(self, source_id: str, reads: int) -> None:
        self._used[source_id] = max(0, self._used.get(source_id, 0) + reads)
        self._save(self.dump())


def _used_reads(stored: str | None, month: str) -> dict[str, int]:
    if not stored:
        return {}
    try:
        ledger = json.loads(stored)
        if ledger["month"] != month:
            return {}
        return {str(source_id): int(reads) for source_id, reads in ledger["used_reads"].items()}
    except (ValueError, TypeError, KeyError, AttributeError):
        # Starting from nothing could spend the month's money twice.
        raise UsageError("the ledger of X reads is damaged; repair or remove it") from None
