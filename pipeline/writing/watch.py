"""What to watch: promised events, in the words of the posts that promise them, with their dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.writing.candidates import Candidate, post_candidates
from pipeline.writing.comparison import content_words
from pipeline.writing.compose import DraftItem
from pipeline.writing.newsroom import Newsroom
from pipeline.writing.words import day_name

MAX_WATCHED = 6
MAX_OF_ACTOR = 2
MADE_THINGS = frozenset({"model", "hardware"})
MIN_SHARE = 0.8  # of the promise's words that its published form must keep


@dataclass(frozen=True)
class Promise:
    """A promised event as the writer needs it; `sentence` is verbatim in the post."""

    actor_id: str
    actor: str
    sentence: str
    post_id: str
    due_date: dt.date | None
    origin_count: int


def write_watch(newsroom: Newsroom, promises: Sequence[Promise]) -> list[DraftItem]:
    """The promises that can be published, dated ones first, then those that more posts make.

    Only what is about AI, or promised by a maker of the models and chips that the week names.
    """
    makers = {
        newsroom.house_of(mention.owner_id)
        for mentions in newsroom.material.mentions.values()
        for mention in mentions
        if mention.entity_type in MADE_THINGS and mention.owner_id is not None
    }
    ordered = sorted(
        promises,
        key=lambda item: (
            item.due_date is None,
            item.due_date or dt.date.max,
            -item.origin_count,
            item.post_id,
        ),
    )
    drafts: list[DraftItem] = []
    actors: dict[str, int] = {}
    for promise in ordered:
        if len(drafts) == MAX_WATCHED:
            break
        if actors.get(promise.actor, 0) == MAX_OF_ACTOR:
            continue
        candidate = published_form(newsroom, promise)
        is_maker = newsroom.house_of(promise.actor_id) in makers
        if candidate is not None and (candidate.speaks_of_ai or is_maker):
            actors[promise.actor] = actors.get(promise.actor, 0) + 1
            drafts.append(DraftItem(headline_of(promise), (candidate,)))
    return drafts


def published_form(newsroom: Newsroom, promise: Promise) -> Candidate | None:
    """The promise's sentence as the gate lets it pass."""
    if promise.post_id not in newsroom.material.posts:
        return None
    wanted = content_words(promise.sentence)
    found = post_candidates(newsroom, newsroom.material.posts[promise.post_id], {})
    return next(
        (
            candidate
            for candidate in found
            if len(wanted & content_words(candidate.text)) >= MIN_SHARE * len(wanted)
        ),
        None,
    )


def headline_of(promise: Promise) -> str:
    """Who promises, and for when."""
    return (
        f"{promise.actor}, due {day_name(promise.due_date)}" if promise.due_date else promise.actor
    )
