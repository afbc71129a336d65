"""What each command of `digest` does, with the terminal and the clock handed in."""

from __future__ import annotations

import datetime as dt
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

from assets.settings import Settings
from assets.terminal import Terminal
from pipeline.errors import DigestError, UsageError
from pipeline.warehouse import read_frame, sql_folder, sql_text, table_names, write_atomically
from pipeline.weeks import Week, weeks_between

if TYPE_CHECKING:
    from assets.importing import ImportResult

REPORT_FILES = (
    "digest.md", "digest.html", "digest.json", "brief.pdf",
    "safety.csv", "safety.md", "tracker.csv",
)  # fmt: skip


def import_files(
    settings: Settings, files: list[Path], now: dt.datetime, terminal: Terminal
) -> None:
    """Import files one after another and say what became of their rows."""
    from assets.importing import import_file

    lake = settings.open_lake()
    for path in files:
        with terminal.progress(f"import {path.name}", None) as advance:
            result = import_file(lake, path, now, lambda rows: advance(rows))
        now += dt.timedelta(microseconds=result.read)  # the next file is the newer one
        terminal.say(import_line(result))
        for reason in result.example_reasons:
            terminal.say(f"  quarantined {reason}")


def import_line(result: ImportResult) -> str:
    """One line on an imported file."""
    if result.read == 0:
        return f"{result.path}: empty, nothing imported"
    weeks = f", weeks {result.weeks[0]} to {result.weeks[-1]}" if result.weeks else ""
    return (
        f"{result.path}: {result.read} rows, {result.added} new, "
        f"{result.already_there} already there, {result.quarantined} quarantined{weeks}"
    )


def newest_full_week(settings: Settings, now: dt.datetime) -> Week:
    """The newest week with posts that is over; without a full one, the newest with posts.

    Raises:
        UsageError: the lake holds no posts.
    """
    weeks = settings.open_lake().weeks("bronze.raw_posts")
    if not weeks:
        raise UsageError(f"{settings.home} holds no posts yet; run `digest import FILE` first")
    full = [week for week in weeks if week.end_at <= now]
    return (full or weeks)[-1]


def newest_report(settings: Settings) -> Week:
    """The newest week that has a published digest."""
    published = sorted((settings.home / "reports").glob("*/digest.json"))
    if not published:
        raise UsageError(f"{settings.home} holds no digest yet; run `digest run` first")
    return Week.parse(published[-1].parent.name)


def make_weeks(
    settings: Settings, first: Week, last: Week, terminal: Terminal, jobs: int = 1
) -> None:
    """Run the chain, then print where the newest week's files are and what they hold.

    Raises:
        DigestError: a step or a check failed.
    """
    # Dagster takes a second that only who makes weeks should wait.
    from assets.reports import REPORT_ASSETS
    from assets.running import run_weeks
    from assets.tables import TABLE_ASSETS

    weeks = list(weeks_between(first, last))
    steps = len(TABLE_ASSETS) + len(REPORT_ASSETS) + 2
    started = time.monotonic()
    with terminal.progress("weeks", steps * len(weeks)) as advance:
        result = run_weeks(
            settings, first, last, lambda table, keys: advance(len(keys), table), jobs
        )
    if not result.is_success:
        problems = ", ".join((*result.failed_checks, *result.failed_steps))
        raise DigestError(
            f"weeks {first} to {last}: failed: {problems}; see `make dev` for details"
        )
    seconds = time.monotonic() - started
    terminal.say(f"{len(weeks)} week{'s' if len(weeks) > 1 else ''} in {seconds:.1f} s")
    summarise_week(settings, last, terminal)


def summarise_week(settings: Settings, week: Week, terminal: Terminal) -> None:
    """Print a week's snapshot, its developments, and the paths of its files."""
    folder = settings.report_folder(week)
    digest = json.loads((folder / "digest.json").read_text(encoding="utf-8"))
    terminal.say()
    terminal.say(digest["title"])
    for section in digest["sections"]:
        if section["id"] == "developments":
            for item in section["items"]:
                terminal.say(f"  - {item['headline']}")
    terminal.say()
    for name in REPORT_FILES:
        terminal.result(str(folder / name))
    terminal.result(str(settings.database_path))


def ask_database(
    settings: Settings, query: str | None, list_queries: bool, output: str, terminal: Terminal
) -> None:
    """Run a query, or list tables and ready queries."""
    if list_queries or query is None:
        show_queries(terminal)
        return
    text = sql_text("queries", query) if query in ready_queries() else query
    frame = read_frame(settings.database_path, text)
    if output == "csv":
        terminal.result(frame.to_csv(index=False).rstrip("\n"))
    elif output == "json":
        terminal.result(frame.to_json(orient="records", date_format="iso", force_ascii=False))
    elif output == "table":
        rows = [list(row) for row in frame.itertuples(index=False)]
        terminal.table("", [str(name) for name in frame.columns], rows)
    else:
        raise UsageError(f"--format {output}: it is table, csv or json")


