"""Sentence case for wire headlines in capitals, with names as the week's posts write them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from pipeline.writing.cues import load_cues

TOKEN = re.compile(r"[^\W\d_][\w'’.&-]*\w|[^\W\d_]")
MID_SENTENCE = re.compile(r"(?<=[a-z,] )[^\W\d_][\w'’&-]*\w")
SHOUTED_WORD = re.compile(r"(?<![\w.-])[A-Z]{3,}(?![\w.-]\w|\w)")
MIN_SHARE = 0.7  # of a word's uses that have one spelling


def learn_casing(texts: Iterable[str], names: Iterable[str]) -> dict[str, str]:
    """How each word is written inside sentences; words of known names as the names have them.

    Args:
        texts: Prose in mixed case.
        names: Full names; they overrule the prose.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for word in MID_SENTENCE.findall(text):
            counts[word.casefold()][word] += 1
    learnt = {}
    for key, forms in counts.items():
        form, count = min(forms.items(), key=lambda item: (-item[1], item[0]))
        if count >= MIN_SHARE * forms.total():
            learnt[key] = form
    for name in names:
        for word in name.split():
            if len(word) > 2 and word.casefold() not in learnt:
                learnt[word.casefold()] = word
    return learnt


def sentence_case(text: str, casing: Mapping[str, str]) -> str | None:
    """A sentence in capitals in sentence case; None when the case of a word is unknown."""
    unknown: list[str] = []

    def cased(match: re.Match[str]) -> str:
        word = match.group()
        base = re.sub(r"['’]S$", "", word, flags=re.IGNORECASE)
        form = casing.get(base.casefold())
        if form is None:
            unknown.append(word)
            return word
        return form + word[len(base) :].lower()

    told = TOKEN.sub(cased, text)
    return None if unknown else told[:1].upper() + told[1:]


def lower_titles(text: str, casing: Mapping[str, str]) -> str:
    """A sentence set as a headline with its ordinary words in lower case, names as they stand."""
    cues = load_cues()
    verbs = cues.base_verbs | cues.third_persons | cues.pasts | cues.progressives | cues.irregular
    verbs -= {"may"}  # the month

    def cased(match: re.Match[str]) -> str:
        word = match.group()
        key = word.casefold()
        is_ordinary = match.start() > 0 and (casing.get(key, word).islower() or key in verbs)
        return word.lower() if is_ordinary and word[1:] == word[1:].lower() else word

    return TOKEN.sub(cased, text)


def lower_shouted_words(text: str, casing: Mapping[str, str]) -> str:
    """The text with single words in capitals as the week writes them: "is LIVE" as "is live"."""

    def cased(match: re.Match[str]) -> str:
        form = casing.get(match.group().casefold(), "")
        return form if form.islower() and match.start() > 0 else match.group()

    return SHOUTED_WORD.sub(cased, text)
