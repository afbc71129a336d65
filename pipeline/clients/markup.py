"""HTML of posts and feed entries to plain text and the links in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import lxml.etree  # type: ignore[import-untyped]
import lxml.html  # type: ignore[import-untyped]

# libxml2 reads hostile markup in linear time, which html.parser of the standard library does not.
MAX_HTML_CHARS = 400_000
MAX_LINKS = 100
UNREAD_TAGS = frozenset({"script", "style", "template", "noscript", "iframe", "svg", "head"})
BLOCK_TAGS = frozenset(
    {
        *(
            "p",
            "div",
            "br",
            "li",
            "ul",
            "ol",
            "tr",
            "table",
            "blockquote",
            "pre",
            "section",
            "article",
        ),
        *("h1", "h2", "h3", "h4", "h5", "h6", "hr", "figure", "figcaption", "dd", "dt", "header"),
    }
)
MARKUP = re.compile(r"<[a-zA-Z/!]|&#?\w+;")
SPACE = re.compile(r"[ \t\r\f\v\u00a0]+")
BREAKS = re.compile(r" ?\n[ \n]*")
MIN_SENTENCE_CUT = 0.6  # share of the limit a cut must keep to end at a sentence


@dataclass(frozen=True, slots=True)
class PlainText:
    """What a reader of a piece of HTML sees, and where it links to."""

    text: str
    links: tuple[str, ...]


def html_to_text(markup: str) -> PlainText:
    """Text and links of a piece of HTML; plain text comes back as it is, with its spaces folded."""
    if not MARKUP.search(markup):
        return PlainText(_fold(markup), ())
    try:
        # Control characters are not XML, and libxml2 would stop at the first.
        clean = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", markup[:MAX_HTML_CHARS])
        root = lxml.html.fragment_fromstring(clean, create_parent="div")
    except (lxml.etree.LxmlError, ValueError):
        return PlainText("", ())
    pieces: list[str] = []
    links: dict[str, None] = {}
    _collect(root, pieces, links)
    return PlainText(_fold("".join(pieces)), tuple(links)[:MAX_LINKS])


def _collect(root: lxml.html.HtmlElement, pieces: list[str], links: dict[str, None]) -> None:
    unread = 0
    for event, node in lxml.etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        tag = node.tag if isinstance(node.tag, str) else ""
        unread += {"start": 1, "end": -1}.get(event, 0) if tag in UNREAD_TAGS else 0
        if tag in BLOCK_TAGS:
            pieces.append("\n")
        if event == "start" and not unread:
            pieces.append(node.text or "")
            _note_link(tag, node, links)
        if event != "start" and not unread and node is not root:
            pieces.append(node.tail or "")


def _note_link(tag: str, node: lxml.html.HtmlElement, links: dict[str, None]) -> None:
    target = (node.get("href") or "").strip() if tag == "a" else ""
    # Mentions and hashtags of Mastodon are links too, to people and to searches.
    if target.startswith(("http://", "https://")) and not {"mention", "hashtag"} & set(
        (node.get("class") or "").split()
    ):
        links[target] = None


def _fold(text: str) -> str:
    return BREAKS.sub("\n", SPACE.sub(" ", text)).strip()


def cut_text(text: str, max_chars: int) -> tuple[str, bool]:
    """The beginning of a text, ended at a sentence or else a word, and whether anything was cut."""
    if len(text) <= max_chars:
        return text, False
    head = text[:max_chars]
    sentence_end = max(head.rfind(mark) for mark in (". ", "! ", "? ", ".\n", "\n"))
    if sentence_end >= max_chars * MIN_SENTENCE_CUT:
        return head[: sentence_end + 1].rstrip(), True
    return head.rpartition(" ")[0].rstrip() or head, True
