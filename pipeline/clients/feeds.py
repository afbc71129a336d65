"""RSS, Atom and JSON Feed: one document with the newest entries, asked for only if changed."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.clients.calls import Answer, Call, StatusError, place
from pipeline.clients.cursors import Cursor
from pipeline.clients.feed_documents import read_feed
from pipeline.clients.feed_entries import FEED_ENTRY, FeedEntry, build_payloads, entry_time
from pipeline.clients.http import HttpSession
from pipeline.clients.pages import Page, PageRequest
from pipeline.clients.paging import Walk
from pipeline.clients.protocol import FetchBatch, FetchWindow
from pipeline.clients.wire import JsonObject, read_model, time_or_none

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, "
    "text/xml;q=0.9, application/json;q=0.8, */*;q=0.5"
)
GONE_STATUSES = frozenset({404, 410})
NOT_MODIFIED = 304
MAX_DOCUMENTS = 20
# How old the list of known undated entries may be when a window opens, and still date the new ones.
BASELINE_SLACK = dt.timedelta(days=2)
LATEST_VISIT = dt.timedelta(days=7)
MAX_UNDATED = 500
TOO_SHORT = "the feed does not reach back to the start of the window"


@dataclass(frozen=True, slots=True)
class FeedClient:
    """One feed.

    A feed shows what it holds and no more: where its oldest entry is younger than the window, the
    window is not covered, unless the feed names archives (RFC 5005). Entries without a date cannot
    be placed in a week at first sight; those that appear later belong to the time between two
    visits.
    """

    source_id: str
    url: str
    session: HttpSession

    def fetch(self, window: FetchWindow, cursor: str | None) -> Iterator[FetchBatch]:
        """The entries of a window; raises SourceError."""
        walk = Walk(
            session=self.session,
            window=window,
            payload_format=FEED_ENTRY,
            read_page=lambda request: self._read_page(request, window),
            max_pages=MAX_DOCUMENTS,
        )
        yield from walk.batches(Cursor.load(cursor, window))

    def _read_page(self, request: PageRequest, window: FetchWindow) -> Page:
        moved_to = request.source_state.get("moved_to")
        url = request.token or (moved_to if isinstance(moved_to, str) else self.url)
        is_first = request.token is None
        answer = self._ask(url, request.validators if is_first else {})
        if answer.status == NOT_MODIFIED:
            return Page(is_unchanged=True)
        document = read_feed(answer.body, answer.url, self.source_id)
        payloads = build_payloads(document, self.url, self.source_id)
        dated, undated = self._split(payloads)
        placed, known = _place_undated(undated, request.source_state, window)
        state: JsonObject = {"undated": known} if known else {}
        if is_first and answer.moved_to:
            state["moved_to"] = answer.moved_to
        return Page(
            items=dated + placed,
            next_token=document.older_url,
            notices=_notices(len(undated) - len(placed), answer.moved_to if is_first else None),
            validators=_validators(answer) if is_first else None,
            end_reason=TOO_SHORT,
            source_state=state,
        )

    def _ask(self, url: str, validators: JsonObject) -> Answer:
        headers = {"Accept": ACCEPT, **{name: str(value) for name, value in validators.items()}}
        try:
            return self.session.send(
                Call(url, headers=headers, accepts=frozenset({200, NOT_MODIFIED}))
            )
        except StatusError as error:
            if error.status not in GONE_STATUSES:
                raise
            problem = f"the feed is gone ({error.status} from {place(url)})"
            raise StatusError(self.source_id, problem, error.answer) from None

    def _split(self, payloads: list[JsonObject]) -> tuple[list[JsonObject], list[JsonObject]]:
        dated: list[JsonObject] = []
        undated: list[JsonObject] = []
        for payload in payloads:
            has_time = entry_time(read_model(FeedEntry, payload["entry"], self.source_id))
            (dated if has_time else undated).append(payload)
        return dated, undated


def _place_undated(
    undated: list[JsonObject], source_state: JsonObject, window: FetchWindow
) -> tuple[list[JsonObject], JsonObject | None]:
    """The undated entries that appeared since the last visit, and the new list of known ones.

    Returns:
        Entries to report, and the list to store; None leaves the stored one, as a visit long after
        the window says nothing about it.
    """
    if not undated or window.fetched_at >= window.end_at + LATEST_VISIT:
        return [], None
    keys = {_key(payload): payload for payload in undated[:MAX_UNDATED]}
    stored = source_state.get("undated")
    known = stored if isinstance(stored, dict) else {}
    visited_at = time_or_none(known.get("visited_at"))
    new_list = {"visited_at": window.fetched_at.isoformat(), "keys": sorted(keys)}
    if visited_at is None or visited_at < window.start_at - BASELINE_SLACK:
        return [], new_list
    seen_at = min(window.fetched_at, window.end_at - dt.timedelta(seconds=1))
    old_keys = known.get("keys") or []
    fresh = [
        {**payload, "first_seen": seen_at.isoformat()}
        for key, payload in keys.items()
        if key not in old_keys
    ]
    return fresh, new_list


def _key(payload: JsonObject) -> str:
    return hashlib.sha256(str(payload["identity"]).encode()).hexdigest()[:16]


def _validators(answer: Answer) -> JsonObject:
    """What to send back to be told that nothing changed, verbatim as the server gave it."""
    pairs = {"If-None-Match": "etag", "If-Modified-Since": "last-modified"}
    return {
        request_header: answer.headers[header]
        for request_header, header in pairs.items()
        if header in answer.headers
    }


def _notices(undated_count: int, moved_to: str | None) -> tuple[str, ...]:
    notices = []
    if undated_count:
        notices.append(f"{undated_count} entries without a date could not be placed in a week")
    if moved_to:
        notices.append(f"the feed has moved to {place(moved_to)}")
    return tuple(notices)
