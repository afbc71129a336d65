"""Bronze: payloads as they came. Imports and fetches append to it; nothing rewrites it."""

import datetime as dt
import os

import dagster as dg

from assets.fetching import fetch_weeks
from assets.settings import Settings
from pipeline.weeks import UTC, Week


class RawPostsConfig(dg.Config):
    """Whether a run asks the live sources for its weeks; without that it stays offline."""

    fetch: bool = False


def build_raw_posts(partitions: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    """The asset `bronze/raw_posts`: reports what bronze holds of its weeks."""

    @dg.asset(
        key=["bronze", "raw_posts"],
        group_name="bronze",
        kinds={"parquet"},
        partitions_def=partitions,
        backfill_policy=dg.BackfillPolicy.single_run(),
        required_resource_keys={"workspace_settings", "run_listener"},
    )
    def raw_posts(
        context: dg.AssetExecutionContext, config: RawPostsConfig
    ) -> dg.MaterializeResult:  # type: ignore[type-arg]
        """Payloads as they came, one row a version of a post.

        Source: files taken in by `digest import`, and the live sources where the run says `fetch`.
        A rerun adds only what is new and changes nothing. A source that fails stops no other; its
        failure is in bronze.source_fetches.
        """
        settings: Settings = context.resources.workspace_settings
        keys = sorted(context.partition_keys)
        weeks = [Week.parse(key) for key in keys]
        now = dt.datetime.now(UTC)
        asked = fetch_weeks(settings, weeks, os.environ, now) if config.fetch else []
        lake = settings.open_lake()
        counts = [lake.count("bronze.raw_posts", [week]) for week in weeks]
        context.resources.run_listener.finished("bronze.raw_posts", keys)
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": sum(counts),
                "rows_by_week": dict(zip(keys, counts, strict=True)),
                "sources_asked": len(asked),
                "sources_failed": sum(result.status == "failed" for result in asked),
            }
        )

    return raw_posts
