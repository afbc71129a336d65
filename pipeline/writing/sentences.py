"""The sentences of a post, cleaned of what belongs to the network only."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from pipeline.records import Post
from pipeline.text.posts import snowflake_time
from pipeline.text.sentence_spans import ABBREVIATIONS, END, SMALL_WORD
from pipeline.writing.marks import BULLET_SIGNS, is_pictograph, may_be_cut, strip_marks

BULLET = re.compile(rf"^\s*(?:{BULLET_SIGNS}|\d{{1,2}}[.)]|[^\w\s\"“(@#$€£]+)\ufe0f?\s*")
LIST_LEAD = re.compile(r"[:：]\s*$")
ENDING = re.compile(r"[.!?…。！？]['\"”’)]*$")
CJK_SIGNS = str.maketrans(
    {"！": "! ", "，": ", ", "：": ": ", "；": "; ", "（": " (", "）": ") ", "。": ". "}
)
MAX_LIST_ITEMS = 6
MAX_LIST_CHARS = 300

# "Out today on , the Loom Platform, and the API": an address stood first in a row of places.
# Words that open a sentence and stand in no name.
LOST_LINK = re.compile(r"\b(on|at|via|from|in), (?=(?:the |our )?[A-Z@])")
OPENER = re.compile(
    r"\b(?:Our|We|It|The|This|These|They|You|Your|I|Now|Here|In|With|And|But|A|An)\b"
)
# "Ada Byron (@adabyron)" on a line of its own: so feeds set a quoted post after the own words.
QUOTED_POST = re.compile(r"(?:\A|\n\n)(?![-–—•*])[^\n]{1,60} \(@(?P<handle>\w{1,15})\)\n\n")
# Of a link to it feeds show the first digits of its id: the more significant ones of its time.
STATUS_LINK = re.compile(r"/status/(\d{5,19})")
ID_DIGITS = 19
OLD_QUOTE = dt.timedelta(days=7)
MIN_PARTED_WORDS = 3  # before a pictograph; less is a shout


@dataclass(frozen=True, slots=True)
class PostSentence:
    """A sentence of a post, cleaned. `index` counts the post's sentences from 0.

    `quoted_handle` is the account whose post it is where the post only quotes it, else empty.
    """

    post_id: str
    index: int
    text: str
    is_complete: bool
    quoted_handle: str = ""


def clean_sentence(text: str) -> str:
    """Take off what is of the network: shouts, thread marks, tags, emoji, addresses, cashtags."""
    text = strip_marks(text).translate(CJK_SIGNS)
    text = re.sub(r"(?<![\w#])#(?=[^\W\d])|\*\*|(?<!\w)\*+|\*+(?!\w)|`", "", text)
    text = re.sub(r"\s+", " ", text).strip(" -–—•|→>*:~_").removeprefix(".").strip()
    text = re.sub(r"\s+([,.;:!?])(?!\w)", r"\1", text)
    return LOST_LINK.sub(r"\1 ", text)


def post_sentences(post: Post) -> list[PostSentence]:
    """The sentences of a post in order; a list stays one sentence with its lead, never cut.

    The last sentence of a post that its source may have cut is left out: nobody knows how it ends.
    So is an old post that it quotes, whose news is not the post's.
    """
    text = without_old_quote(post)
    quoted = QUOTED_POST.search(text)
    own = _pieces(text[: quoted.start()] if quoted else text)
    pieces = [*own, *_pieces(text[quoted.end() :])] if quoted else own
    is_whole = text != post.body_text
    may_break = not is_whole and may_be_cut(text, is_truncated=post.is_truncated)
    if may_break and pieces and not ENDING.search(pieces[-1]):
        pieces.pop()
    sentences = []
    for index, piece in enumerate(pieces):
        text = clean_sentence(piece)
        if text:
            is_complete = ENDING.search(text) is not None
            handle = quoted["handle"] if quoted and index >= len(own) else ""
            sentences.append(PostSentence(post.post_id, index, text, is_complete, handle))
    return sentences


def without_old_quote(post: Post) -> str:
    """The text of a post without that of an older one which it quotes, where its time is known."""
    quoted = QUOTED_POST.search(post.body_text)
    linked = STATUS_LINK.search(post.body_text)
    quoted_id = post.quoted_post_id or (linked[1].ljust(ID_DIGITS, "9") if linked else "")
    quoted_at = snowflake_time(quoted_id) if quoted else None
    if quoted is None or quoted_at is None or post.posted_at - quoted_at < OLD_QUOTE:
        return post.body_text
    return post.body_text[: quoted.start()]


def _pieces(text: str) -> list[str]:
    """Lines joined where they are a list, and split into sentences where they are prose."""
    lines = [line.strip() for line in text.split("\n")]
    pieces: list[str] = []
    position = 0
    while position < len(lines):
        line, after = lines[position], position + 1
        items, end = _list_items(lines, after) if LIST_LEAD.search(line) else ([], after)
        *before, lead = _split(line) or [""]
        joined = f"{lead} {'; '.join(items)}."
        if 1 < len(items) <= MAX_LIST_ITEMS and len(joined) <= MAX_LIST_CHARS:
            pieces += [*before, joined]
            after = end
        elif line:
            pieces += [*before, lead]
        position = after
    return pieces


def _list_items(lines: list[str], position: int) -> tuple[list[str], int]:
    items: list[str] = []
    while position < len(lines) and (BULLET.match(lines[position]) or not lines[position]):
        item = BULLET.sub("", lines[position]).strip().rstrip(".;,")
        if item:
            items.append(item)
        elif items and not lines[position]:
            following = lines[position + 1 : position + 2]
            if not following or not BULLET.match(following[0]):
                break
        position += 1
    return items, position


def _split(line: str) -> list[str]:
    """Sentences of one line: stops end them, and pictographs before the opening of another."""
    return [piece for part in _parted(line) for piece in _split_at_stops(part)]


def _parted(line: str) -> list[str]:
    """A line parted where a pictograph stands in for a full stop ("is out today 🎉 Our model…")."""
    parts, start = [], 0
    for match in OPENER.finditer(line):
        before = line[start : match.start()].rstrip()
        if before and is_pictograph(before[-1]) and len(before.split()) > MIN_PARTED_WORDS:
            parts.append(before)
            start = match.start()
    return [*parts, line[start:]]


def _split_at_stops(line: str) -> list[str]:
    """Sentences that end with a stop; an abbreviation or an initial ends none."""
    pieces, start = [], 0
    for match in END.finditer(line):
        words = line[start : match.end()].split()
        last = words[-1].rstrip("\"'”’)]").strip("(\"'“‘") if words else ""
        if last.endswith(".") and not last.endswith("..") and _is_abbreviated(last[:-1]):
            continue
        if SMALL_WORD.match(line, match.end()):
            continue
        pieces.append(line[start : match.end()].strip())
        start = match.end()
    pieces.append(line[start:].strip())
    return [piece for piece in pieces if piece]


def _is_abbreviated(word: str) -> bool:
    return word.casefold() in ABBREVIATIONS or (len(word) == 1 and word.isalpha())
