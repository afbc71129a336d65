"""The `digest` command as a user runs it: good input, bad input, exit codes, no traceback."""

import datetime as dt
import gzip
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from assets.settings import Settings
from assets.terminal import format_table
from pipeline.records import RawPost
from pipeline.weeks import Week

Digest = Callable[..., Any]
POST: dict[str, Any] = {
    "platform": "x",
    "id": "2026000000000000000",
    "url": "https://x.com/example_lab/status/2026000000000000000",
    "author_handle": "example_lab",
    "text": "Example Lab released the Sample-7B model with open weights on Monday.",
    "created_at": "2026-02-23T18:16:00.000Z",
    "likes": 12,
}


def write_posts(path: Path, *posts: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(post) + "\n" for post in posts), encoding="utf-8")
    return path


def assert_one_line_error(result: Any, code: int) -> None:
    assert result.code == code, result.stdout + result.stderr
    assert "Traceback" not in result.stderr
    assert result.stderr.startswith("digest: ")
    assert len(result.stderr.strip().splitlines()) == 1, result.stderr


def test_command_starts_without_what_only_some_commands_need() -> None:
    program = "import sys, assets.cli; print(*sys.modules)"
    result = subprocess.run(  # noqa: S603
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert not {"dagster", "scipy", "pandas", "pydantic", "httpx2"} & set(result.stdout.split())


def test_import_twice_adds_nothing(digest: Digest, tmp_path: Path) -> None:
    path = write_posts(tmp_path / "posts.jsonl", POST)
    assert "1 rows, 1 new, 0 already there" in digest("import", str(path)).stdout
    assert "1 rows, 0 new, 1 already there" in digest("import", str(path)).stdout


def test_import_reads_every_format(digest: Digest, tmp_path: Path) -> None:
    others = [{**POST, "id": f"202600000000000000{number}"} for number in range(1, 4)]
    zipped = tmp_path / "posts.jsonl.gz"
    zipped.write_bytes(gzip.compress(json.dumps(others[0]).encode()))
    table = tmp_path / "posts.csv"
    table.write_text(",".join(POST) + "\n" + ",".join(f'"{value}"' for value in others[1].values()))
    columns = tmp_path / "posts.parquet"
    pq.write_table(pa.Table.from_pylist([others[2]]), columns)
    result = digest("import", str(zipped), str(table), str(columns))
    assert result.code == 0, result.stderr
    assert result.stdout.count("1 rows, 1 new, 0 already there, 0 quarantined") == 3


def test_import_quarantines_bad_lines_and_goes_on(digest: Digest, tmp_path: Path) -> None:
    path = tmp_path / "mixed.jsonl"
    good = [json.dumps({**POST, "id": str(2026000000000000000 + n)}).encode() for n in range(2)]
    bad = [
        b"{not json",
        b"[1, 2]",
        b'{"id": "1"}',
        b'{"text": "\xff"}',
        b'{"id": "2.0E+18", "text": "x"}',
    ]
    path.write_bytes(b"\n".join([good[0], *bad, good[1]]))
    result = digest("import", str(path))
    assert result.code == 0, result.stderr
    assert "7 rows, 2 new, 0 already there, 5 quarantined" in result.stdout
    assert "line 2: not JSON" in result.stdout
    status = digest("status")
    assert "quarantined lines: 5" in status.stdout


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("picture.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00", "not a file of posts"),
        ("words.txt", b"just some words\nand more\n", "not a file of posts"),
        ("cut.parquet", b"PAR1\x00\x00garbage", "cannot be read"),
        ("cut.jsonl.gz", gzip.compress(b'{"id": "1", "text": "x"}\n' * 50)[:40], "cannot be read"),
        ("other.csv", b"name,age\nx,3\n", "columns id and text"),
    ],
)
def test_import_refuses_what_is_no_file_of_posts(
    digest: Digest, tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    result = digest("import", str(path))
    assert_one_line_error(result, 2)
    assert says in result.stderr
    assert name in result.stderr


def test_import_of_an_empty_file_says_so(digest: Digest, tmp_path: Path) -> None:
    path = tmp_path / "empty.jsonl"
    path.touch()
    result = digest("import", str(path))
    assert result.code == 0
    assert "empty, nothing imported" in result.stdout


def test_import_reads_utf16(digest: Digest, tmp_path: Path) -> None:
    path = tmp_path / "wide.jsonl"
    path.write_text(json.dumps(POST), encoding="utf-16")
    assert "1 rows, 1 new" in digest("import", str(path)).stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("run",), "holds no posts yet"),
        (("run", "--week", "yesterday"), "is not a date"),
        (("backfill", "--from", "2026-03-02", "--to", "2026-02-23"), "is after"),
        (("verify", "--week", "2026-02-23"), "does not exist"),
        (("sql", "select 1"), "does not exist yet"),
        (("evaluate", "--gold", "nowhere"), "there is no such folder"),
        (("import", "nowhere.jsonl"), "cannot be read"),
        (("run", "--week", "1990-01-01"), "before"),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(
    digest: Digest, arguments: tuple[str, ...], says: str
) -> None:
    result = digest(*arguments)
    assert_one_line_error(result, 2)
    assert says in result.stderr


