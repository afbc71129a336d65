"""From files into bronze: only what is not there yet, and every bad line kept."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.clients.files import read_file
from pipeline.records import QuarantinedLine, RawPost
from pipeline.warehouse import Lake
from pipeline.weeks import Week

# Rows held in memory before they are written, which bounds memory and the number of files.
BATCH_ROWS = 100_000


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

    Raises:
        UsageError: the file is of none of the formats, or cannot be read.
        LakeError: the lake cannot be written.
    """
    result = ImportResult(path)
    batch: list[RawPost | QuarantinedLine] = []
    for row in read_file(path, now):
        batch.append(row)
        if len(batch) == BATCH_ROWS:
            result = add_rows(lake, result, batch)
            batch.clear()
            on_progress(result.read)
    result = add_rows(lake, result, batch)
    on_progress(result.read)
    return result


def add_rows(lake: Lake, result: ImportResult, rows: list[RawPost | QuarantinedLine]) -> ImportResult:
    """Write a batch and add its figures to the result."""
    posts = [row for row in rows if isinstance(row, RawPost)]
    bad_lines = [row for row in rows if isinstance(row, QuarantinedLine)]
    added_by_week = append_new_posts(lake, posts)
    append_new_lines(lake, bad_lines)
    added = sum(added_by_week.values())
    return replace(
        result,
        read=result.read + len(rows),
        added=result.added + added,
        already_there=result.already_there + len(posts) - added,
        quarantined=result.quarantined + len(bad_lines),
        weeks=tuple(sorted({*result.weeks, *added_by_week})),
        example_reasons=(
            *result.example_reasons,
            *(f"line {line.line_number}: {line.reason}" for line in bad_lines),
        )[:5],
    )


def append_new_posts(lake: Lake, posts: Iterable[RawPost]) -> dict[Week, int]:
    """Append to each week the payloads it does not hold; returns how many, by week."""
    by_week: dict[Week, dict[tuple[str, str, str], RawPost]] = defaultdict(dict)
    for post in posts:
        key = (post.platform, post.external_id, post.payload_sha256)
        by_week[Week.containing(post.posted_at, lake.first_day)].setdefault(key, post)
    added = {}
    for week, candidates in sorted(by_week.items()):
        held = lake.keys("bronze.raw_posts", [week])
        new = [post for key, post in candidates.items() if key not in held]
        if new:
            added[week] = lake.append("bronze.raw_posts", week, new)
    return added


def append_new_lines(lake: Lake, lines: list[QuarantinedLine]) -> None:
    """Keep bad lines once."""
    held = lake.keys("bronze.quarantined_lines", None) if lines else set()
    fresh = {(line.file_name, line.line_number, line.line_sha256): line for line in lines}
    new = [line for key, line in fresh.items() if key not in held]
    if new:
        lake.append("bronze.quarantined_lines", None, new)
