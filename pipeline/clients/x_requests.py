"""What requests to X API v2 look like: end points, page sizes, two dialects of parameters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pipeline.clients.pages import PageRequest
from pipeline.clients.protocol import FetchWindow
from pipeline.clients.x_budget import READS_PER_USER
from pipeline.text.posts import snowflake_time

TargetKind = Literal["user", "list", "search"]
EndpointKind = Literal["user", "list", "search", "archive"]
USER_FIELDS = "description,id,name,public_metrics,username"
# A request may not ask for the last half minute, which is not yet indexed.
INDEX_DELAY = dt.timedelta(seconds=30)
RECENT = dt.timedelta(days=7)
RECENT_MARGIN = dt.timedelta(minutes=10)
MAX_QUERY_CHARS = {"search": 512, "archive": 1_024}


@dataclass(frozen=True, slots=True)
class Dialect:
    """The names of one version of the API document."""

    name: str
    fields_name: str
    fields: str
    own_expansions: str
    author_expansion: str


DIALECTS: Mapping[str, Dialect] = {
    # Document 2.167 of August 2026: ids of authors, references and edits come as expansions.
    "post": Dialect(
        "post",
        "post.fields",
        "attachments,created_at,entities,id,lang,note_post,public_metrics,text",
        "referenced_posts,edit_history_post_ids",
        "author_id",
    ),
    # Document 2.166 and all before.
    "tweet": Dialect(
        "tweet",
        "tweet.fields",
        "attachments,author_id,created_at,edit_history_tweet_ids,entities,id,lang,note_tweet,"
        "public_metrics,referenced_tweets,text",
        "referenced_tweets.id",
        "author_id",
    ),
}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An end point with its page sizes; `reads_per_post` is the most a returned post can cost."""

    kind: EndpointKind
    path: str
    query: str | None
    token_name: str
    fewest: int
    most: int
    reads_per_post: int
    takes_times: bool = True


def endpoint_of(kind: EndpointKind, target: str) -> Endpoint:
    """The end point of a target: a user id, a list id or a query.

    A post may include the post it answers, the one it quotes and an earlier version: three more
    reads; from several authors also its author, two more.
    """
    if kind == "user":
        return Endpoint(kind, f"/2/users/{target}/tweets", None, "pagination_token", 5, 100, 4)
    if kind == "list":
        path = f"/2/lists/{target}/tweets"
        return Endpoint(kind, path, None, "pagination_token", 1, 100, 6, takes_times=False)
    if kind == "search":
        return Endpoint(kind, "/2/tweets/search/recent", target, "next_token", 10, 100, 6)
    return Endpoint(kind, "/2/tweets/search/all", target, "next_token", 10, 500, 6)


def archive_query(handle: str) -> str:
    """The search that finds the posts of a user."""
    return f"from:{handle.removeprefix('@')}"


def lookup_of(kind: TargetKind, target: str) -> tuple[str, dict[str, str], int]:
    """Path, parameters and price in reads of asking whether a target is there."""
    if kind == "user":
        return f"/2/users/by/username/{target}", {"user.fields": USER_FIELDS}, READS_PER_USER
    if kind == "list":
        return f"/2/lists/{target}", {}, 1
    return "/2/tweets/counts/recent", {"query": target, "granularity": "day"}, 1


def page_params(
    endpoint: Endpoint, dialect: Dialect, size: int, request: PageRequest, window: FetchWindow
) -> dict[str, str]:
    """Parameters of one page of posts; all pages of a walk differ in token and size only."""
    has_authors = endpoint.kind != "user"
    expansions = [dialect.own_expansions, *([dialect.author_expansion] if has_authors else [])]
    params = {
        "max_results": str(size),
        dialect.fields_name: dialect.fields,
        "expansions": ",".join(expansions),
    }
    if has_authors:
        params["user.fields"] = USER_FIELDS
    if endpoint.query is not None:
        params["query"] = endpoint.query
    if endpoint.takes_times:
        params |= _bounds(endpoint, request, window)
    if request.token:
        params[endpoint.token_name] = request.token
    return params


def earliest_recent(window: FetchWindow) -> dt.datetime:
    """The earliest time a recent search may name, with room for a walk that takes minutes."""
    return window.fetched_at - RECENT + RECENT_MARGIN


def usable_since(endpoint: Endpoint, request: PageRequest, window: FetchWindow) -> str | None:
    """The newest known post, unless it is older than a recent search reaches."""
    since_at = snowflake_time(request.since_id) if request.since_id else None
    if endpoint.kind != "search" or (since_at and since_at >= earliest_recent(window)):
        return request.since_id
    return None


def _bounds(endpoint: Endpoint, request: PageRequest, window: FetchWindow) -> dict[str, str]:
    """From the newest known post or the start of the window, to its end or now."""
    bounds: dict[str, str] = {}
    since_id = usable_since(endpoint, request, window)
    if since_id:
        bounds["since_id"] = since_id
    else:
        is_recent = endpoint.kind == "search"
        earliest = earliest_recent(window) if is_recent else window.start_at
        bounds["start_time"] = _rfc3339(max(window.start_at, earliest))
    if window.end_at < window.fetched_at - INDEX_DELAY:
        bounds["end_time"] = _rfc3339(window.end_at)
    return bounds


def _rfc3339(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
