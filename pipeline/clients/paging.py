"""Walking the pages of a source from the newest post back to the start of a window.

A walk ends at the first page that lies before the window, at the last page, or where the service
leads in circles: a page token that repeats, pages without new ids, more pages than anyone needs.

A walk that was cut short goes on after the last page that was stored, then looks once more at the
top, where posts may have come in since it began. A walk that ended starts from the top again, so
that edits show up as new versions; only where reading costs money (`keeps_since`) does it ask for
newer posts alone. A window is covered by several walks together where each reaches back to the
time of the one before it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from pipeline.clients.calls import StatusError
from pipeline.clients.cursors import Cursor
from pipeline.clients.http import HttpSession
from pipeline.clients.pages import ItemSorter, Page, PageRequest, SortedItems
from pipeline.clients.protocol import MORE_PAGES_FOLLOW, Counters, FetchBatch, FetchWindow
from pipeline.clients.raw_posts import PayloadFormat
from pipeline.clients.wire import JsonObject, time_or_none

DEFAULT_MAX_PAGES = 300
MAX_EMPTY_PAGES = 3  # X and Bluesky may send an empty page before one with posts
# Posts reach an index late; the second look at the top goes this far behind the first.
LATE_POSTS = dt.timedelta(hours=1)
# What services answer to a page token they no longer know.
STALE_TOKEN_STATUSES = frozenset({400, 404, 410, 422, 500})


@dataclass(frozen=True, slots=True)
class Ending:
    """Whether a finished walk saw all of its window, and if not, why.

    `is_resumable`: the next run goes on where this one stopped.
    """

    covered: bool
    reason: str | None = None
    is_resumable: bool = False


COVERED = Ending(covered=True)


@dataclass(frozen=True)
class Walk:
    """How to read one source page by page.

    Args:
        session: Where requests are sent and counted.
        payload_format: Shape of an item and its parser.
        read_page: Asks the service for a page.
        is_post: Whether an item is a post at all: no draft, not deleted.
        keeps_since: Whether a complete walk's newest id bounds the next one.
        shows_all: Whether the service shows every post that is still there, and so a complete walk
            what was taken back.
    """

    session: HttpSession
    window: FetchWindow
    payload_format: PayloadFormat
    read_page: Callable[[PageRequest], Page]
    is_post: Callable[[JsonObject], bool] = lambda _: True
    keeps_since: bool = False
    shows_all: bool = False
    max_pages: int = DEFAULT_MAX_PAGES

    def batches(self, cursor: Cursor) -> Iterator[FetchBatch]:
        """The pages of the window, each with the cursor to store after it."""
        state = _State(cursor)
        resume = cursor.text("resume")
        if resume:
            state.is_whole = False
            began_at = time_or_none(cursor.text("began_at")) or self.window.start_at
            yield from self._pages(state, resume, self.window.start_at, is_last_pass=False)
            if state.is_over:
                return
            floor = max(self.window.start_at, began_at - LATE_POSTS)
            yield from self._pages(state, None, floor, is_last_pass=True)
        else:
            yield from self._pages(state, None, self.window.start_at, is_last_pass=True)

    def _pages(
        self, state: _State, token: str | None, floor: dt.datetime, *, is_last_pass: bool
    ) -> Iterator[FetchBatch]:
        circles = _Circles()
        sorter = ItemSorter(self.session.source_id, self.window, self.payload_format, self.is_post)
        for number in range(1, self.max_pages + 1):
            try:
                page = self._read(state.cursor, token)
            except StatusError as error:
                if number > 1 or token is None or error.status not in STALE_TOKEN_STATUSES:
                    raise
                token = None
                page = self._read(state.cursor, token)
            circles.tokens.add(token or "")
            found = sorter.sort(page.items, circles.ids)
            circles.note_times(found.times)
            ending = self._ending(state.cursor, page, found, floor, circles)
            if ending is None and number == self.max_pages:
                ending = Ending(False, f"stopped after {number} pages", is_resumable=True)
            state.cursor = self._advance(state.cursor, page, token, ending)
            state.is_over = ending is not None and (is_last_pass or not ending.covered)
            # What cannot be read may be a post that is known.
            state.is_whole = state.is_whole and not found.quarantined and not page.is_unchanged
            yield self._batch(page, found, state, ending)
            if ending is not None:
                return
            token = page.next_token

    def _read(self, cursor: Cursor, token: str | None) -> Page:
        validators = cursor.window.get("validators")
        known = validators if isinstance(validators, dict) else {}
        return self.read_page(PageRequest(token, cursor.text("since"), known, cursor.source))

    def _ending(
        self,
        cursor: Cursor,
        page: Page,
        found: SortedItems,
        floor: dt.datetime,
        circles: _Circles,
    ) -> Ending | None:
        """Whether this page is the last, and what that means."""
        if page.halted:
            return Ending(False, page.halted, is_resumable=True)
        if page.is_unchanged:
            return _remembered(cursor, COVERED)
        if found.times and max(found.times) < floor:
            return self._complete(cursor, COVERED)
        if page.next_token is None or circles.has_dried_up(page):
            covered_until = time_or_none(cursor.text("covered_until")) or floor
            enough = max(floor, covered_until - LATE_POSTS)
            is_past_floor = circles.oldest is not None and circles.oldest < enough
            is_all = is_past_floor or page.end_reason is None
            return self._complete(cursor, COVERED if is_all else Ending(False, page.end_reason))
        problem = circles.problem(page, found)
        return Ending(False, problem) if problem else None

    def _complete(self, cursor: Cursor, ending: Ending) -> Ending:
        """The ending of a walk that read all pages, or all since the last complete walk."""
        is_partial = self.keeps_since and cursor.text("since") is not None
        return _remembered(cursor, ending) if is_partial else ending

    def _advance(
        self, cursor: Cursor, page: Page, token: str | None, ending: Ending | None
    ) -> Cursor:
        cursor = cursor.with_source(**page.source_state)
        if page.halted:
            return cursor.with_window(resume=token)
        newest = cursor.text("newest") or page.newest_id
        if ending is None or ending.is_resumable:
            began_at = cursor.text("began_at") or self.window.fetched_at.isoformat()
            return cursor.with_window(resume=page.next_token, began_at=began_at, newest=newest)
        if ending.covered:
            cursor = cursor.with_window(covered_until=self.window.fetched_at.isoformat())
        return cursor.with_window(
            resume=None,
            began_at=None,
            newest=None,
            since=(newest or cursor.text("since")) if self.keeps_since else None,
            validators=page.validators or cursor.window.get("validators"),
            uncovered=ending.reason,
        )

    def _batch(
        self, page: Page, found: SortedItems, state: _State, ending: Ending | None
    ) -> FetchBatch:
        counted = Counters(
            pages=1,
            items=len(page.items),
            posts=len(found.posts),
            outside_window=found.outside_window,
            repeated=found.repeated,
            not_posts=found.not_posts,
            quarantined=len(found.quarantined),
            billed_reads=page.billed_reads,
        )
        is_final = ending is not None and state.is_over
        return FetchBatch(
            posts=tuple(found.posts),
            cursor=state.cursor.dump(),
            counters=self.session.take_counters() + counted,
            covered=is_final and ending is not None and ending.covered,
            uncovered_reason=ending.reason if is_final and ending else MORE_PAGES_FOLLOW,
            quarantined=tuple(found.quarantined),
            notices=page.notices,
            is_whole=is_final
            and ending is not None
            and ending.covered
            and self.shows_all
            and state.is_whole,
        )


def _remembered(cursor: Cursor, ending: Ending) -> Ending:
    """What the last complete walk said of older posts still holds after reading newer ones."""
    earlier = cursor.text("uncovered")
    return Ending(False, earlier) if earlier and ending.covered else ending


@dataclass(slots=True)
class _State:
    cursor: Cursor
    is_over: bool = False
    is_whole: bool = True


@dataclass(slots=True)
class _Circles:
    """What the pages of one pass have shown; memory against services that lead in circles."""

    ids: set[str] = field(default_factory=set)
    tokens: set[str] = field(default_factory=set)
    empty_pages: int = 0
    oldest: dt.datetime | None = None

    def note_times(self, times: list[dt.datetime]) -> None:
        """Keep the oldest time that was seen."""
        known = [self.oldest] if self.oldest else []
        self.oldest = min([*known, *times], default=None)

    def has_dried_up(self, page: Page) -> bool:
        """Whether too many pages in a row hold nothing."""
        self.empty_pages = 0 if page.items else self.empty_pages + 1
        return self.empty_pages > MAX_EMPTY_PAGES

    def problem(self, page: Page, found: SortedItems) -> str | None:
        """In what way the service repeats itself, if it does."""
        token = page.next_token or ""
        if token in self.tokens:
            return "the service repeats its page token"
        if page.items and found.new_ids == 0:
            return "the service sends the same posts again"
        return None
