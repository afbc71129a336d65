"""The `digest` command: reads the clock, prints, and turns errors into one line each.

What takes long to import is imported by the command that needs it: looking something up should feel
instant.
"""

from __future__ import annotations

import datetime as dt
import gc
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from assets import commands
from assets.env_file import load_env_file
from assets.settings import COLLECT_AFTER_OBJECTS, Settings
from assets.terminal import Terminal
from pipeline.errors import DigestError, UsageError
from pipeline.weeks import Week

FAILED, WRONG_USE = 1, 2
FEW_WEEKS = 4
MAX_DEFAULT_JOBS = 4

app = typer.Typer(
    name="digest",
    help="Weekly digests of the AI industry and AI safety, every sentence tied to its posts.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
registry_app = typer.Typer(help="The names we know, and those we found.", no_args_is_help=True)
app.add_typer(registry_app, name="registry")
sources_app = typer.Typer(help="What is read live.", invoke_without_command=True)
app.add_typer(sources_app, name="sources")

Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print results only.")]
WeekDate = Annotated[str | None, typer.Option(help="Any day of the week, as 2026-02-23.")]


@app.command("import")
def import_posts(
    files: Annotated[list[Path], typer.Argument(help="JSONL, CSV or Parquet; or an X archive.")],
    quiet: Quiet = False,
) -> None:
    """Take posts from files into the lake; the same content a second time adds nothing."""
    commands.import_files(Settings.from_environment(), files, utc_now(), Terminal(quiet))


@app.command()
def run(week: WeekDate = None, quiet: Quiet = False) -> None:
    """Make one week: tables, digest, brief, safety report, tracker, database.

    Without --week: the last full week that has posts.
    """
    settings = Settings.from_environment()
    chosen = parse_day(settings, week) if week else commands.newest_full_week(settings, utc_now())
    commands.make_weeks(settings, chosen, chosen, Terminal(quiet))


@app.command()
def backfill(
    first: Annotated[str, typer.Option("--from", help="Any day of the first week.")],
    last: Annotated[str, typer.Option("--to", help="Any day of the last week.")],
    jobs: Annotated[
        int | None,
        typer.Option(min=1, help="Processes that make weeks in parallel; one a core by default."),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Make every week from one date to another."""
    settings = Settings.from_environment()
    first_week, last_week = parse_day(settings, first), parse_day(settings, last)
    if first_week > last_week:
        raise UsageError(f"--from {first} is after --to {last}")
    workers = jobs or default_jobs(first_week, last_week)
    commands.make_weeks(settings, first_week, last_week, Terminal(quiet), workers)


@app.command()
def fetch(
    week: WeekDate = None,
    source: Annotated[
        list[str] | None, typer.Option(help="Ask this source only; repeatable.")
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Ask the live sources for a week; without --week, for the one that is running."""
    from assets import source_commands

    settings, now = Settings.from_environment(), utc_now()
    chosen = parse_day(settings, week) if week else Week.containing(now, settings.first_day)
    source_commands.fetch(settings, chosen, source or [], now, Terminal(quiet))


@sources_app.callback()
def sources(context: typer.Context) -> None:
    """List the sources with their health."""
    if context.invoked_subcommand is None:
        from assets import source_commands

        source_commands.list_sources(Settings.from_environment(), utc_now(), Terminal(False))


@sources_app.command("check")
def sources_check(
    source: Annotated[
        list[str] | None, typer.Argument(help="Source ids; without any, all.")
    ] = None,
) -> None:
    """Call each source once and say what is missing: a key, a permission, a name."""
    from assets import source_commands

    source_commands.check_sources(
        Settings.from_environment(), source or [], utc_now(), Terminal(False)
    )


@sources_app.command("add")
def sources_add(
    spec: Annotated[str, typer.Argument(help="x:@handle, rss:URL, bsky:handle, hn:words, …")],
) -> None:
    """Ask for a source once, and write it into your own sources.toml."""
    from assets import source_commands

    source_commands.add(Settings.from_environment(), spec, utc_now(), Terminal(False))


@app.command()
def sql(
    query: Annotated[
        str | None, typer.Argument(help="A query, or the name of a ready one.")
    ] = None,
    list_queries: Annotated[
        bool, typer.Option("--list", help="Show tables and ready queries.")
    ] = False,
    output: Annotated[str, typer.Option("--format", help="table, csv or json.")] = "table",
) -> None:
    """Ask the published database."""
    commands.ask_database(Settings.from_environment(), query, list_queries, output, Terminal(False))


@app.command()
def verify(week: WeekDate = None, quiet: Quiet = False) -> None:
    """Check a published digest from outside: citations resolve, statements are supported."""
    settings = Settings.from_environment()
    chosen = parse_day(settings, week) if week else commands.newest_report(settings)
    commands.verify_week(settings, chosen, Terminal(quiet))


@app.command()
def status() -> None:
    """Show weeks, posts, checks, and where the files are."""
    commands.show_status(Settings.from_environment(), Terminal(False))


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Option(help="Folder with labelled files.")],
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the scores here.")] = None,
    quiet: Quiet = False,
) -> None:
    """Score what the lake holds against labelled files."""
    commands.evaluate(Settings.from_environment(), gold, json_file, Terminal(quiet))


@registry_app.command("check")
def registry_check() -> None:
    """Find collisions, cycles and references to nothing in the registry."""
    commands.check_names(Settings.from_environment(), Terminal(False))


@registry_app.command("review")
def registry_review(
    limit: Annotated[int, typer.Option(min=1, help="Names to show.")] = 40,
) -> None:
    """List names that were found and are not in the registry, with counts and example posts."""
    commands.review_names(Settings.from_environment(), limit, Terminal(False))


def default_jobs(first: Week, last: Week) -> int:
    """One process a core for many weeks; few weeks are done before the processes have started."""
    few = (last.start - first.start).days < 7 * FEW_WEEKS
    return 1 if few else min(os.cpu_count() or 1, MAX_DEFAULT_JOBS)


def utc_now() -> dt.datetime:
    """The time; the one place that reads the clock."""
    return dt.datetime.now(dt.UTC)


def parse_day(settings: Settings, text: str) -> Week:
    """The week that a day given on the command line falls in."""
    return Week.containing(Week.parse(text).start, settings.first_day)


def main() -> None:
    """Run the command; a problem is one line on standard error and an exit code."""
    gc.set_threshold(COLLECT_AFTER_OBJECTS)
    try:
        load_env_file(Path(".env"), os.environ)
        app()
    except UsageError as error:
        stop(error, WRONG_USE)
    except DigestError as error:
        stop(error, FAILED)
    except KeyboardInterrupt:
        stop("stopped; nothing half-written was kept", FAILED)
    except OSError as error:
        stop(f"{error.filename or 'disk'}: {error.strerror}", FAILED)


def stop(problem: object, code: int) -> None:
    """Say what went wrong and leave."""
    sys.stderr.write(f"digest: {problem}\n")
    sys.exit(code)
