"""What starts a run by itself: the weekly schedule, which fetches, and the watched folder."""

import datetime as dt
import json
from pathlib import Path

import dagster as dg
import pytest

from assets.bronze import RawPostsConfig
from assets.definitions import JOB_NAME, build_definitions
from assets.inbox import SETTLED_SECONDS, ImportConfig, inbox_requests
from assets.settings import Settings
from pipeline.records import RawPost, SourceFetch
from pipeline.weeks import Week

WEEK = Week.parse("2026-02-23")
POST = {
    "id": "2026000000000000000",
    "author_handle": "example_lab",
    "text": "Example Lab released the Sample-7B model with open weights.",
    "created_at": "2026-02-23T18:23:00Z",
}


@pytest.mark.parametrize(
    ("first_day", "tick", "week"),
    [
        ("monday", "2026-03-02T00:00:00+00:00", "2026-02-23"),
        ("friday", "2026-03-06T00:00:00+00:00", "2026-02-27"),
    ],
)
def test_schedule_fetches_and_makes_the_week_that_has_ended(
    tmp_path: Path, first_day: str, tick: str, week: str
) -> None:
    settings = Settings.from_environment(
        {"DIGEST_HOME": str(tmp_path), "DIGEST_WEEK_START": first_day}
    )
    definitions = build_definitions(settings)
    with dg.build_schedule_context(
        scheduled_execution_time=dt.datetime.fromisoformat(tick),
        repository_def=definitions.get_repository_def(),
    ) as context:
        ticked = definitions.resolve_schedule_def(f"{JOB_NAME}_schedule").evaluate_tick(context)
    [request] = ticked.run_requests or []
    assert (request.partition_key, request.run_key) == (week, week)
    assert request.run_config["ops"]["bronze__raw_posts"]["config"] == {"fetch": True}


def test_run_that_fetches_goes_on_when_a_source_fails(
    tmp_path: Path, digest_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("X_BEARER_TOKEN", raising=False)
    settings = Settings.from_environment()
    settings.home.mkdir()
    settings.sources_file.write_text(
        'use_default_sources = false\nsource = [{ spec = "x:@osprey", name = "Osprey on X" }]\n'
    )
    job = build_definitions(settings).resolve_job_def(JOB_NAME)
    result = job.execute_in_process(
        partition_key=WEEK.key,
        asset_selection=[dg.AssetKey(["bronze", "raw_posts"])],
        run_config=dg.RunConfig(ops={"bronze__raw_posts": RawPostsConfig(fetch=True)}),
    )
    assert result.success
    metadata = result.asset_materializations_for_node("bronze__raw_posts")[0].metadata
    assert (metadata["sources_asked"].value, metadata["sources_failed"].value) == (1, 1)
    [row] = settings.open_lake().read("bronze.source_fetches", SourceFetch, WEEK)
    assert row.problem == "needs X_BEARER_TOKEN"


def test_inbox_asks_for_each_settled_file_once_a_state(tmp_path: Path) -> None:
    path = tmp_path / "posts.jsonl"
    path.write_text(json.dumps(POST), encoding="utf-8")
    (tmp_path / "folder").mkdir()
    changed_at = path.stat().st_mtime
    assert list(inbox_requests(tmp_path, changed_at + SETTLED_SECONDS - 1)) == []
    [request] = inbox_requests(tmp_path, changed_at + SETTLED_SECONDS)
    [again] = inbox_requests(tmp_path, changed_at + 2 * SETTLED_SECONDS)
    assert request.run_key == again.run_key
    path.write_text(json.dumps(POST) + "\n", encoding="utf-8")
    [changed] = inbox_requests(tmp_path, path.stat().st_mtime + SETTLED_SECONDS)
    assert changed.run_key != request.run_key


def test_inbox_job_imports_a_file(tmp_path: Path, digest_home: Path) -> None:
    settings = Settings.from_environment()
    path = tmp_path / "posts.jsonl"
    path.write_text(json.dumps(POST), encoding="utf-8")
    definitions = build_definitions(settings)
    assert (
        definitions.resolve_sensor_def("inbox_sensor").default_status
        == dg.DefaultSensorStatus.STOPPED
    )
    result = definitions.resolve_job_def("import_inbox").execute_in_process(
        run_config=dg.RunConfig(ops={"import_one_file": ImportConfig(path=str(path))})
    )
    assert result.success
    [raw] = settings.open_lake().read("bronze.raw_posts", RawPost, WEEK)
    assert raw.external_id == POST["id"]
