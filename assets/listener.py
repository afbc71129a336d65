"""What a run of the chain is given from outside."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass


def ignore_progress(_table: str, _weeks: list[str]) -> None:
    """Listen to nothing."""


@dataclass(frozen=True)
class RunListener:
    """Who hears of progress, and where weeks may be made in parallel."""

    finished: Callable[[str, list[str]], None] = ignore_progress
    executor: Executor | None = None
