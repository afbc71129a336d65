"""What Dagster is told: the graph, the job, the schedule, the partitions."""

import os
from itertools import pairwise
from pathlib import Path

import dagster as dg
import pytest

from assets.definitions import JOB_NAME, build_assets, build_definitions
from assets.partitions import check_weeks, weekly_partitions
from assets.settings import Settings
from assets.tables import TABLE_ASSETS
from pipeline.errors import UsageError
from pipeline.warehouse import check_names, sql_folder, sql_text
from pipeline.warehouse.sql_files import tables_named_in
from pipeline.weeks import Week, Weekday

GOLDEN = Path(__file__).parent.parent / "golden" / "graph.txt"
OLDEST = Week.parse("2022-01-03")
# Checks that tell and do not stop: a source that is down must not cost the week.
WARNINGS = {"sources_failed", "sources_silent"}


def settings_of(home: Path, first_day: Weekday = Weekday.MONDAY) -> Settings:
    return Settings.from_environment({"DIGEST_HOME": str(home), "DIGEST_WEEK_START": first_day})


def draw_graph(assets: list[dg.AssetsDefinition]) -> str:
    """Every asset with its group, what it is made from, and its checks, as text to compare."""
    checks = [spec for asset in assets for spec in asset.check_specs]
    lines = []
    for spec in sorted(
        (spec for asset in assets for spec in asset.specs), key=lambda spec: spec.key
    ):
        lines.append(f"{spec.key.to_user_string()}  [{spec.group_name}]")
        lines += sorted(f"  from {dep.asset_key.to_user_string()}" for dep in spec.deps)
        lines += sorted(f"  check {check.name}" for check in checks if check.asset_key == spec.key)
    return "\n".join(lines) + "\n"


def test_graph_is_the_one_on_file() -> None:
    """Run `make golden` to write it anew, and read the difference."""
    drawn = draw_graph(build_assets(Weekday.MONDAY))
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(drawn, encoding="utf-8")
    assert drawn == GOLDEN.read_text(encoding="utf-8")


def test_definitions_load_and_every_asset_says_what_it_is(tmp_path: Path) -> None:
    definitions = build_definitions(settings_of(tmp_path))
    dg.Definitions.validate_loadable(definitions)
    graph = definitions.resolve_asset_graph()
    for key in graph.get_all_asset_keys():
        assert graph.get(key).description, key


def test_schedule_is_off_until_switched_on(tmp_path: Path) -> None:
    definitions = build_definitions(settings_of(tmp_path))
    resolved = definitions.resolve_schedule_def(f"{JOB_NAME}_schedule")
    assert resolved.default_status == dg.DefaultScheduleStatus.STOPPED
    assert resolved.cron_schedule == "0 0 * * 1"
    assert resolved.job_name == JOB_NAME


def test_job_makes_every_asset_in_one_process(tmp_path: Path) -> None:
    definitions = build_definitions(settings_of(tmp_path))
    job = definitions.resolve_job_def(JOB_NAME)
    assert job.executor_def is dg.in_process_executor
    assert set(job.asset_layer.executable_asset_keys) == set(
        definitions.resolve_asset_graph().get_all_asset_keys()
    )


def test_checks_block_what_comes_after(tmp_path: Path) -> None:
    specs = [spec for asset in build_assets(Weekday.MONDAY) for spec in asset.check_specs]
    assert all(spec.description for spec in specs)
    assert {spec.name for spec in specs if not spec.blocking} == WARNINGS
    assert len(specs) > len(WARNINGS)


@pytest.mark.parametrize("first_day", list(Weekday))
def test_partitions_are_the_weeks(first_day: Weekday) -> None:
    partitions = weekly_partitions(first_day)
    keys = partitions.get_partition_keys()
    weeks = [Week.parse(key) for key in keys]
    assert all(Week.containing(week.start, first_day) == week for week in weeks)
    assert all(later == earlier.shifted(1) for earlier, later in pairwise(weeks))
    window = partitions.time_window_for_partition_key(keys[0])
    assert (window.start, window.end) == (weeks[0].start_at, weeks[0].end_at)


def test_weeks_without_a_partition_are_wrong_use() -> None:
    check_weeks(OLDEST, OLDEST, Weekday.MONDAY)
    with pytest.raises(UsageError, match="2021-12-27 is before 2022-01-03"):
        check_weeks(OLDEST.shifted(-1), OLDEST, Weekday.MONDAY)
    with pytest.raises(UsageError, match="has not begun; the newest that can be made is"):
        check_weeks(OLDEST, Week.parse("2190-01-04"), Weekday.MONDAY)


@pytest.mark.parametrize("table", sorted(TABLE_ASSETS))
def test_tables_that_sql_reads_are_upstream(table: str) -> None:
    is_model = (sql_folder() / "models" / f"{table.replace('.', '/')}.sql").exists()
    files = [("checks", check) for check in check_names(table)]
    files += [("models", table)] if is_model else []
    read = {name for kind, file in files for name in tables_named_in(sql_text(kind, file))}
    assert read & set(TABLE_ASSETS) <= upstream(table) | {table}


def upstream(table: str) -> set[str]:
    """Everything a table is made from, at any distance."""
    found: set[str] = set()
    waiting = list(TABLE_ASSETS[table].deps)
    while waiting:
        dep = waiting.pop()
        if dep not in found:
            found.add(dep)
            waiting += TABLE_ASSETS[dep].deps if dep in TABLE_ASSETS else ()
    return found
