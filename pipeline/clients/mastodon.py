"""Mastodon and servers that speak its API: account, hashtag and list timelines.

Pages are followed by their Link header. Most servers show public posts to anyone; some, and all
list timelines, need a token of that server.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated, Literal
from urllib.parse import quote, urlsplit

from pydantic import BeforeValidator

from pipeline.clients.calls import Answer, Call, StatusError
from pipeline.clients.cursors import Cursor
from pipeline.clients.http import HttpSession
from pipeline.clients.links import next_link
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
from pipeline.errors import FetchError, PayloadError
from pipeline.records import ParsedPost

PLATFORM = "mastodon"
PAGE_SIZE = 40  # the most a Mastodon server gives
TargetKind = Literal["account", "tag", "list"]
SHORT_TIMELINE = "the server's timeline ends before the window starts"
NEEDS_TOKEN = frozenset({401, 403, 422})


def _list(value: object) -> object:
    return value if isinstance(value, list) else []


class _Account(WireModel):
    acct: WireText
    username: WireText = ""
    display_name: WireText | None = None
    note: WireText = ""
    url: WireText | None = None
    followers_count: WireCount = None


class _Card(WireModel):
    url: WireText | None = None


class _QuotedStatus(WireModel):
    uri: WireId


class _Quote(WireModel):
    quoted_status: _QuotedStatus | None = None


class _Status(WireModel):
    uri: WireId
    url: WireText | None = None
    account: _Account
    content: WireText = ""
    spoiler_text: WireText = ""
    created_at: WireTime
    in_reply_to_id: WireId | None = None
    reblogs_count: WireCount = None
    favourites_count: WireCount = None
    replies_count: WireCount = None
    media_attachments: Annotated[tuple[object, ...], BeforeValidator(_list)] = ()
    card: _Card | None = None
    quote: _Quote | None = None
    reblog: _Status | None = None


def parse_mastodon_status(fields: JsonObject, source_id: str) -> ParsedPost:
    """Read a `mastodon-status` payload; a boost has its own id and time and the boosted text.

    The id is the status's URI, which is one on all servers.

    Raises:
        PayloadError: it is not one.
    """
    status = read_model(_Status, fields, source_id)
    shown = status.reblog or status
    content = html_to_text(shown.content)
    quoted = shown.quote.quoted_status if shown.quote else None
    card_links = [shown.card.url] if shown.card and shown.card.url else []
    account = status.account
    return ParsedPost(
        platform=PLATFORM,
        external_id=status.uri,
        url=shown.url or shown.uri,
        text="\n\n".join(filter(None, [shown.spoiler_text, content.text])),
        posted_at=status.created_at,
        author_handle=_full_handle(account, status.uri),
        author_name=account.display_name or account.username,
        author_bio=html_to_text(account.note).text or None,
        author_followers=account.followers_count,
        like_count=shown.favourites_count,
        repost_count=shown.reblogs_count,
        reply_count=shown.replies_count,
        is_repost=status.reblog is not None,
        is_reply=shown.in_reply_to_id is not None,
        is_quote=quoted is not None,
        quoted_external_id=quoted.uri if quoted else None,
        media_count=len(shown.media_attachments),
        link_urls=tuple(dict.fromkeys([*content.links, *card_links])),
    )


def _full_handle(account: _Account, status_uri: str) -> str:
    """`user@host`, also where the server leaves out its own host."""
    if "@" in account.acct:
        return account.acct
    host = urlsplit(account.url or status_uri).netloc
    return f"{account.acct}@{host}" if host else account.acct


MASTODON_STATUS = PayloadFormat("mastodon-status", parse_mastodon_status)


@dataclass(frozen=True, slots=True)
class MastodonClient:
    """One account, hashtag or list of one server. `target` is a user name, a tag or a list id."""

    source_id: str
    kind: TargetKind
    target: str
    base_url: str
    session: HttpSession
    token: str | None = field(default=None, repr=False)

    def fetch(self, window: FetchWindow, cursor: str | None) -> Iterator[FetchBatch]:
        """The statuses of a window; raises SourceError."""
        walk = Walk(
            session=self.session,
            window=window,
            payload_format=MASTODON_STATUS,
            read_page=self._read_page,
            shows_all=self.kind == "account",
        )
        yield from walk.batches(Cursor.load(cursor, window))

    def _read_page(self, request: PageRequest) -> Page:
        state: JsonObject = {}
        if request.token:
            answer = self._ask(request.token, {})
        else:
            path = self._path(request.source_state, state)
            answer = self._ask(f"{self.base_url}{path}", {"limit": str(PAGE_SIZE)})
        statuses = self.session.read_json(answer)
        if not isinstance(statuses, list):
            raise PayloadError(self.source_id, "not a timeline of Mastodon: no list")
        following = next_link(answer)
        # A server keeps all of an account's own posts, but only the newest of other timelines.
        end_reason = None if self.kind == "account" else SHORT_TIMELINE
        return Page(
            items=statuses,
            next_token=following.url,
            end_reason=following.problem or end_reason,
            source_state=state,
        )

    def _path(self, known: JsonObject, state: JsonObject) -> str:
        if self.kind == "tag":
            return f"/api/v1/timelines/tag/{quote(self.target, safe='')}"
        if self.kind == "list":
            return f"/api/v1/timelines/list/{quote(self.target, safe='')}"
        account_id = known.get("account_id")
        if not isinstance(account_id, str):
            account_id = state["account_id"] = str(self.look_up_account()["id"])
        return f"/api/v1/accounts/{quote(account_id, safe='')}/statuses"

    def look_up_account(self) -> JsonObject:
        """The account as the server knows it, id included; raises FetchError if there is none."""
        answer = self._ask(f"{self.base_url}/api/v1/accounts/lookup", {"acct": self.target})
        account = self.session.read_json(answer)
        if not isinstance(account, dict) or not isinstance(account.get("id"), str | int):
            raise FetchError(self.source_id, f"no account {self.target} on this server")
        return account

    def _ask(self, url: str, params: dict[str, str]) -> Answer:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        try:
            return self.session.send(Call(url, params=params, headers=headers))
        except StatusError as error:
            raise StatusError(self.source_id, self._problem(error), error.answer) from None

    def _problem(self, error: StatusError) -> str:
        if error.status in NEEDS_TOKEN:
            return f"the server wants a token (status {error.status}; MASTODON_TOKENS)"
        if error.status in {404, 410}:
            return f"no such {self.kind} on this server (status {error.status})"
        return f"the server answered with status {error.status}"
