"""Who did what to whom in a Chinese sentence: a reader for each form that a deed is told in."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.records import Mention
from pipeline.reference.wording import RelayedEvent, RelayForm
from pipeline.text.quantities import Quantity, find_quantities

SCALES = (
    (Decimal(10) ** 12, "trillion"),
    (Decimal(10) ** 9, "billion"),
    (Decimal(10) ** 6, "million"),
)
SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "CNY": "RMB "}
MIN_RAISED = Decimal(10) ** 6
NAMED_TYPES = frozenset({"org", "model", "hardware"})
BODY, PERSON = frozenset({"org"}), frozenset({"person"})
ACTOR_REACH = 14  # characters between an actor and its deed
NEAR_REACH = 6  # between a thing and the word for what befell it
CUT_REACH = 60  # between a house and the number of jobs that it cuts
SUM_REACH = 12  # between a sum and the word for raising it
NOT_RAISED = re.compile(r"估值|市值|[，,]")
PARTNER_REACH = 24  # between a partner and the word for what was agreed
OBJECT_REACH = 24  # between a deed and what it is done to
# What may stand between an actor and its deed: why it did it, and that it says so.
ASIDE = re.compile(r"^\s*(?:因|由于)[^，,。；：]{1,30}[，,]|(?:宣布|官宣|公布|透露)\s*[，,：:]")
ACTOR_STOP = re.compile(r"[，,。；;：:、！!「」“”]|^\s*的|被|遭")
NO_ACTOR_AFTER = (
    "获得", "来自", "对", "就", "因", "被", "向", "给", "遭", "让", "由", "据", "与", "跟", "禁止",
)  # fmt: skip
TOWARDS = ("向", "给", "对")
JOINED = re.compile(r"(?:与|和|跟|同|联合|携手)\s*[^，,。；;：:、与和跟]{0,12}$")
NOT_JOINED = re.compile(rf"{ACTOR_STOP.pattern}|收购|并购|诉讼|和解")
OBJECT_STOP = re.compile(r"[，,。；;、！!]")
JOBS = re.compile(
    r"\s*(?:约|大约|近|超过?|至少|了|掉)*\s*(?P<count>\d[\d,]*)\s*(?P<scale>万)?\s*多?"
    r"\s*(?:名|人|位|个(?:职位|岗位|工作))"
)
TEN_THOUSAND = 10_000
WORD_REST = r"[A-Za-z0-9.-]*[A-Za-z0-9]"
# A word of four letters or more with a capital, and those that follow it the same way.
PRODUCT = re.compile(
    rf"(?<![\w@#./-])[A-Z][A-Za-z0-9][A-Za-z0-9.-]+[A-Za-z0-9](?: [A-Z]{WORD_REST})*"
)


@dataclass(frozen=True, slots=True)
class Deed:
    """Who did it, and what it was done to as a sentence has it; `names` are the names in both."""

    actor: str
    thing: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a post with what it names."""

    text: str
    start: int
    mentions: tuple[Mention, ...]
    common: Collection[str]

    def span(self, mention: Mention) -> tuple[int, int]:
        """Where a name stands in the sentence."""
        return mention.span_start - self.start, mention.span_end - self.start

    def sums(self) -> list[Quantity]:
        """The sums of money that it states."""
        return [item for item in find_quantities(self.text) if item.currency in SIGNS]

    def last_before(self, end: int, types: Collection[str]) -> Mention | None:
        """The last name of some types that ends before a place."""
        before = [m for m in self.mentions if m.entity_type in types and self.span(m)[1] <= end]
        return max(before, key=lambda mention: mention.span_end, default=None)

    def follows(self, mention: Mention, words: tuple[str, ...]) -> bool:
        """Whether a name stands right after one of some words."""
        return self.text[: self.span(mention)[0]].rstrip().endswith(words)


def _does(sentence: Sentence, word: re.Match[str], event: RelayedEvent) -> Deed | None:
    """A body does it to what is named after the word, or towards a body named before it."""
    last = sentence.last_before(word.start(), BODY)
    if last is not None and event.is_towards and sentence.follows(last, TOWARDS):
        actor = _actor_before(sentence, sentence.span(last)[0], BODY, TOWARDS)
        return _deed(actor, last.canonical_name)
    actor = _actor_before(sentence, word.start(), BODY)
    if actor is None:
        return None
    after = sentence.text[word.end() : word.end() + event.reach]
    for words, thing in event.things.items():
        if re.search(words, after):
            return Deed(actor.canonical_name, thing, (actor.canonical_name,))
    return _deed(actor, _object_after(sentence, word.end(), actor, event.reach))


def _deed(actor: Mention | None, name: str | None) -> Deed | None:
    if actor is None or not name or name == actor.canonical_name:
        return None
    # "NVIDIA may sell H200": a thing of the actor's is not named after it again.
    thing = name.removeprefix(f"{actor.canonical_name} ")
    return Deed(actor.canonical_name, thing, (actor.canonical_name, name))


