"""Ask the sources for a week: each page into bronze, then its cursor. A failure stops no other."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock

import stamina

from assets.importing import append_new_lines, append_new_posts
from assets.settings import Settings
from pipeline.clients.build import Access, build_client
from pipeline.clients.http import HttpClient
from pipeline.clients.protocol import Client, Counters, FetchBatch, FetchWindow
from pipeline.clients.settings import read_settings
from pipeline.clients.withdrawals import find_changes
from pipeline.clients.x_budget import XReadBudget
from pipeline.errors import SourceError, UsageError
from pipeline.records import RawPost, SourceFetch, SourceNotice
from pipeline.reference.sources import Source, load_sources
from pipeline.warehouse import Lake, exclusive_lock, write_atomically
from pipeline.weeks import Week

PARALLEL_SOURCES = 8
DEFAULT_X_MONTHLY_READS = 20_000  # 100 US dollars at the list price of 2026
CURSOR_KEPT = "latest"
VERSION_COLUMNS = (
    "platform",
    "external_id",
    "source_id",
    "payload_format",
    "posted_at",
    "posted_at_basis",
    "fetched_at",
)


class CursorStore:
    """Where each source was read to, one file a source; written at every step."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, source_id: str) -> Path:
        """The file of a source; ids hold characters that file names may not."""
        return self.folder / f"{hashlib.sha256(source_id.encode()).hexdigest()[:16]}.json"

    def read(self, source_id: str) -> dict[str, str]:
        """The cursors of a source by window."""
        path = self.path(source_id)
        cursors: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
        return cursors

    def cursor(self, source_id: str, window: FetchWindow) -> str | None:
        """The cursor of a window, else the newest of any."""
        known = self.read(source_id)
        return known.get(window.key) or known.get(CURSOR_KEPT)

    def newest(self, source_id: str) -> str | None:
        """The cursor that was stored last, of whatever window."""
        return self.read(source_id).get(CURSOR_KEPT)

    def store(self, source_id: str, window: FetchWindow, cursor: str | None) -> None:
        """Keep a cursor; what it covers must be in bronze already."""
        if cursor is None:
            return
        known = self.read(source_id) | {
            window.key: cursor,
            CURSOR_KEPT: cursor,
            "source": source_id,
        }
        write_atomically(
            self.path(source_id), (json.dumps(known, indent=1, sort_keys=True) + "\n").encode()
        )


@dataclass
class Outcome:
    """What asking one source has come to so far."""

    counters: Counters = field(default_factory=Counters)
    new_post_count: int = 0
    newest_posted_at: dt.datetime | None = None
    last: FetchBatch | None = None
    problem: str | None = None
    notices: dict[str, None] = field(default_factory=dict)
    shown: dict[str, RawPost] = field(default_factory=dict)

    def add(self, batch: FetchBatch, new_post_count: int) -> None:
        """Take a page in."""
        self.counters += batch.counters
        self.new_post_count += new_post_count
        self.last = batch
        self.notices |= dict.fromkeys(batch.notices)
        self.shown |= {post.external_id: post for post in batch.posts}
        times = [post.posted_at for post in batch.posts]
        known = [self.newest_posted_at] if self.newest_posted_at else []
        self.newest_posted_at = max([*known, *times], default=None)

    def fail(self, problem: str, client: Client | None) -> None:
        """Take a failure in, with what the requests of the failing page cost."""
        self.problem = problem
        if client is not None:
            self.counters += client.session.take_counters()

    def uncovered_reason(self) -> str | None:
        """Why the source did not show the whole window, or None."""
        if self.problem is not None or self.last is None:
            return self.problem or "no answer"
        return None if self.last.covered else self.last.uncovered_reason or "not known"

    def record(self, source: Source, now: dt.datetime) -> SourceFetch:
        """The row of bronze."""
        reason = self.uncovered_reason()
        return SourceFetch(
            source_id=source.source_id,
            fetched_at=now,
            source_name=source.name,
            status="failed" if self.problem else "ok",
            problem=self.problem,
            is_covered=reason is None,
            uncovered_reason=reason,
            newest_posted_at=self.newest_posted_at,
            quiet_days=source.quiet_days,
            request_count=self.counters.requests,
            retry_count=self.counters.retries,
            wire_byte_count=self.counters.wire_bytes,
            decoded_byte_count=self.counters.decoded_bytes,
            page_count=self.counters.pages,
            post_count=self.counters.posts,
            new_post_count=self.new_post_count,
            quarantined_count=self.counters.quarantined,
            billed_read_count=self.counters.billed_reads,
        )

    def said_by(self, source: Source, now: dt.datetime) -> list[SourceNotice]:
        """The rows of bronze of what the source said beside its posts."""
        return [SourceNotice(source.source_id, now, notice) for notice in self.notices]


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

        def fetch(source: Source) -> tuple[SourceFetch, list[SourceNotice]]:
            result = self.fetch_source(source, window)
            finished(result[0])
            return result

        with ThreadPoolExecutor(PARALLEL_SOURCES) as pool:
            asked = list(pool.map(fetch, sources))
        results = [result for result, _ in asked]
        notices = [notice for _, said in asked for notice in said]
        self.lake.append("bronze.source_fetches", week, results)
        if notices:
            self.lake.append("bronze.source_notices", week, notices)
        return results

    def fetch_source(
        self, source: Source, window: FetchWindow
    ) -> tuple[SourceFetch, list[SourceNotice]]:
        """Ask one source; a failure is a result too, and keeps what was read before it."""
        outcome = Outcome()
        client: Client | None = None
        try:
            client = build_client(source, self.access)
            for batch in client.fetch(window, self.cursors.cursor(source.source_id, window)):
                clean = self.without_secrets(batch)
                added = self.keep(clean)
                self.cursors.store(source.source_id, window, clean.cursor)
                outcome.add(clean, added)
            self.keep_withdrawals(source, window, outcome)
        except SourceError as error:
            problem = str(error).removeprefix(f"{source.source_id}: ")
            outcome.fail(self.access.settings.without_secrets(problem), client)
        return outcome.record(source, self.now), outcome.said_by(source, self.now)

    def without_secrets(self, batch: FetchBatch) -> FetchBatch:
        """A page in which no server has sent our keys back to us, as some do in their errors."""
        clean = self.access.settings.without_secrets
        return replace(
            batch,
            posts=tuple(replace(post, payload=clean(post.payload)) for post in batch.posts),
            quarantined=tuple(
                replace(line, line_text=clean(line.line_text), reason=clean(line.reason))
                for line in batch.quarantined
            ),
            notices=tuple(map(clean, batch.notices)),
        )

    def keep_withdrawals(self, source: Source, window: FetchWindow, outcome: Outcome) -> None:
        """Add a version of each post that a complete walk has shown to be taken back, or back."""
        if outcome.last is None or not outcome.last.is_whole:
            return
        held = self.lake.lookup(
            "bronze.raw_posts", VERSION_COLUMNS, {"source_id": [source.source_id]}
        )
        changes, notice = find_changes(held, outcome.shown, window)
        with self.bronze_lock:
            append_new_posts(self.lake, changes)
        if notice:
            outcome.notices[notice] = None

    def keep(self, batch: FetchBatch) -> int:
        """Write a page into bronze; returns how many of its posts are new."""
        with self.bronze_lock:
            append_new_lines(self.lake, list(batch.quarantined))
            return sum(append_new_posts(self.lake, batch.posts).values())


