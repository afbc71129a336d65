"""arXiv through its export API: papers of a category or a search, by time of submission."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import lxml.etree  # type: ignore[import-untyped]
from pydantic import Field

from pipeline.clients.calls import Answer, Call, StatusError
from pipeline.clients.cursors import Cursor
from pipeline.clients.http import HttpSession
from pipeline.clients.pages import Page, PageRequest
from pipeline.clients.paging import Walk
from pipeline.clients.protocol import FetchBatch, FetchWindow
from pipeline.clients.raw_posts import PayloadFormat
from pipeline.clients.wire import JsonObject, WireModel, WireText, WireTime, read_model
from pipeline.errors import FetchError, PayloadError
from pipeline.records import ParsedPost

PLATFORM = "arxiv"
BASE_URL = "https://export.arxiv.org"
PAGE_SIZE = 500
MAX_RESULTS = 30_000  # of one query, by the API manual
EMPTY_PAGE_TRIES = 3  # the API sometimes sends a page without entries where there are some
SHOWN_AUTHORS = 3
ATOM = "{http://www.w3.org/2005/Atom}"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
ARXIV = "{http://arxiv.org/schemas/atom}"
PAPER_ID = re.compile(r"arxiv\.org/abs/(?P<id>.+?)(?:v\d+)?$")
SPACE = re.compile(r"\s+")


class _Paper(WireModel):
    id: Annotated[WireText, Field(pattern=PAPER_ID.pattern.replace("?P<id>", ""))]
    title: WireText
    summary: WireText
    published: WireTime
    authors: tuple[WireText, ...] = ()


def parse_arxiv_entry(fields: JsonObject, source_id: str) -> ParsedPost:
    """Read an `arxiv-entry` payload. All versions of a paper share one id; raises PayloadError."""
    paper = read_model(_Paper, fields, source_id)
    match = PAPER_ID.search(paper.id)
    if match is None:
        raise PayloadError(source_id, "id: not an arXiv paper")
    url = f"https://arxiv.org/abs/{match['id']}"
    shown = ", ".join(paper.authors[:SHOWN_AUTHORS])
    return ParsedPost(
        platform=PLATFORM,
        external_id=match["id"],
        url=url,
        text=f"{paper.title}\n\n{paper.summary}",
        posted_at=paper.published,
        author_name=f"{shown} et al." if len(paper.authors) > SHOWN_AUTHORS else shown or None,
        media_count=0,
        link_urls=(url,),
    )


ARXIV_ENTRY = PayloadFormat("arxiv-entry", parse_arxiv_entry)


@dataclass(frozen=True, slots=True)
class _Results:
    entries: list[JsonObject]
    total: int


@dataclass(frozen=True, slots=True)
class ArxivClient:
    """The papers of one query of the API, such as `cat:cs.CL` or `all:"red teaming"`."""

    source_id: str
    query: str
    session: HttpSession
    base_url: str = BASE_URL
    page_size: int = PAGE_SIZE

    def fetch(self, window: FetchWindow, cursor: str | None) -> Iterator[FetchBatch]:
        """The papers of a window; raises SourceError."""
        walk = Walk(
            session=self.session,
            window=window,
            payload_format=ARXIV_ENTRY,
            read_page=lambda request: self._read_page(request, window),
        )
        yield from walk.batches(Cursor.load(cursor, window))

    def _read_page(self, request: PageRequest, window: FetchWindow) -> Page:
        token = request.token or "0"
        start = int(token) if token.isdecimal() else 0
        submitted = f"submittedDate:[{_minute(window.start_at)} TO {_minute(window.end_at)}]"
        params = {
            "search_query": f"({self.query}) AND {submitted}",
            "sortBy": "submittedDate",
            "sortOrder": "descending",
            "start": str(start),
            "max_results": str(self.page_size),
        }
        results = self._ask(params, start)
        end = start + len(results.entries)
        is_too_many = results.total > MAX_RESULTS
        has_more = bool(results.entries) and end < min(results.total, MAX_RESULTS)
        return Page(
            items=results.entries,
            next_token=str(end) if has_more else None,
            end_reason="more papers than the API shows of one query" if is_too_many else None,
        )

    def _ask(self, params: dict[str, str], start: int) -> _Results:
        for _ in range(EMPTY_PAGE_TRIES):
            try:
                answer = self.session.send(Call(f"{self.base_url}/api/query", params=params))
            except StatusError as error:
                raise StatusError(self.source_id, self._problem(error), error.answer) from None
            results = read_results(answer, self.source_id)
            if results.entries or results.total <= start:
                return results
        raise FetchError(self.source_id, "arXiv sends empty pages where there are papers")

    def _problem(self, error: StatusError) -> str:
        """ArXiv explains a refused query in an entry titled "Error"."""
        try:
            entries = read_results(error.answer, self.source_id).entries
        except PayloadError:
            entries = []
        detail = f": {entries[0]['summary'][:200]}" if entries else ""
        return f"arXiv answered with status {error.status}{detail}"


def read_results(answer: Answer, source_id: str) -> _Results:
    """Read a page of results.

    Raises:
        PayloadError: it is not the Atom document that arXiv sends.
    """
    parser = lxml.etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        root = lxml.etree.fromstring(answer.body, parser)
    except (lxml.etree.LxmlError, ValueError):
        raise PayloadError(source_id, "not an answer of arXiv: not XML") from None
    if root.tag != f"{ATOM}feed" or root.getroottree().docinfo.doctype:
        raise PayloadError(source_id, "not an answer of arXiv: not an Atom feed")
    total = (root.findtext(f"{OPENSEARCH}totalResults") or "").strip()
    entries = [_entry_fields(entry) for entry in root.iterfind(f"{ATOM}entry")]
    is_count = total.isdecimal() and len(total) < 10
    return _Results(entries, int(total) if is_count else len(entries))


def _entry_fields(entry: lxml.etree._Element) -> JsonObject:
    """An entry as JSON, element by element; line breaks inside a text mean nothing to arXiv."""

    def text(name: str) -> str | None:
        content = entry.findtext(name)
        return None if content is None else SPACE.sub(" ", content).strip()

    primary = entry.find(f"{ARXIV}primary_category")
    return {
        "id": text(f"{ATOM}id"),
        "title": text(f"{ATOM}title"),
        "summary": text(f"{ATOM}summary"),
        "published": text(f"{ATOM}published"),
        "updated": text(f"{ATOM}updated"),
        "authors": [
            SPACE.sub(" ", name.text or "").strip()
            for name in entry.iterfind(f"{ATOM}author/{ATOM}name")
        ],
        "primary_category": None if primary is None else primary.get("term"),
        "categories": [part.get("term") for part in entry.iterfind(f"{ATOM}category")],
        "comment": text(f"{ARXIV}comment"),
        "doi": text(f"{ARXIV}doi"),
        "journal_ref": text(f"{ARXIV}journal_ref"),
        "links": [part.get("href") for part in entry.iterfind(f"{ATOM}link")],
    }


def _minute(moment: dt.datetime) -> str:
    return moment.strftime("%Y%m%d%H%M")
