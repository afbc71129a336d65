"""The lake keeps contracts, replaces weeks whole, and never blocks a reader."""

import datetime as dt
import json
import multiprocessing
import os
import time
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from pipeline.errors import ContractError, LakeError, LakeMismatchError, UsageError
from pipeline.records import PostLabel, QuarantinedLine, RawPost
from pipeline.warehouse import (
    Lake,
    check_names,
    exclusive_lock,
    publish_database,
    read_frame,
    scratch_path,
    sql_text,
    table_names,
    write_atomically,
)
from pipeline.weeks import Week, Weekday

WEEK = Week(dt.date(2026, 2, 23))
LABEL = PostLabel("1", "relevant", 0.9, True, ("rule:word",))
POSTED_AT = dt.datetime(2026, 2, 24, 12, 30, 1, 500_000, tzinfo=dt.UTC)
RAW = RawPost(
    "x", "1", "file:a", "post-fields", '{"a": 1}', "sha-1", POSTED_AT, "stated", POSTED_AT
)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake.open(tmp_path / "lake", Weekday.MONDAY)


def labels_of(lake: Lake, week: Week = WEEK) -> list[PostLabel]:
    return lake.read("silver.post_labels", PostLabel, week)


def test_rows_read_back_as_they_were_written_and_in_key_order(lake: Lake) -> None:
    other = replace(LABEL, post_id="0", evidence=(), score=0.1 + 0.2)
    assert lake.replace_week("silver.post_labels", WEEK, [LABEL, other]) == 2
    assert labels_of(lake) == [other, LABEL]


def test_times_read_back_in_utc_to_the_microsecond(lake: Lake) -> None:
    tokyo = dt.timezone(dt.timedelta(hours=9))
    lake.append("bronze.raw_posts", WEEK, [replace(RAW, posted_at=POSTED_AT.astimezone(tokyo))])
    assert lake.read("bronze.raw_posts", RawPost, WEEK) == [RAW]


def test_rerun_replaces_its_week_and_no_other(lake: Lake) -> None:
    lake.replace_week("silver.post_labels", WEEK, [LABEL])
    lake.replace_week("silver.post_labels", WEEK.shifted(1), [LABEL])
    lake.replace_week("silver.post_labels", WEEK, [replace(LABEL, post_id="2")])
    assert [label.post_id for label in labels_of(lake)] == ["2"]
    assert labels_of(lake, WEEK.shifted(1)) == [LABEL]


def test_empty_week_replaces_and_counts_as_made(lake: Lake) -> None:
    lake.replace_week("silver.post_labels", WEEK, [LABEL])
    lake.replace_week("silver.post_labels", WEEK, [])
    assert labels_of(lake) == []
    assert lake.weeks("silver.post_labels") == [WEEK]


def test_same_rows_in_any_order_give_the_same_bytes(lake: Lake) -> None:
    rows = [replace(LABEL, post_id=str(number)) for number in range(50)]
    lake.replace_week("silver.post_labels", WEEK, rows)
    [path] = lake.files("silver.post_labels")
    first = path.read_bytes()
    lake.replace_week("silver.post_labels", WEEK, rows[::-1])
    assert path.read_bytes() == first


@pytest.mark.parametrize(
    "rows",
    [
        [LABEL, LABEL],
        [replace(LABEL, label=None)],
        [replace(LABEL, score="high")],
        [replace(LABEL, evidence=3)],
        pa.table({"post_id": ["1"]}),
    ],
)
def test_rows_that_break_the_contract_are_refused_and_the_old_week_stays(
    lake: Lake, rows: list[PostLabel]
) -> None:
    lake.replace_week("silver.post_labels", WEEK, [LABEL])
    with pytest.raises(ContractError, match=r"silver.post_labels: \d rows? rejected") as caught:
        lake.replace_week("silver.post_labels", WEEK, rows)
    assert "\n" not in str(caught.value)
    assert labels_of(lake) == [LABEL]


def test_number_too_large_for_its_column_breaks_the_contract(lake: Lake) -> None:
    line = QuarantinedLine("a.jsonl", 2**70, "reason", "text", "sha")
    with pytest.raises(ContractError):
        lake.append("bronze.quarantined_lines", None, [line])


