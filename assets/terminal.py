"""What the user sees while a command works: progress bars on a terminal, nothing elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import numpy as np
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

NUMBERS = (int, float)


def format_table(columns: list[str], rows: list[list[Any]]) -> str:
    """Columns under their names, numbers to the right; None is a dash, floats have four digits."""
    cells = [[cell_text(cell) for cell in row] for row in rows]
    widths = [max(len(line[index]) for line in [columns, *cells]) for index in range(len(columns))]
    is_number = [
        bool(rows) and all(row[index] is None or isinstance(row[index], NUMBERS) for row in rows)
        for index in range(len(columns))
    ]

    def line(values: list[str]) -> str:
        padded = (
            value.rjust(width) if right else value.ljust(width)
            for value, width, right in zip(values, widths, is_number, strict=True)
        )
        return "  ".join(padded).rstrip()

    return "\n".join([line(columns), line(["-" * width for width in widths]), *map(line, cells)])


def cell_text(cell: object) -> str:
    """A value as a table shows it, on one line."""
    if isinstance(cell, np.ndarray):
        return f"[{', '.join(map(cell_text, cell))}]"
    if cell is None or cell != cell:
        return "–"
    if isinstance(cell, float):
        return f"{cell:.4g}"
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    return " ".join(str(cell).split())


class Advance(Protocol):
    """Moves a progress bar on."""

    def __call__(self, steps: int, label: str = "") -> None:
        """Move by `steps` and show what is being worked on."""


class Terminal:
    """Standard output with or without progress."""

    def __init__(self, quiet: bool) -> None:
        self.console = Console(highlight=False, soft_wrap=True, emoji=False)
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
        """Print a table as wide as its content, so that nothing is lost in a file or a pipe."""
        if title:
            self.result(title)
        self.result(format_table(columns, rows))

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
