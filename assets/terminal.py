"""What the user sees while a command works: progress bars on a terminal, nothing elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table


class Advance(Protocol):
    """Moves a progress bar on."""

    def __call__(self, steps: int, label: str = "") -> None:
        """Move by `steps` and show what is being worked on."""


class Terminal:
    """Standard output with or without progress."""

    def __init__(self, quiet: bool) -> None:
        self.console = Console(highlight=False, soft_wrap=True)
        self.errors = Console(stderr=True, highlight=False)
        self.shows_progress = not quiet and self.errors.is_terminal
        self.is_quiet = quiet

    def say(self, text: str = "") -> None:
        """Print a line unless quiet."""
        if not self.is_quiet:
            self.result(text)

    def result(self, text: str) -> None:
        """Print a line that the user asked for; text of posts is no markup."""
        self.console.print(text, markup=False)

    def table(self, title: str, columns: list[str], rows: list[list[Any]]) -> None:
        """Print a table; None is a dash."""
        table = Table(
            title=title, title_justify="left", box=None, pad_edge=False, header_style="bold"
        )
        for column in columns:
            table.add_column(column, overflow="fold")
        for row in rows:
            table.add_row(*("–" if cell is None else str(cell) for cell in row))
        self.console.print(table, markup=False)

    @contextmanager
    def progress(self, label: str, total: int | None) -> Iterator[Advance]:
        """A progress bar on standard error, when that is a terminal."""
        bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self.errors,
            disable=not self.shows_progress,
            transient=True,
        )
        with bar:
            task = bar.add_task(label, total=total)

            def advance(steps: int, label: str = "") -> None:
                bar.update(task, advance=steps, description=label or None)

            yield advance
