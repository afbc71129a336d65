"""What a post carries for the network only: shouts, thread marks, bullets, tags, pictographs.

The cleaner takes these off, and the gate lets nothing else be left out.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator

from pipeline.reference.wording import load_wording

URL = re.compile(r"https?://\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|ai|org|io|dev|co|net)/\S*")
BULLET_SIGNS = r"[-–—•▪◦*→➤►▶>✅☑✔🔹🔸👉➡+|·]"
# Marks at the start of a line: bullets, "3.", "(3)", "2/", "1/7:", keycaps.
LINE_MARK = re.compile(
    rf"^[^\S\n]*(?:(?:{BULLET_SIGNS}\ufe0f?|\d\ufe0f?\u20e3)[^\S\n]*(?!\d*%))*"
    r"(?:\(?\d{1,2}(?:/\d{0,2}|[.)])\)?[.:)]?[^\S\n]+)?",
    re.MULTILINE,
)
# Marks at the end of a line: "(2/5)", "3/".
END_MARK = re.compile(
    r"[^\S\n]+(?:\(\d{1,2}/\d{0,2}\)|\[\d{1,2}/\d{0,2}\]|\d{1,2}/)[^\S\n]*$", re.MULTILINE
)
TAGS = re.compile(r"(?:[^\S\n]+#[^\s#]+)+[^\S\n]*$", re.MULTILINE)
VIA = re.compile(
    r"[^\S\n]*(?:[-–—|(][^\S\n]*)?\b(?:via|h/t|ht|cc|c/o)[:]? @\w+(?:(?:,| &| and)? @\w+)*\)?[.!]?"
    r"[^\S\n]*$",
    re.MULTILINE | re.IGNORECASE,
)
CASHTAG = re.compile(
    r"[^\S\n]*(?:\(\$[A-Z]{1,6}(?:[, ]+\$[A-Z]{1,6})*\)|(?<=[\w’'])[^\S\n]\$[A-Z]{1,6}\b|"
    r"(?<=\w), \$[A-Z]{1,6},(?= ))(?=[\s,.;:!?’'—–-]|$)"
)
LONG_POST_CHARS = 240  # a little below what the network once allowed
# "New on the Engineering Blog:", "New Fellows research:".
BLOG_LABEL = (
    r"New (?:on [^:.\n]{1,40}|[\w ]{0,30}(?:blog|research|paper|post|report|study|work))\s*:"
)
KEYCAP = re.compile(r"\d\ufe0f?\u20e3")


@functools.cache
def shout_pattern() -> re.Pattern[str]:
    """Openers at the start of a line that carry no fact, with the sign that ends them."""
    words = sorted(load_wording().shouts, key=len, reverse=True)
    listed = "|".join(re.escape(word) for word in words)
    capitals = "|".join(re.escape(word) for word in words if word.isupper() and len(word) > 2)
    return re.compile(
        rf"[^\w\n“\"$€£]*(?:(?:{listed})[^\S\n]*(?:[:：!|—–]+|[^\S\n]-)|(?:{capitals})(?=[^\S\n]+[\"“A-Z@*])"
        rf"|(?:{capitals})[^\S\n]*\n|{BLOG_LABEL})[\s*]*"
    )


def may_be_cut(body: str, *, is_truncated: bool) -> bool:
    """Whether its source may have cut a post, as sources cut long ones without saying so."""
    return is_truncated or len(body) > LONG_POST_CHARS


def is_pictograph(character: str) -> bool:
    """Whether a character is an emoji, a variation selector or the like."""
    return (
        unicodedata.category(character) in {"So", "Sk", "Cs", "Co"} and character not in "°©®™"
    ) or character in "\ufe0f\u20e3\u200d"


def strip_pictographs(text: str) -> str:
    """The text with a space for each emoji."""
    if text.isascii():
        return text
    return "".join(" " if is_pictograph(character) else character for character in text)


def network_spans(text: str) -> Iterator[tuple[int, int]]:
    """Half-open spans of a post's text that may be left out of a sentence drawn from it."""
    for pattern in (URL, KEYCAP, CASHTAG, TAGS, VIA, END_MARK):
        yield from (match.span() for match in pattern.finditer(text))
    for match in LINE_MARK.finditer(text):
        if match.end() > match.start():
            yield match.span()
        yield from _shout_spans(text, match.end())


def _shout_spans(text: str, position: int) -> Iterator[tuple[int, int]]:
    match = shout_pattern().match(text, position)
    while match and match.end() > match.start():
        yield match.span()
        match = shout_pattern().match(text, match.end())


def strip_marks(text: str) -> str:
    """One line without what is of the network only."""
    marked = strip_pictographs(text)
    kept = bytearray(b"\1") * len(marked)
    for start, end in network_spans(marked):
        kept[start:end] = bytes(end - start)
    return "".join(character for character, keep in zip(marked, kept, strict=True) if keep)
