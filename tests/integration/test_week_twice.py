"""A week made twice is the same week: in another home, in other processes, after a kill."""

import hashlib
import json
import shutil
import time
from pathlib import Path

import duckdb
import pytest

from assets.importing import import_file
from assets.running import run_weeks
from assets.settings import Settings
from pipeline.records import RawPost
from pipeline.warehouse import table_names
from pipeline.weeks import Week, Weekday
from tests.integration.conftest import SAMPLE, Digest, start_digest

WEEK = Week.parse("2026-02-23")
WEEKS = (WEEK.shifted(-1), WEEK)
# The week that our first reader was given a digest of, made by hand, and the posts it cites.
CITED_WEEK = "2026-02-20"
CITED_POSTS = [
    "2027063584094605732", "2027057726170509724", "2027051670350287166", "2027152133599223944",
    "2026013084696068188", "2026023966821990403", "2026507649643155811", "2026848106382340578",
    "2027134107508257220", "2027066131232522316", "2026303605343490391", "2027033216377352288",
    "2024863851464753272", "2024895359236051274", "2026694578682912848",
]  # fmt: skip
POST = {
    "id": "2026000000000000000",
    "author_handle": "example_lab",
    "text": "Example Lab released the Sample-7B model with open weights.",
    "created_at": "2026-02-23T18:23:00Z",
}


def settings_of(home: Path, first_day: Weekday = Weekday.MONDAY) -> Settings:
    return Settings(home, first_day)


def import_sample(settings: Settings, *week_keys: str) -> None:
    lake = settings.open_lake()
    for key in week_keys:
        import_file(lake, SAMPLE / f"{key}.jsonl", WEEK.end_at, lambda _: None)


def fingerprints(home: Path) -> dict[str, str]:
    """Hashes of what a week consists of: reports, site, and the partitions of every table."""
    files = [
        *home.glob("reports/*/*"),
        *(path for path in home.glob("site/**/*") if path.is_file()),
        *home.glob("lake/*/*/week_start=*/*.parquet"),
    ]
    return {str(file.relative_to(home)): hash_of(file) for file in sorted(files)}


def hash_of(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def published_tables(home: Path) -> dict[str, list[tuple[object, ...]]]:
    with duckdb.connect(str(home / "digest.duckdb"), read_only=True) as connection:
        return {table: connection.table(table).order("all").fetchall() for table in table_names()}


@pytest.fixture
def bare_home(sample: Settings, tmp_path: Path) -> Path:
    """A copy of the sample's home without anything that was made of the two newest weeks."""
    home = tmp_path / "home"
    shutil.copytree(sample.home, home)
    for week in WEEKS:
        shutil.rmtree(home / "reports" / week.key)
        for made in home.glob(f"lake/[!b]*/*/week_start={week.key}"):
            shutil.rmtree(made)
    return home


def test_other_home_and_other_processes_make_the_same(sample: Settings, bare_home: Path) -> None:
    """Two worker processes, with other hash seeds, make two weeks anew, and are read meanwhile."""
    first, last = (week.key for week in WEEKS)
    started = start_digest(bare_home, "backfill", "--from", first, "--to", last, "--jobs", "2")
    reads = 0
    while started.poll() is None:
        with duckdb.connect(str(bare_home / "digest.duckdb"), read_only=True) as connection:
            reads += len(connection.execute("from gold.claims").fetchall()) > 0
        time.sleep(0.5)
    out, err = started.communicate()
    assert (started.returncode, err) == (0, ""), out + err
    assert reads > 0
    assert fingerprints(bare_home) == fingerprints(sample.home)
    assert published_tables(bare_home) == published_tables(sample.home)


def test_killed_run_is_made_good_by_the_next(sample: Settings, bare_home: Path) -> None:
    started = start_digest(bare_home, "run", "--week", WEEKS[0].key)
    deadline = time.monotonic() + 60
    while not list(bare_home.glob(f"lake/silver/mentions/week_start={WEEKS[0].key}/data.parquet")):
        assert started.poll() is None, started.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.01)
    started.kill()
    started.communicate()
    assert fingerprints(bare_home) != fingerprints(sample.home)
    assert run_weeks(settings_of(bare_home), *WEEKS).is_success
    assert fingerprints(bare_home) == fingerprints(sample.home)
    assert published_tables(bare_home) == published_tables(sample.home)


def test_week_does_not_depend_on_the_weeks_after_it(bare_home: Path, sample: Settings) -> None:
    """The tracker, the watch list and the threads of a week know nothing of what came later."""
    for later in WEEKS:
        for raw in bare_home.glob(f"lake/bronze/*/week_start={later.key}"):
            shutil.rmtree(raw)
    before = WEEKS[0].shifted(-1)
    made = fingerprints(bare_home)
    assert run_weeks(settings_of(bare_home), before, before).is_success
    again = {name: value for name, value in fingerprints(bare_home).items() if before.key in name}
    assert again
    assert {name: made[name] for name in again} == again
    assert {name: fingerprints(sample.home)[name] for name in again} == again


def test_week_that_became_empty_is_replaced(
    digest: Digest, digest_home: Path, tmp_path: Path
) -> None:
    path = tmp_path / "posts.jsonl"
    path.write_text(json.dumps(POST), encoding="utf-8")
    assert digest("import", str(path)).code == 0
    assert digest("run", "--week", WEEK.key, "--quiet").code == 0
    report = digest_home / "reports" / WEEK.key / "digest.md"
    assert published_tables(digest_home)["silver.posts"]
    shutil.rmtree(digest_home / "lake" / "bronze")
    assert digest("run", "--week", WEEK.key, "--quiet").code == 0
    tables = published_tables(digest_home)
    assert [table for table, rows in tables.items() if rows and table.startswith("silver.")] == []
    assert "no posts" in report.read_text(encoding="utf-8").lower()


def test_two_runs_at_one_time_publish_what_both_made(tmp_path: Path) -> None:
    home = tmp_path / "home"
    import_sample(settings_of(home), *(week.key for week in WEEKS))
    for week in WEEKS:
        thin_out(home, week)
    started = [start_digest(home, "run", "--week", week.key, "--quiet") for week in WEEKS]
    for process in started:
        out, err = process.communicate()
        assert (process.returncode, err) == (0, ""), out + err
    published = {row[-1] for row in published_tables(home)["silver.post_labels"]}
    assert published == {week.start for week in WEEKS}


def thin_out(home: Path, week: Week) -> None:
    """Leave a week a few posts, which makes it faster."""
    lake = settings_of(home).open_lake()
    posts = lake.read("bronze.raw_posts", RawPost, week)
    [file] = lake.files("bronze.raw_posts", [week])
    lake.append("bronze.raw_posts", week, posts[:5])
    file.unlink()


def test_week_from_friday_holds_the_posts_that_the_first_digest_cites(tmp_path: Path) -> None:
    settings = settings_of(tmp_path / "home", Weekday.FRIDAY)
    import_sample(settings, *(week.key for week in WEEKS))
    week = Week.parse(CITED_WEEK)
    assert run_weeks(settings, week, week).is_success
    posts = published_tables(settings.home)["silver.posts"]
    assert set(CITED_POSTS) <= {str(post[0]) for post in posts}
    assert len(CITED_POSTS) == len(set(CITED_POSTS)) == 15
