"""The sentences of a post that could stand in a digest, cleaned of what belongs to the network only."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from syntok import segmenter

from pipeline.records import Post

# Openers that shout, not say: they carry no fact and every outlet uses others.
SHOUT = re.compile(
    r"^(?:(?:🚨|🔥|⚡|‼️|❗|📢|👀|💥|🧵|🎉|✨|🆕)\s*)*"
    r"(?:BREAKING(?: NEWS)?|JUST IN|UPDATE|NEW|NEWS|SCOOP|EXCLUSIVE|DEVELOPING|ICYMI|HUGE|WOW|BOOM|TL;?DR|"
    r"Big news|Breaking|Exclusive|Scoop|Update|Just in|Update:)\s*(?:[:：!—-]+|\s(?=[A-Z]))\s*"
)
THREAD_MARK = re.compile(r"^\(?\d{1,2}\s?/\s?\d{0,2}\)?[.:)]?\s+|\s*\(?\d{1,2}/\d{0,2}\)?\s*$|^\d{1,2}[.)]\s+")
TRAILING_TAGS = re.compile(r"(?:\s+#[^\s#]+)+\s*$")
TRAILING_VIA = re.compile(r"\s*(?:[-–—|]\s*)?(?:via|h/t|by|cc)\s+@\w+\s*$", re.IGNORECASE)
CASHTAG = re.compile(r"\s*\(?\$[A-Z]{1,5}\b\)?(?=[\s,.;:!?)]|$)")
URL = re.compile(r"https?://\S+|\b[\w-]+\.(?:com|ai|org|io|dev|co|net)/\S+")
BULLET = re.compile(r"^\s*(?:[-–—•▪◦*→➤►▶✅☑✔🔹🔸👉➡]|\d{1,2}[.)])\ufe0f?\s*")
LIST_LEAD = re.compile(r"[:：]\s*$")
ENDING = re.compile(r"[.!?…]['\"”’)]*$")
MAX_LIST_ITEMS = 6
MAX_LIST_CHARS = 320


@dataclass(frozen=True)
class PostSentence:
    """A sentence of a post. `index` counts the post's sentences from 0; `source` is the text as posted."""

    post_id: str
    index: int
    text: str
    source: str
    is_complete: bool


def is_pictograph(character: str) -> bool:
    """Whether a character is an emoji, a variation selector or the like."""
    return unicodedata.category(character) in {"So", "Sk", "Cs", "Co"} or character in "\ufe0f\u20e3\u200d"


def strip_pictographs(text: str) -> str:
    """The text without emoji; signs that words need, such as ° and ™, fall too."""
    return "".join(" " if is_pictograph(character) else character for character in text)


def clean_sentence(text: str) -> str:
    """Take off what is of the network: shouts, thread marks, tags, emoji, addresses, cashtags."""
    text = URL.sub("", strip_pictographs(SHOUT.sub("", text)))
    text = TRAILING_TAGS.sub("", THREAD_MARK.sub("", text.strip()))
    text = TRAILING_VIA.sub("", CASHTAG.sub("", SHOUT.sub("", text)))
    text = re.sub(r"(?<=\s)#(?=\w)|^#(?=\w)", "", text)
    text = re.sub(r"\s+", " ", text).strip(" -–—•|→>*:")
    return re.sub(r"\s+([,.;:!?])", r"\1", text)


def post_sentences(post: Post) -> list[PostSentence]:
    """The sentences of a post in order; a list stays one sentence with its lead, never cut.

    The last sentence of a post that its source cut is left out: nobody knows how it ends.
    """
    pieces = list(_pieces(post.body_text))
    if post.is_truncated and pieces and not ENDING.search(pieces[-1]):
        pieces.pop()
    sentences = []
    for index, piece in enumerate(pieces):
        text = clean_sentence(piece)
        if text:
            sentences.append(
                PostSentence(post.post_id, index, text, piece, is_complete=bool(ENDING.search(text)))
            )
    return sentences


def _pieces(text: str) -> list[str]:
    """Lines joined into lists where they are lists, and split into sentences where they are prose."""
    lines = [line.strip() for line in text.split("\n")]
    pieces: list[str] = []
    position = 0
    while position < len(lines):
        line = lines[position]
        items, after = _list_items(lines, position + 1) if LIST_LEAD.search(line) else ([], position + 1)
        joined = f"{line} {'; '.join(items)}."
        if 1 < len(items) <= MAX_LIST_ITEMS and len(joined) <= MAX_LIST_CHARS:
            pieces.append(joined)
        elif line:
            pieces += _split(line)
            after = position + 1
        position = after if line else position + 1
    return pieces


def _list_items(lines: list[str], position: int) -> tuple[list[str], int]:
    items = []
    while position < len(lines) and (BULLET.match(lines[position]) or not lines[position]):
        item = BULLET.sub("", lines[position]).strip().rstrip(".;,")
        if item:
            items.append(item)
        elif items and not lines[position] and not (
            position + 1 < len(lines) and BULLET.match(lines[position + 1])
        ):
            break
        position += 1
    return items, position


def _split(line: str) -> list[str]:
    found = []
    for paragraph in segmenter.analyze(line):
        for tokens in paragraph:
            found.append("".join(token.spacing + token.value for token in tokens).strip())
    return [sentence for sentence in found if sentence]
