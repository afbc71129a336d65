"""A watched folder: a file put into DIGEST_HOME/inbox is imported, once for each state of it."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import dagster as dg

from assets.importing import import_file
from assets.settings import Settings

POLL_SECONDS = 60
# A file that changed more recently than this may still be being written.
SETTLED_SECONDS = 10


class ImportConfig(dg.Config):
    """The file an import run takes in."""

    path: str


@dg.op(required_resource_keys={"workspace_settings"})
def import_one_file(context: dg.OpExecutionContext, config: ImportConfig) -> None:
    """Add the posts of a file to bronze; a file that is none of the formats fails the run."""
    settings: Settings = context.resources.workspace_settings
    result = import_file(
        settings.open_lake(), Path(config.path), dt.datetime.now(dt.UTC), lambda _: None
    )
    context.add_output_metadata(
        {"read": result.read, "added": result.added, "quarantined": result.quarantined}
    )


@dg.job(executor_def=dg.in_process_executor)
def import_inbox() -> None:
    """Import one file of the inbox."""
    import_one_file()


def inbox_requests(folder: Path, now: float) -> Iterator[dg.RunRequest]:
    """One run for each state of each settled file; Dagster runs a key once."""
    for path in sorted(folder.glob("*")):
        state = path.stat()
        if path.is_file() and now - state.st_mtime >= SETTLED_SECONDS:
            yield dg.RunRequest(
                run_key=f"{path.name}:{state.st_mtime_ns}:{state.st_size}",
                run_config=dg.RunConfig(ops={"import_one_file": ImportConfig(path=str(path))}),
            )


@dg.sensor(
    job_name="import_inbox",
    minimum_interval_seconds=POLL_SECONDS,
    default_status=dg.DefaultSensorStatus.STOPPED,
    required_resource_keys={"workspace_settings"},
)
def inbox_sensor(context: dg.SensorEvaluationContext) -> dg.SensorResult:
    """Look for new files in the inbox."""
    settings: Settings = context.resources.workspace_settings
    now = dt.datetime.now(dt.UTC).timestamp()
    return dg.SensorResult(run_requests=list(inbox_requests(settings.home / "inbox", now)))
