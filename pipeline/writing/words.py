"""The words of a claim and of a post, in the form in which the gate compares them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.text.sentence_spans import ABBREVIATIONS, SMALL_WORD
from pipeline.writing.marks import network_spans

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
DAY = rf"\d{{1,2}} (?:{'|'.join(MONTHS)})"
RELATIVE_DAY = (
    r"(?:(?:earlier )?(?:today|tonight|yesterday|tomorrow|this (?:morning|afternoon|evening))\b"
    r"(?!['’]s)"
    r"|(?:a|one|two|three|four|five|six|[1-6]) days? ago\b)"
)
DAY_SHIFT = {"yesterday": -1, "tomorrow": 1}
DAY_COUNTS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
WORD = re.compile(
    rf"(?P<day>\b(?i:on )?{DAY}\b(?! 20\d\d)|\b(?i:{RELATIVE_DAY}))"
    r"|(?P<handle>(?<![\w@])@\w{1,30}(?:['’]s\b)?)"
    r"|(?P<word>[^\W_]+(?:[.'’+/&:_-]?[^\W_]+)*[%+]?)"
    r"|(?P<symbol>[$€£¥~≈<>≤≥±→=×](?=[\s$€£¥]?[\d$€£¥])|[→=%]|(?<![\w)])[-−+](?=[$€£]?\d)|#(?=\d))"
)
ENDING = re.compile(r"(?:[.!?…]+[\"'”’)\]]*(?=\s|$)|[。！？]+|\n)")
PRONOUNS = frozenset(
    ["it", "that", "there", "what", "he", "she", "here", "who", "let", "where", "how", "this"]
)
AFTER_CHARS = 12  # behind a stop, to see whether a sentence begins there
CONTRACTION = re.compile(r"(.+)['’](s|re|ve|ll|m)$")
EXPANSIONS = {"re": "are", "ve": "have", "ll": "will", "m": "am"}


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is compared, and where it stands; parts of a contraction share a place."""

    key: str
    surface: str
    start: int
    end: int
    is_handle: bool = False
    is_mark: bool = False


def day_name(day: dt.date) -> str:
    """A date as running text has it: 5 February."""
    return f"{day.day} {MONTHS[day.month - 1]}"


def relative_day(phrase: str, posted_on: dt.date) -> dt.date:
    """The day that "today" and its like mean in a post of a day."""
    first, *_, last = phrase.casefold().split() * 2
    if last == "ago":
        return posted_on - dt.timedelta(days=DAY_COUNTS.get(first) or int(first))
    return posted_on + dt.timedelta(days=DAY_SHIFT.get(last, 0))


def split_words(text: str, posted_on: dt.date | None = None) -> list[Word]:
    """The words of a text in order: case, curly quotes and contractions do not count.

    With the day of a post, "today" becomes that day, so that it equals the date a claim gives.
    """
    return [word for match in WORD.finditer(text) for word in _words(match, posted_on)]


def _words(match: re.Match[str], posted_on: dt.date | None) -> list[Word]:
    surface, (start, end) = match.group(), match.span()
    if match["day"]:
        return [Word(_day_key(surface, posted_on), surface, start, end)]
    if match["handle"]:
        handle, _, tail = surface[1:].casefold().replace("’", "'").partition("'")
        named = [Word(handle, surface, start, end, is_handle=True)]
        return [*named, Word("'s", surface, start, end)] if tail else named
    key = surface.casefold().replace("’", "'")
    found = CONTRACTION.match(key)
    if found is None:
        return [Word(key, surface, start, end)]
    base, tail = found.groups()
    second = EXPANSIONS.get(tail) or ("is" if base in PRONOUNS else "'s")
    return [Word(base, surface, start, end), Word(second, surface, start, end)]


def _day_key(surface: str, posted_on: dt.date | None) -> str:
    if surface[-1].isalpha() and any(month in surface for month in MONTHS):
        return "day:" + surface.casefold().removeprefix("on ")
    if posted_on is None:
        return surface.casefold()
    return "day:" + day_name(relative_day(surface, posted_on)).casefold()


def source_words(body: str, posted_on: dt.date) -> list[Word]:
    """The words of a post, those marked that are of the network only."""
    spans = sorted(network_spans(body))
    words = []
    for word in split_words(body, posted_on):
        is_mark = any(start <= word.start and word.end <= end for start, end in spans)
        words.append(Word(word.key, word.surface, word.start, word.end, word.is_handle, is_mark))
    return words


def ends_sentence(body: str, word: Word, following: Word | None) -> bool:
    """Whether a sentence or a line ends between a word and the one that follows it."""
    between = body[word.end : following.start if following else len(body)]
    if following is None or "\n" in between:
        return True
    ending = ENDING.search(between)
    if ending is None:
        return False
    after = body[word.end + ending.end() : word.end + ending.end() + AFTER_CHARS]
    if ending.group().startswith(".") and (word.key in ABBREVIATIONS or _is_initial(body, word)):
        return False
    return SMALL_WORD.match(after.lstrip("\"'”’) ")) is None


def _is_initial(body: str, word: Word) -> bool:
    """Whether a word is a letter of a name, or the number of a line."""
    opens_line = not body[: word.start].rpartition("\n")[2].strip()
    return len(word.key) == 1 and (word.key.isalpha() or opens_line)


def find_run(words: Sequence[Word], phrase: Sequence[Word]) -> bool:
    """Whether a phrase stands in a text word for word."""
    keys = [word.key for word in phrase]
    stated = [word.key for word in words]
    return any(stated[i : i + len(keys)] == keys for i in range(len(stated) - len(keys) + 1))
