"""The site: static files that any host can serve, an index and a feed beside a folder a week."""

from collections.abc import Collection
from pathlib import Path

import dagster as dg

from assets.edition import build_edition
from assets.reports import REPORT_ASSETS
from assets.settings import Settings
from assets.workspace import Workspace
from pipeline.render.document import parse_digest_json
from pipeline.render.feed import render_feed
from pipeline.render.html import COMPANION_FILES, render_html
from pipeline.render.model import WeekEntry, build_week_entry
from pipeline.render.site import render_site_index
from pipeline.warehouse import exclusive_lock, write_atomically
from pipeline.weeks import Week

PAGE, INDEX, FEED = "digest.html", "index.html", "feed.xml"


def write_site(settings: Settings, weeks: Collection[Week]) -> Path:
    """Write the pages of some weeks anew, and the index and feed of all that are published.

    A week that was published before and has no page gets one.
    """
    folder = settings.home / "site"
    published = published_weeks(settings)
    with exclusive_lock(settings.home / ".site.lock"):
        for week in published:
            if week in weeks or not (folder / week.key / PAGE).exists():
                write_week(settings, week, folder / week.key)
        entries = [read_entry(settings, week) for week in published]
        write_atomically(folder / INDEX, render_site_index(entries).encode())
        write_atomically(folder / FEED, render_feed(entries).encode())
    return folder


def published_weeks(settings: Settings) -> list[Week]:
    """The weeks that have a digest, oldest first."""
    digests = (settings.home / "reports").glob("*/digest.json")
    return sorted(Week.parse(path.parent.name) for path in digests)


def write_week(settings: Settings, week: Week, folder: Path) -> None:
    """The page of a week with a way back to the index, and the files that it links to."""
    page = render_html(build_edition(Workspace.open(settings), week), archive_url=f"../{INDEX}")
    write_atomically(folder / PAGE, page.encode())
    for name in COMPANION_FILES:
        source = settings.report_folder(week) / name
        if source.exists():
            write_atomically(folder / name, source.read_bytes())


def read_entry(settings: Settings, week: Week) -> WeekEntry:
    """What the index and the feed say of a published week."""
    text = (settings.report_folder(week) / "digest.json").read_text(encoding="utf-8")
    return build_week_entry(parse_digest_json(text), week.key)


def build_site(partitions: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    """The asset that refreshes the site, once a run, after the reports."""

    @dg.asset(
        key=["published", "site"],
        group_name="published",
        kinds={"html"},
        partitions_def=partitions,
        backfill_policy=dg.BackfillPolicy.single_run(),
        deps=[made.key for made in REPORT_ASSETS.values()],
        required_resource_keys={"workspace_settings"},
    )
    def site(context: dg.AssetExecutionContext) -> dg.MaterializeResult:  # type: ignore[type-arg]
        """The archive of all weeks as static files with an Atom feed, for any web server."""
        settings: Settings = context.resources.workspace_settings
        folder = write_site(settings, {Week.parse(key) for key in context.partition_keys})
        return dg.MaterializeResult(metadata={"path": str(folder)})

    return site
