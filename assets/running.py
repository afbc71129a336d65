"""Run the chain for some weeks from the command line, in this process."""

import gc
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, parent_process

import dagster as dg

from assets.definitions import build_assets
from assets.listener import RunListener, ignore_progress
from assets.partitions import check_weeks
from assets.settings import COLLECT_AFTER_OBJECTS, Settings
from assets.tables import failed_weeks
from pipeline import errors
from pipeline.errors import DigestError, UsageError
from pipeline.warehouse import exclusive_lock
from pipeline.weeks import Week

PARTITION_RANGE_START = "dagster/asset_partition_range_start"
PARTITION_RANGE_END = "dagster/asset_partition_range_end"
SILENT_LOG = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
# A worker process sends its traceback as the cause of the error it met.
WORKER_TRACEBACK = "_RemoteTraceback"
# What Dagster raises after a blocking check failed, and after Ctrl-C.
FAILED_CHECK = "DagsterAssetCheckFailedError"
INTERRUPTED = "DagsterExecutionInterruptedError"
DIGEST_ERRORS = frozenset(
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, DigestError)
)


@dataclass(frozen=True)
class RunResult:
    """What a run of the chain came to."""

    weeks: tuple[Week, ...]
    failed_steps: tuple[str, ...]
    failed_checks: tuple[str, ...] = ()

    @property
    def is_success(self) -> bool:
        """All steps ran and no check failed."""
        return not self.failed_steps and not self.failed_checks


def run_weeks(
    settings: Settings,
    first: Week,
    last: Week,
    finished: Callable[[str, list[str]], None] = ignore_progress,
    jobs: int = 1,
) -> RunResult:
    """Make all tables and reports of the weeks from `first` to `last`, both included.

    Raises:
        UsageError: a week is too old or has not begun.
        DigestError: a step met a problem it could name.
    """
    check_weeks(first, last, settings.first_day)
    with worker_pool(jobs) as executor, dagster_instance(settings) as instance:
        result = dg.materialize(
            build_assets(settings.first_day),
            instance=instance,
            resources={
                "workspace_settings": settings,
                "run_listener": RunListener(finished, executor),
            },
            tags={PARTITION_RANGE_START: first.key, PARTITION_RANGE_END: last.key},
            run_config=SILENT_LOG,
            raise_on_error=False,
        )
    raise_named_problem(result)
    return RunResult(
        weeks=(first, last),
        failed_steps=tuple(
            sorted(event.step_key or "" for event in result.get_step_failure_events())
        ),
        failed_checks=tuple(
            sorted(
                f"{check.asset_key.to_user_string()} {check.check_name} ({failed_weeks(check)})"
                for check in result.get_asset_check_evaluations()
                if not check.passed and check.severity is dg.AssetCheckSeverity.ERROR
            )
        ),
    )


def raise_named_problem(result: dg.ExecuteInProcessResult) -> None:
    """Raise what the first failed step failed with as one line; failed checks have their own."""
    for event in result.get_step_failure_events():
        kind, text = root_cause(event)
        if kind == INTERRUPTED:
            raise DigestError("stopped; no file is half-written, and the same command goes on")
        if kind != FAILED_CHECK:
            step = (event.step_key or "").replace("__", ".")
            raise DigestError(f"{step}: {text if kind in DIGEST_ERRORS else f'{kind}: {text}'}")


def root_cause(event: dg.DagsterEvent) -> tuple[str, str]:
    """The kind and the message of the error that made a step fail.

    Dagster wraps it and keeps it as text; the innermost one is the cause.
    """
    error = event.step_failure_data.error
    if error is None:
        return "Failure", "the step gave no reason"
    while error.cls_name not in DIGEST_ERRORS and error.cause is not None:
        if error.cause.cls_name == WORKER_TRACEBACK:
            break
        error = error.cause
    return error.cls_name or "Failure", " ".join(error.message.partition(": ")[2].split())


@contextmanager
def worker_pool(jobs: int) -> Iterator[Executor | None]:
    """A pool of worker processes, or none for one job."""
    if jobs <= 1:
        yield None
        return
    with ProcessPoolExecutor(
        jobs, mp_context=get_context("spawn"), initializer=start_worker
    ) as pool:
        yield pool


def start_worker() -> None:
    """Set up a worker process."""
    gc.set_threshold(COLLECT_AFTER_OBJECTS)
    leave_with_parent()


def leave_with_parent() -> None:
    """End this worker when the process that started it is killed, lest it wait for ever."""
    parent = parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


@contextmanager
def dagster_instance(settings: Settings) -> Iterator[dg.DagsterInstance]:
    """The instance that keeps the record of the run.

    With DAGSTER_HOME set it is that one, and the UI shows the run; without, one in memory, which
    saves the seconds that a database on disk takes for every step.

    Raises:
        UsageError: DAGSTER_HOME is no absolute path of a folder.
    """
    if os.environ.get("DAGSTER_HOME"):
        instance = stored_instance(settings)
    else:
        instance = dg.DagsterInstance.ephemeral()
    with instance:
        yield instance


def stored_instance(settings: Settings) -> dg.DagsterInstance:
    """The instance of DAGSTER_HOME; one process at a time may make its database."""
    storage = os.environ.setdefault("DAGSTER_STORAGE", str(settings.home / "dagster"))
    with exclusive_lock(settings.home / ".dagster.lock"):
        try:
            return dg.DagsterInstance.get()
        except dg.DagsterError as error:
            problem = " ".join(str(error).split())
            raise UsageError(f"DAGSTER_HOME with storage {storage}: {problem}") from error
