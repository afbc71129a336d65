"""Deals that a later week tells again: one record, the earlier one.

A record's id bears the month in which its deal was first told, so a retelling in another month
comes with an id of its own.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from pipeline.nlp.tracker_proofs import JOINT
from pipeline.nlp.tracker_records import TrackerEvidence, TrackerItem, TrackerStatus, WeekTracker
from pipeline.weeks import Week

MAX_RETOLD_DAYS = 120
MAX_AMOUNT_DIFFERENCE = 0.1  # of the larger, as posts round
# One agreement is called by several of these, as compute is chips in data centres.
COMPUTE_TYPES = frozenset({"compute_purchase", "chip_supply", "lease", "site"})
ANOTHER_DEAL = re.compile(
    r"\b(?:new|another|second|third|additional|expan\w+|extend\w*|more than doubl\w+)\b",
    re.IGNORECASE,
)
Row = TypeVar("Row", TrackerItem, TrackerEvidence, TrackerStatus)
Weeks = Sequence[tuple[Week, WeekTracker]]


def join_retold(weeks: Weeks) -> list[tuple[Week, WeekTracker]]:
    """Weekly trackers, earliest first, in which a retold deal bears the id of its first record."""
    firsts: list[TrackerItem] = []
    known: dict[str, str] = {}
    joined = []
    for week, tracker in sorted(weeks, key=lambda entry: entry[0]):
        for item in tracker.items:
            if item.record_type == "infra_deal" and item.record_id not in known:
                first = next((each for each in firsts if is_retold(each, item)), item)
                known[item.record_id] = first.record_id
                firsts += [item] if first is item else []
        joined.append((week, _renamed(tracker, known)))
    return joined


def is_retold(first: TrackerItem, later: TrackerItem) -> bool:
    """Whether a record is of a deal that an earlier record, no mere rumour, is of already."""
    days = (later.event_date - first.event_date).days
    if first.status == "rumoured" or not 0 <= days <= MAX_RETOLD_DAYS:
        return False
    if _kind(first) != _kind(later) or ANOTHER_DEAL.search(later.summary):
        return False
    chips = [set((item.chips_type or "").split(JOINT)) - {""} for item in (first, later)]
    if all(chips) and not chips[0] & chips[1]:
        return False
    figures = [
        (item.amount_currency, item.amount, item.power_mw, item.chips_qty)
        for item in (first, later)
    ]
    pairs = list(zip(*figures, strict=True))
    if not all(map(_is_compatible, pairs)):
        return False
    parties, others = set(first.org_ids), set(later.org_ids)
    is_same_sum = None not in pairs[1]
    return parties == others or (is_same_sum and (parties <= others or others <= parties))


def _kind(item: TrackerItem) -> str | None:
    return "compute" if item.deal_type in COMPUTE_TYPES else item.deal_type


def _is_compatible(pair: tuple[object, object]) -> bool:
    """Whether two weeks may state one value: alike, nearly so, or not by both."""
    one, other = pair
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= MAX_AMOUNT_DIFFERENCE * max(one, other)
    return one is None or other is None or one == other


def _renamed(tracker: WeekTracker, known: Mapping[str, str]) -> WeekTracker:
    return WeekTracker(
        _with_known_ids(tracker.items, known),
        _with_known_ids(tracker.evidence, known),
        _with_known_ids(tracker.statuses, known),
    )


def _with_known_ids(rows: Iterable[Row], known: Mapping[str, str]) -> tuple[Row, ...]:
    return tuple(
        dataclasses.replace(row, record_id=known.get(row.record_id, row.record_id)) for row in rows
    )
