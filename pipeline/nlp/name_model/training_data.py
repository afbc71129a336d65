"""What the name model is trained on: marked spans by post id, and labelled accounts by handle."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class MarkedPost:
    """A row of marks.tsv: spans of names in the first `read_chars` code points of a post's body.

    `split` is train or frozen.
    """

    post_id: str
    split: str
    read_chars: int
    organisations: tuple[Span, ...]
    models: tuple[Span, ...]
    hardware: tuple[Span, ...]


def _spans(cell: str) -> tuple[Span, ...]:
    places = (place.split("-") for place in cell.split(",") if place)
    return tuple((int(start), int(end)) for start, end in places)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t")


def read_marked_posts(path: Path) -> list[MarkedPost]:
    """Read marks.tsv, in file order."""
    return [
        MarkedPost(
            post_id=row["post_id"],
            split=row["split"],
            read_chars=int(row["read_chars"]),
            organisations=_spans(row["organisations"]),
            models=_spans(row["models"]),
            hardware=_spans(row["hardware"]),
        )
        for row in _rows(path)
    ]


def read_labelled_accounts(path: Path) -> dict[str, bool]:
    """Read accounts.tsv: case-folded handle -> whether it is an organisation's."""
    return {row["handle"].casefold(): row["is_organisation"] == "1" for row in _rows(path)}
