"""What became of what was promised: happened, slipped, dropped, or still open."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.nlp.tracker_deal_words import OBJECT, WEAK_OBJECT
from pipeline.nlp.tracker_records import plain_model_id
from pipeline.nlp.watch_items import (
    CHINESE,
    WatchItem,
    WatchStatus,
    find_cue,
    is_question,
    is_specific,
)
from pipeline.nlp.watch_words import (
    ARRIVAL_CUE,
    CANCELLED,
    DELAYED,
    DONE,
    ENDED,
    ENDING_CUE,
    NEGATED,
    RUNS,
    STOP_WORDS,
)
from pipeline.records import Post
from pipeline.text.sentence_spans import SentenceSpan, find_sentences
from pipeline.text.tokens import split_words
from pipeline.week_material import WeekMaterial, names_in, post_order

WORD_OF_NAME = re.compile(r"[^\W_]+")
MIN_SHARED_WORDS = 3  # besides the names
QUOTED_LANGUAGE = "en"
# Of the words of a promise in Chinese, whose pairs of characters agree by chance.
MIN_SHARED_CHINESE = 0.4
MAX_FOLLOWED_WEEKS = 26  # of silence, after the due date of a deal, that end the watch
MAX_UNDATED_DEAL_WEEKS = 52


def follow_up(previous: Sequence[WatchItem], material: WeekMaterial) -> list[WatchItem]:
    """The items of earlier weeks that were open, with what this week's posts say of them.

    An item happened, slipped or was dropped only when a post says so of its actor and its object;
    silence leaves it open, overdue when its date has passed.
    """
    sentences = list(_told(material)) if previous else []
    open_items = [item for item in previous if item.status == "open"]
    return sorted(
        (
            _follow(item, sentences, material)
            for item in open_items
            if material.week.start <= last_watched(item)
        ),
        key=lambda item: item.watch_id,
    )


def last_watched(item: WatchItem) -> dt.date:
    """The day from which on silence ends the watch; a deal is waited for until its date is over."""
    patience = dt.timedelta(weeks=MAX_FOLLOWED_WEEKS)
    if not item.party_ids:
        return item.found_week + patience
    if item.due_date is None:
        return item.found_week + dt.timedelta(weeks=MAX_UNDATED_DEAL_WEEKS)
    return item.due_date + patience


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of the week with its words and the entities it names, a preview as its model."""

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
            plain_ids = frozenset(map(plain_model_id, ids))
            yield Told(post, sentence, plain_ids, content_words(sentence.text))


def content_words(text: str) -> frozenset[str]:
    """The words of a sentence that say what it is about."""
    return frozenset(word for word in split_words(text) if word not in STOP_WORDS and len(word) > 1)


def _follow(item: WatchItem, sentences: Sequence[Told], material: WeekMaterial) -> WatchItem:
    statuses: tuple[tuple[WatchStatus, re.Pattern[str]], ...] = (
        ("dropped", CANCELLED),
        ("slipped", DELAYED),
        ("happened", done_words(item)),
    )
    about = [told for told in sentences if _is_about(told, item)]
    arrived = [told for told in sentences if _is_of_variant(told, item)]
    for status, pattern in statuses:
        relevant = about if status != "happened" else [*about, *arrived]
        proofs = sorted(
            (told for told in relevant if _says(told, pattern)),
            key=lambda told: _proof_order(told, item, material),
        )
        if proofs:
            evidence = tuple(dict.fromkeys(told.post.post_id for told in proofs))
            quote = proofs[0].sentence.text
            return replace(item, status=status, status_quote=quote, evidence_post_ids=evidence)
    is_overdue = item.due_date is not None and item.due_date < material.week.start
    return replace(item, is_overdue=is_overdue)


def done_words(item: WatchItem) -> re.Pattern[str]:
    """The words in which posts say that what an item promises has come about."""
    if item.party_ids:
        return RUNS
    return ENDED if ENDING_CUE.search(item.cue) else DONE


def _proof_order(
    told: Told, item: WatchItem, material: WeekMaterial
) -> tuple[bool, bool, tuple[float, str]]:
    """The word of the one who promised first, then what can be quoted, then the oldest."""
    is_own = material.author_organisation(told.post) == item.actor_id
    return not is_own, told.post.language != QUOTED_LANGUAGE, post_order(told.post)


def _is_about(told: Told, item: WatchItem) -> bool:
    """Whether a later sentence is about the promised thing: its object, or most of its words."""
    if told.post.posted_at <= item.promised_at:
        return False
    if len(item.party_ids) > 1:
        text = told.sentence.text
        is_of_capacity = OBJECT.search(text) or WEAK_OBJECT.search(text)
        return len(told.entity_ids & set(item.party_ids)) > 1 and is_of_capacity is not None
    actor = plain_model_id(item.actor_id)
    if actor not in told.entity_ids:
        return False
    thing = item.object_id or item.actor_id
    is_arrival = ARRIVAL_CUE.search(item.cue) or ENDING_CUE.search(item.cue)
    if is_specific(thing) and is_arrival:
        return plain_model_id(thing) in told.entity_ids
    if item.object_id is not None and item.object_id not in told.entity_ids:
        return False
    names = f"{item.actor} {item.actor_id} {item.object_id or ''}"
    words = content_words(item.sentence) - set(WORD_OF_NAME.findall(names.casefold()))
    least = MIN_SHARED_CHINESE * len(words) if CHINESE.search(item.sentence) else MIN_SHARED_WORDS
    return len(told.words & words) >= max(MIN_SHARED_WORDS, least)


def _is_of_variant(told: Told, item: WatchItem) -> bool:
    """Whether a later sentence is about the first variant of a promised model: "GPT-6 Codex"."""
    thing = plain_model_id(item.object_id or item.actor_id)
    if told.post.posted_at <= item.promised_at or not is_specific(thing):
        return False
    is_actor_named = plain_model_id(item.actor_id) in {*told.entity_ids, thing}
    is_arrival = ARRIVAL_CUE.search(item.cue) and not ENDING_CUE.search(item.cue)
    return bool(is_actor_named and is_arrival) and any(
        entity_id.startswith(f"{thing}-") and entity_id[len(thing) + 1].isalpha()
        for entity_id in told.entity_ids
    )


def _says(told: Told, pattern: re.Pattern[str]) -> bool:
    """Whether a sentence says it as a fact: not promised again, asked or denied."""
    match = pattern.search(told.sentence.text)
    if match is None or is_question(told.sentence.text) or find_cue(told.sentence.text):
        return False
    return not NEGATED.search(told.sentence.text[max(0, match.start() - 20) : match.start()])
