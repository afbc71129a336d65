"""What waits to move on: tracker records whose status no post has moved for weeks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.nlp.tracker_assembly import status_steps
from pipeline.nlp.tracker_records import (
    STATUS_ORDER,
    TrackerItem,
    TrackerStatus,
    furthest_status,
)
from pipeline.nlp.tracker_release_status import NOT_YET
from pipeline.nlp.watch_agreed import name_deal
from pipeline.nlp.watch_items import WatchItem, WatchStatus, derive_watch_id
from pipeline.weeks import DAYS_PER_WEEK, Week

MIN_WEEKS, MAX_WEEKS = 3, 16  # a record that stands still for longer is no news any more
WEAKEST_GRADE = "C"
RUMOURED, ANNOUNCED, CONFIRMED, AVAILABLE = STATUS_ORDER


@dataclass(frozen=True, slots=True)
class Standing:
    """A tracker record with the evidence of its status, oldest first."""

    item: TrackerItem
    steps: tuple[TrackerStatus, ...]


def find_waiting(
    items: Sequence[TrackerItem], statuses: Iterable[TrackerStatus], week: Week
) -> list[WatchItem]:
    """Records that stood still before the week, and what the week made of each, by id.

    A release waits while it is rumoured, or announced for some or for later; a deal while it is
    talked about. One that moves on in the week happened; one that is retracted was dropped.

    Args:
        items: The tracker as it stands after the week, one item a record.
        statuses: Its status log up to the end of the week.
        week: The week.
    """
    rows: dict[str, list[TrackerStatus]] = defaultdict(list)
    for row in statuses:
        rows[row.record_id].append(row)
    found = []
    for item in items:
        before = [row for row in rows[item.record_id] if row.stated_at < week.start_at]
        steps = status_steps(before)
        if steps and is_waiting(item, steps, week) and not was_signed(item, items):
            found.append(_watch(Standing(item, tuple(steps)), rows, week))
    return sorted(found, key=lambda each: each.watch_id)


def was_signed(talks: TrackerItem, items: Sequence[TrackerItem]) -> bool:
    """Whether talks came to a deal that has a record of its own, with more parties."""
    return any(
        item.record_type == talks.record_type == "infra_deal"
        and item.deal_type == talks.deal_type
        and item.status not in {RUMOURED, talks.status}
        and set(talks.org_ids) <= set(item.org_ids)
        and item.event_date >= talks.event_date
        for item in items
    )


def is_waiting(item: TrackerItem, steps: Sequence[TrackerStatus], week: Week) -> bool:
    """Whether something more is to come and no post has told of it for weeks."""
    last = steps[-1]
    weeks = (week.start - last.stated_at.date()).days // DAYS_PER_WEEK
    if not MIN_WEEKS <= weeks <= MAX_WEEKS or item.evidence_grade > WEAKEST_GRADE:
        return False
    status = furthest_status([step.status for step in steps])
    if item.record_type == "model_release":
        return status == RUMOURED or (status == ANNOUNCED and bool(NOT_YET.search(last.quote)))
    return item.record_type == "infra_deal" and status == RUMOURED


def _watch(
    standing: Standing, rows: Mapping[str, Sequence[TrackerStatus]], week: Week
) -> WatchItem:
    item, last = standing.item, standing.steps[-1]
    thing = item.model_id if item.record_type == "model_release" else item.record_id
    first = Week(week.start).shifted(
        -((week.start - last.stated_at.date()).days // DAYS_PER_WEEK - MIN_WEEKS)
    )
    waiting = WatchItem(
        watch_id=derive_watch_id(item.record_id, last.status, None),
        found_week=first.start,
        story_id=None,
        actor_id=next(iter(item.org_ids), thing or item.record_id),
        actor=", ".join(item.org_names) or item.title,
        object_id=item.model_id,
        sentence=last.quote,
        cue=last.status,
        post_id=last.post_id,
        span_start=last.span_start,
        span_end=last.span_end,
        post_ids=(last.post_id,),
        promised_at=last.stated_at,
        due_date=None,
        due_precision=None,
        due_text=None,
        record_id=item.record_id,
        subject=item.model_name or name_deal(item, "talks"),
    )
    moved = status_steps(rows[item.record_id])[len(standing.steps) :]
    if not moved:
        return waiting
    status: WatchStatus = "dropped" if moved[0].status not in STATUS_ORDER else "happened"
    return replace(
        waiting,
        status=status,
        status_quote=moved[0].quote,
        evidence_post_ids=tuple(sorted({row.post_id for row in moved})),
    )
