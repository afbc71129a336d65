"""What to watch: promised or dated events that posts announce."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.nlp.tracker_records import is_specific_model
from pipeline.nlp.watch_words import (
    AI_WORDS,
    ARRIVAL_CUE,
    BARE_TO,
    CUE,
    FIRST_PERSON,
    NEGATED,
    NOT_A_PROMISE,
    OFFER_ENDS,
    SOON,
    STATE_VERBS,
    VAGUE,
    WHO,
)
from pipeline.records import Mention, Post
from pipeline.reference.registry import Registry
from pipeline.text.dates import DateMention, find_dates
from pipeline.text.sentence_spans import SentenceSpan, find_sentences
from pipeline.text.tokens import split_words
from pipeline.week_material import WeekMaterial, names_in, post_order

WatchStatus = Literal["open", "happened", "slipped", "dropped"]
ID_DIGITS = 12
CHINESE = re.compile("[\u3400-\u9fff]")
CHINESE_REACH = 15  # characters between who acts and the cue in Chinese, which has long sentences
MAX_DAYS_AHEAD = 400  # what falls due later is a forecast
MIN_WORDS, MIN_WORDS_WITH_NAME = 7, 4
MADE_THINGS = frozenset({"model", "hardware"})
AI_KINDS = frozenset({"lab", "safety_org", "safety_institute", "chip_maker", "cloud", "robotics"})
OUTLET_KINDS = frozenset({"media"})
FORECAST = "预计"  # what banks and consultants expect of others is no promise
FORECASTER_KINDS = frozenset({"investor", "consultancy"})
HEADLINE_REACH = 2  # characters before the name that a headline begins with, such as "$"


@dataclass(frozen=True, slots=True)
class WatchItem:
    """A promised event as it stands after a week: a row of `gold.watch_items`.

    `sentence` is verbatim, at `span_start` of the post `post_id`. `object_id` is the model, chip or
    other organisation that the promise is about, where it names one. `evidence_post_ids` are the
    posts that settled the status; an open item whose date has passed `is_overdue`. `record_id` is
    the tracker record of something that waits to move on, `subject` what a digest calls it; a deal
    that is agreed has its `party_ids`, and `is_large` if much hangs on it.
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
    record_id: str | None = None
    subject: str | None = None
    party_ids: tuple[str, ...] = ()
    is_large: bool = False


def find_watch_items(material: WeekMaterial, registry: Registry) -> list[WatchItem]:
    """The promises that the relevant posts of a week make or report, one a thing, by id.

    A promise needs a cue of the future and a named actor, and must not have fallen due in the week.
    """
    found: dict[str, list[WatchItem]] = defaultdict(list)
    for post_id in sorted(material.posts):
        post = material.posts[post_id]
        if post_id in material.duplicates or not speaks_of_ai(post, material, registry):
            continue
        is_relevant = material.has_label(post_id, "relevant")
        for item in _promises_of(post, material, registry):
            # What an organisation dates to a day counts even in a post that reports nothing else.
            if is_relevant or (item.due_precision == "day" and is_own(item, post, material)):
                found[item.watch_id].append(item)
    return [_merge(items, material) for _, items in sorted(found.items())]


def speaks_of_ai(post: Post, material: WeekMaterial, registry: Registry) -> bool:
    """Whether a post names a model, a chip or a maker of them, or speaks of AI."""
    makers = organisations_of(registry, AI_KINDS)
    names = material.mentions_of(post.post_id)
    return (
        AI_WORDS.search(post.body_text) is not None
        or material.author_organisation(post) in makers
        or any(name.entity_type in MADE_THINGS or name.entity_id in makers for name in names)
    )


def is_own(item: WatchItem, post: Post, material: WeekMaterial) -> bool:
    """Whether the organisation that promises says so itself."""
    return item.actor_id == material.author_organisation(post)


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
    outlets = organisations_of(registry, OUTLET_KINDS)
    forecasters = organisations_of(registry, FORECASTER_KINDS)
    for sentence in find_sentences(post.body_text):
        inside = names_in(names, sentence.start, sentence.end)
        ends = {
            name.span_end - sentence.start
            for name in inside
            if name.span_start - sentence.start <= HEADLINE_REACH
        }
        match = find_cue(sentence.text, ends)
        if match is None:
            continue
        actor = _actor(post, sentence, inside, match, outlets, material)
        due = _due_date(sentence.text, post, match.start())
        if actor is None or not _is_ahead(match, due, material):
            continue
        if due is None and tells_a_state(match, sentence.text):
            continue
        is_forecast = match.group() == FORECAST and actor[0] in forecasters
        if is_forecast or not says_enough(sentence.text, inside):
            continue
        yield _watch_item(post, sentence, match, actor, inside, due, material)


