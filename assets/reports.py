"""Reports: the files of a week, and the published database."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import dagster as dg

from assets.edition import build_edition
from assets.ledger import (
    brief_ledger_rows,
    brief_safety_rows,
    listed_safety,
    quarter_so_far,
    rated_items,
)
from assets.settings import Settings
from assets.workspace import Workspace
from pipeline.nlp.tracker_quarter import tracker_row
from pipeline.nlp.tracker_records import TrackerItem
from pipeline.records import Post
from pipeline.render.brief import build_brief
from pipeline.render.document import render_json
from pipeline.render.html import render_html
from pipeline.render.markdown import render_markdown
from pipeline.render.pdf import render_brief
from pipeline.render.safety import render_safety_csv, render_safety_md
from pipeline.render.tracker import render_tracker_csv
from pipeline.warehouse import publish_database, write_atomically
from pipeline.weeks import Week

RenderFiles = Callable[[Workspace, Week], dict[str, bytes]]


@dataclass(frozen=True)
class ReportAsset:
    """Files made of a week's claims and tables."""

    name: str
    render: RenderFiles
    deps: tuple[str, ...]

    @property
    def key(self) -> dg.AssetKey:
        """Key in Dagster."""
        return dg.AssetKey(["reports", self.name])


REPORT_ASSETS: dict[str, ReportAsset] = {}


def report_asset(deps: Iterable[str]) -> Callable[[RenderFiles], RenderFiles]:
    """Register a function as the maker of the report of its name."""

    def register(render: RenderFiles) -> RenderFiles:
        REPORT_ASSETS[render.__name__] = ReportAsset(render.__name__, render, tuple(deps))
        return render

    return register


@report_asset(deps=["gold.claims"])
def digest(workspace: Workspace, week: Week) -> dict[str, bytes]:
    """The digest as Markdown, HTML and JSON."""
    edition = build_edition(workspace, week)
    return {
        "digest.md": render_markdown(edition).encode(),
        "digest.html": render_html(edition).encode(),
        "digest.json": render_json(edition).encode(),
    }


@report_asset(deps=["gold.claims"])
def brief(workspace: Workspace, week: Week) -> dict[str, bytes]:
    """The week on one page."""
    edition = build_edition(workspace, week)
    posts = {post.post_id: post for post in workspace.lake.read("silver.posts", Post, week)}
    safety_rows = brief_safety_rows(listed_safety(workspace, week), posts)
    ledger = brief_ledger_rows(workspace.lake.read("gold.tracker_items", TrackerItem, week))
    return {"brief.pdf": render_brief(build_brief(edition, safety_rows, ledger))}


@report_asset(deps=["gold.safety_items", "gold.safety_dimensions"])
def safety_report(workspace: Workspace, week: Week) -> dict[str, bytes]:
    """The safety stories alone, rated, with the arithmetic behind each rating."""
    items = rated_items(workspace, week)
    return {
        "safety.csv": render_safety_csv(week, items).encode(),
        "safety.md": render_safety_md(week, items).encode(),
    }


@report_asset(deps=["gold.tracker_items", "gold.tracker_evidence", "gold.tracker_status_log"])
def tracker(workspace: Workspace, week: Week) -> dict[str, bytes]:
    """Releases, incidents and deals of the quarter so far, as a table for a spreadsheet."""
    rows = [tracker_row(item) for item in quarter_so_far(workspace, week)]
    return {"tracker.csv": render_tracker_csv(rows).encode()}


def write_report(made: ReportAsset, settings: Settings, week: Week) -> list[str]:
    """Write the files of one report; returns their paths."""
    folder = settings.report_folder(week)
    paths = []
    for name, content in made.render(Workspace.open(settings), week).items():
        write_atomically(folder / name, content)
        paths.append(str(folder / name))
    return paths


def build_report_asset(
    made: ReportAsset, partitions: dg.PartitionsDefinition[str]
) -> dg.AssetsDefinition:
    """The Dagster asset of a report."""

    @dg.asset(
        key=made.key,
        group_name="reports",
        kinds={"file"},
        partitions_def=partitions,
        backfill_policy=dg.BackfillPolicy.single_run(),
        deps=[dg.AssetKey(dep.split(".")) for dep in made.deps],
        description=made.render.__doc__,
        required_resource_keys={"workspace_settings", "run_listener"},
    )
    def build(context: dg.AssetExecutionContext) -> dg.MaterializeResult:  # type: ignore[type-arg]
        settings: Settings = context.resources.workspace_settings
        keys = sorted(context.partition_keys)
        paths = [path for key in keys for path in write_report(made, settings, Week.parse(key))]
        context.resources.run_listener.finished(f"reports.{made.name}", keys)
        return dg.MaterializeResult(metadata={"files": "\n".join(paths[-8:])})

    return build


def build_database(partitions: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    """The asset that publishes digest.duckdb, once a run, after everything else."""

    @dg.asset(
        key=["published", "database"],
        group_name="published",
        kinds={"duckdb"},
        partitions_def=partitions,
        backfill_policy=dg.BackfillPolicy.single_run(),
        deps=[made.key for made in REPORT_ASSETS.values()],
        required_resource_keys={"workspace_settings", "run_listener"},
    )
    def database(context: dg.AssetExecutionContext) -> dg.MaterializeResult:  # type: ignore[type-arg]
        """The database for ad hoc SQL, built beside the old one and swapped in whole."""
        settings: Settings = context.resources.workspace_settings
        counts = publish_database(settings.open_lake(), settings.database_path)
        context.resources.run_listener.finished(
            "published.database", sorted(context.partition_keys)
        )
        return dg.MaterializeResult(metadata={"rows": counts, "path": str(settings.database_path)})

    return database
