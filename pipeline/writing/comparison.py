"""Whether two sentences say the same, or are on one matter."""

from __future__ import annotations

from pipeline.writing.candidates import Candidate
from pipeline.writing.cues import load_cues
from pipeline.writing.judgement import ACT, AVAILABILITY
from pipeline.writing.ownership import OBJECT_REACH, is_specific
from pipeline.writing.words import split_words

MIN_SHARED = 2  # words; one word alone may be a product's
MAX_SAME = 0.5  # of the shorter sentence's words: beyond it two sentences say the same
MANY_HOUSES = 3  # in common, that make two sentences of one deal
MOST_HOUSES = 5  # beyond it a sentence lists


def content_words(text: str) -> frozenset[str]:
    """The words of a sentence that carry meaning, by length."""
    return frozenset(
        word.key for word in split_words(text) if len(word.key) > 3 or word.key.isdigit()
    )


def overlap(first: str, second: str) -> float:
    """Share of the shorter sentence's content words that the other has too, in [0, 1]."""
    one, other = content_words(first), content_words(second)
    return len(one & other) / max(1, min(len(one), len(other)))


def telling_words(first: Candidate, second: Candidate) -> tuple[frozenset[str], frozenset[str]]:
    """The content words of two sentences; the names of either and verbs of events are left out.

    "Acme introduced" opens every launch of a house, so it tells none from another.
    """
    mentions = (*first.mentions, *second.mentions)
    named = [first.speaker.name, second.speaker.name, *(item.surface for item in mentions)]
    names = content_words(" ".join(named))
    plain = names | load_cues().event_weights.keys()
    return content_words(first.text) - plain, content_words(second.text) - plain


def shared_words(first: Candidate, second: Candidate) -> int:
    """How many content words two sentences share beside names."""
    one, other = telling_words(first, second)
    return len((one & other) - load_cues().field_words)


def is_same_event(first: Candidate, second: Candidate) -> bool:
    """Whether two sentences tell one event: one launch, one sum of a house, or three houses."""
    shared = first.houses & second.houses
    is_listing = max(len(first.houses), len(second.houses)) > MOST_HOUSES
    is_one_deal = len(shared) >= MANY_HOUSES and not is_listing
    is_one_launch = bool(launched_ids(first) & launched_ids(second))
    return is_one_deal or is_one_launch or bool(shared and first.figures & second.figures)


def launched_ids(candidate: Candidate) -> frozenset[str]:
    """The models and chips that a sentence says were brought out or can be had now."""
    text = candidate.text
    act, state = ACT.search(text), AVAILABILITY.search(text)
    reaches = [
        (act.end(), act.end() + OBJECT_REACH) if act else (0, 0),
        (max(0, state.start() - OBJECT_REACH), state.start()) if state else (0, 0),
    ]
    return frozenset(
        item.entity_id
        for item in candidate.mentions
        if is_specific(item)
        for start, end in reaches
        for name in (item.surface, item.canonical_name)
        if start <= text.find(name, start) < end
    )


def repeats(first: Candidate, second: Candidate) -> bool:
    """Whether two sentences say much the same of the same things, the names they share left out."""
    if speak_of_others(first, second):
        return False
    one, other = telling_words(first, second)
    fewer = min(len(one), len(other))
    return (
        len(one & other) >= max(MAX_SAME * fewer, min(MIN_SHARED, max(len(one), len(other))))
        if fewer
        else overlap(first.text, second.text) >= MAX_SAME
    )


def speak_of_others(first: Candidate, second: Candidate) -> bool:
    """Whether two sentences name things, and none in common; models and chips decide."""
    names = [{item.entity_id for item in candidate.mentions} for candidate in (first, second)]
    specific = [
        {item.entity_id for item in candidate.mentions if is_specific(item)}
        for candidate in (first, second)
    ]
    one, other = specific if all(specific) else names
    return bool(one and other) and not one & other
