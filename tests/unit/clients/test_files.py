"""Files in, payloads and quarantined lines out; every row is one or the other."""

import datetime as dt
import gzip
import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clients import file_rows
from pipeline.clients.files import read_file
from pipeline.clients.payloads import parse_payload
from pipeline.errors import UsageError
from pipeline.records import QuarantinedLine, RawPost

NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


def post(number: int = 0, **fields: object) -> dict[str, Any]:
    return {
        "id": str(2026000000000000000 + number),
        "text": f"Example Lab released Sample-{number}B.",
        **fields,
    }


def read(path: Path) -> list[RawPost | QuarantinedLine]:
    return list(read_file(path, NOW))


def read_bytes(
    tmp_path: Path, content: bytes, name: str = "posts"
) -> list[RawPost | QuarantinedLine]:
    path = tmp_path / name
    path.write_bytes(content)
    return read(path)


def posts_of(rows: list[RawPost | QuarantinedLine]) -> list[RawPost]:
    return [row for row in rows if isinstance(row, RawPost)]


def reasons_of(rows: list[RawPost | QuarantinedLine]) -> list[tuple[int, str]]:
    return [(row.line_number, row.reason) for row in rows if isinstance(row, QuarantinedLine)]


def json_lines(*posts: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(fields).encode() + b"\n" for fields in posts)


def test_payload_is_the_line_verbatim(tmp_path: Path) -> None:
    line = b'{"text":  "Sample \\u00e9", "id": 2026000000000000000, "likes": 1, "more": {"a": [1]}}'
    [row] = posts_of(read_bytes(tmp_path, line + b"\r\n", "a.jsonl"))
    assert row.payload == line.decode()
    assert row.payload_sha256 == hashlib.sha256(line).hexdigest()
    assert (row.source_id, row.external_id) == ("file:a.jsonl", "2026000000000000000")


def test_formats_are_told_by_content_and_read_alike(tmp_path: Path) -> None:
    fields = post(
        likes=12, author_handle="example_lab", created_at="2026-02-23T18:00:00Z", author_bio=None
    )
    known = {name: value for name, value in fields.items() if value is not None}
    header, cells = ",".join(fields), ",".join(f'"{value or ""}"' for value in fields.values())
    pq.write_table(pa.Table.from_pylist([fields]), tmp_path / "columns")
    contents = [
        json.dumps(fields).encode(),
        b"\xef\xbb\xbf" + json.dumps(fields).encode(),
        json.dumps(fields).encode("utf-16"),
        gzip.compress(json.dumps(fields).encode()),
        f"{header}\n{cells}\n".encode(),
        f"\ufeff{header}\r\n{cells}\r\n".encode(),
        gzip.compress(f"{header}\n{cells}\n".encode()),
        (tmp_path / "columns").read_bytes(),
    ]
    for content in contents:
        [row] = posts_of(read_bytes(tmp_path, content))
        parsed = parse_payload(row.payload_format, row.payload, row.source_id)
        assert (parsed.external_id, parsed.text) == (known["id"], known["text"])
        assert (parsed.like_count, parsed.author_handle) == (12, "example_lab")
        assert parsed.author_bio is None
        assert str(row.posted_at) == "2026-02-23 18:00:00+00:00"


def test_every_bad_line_is_quarantined_with_its_number_and_stops_nothing(tmp_path: Path) -> None:
    deep = b"[" * 100_000
    lines = [
        json_lines(post(1)).strip(), b"{broken", b"", b"[1, 2]", b'"text"', b'{"id": "1"}',
        b'{"id": "1", "text": "\xff\xfe"}', b'{"id": NaN, "text": "x"}', deep, b"\x1f\x8b",
        json_lines(post(2)).strip(),
    ]  # fmt: skip
    rows = read_bytes(tmp_path, b"\n".join(lines))
    assert [row.external_id for row in posts_of(rows)] == [post(1)["id"], post(2)["id"]]
    reasons = reasons_of(rows)
    assert [number for number, _ in reasons] == [2, 4, 5, 6, 7, 8, 9, 10]
    for (_, reason), expected in zip(
        reasons,
        [
            "not JSON",
            "a JSON list",
            "a JSON str",
            "text: ",
            "not UTF-8 at byte 22",
            "NaN",
            "not JSON",
            "not UTF-8",
        ],
        strict=True,
    ):
        assert expected in reason


def test_first_line_may_be_the_bad_one(tmp_path: Path) -> None:
    rows = read_bytes(tmp_path, b"# exported today\n[]\n" + json_lines(post()))
    assert len(posts_of(rows)) == 1
    assert [number for number, _ in reasons_of(rows)] == [1, 2]