def test_lake_of_another_week_start_is_refused(digest: Digest, tmp_path: Path) -> None:
    path = write_posts(tmp_path / "posts.jsonl", POST)
    assert digest("import", str(path)).code == 0
    result = digest("import", str(path), DIGEST_WEEK_START="friday")
    assert_one_line_error(result, 1)
    assert "DIGEST_WEEK_START" in result.stderr


def test_unknown_week_start_is_wrong_use(digest: Digest) -> None:
    assert_one_line_error(digest("status", DIGEST_WEEK_START="someday"), 2)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_read_only_home_is_one_line(digest: Digest, tmp_path: Path, digest_home: Path) -> None:
    digest_home.mkdir()
    digest_home.chmod(0o500)
    result = digest("import", str(write_posts(tmp_path / "posts.jsonl", POST)))
    assert_one_line_error(result, 1)


def test_home_that_is_a_file_is_one_line(digest: Digest, tmp_path: Path, digest_home: Path) -> None:
    digest_home.write_text("not a folder")
    result = digest("import", str(write_posts(tmp_path / "posts.jsonl", POST)))
    assert_one_line_error(result, 1)


def test_week_without_posts_makes_an_honest_empty_digest(
    digest: Digest, tmp_path: Path, digest_home: Path
) -> None:
    digest("import", str(write_posts(tmp_path / "posts.jsonl", POST)))
    result = digest("run", "--week", "2026-01-05")
    assert result.code == 0, result.stderr
    text = (digest_home / "reports" / "2026-01-05" / "digest.md").read_text(encoding="utf-8")
    assert "no posts" in text.lower()


def test_corrupt_partition_is_named(digest: Digest, tmp_path: Path, digest_home: Path) -> None:
    digest("import", str(write_posts(tmp_path / "posts.jsonl", POST)))
    folder = digest_home / "lake" / "bronze" / "raw_posts" / "week_start=2026-02-23"
    next(folder.glob("*.parquet")).write_bytes(b"PAR1 broken")
    result = digest("run", "--week", "2026-02-23")
    assert_one_line_error(result, 1)
    assert "raw_posts" in result.stderr


def test_failing_check_is_named_with_its_week(digest: Digest, digest_home: Path) -> None:
    settings = Settings.from_environment()
    other_week = dt.datetime(2026, 3, 5, tzinfo=dt.UTC)
    payload = json.dumps(POST)
    raw = RawPost(
        "x", POST["id"], "file:a", "post-fields", payload, "sha", other_week, "stated", other_week
    )
    settings.open_lake().append("bronze.raw_posts", Week.parse("2026-02-23"), [raw])
    result = digest("run", "--week", "2026-02-23")
    assert_one_line_error(result, 1)
    assert "silver/posts posts_outside_week (2026-02-23: 1 rows)" in result.stderr
    assert not settings.database_path.exists()


def test_dagster_home_that_is_no_folder_is_wrong_use(digest: Digest) -> None:
    result = digest("run", "--week", "2026-02-23", DAGSTER_HOME="not-absolute")
    assert_one_line_error(result, 2)
    assert "DAGSTER_HOME" in result.stderr


def test_later_file_of_one_import_is_the_newer_version(digest: Digest, tmp_path: Path) -> None:
    files = [
        write_posts(tmp_path / f"{number}.jsonl", {**POST, "likes": number}) for number in (3, 1, 2)
    ]
    assert digest("import", *map(str, files)).code == 0
    versions = Settings.from_environment().open_lake().read("bronze.raw_posts", RawPost, None)
    newest = max(versions, key=lambda raw: raw.fetched_at)
    assert json.loads(newest.payload)["likes"] == 2


def test_version_that_moves_to_another_week_stays_in_the_first(
    digest: Digest, tmp_path: Path
) -> None:
    item = {**POST, "platform": "rss", "id": "item-1", "created_at": "2026-02-24T12:00:00Z"}
    moved = {**item, "created_at": "2026-03-12T12:00:00Z", "text": "The same item, dated anew."}
    digest("import", str(write_posts(tmp_path / "a.jsonl", item)))
    digest("import", str(write_posts(tmp_path / "b.jsonl", moved)))
    lake = Settings.from_environment().open_lake()
    assert [week.key for week in lake.weeks("bronze.raw_posts")] == ["2026-02-23"]
    assert lake.count("bronze.raw_posts", None) == 2


def test_table_shows_lists() -> None:
    table = format_table(["places"], [[np.array([1, None], dtype=object)]])
    assert table.splitlines()[-1] == "[1, –]"
