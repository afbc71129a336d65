"""The words and figures of a text, in forms that two posts about one thing share."""

from __future__ import annotations

import re
from itertools import pairwise

URL = re.compile(r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|ai|dev|co)/\S*")
CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
CJK_RUN = re.compile(f"[{CJK}]+")
# A word keeps the points and hyphens inside it: "4.7", "gpt-5.4", "open-source".
WORD = re.compile(rf"[{CJK}]+|[^\W_{CJK}]+(?:[.'’\-][^\W_{CJK}]+)*")
QUANTITY = re.compile(
    r"(?<![\w.,:/-])(?P<currency>[$€£¥])?\s?(?P<figure>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:\s?(?P<scale>trillion|billion|million|thousand|tn|bn|mn|[tbmk])(?![\w]))?"
    r"(?:\s?(?P<unit>%|percent|gw|mw|kw|gwh|gb|tb|x|×|tokens?|gpus?|chips?)(?!\w))?"
    r"(?![/:]?\d|-\w|\.\d|\w)",
    re.IGNORECASE,
)
SCALES = {
    "trillion": 1e12, "tn": 1e12, "t": 1e12,
    "billion": 1e9, "bn": 1e9, "b": 1e9,
    "million": 1e6, "mn": 1e6, "m": 1e6,
    "thousand": 1e3, "k": 1e3,
}  # fmt: skip
CHINESE_QUANTITY = re.compile(
    r"(\d+(?:\.\d+)?)\s?(万亿|千亿|百亿|亿|千万|百万|万)\s?(美元|美金|元)?"
)
CHINESE_SCALES = {
    "万亿": 1e12, "千亿": 1e11, "百亿": 1e10, "亿": 1e8, "千万": 1e7, "百万": 1e6, "万": 1e4,
}  # fmt: skip
UNIT_NAMES = {"percent": "%", "×": "x", "token": "tokens", "gpu": "gpus", "chip": "chips"}
CURRENCY_NAMES = {"美元": "$", "美金": "$", "元": "¥"}
FIRST_YEAR, LAST_YEAR = 1990, 2050


def split_words(text: str) -> list[str]:
    """Lower-case words in order, without addresses; Chinese and Japanese as character pairs.

    >>> split_words("GPT-5.4 is out: https://a.b/c 新模型")
    ['gpt-5.4', 'is', 'out', '新模', '模型']
    """
    words: list[str] = []
    for word in WORD.findall(URL.sub(" ", text).casefold()):
        if len(word) > 1 and CJK_RUN.match(word):
            words.extend(map("".join, pairwise(word)))
        else:
            words.append(word)
    return words


def _spell_figure(value: float) -> str:
    return f"{value:.12g}"


def _quantity(match: re.Match[str]) -> str | None:
    figure = match["figure"].replace(",", "")
    scale = SCALES.get((match["scale"] or "").casefold(), 1.0)
    unit = (match["unit"] or "").casefold()
    value = float(figure) * scale
    is_bare = not (match["currency"] or match["scale"] or unit)
    if is_bare and "." not in figure and (value < 10 or FIRST_YEAR <= value <= LAST_YEAR):
        return None
    return f"{match['currency'] or ''}{_spell_figure(value)}{UNIT_NAMES.get(unit, unit)}"


def figure_keys(text: str) -> set[str]:
    """Figures with their currency and unit, scale worked out, so that "$2B" and "20亿美元" are one.

    Bare single digits and years are left out: they agree by chance. Figures inside names such as
    "GPT-5.4" are not quantities.

    >>> sorted(figure_keys("raised $2.5 billion, up 40% from 2024"))
    ['$2500000000', '40%']
    """
    text = URL.sub(" ", text)
    found = {quantity for match in QUANTITY.finditer(text) if (quantity := _quantity(match))}
    for figure, scale, currency in CHINESE_QUANTITY.findall(text):
        value = float(figure) * CHINESE_SCALES[scale]
        found.add(f"{CURRENCY_NAMES.get(currency, '')}{_spell_figure(value)}")
    return found
