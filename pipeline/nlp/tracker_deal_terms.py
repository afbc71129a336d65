"""What a sentence states about an infrastructure deal: money, power, chips, term, place, dates."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from pipeline.records import Mention, Post
from pipeline.reference.chip_compute import load_chip_table
from pipeline.text.dates import find_dates
from pipeline.text.quantities import Quantity, find_quantities
from pipeline.text.sentence_spans import SentenceSpan

Found = tuple[str, object, tuple[int, int]]  # field, value, span in the post's text
MIN_AMOUNT = 1_000_000  # smaller sums in these sentences are share and list prices
BEFORE_REACH = 24
NOT_AN_AMOUNT = re.compile(
    r"\b(?:price target|target(?: price)?|valu\w+|revenue\w*|sales|market cap\w*|shares?|profit\w*|"
    r"arr|earnings|"
    r"income|backlog|est\.?)\W+(?:\w+\W+){0,3}$",
    re.IGNORECASE,
)
AFTER_NOT_AN_AMOUNT = re.compile(
    r"^\W*(?:in |of |a year in )?(?:(?:annual\w*|recurring|run[- ]rate|pre-money|post-money) )*"
    r"(?:revenue|valuation|market cap|sales|profit|arr|backlog)",
    re.IGNORECASE,
)
PER_UNIT = re.compile(
    r"^\s*(?:/|per|a|an)\s+(?:hour|gpu|chip|gigawatt|gw|mw|megawatt|token|month|year|share)\b",
    re.IGNORECASE,
)
RESPECTIVELY = re.compile(r"\brespectively\b", re.IGNORECASE)  # whose sum is whose is not read
UP_TO = re.compile(
    r"(?:\bup to|\bas much as|\bmaximum of|\bpotentially)\s*(?:about |around |approximately )?$|"
    r"高达|"
    r"最多$",
    re.IGNORECASE,
)
MORE_THAN = re.compile(r"(?:\bover|\bmore than|\bat least|\bexceed\w*|>)\s*$|超过$", re.IGNORECASE)
TARGET = re.compile(
    r"\b(?:target\w*|goal|aim\w*|plan(?:s|ned|ning)?|hopes?|by 20\d\d|expects?|eventual\w*|"
    r"commit(?:s|ted)? to spend)\b",
    re.IGNORECASE,
)
TERM = re.compile(
    r"\b(?:over|for|across|during) (?:the next |a period of )?(?P<n>\d{1,2}|two|three|four|five|"
    r"six|seven|eight|nine|"
    r"ten|fifteen|twenty) years?\b|\b(?P<n2>\d{1,2}|two|three|four|five|six|seven|ten|fifteen|"
    r"twenty)[- ]year\b(?![- ]old)",
    re.IGNORECASE,
)
YEARS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "fifteen": 15, "twenty": 20,
}  # fmt: skip
IT_POWER = re.compile(r"\b(?:IT|compute) (?:load|capacity|power)\b|critical IT", re.IGNORECASE)
SITE_POWER = re.compile(
    r"\b(?:campus|facility|site|data ?-?cent(?:er|re)s?|plant)\b", re.IGNORECASE
)
MIN_CHIPS = 100  # fewer are a machine, not a deal
MAX_CHIP_GAP = 12  # characters between a number and the chip that it counts
CHIP_UNITS = frozenset({"gpu", "tpu", "chip", "accelerator"})
ENERGY = {
    "nuclear": r"nuclear|reactors?|SMRs?", "solar": r"solar",
    "wind": r"wind (?:farm|power|energy)|wind and solar",
    "gas": r"natural gas|gas[- ](?:fired|powered|turbines?|plants?)", "geothermal": r"geothermal",
    "hydro": r"hydro\w*", "battery": r"batter(?:y|ies)", "fusion": r"fusion",
}  # fmt: skip
ENERGY_PATTERNS = tuple(
    (name, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for name, words in ENERGY.items()
)
REGIONS = (
    "Abu Dhabi|Alabama|Arizona|Australia|Brazil|California|Canada|Chile|China|Europe|Finland|"
    "France|Georgia|"
    "Germany|Iceland|Illinois|India|Indiana|Indonesia|Iowa|Ireland|Israel|Italy|Japan|Kenya|"
    "Louisiana|Malaysia|"
    "Memphis|Mexico|Michigan|Minnesota|Mississippi|Missouri|Nebraska|Netherlands|Nevada|New Mexico|"
    "New York|"
    "North Carolina|North Dakota|Norway|Ohio|Oklahoma|Oregon|Pennsylvania|Poland|Portugal|Qatar|"
    "Saudi Arabia|"
    "Singapore|South Carolina|South Korea|Spain|Sweden|Switzerland|Taiwan|Tennessee|Texas|Thailand|"
    "UAE|UK|"
    "United Arab Emirates|United Kingdom|United States|Utah|Vietnam|Virginia|Washington|Wisconsin|"
    "Wyoming"
)
REGION = re.compile(
    rf"\b(?:in|across|near|at|outside) (?:the |northern |southern |western |eastern |"
    rf"central )?(?P<region>{REGIONS})\b"
)
ONLINE = re.compile(
    r"\b(?:com(?:e|es|ing) online|online|operational|go(?:es)? live|deploy\w*|open(?:s|ing)?)\b"
    r"[^.;]{0,25}$|"
    r"\b(?:capacity|gigawatts?|megawatts?|GW|MW)"
    r"(?: of (?:capacity|compute|power))?(?: (?:is |are )?(?:expected|available|due|ready))? $",
    re.IGNORECASE,
)
START = re.compile(r"\b(?:start(?:s|ing)?|begin(?:s|ning)?|effective)\b[^.;]{0,25}$", re.IGNORECASE)
# A town before its state or country: "in Plano, Texas".
SITE = re.compile(
    rf"\b(?:in|at|near|outside) (?P<site>[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){{0,2}}), "
    rf"(?P<region>{REGIONS})\b"
)
CIRCULAR = re.compile(r"\bcircular\b|\bvendor[- ]financ\w+|\bround[- ]tripp?\w*", re.IGNORECASE)
MEGAWATTS = {"gw": 1000.0, "mw": 1.0}


def find_terms(
    post: Post, sentence: SentenceSpan, names: Sequence[Mention], is_party: bool
) -> Iterator[Found]:
    """Every term of a deal that a sentence states; `is_party` says that a party is speaking."""
    text = sentence.text
    found = [
        *_money(text, is_party),
        *_power(text),
        *_chips(text, sentence, names),
        *_term(text),
        *_place(text),
    ]
    for name, value, (start, end) in found:
        yield name, value, (sentence.start + start, sentence.start + end)
    yield from find_online_dates(sentence, post.posted_at)


def _money(text: str, is_party: bool) -> Iterator[Found]:
    if RESPECTIVELY.search(text):
        return
    for quantity in find_quantities(text):
        before, after = text[: quantity.start], text[quantity.end :]
        if quantity.currency is None or quantity.value < MIN_AMOUNT or PER_UNIT.match(after):
            continue
        if NOT_AN_AMOUNT.search(before[-50:]) or AFTER_NOT_AN_AMOUNT.match(after):
            continue
        span = _span_with_basis(text, quantity)
        yield "amount", float(quantity.value), span
        yield "amount_currency", quantity.currency, span
        yield "amount_basis", _amount_basis(text, quantity, is_party), span
        return


def _span_with_basis(text: str, quantity: Quantity) -> tuple[int, int]:
    """The figure together with "up to" or "over" before it."""
    before = text[: quantity.start]
    for pattern in (UP_TO, MORE_THAN):
        match = pattern.search(before)
        if match:
            return match.start(), quantity.end
    return quantity.start, quantity.end


def _amount_basis(text: str, quantity: Quantity, is_party: bool) -> str:
    before = text[max(0, quantity.start - BEFORE_REACH) : quantity.start]
    if UP_TO.search(before):
        return "up_to"
    if TARGET.search(text):
        return "target"
    return "firm" if is_party and not MORE_THAN.search(before) else "reported"


def _power(text: str) -> Iterator[Found]:
    for quantity in find_quantities(text):
        if quantity.unit in MEGAWATTS:
            before = text[max(0, quantity.start - BEFORE_REACH) : quantity.start]
            span = _span_with_basis(text, quantity)
            yield "power_mw", float(quantity.value) * MEGAWATTS[quantity.unit], span
            yield "power_basis", _power_basis(text, before), span
            return


def _power_basis(text: str, before: str) -> str:
    if UP_TO.search(before) or TARGET.search(text):
        return "target"
    if IT_POWER.search(text):
        return "it"
    return "facility" if SITE_POWER.search(text) else "contracted"


def _chips(text: str, sentence: SentenceSpan, names: Sequence[Mention]) -> Iterator[Found]:
    chips = [
        (name.span_start - sentence.start, name) for name in names if name.entity_type == "hardware"
    ]
    for start, name in chips:
        yield "chips_type", name.canonical_name, (start, name.span_end - sentence.start)
    for quantity in find_quantities(text):
        counted = next(
            (name for start, name in chips if _stands_before(text, quantity, start)), None
        )
        is_bare = quantity.unit is None and quantity.currency is None
        counts_chips = quantity.unit in CHIP_UNITS or (is_bare and counted)
        if counts_chips and quantity.value >= MIN_CHIPS:
            yield "chips_qty", int(quantity.value), (quantity.start, quantity.end)
            yield from _in_h100s(quantity, counted, sentence)
            return


def _stands_before(text: str, quantity: Quantity, chip_start: int) -> bool:
    """Whether a number counts the chip that a name at `chip_start` is of."""
    gap = text[quantity.end : chip_start]
    return 0 <= chip_start - quantity.end <= MAX_CHIP_GAP and not re.search(r"[,.;]|\d", gap)


def _in_h100s(quantity: Quantity, chip: Mention | None, sentence: SentenceSpan) -> Iterator[Found]:
    """What a number of chips is in H100s, where it counts a named chip of known compute."""
    if chip is not None:
        key = chip.entity_id.removeprefix("hw:")
        equivalents = load_chip_table().h100_equivalents(key, int(quantity.value))
        if equivalents is not None:
            yield "h100_equivalents", equivalents, (quantity.start, chip.span_end - sentence.start)


def _term(text: str) -> Iterator[Found]:
    match = TERM.search(text)
    if match:
        word = (match["n"] or match["n2"]).casefold()
        yield "term_years", float(YEARS.get(word) or int(word)), match.span()


def _place(text: str) -> Iterator[Found]:
    town = SITE.search(text)
    if town:
        yield "site", town["site"], town.span("site")
        yield "region", town["region"], town.span("region")
    match = None if town else REGION.search(text)
    if match:
        yield "region", match["region"], match.span("region")
    for name, pattern in ENERGY_PATTERNS:
        energy = pattern.search(text)
        if energy:
            yield "energy_source", name, energy.span()
    circular = CIRCULAR.search(text)
    if circular:
        yield "circular_flag", True, circular.span()


def find_online_dates(sentence: SentenceSpan, posted_at: dt.datetime) -> Iterator[Found]:
    """The first date ahead at which a sentence says that something comes online or starts."""
    fields = (("online_date", ONLINE), ("start_date", START))
    text = sentence.text
    for date in find_dates(text, posted_at, prefer="future"):
        for name, pattern in fields if date.last_day >= posted_at.date() else ():
            if pattern.search(text[: date.start]):
                span = sentence.start + date.start, sentence.start + date.end
                yield name, date.first_day, span
                return
