"""What the one-page brief is made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.render.model import NO_FIGURES, Digest, Item, Sentence, Source, WeekFigures


@dataclass(frozen=True, slots=True)
class BriefSafetyRow:
    """A safety item of the brief: severity 1 to 5 with its word; None when it is not rated."""

    severity: int | None
    word: str
    title: str
    post_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BriefLedgerRow:
    """A release or infrastructure deal of the brief: what kind of thing, whose, and what it is."""

    kind: str
    who: str
    what: str
    post_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """One week for one page. Rows stand in order of weight, since the last are left out first."""

    week_start: dt.date
    title: str
    snapshot: tuple[Sentence, ...]
    developments: tuple[Item, ...]
    points: tuple[Item, ...]
    safety: tuple[BriefSafetyRow, ...]
    ledger: tuple[BriefLedgerRow, ...]
    watch: tuple[Item, ...]
    sources: tuple[Source, ...]
    figures: WeekFigures = NO_FIGURES


def build_brief(
    digest: Digest,
    safety: Sequence[BriefSafetyRow] = (),
    ledger: Sequence[BriefLedgerRow] = (),
) -> Brief:
    """The brief that says the same as a digest, with the rows of its safety and tracker tables."""
    items = {section.id: section.items for section in digest.all_sections()}
    return Brief(
        week_start=digest.week_start,
        title=digest.title,
        snapshot=tuple(sentence for item in items["snapshot"] for sentence in item.sentences),
        developments=items["developments"],
        points=items["mentions"],
        safety=tuple(safety),
        ledger=tuple(ledger),
        watch=items["watch"],
        sources=digest.sources,
        figures=digest.figures,
    )
