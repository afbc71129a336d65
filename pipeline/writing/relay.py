"""News told in Chinese: which event, whom it concerns and for how much, and who wrote it.

Nothing is translated. A sentence of fixed words names a kind of event that the post has a word
for, the bodies and models that the same sentence names, and a sum of money that it states. Who does
what to whom is left to the post.
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
THING_TYPES = frozenset({"model", "hardware"})
MAX_PRODUCTS = 1
DENIAL_REACH = 4  # characters
WORD_REST = r"[A-Za-z0-9.-]*[A-Za-z0-9]"
# A word of four letters or more with a capital, and those that follow it the same way.
PRODUCT = re.compile(
    rf"(?<![\w@#./-])[A-Z][A-Za-z0-9][A-Za-z0-9.-]+[A-Za-z0-9](?: [A-Z]{WORD_REST})*"
)


@dataclass(frozen=True, slots=True)
class Relay:
    """What a Chinese post tells of: an event, whom and what it concerns, and a sum or "" for none.

    `products` are names in Latin letters that no registry knows.
    """

    event: RelayedEvent
    mentions: tuple[Mention, ...]
    products: tuple[str, ...]
    figure: str

    @property
    def names_told(self) -> tuple[str, ...]:
        """Whom and what it concerns; a family is left out beside one of its members."""
        names = dict.fromkeys(mention.canonical_name for mention in self.mentions)
        full = [name for name in names if sum(name in other for other in names) == 1]
        return (*full, *self.products)

    @property
    def names(self) -> str:
        """Whom and what it concerns, as running text."""
        *others, last = self.names_told
        return f"{', '.join(others)} and {last}" if others else last

    def sentence(self, speaker: str) -> str:
        """The report as a sentence of a digest."""
        figure = f" ({self.figure})" if self.figure else ""
        return (
            f"{speaker}, writing in Chinese, reports {self.event.noun} involving "
            f"{self.names}{figure}."
        )

    @property
    def headline(self) -> str:
        """The report as a headline."""
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
            match.group(), mentions_within(mentions, match.start(), match.end(), press), common
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
    text: str, mentions: Sequence[Mention], common: Collection[str]
) -> Relay | None:
    wording = load_wording()
    if not mentions or any(doubt in text for doubt in wording.relay_doubts):
        return None
    plain = text
    for compound in wording.relay_compounds:
        plain = plain.replace(compound, " ")
    event = next((event for event in wording.relayed_events if is_told(event, plain)), None)
    if event is None or not event.parties <= len(mentions) <= MAX_NAMES:
        return None
    products = product_names(text, mentions, common) if event.is_of_thing else ()
    has_thing = bool(products) or any(item.entity_type in THING_TYPES for item in mentions)
    if event.is_of_thing and not has_thing:
        return None
    sums = {written_sum(item) for item in find_quantities(text) if item.currency in SIGNS}
    return Relay(event, tuple(mentions), products, sums.pop() if len(sums) == 1 else "")


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
) -> tuple[str, ...]:
    """Names in Latin letters that are no mention and no common word."""
    known = {
        word.casefold()
        for mention in mentions
        for word in f"{mention.surface} {mention.canonical_name}".split()
    }
    found = dict.fromkeys(
        name
        for name in PRODUCT.findall(text)
        if not {word.casefold() for word in name.split()} & (known | set(common))
    )
    return tuple(found)[:MAX_PRODUCTS]


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
