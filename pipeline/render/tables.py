"""CSV that opens the same everywhere: RFC 4180, UTF-8, fixed columns, no cell run as a formula."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

ColumnKind = Literal["text", "number", "date", "time", "boolean", "list"]
Cell = str | int | float | bool | dt.date | dt.datetime | Sequence[str] | None

LIST_SEPARATOR = "|"
# First characters that make a spreadsheet read a cell as a formula (OWASP, "CSV Injection").
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
FORMULA_GUARD = "'"
LINE_END = "\r\n"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a published table: its name in snake_case and what its cells hold."""

    name: str
    kind: ColumnKind = "text"


def render_csv(columns: Sequence[Column], rows: Iterable[Mapping[str, Cell]]) -> str:
    """Rows as CSV text with a header line; order of rows is the caller's.

    An absent key and None are an empty cell, which means unknown and never zero.

    Raises:
        ValueError: a row has a key that is no column, or a cell is not of its column's kind.
    """
    known = {column.name for column in columns}
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator=LINE_END)
    writer.writerow([column.name for column in columns])
    for row in rows:
        if surplus := sorted(row.keys() - known):
            raise ValueError(f"no column for {', '.join(surplus)}")
        writer.writerow([format_cell(column, row.get(column.name)) for column in columns])
    return buffer.getvalue()


def format_cell(column: Column, cell: Cell) -> str:
    """A cell as text; the formula guard is for text alone, so that numbers stay numbers."""
    if cell is None:
        return ""
    try:
        match column.kind:
            case "number":
                return format_number(cell)
            case "boolean":
                return {True: "true", False: "false"}[cell]  # type: ignore[index]
            case "date" | "time":
                return format_moment(column.kind, cell)
            case "list":
                return guard_formula(join_list(cell))
            case "text":
                return guard_formula(require_text(cell))
    except (KeyError, TypeError) as error:
        raise ValueError(f"{column.name}: {cell!r} is not a {column.kind}") from error


def format_number(cell: Cell) -> str:
    """A number without separators or exponent; a whole float loses its fraction."""
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        raise TypeError(cell)
    if isinstance(cell, int) or cell.is_integer():
        return str(int(cell))
    return f"{cell:.12f}".rstrip("0") if abs(cell) < 1 else repr(cell)


def format_moment(kind: ColumnKind, cell: Cell) -> str:
    """An ISO date, or an ISO time in UTC to the second."""
    if isinstance(cell, dt.datetime):
        moment = cell.astimezone(dt.UTC)
        if kind == "date":
            return moment.date().isoformat()
        return moment.replace(microsecond=0, tzinfo=None).isoformat() + "Z"
    if isinstance(cell, dt.date) and kind == "date":
        return cell.isoformat()
    raise TypeError(cell)


def join_list(cell: Cell) -> str:
    """List entries with `|` between them; a `|` inside an entry becomes `/`."""
    if isinstance(cell, str) or not isinstance(cell, Sequence):
        raise TypeError(cell)
    return LIST_SEPARATOR.join(require_text(entry).replace(LIST_SEPARATOR, "/") for entry in cell)


def require_text(cell: object) -> str:
    """The text itself, without NUL characters, which some readers end a file at."""
    if not isinstance(cell, str):
        raise TypeError(cell)
    return cell.replace("\x00", "")


def guard_formula(text: str) -> str:
    """Text that no spreadsheet runs: a leading apostrophe before what would start a formula."""
    return f"{FORMULA_GUARD}{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text
