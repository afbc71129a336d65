"""The one shape of a table asset: for each week compute rows, replace the week, check, report.

`@table_asset` marks a plain function `(workspace, week) -> rows`; `build_table_asset` makes the
Dagster asset of it. Asset key, table, contract and function share one name.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from dataclasses import dataclass

import dagster as dg

from assets.settings import Settings
from assets.workspace import Workspace
from pipeline.warehouse import Rows, check_names, sql_text
from pipeline.weeks import Week

Compute = Callable[[Workspace, Week], Rows]
# Rows of a failing check that its metadata shows.
SHOWN_VIOLATIONS = 5
BROKEN_WEEKS = "weeks"
# The second line of a check that tells and does not stop.
WARNING_LINE = "-- Severity: warning"


@dataclass(frozen=True)
class TableAsset:
    """A table made week by week."""

    schema: str
    name: str
    compute: Compute
    deps: tuple[str, ...]
    reads_own_history: bool

    @property
    def table(self) -> str:
        """Name in SQL, such as `silver.mentions`."""
        return f"{self.schema}.{self.name}"

    @property
    def key(self) -> dg.AssetKey:
        """Key in Dagster, such as `silver/mentions`."""
        return dg.AssetKey([self.schema, self.name])


TABLE_ASSETS: dict[str, TableAsset] = {}


def table_asset(
    schema: str, deps: Iterable[str] = (), reads_own_history: bool = False
) -> Callable[[Compute], Compute]:
    """Register a function as the maker of `<schema>.<its name>`.

    Args:
        schema: bronze, silver or gold.
        deps: Tables it reads.
        reads_own_history: It reads earlier weeks of its own table, so weeks must be made in order.
    """

    def register(compute: Compute) -> Compute:
        made = TableAsset(schema, compute.__name__, compute, tuple(deps), reads_own_history)
        TABLE_ASSETS[made.table] = made
        return compute

    return register


def make_week(table: str, settings: Settings, week_key: str) -> int:
    """Make one week of a table; of plain values, so that a worker process can run it.

    Returns:
        Number of rows.
    """
    made = TABLE_ASSETS[table]
    workspace = Workspace.open(settings)
    week = Week.parse(week_key)
    return workspace.lake.replace_week(table, week, made.compute(workspace, week))


def make_weeks(
    made: TableAsset, settings: Settings, week_keys: list[str], executor: Executor | None
) -> list[int]:
    """Make several weeks, oldest first, in parallel where they do not build on each other."""
    if executor is None or made.reads_own_history:
        return [make_week(made.table, settings, key) for key in week_keys]
    futures = [executor.submit(make_week, made.table, settings, key) for key in week_keys]
    return [future.result() for future in futures]


@dataclass(frozen=True)
class CheckRule:
    """What the comment of a check's file says: its rule, and whether breaking it stops the run."""

    description: str
    is_warning: bool

    @classmethod
    def of(cls, check: str) -> "CheckRule":
        """Read the comment, whose first line names the table."""
        second, third = sql_text("checks", check).splitlines()[1:3]
        is_warning = second == WARNING_LINE
        return cls((third if is_warning else second).removeprefix("-- "), is_warning)


def check_specs(table: str, key: dg.AssetKey) -> list[dg.AssetCheckSpec]:
    """One check a file under `sql/checks` that names the table; it blocks unless it only warns."""
    rules = {check: CheckRule.of(check) for check in check_names(table)}
    return [
        dg.AssetCheckSpec(
            name=check.split(".")[1],
            asset=key,
            blocking=not rule.is_warning,
            description=rule.description,
        )
        for check, rule in rules.items()
    ]


def check_results(
    table: str, key: dg.AssetKey, workspace: Workspace, weeks: list[Week]
) -> list[dg.AssetCheckResult]:
    """Run the checks of a table on some weeks."""
    checks = check_names(table)
    found = {week.key: workspace.lake.violations(checks, week) for week in weeks} if checks else {}
    results = []
    for check in checks:
        broken = {week: rows[check] for week, rows in found.items() if rows[check]}
        shown = [str(row) for rows in broken.values() for row in rows][:SHOWN_VIOLATIONS]
        results.append(
            dg.AssetCheckResult(
                check_name=check.split(".")[1],
                asset_key=key,
                passed=not broken,
                severity=severity_of(check),
                metadata={
                    BROKEN_WEEKS: ", ".join(
                        f"{week}: {len(rows)} rows" for week, rows in broken.items()
                    ),
                    "violations": sum(map(len, broken.values())),
                    "examples": "\n".join(shown),
                },
            )
        )
    return results


def severity_of(check: str) -> dg.AssetCheckSeverity:
    """How bad it is to break the rule of a check."""
    is_warning = CheckRule.of(check).is_warning
    return dg.AssetCheckSeverity.WARN if is_warning else dg.AssetCheckSeverity.ERROR


def failed_weeks(check: dg.AssetCheckEvaluation) -> str:
    """The weeks in which a check found something, with the number of rows."""
    return str(check.metadata[BROKEN_WEEKS].value)


def build_table_asset(
    made: TableAsset, partitions: dg.PartitionsDefinition[str]
) -> dg.AssetsDefinition:
    """The Dagster asset of a table: one run may cover a range of weeks."""

    @dg.asset(
        key=made.key,
        group_name=made.schema,
        kinds={"python", "parquet"},
        partitions_def=partitions,
        backfill_policy=dg.BackfillPolicy.single_run(),
        deps=[dg.AssetKey(dep.split(".")) for dep in made.deps],
        check_specs=check_specs(made.table, made.key),
        description=made.compute.__doc__,
        required_resource_keys={"workspace_settings", "run_listener"},
    )
    def build(context: dg.AssetExecutionContext) -> dg.MaterializeResult:  # type: ignore[type-arg]
        settings: Settings = context.resources.workspace_settings
        listener = context.resources.run_listener
        keys = sorted(context.partition_keys)
        counts = make_weeks(made, settings, keys, listener.executor)
        workspace = Workspace.open(settings)
        checks = check_results(made.table, made.key, workspace, [Week.parse(key) for key in keys])
        listener.finished(made.table, keys)
        return dg.MaterializeResult(
            metadata={
                "dagster/row_count": sum(counts),
                "rows_by_week": dict(zip(keys, counts, strict=True)),
            },
            check_results=checks,
        )

    return build
