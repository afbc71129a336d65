"""X API v2: user and list timelines, recent search and the full archive.

Every post read costs money, so only what is new since the last complete walk is asked for, page
sizes shrink to what the month's budget still allows, and nothing is asked for beyond it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from pipeline.clients.calls import Answer, Call, StatusError
from pipeline.clients.cursors import Cursor
from pipeline.clients.http import HttpSession
from pipeline.clients.pages import Page, PageRequest
from pipeline.clients.paging import Walk
from pipeline.clients.protocol import FetchBatch, FetchWindow
from pipeline.clients.wire import JsonObject
from pipeline.clients.x_answers import (
    XAnswer,
    explain_status,
    is_cap_used_up,
    names_parameter,
    read_x_answer,
)
from pipeline.clients.x_budget import READS_PER_USER, XReadBudget
from pipeline.clients.x_payloads import X_API_V2, build_x_payload
from pipeline.clients.x_requests import (
    DIALECTS,
    INDEX_DELAY,
    RECENT,
    Dialect,
    Endpoint,
    TargetKind,
    archive_query,
    earliest_recent,
    endpoint_of,
    lookup_of,
    page_params,
    usable_since,
)
from pipeline.errors import FetchError, PayloadError, SourceError

BASE_URL = "https://api.x.com"
TIMELINE_POSTS = 3_200  # "the newest 3,200 posts" of a user's timeline
RATE_WINDOW_SECONDS = 16 * 60.0  # X counts requests in windows of fifteen minutes
NO_ARCHIVE = "the full archive is not enabled: X_FULL_ARCHIVE"
OUT_OF_BUDGET = "the month's X read budget is used up ({used} of {limit} reads)"


@dataclass(frozen=True, slots=True)
class XSettings:
    """Access to X. `dialect` is the vocabulary of requests; "auto" finds out by trying."""

    bearer_token: str = field(repr=False)
    base_url: str = BASE_URL
    dialect: Literal["auto", "post", "tweet"] = "auto"
    has_full_archive: bool = False


@dataclass(frozen=True, slots=True)
class XClient:
    """One user, list or search of X. `target` is a handle, a list id or a query."""

    source_id: str
    kind: TargetKind
    target: str
    settings: XSettings
    budget: XReadBudget
    session: HttpSession

    def fetch(self, window: FetchWindow, cursor: str | None) -> Iterator[FetchBatch]:
        """The posts of a window; raises SourceError. A used-up budget ends the walk, uncovered."""
        walk = Walk(
            session=self.session,
            window=window,
            payload_format=X_API_V2,
            read_page=lambda request: self._read_page(request, window),
            keeps_since=True,
        )
        yield from walk.batches(Cursor.load(cursor, window))

    def look_up(self) -> JsonObject:
        """The user or the list, verbatim, or how often a search was met; reads no post.

        Raises:
            FetchError: there is no such target, the token is not accepted, or the budget is used
                up.
        """
        path, params, reads = lookup_of(self.kind, self.target)
        if not self.budget.reserve(self.source_id, reads, reads):
            raise FetchError(self.source_id, self._out_of_budget())
        try:
            answer = read_x_answer(self._send(path, params), self.session)
        except SourceError:
            self.budget.settle(self.source_id, reads, 0)
            raise
        if not answer.items:
            name = f"@{self.target}" if self.kind == "user" else self.target
            raise FetchError(self.source_id, f"no {self.kind} {name}: {answer.first_problem}")
        return answer.items[0]

    def _read_page(self, request: PageRequest, window: FetchWindow) -> Page:
        state: JsonObject = {}
        user = request.source_state.get("user")
        if self.kind == "user" and not isinstance(user, dict):
            if self.budget.remaining_reads < READS_PER_USER:
                return Page(halted=self._out_of_budget())
            user = state["user"] = self.look_up()
        user_id = str(user.get("id")) if isinstance(user, dict) else None
        endpoint = self._endpoint(window, user_id)
        if endpoint.kind == "search" and window.end_at <= earliest_recent(window):
            return Page(halted=short_reach(window))
        reserved = self.budget.reserve(
            self.source_id,
            endpoint.fewest * endpoint.reads_per_post,
            endpoint.most * endpoint.reads_per_post,
        )
        if not reserved:
            return Page(halted=self._out_of_budget(), source_state=state)
        size = reserved // endpoint.reads_per_post
        try:
            answer, dialect = self._ask(endpoint, size, request, window)
        except PayloadError:
            raise  # X has sent posts that we could not read: the reservation stands
        except SourceError:
            self.budget.settle(self.source_id, reserved, 0)
            raise
        self.budget.settle(self.source_id, reserved, answer.billed_reads)
        if self.settings.dialect == "auto":
            state["dialect"] = dialect.name
        return self._page(answer, user, state, request, window, endpoint)

    def _endpoint(self, window: FetchWindow, user_id: str | None) -> Endpoint:
        # A timeline shows 3,200 posts, so weeks of it; a recent search ends after seven days.
        is_search = self.kind == "search"
        is_old = (
            window.start_at < earliest_recent(window)
            if is_search
            else window.end_at < window.fetched_at - RECENT
        )
        if self.settings.has_full_archive and is_old and self.kind != "list":
            query = archive_query(self.target) if self.kind == "user" else self.target
            return endpoint_of("archive", query)
        return endpoint_of(self.kind, user_id if user_id is not None else self.target)

    def _ask(
        self, endpoint: Endpoint, size: int, request: PageRequest, window: FetchWindow
    ) -> tuple[XAnswer, Dialect]:
        """One page, in the dialect that is configured, known to work, or found by trying both."""
        wanted = self.settings.dialect
        known = request.source_state.get("dialect") if wanted == "auto" else wanted
        dialect = DIALECTS.get(str(known), DIALECTS["post"])
        try:
            params = page_params(endpoint, dialect, size, request, window)
            return read_x_answer(self._send(endpoint.path, params), self.session), dialect
        except StatusError as error:
            if wanted != "auto" or known or not names_parameter(error.answer, dialect.fields_name):
                raise
        dialect = DIALECTS["tweet"]
        params = page_params(endpoint, dialect, size, request, window)
        return read_x_answer(self._send(endpoint.path, params), self.session), dialect

    def _send(self, path: str, params: dict[str, str]) -> Answer:
        call = Call(
            url=f"{self.settings.base_url}{path}",
            params=params,
            headers={"Authorization": f"Bearer {self.settings.bearer_token}"},
            longest_wait_seconds=RATE_WINDOW_SECONDS,
            is_final=is_cap_used_up,
        )
        try:
            return self.session.send(call)
        except StatusError as error:
            problem = explain_status(error.answer)
            raise StatusError(self.source_id, problem, error.answer) from None

    def _page(
        self,
        answer: XAnswer,
        user: object,
        state: JsonObject,
        request: PageRequest,
        window: FetchWindow,
        endpoint: Endpoint,
    ) -> Page:
        if not answer.items and answer.problems and not answer.has_meta:
            raise FetchError(self.source_id, answer.first_problem)
        users = [*answer.users, *([user] if isinstance(user, dict) else [])]
        own_id = user.get("id") if self.kind == "user" and isinstance(user, dict) else None
        # Timelines in the newer dialect leave out author_id: it is the user that was asked for.
        items = [
            build_x_payload({"author_id": own_id, **post} if own_id else post, users, answer.posts)
            for post in answer.items
        ]
        return Page(
            items=items,
            next_token=answer.next_token,
            newest_id=answer.newest_id,
            notices=answer.problems,
            billed_reads=answer.billed_reads + (READS_PER_USER if "user" in state else 0),
            end_reason=self._end_reason(answer, user, request, window, endpoint),
            source_state=state,
        )

    def _end_reason(
        self,
        answer: XAnswer,
        user: object,
        request: PageRequest,
        window: FetchWindow,
        endpoint: Endpoint,
    ) -> str | None:
        """Why the last page need not be the oldest of the window."""
        if window.end_at <= window.fetched_at < window.end_at + INDEX_DELAY:
            return "X had not yet indexed the last half minute"
        reaches_back = window.start_at >= earliest_recent(window)
        has_since = usable_since(endpoint, request, window) is not None
        if endpoint.kind == "search" and not reaches_back and not has_since:
            return short_reach(window)
        if endpoint.kind == "list" and request.since_id is None:
            return "the list's timeline ends before the window starts"
        metrics = user.get("public_metrics") if isinstance(user, dict) else None
        counts = metrics if isinstance(metrics, dict) else {}
        post_count = counts.get("post_count", counts.get("tweet_count"))
        is_long = not isinstance(post_count, int) or post_count > TIMELINE_POSTS
        is_blank = not answer.items and request.token is None and request.since_id is None
        if endpoint.kind == "user" and is_blank and is_long and not reaches_back:
            return f"the timeline shows the newest 3,200 posts only ({NO_ARCHIVE})"
        return None

    def _out_of_budget(self) -> str:
        return OUT_OF_BUDGET.format(used=self.budget.used_reads, limit=self.budget.limit_reads)


def short_reach(window: FetchWindow) -> str:
    """Why a recent search cannot show the whole window."""
    earliest = f"{earliest_recent(window):%Y-%m-%d %H:%M}"
    return f"recent search reaches back to {earliest} only ({NO_ARCHIVE})"
