"""Ask the sources for a week: each page into bronze first, then its cursor; one failing stops no other."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import stamina

from assets.importing import append_new_lines, append_new_posts
from pipeline.clients.build import Access, build_client
from pipeline.clients.http import HttpClient
from pipeline.clients.protocol import Counters, FetchBatch, FetchWindow
from pipeline.clients.settings import read_settings
from pipeline.clients.x_budget import XReadBudget
from pipeline.errors import SourceError, UsageError
from pipeline.records import SourceFetch
from pipeline.reference.sources import Source
from pipeline.warehouse import Lake, write_atomically
from pipeline.weeks import Week

PARALLEL_SOURCES = 8
DEFAULT_X_MONTHLY_READS = 20_000  # 100 US dollars at the list price of 2026
CURSOR_KEPT = "latest"


class CursorStore:
    """Where each source was read to, by window; written to disk at every step."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = Lock()
        self._cursors: dict[str, dict[str, str]] = json.loads(path.read_text()) if path.exists() else {}

    def cursor(self, source_id: str, window: FetchWindow) -> str | None:
        """The cursor of a window, else the newest of any."""
        known = self._cursors.get(source_id, {})
        return known.get(window.key) or known.get(CURSOR_KEPT)

    def store(self, source_id: str, window: FetchWindow, cursor: str | None) -> None:
        """Keep a cursor; what it covers must be in bronze already."""
        if cursor is None:
            return
        with self._lock:
            known = self._cursors.setdefault(source_id, {})
            known[window.key] = known[CURSOR_KEPT] = cursor
            text = json.dumps(self._cursors, indent=1, sort_keys=True) + "\n"
            write_atomically(self.path, text.encode())


@dataclass(frozen=True)
class Fetcher:
    """What fetching a week needs."""

    lake: Lake
    access: Access
    cursors: CursorStore
    now: dt.datetime
    bronze_lock: Lock

    def fetch_week(
        self, sources: Sequence[Source], week: Week, finished: Callable[[SourceFetch], None]
    ) -> list[SourceFetch]:
        """Ask every source for a week, several at a time; the record of each goes into bronze."""
        window = FetchWindow(week.start_at, week.end_at, self.now)

        def fetch(source: Source) -> SourceFetch:
            result = self.fetch_source(source, window)
            finished(result)
            return result

        with ThreadPoolExecutor(PARALLEL_SOURCES) as pool:
            results = list(pool.map(fetch, sources))
        self.lake.append("bronze.source_fetches", week, results)
        return results

    def fetch_source(self, source: Source, window: FetchWindow) -> SourceFetch:
        """Ask one source; a failure is a result too, and keeps what was read before it."""
        counters, added, problem = Counters(), 0, None
        last: FetchBatch | None = None
        newest: dt.datetime | None = None
        try:
            client = build_client(source, self.access)
            for batch in client.fetch(window, self.cursors.cursor(source.source_id, window)):
                added += self.keep(batch)
                self.cursors.store(source.source_id, window, batch.cursor)
                counters, last = counters + batch.counters, batch
                newest = max((post.posted_at for post in batch.posts), default=newest)
        except SourceError as error:
            problem = str(error).removeprefix(f"{source.source_id}: ")
        is_covered = problem is None and last is not None and last.covered
        return SourceFetch(
            source_id=source.source_id,
            fetched_at=self.now,
            source_name=source.name,
            status="failed" if problem else "ok",
            problem=problem,
            is_covered=is_covered,
            uncovered_reason=None if is_covered else problem or (last.uncovered_reason if last else "no answer"),
            newest_posted_at=newest,
            quiet_days=source.quiet_days,
            request_count=counters.requests,
            retry_count=counters.retries,
            wire_byte_count=counters.wire_bytes,
            decoded_byte_count=counters.decoded_bytes,
            page_count=counters.pages,
            post_count=counters.posts,
            new_post_count=added,
            quarantined_count=counters.quarantined,
            billed_read_count=counters.billed_reads,
        )

    def keep(self, batch: FetchBatch) -> int:
        """Write a page into bronze; returns how many of its posts are new."""
        with self.bronze_lock:
            append_new_lines(self.lake, list(batch.quarantined))
            return sum(append_new_posts(self.lake, batch.posts).values())


def build_fetcher(
    lake: Lake, home: Path, environment: Mapping[str, str], now: dt.datetime
) -> Fetcher:
    """A fetcher with the access that the environment gives.

    Raises:
        UsageError: a variable holds something it must not.
    """
    # Retries are counted per source; a line on the terminal for each would bury the result.
    stamina.instrumentation.set_on_retry_hooks([])
    settings = read_settings(environment)
    state = home / "state"
    ledger = state / "x_reads.json"
    budget = XReadBudget(
        month=now.strftime("%Y-%m"),
        limit_reads=monthly_reads(environment),
        stored=ledger.read_text() if ledger.exists() else None,
        save=lambda text: write_atomically(ledger, text.encode()),
    )
    access = Access(settings, HttpClient(settings.contact), budget)
    return Fetcher(lake, access, CursorStore(state / "cursors.json"), now, Lock())


def monthly_reads(environment: Mapping[str, str]) -> int:
    """How many posts of X a month may cost."""
    text = environment.get("X_MONTHLY_READS") or str(DEFAULT_X_MONTHLY_READS)
    if not text.isdecimal():
        raise UsageError(f"X_MONTHLY_READS is {text!r}; it must be a number of posts")
    return int(text)
