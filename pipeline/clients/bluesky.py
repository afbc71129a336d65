"""Bluesky through its public AppView: author and list feeds without a login, and search.

The search of the public AppView refuses the cursors of visitors, so search pages are asked for by
moving `until` back to the oldest post seen, which serves visitors and logged-in users alike. Where
a server passes over `until`, as the one that developers run does, its cursor is taken.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from pipeline.clients.bluesky_payloads import BLUESKY_FEED_ITEM, sort_time
from pipeline.clients.calls import Answer, Call, StatusError
from pipeline.clients.cursors import Cursor
from pipeline.clients.http import HttpSession
from pipeline.clients.pages import Page, PageRequest
from pipeline.clients.paging import Walk
from pipeline.clients.protocol import FetchBatch, FetchWindow
from pipeline.clients.wire import JsonObject, load_json, storable_text, time_or_none
from pipeline.errors import FetchError, PayloadError

PUBLIC_URL = "https://public.api.bsky.app"
SEARCH_URL = "https://api.bsky.app"  # the public host answers searches with 403
LOGIN_URL = "https://bsky.social"
PAGE_SIZE = 100
ONE_MILLISECOND = dt.timedelta(milliseconds=1)
TargetKind = Literal["author", "list", "search"]
METHODS = {
    "author": ("app.bsky.feed.getAuthorFeed", "actor"),
    "list": ("app.bsky.feed.getListFeed", "list"),
    "search": ("app.bsky.feed.searchPosts", "q"),
}


@dataclass(frozen=True, slots=True)
class BlueskySettings:
    """Access to Bluesky; handle and app password are needed by none but heavy searches."""

    handle: str | None = None
    app_password: str | None = field(default=None, repr=False)
    public_url: str = PUBLIC_URL
    search_url: str = SEARCH_URL
    login_url: str = LOGIN_URL


@dataclass(slots=True)
class BlueskyClient:
    """One author, list or search. `target` is a handle, a list's at-URI or a query."""

    source_id: str
    kind: TargetKind
    target: str
    settings: BlueskySettings
    session: HttpSession
    _access_token: str | None = field(default=None, repr=False)

    def fetch(self, window: FetchWindow, cursor: str | None) -> Iterator[FetchBatch]:
        """The posts of a window; raises SourceError."""
        walk = Walk(
            session=self.session,
            window=window,
            payload_format=BLUESKY_FEED_ITEM,
            read_page=lambda request: self._read_page(request, window),
            shows_all=self.kind == "author",
        )
        yield from walk.batches(Cursor.load(cursor, window))

    def look_up_name(self) -> str | None:
        """The name that an author or a list goes by; raises SourceError where there is none."""
        if self.kind == "author":
            answer = self._ask("app.bsky.actor.getProfile", {"actor": self.target})
        else:
            answer = self._ask("app.bsky.graph.getList", {"list": self.target, "limit": "1"})
        found = self.session.read_json(answer)
        if self.kind == "list" and isinstance(found, dict):
            found = found.get("list")
        names = found if isinstance(found, dict) else {}
        name = names.get("displayName") or names.get("name")
        return name if isinstance(name, str) else None

    def _read_page(self, request: PageRequest, window: FetchWindow) -> Page:
        if self.kind == "search":
            return self._read_search_page(request.token, window)
        method, parameter = METHODS[self.kind]
        params = {parameter: self.target, "limit": str(PAGE_SIZE)}
        if request.token:
            params["cursor"] = request.token
        content = self.session.read_json(self._ask(method, params))
        return Page(items=self._list_of(content, "feed"), next_token=_cursor_of(content))

    def _read_search_page(self, token: str | None, window: FetchWindow) -> Page:
        """A page of hits; its token is a time, and the cursor that the server gave with it."""
        method, parameter = METHODS["search"]
        until, _, cursor = (token or "").partition(" ")
        params = {
            parameter: self.target,
            "limit": str(PAGE_SIZE),
            "sort": "latest",
            "since": window.start_at.isoformat(),
            "until": until or window.end_at.isoformat(),
        }
        content = self.session.read_json(self._ask(method, params))
        items = self._hits(content)
        before = time_or_none(until)
        if before and all(moment + ONE_MILLISECOND >= before for moment in _times(items)):
            params |= {"cursor": cursor, "until": window.end_at.isoformat()}
            content = self.session.read_json(self._ask(method, params))
            items = self._hits(content)
        next_cursor, times = _cursor_of(content), _times(items)
        if not next_cursor or not times:
            return Page(items=items)
        next_until = (min(times) + ONE_MILLISECOND).isoformat()
        return Page(items=items, next_token=f"{next_until} {next_cursor}")

    def _hits(self, content: object) -> list[JsonObject]:
        return [{"post": post} for post in self._list_of(content, "posts")]

    def _list_of(self, content: object, name: str) -> list[object]:
        found = content.get(name) if isinstance(content, dict) else None
        if not isinstance(found, list):
            raise PayloadError(self.source_id, f"not an answer of Bluesky: no list {name!r}")
        return found

    def _ask(self, method: str, params: dict[str, str]) -> Answer:
        headers: dict[str, str] = {}
        base_url = self.settings.search_url if self.kind == "search" else self.settings.public_url
        if self.kind == "search" and self.settings.handle and self.settings.app_password:
            base_url = self.settings.login_url
            headers["Authorization"] = f"Bearer {self._login()}"
        try:
            return self.session.send(
                Call(f"{base_url}/xrpc/{method}", params=params, headers=headers)
            )
        except StatusError as error:
            raise self._explained(error) from None

    def _login(self) -> str:
        """The access token of a session; one login serves all pages."""
        if self._access_token is None:
            call = Call(
                f"{self.settings.login_url}/xrpc/com.atproto.server.createSession",
                method="POST",
                json_body={
                    "identifier": self.settings.handle or "",
                    "password": self.settings.app_password or "",
                },
            )
            try:
                content = self.session.fetch_json(call)
            except StatusError as error:
                problem = f"Bluesky does not accept the login (status {error.status})"
                raise StatusError(self.source_id, problem, error.answer) from None
            token = content.get("accessJwt") if isinstance(content, dict) else None
            if not isinstance(token, str):
                raise FetchError(self.source_id, "Bluesky's login gave no token")
            self._access_token = token
        return self._access_token

    def _explained(self, error: StatusError) -> StatusError:
        try:
            content = load_json(error.answer.body, self.source_id)
        except PayloadError:
            return error
        message = content.get("message") if isinstance(content, dict) else None
        detail = f": {str(storable_text(message))[:200]}" if isinstance(message, str) else ""
        problem = f"Bluesky answered with status {error.status}{detail}"
        return StatusError(self.source_id, problem, error.answer)


def _cursor_of(content: object) -> str | None:
    cursor = content.get("cursor") if isinstance(content, dict) else None
    return cursor if isinstance(cursor, str) and cursor else None


def _times(items: list[JsonObject]) -> list[dt.datetime]:
    return [moment for moment in map(sort_time, items) if moment]
