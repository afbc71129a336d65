"""What to watch: promised or dated events that posts announce, and what became of earlier ones."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.nlp.watch_words import (
    BARE_TO,
    CANCELLED,
    CUE,
    DELAYED,
    DONE,
    FIRST_PERSON,
    NEGATED,
    NOT_A_PROMISE,
    STOP_WORDS,
)
from pipeline.records import Mention, Post
from pipeline.reference.registry import Registry
from pipeline.text.dates import DateMention, find_dates
from pipeline.text.sentence_spans import SentenceSpan, find_sentences
from pipeline.text.tokens import split_words
from pipeline.week_material import WeekMaterial, names_in, post_order

WatchStatus = Literal["open", "happened", "slipped", "dropped"]
ID_DIGITS = 12
MIN_SHARED_WORDS = 3
CHINESE = re.compile("[\u3400-\u9fff]")
CHINESE_REACH = 15  # characters between who acts and the cue in Chinese, which has long sentences
MAX_DAYS_AHEAD = 400  # what falls due later is a forecast
HEADLINE_REACH = 2  # characters before the name that a headline begins with, such as "$"


@dataclass(frozen=True, slots=True)
class WatchItem:
    """A promised event as it stands after a week: a row of `gold.watch_items`.

    `sentence` is verbatim, at `span_start` of the post `post_id`. `object_id` is the model, chip or
    other organisation that the promise is about, where it names one. `evidence_post_ids` are the
    posts that settled the status; an open item whose date has passed `is_overdue`.
    """

    watch_id: str
    found_week: dt.date
    story_id: str | None
    actor_id: str
    actor: str
    object_id: str | None
    sentence: str
    cue: str
    post_id: str
    span_start: int
    span_end: int
    post_ids: tuple[str, ...]
    promised_at: dt.datetime
    due_date: dt.date | None
    due_precision: str | None
    due_text: str | None
    status: WatchStatus = "open"
    status_quote: str | None = None
    evidence_post_ids: tuple[str, ...] = ()
    is_overdue: bool = False


def find_watch_items(material: WeekMaterial, registry: Registry) -> list[WatchItem]:
    """The promises that the relevant posts of a week make or report, one a thing, by id.

    A promise needs a cue of the future and a named actor, and must not have fallen due in the week.
    """
    found: dict[str, list[WatchItem]] = defaultdict(list)
    for post_id in sorted(material.posts):
        post = material.posts[post_id]
        if post_id in material.duplicates or not material.has_label(post_id, "relevant"):
            continue
        for item in _promises_of(post, material, registry):
            found[item.watch_id].append(item)
    return [_merge(items, material) for _, items in sorted(found.items())]


def _merge(items: Sequence[WatchItem], material: WeekMaterial) -> WatchItem:
    """Promises of one thing as one: worded by the first official post, else by the first."""
    ranked = sorted(
        items,
        key=lambda item: (
            material.author_organisation(material.posts[item.post_id]) is None,
            post_order(material.posts[item.post_id]),
            item.span_start,
        ),
    )
    post_ids = sorted({item.post_id for item in items})
    return replace(ranked[0], post_ids=tuple(post_ids))


def _promises_of(post: Post, material: WeekMaterial, registry: Registry) -> Iterator[WatchItem]:
    names = [name for name in material.mentions_of(post.post_id) if may_act(name, registry)]
    for sentence in find_sentences(post.body_text):
        inside = names_in(names, sentence.start, sentence.end)
        ends = {
            name.span_end - sentence.start
            for name in inside
            if name.span_start - sentence.start <= HEADLINE_REACH
        }
        match = _find_cue(sentence.text, ends)
        if match is None:
            continue
        actor = _actor(post, sentence, inside, match.start(), material)
        due = _due_date(sentence.text, post, match.start())
        if actor is None or not _is_ahead(match, due, material):
            continue
        yield _watch_item(post, sentence, match, actor, inside, due, material)


def may_act(name: Mention, registry: Registry) -> bool:
    """Whether a name can promise something: an organisation that is no outlet, a model, a chip."""
    known = registry.organisations.get(name.entity_id.removeprefix("org:"))
    return name.entity_type != "person" and (known is None or known.kind != "media")


def _find_cue(text: str, name_ends: Collection[int] = ()) -> re.Match[str] | None:
    """The cue of the future in a sentence that promises and neither asks, supposes nor sells.

    Args:
        text: The sentence.
        name_ends: Where the names that begin it end: "X to launch Y" promises only right after.
    """
    if NOT_A_PROMISE.search(text) or text.rstrip("\"'”’) ").endswith(("?", "？")):
        return None
    for match in CUE.finditer(text):
        follows_name = any(0 < match.start() - end <= 2 for end in name_ends)
        if BARE_TO.match(match.group()) and not follows_name:
            continue
        if not NEGATED.search(text[max(0, match.start() - 20) : match.end()]):
            return match
    return None


def _actor(
    post: Post,
    sentence: SentenceSpan,
    inside: Sequence[Mention],
    cue_start: int,
    material: WeekMaterial,
) -> tuple[str, str] | None:
    """Who promises or is promised: a name before the cue, or the organisation that says "we"."""
    reach = CHINESE_REACH if CHINESE.match(sentence.text, cue_start) else len(sentence.text)
    place = sentence.start + cue_start
    before = [name for name in inside if place - reach <= name.span_end <= place]
    organisations = [name for name in before if name.entity_type == "org"]
    if before:
        chosen = organisations[0] if organisations else before[0]
        return chosen.entity_id, chosen.canonical_name
    speaker = material.author_organisation(post)
    if speaker and FIRST_PERSON.search(sentence.text):
        return speaker, post.author_name or speaker
    return None


def _due_date(text: str, post: Post, cue_start: int) -> DateMention | None:
    """The first date from the cue on, or before it, that is not over when the post is written."""
    day = post.posted_at.date()
    dates = [date for date in find_dates(text, post.posted_at, "future") if date.last_day >= day]
    after = [date for date in dates if date.start >= cue_start]
    return next(iter(after or dates), None)


def _is_ahead(match: re.Match[str], due: DateMention | None, material: WeekMaterial) -> bool:
    """Whether something is left to watch; "deadline" and the like promise nothing undated."""
    if due is not None:
        days_ahead = (due.last_day - material.week.start).days
        return due.last_day >= material.week.end and days_ahead <= MAX_DAYS_AHEAD
    is_soon = "soon" in (match["coming"] or "").casefold()
    return is_soon or not (match["coming"] or match["dated"])


def _watch_item(
    post: Post,
    sentence: SentenceSpan,
    match: re.Match[str],
    actor: tuple[str, str],
    inside: Sequence[Mention],
    due: DateMention | None,
    material: WeekMaterial,
) -> WatchItem:
    actor_id, actor_name = actor
    others = [name.entity_id for name in inside if name.entity_id != actor_id]
    models = [entity_id for entity_id in others if not entity_id.startswith("org:")]
    object_id = next(iter(models or others), None)
    verb = (match["verb"] or match["verb2"] or match["verb3"] or match.group()).casefold()
    return WatchItem(
        watch_id=derive_watch_id(actor_id, object_id or verb, due.last_day if due else None),
        found_week=material.week.start,
        story_id=material.story_of.get(post.post_id),
        actor_id=actor_id,
        actor=actor_name,
        object_id=object_id,
        sentence=sentence.text,
        cue=match.group(),
        post_id=post.post_id,
        span_start=sentence.start,
        span_end=sentence.end,
        post_ids=(post.post_id,),
        promised_at=post.posted_at,
        due_date=due.last_day if due else None,
        due_precision=due.precision if due else None,
        due_text=due.text if due else None,
    )


def derive_watch_id(actor_id: str, thing: str, due_date: dt.date | None) -> str:
    """The id of a promise: the same whoever reports it and whenever."""
    natural_key = f"{actor_id}|{thing}|{due_date or ''}"
    return f"watch-{hashlib.sha256(natural_key.encode()).hexdigest()[:ID_DIGITS]}"


def follow_up(previous: Sequence[WatchItem], material: WeekMaterial) -> list[WatchItem]:
    """The items of earlier weeks that were open, with what this week's posts say of them.

    An item happened, slipped or was dropped only when a post says so of its actor and its object;
    silence leaves it open, overdue when its date has passed.
    """
    sentences = list(_told(material)) if previous else []
    open_items = [item for item in previous if item.status == "open"]
    return sorted(
        (_follow(item, sentences, material) for item in open_items),
        key=lambda item: item.watch_id,
    )


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of the week with the entities it names and its words."""

    post: Post
    sentence: SentenceSpan
    entity_ids: frozenset[str]
    words: frozenset[str]


