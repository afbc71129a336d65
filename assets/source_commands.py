"""What `digest fetch` and `digest sources` do."""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from collections.abc import Mapping
from typing import Any

from assets.fetching import CursorStore, open_fetcher, open_x_budget
from assets.settings import Settings
from assets.terminal import Terminal
from pipeline.clients.check import SourceCheck, check_source
from pipeline.clients.cursors import describe_cursor
from pipeline.clients.resolve import resolve_source
from pipeline.clients.x_budget import XReadBudget
from pipeline.errors import DigestError, UsageError
from pipeline.records import SourceFetch
from pipeline.reference.sources import Source, add_source, load_sources
from pipeline.warehouse import sql_text
from pipeline.weeks import Week


def chosen_sources(settings: Settings, only: list[str]) -> tuple[Source, ...]:
    """The sources, or those of them that are named.

    Raises:
        UsageError: a name is not among them.
    """
    sources = load_sources(settings.sources_file)
    if not only:
        return sources
    unknown = sorted(set(only) - {source.source_id for source in sources})
    if unknown:
        raise UsageError(f"no source {unknown[0]!r}; `digest sources` lists them")
    return tuple(source for source in sources if source.source_id in only)


def fetch(
    settings: Settings, week: Week, only: list[str], now: dt.datetime, terminal: Terminal
) -> None:
    """Ask the sources for a week and say what came of it.

    Raises:
        DigestError: not one of the sources answered.
    """
    sources = chosen_sources(settings, only)
    with (
        open_fetcher(settings, os.environ, now) as fetcher,
        terminal.progress(f"fetch {week}", len(sources)) as advance,
    ):
        results = fetcher.fetch_week(sources, week, lambda result: advance(1, result.source_id))
    for line in fetch_lines(results):
        terminal.say(line)
    if all(result.status == "failed" for result in results):
        raise DigestError(
            f"{week}: none of {len(results)} sources answered; see `digest sources check`"
        )


def fetch_lines(results: list[SourceFetch]) -> list[str]:
    """A line of totals, then one a source that failed."""
    failed = [result for result in results if result.status == "failed"]
    posts = sum(result.post_count for result in results)
    added = sum(result.new_post_count for result in results)
    requests = sum(result.request_count for result in results)
    retries = sum(result.retry_count for result in results)
    received = sum(result.wire_byte_count for result in results)
    return [
        f"{len(results) - len(failed)} of {len(results)} sources answered: "
        f"{posts} posts, {added} new; {requests} requests, {retries} retries, {received:,} bytes",
        *(f"  {result.source_id}: {result.problem}" for result in failed),
    ]


def list_sources(settings: Settings, now: dt.datetime, terminal: Terminal) -> None:
    """Print each source with its health, its cost this month and where its next read starts."""
    rows = settings.open_lake().query(sql_text("queries", "sources_asked"))
    asked = {row["source_id"]: row for row in rows}
    budget = open_x_budget(settings.home, os.environ, now)
    cursors = CursorStore(settings.home / "state" / "cursors")
    sources = load_sources(settings.sources_file)
    columns = ["source", "name", "health", "newest post", "posts", "spend", "next read", "remark"]
    table = [
        source_row(source, asked.get(source.source_id, {}), budget, cursors) for source in sources
    ]
    terminal.table("", columns, table)
    counts = Counter(source.service for source in sources)
    terminal.say(", ".join(f"{service} {count}" for service, count in sorted(counts.items())))
    terminal.say(
        f"X in {budget.month}: {budget.used_reads:,} of {budget.limit_reads:,} reads, "
        f"{budget.used_usd:.2f} US dollars at list price"
    )


def source_row(
    source: Source, row: Mapping[str, Any], budget: XReadBudget, cursors: CursorStore
) -> list[object]:
    """One line of `digest sources`."""
    cursor = cursors.newest(source.source_id)
    newest_at = row.get("newest_posted_at")
    remarks = [row.get(name) for name in ("problem", "uncovered_reason", "notices")]
    return [
        source.source_id,
        source.name,
        row.get("health", "never asked"),
        newest_at and newest_at.date(),
        row.get("post_count"),
        f"{budget.used_by(source.source_id)} reads" if source.service == "x" else "free",
        describe_cursor(cursor) if cursor else "from the newest",
        "; ".join(dict.fromkeys(filter(None, remarks))) or None,
    ]


def check_sources(
    settings: Settings, only: list[str], now: dt.datetime, terminal: Terminal
) -> None:
    """Call each source once and print what is missing.

    Raises:
        DigestError: at least one cannot be read.
    """
    sources = chosen_sources(settings, only)
    problems = 0
    with open_fetcher(settings, os.environ, now) as fetcher:
        for source in sources:
            result = check_source(source, fetcher.access, now)
            problems += result.problem is not None
            line = fetcher.access.settings.without_secrets(check_line(result))
            terminal.result(f"{source.source_id}: {line}")
    if problems:
        raise DigestError(f"{problems} of {len(sources)} sources cannot be read")


def check_line(result: SourceCheck) -> str:
    """What a check has found, in words."""
    if result.problem is not None:
        return result.problem
    newest = f", newest {result.newest_post_at.date()}" if result.newest_post_at else ""
    return "; ".join([f"ok, {result.posts_seen} posts{newest}", *result.notices])


def add(settings: Settings, spec: str, now: dt.datetime, terminal: Terminal) -> None:
    """Ask a source's service for it, and write it into the user's file under the name it goes by.

    Raises:
        UsageError: the spec is none, or the file has the source already.
        SourceError: there is no such source, or it cannot be read; nothing is written.
    """
    with open_fetcher(settings, os.environ, now) as fetcher:
        try:
            found = resolve_source(spec, fetcher.access, now)
        except ValueError as error:
            raise UsageError(str(error)) from None
    source = add_source(settings.sources_file, found.spec, found.name)
    terminal.say(f"{source.source_id} ({source.name}) added to {settings.sources_file}")
    if found.missing:
        terminal.say(f"it could not be asked yet: {found.missing}")
