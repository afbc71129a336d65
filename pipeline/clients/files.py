"""Posts from files: JSONL, gzipped JSONL, CSV and Parquet with the fields of `post_fields`.

A line that is no post is quarantined and never stops the rest; a file that is none of these formats
is refused as a whole.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from pipeline.clients.file_rows import Row, read_rows
from pipeline.clients.post_fields import PAYLOAD_FORMAT, parse_post_fields
from pipeline.errors import PayloadError
from pipeline.records import QuarantinedLine, RawPost

MICROSECOND = dt.timedelta(microseconds=1)


def read_file(path: Path, fetched_at: dt.datetime) -> Iterator[RawPost | QuarantinedLine]:
    """Every row of a file, as a post or as a quarantined line, in order.

    Each row counts as fetched a microsecond after the one before it: of two versions of a post in
    one file the later one is the newer.

    Raises:
        UsageError: the file cannot be read or is of none of the formats.
    """
    for place, row in enumerate(read_rows(path)):
        if row.problem is not None:
            yield quarantined(path, row, row.problem)
            continue
        try:
            yield raw_post(path, row.text, fetched_at + place * MICROSECOND)
        except PayloadError as error:
            yield quarantined(path, row, str(error).removeprefix(f"{source_id_of(path)}: "))


def source_id_of(path: Path) -> str:
    """The source id of an imported file, which is its name: folders differ between machines."""
    return f"file:{path.name}"


def raw_post(path: Path, payload: str, fetched_at: dt.datetime) -> RawPost:
    """The bronze row of one post, read from the very text that bronze keeps.

    Raises:
        PayloadError: the payload is no post.
    """
    source_id = source_id_of(path)
    parsed = parse_post_fields(json.loads(payload), source_id)
    return RawPost(
        platform=parsed.platform,
        external_id=parsed.external_id,
        source_id=source_id,
        payload_format=PAYLOAD_FORMAT,
        payload=payload,
        payload_sha256=hashlib.sha256(payload.encode()).hexdigest(),
        posted_at=parsed.posted_at,
        posted_at_basis=parsed.posted_at_basis,
        fetched_at=fetched_at,
    )


def quarantined(path: Path, row: Row, reason: str) -> QuarantinedLine:
    """The bronze row of a line that is no post."""
    digest = hashlib.sha256(row.text.encode()).hexdigest()
    return QuarantinedLine(path.name, row.number, reason, row.text, digest)
