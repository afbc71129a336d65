"""Read a published `digest.md` from the outside: its sentences with the citations they carry."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from pipeline.render.markdown import FIGURES_HEADING, QUERIES_HEADING
from pipeline.render.model import SECTION_TITLES
from pipeline.render.sanitise import unescape_joiners
from pipeline.render.wording import EMPTY_NOTES

POST_CITATION = re.compile(r"\^(\d+)")
QUERY_CITATION = re.compile(r"q:(\S+)")
NOT_CLAIMS = frozenset({FIGURES_HEADING, QUERIES_HEADING})


@dataclass(frozen=True, slots=True)
class MarkdownClaim:
    """A sentence of a published digest. `urls` are in the order of `numbers`.

    An uncited sentence ends with its paragraph and has neither numbers nor queries. A citation
    without a definition is none: Markdown leaves it in the text.
    """

    section_id: str
    headline: str
    text: str
    numbers: tuple[int, ...]
    urls: tuple[str, ...]
    queries: tuple[str, ...]


@dataclass(slots=True)
class ClaimDraft:
    """A sentence while its pieces are read."""

    text: str = ""
    numbers: list[int] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)

    @property
    def is_cited(self) -> bool:
        """Whether a citation was met, so that further text belongs to the next sentence."""
        return bool(self.numbers or self.queries)

    def cite(self, label: str, url: str) -> None:
        """Add what a link says: a citation, or text when it is none."""
        if number := POST_CITATION.fullmatch(label):
            self.numbers.append(int(number[1]))
            self.urls.append(url)
        elif query := QUERY_CITATION.fullmatch(label):
            self.queries.append(query[1])
        else:
            self.text += f"[{label}]({url})"


def read_markdown_claims(text: str) -> tuple[MarkdownClaim, ...]:
    """The sentences of all sections but Sources, in reading order.

    Left out: all before the first section, the notes of empty sections, the table of figures and
    the note on queries, which are fixed text or checked against the tables.
    """
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    titles = {title: section_id for section_id, title in SECTION_TITLES.items()}
    section_id = headline = ""
    claims: list[MarkdownClaim] = []
    for opening, inline in itertools.pairwise(tokens):
        if inline.type != "inline":
            continue
        if opening.type == "heading_open":
            section_id, headline = follow_heading(opening, inline, section_id, titles)
        elif opening.type == "paragraph_open" and is_claim_block(section_id, headline, inline):
            bullet_headline, pieces = split_headline(inline.children or [])
            claims += read_paragraph(section_id, bullet_headline or headline, pieces)
    return tuple(claims)


def follow_heading(
    opening: Token, inline: Token, section_id: str, titles: Mapping[str, str]
) -> tuple[str, str]:
    """The section and headline in force after a heading."""
    title = plain_text(inline.children or [])
    if opening.tag == "h2":
        return titles.get(title, title), ""
    return (section_id, title) if opening.tag == "h3" else ("", "")


def is_claim_block(section_id: str, headline: str, inline: Token) -> bool:
    """Whether a paragraph states claims of the digest."""
    if section_id in {"", "sources"}:
        return False
    if section_id == "coverage" and headline in NOT_CLAIMS:
        return False
    return plain_text(inline.children or []) != EMPTY_NOTES.get(section_id)


def split_headline(children: Sequence[Token]) -> tuple[str, Sequence[Token]]:
    """A bold start, without its colon, and what follows it."""
    opens = [position for position, child in enumerate(children[:2]) if child.type == "strong_open"]
    if not opens:
        return "", children
    closing = next(
        position for position, child in enumerate(children) if child.type == "strong_close"
    )
    return plain_text(children[opens[0] + 1 : closing]).removesuffix(":"), children[closing + 1 :]


def read_paragraph(
    section_id: str, headline: str, children: Sequence[Token]
) -> Iterator[MarkdownClaim]:
    """The sentences of a paragraph: text up to and including its run of citations."""
    draft = ClaimDraft()
    for piece, url in read_pieces(children):
        if url is not None:
            draft.cite(piece, url)
            continue
        if draft.is_cited and piece.strip():
            yield finish_claim(draft, section_id, headline)
            draft = ClaimDraft()
        draft.text += piece
    if draft.is_cited or draft.text.strip():
        yield finish_claim(draft, section_id, headline)


def read_pieces(children: Sequence[Token]) -> Iterator[tuple[str, str | None]]:
    """Runs of text with None, and links with their address."""
    url: str | None = None
    label = ""
    for child in children:
        if child.type == "link_open":
            url, label = str(child.attrGet("href") or ""), ""
        elif child.type == "link_close":
            yield label, url
            url = None
        elif url is None:
            yield text_of(child), None
        else:
            label += text_of(child)


def finish_claim(draft: ClaimDraft, section_id: str, headline: str) -> MarkdownClaim:
    """The claim that a draft has become."""
    return MarkdownClaim(
        section_id=section_id,
        headline=headline,
        text=unescape_joiners(draft.text).strip(),
        numbers=tuple(draft.numbers),
        urls=tuple(draft.urls),
        queries=tuple(draft.queries),
    )


def plain_text(children: Sequence[Token]) -> str:
    """What a reader sees, without markup."""
    return unescape_joiners("".join(text_of(child) for child in children)).strip()


def text_of(token: Token) -> str:
    """The text of an inline token; a line break is a space."""
    return " " if token.type in {"softbreak", "hardbreak"} else token.content
