"""Bronze: payloads as they came. Imports and fetches append to it; nothing rewrites it."""

import dagster as dg

from assets.workspace import Workspace
from pipeline.weeks import Week


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
    def raw_posts(context: dg.AssetExecutionContext) -> dg.MaterializeResult:  # type: ignore[type-arg]
        """Payloads as they came, one row a version of a post.

        Source: files taken in by `digest import`. A rerun adds nothing and changes nothing.
        """
        lake = Workspace.open(context.resources.workspace_settings).lake
        keys = sorted(context.partition_keys)
        counts = [lake.count("bronze.raw_posts", [Week.parse(key)]) for key in keys]
        context.resources.run_listener.finished("bronze.raw_posts", keys)
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": sum(counts),
                "rows_by_week": dict(zip(keys, counts, strict=True)),
            }
        )

    return raw_posts
