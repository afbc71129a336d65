"""Numbers in text with their scale, unit and currency."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

SCALES = {
    "k": 10**3, "thousand": 10**3, "万": 10**4, "萬": 10**4, "m": 10**6, "mn": 10**6,
    "mm": 10**6, "million": 10**6, "百万": 10**6, "千万": 10**7, "亿": 10**8, "億": 10**8,
    "b": 10**9, "bn": 10**9, "billion": 10**9, "十亿": 10**9, "百亿": 10**10, "千亿": 10**11,
    "t": 10**12, "tn": 10**12, "trillion": 10**12, "万亿": 10**12,
}  # fmt: skip
CURRENCIES = {
    "$": "USD", "us$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD", "美元": "USD",
    "美金": "USD", "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP",
    "gbp": "GBP", "pounds": "GBP", "¥": "CNY", "rmb": "CNY", "cny": "CNY", "yuan": "CNY",
    "元": "CNY", "人民币": "CNY", "jpy": "JPY", "yen": "JPY", "₩": "KRW", "krw": "KRW",
    "won": "KRW", "₹": "INR", "inr": "INR", "rupees": "INR", "c$": "CAD", "a$": "AUD",
    "hk$": "HKD", "nt$": "TWD", "s$": "SGD", "sar": "SAR", "aed": "AED",
}  # fmt: skip
NUMBER_WORDS = {
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "twenty": 20, "thirty": 30, "fifty": 50,
}  # fmt: skip
UNITS = (
    "gigawatts?|megawatts?|kilowatts?|gwh|mwh|twh|kwh|gw|mw|kw|tb|gb|mb|pb|tops|exaflops?|petaflops?|"
    "teraflops?|flops?|fps|nm|tokens?|parameters?|params?|gpus?|tpus?|cpus?|chips?|accelerators?|wafers?|"
    "servers?|racks?|users?|customers?|developers?|accounts?|people|employees|jobs|deaths|victims|"
    "patients|downloads?|stars?|years?|months?|weeks?|days?|hours?|minutes?|seconds?|ms|hz|khz|times|"
    "points?|elo|x|bps|basis points"
)
CJK_UNITS = {
    "吉瓦": "gw",
    "兆瓦": "mw",
    "千瓦": "kw",
    "参数": "parameter",
    "小时": "hour",
    "天": "day",
}
QUANTITY = re.compile(
    rf"""
    (?<![A-Za-z0-9_])(?<!\d[.,])(?<![A-Za-z]-)(?<!\d:)
    (?P<prefix>us\$|c\$|a\$|hk\$|nt\$|s\$|[$€£¥₩₹]|(?:usd|rmb|cny|eur|gbp|jpy|krw|inr|sar|aed)\s?)?
    (?P<number>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?
      |(?<![A-Za-z0-9@#'’])(?:{"|".join(NUMBER_WORDS)})(?=[\s-]))
    (?:[\s-]?(?P<scale>thousand|million|billion|trillion|bn|mn|tn|mm|(?-i:(?<=\s)[KMBT])|(?<!\s)[kmbt]
      |万亿|千亿|百亿|十亿|千万|百万|[万亿萬億])(?![a-z]))?
    (?P<plus>\+)?
    (?:\s?(?P<percent>%|percent\b|per\ cent\b|pct\b)
      |[\s-]?(?P<currency>us\ dollars|usd|dollars?|euros?|pounds|yuan|rmb|yen|won|rupees|gbp|eur)
        (?![a-z])
      |(?P<cjk_currency>美元|美金|人民币|元)
      |(?P<cjk_unit>{"|".join(CJK_UNITS)})
      |[\s-]?(?P<unit>{UNITS})(?![a-z])
    )?
    (?![A-Za-z0-9]|\.\d|,\d|:\d)
    """,
    re.IGNORECASE | re.VERBOSE,
)
# What stands between the two figures of a range: "$5-10 billion", "3 to 5 GW".
RANGE_JOINT = re.compile(r"\s?(?:-|–|—|~|to|至|到)\s?", re.IGNORECASE)
UNINFLECTED_UNITS = frozenset({"x", "ms", "bps", "tops", "fps", "people"})
SHORT_UNITS = {
    "gigawatt": "gw", "megawatt": "mw", "kilowatt": "kw", "param": "parameter", "time": "x",
    "death": "people", "victim": "people", "basis point": "bps",
}  # fmt: skip


@dataclass(frozen=True)
class Quantity:
    """A number as a text states it.

    `unit` is singular lower case, "%" for per cent; `currency` is ISO 4217.
    """

    start: int
    end: int
    text: str
    value: Decimal
    unit: str | None
    currency: str | None

    @property
    def is_measured(self) -> bool:
        """It has a unit or a currency, so that it says how much of what."""
        return self.unit is not None or self.currency is not None


def find_quantities(text: str) -> list[Quantity]:
    """Every number of a text, left to right, but for figures inside names such as "GPT-5.4".

    The first figure of a range takes the scale, unit and currency that only the second spells out,
    and the second the currency that only the first one has.

    >>> [(q.value, q.currency) for q in find_quantities("a $2.5 billion deal")]
    [(Decimal('2500000000.0'), 'USD')]
    """
    matches = [match for match in QUANTITY.finditer(text) if _is_figure(match)]
    return list(_with_ranges(text, matches))


def _is_figure(match: re.Match[str]) -> bool:
    """Digits always are; "a" and "six" only before a scale or a unit, where they count."""
    if match["number"][0].isdigit():
        return True
    if match["number"].casefold() == "a":
        return bool(match["scale"]) and len(match["scale"]) > 2
    return bool(match["scale"] or match["unit"] or match["currency"])


def _with_ranges(text: str, matches: list[re.Match[str]]) -> Iterator[Quantity]:
    quantities = [_quantity(match) for match in matches]
    for index, quantity in enumerate(quantities):
        after = index + 1
        if after < len(quantities) and RANGE_JOINT.fullmatch(
            text[quantity.end : quantities[after].start]
        ):
            lower, upper = _range(matches[index], matches[after], quantity, quantities[after])
            quantities[after] = upper
            yield lower
        else:
            yield quantity


def _range(
    first: re.Match[str], second: re.Match[str], lower: Quantity, upper: Quantity
) -> tuple[Quantity, Quantity]:
    """Both ends of a range, each with what only the other one spells out."""
    upper = replace(upper, currency=upper.currency or lower.currency)
    if first["scale"] is None and not _has_own_unit(first) and second["scale"]:
        lower = replace(lower, value=lower.value * SCALES[second["scale"].casefold()])
    return (
        replace(lower, unit=lower.unit or upper.unit, currency=lower.currency or upper.currency),
        upper,
    )


def _has_own_unit(match: re.Match[str]) -> bool:
    return bool(match["unit"] or match["percent"] or match["currency"] or match["cjk_unit"])


def _quantity(match: re.Match[str]) -> Quantity:
    number = match["number"].casefold()
    value = Decimal(NUMBER_WORDS.get(number, 0)) or Decimal(number.replace(",", ""))
    currency = (match["prefix"] or match["currency"] or match["cjk_currency"] or "").strip()
    return Quantity(
        start=match.start(),
        end=match.end(),
        text=match.group().strip(),
        value=value * SCALES.get((match["scale"] or "").casefold(), 1),
        unit=_unit(match),
        currency=CURRENCIES.get(currency.casefold().removeprefix("us ")),
    )


def _unit(match: re.Match[str]) -> str | None:
    if match["percent"]:
        return "%"
    if match["cjk_unit"]:
        return CJK_UNITS[match["cjk_unit"]]
    if not match["unit"]:
        return None
    word = match["unit"].casefold()
    if word not in UNINFLECTED_UNITS:
        word = word.removesuffix("s")
    return SHORT_UNITS.get(word, word)