def test_append_adds_a_file_and_the_same_rows_are_one_file(lake: Lake) -> None:
    lake.append("bronze.raw_posts", WEEK, [RAW])
    lake.append("bronze.raw_posts", WEEK, [RAW])
    lake.append("bronze.raw_posts", WEEK, [replace(RAW, payload_sha256="sha-2")])
    assert lake.count("bronze.raw_posts", [WEEK]) == 2
    assert lake.keys("bronze.raw_posts", None) == {("x", "1", "sha-1"), ("x", "1", "sha-2")}


def test_lookup_finds_rows_of_every_week_by_some_columns(lake: Lake) -> None:
    lake.append("bronze.raw_posts", WEEK, [RAW, replace(RAW, external_id="2")])
    lake.append("bronze.raw_posts", WEEK.shifted(3), [replace(RAW, payload_sha256="sha-3")])
    wanted = {"platform": ["x", "x", "x"], "external_id": ["1", "1", "9"]}
    found = lake.lookup("bronze.raw_posts", ("payload_sha256", "posted_at"), wanted)
    assert sorted(row["payload_sha256"] for row in found) == ["sha-1", "sha-3"]
    assert {row["posted_at"] for row in found} == {POSTED_AT}


def test_tables_that_nobody_made_are_empty_and_not_missing(lake: Lake) -> None:
    assert labels_of(lake) == []
    assert lake.weeks("silver.post_labels") == []
    assert lake.query("select count(*) as n from silver.posts") == [{"n": 0}]


def test_folders_and_files_that_are_none_of_ours_are_left_alone(lake: Lake) -> None:
    lake.replace_week("silver.post_labels", WEEK, [LABEL])
    [path] = lake.files("silver.post_labels")
    copy = path.parent.with_name(f"{path.parent.name}.bak")
    copy.mkdir()
    (copy / path.name).write_bytes(path.read_bytes())
    scratch_path(path).write_bytes(b"half")
    (path.parent.with_name("week_start=2026-03-02")).mkdir()
    assert lake.weeks("silver.post_labels") == [WEEK]
    assert lake.count("silver.post_labels", None) == 1


def test_query_sees_only_the_weeks_it_is_given(lake: Lake) -> None:
    for distance in range(3):
        lake.replace_week("silver.post_labels", WEEK.shifted(distance), [LABEL])
    sql = "select week_start from silver.post_labels where week_start >= $since order by all"
    rows = lake.query(sql, {"since": WEEK.start, "unused": 1}, [WEEK, WEEK.shifted(2)])
    assert [row["week_start"] for row in rows] == [WEEK.start, WEEK.shifted(2).start]


def test_names_in_sql_are_no_python_variables(lake: Lake) -> None:
    secret = pa.table({"a": [1]})
    assert secret.num_rows == 1
    with pytest.raises(LakeError, match="secret"):
        lake.query("select * from secret")


def test_damaged_file_is_named_with_what_to_do(lake: Lake) -> None:
    lake.replace_week("silver.post_labels", WEEK, [LABEL])
    [path] = lake.files("silver.post_labels")
    path.write_bytes(b"PAR1 broken")
    with pytest.raises(LakeError, match=r"week_start=2026-02-23.*run its week again"):
        labels_of(lake)
    lake.append("bronze.raw_posts", WEEK, [RAW])
    lake.files("bronze.raw_posts")[0].write_bytes(path.read_bytes())
    with pytest.raises(LakeError, match="restore the file it names, or delete it and import"):
        lake.keys("bronze.raw_posts", [WEEK])


def test_lake_of_other_settings_is_refused(lake: Lake) -> None:
    with pytest.raises(LakeMismatchError, match="DIGEST_WEEK_START"):
        Lake.open(lake.root, Weekday.FRIDAY)
    (lake.root / "lake.json").write_text("{")
    with pytest.raises(LakeError, match="not readable as JSON"):
        Lake.open(lake.root, Weekday.MONDAY)
    (lake.root / "lake.json").write_text(json.dumps({"layout_version": 99, "week_start": "monday"}))
    with pytest.raises(LakeMismatchError):
        Lake.open(lake.root, Weekday.MONDAY)


def test_home_that_cannot_be_a_folder_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    with pytest.raises(LakeError, match="check permissions and free space"):
        Lake.open(tmp_path / "home" / "lake", Weekday.MONDAY)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_full_disk_leaves_the_old_file(lake: Lake, tmp_path: Path) -> None:
    target = tmp_path / "digest.md"
    write_atomically(target, b"last week")
    scratch_path(target).symlink_to("/dev/full")
    with pytest.raises(LakeError, match="No space left"):
        write_atomically(target, b"this week")
    assert target.read_bytes() == b"last week"
    assert not scratch_path(target).is_symlink()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_full_disk_leaves_the_old_week(lake: Lake) -> None:
    lake.replace_week("silver.post_labels", WEEK, [LABEL])
    [path] = lake.files("silver.post_labels")
    scratch_path(path).symlink_to("/dev/full")
    with pytest.raises(LakeError, match="check permissions and free space"):
        lake.replace_week("silver.post_labels", WEEK, [])
    assert labels_of(lake) == [LABEL]


