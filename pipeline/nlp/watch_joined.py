"""The watch list of a week: what is new on it, what is retold, what is followed and what waits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.nlp.watch_items import WatchItem


def join_watch_items(
    promises: Sequence[WatchItem],
    agreed: Sequence[WatchItem],
    followed: Sequence[WatchItem],
    waiting: Sequence[WatchItem],
) -> list[WatchItem]:
    """One row an item, by id.

    Args:
        promises: What the week's posts promise.
        agreed: Deals that the week's posts report as agreed.
        followed: Earlier items with what became of them in the week.
        waiting: Tracker records that stand still.

    Returns:
        A promise or deal that was on the list before keeps the week it was found in; a deal that is
        now dated later than before slipped, and stands anew with its later date.
    """
    joined = {item.watch_id: item for item in (*waiting, *followed)}
    for deal in agreed:
        earlier = next((item for item in followed if is_same_deal(item, deal)), None)
        for item in [deal] if earlier is None else _retell(earlier, deal):
            joined[item.watch_id] = item
    for promise in promises:
        if not any(is_told_by(promise, deal) for deal in agreed):
            known = joined.get(promise.watch_id)
            joined[promise.watch_id] = promise if known is None else _told_again(known, promise)
    return [item for _, item in sorted(joined.items())]


def is_same_deal(earlier: WatchItem, deal: WatchItem) -> bool:
    """Whether an open item is of the deal that a later week reports again."""
    return earlier.status == "open" and bool(deal.subject) and earlier.subject == deal.subject


def is_told_by(promise: WatchItem, deal: WatchItem) -> bool:
    """Whether a promise is that of a deal: made in its posts by its parties, with no other date."""
    return (
        set(promise.post_ids) <= set(deal.post_ids)
        and promise.actor_id in deal.party_ids
        and promise.due_date in {None, deal.due_date}
    )


def _retell(earlier: WatchItem, deal: WatchItem) -> Iterable[WatchItem]:
    """An earlier deal with the date that it lacked; slipped, when its date is now later."""
    if deal.due_date is None or deal.due_date == earlier.due_date:
        return [_told_again(earlier, deal)]
    if earlier.due_date is not None and deal.due_date > earlier.due_date:
        slipped = replace(
            earlier,
            status="slipped",
            status_quote=deal.sentence,
            evidence_post_ids=(deal.post_id,),
            is_overdue=False,
        )
        return [slipped, deal]
    dated = replace(
        earlier,
        due_date=deal.due_date,
        due_precision=deal.due_precision,
        due_text=deal.due_text,
        is_overdue=False,
    )
    return [_told_again(dated, deal)]


def _told_again(known: WatchItem, again: WatchItem) -> WatchItem:
    """An item with the posts of a later week that say the same, unless the week settled it."""
    if known.status != "open":
        return known
    return replace(
        known,
        post_ids=tuple(sorted({*known.post_ids, *again.post_ids})),
        is_large=known.is_large or again.is_large,
    )
