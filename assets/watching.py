"""What the digest says of things to watch, gathered for its writer."""

from __future__ import annotations

from assets.workspace import Workspace
from pipeline.nlp.watch_items import WatchItem
from pipeline.warehouse import sql_text
from pipeline.weeks import Week
from pipeline.writing.watch import WATCH_QUERY, Promise, Watched


def promises(workspace: Workspace, week: Week) -> list[Promise]:
    """The promised events that are open after a week."""
    return [
        Promise(
            item.actor_id,
            item.actor,
            item.sentence,
            item.post_id,
            item.due_date,
            len(item.post_ids),
        )
        for item in workspace.lake.read("gold.watch_items", WatchItem, week)
        if item.status == "open" and not item.is_overdue and item.record_id is None
    ]


def watched_before(workspace: Workspace, week: Week) -> list[Watched]:
    """What the week settled of what was watched, and the tracker records that still wait."""
    rows = workspace.lake.query(sql_text("queries", WATCH_QUERY), weeks=[week])
    return [
        Watched(
            subject=row["subject_canonical_name"],
            status=row["status"],
            cue=row["cue"],
            is_release=row["is_release"],
            watched_since=row["found_week"],
            watched_weeks=row["watched_week_count"],
            silent_weeks=row["silent_week_count"],
            quote=row["status_quote"],
            post_ids=tuple(row["evidence_post_ids"]),
        )
        for row in rows
        if row["status"] != "open" or row["is_tracked"]
    ]