def test_scratch_files_of_killed_processes_are_swept_away(tmp_path: Path) -> None:
    old, young = tmp_path / ".digest.md.host-1.part", tmp_path / ".digest.md.host-2.part"
    old.write_bytes(b"half")
    young.write_bytes(b"being written")
    os.utime(old, (time.time() - 7200,) * 2)
    write_atomically(tmp_path / "digest.md", b"whole")
    assert not old.exists()
    assert young.exists()


def hold_lock(path: Path, seconds: float, order: "multiprocessing.Queue[str]") -> None:
    with exclusive_lock(path):
        order.put("in")
        time.sleep(seconds)
        order.put("out")


def test_exclusive_lock_lets_one_process_in_at_a_time(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    order = context.Queue()
    workers = [
        context.Process(target=hold_lock, args=(tmp_path / "lock", 0.1, order)) for _ in range(3)
    ]
    for worker in workers:
        worker.start()
    seen = [order.get(timeout=10) for _ in range(6)]
    for worker in workers:
        worker.join()
    assert seen == ["in", "out"] * 3


def test_published_database_holds_every_table_with_comments(lake: Lake, tmp_path: Path) -> None:
    lake.append("bronze.raw_posts", WEEK, [RAW])
    lake.replace_week("silver.post_labels", WEEK, [LABEL])
    path = tmp_path / "digest.duckdb"
    counts = publish_database(lake, path)
    assert counts["silver.post_labels"] == counts["bronze.raw_posts"] == 1
    assert set(counts) == set(table_names())
    frame = read_frame(path, "select * from silver.post_labels")
    assert frame["label"].tolist() == ["relevant"]
    comments = read_frame(
        path, "select comment from duckdb_tables() where table_name = 'post_labels'"
    )
    assert comments["comment"][0]


def test_reader_of_the_published_database_is_not_disturbed(lake: Lake, tmp_path: Path) -> None:
    path = tmp_path / "digest.duckdb"
    publish_database(lake, path)
    with duckdb.connect(str(path), read_only=True) as reader:
        lake.replace_week("silver.post_labels", WEEK, [LABEL])
        publish_database(lake, path)
        assert reader.execute("select count(*) from silver.post_labels").fetchall() == [(0,)]
    assert len(read_frame(path, "from silver.post_labels")) == 1
    assert list(tmp_path.glob(".*.part*")) == []


def test_failed_publishing_leaves_the_old_database(lake: Lake, tmp_path: Path) -> None:
    path = tmp_path / "digest.duckdb"
    publish_database(lake, path)
    before = path.read_bytes()
    lake.replace_week("gold.claims", WEEK, [])
    lake.files("gold.claims")[0].write_bytes(b"broken")
    with pytest.raises(LakeError, match=r"gold.claims.*run its week again"):
        publish_database(lake, path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "sql",
    [
        "select from",
        "select * from nothing",
        "create table t (a int)",
        "drop table silver.posts",
        "",
    ],
)
def test_wrong_query_is_wrong_use_in_one_line(lake: Lake, tmp_path: Path, sql: str) -> None:
    path = tmp_path / "digest.duckdb"
    publish_database(lake, path)
    with pytest.raises(UsageError) as caught:
        read_frame(path, sql)
    assert "\n" not in str(caught.value)


def test_missing_and_damaged_databases_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "digest.duckdb"
    with pytest.raises(UsageError, match="does not exist yet"):
        read_frame(path, "select 1")
    path.write_bytes(b"no database")
    with pytest.raises(LakeError, match="run any week again"):
        read_frame(path, "select 1")


def test_check_belongs_to_the_table_its_first_line_names() -> None:
    for table in table_names():
        for check in check_names(table):
            assert sql_text("checks", check).splitlines()[0] == f"-- Table: {table}"


@pytest.mark.parametrize("name", ["nothing", "../tables/silver/posts", "select 1", ""])
def test_query_that_is_not_there_is_wrong_use(name: str) -> None:
    with pytest.raises(UsageError, match="there is no query named"):
        sql_text("queries", name)
