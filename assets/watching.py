"""What the digest says of things to watch, gathered for its writer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from assets.workspace import Workspace
from pipeline.nlp.watch_items import WatchItem
from pipeline.warehouse import sql_text
from pipeline.weeks import Week
from pipeline.writing.due import Due
from pipeline.writing.watch import OPEN_QUERY, WATCH_QUERY, OpenItems, Promise, Watched, WatchKind


def promises(workspace: Workspace, week: Week) -> list[Promise]:
    """The promised events and agreed deals that are new in a week."""
    return [
        Promise(
            actor_id=item.actor_id,
            actor=item.actor,
            sentence=item.sentence,
            post_id=item.post_id,
            due=due_of(item.due_date, item.due_precision, item.due_text),
            origin_count=len(item.post_ids),
            deal=item.subject if item.party_ids else None,
            is_large=item.is_large,
        )
        for item in workspace.lake.read("gold.watch_items", WatchItem, week)
        if item.status == "open" and item.found_week == week.start and not is_waiting(item)
    ]


def is_waiting(item: WatchItem) -> bool:
    """Whether an item is a tracker record that stands still, told as such."""
    return item.record_id is not None and not item.party_ids


def due_of(day: dt.date | None, precision: str | None, text: str | None) -> Due | None:
    """When something falls due, of the columns that say so."""
    return Due(day, precision, text) if day and precision and text else None


def watched_before(workspace: Workspace, week: Week) -> list[Watched]:
    """What the week settled of what was watched, and what is open and has a name."""
    rows = workspace.lake.query(sql_text("queries", WATCH_QUERY), weeks=[week])
    return [
        Watched(
            subject=row["subject_canonical_name"],
            status=row["status"],
            cue=row["cue"],
            kind=kind_of(row),
            watched_since=row["found_week"],
            watched_weeks=row["watched_week_count"],
            silent_weeks=row["silent_week_count"],
            due=due_of(row["due_date"], row["due_precision"], row["due_text"]),
            quote=row["status_quote"],
            post_ids=tuple(row["evidence_post_ids"]),
        )
        for row in rows
        if row["status"] != "open" or row["has_subject"]
    ]


def open_before(workspace: Workspace, week: Week) -> OpenItems:
    """How many items of earlier weeks are open after a week."""
    rows = workspace.lake.query(sql_text("queries", OPEN_QUERY), weeks=[week])
    return next(
        (OpenItems(row["open_item_count"], row["dated_item_count"]) for row in rows), OpenItems()
    )


def kind_of(row: Mapping[str, Any]) -> WatchKind:
    """What a watched thing is: a deal agreed on, talks, a release that waits, or a promise."""
    if row["is_agreed"]:
        return "deal"
    if row["is_release"]:
        return "release"
    return "talks" if row["is_tracked"] else "promise"
