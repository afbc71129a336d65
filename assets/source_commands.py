"""What `digest fetch` and `digest sources` do."""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter

from assets.fetching import build_fetcher
from assets.settings import Settings
from assets.terminal import Terminal
from pipeline.clients.check import check_source
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
    fetcher = build_fetcher(settings.open_lake(), settings.home, os.environ, now)
    with terminal.progress(f"fetch {week}", len(sources)) as advance:
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


def list_sources(settings: Settings, terminal: Terminal) -> None:
    """Print the sources with their health as of the last week that was asked for."""
    lake = settings.open_lake()
    rows = lake.query(sql_text("queries", "source_health"))
    health = {row["source_id"]: row for row in rows}
    table = []
    for source in load_sources(settings.sources_file):
        row = health.get(source.source_id, {})
        table.append(
            [
                source.source_id,
                source.name,
                row.get("status", "never asked"),
                row.get("newest_posted_at") and row["newest_posted_at"].date(),
                row.get("post_count"),
                row.get("billed_read_count"),
                row.get("problem") or row.get("uncovered_reason"),
            ]
        )
    columns = ["source", "name", "last answer", "newest post", "posts", "billed reads", "remark"]
    terminal.table("", columns, table)
    counts = Counter(source.service for source in load_sources(settings.sources_file))
    terminal.say(", ".join(f"{service} {count}" for service, count in sorted(counts.items())))


def check_sources(
    settings: Settings, only: list[str], now: dt.datetime, terminal: Terminal
) -> None:
    """Call each source once and print what is missing.

    Raises:
        DigestError: at least one cannot be read.
    """
    sources = chosen_sources(settings, only)
    access = build_fetcher(settings.open_lake(), settings.home, os.environ, now).access
    problems = 0
    for source in sources:
        result = check_source(source, access, now)
        problems += result.problem is not None
        newest = f", newest {result.newest_post_at.date()}" if result.newest_post_at else ""
        terminal.result(
            f"{source.source_id}: {result.problem or f'ok, {result.posts_seen} posts{newest}'}"
        )
    if problems:
        raise DigestError(f"{problems} of {len(sources)} sources cannot be read")


def add(settings: Settings, spec: str, terminal: Terminal) -> None:
    """Write a source into the user's file."""
    source = add_source(settings.sources_file, spec)
    terminal.say(f"{source.source_id} added to {settings.sources_file}")