def fetch_weeks(
    settings: Settings, weeks: Iterable[Week], environment: Mapping[str, str], now: dt.datetime
) -> list[SourceFetch]:
    """Ask every source of an installation for some weeks, oldest first.

    Raises:
        UsageError: a variable of the environment holds something it must not.
        ReferenceDataError: the user's file of sources is damaged.
        LakeError: the lake cannot be written.
    """
    sources = load_sources(settings.sources_file)
    with open_fetcher(settings, environment, now) as fetcher:
        return [
            result
            for week in sorted(weeks)
            for result in fetcher.fetch_week(sources, week, lambda _: None)
        ]


@contextmanager
def open_fetcher(
    settings: Settings, environment: Mapping[str, str], now: dt.datetime
) -> Iterator[Fetcher]:
    """A fetcher with the access that the environment gives; one at a time in an installation.

    A second process waits for the first, so that two cannot spend the same money.

    Raises:
        UsageError: a variable holds something it must not.
    """
    # Retries are counted per source; a line on the terminal for each would bury the result.
    stamina.instrumentation.set_on_retry_hooks([])
    client_settings = read_settings(environment)
    state = settings.home / "state"
    with (
        exclusive_lock(state / ".fetch.lock"),
        closing(
            HttpClient(client_settings.contact, loopback_ports=client_settings.loopback_ports)
        ) as http,
    ):
        access = Access(client_settings, http, open_x_budget(settings.home, environment, now))
        yield Fetcher(settings.open_lake(), access, CursorStore(state / "cursors"), now, Lock())


def open_x_budget(home: Path, environment: Mapping[str, str], now: dt.datetime) -> XReadBudget:
    """The month's ledger of X reads, stored after every change.

    Raises:
        UsageError: the ledger is damaged, or the budget is no number.
    """
    ledger = home / "state" / "x_reads.json"
    return XReadBudget(
        month=now.strftime("%Y-%m"),
        limit_reads=monthly_reads(environment),
        stored=ledger.read_text() if ledger.exists() else None,
        save=lambda text: write_atomically(ledger, text.encode()),
    )


def monthly_reads(environment: Mapping[str, str]) -> int:
    """How many posts of X a month may cost."""
    text = environment.get("X_MONTHLY_READS") or str(DEFAULT_X_MONTHLY_READS)
    if not text.isdecimal():
        raise UsageError(f"X_MONTHLY_READS is {text!r}; it must be a number of posts")
    return int(text)
