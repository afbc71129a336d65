"""Everything Dagster is told: assets, checks, jobs, schedule, sensor. Nothing else belongs here."""

import warnings

import dagster as dg

from assets import gold, reports, silver  # noqa: F401  # importing registers their tables
from assets.bronze import RawPostsConfig, build_raw_posts
from assets.inbox import import_inbox, inbox_sensor
from assets.listener import RunListener
from assets.partitions import weekly_partitions
from assets.reports import REPORT_ASSETS, build_database, build_report_asset
from assets.settings import Settings
from assets.site import build_site
from assets.tables import TABLE_ASSETS, build_table_asset
from pipeline.weeks import UTC, Week, Weekday

JOB_NAME = "weekly_digest"
# As soon as the week has ended: X's recent search reaches back exactly seven days.
SCHEDULE_HOUR_UTC = 0


def build_assets(first_day: Weekday) -> list[dg.AssetsDefinition]:
    """All assets for weeks that start on `first_day`."""
    partitions = weekly_partitions(first_day)
    with warnings.catch_warnings():
        # One run for a range of weeks keeps Dagster's share small; its parameter is marked beta.
        warnings.simplefilter("ignore", dg.BetaWarning)
        return [
            build_raw_posts(partitions),
            *(build_table_asset(made, partitions) for made in TABLE_ASSETS.values()),
            *(build_report_asset(made, partitions) for made in REPORT_ASSETS.values()),
            build_site(partitions),
            build_database(partitions),
        ]


def build_schedule(first_day: Weekday) -> dg.ScheduleDefinition:
    """Once a week: ask the sources for the week that has just ended, and make it.

    Dagster's own schedule of a partitioned job would take the newest partition, which is the week
    that has just begun, and cannot be told to fetch.
    """

    @dg.schedule(
        name=f"{JOB_NAME}_schedule",
        job_name=JOB_NAME,
        cron_schedule=weekly_partitions(first_day).get_cron_schedule(hour_of_day=SCHEDULE_HOUR_UTC),
        execution_timezone="UTC",
        default_status=dg.DefaultScheduleStatus.STOPPED,
    )
    def schedule(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        """Fetch and make the week that has just ended."""
        now = context.scheduled_execution_time.astimezone(UTC)
        week = Week.containing(now, first_day).shifted(-1)
        return dg.RunRequest(
            run_key=week.key,
            partition_key=week.key,
            run_config=dg.RunConfig(ops={"bronze__raw_posts": RawPostsConfig(fetch=True)}),
        )

    return schedule


def build_definitions(settings: Settings) -> dg.Definitions:
    """A fresh set of definitions for one installation."""
    assets = build_assets(settings.first_day)
    job = dg.define_asset_job(
        JOB_NAME,
        selection=dg.AssetSelection.assets(*assets),
        executor_def=dg.in_process_executor,
    )
    return dg.Definitions(
        assets=assets,
        jobs=[job, import_inbox],
        schedules=[build_schedule(settings.first_day)],
        sensors=[inbox_sensor],
        executor=dg.in_process_executor,
        resources={
            "workspace_settings": dg.ResourceDefinition.hardcoded_resource(settings),
            "run_listener": dg.ResourceDefinition.hardcoded_resource(RunListener()),
        },
    )


@dg.definitions
def defs() -> dg.Definitions:
    """What the Dagster UI and daemon load; the environment is read when they do, not at import."""
    return build_definitions(Settings.from_environment())
