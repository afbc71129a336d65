"""News told in Chinese: which event, whom it concerns and for how much, and who wrote it.

Nothing is translated. A sentence of fixed words names a kind of event that the post has a word
for, the bodies and models that the same sentence names, and a sum of money that it states. Who did
it to what is told where a name stands closely before the word and another closely after it; else
that is left to the post, and a release is not told at all.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.records import Mention, Post
from pipeline.reference.wording import RelayedEvent, load_wording
from pipeline.text.quantities import Quantity, find_quantities

CHINESE = "zh"
HEAD_CHARS = 160  # of a post, in which its news stands
MAX_HEAD_SENTENCES = 2
MAX_NAMES = 4
SENTENCE = re.compile(r"[^。！!？?；;\n]+[。！!？?；;]?")
SCALES = (
    (Decimal(10) ** 12, "trillion"),
    (Decimal(10) ** 9, "billion"),
    (Decimal(10) ** 6, "million"),
)
SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "CNY": "RMB "}
NAMED_TYPES = frozenset({"org", "model", "hardware"})
ACTOR_REACH, OBJECT_REACH = 14, 24  # characters before and after an event's word
ACTOR_STOP = re.compile(r"[，,。；;：:、！!]")
PREPOSITIONS = ("对", "就", "因", "被", "向")
OBJECT_STOP = re.compile(r"[，,。；;、！!]")
DENIAL_REACH = 4  # characters
WORD_REST = r"[A-Za-z0-9.-]*[A-Za-z0-9]"
# A word of four letters or more with a capital, and those that follow it the same way.
PRODUCT = re.compile(
    rf"(?<![\w@#./-])[A-Z][A-Za-z0-9][A-Za-z0-9.-]+[A-Za-z0-9](?: [A-Z]{WORD_REST})*"
)


@dataclass(frozen=True, slots=True)
class Relay:
    """What a Chinese post tells of: an event, whom and what it concerns, and a sum or "" for none.

    `deed` is who did it and to what, where the sentence tells.
    """

    event: RelayedEvent
    mentions: tuple[Mention, ...]
    deed: tuple[str, str] | None
    figure: str

    @property
    def names_told(self) -> tuple[str, ...]:
        """Whom and what it concerns; a family is left out beside one of its members."""
        if self.deed:
            return self.deed
        names = dict.fromkeys(mention.canonical_name for mention in self.mentions)
        return tuple(name for name in names if sum(name in other for other in names) == 1)

    @property
    def names(self) -> str:
        """Whom and what it concerns, as running text."""
        *others, last = self.names_told
        return f"{', '.join(others)} and {last}" if others else last

    def sentence(self, speaker: str) -> str:
        """The report as a sentence of a digest."""
        figure = f" ({self.figure})" if self.figure else ""
        event = f"{self.event.noun} involving {self.names}"
        if self.deed and self.event.past:
            event = f"that {self.deed[0]} {self.event.past} {self.deed[1]}"
        return f"{speaker}, writing in Chinese, reports {event}{figure}."

    @property
    def headline(self) -> str:
        """The report as a headline."""
        if self.deed and self.event.present:
            return f"{self.deed[0]} {self.event.present} {self.deed[1]}"
        noun = re.sub(r"^an? ", "", self.event.noun)
        return f"{noun[0].upper()}{noun[1:]} involving {self.names}"


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
    sentences = list(SENTENCE.finditer(post.body_text, 0, HEAD_CHARS))[:MAX_HEAD_SENTENCES]
    found = (
        _relay_of_sentence(
            match, mentions_within(mentions, match.start(), match.end(), press), common
        )
        for match in sentences
    )
    return next((relay for relay in found if relay is not None), None)


def mentions_within(
    mentions: Sequence[Mention], start: int, end: int, press: Collection[str]
) -> list[Mention]:
    """The bodies, models and chips that a stretch of a post names, each once, in order."""
    found: dict[str, Mention] = {}
    for mention in sorted(mentions, key=lambda item: item.span_start):
        is_inside = start <= mention.span_start and mention.span_end <= end
        if is_inside and mention.entity_type in NAMED_TYPES and mention.entity_id not in press:
            found.setdefault(mention.entity_id, mention)
    return list(found.values())


def _relay_of_sentence(
    sentence: re.Match[str], mentions: Sequence[Mention], common: Collection[str]
) -> Relay | None:
    wording, text = load_wording(), sentence.group()
    if not mentions or any(doubt in text for doubt in wording.relay_doubts):
        return None
    plain = text
    for compound in wording.relay_compounds:
        plain = plain.replace(compound, " " * len(compound))
    event = next((event for event in wording.relayed_events if is_told(event, plain)), None)
    if event is None:
        return None
    deed = deed_of(event, sentence, mentions, common) if event.past else None
    bodies = sum(mention.entity_type == "org" for mention in mentions)
    is_clear = bodies <= event.most_parties and event.parties <= len(mentions) <= MAX_NAMES
    if deed is None and not (is_clear and event.most_parties):
        return None
    sums = {written_sum(item) for item in find_quantities(text) if item.currency in SIGNS}
    return Relay(event, tuple(mentions), deed, sums.pop() if len(sums) == 1 else "")


def deed_of(
    event: RelayedEvent,
    sentence: re.Match[str],
    mentions: Sequence[Mention],
    common: Collection[str],
) -> tuple[str, str] | None:
    """Who did it and to what: a body closely before the event's word, a name closely after it."""
    text, offset = sentence.group(), sentence.start()
    for word in event.words:
        for match in re.finditer(word, text):
            actor = _actor_before(text, offset, match.start(), mentions)
            named = actor and _object_after(text, offset, match.end(), actor, mentions, common)
            if actor and named and actor.canonical_name != named:
                return actor.canonical_name, named
    return None


