"""From the text a source delivers to the text the rest of the pipeline reads."""

from __future__ import annotations

import html
import re
import unicodedata

# A shortened link carries no meaning and differs between posts that share one address.
SHORT_LINK = re.compile(r"https?://t\.co/\w*…?")
CONTROL_CHARACTERS = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
)
HORIZONTAL_SPACE = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
SPACE_AROUND_BREAK = re.compile(r" ?\n ?")
BLANK_LINES = re.compile(r"\n{3,}")
REPOST_PREFIX = re.compile(r"RT @(\w{1,30}): ")
# Hyphens that look like "-" and stand inside model names, such as U+2011 in "GPT‑5".
HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-", "\u2012": "-", "\ufe63": "-", "\uff0d": "-"})


def unescape_entities(text: str) -> str:
    """Undo HTML character references, also those escaped twice, as posts carry them.

    >>> unescape_entities("R&amp;amp;D &lt;3")
    'R&D <3'
    """
    for _ in range(2):
        unescaped = html.unescape(text)
        if unescaped == text:
            break
        text = unescaped
    return text


def normalize_text(text: str) -> str:
    """Text as it is read: entities undone, NFC, plain hyphens and spaces, no short links or control characters.

    Idempotent. Line breaks are kept, since lists and threads use them.
    """
    text = unescape_entities(text).replace("\r\n", "\n").replace("\r", "\n")
    text = unicodedata.normalize("NFC", text).translate(HYPHENS)
    text = CONTROL_CHARACTERS.sub("", SHORT_LINK.sub("", text))
    text = SPACE_AROUND_BREAK.sub("\n", HORIZONTAL_SPACE.sub(" ", text))
    return BLANK_LINES.sub("\n\n", text).strip()


def split_repost(text: str) -> tuple[str | None, str]:
    """Take the "RT @handle: " prefix off; the handle is that of the author who is reposted.

    >>> split_repost("RT @OpenAI: Hello")
    ('OpenAI', 'Hello')
    """
    match = REPOST_PREFIX.match(text)
    return (match.group(1), text[match.end() :]) if match else (None, text)