def ready_queries() -> list[str]:
    """The names of the ready questions."""
    return sorted(path.stem for path in (sql_folder() / "queries").glob("*.sql"))


def show_queries(terminal: Terminal) -> None:
    """List the tables and the ready queries with what they are."""
    tables = [[name, first_comment(sql_text("tables", name))] for name in table_names()]
    terminal.table("Tables", ["table", "what a row is about"], tables)
    terminal.say()
    names = ready_queries()
    ready = [[name, first_comment(sql_text("queries", name))] for name in names]
    terminal.table("Ready queries: digest sql NAME", ["name", "question"], ready)


def first_comment(sql: str) -> str:
    """What the first line of an SQL file says."""
    return sql.splitlines()[0].removeprefix("-- ")


def verify_week(settings: Settings, week: Week, terminal: Terminal) -> None:
    """Check the published files of a week against the database.

    Raises:
        DigestError: a sentence is not supported.
    """
    from assets.verifying import verify_published

    report = verify_published(settings, week)
    for problem in report.problems:
        terminal.result(f"{problem.place}: {problem.reason}: {problem.text}")
    terminal.say(
        f"{week}: {report.sentences} sentences, {report.citations} citations, "
        f"{len(report.problems)} problems"
    )
    if report.problems:
        raise DigestError(f"{week}: {len(report.problems)} sentences are not supported")


def show_status(settings: Settings, terminal: Terminal) -> None:
    """Print what DIGEST_HOME holds."""
    lake = settings.open_lake()
    rows = lake.query(sql_text("queries", "status"))
    terminal.say(f"home      {settings.home}")
    terminal.say(f"lake      {settings.lake_folder} (weeks start on {settings.first_day})")
    missing = "" if settings.database_path.exists() else " (not made yet)"
    terminal.say(f"database  {settings.database_path}{missing}")
    columns = [
        "week",
        "payloads",
        "posts",
        "kept",
        "relevant",
        "stories",
        "claims",
        "rejected",
        "digest",
    ]
    terminal.table(
        "",
        columns,
        [
            [
                *(row[name] for name in ("week_start", *columns[1:-1])),
                "yes"
                if (settings.report_folder(Week(row["week_start"])) / "digest.md").exists()
                else "no",
            ]
            for row in rows
        ],
    )
    quarantined = len(lake.keys("bronze.quarantined_lines", None))
    terminal.say(f"quarantined lines: {quarantined} (bronze.quarantined_lines)")


def evaluate(settings: Settings, gold: Path, json_file: Path | None, terminal: Terminal) -> None:
    """Score the lake against labelled files and print a table."""
    from assets.scoring import score_lake
    from assets.workspace import Workspace

    if not gold.is_dir():
        raise UsageError(f"--gold {gold}: there is no such folder")
    with terminal.progress("evaluate", None):
        scores, skipped = score_lake(Workspace.open(settings), gold)
    rows = [
        [name, f"{value:.3f}" if isinstance(value, float) else value]
        for name, value in flat(scores)
    ]
    terminal.table("Scores", ["score", "value"], rows)
    for reason in skipped:
        terminal.result(f"skipped: {reason}")
    if json_file is not None:
        text = json.dumps(scores, indent=2, ensure_ascii=False) + "\n"
        write_atomically(json_file.absolute(), text.encode())


def flat(scores: dict[str, object], prefix: str = "") -> list[tuple[str, object]]:
    """Nested scores as dotted names, lists left out of the way of numbers."""
    rows: list[tuple[str, object]] = []
    for name, value in scores.items():
        if isinstance(value, dict):
            rows += flat(value, f"{prefix}{name}.")
        elif not isinstance(value, list):
            rows.append((prefix + name, value))
    return rows


def check_names(settings: Settings, terminal: Terminal) -> None:
    """Print the problems of the registry.

    Raises:
        DigestError: there is at least one.
    """
    from assets.workspace import Workspace
    from pipeline.reference.registry import check_registry

    problems = check_registry(Workspace.open(settings).registry)
    for problem in problems:
        terminal.result(str(problem))
    if problems:
        raise DigestError(f"{len(problems)} problems in the registry; edit the files they name")
    terminal.say("the registry has no collisions, cycles or references to nothing")


def review_names(settings: Settings, limit: int, terminal: Terminal) -> None:
    """Print names that were found and are not in the registry."""
    rows = settings.open_lake().query(sql_text("queries", "names_to_review"))[:limit]
    columns = [
        "canonical_name",
        "entity_type",
        "origin",
        "post_count",
        "author_count",
        "first_posted_at",
    ]
    table = [[*(row[name] for name in columns), " ".join(row["example_post_ids"])] for row in rows]
    terminal.table("Names to review", [*columns, "example_post_ids"], table)
    terminal.say(
        f"to add one, write it into {settings.home / 'registry.toml'}; see CONTRIBUTING.md"
    )
