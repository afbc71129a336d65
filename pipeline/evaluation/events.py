"""How many of a week's leading events its digest holds; the list is an independent newsletter's."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

TOP_RANK = 3  # events of this rank or better belong among the developments


@dataclass(frozen=True, slots=True)
class DigestItem:
    """One item of a digest; `post_ids` are the posts it cites."""

    text: str
    post_ids: tuple[str, ...]
    is_development: bool


class CategoryCoverage(TypedDict):
    """Coverage of one category: events listed and their share that is covered."""

    covered: float
    events: int


class EventReport(TypedDict):
    """Shares in [0, 1]; None where nothing was asked. `missed` names the uncovered events."""

    covered: float | None
    covered_top3: float | None
    by_category: dict[str, CategoryCoverage]
    events: int
    events_top3: int
    missed: list[str]


def score_events(
    gold_events: Sequence[Mapping[str, Any]], digests: Mapping[str, Sequence[DigestItem]]
) -> EventReport:
    """Share of the listed events that the digests hold.

    Only events marked `in_corpus`, of weeks that have a digest, are asked for. An event is covered
    when an item cites one of its posts, or when one item's text holds all its `must_in_posts`
    names, by the pattern in `must_match_re` where the name has one. Events ranked 1 to 3 are asked
    for among the developments.

    Args:
        gold_events: Rows of `top_events.jsonl`.
        digests: Items of each digest by the first day of its week.
    """
    asked = [e for e in gold_events if e["in_corpus"] and str(e["week"]) in digests]
    covered = {_name(e): is_covered(e, digests[str(e["week"])]) for e in asked}
    top = [e for e in asked if int(e["rank"]) <= TOP_RANK]
    by_category: dict[str, list[bool]] = defaultdict(list)
    for event in asked:
        by_category[str(event["category"])].append(covered[_name(event)])
    return EventReport(
        covered=_share(covered.values()),
        covered_top3=_share(
            is_covered(e, [i for i in digests[str(e["week"])] if i.is_development]) for e in top
        ),
        by_category={
            category: CategoryCoverage(covered=sum(found) / len(found), events=len(found))
            for category, found in sorted(by_category.items())
        },
        events=len(asked),
        events_top3=len(top),
        missed=sorted(name for name, is_found in covered.items() if not is_found),
    )


def is_covered(event: Mapping[str, Any], items: Iterable[DigestItem]) -> bool:
    """Whether one of the items cites a post of the event or holds all its names."""
    post_ids = set(event["post_ids"])
    patterns = name_patterns(event)
    return any(
        not post_ids.isdisjoint(item.post_ids)
        or (bool(patterns) and all(pattern.search(item.text) for pattern in patterns))
        for item in items
    )


def name_patterns(event: Mapping[str, Any]) -> list[re.Pattern[str]]:
    """A pattern for each name that posts about the event hold; case does not matter."""
    names = list(event.get("must_match") or ())
    tolerant = dict(zip(names, event.get("must_match_re") or (), strict=False))
    return [
        re.compile(tolerant.get(name) or re.escape(name), re.IGNORECASE)
        for name in event.get("must_in_posts") or ()
    ]


def _name(event: Mapping[str, Any]) -> str:
    return f"{event['week']} {event['rank']}: {event['event']}"


def _share(found: Iterable[bool]) -> float | None:
    values = list(found)
    return sum(values) / len(values) if values else None