def _joins(sentence: Sentence, word: re.Match[str], event: RelayedEvent) -> Deed | None:
    """Two bodies do it, the second of them named after "with" or "and"."""
    partner = sentence.last_before(word.start(), BODY)
    if partner is None:
        return None
    start, end = sentence.span(partner)
    joint = JOINED.search(sentence.text, 0, start)
    between = sentence.text[end : word.start()]
    if joint is None or len(between) > PARTNER_REACH or NOT_JOINED.search(between):
        return None
    return _deed(_actor_before(sentence, joint.start(), BODY), partner.canonical_name)


def _befalls(sentence: Sentence, word: re.Match[str], event: RelayedEvent) -> Deed | None:
    """It befalls a model or a chip that is named right before the word."""
    thing = _actor_before(sentence, word.start(), NAMED_TYPES - BODY, reach=NEAR_REACH)
    return Deed(thing.canonical_name, "", (thing.canonical_name,)) if thing else None


def _leaves(sentence: Sentence, word: re.Match[str], event: RelayedEvent) -> Deed | None:
    """A person does it; the house is named before the person."""
    person = _actor_before(sentence, word.start(), PERSON)
    if person is None:
        return None
    start = sentence.span(person)[0]
    house = sentence.last_before(start, BODY)
    if house is None or ACTOR_STOP.search(sentence.text, sentence.span(house)[1], start):
        return None
    return _deed(person, house.canonical_name)


def _raises(sentence: Sentence, word: re.Match[str], event: RelayedEvent) -> Deed | None:
    """A body takes in the one sum that the sentence states."""
    actor = _actor_before(sentence, word.start(), BODY, reach=OBJECT_REACH)
    sums = sentence.sums()
    if actor is None or len(sums) != 1 or sums[0].value < MIN_RAISED:
        return None
    first, last = sorted([(word.start(), word.end()), (sums[0].start, sums[0].end)])
    between = sentence.text[first[1] : last[0]]
    if len(between) > SUM_REACH or NOT_RAISED.search(between):
        return None
    return Deed(actor.canonical_name, written_sum(sums[0]), (actor.canonical_name,))


def _cuts(sentence: Sentence, word: re.Match[str], event: RelayedEvent) -> Deed | None:
    """The only body of a sentence cuts a number of jobs."""
    bodies = [mention for mention in sentence.mentions if mention.entity_type == "org"]
    jobs = JOBS.match(sentence.text, word.end())
    if len(bodies) != 1 or jobs is None:
        return None
    if not 0 <= word.start() - sentence.span(bodies[0])[1] <= CUT_REACH:
        return None
    number = int(jobs["count"].replace(",", "")) * (TEN_THOUSAND if jobs["scale"] else 1)
    name = bodies[0].canonical_name
    return Deed(name, f"{number:,} jobs", (name,))


Read = Callable[[Sentence, re.Match[str], RelayedEvent], Deed | None]
FORMS: Mapping[RelayForm, Read] = {
    "does": _does,
    "joins": _joins,
    "befalls": _befalls,
    "leaves": _leaves,
    "raises": _raises,
    "cuts": _cuts,
}


def _actor_before(
    sentence: Sentence,
    end: int,
    types: Collection[str],
    joints: tuple[str, ...] = (),
    reach: int = ACTOR_REACH,
) -> Mention | None:
    """The last name of some types before a place, if it is the subject of the same clause.

    `joints` are words that may stand last before the place.
    """
    mention = sentence.last_before(end, types)
    if mention is None or sentence.follows(mention, NO_ACTOR_AFTER):
        return None
    between = sentence.text[sentence.span(mention)[1] : end].rstrip()
    for joint in joints:
        between = between.removesuffix(joint)
    between = ASIDE.sub("", between)
    is_near = len(between) <= reach and not ACTOR_STOP.search(between)
    return mention if is_near else None


def _object_after(sentence: Sentence, start: int, actor: Mention, reach: int) -> str | None:
    """The first thing or body named after a place of a sentence, in the same clause.

    A Latin name that stands for a thing of another house is left as written: it may be a namesake.
    """
    stop = OBJECT_STOP.search(sentence.text, start)
    end = min(stop.start() if stop else len(sentence.text), start + reach)
    found = [
        (
            sentence.span(mention)[0],
            mention.canonical_name
            if mention.entity_type == "org"
            or mention.owner_id in {None, actor.entity_id}
            or not mention.surface.isascii()
            else mention.surface,
        )
        for mention in sentence.mentions
        if mention.entity_type in NAMED_TYPES and start <= sentence.span(mention)[0] < end
    ]
    found += [
        (at, name)
        for at, name in product_names(sentence.text, sentence.mentions, sentence.common)
        if start <= at < end
    ]
    return min(found)[1] if found else None


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
