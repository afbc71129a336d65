"""News told in Chinese: who did what to whom, or for how much, and who wrote it.

Nothing is translated. A post is told only where a sentence names an actor, has a word for a deed,
and names what the deed is done to, or a sum or a number that belongs to it; the words are fixed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from pipeline.records import Mention, Post
from pipeline.reference.wording import RelayedEvent, load_wording
from pipeline.writing.relay_deeds import (
    FORMS,
    NAMED_TYPES,
    PERSON,
    Deed,
    Sentence,
    written_sum,
)

CHINESE = "zh"
HEAD_CHARS = 160  # of a post, in which its news stands
MAX_HEAD_SENTENCES = 2
SENTENCE = re.compile(r"[^。！!？?；;\n]+[。！!？?；;]?")
DENIAL_REACH = 4  # characters


@dataclass(frozen=True, slots=True)
class Relay:
    """What a Chinese post tells of: a deed, the names in its sentence, and a sum or "" for none."""

    event: RelayedEvent
    mentions: tuple[Mention, ...]
    deed: Deed
    figure: str

    @property
    def names_told(self) -> tuple[str, ...]:
        """Whom and what it concerns."""
        return self.deed.names

    def sentence(self, speaker: str) -> str:
        """The report as a sentence of a digest."""
        is_new = self.figure and self.figure not in self.deed.thing
        figure = f" ({self.figure})" if is_new else ""
        told = self._clause(self.event.past)
        return f"{speaker}, writing in Chinese, reports that {told}{figure}."

    @property
    def headline(self) -> str:
        """The report as a headline."""
        return self._clause(self.event.present)

    def _clause(self, verb: str) -> str:
        return " ".join(filter(None, (self.deed.actor, verb, self.deed.thing, self.event.tail)))


def relay_of(
    post: Post, mentions: Sequence[Mention], press: Collection[str], common: Collection[str]
) -> Relay | None:
    """What a Chinese post reports at its start; None when we have no words for that.

    Args:
        post: Any post; only a Chinese one relays anything.
        mentions: The names in it.
        press: Entity ids of outlets, which are sources and not parties.
        common: Latin words in lower case that are no names.
    """
    if post.language != CHINESE:
        return None
    matches = list(SENTENCE.finditer(post.body_text, 0, HEAD_CHARS))[:MAX_HEAD_SENTENCES]
    found = (
        _relay_of_sentence(
            Sentence(
                match.group(),
                match.start(),
                mentions_within(mentions, match.start(), match.end(), press),
                common,
            )
        )
        for match in matches
    )
    return next((relay for relay in found if relay is not None), None)


def mentions_within(
    mentions: Sequence[Mention], start: int, end: int, press: Collection[str]
) -> tuple[Mention, ...]:
    """The bodies, people, models and chips that a stretch of a post names, each once, in order."""
    found: dict[str, Mention] = {}
    for mention in sorted(mentions, key=lambda item: item.span_start):
        is_inside = start <= mention.span_start and mention.span_end <= end
        is_party = mention.entity_type in NAMED_TYPES | PERSON and mention.entity_id not in press
        if is_inside and is_party:
            found.setdefault(mention.entity_id, mention)
    return tuple(found.values())


def _relay_of_sentence(sentence: Sentence) -> Relay | None:
    wording = load_wording()
    if not sentence.mentions or any(doubt in sentence.text for doubt in wording.relay_doubts):
        return None
    plain = sentence.text
    for compound in wording.relay_compounds:
        plain = plain.replace(compound, " " * len(compound))
    for event in wording.relayed_events:
        is_meant = not event.needs or any(word in plain for word in event.needs)
        for word in told_words(event, plain) if is_meant else ():
            deed = FORMS[event.form](sentence, word, event)
            if deed is not None:
                sums = {written_sum(item) for item in sentence.sums()}
                named = tuple(m for m in sentence.mentions if m.entity_type in NAMED_TYPES)
                return Relay(event, named, deed, sums.pop() if len(sums) == 1 else "")
    return None


def told_words(event: RelayedEvent, text: str) -> Iterator[re.Match[str]]:
    """The words for an event in a sentence that no denial stands shortly before."""
    denials = load_wording().relay_denials
    for word in event.words:
        for match in re.finditer(word, text):
            before = text[max(0, match.start() - DENIAL_REACH) : match.start()]
            if not any(denial in before for denial in denials):
                yield match