@functools.lru_cache(maxsize=32)
def organisations_of(registry: Registry, kinds: frozenset[str]) -> frozenset[str]:
    """Entity ids of the organisations of some kinds."""
    known = registry.organisations.items()
    return frozenset(f"org:{key}" for key, entry in known if entry.kind in kinds)


def may_act(name: Mention, registry: Registry) -> bool:
    """Whether a name can promise something: an organisation that is no outlet, a model, a chip."""
    outlets = organisations_of(registry, OUTLET_KINDS)
    return name.entity_type != "person" and name.entity_id not in outlets


def says_enough(text: str, inside: Sequence[Mention]) -> bool:
    """Whether a sentence says what is to come, unlike "Coming soon to phones"."""
    words = split_words(text)
    is_named = any(name.entity_type in MADE_THINGS for name in inside)
    if VAGUE.search(text) and not is_named:
        return False
    return len(words) >= (MIN_WORDS_WITH_NAME if is_named else MIN_WORDS)


def tells_a_state(match: re.Match[str], text: str) -> bool:
    """Whether an undated "will" says what a thing is for, as in "will power", and not when."""
    return verb_of(match) in STATE_VERBS and SOON.search(text) is None


def verb_of(match: re.Match[str]) -> str:
    """What is promised, in a word or two; the cue itself where it has no verb."""
    verb = match["verb"] or match["verb2"] or match["verb3"] or match.group()
    return re.sub(r"\s+", " ", verb).casefold()


def is_question(text: str) -> bool:
    """Whether a sentence asks."""
    return text.rstrip("\"'”’) ").endswith(("?", "？"))


def find_cue(text: str, name_ends: Collection[int] = ()) -> re.Match[str] | None:
    """The cue of the future in a sentence that promises and neither asks, supposes nor sells.

    Args:
        text: The sentence.
        name_ends: Where the names that begin it end: "X to launch Y" promises only right after.
    """
    if NOT_A_PROMISE.search(text) or OFFER_ENDS.search(text) or is_question(text):
        return None
    for match in CUE.finditer(text):
        follows_name = any(0 < match.start() - end <= 2 for end in name_ends)
        if BARE_TO.match(match.group()) and not follows_name:
            continue
        before = text[max(0, match.start() - 20) : match.start()]
        if not NEGATED.search(before + match.group()) and not WHO.search(before):
            return match
    return None


def _actor(
    post: Post,
    sentence: SentenceSpan,
    inside: Sequence[Mention],
    match: re.Match[str],
    outlets: Collection[str],
    material: WeekMaterial,
) -> tuple[str, str] | None:
    """Who promises or is promised: a name before the cue, or the organisation that speaks."""
    reach = CHINESE_REACH if CHINESE.match(match.group()) else len(sentence.text)
    place = sentence.start + match.start()
    before = [name for name in inside if place - reach <= name.span_end <= place]
    organisations = [name for name in before if name.entity_type == "org"]
    if before and not match["event"]:
        chosen = organisations[0] if organisations else before[0]
        return chosen.entity_id, chosen.canonical_name
    speaker = material.author_organisation(post)
    if (
        speaker
        and speaker not in outlets
        and (
            FIRST_PERSON.search(sentence.text)
            or match["coming"]
            or match["later"]
            or match["event"]
        )
    ):
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
    return is_soon or not (match["coming"] or match["dated"] or match["event"])


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
    is_coming = match["event"] is None and ARRIVAL_CUE.search(match.group()) is not None
    made = next((name for name in inside if is_specific(name.entity_id)), None)
    is_about_it = is_coming and made is not None and made.entity_id in {actor_id, object_id}
    return WatchItem(
        watch_id=derive_watch_id(
            actor_id, object_id or verb_of(match), due.last_day if due else None
        ),
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
        subject=made.canonical_name if made is not None and is_about_it else None,
    )


def is_specific(entity_id: str) -> bool:
    """Whether an id is of one model or chip and not of a line such as "Claude"."""
    return is_specific_model(entity_id) or entity_id.startswith("hw:")


def derive_watch_id(actor_id: str, thing: str, due_date: dt.date | None) -> str:
    """The id of a promise: the same whoever reports it and whenever."""
    natural_key = f"{actor_id}|{thing}|{due_date or ''}"
    return f"watch-{hashlib.sha256(natural_key.encode()).hexdigest()[:ID_DIGITS]}"
