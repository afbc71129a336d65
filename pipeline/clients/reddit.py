"""Reddit: the newest posts of a subreddit or of a search; needs an app's id and secret.

A listing ends after about a thousand posts. Without an app, a subreddit's own feed can be read as
`rss:https://www.reddit.com/r/NAME/new/.rss`.
"""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field

from pipeline.clients.calls import Answer, Call, StatusError
from pipeline.clients.cursors import Cursor
from pipeline.clients.http import HttpSession
from pipeline.clients.markup import cut_text, html_to_text
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
from pipeline.errors import FetchError, PayloadError
from pipeline.records import ParsedPost

PLATFORM = "reddit"
BASE_URL = "https://oauth.reddit.com"
LOGIN_URL = "https://www.reddit.com"
WEB_URL = "https://www.reddit.com"
PAGE_SIZE = 100
MAX_BODY_CHARS = 1_500
LINK_KIND = "t3"
REMOVED = frozenset({"[removed]", "[deleted]"})
SHORT_LISTING = "Reddit lists the newest thousand posts only"
TargetKind = Literal["subreddit", "search"]
# A search is bounded by its age; the bound is wider than the window, so that older hits prove that
# all of the window was shown.
SEARCH_AGES = (("week", 6), ("month", 29), ("year", 364))
PROBLEMS = {
    401: "Reddit does not accept the app's id and secret",
    403: "the subreddit is private or quarantined",
    404: "no such subreddit",
}


class _Link(WireModel):
    name: WireId
    title: WireText
    created_at: Annotated[WireTime, Field(validation_alias="created_utc")]
    permalink: WireText
    subreddit: WireText
    author: WireText | None = None
    selftext: WireText = ""
    url: WireText | None = None
    is_self: bool = False
    score: WireCount = None
    num_comments: WireCount = None


class _Thing(WireModel):
    kind: str
    data: _Link


def parse_reddit_item(fields: JsonObject, source_id: str) -> ParsedPost:
    """Read a `reddit-listing-item` payload, a thing of kind t3; raises PayloadError."""
    link = read_model(_Thing, fields, source_id).data
    body = "" if link.selftext in REMOVED else link.selftext
    opening, is_cut = cut_text(html_to_text(body).text, MAX_BODY_CHARS)
    return ParsedPost(
        platform=PLATFORM,
        external_id=link.name,
        url=f"{WEB_URL}{link.permalink}",
        text="\n\n".join(filter(None, [link.title, opening])),
        posted_at=link.created_at,
        author_handle=link.author,
        author_name=f"r/{link.subreddit}",
        like_count=link.score,
        reply_count=link.num_comments,
        link_urls=(link.url,) if link.url and not link.is_self else (),
        is_truncated=is_cut,
    )


REDDIT_LISTING_ITEM = PayloadFormat("reddit-listing-item", parse_reddit_item)


def is_link(thing: JsonObject) -> bool:
    """Whether a thing is a post and not a comment."""
    return thing.get("kind") == LINK_KIND


@dataclass(frozen=True, slots=True)
class RedditSettings:
    """An app of Reddit's, for application-only access."""

    client_id: str
    client_secret: str = field(repr=False)
    base_url: str = BASE_URL
    login_url: str = LOGIN_URL


@dataclass(slots=True)
class RedditClient:
    """One subreddit or search. `target` is a name or a query."""

    source_id: str
    kind: TargetKind
    target: str
    settings: RedditSettings
    session: HttpSession
    _access_token: str | None = field(default=None, repr=False)

    def fetch(self, window: FetchWindow, cursor: str | None) -> Iterator[FetchBatch]:
        """The posts of a window; raises SourceError."""
        walk = Walk(
            session=self.session,
            window=window,
            payload_format=REDDIT_LISTING_ITEM,
            read_page=lambda request: self._read_page(request, window),
            is_post=is_link,
        )
        yield from walk.batches(Cursor.load(cursor, window))

    def _read_page(self, request: PageRequest, window: FetchWindow) -> Page:
        params = {"raw_json": "1", "limit": str(PAGE_SIZE)}
        if self.kind == "search":
            params |= {"q": self.target, "sort": "new", "type": "link", "t": _age(window)}
        if request.token:
            params["after"] = request.token
        listing = self.session.read_json(self._ask(params))
        data = listing.get("data") if isinstance(listing, dict) else None
        children = data.get("children") if isinstance(data, dict) else None
        if not isinstance(data, dict) or not isinstance(children, list):
            raise PayloadError(self.source_id, "not a listing of Reddit")
        after = data.get("after")
        return Page(
            items=children,
            next_token=after if isinstance(after, str) and after else None,
            end_reason=SHORT_LISTING,
        )

    def _ask(self, params: dict[str, str]) -> Answer:
        path = "search" if self.kind == "search" else f"r/{self.target}/new"
        call = Call(
            f"{self.settings.base_url}/{path}",
            params=params,
            headers={"Authorization": f"Bearer {self._login()}"},
        )
        try:
            return self.session.send(call)
        except StatusError as error:
            problem = PROBLEMS.get(error.status, f"Reddit answered with status {error.status}")
            raise StatusError(self.source_id, problem, error.answer) from None

    def _basic_login(self) -> str:
        pair = f"{self.settings.client_id}:{self.settings.client_secret}"
        return base64.b64encode(pair.encode()).decode()

    def _login(self) -> str:
        """The access token of the app; one serves all pages."""
        if self._access_token is None:
            call = Call(
                f"{self.settings.login_url}/api/v1/access_token",
                method="POST",
                form_body={"grant_type": "client_credentials"},
                headers={"Authorization": f"Basic {self._basic_login()}"},
            )
            try:
                content = self.session.fetch_json(call)
            except StatusError as error:
                problem = PROBLEMS.get(error.status, f"Reddit's login failed ({error.status})")
                raise StatusError(self.source_id, problem, error.answer) from None
            token = content.get("access_token") if isinstance(content, dict) else None
            if not isinstance(token, str):
                raise FetchError(self.source_id, "Reddit's login gave no token")
            self._access_token = token
        return self._access_token


def _age(window: FetchWindow) -> str:
    """The shortest of Reddit's ages that goes back beyond the start of a window."""
    days = (window.fetched_at - window.start_at) / dt.timedelta(days=1)
    return next((age for age, most_days in SEARCH_AGES if days <= most_days), "all")