def _told(material: WeekMaterial) -> Iterator[Told]:
    for post in sorted(material.posts.values(), key=post_order):
        if post.post_id in material.duplicates:
            continue
        names = material.mentions_of(post.post_id)
        speaker = material.author_organisation(post)
        for sentence in find_sentences(post.body_text) if names or speaker else ():
            ids = {name.entity_id for name in names_in(names, sentence.start, sentence.end)}
            ids |= {name.owner_id for name in names if name.entity_id in ids and name.owner_id}
            if speaker:
                ids.add(speaker)
            yield Told(post, sentence, frozenset(ids), content_words(sentence.text))


def content_words(text: str) -> frozenset[str]:
    """The words of a sentence that say what it is about."""
    return frozenset(word for word in split_words(text) if word not in STOP_WORDS and len(word) > 1)


def _follow(item: WatchItem, sentences: Sequence[Told], material: WeekMaterial) -> WatchItem:
    statuses: tuple[tuple[WatchStatus, re.Pattern[str]], ...] = (
        ("dropped", CANCELLED),
        ("slipped", DELAYED),
        ("happened", DONE),
    )
    about = [told for told in sentences if _is_about(told, item)]
    for status, pattern in statuses:
        proofs = [told for told in about if _says(told, pattern)]
        if proofs:
            evidence = tuple(sorted({told.post.post_id for told in proofs}))
            quote = proofs[0].sentence.text
            return replace(item, status=status, status_quote=quote, evidence_post_ids=evidence)
    is_overdue = item.due_date is not None and item.due_date < material.week.start
    return replace(item, is_overdue=is_overdue)


def _is_about(told: Told, item: WatchItem) -> bool:
    """Whether a later sentence is about the promised thing: its object, or most of its words."""
    if told.post.posted_at <= item.promised_at or item.actor_id not in told.entity_ids:
        return False
    if item.object_id is not None:
        return item.object_id in told.entity_ids
    return len(told.words & content_words(item.sentence)) >= MIN_SHARED_WORDS


def _says(told: Told, pattern: re.Pattern[str]) -> bool:
    """Whether a sentence says it as a fact: not promised again, asked or denied."""
    match = pattern.search(told.sentence.text)
    if match is None or told.sentence.text.endswith("?") or _find_cue(told.sentence.text):
        return False
    return not NEGATED.search(told.sentence.text[max(0, match.start() - 20) : match.start()])
