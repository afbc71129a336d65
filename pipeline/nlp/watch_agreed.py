"""What is agreed or under construction: infrastructure deals of the tracker that are yet to run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from pipeline.nlp.tracker_proofs import JOINT
from pipeline.nlp.tracker_records import TrackerEvidence, TrackerItem, TrackerStatus, WeekTracker
from pipeline.nlp.watch_items import WatchItem, derive_watch_id
from pipeline.records import Post
from pipeline.text.dates import DateMention, find_dates
from pipeline.text.sentence_spans import SentenceSpan, find_sentences
from pipeline.week_material import WeekMaterial

# What is delivered some time after it is agreed; money changes hands and is done.
DELIVERED_TYPES = frozenset({"site", "compute_purchase", "chip_supply", "lease", "ppa"})
AGREED = frozenset({"announced", "confirmed"})
WEAKEST_GRADE = "C"
DATED_FIELDS = ("online_date", "start_date")
LARGE_MEGAWATTS, LARGE_USD, LARGE_CHIPS = 500.0, 1e9, 10_000
THINGS = {
    "capex": "capital spending",
    "compute_purchase": "compute",
    "lease": "leased capacity",
    "ppa": "power",
    "chip_supply": "chips",
    "financing": "financing",
    "equity": "an investment",
    "m_and_a": "an acquisition",
    "site": "data centres",
    "export_control": "export controls",
}


def find_agreed(tracker: WeekTracker, material: WeekMaterial) -> list[WatchItem]:
    """The deals of a week that are announced or confirmed and are not said to run yet, by id.

    The due date is what posts say of coming online or starting; most deals have none.
    """
    evidence: dict[str, list[TrackerEvidence]] = defaultdict(list)
    for row in tracker.evidence:
        evidence[row.record_id].append(row)
    steps: dict[str, list[TrackerStatus]] = defaultdict(list)
    for step in tracker.statuses:
        steps[step.record_id].append(step)
    found = []
    for item in tracker.items:
        if is_to_be_delivered(item):
            due = _due_date(item, evidence[item.record_id], material)
            if due is None or due[0].last_day >= material.week.end:
                found.append(_watch_item(item, steps[item.record_id], due, material))
    return sorted(found, key=lambda item: item.watch_id)


def is_to_be_delivered(item: TrackerItem) -> bool:
    """Whether a record is of a deal that is agreed on and leaves something to deliver."""
    return (
        item.record_type == "infra_deal"
        and item.deal_type in DELIVERED_TYPES
        and item.status in AGREED
        and item.evidence_grade <= WEAKEST_GRADE
    )


def _due_date(
    item: TrackerItem, evidence: Sequence[TrackerEvidence], material: WeekMaterial
) -> tuple[DateMention, Post] | None:
    """The date that proves when a deal comes online, else when it starts, and its post."""
    for field in DATED_FIELDS:
        for row in evidence:
            if row.field != field or row.value != str(getattr(item, field)):
                continue
            post = material.posts[row.post_id]
            for date in find_dates(post.body_text, post.posted_at, "future"):
                if (date.start, date.end) == (row.span_start, row.span_end):
                    return date, post
    return None


def _watch_item(
    item: TrackerItem,
    steps: Sequence[TrackerStatus],
    due: tuple[DateMention, Post] | None,
    material: WeekMaterial,
) -> WatchItem:
    """A deal as it stands when it is found; worded by the sentence that dates it, if one does."""
    date, post = due or (None, material.posts[steps[-1].post_id])
    place = date.start if date else steps[-1].span_start
    sentence = _sentence_at(post, place)
    parties = _buyers_first(item)
    return WatchItem(
        watch_id=derive_watch_id(item.record_id, "agreed", date.last_day if date else None),
        found_week=material.week.start,
        story_id=item.story_id,
        actor_id=parties[0],
        actor=dict(zip(item.org_ids, item.org_names, strict=True))[parties[0]],
        object_id=next(iter(parties[1:]), None),
        sentence=sentence.text,
        cue=item.status,
        post_id=post.post_id,
        span_start=sentence.start,
        span_end=sentence.end,
        post_ids=tuple(sorted(item.source_post_ids)),
        promised_at=post.posted_at,
        due_date=date.last_day if date else None,
        due_precision=date.precision if date else None,
        due_text=date.text if date else None,
        record_id=item.record_id,
        subject=name_deal(item, "deal"),
        party_ids=parties,
        is_large=is_large(item),
    )


def _sentence_at(post: Post, place: int) -> SentenceSpan:
    return next(each for each in find_sentences(post.body_text) if place < each.end)


def _buyers_first(item: TrackerItem) -> tuple[str, ...]:
    buyers = (item.buyer or "").split(JOINT)
    named = zip(item.org_ids, item.org_names, strict=True)
    return tuple(org_id for org_id, _ in sorted(named, key=lambda each: each[1] not in buyers))


def is_large(item: TrackerItem) -> bool:
    """Whether half a gigawatt, a billion dollars or ten thousand chips hang on a deal."""
    return (
        (item.power_mw or 0) >= LARGE_MEGAWATTS
        or (item.amount_usd or 0) >= LARGE_USD
        or (item.chips_qty or 0) >= LARGE_CHIPS
    )


def name_deal(item: TrackerItem, agreement: str) -> str:
    """What a digest calls a deal or talks, such as "Meta’s deal with AMD on chips"."""
    names = dict(zip(item.org_ids, item.org_names, strict=True))
    first, *others = (names[party] for party in _buyers_first(item))
    partners = " and ".join(filter(None, (", ".join(others[:-1]), *others[-1:])))
    place = item.site or item.region
    return (
        f"{first}’s {agreement}{' with ' + partners if partners else ''} "
        f"on {THINGS[str(item.deal_type)]}{' in ' + place if place else ''}"
    )
