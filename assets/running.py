"""Run the chain for some weeks from the command line, in this process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context

import dagster as dg

from assets.settings import Settings
from pipeline import errors
from pipeline.errors import DigestError
from pipeline.weeks import Week

PARTITION_RANGE_START = "dagster/asset_partition_range_start"
PARTITION_RANGE_END = "dagster/asset_partition_range_end"
DIGEST_ERRORS = frozenset(
    name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)
)


def ignore_progress(_table: str, _weeks: list[str]) -> None:
    """Listen to nothing."""


@dataclass(frozen=True)
class RunListener:
    """What a run is given from outside: who hears of progress, and where weeks may be made in parallel."""

    finished: Callable[[str, list[str]], None] = ignore_progress
    executor: Executor | None = None


@dataclass(frozen=True)
class RunResult:
    """What a run of the chain came to."""

    weeks: tuple[Week, ...]
    failed_steps: tuple[str, ...]
    failed_checks: tuple[str, ...] = field(default=())

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
        DigestError: a step met a problem it could name.
    """
    from assets.definitions import build_assets  # definitions import this module's RunListener

    with worker_pool(jobs) as executor, dagster_instance(settings) as instance:
        result = dg.materialize(
            build_assets(settings.first_day),
            instance=instance,
            resources={
                "workspace_settings": settings,
                "run_listener": RunListener(finished, executor),
            },
            tags={PARTITION_RANGE_START: first.key, PARTITION_RANGE_END: last.key},
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            raise_on_error=False,
        )
    raise_named_problem(result)
    return RunResult(
        weeks=(first, last),
        failed_steps=tuple(sorted(event.step_key or "" for event in result.get_step_failure_events())),
        failed_checks=tuple(
            sorted(
                f"{check.asset_key.to_user_string()}: {check.check_name}"
                for check in result.get_asset_check_evaluations()
                if not check.passed
            )
        ),
    )


def raise_named_problem(result: dg.ExecuteInProcessResult) -> None:
    """Raise what the first failed step failed with as one line.

    Dagster wraps the error of a step and keeps it as text; the innermost one is the cause.
    """
    for event in result.get_step_failure_events():
        error = event.step_failure_data.error
        while error is not None and error.cause is not None:
            error = error.cause
        if error is not None:
            name, _, text = error.message.strip().partition(": ")
            kind = name.rsplit(".", 1)[-1]
            shown = text if kind in DIGEST_ERRORS else f"{kind}: {text}"
            raise DigestError(f"{event.step_key}: {' '.join(shown.split())}")


@contextmanager
def worker_pool(jobs: int) -> Iterator[Executor | None]:
    """A pool of worker processes, or none for one job."""
    if jobs <= 1:
        yield None
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        yield pool


@contextmanager
def dagster_instance(settings: Settings) -> Iterator[dg.DagsterInstance]:
    """The instance that keeps the record of the run.

    With DAGSTER_HOME set it is that one, and the UI shows the run; without, one in memory, which saves the
    seconds that a database on disk takes for every step.
    """
    if os.environ.get("DAGSTER_HOME"):
        os.environ.setdefault("DAGSTER_STORAGE", str(settings.home / "dagster"))
        with dg.DagsterInstance.get() as instance:
            yield instance
    else:
        with dg.DagsterInstance.ephemeral() as instance:
            yield instance