def _actor_before(text: str, offset: int, end: int, mentions: Sequence[Mention]) -> Mention | None:
    """The last body named before a place of a sentence, in the same clause and as its subject."""
    before = [
        mention
        for mention in mentions
        if mention.entity_type == "org"
        and 0 <= end - (mention.span_end - offset) <= ACTOR_REACH
        and not ACTOR_STOP.search(text, mention.span_end - offset, end)
        and text[: mention.span_start - offset].rstrip()[-1:] not in PREPOSITIONS
    ]
    return max(before, key=lambda mention: mention.span_end, default=None)


def _object_after(
    text: str,
    offset: int,
    start: int,
    actor: Mention,
    mentions: Sequence[Mention],
    common: Collection[str],
) -> str | None:
    """The first thing or body named after a place of a sentence, in the same clause.

    A name that stands for a thing of another house is left as it is written: it may be a namesake.
    """
    stop = OBJECT_STOP.search(text, start)
    end = min(stop.start() if stop else len(text), start + OBJECT_REACH)
    found = [
        (
            mention.span_start - offset,
            mention.canonical_name
            if mention.owner_id in {None, actor.entity_id}
            else mention.surface,
        )
        for mention in mentions
        if start <= mention.span_start - offset < end
    ]
    found += [(at, name) for at, name in product_names(text, mentions, common) if start <= at < end]
    return min(found)[1] if found else None


def is_told(event: RelayedEvent, text: str) -> bool:
    """Whether a sentence has a word for an event and no denial shortly before it."""
    denials = load_wording().relay_denials
    return any(
        not any(
            denial in text[max(0, match.start() - DENIAL_REACH) : match.start()]
            for denial in denials
        )
        for word in event.words
        for match in re.finditer(word, text)
    )


def product_names(
    text: str, mentions: Sequence[Mention], common: Collection[str]
) -> list[tuple[int, str]]:
    """Names in Latin letters that are no mention and no common word, and where they stand."""
    known = {
        word.casefold()
        for mention in mentions
        for word in f"{mention.surface} {mention.canonical_name}".split()
    }
    return [
        (match.start(), match.group())
        for match in PRODUCT.finditer(text)
        if not {word.casefold() for word in match.group().split()} & (known | set(common))
    ]


def written_sum(quantity: Quantity) -> str:
    """A sum of money as an English reader has it.

    >>> written_sum(find_quantities("380亿美元")[0])
    '$38 billion'
    """
    sign, value = SIGNS[quantity.currency or "USD"], quantity.value
    for scale, word in SCALES:
        if value >= scale:
            return f"{sign}{(value / scale).normalize():f} {word}"
    return f"{sign}{value.normalize():,f}"
