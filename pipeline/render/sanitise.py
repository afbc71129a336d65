"""Make text of unknown origin harmless for the format it is written into."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

WORD_JOINER = "\u2060"  # invisible; keeps "@name", "#12" and "https:" from becoming links
SPACE = re.compile(r"\s+")
# Controls, soft hyphen, zero-width, bidirectional, tag and private-use characters, surrogates.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\ue000-\uf8ff\U000e0000-\U000e007f\U000f0000-\U0010ffff]"
)
MARKDOWN_SPECIAL = re.compile(r"[\\`*_\[\]<>|~$#]|%(?=%)|=(?==)")
ENTITY = re.compile(r"&(?=#?\w+;)")
LINE_START = re.compile(r"^(?:([-+])|(\d{1,9})([.)]))(?=\s|$)")
MENTION = re.compile(r"@(?=\w)")
ISSUE = re.compile(r"\\#(?=\d)")
LINK_SCHEME = re.compile(r"\b(https?|ftp|mailto|xmpp):", re.IGNORECASE)
WWW = re.compile(r"\bwww\.", re.IGNORECASE)
URL_SAFE_CHARACTERS = (
    "/:?#[]@!$&'*+,;=%~-._"  # parentheses are encoded, since Markdown ends a link there
)


def tidy_line(text: str) -> str:
    """One line without invisible or control characters, spaces collapsed."""
    return SPACE.sub(" ", INVISIBLE.sub("", text)).strip()


def escape_markdown(text: str) -> str:
    """Text that GitHub, Obsidian and CommonMark readers show as it is, on one line.

    Nothing in it can start a block, format, link, mention, refer to an issue or load an image.
    `unescape_joiners` takes the invisible joiners out of what a parser reads back.
    """
    escaped = MARKDOWN_SPECIAL.sub(r"\\\g<0>", tidy_line(text))
    escaped = ENTITY.sub(r"\\&", escaped)
    escaped = LINE_START.sub(escape_line_start, escaped)
    escaped = MENTION.sub(f"@{WORD_JOINER}", escaped)
    escaped = ISSUE.sub(rf"\\#{WORD_JOINER}", escaped)
    escaped = WWW.sub(lambda match: f"{match[0][:-1]}{WORD_JOINER}.", escaped)
    return LINK_SCHEME.sub(lambda match: f"{match[1]}{WORD_JOINER}:", escaped)


def escape_line_start(match: re.Match[str]) -> str:
    r"""`- x` and `1. x` as `\- x` and `1\. x`."""
    return f"\\{match[1]}" if match[1] else f"{match[2]}\\{match[3]}"


def unescape_joiners(text: str) -> str:
    """Text without the joiners that `escape_markdown` put in."""
    return text.replace(WORD_JOINER, "")


def safe_url(url: str) -> str | None:
    """The address, odd characters percent-encoded; None unless it is http(s) with a host."""
    candidate = url.strip()
    try:
        parts = urlsplit(candidate)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not host:
        return None
    return quote(candidate, safe=URL_SAFE_CHARACTERS)
