"""Which themes a post is about: cue phrases of `reference/topics.toml`, found in one pass.

One cue is enough, of the weak cues two different ones are needed. What a post is about is not what
it is labelled: a post may have several themes or none, relevant or not.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

import ahocorasick_rs

from pipeline.records import Post
from pipeline.reference.topics import Topics, load_topics

MIN_WEAK_CUES = 2
FOLDED = str.maketrans({"-": " ", "–": " ", "’": "'", "_": " ", "\n": " "})
# A plural is the same cue: "coding agents", "AI's".
PLURALS = ("s", "'s", "es")
FIRST_UNSPACED = "\u2e80"  # from here on scripts are written without spaces between words


class _Strength(Enum):
    CUE = 1
    WEAK_CUE = 2
    EXCLUSION = 3
    CONTEXT = 4


COUNTED = frozenset({_Strength.CUE, _Strength.WEAK_CUE})
CONTEXT = ""  # stands for the theme that a post speaks of AI at all


@dataclass(frozen=True, slots=True)
class PostTopic:
    """A theme of a post: a row of `silver.post_topics`.

    `evidence` holds the different cues that were found, sorted; `cue_count` is how many they are.
    """

    post_id: str
    topic_id: str
    topic_name: str
    cue_count: int
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Use:
    """What a phrase means for one theme."""

    topic_id: str
    strength: _Strength


@dataclass(frozen=True, slots=True)
class _Found:
    """A phrase of one theme in a text; half-open offsets of the folded text."""

    start: int
    end: int
    phrase: str
    strength: _Strength


def fold(text: str) -> str:
    """Text as cues are compared: lower case, hyphens as spaces.

    >>> fold("Open-Weight models")
    'open weight models'
    """
    return text.lower().translate(FOLDED)


class TopicFinder:
    """An automaton over the cues of all themes."""

    def __init__(self, topics: Topics) -> None:
        self._uses = _phrase_uses(topics)
        self._names = {topic_id: topic.name for topic_id, topic in topics.topics.items()}
        self._in_context = {
            topic_id for topic_id, topic in topics.topics.items() if topic.in_context
        } | {CONTEXT}
        self._phrases = sorted(self._uses)
        self._automaton = ahocorasick_rs.AhoCorasick(self._phrases)

    def find(self, post: Post) -> list[PostTopic]:
        """The themes of one post, sorted by topic_id."""
        by_topic: dict[str, list[_Found]] = defaultdict(list)
        for topic_id, found in self._matches(fold(post.body_text)):
            by_topic[topic_id].append(found)
        evidence = {topic_id: _evidence(found) for topic_id, found in by_topic.items()}
        speaks_of_ai = CONTEXT in by_topic or any(
            cues for topic_id, cues in evidence.items() if topic_id not in self._in_context
        )
        return [
            PostTopic(post.post_id, topic_id, self._names[topic_id], len(cues), cues)
            for topic_id, cues in sorted(evidence.items())
            if cues and (speaks_of_ai or topic_id not in self._in_context)
        ]

    def _matches(self, text: str) -> Iterator[tuple[str, _Found]]:
        indexes = self._automaton.find_matches_as_indexes(text, overlapping=True)
        for index, start, end in indexes:
            phrase = self._phrases[index]
            if _stands_alone(text, start, end):
                for use in self._uses[phrase]:
                    yield use.topic_id, _Found(start, end, phrase, use.strength)


def _phrase_uses(topics: Topics) -> dict[str, list[_Use]]:
    uses: dict[str, list[_Use]] = defaultdict(list)
    for phrase in topics.context_cues:
        uses[fold(phrase)].append(_Use(CONTEXT, _Strength.CONTEXT))
    for topic_id, topic in topics.topics.items():
        groups: tuple[tuple[Sequence[str], _Strength], ...] = (
            (topic.cues, _Strength.CUE),
            (topic.weak_cues, _Strength.WEAK_CUE),
            (topic.exclusions, _Strength.EXCLUSION),
        )
        for phrases, strength in groups:
            for phrase in phrases:
                uses[fold(phrase)].append(_Use(topic_id, strength))
    return dict(uses)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a match is no part of a longer word; scripts without spaces have no such thing."""
    if text[start] < FIRST_UNSPACED and start and _is_word_part(text[start - 1]):
        return text[start] in "$%/"
    if text[end - 1] >= FIRST_UNSPACED:
        return True
    for plural in PLURALS:
        if text.startswith(plural, end):
            after = end + len(plural)
            if after >= len(text) or not _is_word_part(text[after]):
                return True
    return end >= len(text) or not _is_word_part(text[end]) or text[end - 1] in "$%"


def _is_word_part(character: str) -> bool:
    return character < FIRST_UNSPACED and character.isalnum()


def _evidence(found: Iterable[_Found]) -> tuple[str, ...]:
    """The different cues that count, sorted; none where they are too weak.

    Of overlapping phrases the longest counts, so that "ai coding agent" is one cue and an exclusion
    hides what stands inside it.
    """
    counted: dict[str, _Strength] = {}
    taken: list[_Found] = []
    for phrase in sorted(found, key=lambda item: (item.start - item.end, item.start, item.phrase)):
        if all(phrase.end <= other.start or phrase.start >= other.end for other in taken):
            taken.append(phrase)
            if phrase.strength in COUNTED:
                counted[phrase.phrase] = phrase.strength
    if _Strength.CUE in counted.values() or len(counted) >= MIN_WEAK_CUES:
        return tuple(sorted(counted))
    return ()


@functools.cache
def _default_finder() -> Callable[[Post], list[PostTopic]]:
    return TopicFinder(load_topics()).find


def find_topics(posts: Iterable[Post]) -> list[PostTopic]:
    """The themes of some posts in any order, sorted by post_id and topic_id.

    Cost: linear in the length of the texts; 20,000 posts a second and more.
    """
    find = _default_finder()
    found = [topic for post in posts for topic in find(post)]
    return sorted(found, key=lambda topic: (topic.post_id, topic.topic_id))
