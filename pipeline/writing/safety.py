"""The safety section: the listed items by their rated sentences, the highest rated first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.writing.candidates import Candidate
from pipeline.writing.comparison import is_same_event, repeats
from pipeline.writing.items import (
    attributed,
    checked_headline,
    checked_label,
    with_more_citations,
)
from pipeline.writing.labels import labels_of
from pipeline.writing.matters import SafetyMatter, told_sentences
from pipeline.writing.telling import Telling

MAX_SAFETY_ITEMS = 5
PERCENT = re.compile(r"\d+(?:\.\d+)?%")
NONE_STANDS = (
    "The safety report lists matters of the week; no sentence that states one stands by itself."
)


@dataclass(frozen=True)
class RatedItem:
    """A safety item of the digest; `sentences` are empty where the digest has told them already.

    `post_ids` are then the posts that its rating rests on.
    """

    headline: str
    sentences: tuple[Candidate, ...]
    post_ids: tuple[str, ...]
    matter: SafetyMatter


def write_safety(telling: Telling, matters: Sequence[SafetyMatter]) -> list[RatedItem]:
    """The first matters that a sentence tells, one item each.

    Of what another section told only the headline and the rating are left to say. Of matters
    without a score those told in plain words go before those only quoted.

    Args:
        telling: The week, its developments told.
        matters: The listed safety items, highest rated first.
    """
    told_before = tuple(telling.sentences)
    told_here: list[Candidate] = []
    found: list[RatedItem] = []
    able = [
        (matter, told) for matter in matters if (told := told_sentences(telling.newsroom, matter))
    ]
    able.sort(key=lambda pair: 0 if pair[0].is_scored else 1 + pair[1][-1].is_quoted)
    for matter, sentences in able:
        if len(found) == MAX_SAFETY_ITEMS or says_any(sentences, told_here):
            continue
        is_known = any(is_told(sentences[-1], other) for other in told_before)
        tell = rated_only if is_known else told_in_full
        item = tell(telling, matter, sentences)
        if item is not None:
            told_here += sentences
            found.append(item)
    return found


def says_any(sentences: Sequence[Candidate], others: Sequence[Candidate]) -> bool:
    """Whether the last of some sentences tells what another does, or gives its percentage."""
    last = sentences[-1]
    return any(
        is_told(last, other) or is_same_event(last, other) or shares(last) & shares(other)
        for other in others
    )


def shares(sentence: Candidate) -> set[str]:
    """The percentages that a sentence gives."""
    return set(PERCENT.findall(sentence.text))


def is_told(sentence: Candidate, other: Candidate) -> bool:
    """Whether two sentences are one of a post, or say the same."""
    return sentence.sentence == other.sentence or repeats(sentence, other)


def rated_only(
    telling: Telling, matter: SafetyMatter, sentences: Sequence[Candidate]
) -> RatedItem | None:
    """An item of a headline with its rating; None when there is neither a clause nor a score."""
    last = sentences[-1]
    headline = checked_headline(telling.newsroom, last)
    is_clause = headline not in {*labels_of(last), last.speaker.name}
    if not is_clause and not matter.is_scored:
        return None
    return RatedItem(headline, (), last.post_ids, matter)


def told_in_full(
    telling: Telling, matter: SafetyMatter, sentences: Sequence[Candidate]
) -> RatedItem:
    """An item of the rated sentence, and of one it leans on, under a label."""
    newsroom = telling.newsroom
    sourced = [attributed(newsroom, None, item) for item in sentences]
    if matter.story_id in newsroom.material.stories and len(sourced) == 1:
        sourced = [with_more_citations(newsroom, matter.story_id, sourced[0])]
    telling.sentences += sourced
    rank = newsroom.material.ranks.get(matter.story_id)
    led = telling.in_a_sentence(rank) if rank else None
    if led is not None and led.lead.sentence.post_id == matter.post_id:
        telling.story_ids.add(matter.story_id)
    label = checked_label(newsroom, sentences[0])
    headline = "" if sourced[0].text.startswith(f"{label} said: ") else label
    return RatedItem(headline, tuple(sourced), (), matter)
