"""From files into bronze: only what is not there yet, and every bad line kept."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.clients.files import read_file
from pipeline.clients.x_archive import TWEET_FILE, read_x_archive
from pipeline.records import QuarantinedLine, RawPost, TimeBasis
from pipeline.warehouse import Lake
from pipeline.weeks import Week, Weekday

# Rows held in memory before they are written, which bounds memory and the number of files.
BATCH_ROWS = 100_000
SHOWN_REASONS = 5


@dataclass(frozen=True)
class ImportResult:
    """What became of the rows of a file."""

    path: Path
    read: int = 0
    added: int = 0
    already_there: int = 0
    quarantined: int = 0
    weeks: tuple[Week, ...] = ()
    example_reasons: tuple[str, ...] = ()


def import_file(
    lake: Lake, path: Path, now: dt.datetime, on_progress: Callable[[int], None]
) -> ImportResult:
    """Add the posts of a file to bronze; the same content a second time adds nothing.

    Args:
        lake: Where to.
        path: Which file, or which X archive: its zip file or the folder it unpacks to.
        now: The time that counts as that of fetching.
        on_progress: Told the number of rows that were added to those before.

    Raises:
        UsageError: the file is of none of the formats, or cannot be read.
        LakeError: the lake cannot be written.
    """
    result = ImportResult(path)
    batch: list[RawPost | QuarantinedLine] = []
    for row in read_rows(path, now):
        batch.append(row)
        if len(batch) == BATCH_ROWS:
            result = add_rows(lake, result, batch)
            on_progress(len(batch))
            batch.clear()
    result = add_rows(lake, result, batch)
    on_progress(len(batch))
    return result


def read_rows(path: Path, now: dt.datetime) -> Iterable[RawPost | QuarantinedLine]:
    """The rows of a file of posts, or the posts of an X archive.

    Raises:
        UsageError: it is neither.
    """
    if path.is_dir() or holds_x_archive(path):
        archive = read_x_archive(path, now)
        return [*archive.posts, *archive.quarantined]
    return read_file(path, now)


def holds_x_archive(path: Path) -> bool:
    """Whether a file is a zip file with the posts of an X archive in it."""
    if not (path.is_file() and zipfile.is_zipfile(path)):
        return False
    with zipfile.ZipFile(path) as archive:
        return any(TWEET_FILE.search(name) for name in archive.namelist())


def add_rows(
    lake: Lake, result: ImportResult, rows: Sequence[RawPost | QuarantinedLine]
) -> ImportResult:
    """Write a batch and add its figures to the result."""
    posts = [row for row in rows if isinstance(row, RawPost)]
    bad_lines = [row for row in rows if isinstance(row, QuarantinedLine)]
    append_new_lines(lake, bad_lines)
    added_by_week = append_new_posts(lake, posts)
    added = sum(added_by_week.values())
    reasons = (f"line {line.line_number}: {line.reason}" for line in bad_lines)
    return replace(
        result,
        read=result.read + len(rows),
        added=result.added + added,
        already_there=result.already_there + len(posts) - added,
        quarantined=result.quarantined + len(bad_lines),
        weeks=tuple(sorted({*result.weeks, *added_by_week})),
        example_reasons=(*result.example_reasons, *reasons)[:SHOWN_REASONS],
    )


def append_new_posts(lake: Lake, posts: Sequence[RawPost]) -> dict[Week, int]:
    """Append to each week the payloads that bronze does not hold; returns how many, by week."""
    if not posts:
        return {}
    wanted = {name: [getattr(post, name) for post in posts] for name in ("platform", "external_id")}
    names = [*wanted, "payload_sha256", "posted_at", "posted_at_basis", "fetched_at"]
    by_week: dict[Week, list[RawPost]] = defaultdict(list)
    with lake.appending():
        held = lake.lookup("bronze.raw_posts", names, wanted)
        for post in choose_new(posts, held, lake.first_day):
            by_week[Week.containing(post.posted_at, lake.first_day)].append(post)
        return {
            week: lake.append("bronze.raw_posts", week, new)
            for week, new in sorted(by_week.items())
        }


def choose_new(
    posts: Iterable[RawPost], held: Iterable[Mapping[str, Any]], first_day: Weekday
) -> list[RawPost]:
    """The payloads that are not held, each once.

    A post stays in the week of its first version: where a later version states a time in another
    week, it takes the time of the first, lest one post stand in two weeks.
    """
    hashes: dict[tuple[str, str], set[str]] = defaultdict(set)
    times: dict[tuple[str, str], tuple[dt.datetime, TimeBasis]] = {}
    for row in sorted(held, key=lambda row: (row["fetched_at"], row["payload_sha256"])):
        post_key = row["platform"], row["external_id"]
        hashes[post_key].add(row["payload_sha256"])
        times.setdefault(post_key, (row["posted_at"], row["posted_at_basis"]))
    new = []
    for post in posts:
        post_key = post.platform, post.external_id
        if post.payload_sha256 in hashes[post_key]:
            continue
        hashes[post_key].add(post.payload_sha256)
        posted_at, basis = times.setdefault(post_key, (post.posted_at, post.posted_at_basis))
        if Week.containing(posted_at, first_day) != Week.containing(post.posted_at, first_day):
            post = replace(post, posted_at=posted_at, posted_at_basis=basis)
        new.append(post)
    return new


def append_new_lines(lake: Lake, lines: Sequence[QuarantinedLine]) -> None:
    """Keep bad lines once."""
    if not lines:
        return
    names = ("file_name", "line_number", "line_sha256")
    fresh = {tuple(getattr(line, name) for name in names): line for line in lines}
    wanted = {name: [getattr(line, name) for line in lines] for name in names}
    with lake.appending():
        for row in lake.lookup("bronze.quarantined_lines", names, wanted):
            del fresh[tuple(row[name] for name in names)]
        if fresh:
            lake.append("bronze.quarantined_lines", None, list(fresh.values()))
