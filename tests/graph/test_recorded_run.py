"""A week made through the job, on an instance that keeps its record: what `make dev` shows."""

import json
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from assets.definitions import JOB_NAME, build_definitions
from assets.importing import import_file
from assets.settings import Settings
from pipeline.weeks import UTC, Week

WEEK = Week.parse("2026-02-23")
# Enough of the graph to show that the job records; the whole takes long on a database on disk.
RECORDED = [dg.AssetKey(["bronze", "raw_posts"]), dg.AssetKey(["silver", "posts"])]
CHECKS = {"posts_outside_week", "posts_without_text"}
POST = {
    "id": "2026000000000000000",
    "author_handle": "example_lab",
    "text": "Example Lab released the Sample-7B model with open weights.",
    "created_at": "2026-02-23T18:23:00Z",
}


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    (tmp_path / "dagster").mkdir()
    with dg.DagsterInstance.local_temp(str(tmp_path / "dagster")) as made:
        yield made


def test_job_makes_a_week_and_records_it(
    tmp_path: Path, instance: dg.DagsterInstance, digest_home: Path
) -> None:
    settings = Settings.from_environment()
    path = tmp_path / "posts.jsonl"
    path.write_text(json.dumps(POST), encoding="utf-8")
    import_file(settings.open_lake(), path, WEEK.end_at.astimezone(UTC), lambda _: None)
    definitions = build_definitions(settings)
    job = definitions.resolve_job_def(JOB_NAME)
    result = job.execute_in_process(
        instance=instance, partition_key=WEEK.key, asset_selection=RECORDED
    )
    assert result.success
    for key in RECORDED:
        assert instance.get_materialized_partitions(key) == {WEEK.key}, key
    assert {check.check_name for check in result.get_asset_check_evaluations()} >= CHECKS
    assert all(check.passed for check in result.get_asset_check_evaluations())
    metadata = result.asset_materializations_for_node("silver__posts")[0].metadata
    assert metadata["dagster/row_count"].value == 1
