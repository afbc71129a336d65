"""From the text a source delivers to the text the rest of the pipeline reads."""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from html.entities import html5

# A shortened link carries no meaning and differs between posts that share one address.
SHORT_LINK = re.compile(r"https?://t\.co/\w*…?")
LINE_BREAK = re.compile(r"\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Characters that show nothing: controls, soft hyphens, zero-width spaces, marks of direction, tags,
# halves of surrogate pairs. Joiners and variation selectors stay: emoji and Persian need them.
INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
HORIZONTAL_SPACE = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
SPACE_AROUND_BREAK = re.compile(r" ?\n ?")
BLANK_LINES = re.compile(r"\n{3,}")
REPOST_PREFIX = re.compile(r"RT @(\w{1,30}):\s*")
# Hyphens that look like "-" and stand inside model names, such as U+2011 in "GPT‑5".
HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-", "\u2012": "-", "\ufe63": "-", "\uff0d": "-"})
# References that end in a semicolon only: "?a=1&copy=2" is an address and no copyright sign.
REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# An ampersand that was escaped again and again, undone at once however deep it goes.
ESCAPED_AMPERSAND = re.compile(r"&(?:(?:amp|AMP|#0{0,5}38|#[xX]0{0,4}26);)+")


def unescape_entities(text: str) -> str:
    """Undo HTML character references, also those escaped several times, as posts carry them.

    >>> unescape_entities("R&amp;amp;D &lt;3")
    'R&D <3'
    """
    while "&" in text:
        unescaped = REFERENCE.sub(_character, ESCAPED_AMPERSAND.sub("&", text))
        if unescaped == text:
            break
        text = unescaped
    return text


def _character(reference: re.Match[str]) -> str:
    """What a reference stands for; one that names nothing stays."""
    text = reference[0]
    return unescape(text) if text[1] == "#" or text[1:] in html5 else text


def normalize_text(text: str) -> str:
    """Text as it is read: entities undone, NFC, plain hyphens and spaces, no short links.

    Idempotent. Characters that show nothing are gone. Line breaks are kept, since lists and threads
    use them.
    """
    text = _visible(text)
    # A short link leaves a space, lest what stood around it join into another one.
    text = SHORT_LINK.sub(" ", text.translate(HYPHENS))
    text = SPACE_AROUND_BREAK.sub("\n", HORIZONTAL_SPACE.sub(" ", text))
    return BLANK_LINES.sub("\n\n", text).strip()


def _visible(text: str) -> str:
    """The characters a reader sees, in NFC; each step may uncover work for another."""
    while True:
        visible = INVISIBLE.sub("", LINE_BREAK.sub("\n", text))
        visible = unescape_entities(unicodedata.normalize("NFC", visible))
        if visible == text:
            return text
        text = visible


def split_repost(text: str) -> tuple[str | None, str]:
    """Take the "RT @handle: " prefix off; the handle is that of the author who is reposted.

    >>> split_repost("RT @OpenAI: Hello")
    ('OpenAI', 'Hello')
    """
    match = REPOST_PREFIX.match(text)
    return (match.group(1), text[match.end() :]) if match else (None, text)