def test_overlong_line_is_quarantined_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_rows, "MAX_LINE_BYTES", 200)
    rows = read_bytes(tmp_path, json_lines(post(1), post(2, more="x" * 1000), post(3)))
    assert [row.external_id for row in posts_of(rows)] == [post(1)["id"], post(3)["id"]]
    assert [number for number, _ in reasons_of(rows)] == [2]


def test_lone_half_of_an_emoji_is_no_reason_to_lose_a_post(tmp_path: Path) -> None:
    [row] = posts_of(read_bytes(tmp_path, b'{"id": "2026000000000000000", "text": "cut \\ud83d"}'))
    assert parse_payload(row.payload_format, row.payload, row.source_id).text == "cut \ufffd"


def test_csv_rows_with_too_many_cells_are_quarantined(tmp_path: Path) -> None:
    content = (
        'id,text,likes\n2026000000000000000,"two\nlines",\n1,a,b,c\n\n2026000000000000001,x,3\n'
    )
    rows = read_bytes(tmp_path, content.encode())
    assert [json.loads(row.payload)["text"] for row in posts_of(rows)] == ["two\nlines", "x"]
    assert reasons_of(rows) == [(4, "4 cells, but the header has 3")]


def test_csv_with_an_overlong_cell_goes_on_behind_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_rows, "MAX_LINE_BYTES", 50)
    content = f"id,text\n1,{'x' * 100}\n2026000000000000001,short\n"
    rows = read_bytes(tmp_path, content.encode())
    assert len(posts_of(rows)) == 1
    assert "not CSV" in reasons_of(rows)[0][1]


def test_csv_in_another_encoding_keeps_its_bytes(tmp_path: Path) -> None:
    [row] = posts_of(read_bytes(tmp_path, b"id,text\n2026000000000000000,caf\xe9\n"))
    assert json.loads(row.payload)["text"] == "caf\\xe9"


def test_parquet_nulls_and_nans_are_unknown(tmp_path: Path) -> None:
    table = pa.Table.from_pylist(
        [
            post(1, likes=float("nan"), when=NOW, raw=b"x"),
            post(2, likes=3.0),
            {"id": None, "text": "x"},
        ]
    )
    pq.write_table(table, tmp_path / "posts")
    rows = read(tmp_path / "posts")
    assert [json.loads(row.payload).get("likes") for row in posts_of(rows)] == [None, 3.0]
    assert [number for number, _ in reasons_of(rows)] == [3]


@pytest.mark.parametrize("content", [b"", b"\n\n  \n", gzip.compress(b""), b"\xef\xbb\xbf"])
def test_file_without_content_has_no_rows(tmp_path: Path, content: bytes) -> None:
    assert read_bytes(tmp_path, content) == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"just words\nand more\n", "not a file of posts"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not a file of posts"),
        (b"name,age\nx,3\n", "columns id and text"),
        (json.dumps([{"id": "1", "text": "x"}]).encode(), "one object a line"),
        (json.dumps([{"id": "1", "text": "x"}], indent=1).encode(), "one object a line"),
        (json.dumps({"id": "1", "text": "x"}, indent=1).encode(), "one object a line"),
        (b"PAR1 broken", "cannot be read"),
        (gzip.compress(b'{"id": "1", "text": "x"}\n' * 99)[:40], "cannot be read"),
        (b"\x1f\x8bnot gzip", "cannot be read"),
        (gzip.compress(b"PAR1\x00\x01"), "not a file of posts"),
    ],
)
def test_file_of_no_known_format_is_refused_in_one_line(
    tmp_path: Path, content: bytes, says: str
) -> None:
    with pytest.raises(UsageError, match=says) as caught:
        read_bytes(tmp_path, content)
    assert "\n" not in str(caught.value)
    assert str(tmp_path / "posts") in str(caught.value)


def test_folder_missing_file_and_pipe_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "nowhere", tmp_path / "pipe"):
        with pytest.raises(UsageError, match=r"not a regular file|No such file"):
            read(path)


def test_later_row_of_a_file_counts_as_the_newer_version(tmp_path: Path) -> None:
    first, second = posts_of(read_bytes(tmp_path, json_lines(post(1), post(1, likes=5))))
    assert first.fetched_at < second.fetched_at


@given(st.binary(max_size=200))
def test_any_bytes_after_a_good_line_lose_nothing(tail: bytes) -> None:
    row = file_rows._jsonl_row(2, tail, is_cut=False)
    assert row.text.encode().decode() == row.text
