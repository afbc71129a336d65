"""Hacker News through Algolia's search: stories of a query, newest first, back to 2006."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from pipeline.clients.calls import Call
from pipeline.clients.cursors import Cursor
from pipeline.clients.http import HttpSession
from pipeline.clients.markup import html_to_text
from pipeline.clients.pages import Page, PageRequest
from pipeline.clients.paging import Walk
from pipeline.clients.protocol import FetchBatch, FetchWindow
from pipeline.clients.raw_posts import PayloadFormat
from pipeline.clients.wire import (
    JsonObject,
    WireCount,
    WireId,
    WireModel,
    WireText,
    WireTime,
    read_model,
)
from pipeline.errors import PayloadError
from pipeline.records import ParsedPost

PLATFORM = "hn"
BASE_URL = "https://hn.algolia.com"
ITEM_URL = "https://news.ycombinator.com/item?id="
# Algolia shows the first 1,000 hits of a query, so a page that is full is followed by an older
# slice.
PAGE_SIZE = 1_000


class _Hit(WireModel):
    object_id: Annotated[WireId, Field(validation_alias="objectID")]
    created_at: Annotated[WireTime, Field(validation_alias="created_at_i")]
    title: WireText
    url: WireText | None = None
    author: WireText | None = None
    story_text: WireText | None = None
    points: WireCount = None
    num_comments: WireCount = None


def parse_hn_item(fields: JsonObject, source_id: str) -> ParsedPost:
    """Read an `hn-item` payload, a hit of Algolia's search; raises PayloadError."""
    hit = read_model(_Hit, fields, source_id)
    story = html_to_text(hit.story_text or "")
    return ParsedPost(
        platform=PLATFORM,
        external_id=hit.object_id,
        url=f"{ITEM_URL}{hit.object_id}",
        text="\n\n".join(filter(None, [hit.title, story.text])),
        posted_at=hit.created_at,
        author_handle=hit.author,
        like_count=hit.points,
        reply_count=hit.num_comments,
        media_count=0,
        link_urls=tuple(filter(None, [hit.url, *story.links])),
    )


HN_ITEM = PayloadFormat("hn-item", parse_hn_item)


def is_live(hit: JsonObject) -> bool:
    """Whether a story still has a title; deleted and dead ones lose it."""
    return not (hit.get("title") is None or hit.get("dead") or hit.get("deleted"))


@dataclass(frozen=True, slots=True)
class HackerNewsClient:
    """The stories of one query with at least `min_points` points."""

    source_id: str
    query: str
    session: HttpSession
    min_points: int = 0
    base_url: str = BASE_URL

    def fetch(self, window: FetchWindow, cursor: str | None) -> Iterator[FetchBatch]:
        """The stories of a window; raises SourceError."""
        walk = Walk(
            session=self.session,
            window=window,
            payload_format=HN_ITEM,
            read_page=lambda request: self._read_page(request, window),
            is_post=is_live,
        )
        yield from walk.batches(Cursor.load(cursor, window))

    def _read_page(self, request: PageRequest, window: FetchWindow) -> Page:
        """One slice of time; the token is the second before which it ends."""
        end = request.token or str(int(window.end_at.timestamp()))
        filters = [f"created_at_i>={int(window.start_at.timestamp())}", f"created_at_i<{end}"]
        if self.min_points:
            filters.append(f"points>={self.min_points}")
        params = {
            "query": self.query,
            "tags": "story",
            "numericFilters": ",".join(filters),
            "hitsPerPage": str(PAGE_SIZE),
        }
        content = self.session.fetch_json(
            Call(f"{self.base_url}/api/v1/search_by_date", params=params)
        )
        hits = content.get("hits") if isinstance(content, dict) else None
        if not isinstance(hits, list):
            raise PayloadError(self.source_id, "not an answer of Algolia: no hits")
        return Page(items=hits, next_token=_next_end(content, hits))


def _next_end(content: object, hits: list[object]) -> str | None:
    """Where the next slice ends: just after the oldest hit, as several may share its second."""
    total = content.get("nbHits") if isinstance(content, dict) else None
    times = [hit.get("created_at_i") for hit in hits if isinstance(hit, dict)]
    seconds = [moment for moment in times if isinstance(moment, int)]
    is_all = len(hits) < PAGE_SIZE and (not isinstance(total, int) or total <= len(hits))
    return None if is_all or not seconds else str(min(seconds) + 1)
