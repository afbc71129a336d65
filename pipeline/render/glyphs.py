"""Text that the vendored fonts can print: no missing glyph, no word wider than its column.

`fonts/coverage.txt` lists the code points that every vendored face covers. A letter outside of them
is replaced by its compatibility form (bold or full-width Latin becomes plain Latin) or by its base
letter; a run of another script becomes its name in brackets, "[Chinese]"; emoji and other symbols
are dropped.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import groupby

from pipeline.render.sanitise import tidy_line

MAX_TOKEN_CHARACTERS = 24  # a longer word does not fit the narrow column of the brief
TOKEN_PIECE_CHARACTERS = 10
MAX_SHOWN_TOKEN_CHARACTERS = 72  # what is longer is no word and no address that a reader could use
BREAK_POINT = "\u200b"
ENDLESS_TOKEN = re.compile(rf"(\S{{{MAX_SHOWN_TOKEN_CHARACTERS - 1}}})\S{{2,}}")
LONG_TOKEN = re.compile(rf"\S{{{MAX_TOKEN_CHARACTERS + 1},}}")
TOKEN_PIECE = re.compile(rf"\S{{1,{TOKEN_PIECE_CHARACTERS}}}")
SPACE_BEFORE_MARK = re.compile(r" +(?=[,.;:!?)\]])")
REPEATED_SCRIPT = re.compile(r"(\[[A-Z]\w+\])(?:[\s\W]*\1)+")
SUBSTITUTES = str.maketrans(
    {"\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2015": "—", "●": "•", "‣": "•", "⇒": "→"}
)
# First word of a character's Unicode name, and the language or script that readers know it by.
SCRIPT_NAMES = {
    "CJK": "Chinese",
    "IDEOGRAPHIC": "Chinese",
    "HIRAGANA": "Japanese",
    "KATAKANA": "Japanese",
    "KATAKANA-HIRAGANA": "Japanese",
    "HANGUL": "Korean",
    "DEVANAGARI": "Hindi",
    "COMBINING": "",
    "VARIATION": "",
    "MATHEMATICAL": "",
}


@cache
def load_coverage() -> frozenset[str]:
    """Characters that every vendored face has a glyph for."""
    text = (files("pipeline.render") / "fonts" / "coverage.txt").read_text("ascii")
    ranges = [line.split("-") for line in text.splitlines()]
    return frozenset(
        chr(code) for first, last in ranges for code in range(int(first, 16), int(last, 16) + 1)
    )


def printable_text(text: str) -> str:
    """One line in which every character has a glyph and every long word can be broken."""
    plain = unicodedata.normalize("NFC", tidy_line(text)).translate(SUBSTITUTES)
    covered = plain if load_coverage().issuperset(plain) else "".join(replace_uncovered(plain))
    tidy = SPACE_BEFORE_MARK.sub("", tidy_line(REPEATED_SCRIPT.sub(r"\1", covered)))
    return LONG_TOKEN.sub(break_token, ENDLESS_TOKEN.sub(r"\1…", tidy))


def has_endless_token(text: str) -> bool:
    """Whether a word of the text is so long that `printable_text` shows its start alone."""
    return ENDLESS_TOKEN.search(text) is not None


def replace_uncovered(text: str) -> Iterator[str]:
    """The text in pieces, uncovered characters replaced or named."""
    for script, run in groupby((substitute(character) for character in text), key=script_of):
        yield "".join(run) if script is None else f" [{script}] " if script else " "


def substitute(character: str) -> str:
    """A covered spelling of the character, or the character itself when there is none."""
    coverage = load_coverage()
    if character in coverage:
        return character
    for form in ("NFKC", "NFKD"):
        spelling = unicodedata.normalize(form, character)
        kept = "".join(part for part in spelling if part in coverage)
        if kept and all(part in coverage or unicodedata.combining(part) for part in spelling):
            return kept
    return character


def script_of(piece: str) -> str | None:
    """None for covered text, the script's name for uncovered letters, "" for what is dropped."""
    if all(character in load_coverage() for character in piece):
        return None
    if not unicodedata.category(piece[0]).startswith(("L", "M", "N")):
        return ""
    first_word = unicodedata.name(piece[0], "").split(" ")[0]
    return SCRIPT_NAMES.get(first_word, first_word.capitalize() if first_word.isalpha() else "")


def break_token(match: re.Match[str]) -> str:
    """A long word with invisible places where its line may end."""
    return BREAK_POINT.join(TOKEN_PIECE.findall(match[0]))
