"""Posts from files: JSONL, gzipped JSONL, CSV and Parquet with the fields of `post_fields`.

A line that is no post is quarantined and never stops the rest; a file that is none of these formats is
refused as a whole.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import hashlib
import io
import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.clients.post_fields import PAYLOAD_FORMAT, parse_post_fields
from pipeline.errors import PayloadError, UsageError
from pipeline.records import QuarantinedLine, RawPost

GZIP_MAGIC = b"\x1f\x8b"
PARQUET_MAGIC = b"PAR1"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
REQUIRED_CSV_COLUMNS = frozenset({"id", "text"})
MAX_LINE_BYTES = 16 * 1024 * 1024
FORMATS = "JSONL, JSONL.gz, CSV or Parquet"
# A row of a file: its number from 1, and its fields or the reason it has none, with its text.
Row = tuple[int, dict[str, Any] | str, str]


def read_file(path: Path, fetched_at: dt.datetime) -> Iterator[RawPost | QuarantinedLine]:
    """Every row of a file, as a post or as a quarantined line, in order.

    Raises:
        UsageError: the file cannot be read or is of none of the formats.
    """
    for number, fields, text in read_rows(path):
        if isinstance(fields, str):
            yield quarantined(path, number, fields, text)
            continue
        try:
            yield raw_post(path, fields, text, fetched_at)
        except PayloadError as error:
            reason = str(error).removeprefix(f"{source_id_of(path)}: ")
            yield quarantined(path, number, reason, text)


def source_id_of(path: Path) -> str:
    """The source id of an imported file, which is its name: folders differ between machines."""
    return f"file:{path.name}"


def raw_post(path: Path, fields: dict[str, Any], payload: str, fetched_at: dt.datetime) -> RawPost:
    """The bronze row of one post; raises PayloadError when it is not one."""
    parsed = parse_post_fields(fields, source_id_of(path))
    return RawPost(
        platform=parsed.platform,
        external_id=parsed.external_id,
        source_id=source_id_of(path),
        payload_format=PAYLOAD_FORMAT,
        payload=payload,
        payload_sha256=hashlib.sha256(payload.encode()).hexdigest(),
        posted_at=parsed.posted_at,
        posted_at_basis=parsed.posted_at_basis,
        fetched_at=fetched_at,
    )


def quarantined(path: Path, number: int, reason: str, text: str) -> QuarantinedLine:
    """The bronze row of a line that is no post."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    return QuarantinedLine(path.name, number, reason, text, digest)


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a file of any of the formats, told apart by content and not by name."""
    with unreadable_is_usage_error(path):
        head = path.read_bytes() if path.stat().st_size < len(PARQUET_MAGIC) else _head(path)
    if not head.strip():
        return
    if head.startswith(PARQUET_MAGIC):
        yield from _parquet_rows(path)
        return
    with unreadable_is_usage_error(path), open_stream(path, head) as stream:
        first = stream.peek(4096)[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")  # type: ignore[attr-defined]
        if first.startswith(b"{"):
            yield from _jsonl_rows(stream)
        elif b"\x00" in first or b"," not in first:
            raise UsageError(f"{path}: not a file of posts; expected {FORMATS}")
        else:
            yield from _csv_rows(path, stream)


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(4096)


@contextmanager
def unreadable_is_usage_error(path: Path) -> Iterator[None]:
    """Say in one line why a file cannot be read."""
    try:
        yield
    except (OSError, EOFError, zlib.error) as error:
        raise UsageError(
            f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}"
        ) from None


def open_stream(path: Path, head: bytes) -> BinaryIO:
    """Open a text file as bytes in UTF-8, unpacking gzip and recoding UTF-16."""
    if head.startswith(GZIP_MAGIC):
        return cast(BinaryIO, io.BufferedReader(cast(io.RawIOBase, gzip.open(path, "rb"))))
    if head.startswith(UTF16_MARKS):
        text = path.read_text(encoding="utf-16", errors="replace")
        return cast(BinaryIO, io.BufferedReader(cast(io.RawIOBase, io.BytesIO(text.encode()))))
    return path.open("rb")


def _jsonl_rows(stream: BinaryIO) -> Iterator[Row]:
    number = 0
    while line := stream.readline(MAX_LINE_BYTES):
        number += 1
        content = line.strip().removeprefix(b"\xef\xbb\xbf")
        if not content:
            continue
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as error:
            reason = f"not UTF-8 at byte {error.start + 1}"
            yield number, reason, content.decode("utf-8", "backslashreplace")
            continue
        yield number, _json_fields(text), text


def _json_fields(text: str) -> dict[str, Any] | str:
    """The fields of a JSON object, or what is wrong with the line."""
    try:
        fields = json.loads(text)
    except ValueError as error:
        return f"not JSON: {error}"
    except RecursionError:
        return "not JSON: nested too deeply"
    if not isinstance(fields, dict):
        return f"a JSON {type(fields).__name__}, not an object"
    return fields


def _csv_rows(path: Path, stream: BinaryIO) -> Iterator[Row]:
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="backslashreplace", newline="")
    csv.field_size_limit(MAX_LINE_BYTES)
    rows = csv.reader(text)
    header = next(rows, [])
    if not set(header) >= REQUIRED_CSV_COLUMNS:
        raise UsageError(
            f"{path}: not a file of posts; expected {FORMATS}, a CSV with columns id and text"
        )
    for cells in rows:
        if not cells:
            continue
        fields = {name: cell for name, cell in zip(header, cells, strict=False) if cell != ""}
        payload = json.dumps(fields, ensure_ascii=False)
        if len(cells) != len(header):
            yield (
                rows.line_num,
                f"{len(cells)} cells, but the header has {len(header)}",
                ",".join(cells),
            )
        else:
            yield rows.line_num, fields, payload


def _parquet_rows(path: Path) -> Iterator[Row]:
    try:
        with pq.ParquetFile(path) as file:
            if not set(file.schema_arrow.names) >= REQUIRED_CSV_COLUMNS:
                raise UsageError(f"{path}: a Parquet file without the columns id and text")
            number = 0
            for batch in file.iter_batches():
                for fields in batch.to_pylist():
                    number += 1
                    known = {name: value for name, value in fields.items() if value is not None}
                    yield number, known, json.dumps(known, ensure_ascii=False, default=str)
    except pa.ArrowException as error:
        raise UsageError(f"{path}: a Parquet file that cannot be read: {error}") from None
