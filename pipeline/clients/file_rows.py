"""The rows of a file as JSON text, whatever its format, which is told by content, not by name."""

from __future__ import annotations

import csv
import gzip
import io
import json
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import UsageError

GZIP_MAGIC = b"\x1f\x8b"
PARQUET_MAGIC = b"PAR1"
UTF8_MARK = b"\xef\xbb\xbf"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
REQUIRED_COLUMNS = frozenset({"id", "text"})
HEAD_BYTES = 64 * 1024
MAX_LINE_BYTES = 16 * 1024 * 1024
PARQUET_BATCH_ROWS = 10_000
FORMATS = "JSONL, JSONL.gz, CSV or Parquet"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file: its line or row number from 1, its text, and why that is no JSON object."""

    number: int
    text: str
    problem: str | None = None


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a file of any of the formats.

    Raises:
        UsageError: the file cannot be read or is of none of the formats.
    """
    with unreadable_is_usage_error(path):
        if not stat.S_ISREG(path.stat().st_mode):
            raise UsageError(f"{path}: not a regular file; save what it gives to a file first")
        with path.open("rb") as file:
            mark = file.read(len(PARQUET_MAGIC))
    if mark == PARQUET_MAGIC:
        yield from _parquet_rows(path)
        return
    with unreadable_is_usage_error(path), open_stream(path, mark) as stream:
        head = stream.peek(HEAD_BYTES)[:HEAD_BYTES].removeprefix(UTF8_MARK)
        if not head:
            return
        if is_csv(head):
            yield from _csv_rows(stream)
        elif problem := why_not_jsonl(head):
            raise UsageError(f"{path}: {problem}; expected {FORMATS}")
        else:
            yield from _jsonl_rows(stream)


@contextmanager
def unreadable_is_usage_error(path: Path) -> Iterator[None]:
    """Say in one line why a file cannot be read."""
    try:
        yield
    except (OSError, EOFError, UnicodeError, zlib.error, pa.ArrowException) as error:
        problem = getattr(error, "strerror", None) or " ".join(str(error).split())
        raise UsageError(f"{path}: cannot be read: {problem}") from None


def open_stream(path: Path, mark: bytes) -> io.BufferedReader:
    """Open a text file as bytes in UTF-8, unpacking gzip and recoding UTF-16."""
    if mark.startswith(GZIP_MAGIC):
        return io.BufferedReader(cast(io.RawIOBase, gzip.open(path, "rb")), HEAD_BYTES)
    if mark.startswith(UTF16_MARKS):
        text = path.read_text(encoding="utf-16", errors="replace")
        return io.BufferedReader(cast(io.RawIOBase, io.BytesIO(text.encode())), HEAD_BYTES)
    return cast(io.BufferedReader, path.open("rb", buffering=HEAD_BYTES))


def is_csv(head: bytes) -> bool:
    """Whether the first line is a header that names the columns a post must have."""
    first_line = head.lstrip().split(b"\n", 1)[0].decode("utf-8", "replace").strip()
    return set(next(csv.reader([first_line]), [])) >= REQUIRED_COLUMNS


def why_not_jsonl(head: bytes) -> str | None:
    """What a file is that does not begin like lines of JSON objects; None when it does."""
    lines = list(filter(None, map(bytes.strip, head.splitlines())))
    if not lines:
        return None
    if b"\x00" in head:
        return "not a file of posts"
    if lines[0] in {b"[", b"{"} or lines[0].startswith(b"[{"):
        return "JSON that is not one object a line; `jq -c '.[]'` makes lines of an array"
    if not any(line.startswith(b"{") for line in lines):
        is_table = b"," in lines[0]
        return "not a file of posts" + (", which has the columns id and text" if is_table else "")
    return None


def _jsonl_rows(stream: BinaryIO) -> Iterator[Row]:
    number = 0
    while line := stream.readline(MAX_LINE_BYTES):
        number += 1
        is_cut = len(line) == MAX_LINE_BYTES and not line.endswith(b"\n")
        if is_cut:
            _skip_line(stream)
        content = line.removeprefix(UTF8_MARK).strip()
        if content:
            yield _jsonl_row(number, content, is_cut)


def _skip_line(stream: BinaryIO) -> None:
    while rest := stream.readline(MAX_LINE_BYTES):
        if rest.endswith(b"\n"):
            return


def _jsonl_row(number: int, content: bytes, is_cut: bool) -> Row:
    text = content.decode("utf-8", "backslashreplace")
    if is_cut:
        return Row(number, text, f"longer than {MAX_LINE_BYTES} bytes; what follows was left out")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return Row(number, text, f"not UTF-8 at byte {error.start + 1}")
    return Row(number, text, why_no_object(text))


def why_no_object(text: str) -> str | None:
    """What is wrong with a line that should be a JSON object; None when it is one."""
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except ValueError as error:
        return f"not JSON: {error}"
    except RecursionError:
        return "not JSON: nested too deeply"
    return None if isinstance(value, dict) else f"a JSON {type(value).__name__}, not an object"


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _csv_rows(stream: BinaryIO) -> Iterator[Row]:
    csv.field_size_limit(MAX_LINE_BYTES)
    with io.TextIOWrapper(
        stream, encoding="utf-8-sig", errors="backslashreplace", newline=""
    ) as text:
        rows = csv.reader(text)
        header = next(filter(None, rows))
        while True:
            try:
                cells = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                yield Row(rows.line_num, "", f"not CSV: {error}")
                continue
            if cells:
                yield _csv_row(rows.line_num, header, cells)


def _csv_row(number: int, header: list[str], cells: list[str]) -> Row:
    if len(cells) != len(header):
        problem = f"{len(cells)} cells, but the header has {len(header)}"
        return Row(number, ",".join(cells), problem)
    filled = {name: cell for name, cell in zip(header, cells, strict=True) if cell}
    return Row(number, _json(filled))


def _parquet_rows(path: Path) -> Iterator[Row]:
    with unreadable_is_usage_error(path), pq.ParquetFile(path) as file:
        if not set(file.schema_arrow.names) >= REQUIRED_COLUMNS:
            raise UsageError(f"{path}: a Parquet file without the columns id and text")
        number = 0
        for batch in file.iter_batches(PARQUET_BATCH_ROWS):
            for fields in batch.to_pylist():
                number += 1
                known = {name: cell for name, cell in fields.items() if not _is_missing(cell)}
                text = _json(known)
                yield Row(number, text, why_no_object(text))


def _is_missing(value: object) -> bool:
    """Whether a cell holds nothing: null, or the NaN by which data frames say so."""
    return value is None or value != value


def _json(fields: dict[str, Any]) -> str:
    return json.dumps(fields, ensure_ascii=False, default=str)
