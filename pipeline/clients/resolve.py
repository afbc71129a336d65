"""From what someone typed to a source that can be read: its spelling and the name it goes by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.clients.bluesky import BlueskyClient
from pipeline.clients.build import Access, build_client, missing_settings, needs
from pipeline.clients.check import check_source
from pipeline.clients.feed_discovery import discover_feed
from pipeline.clients.feeds import FeedClient
from pipeline.clients.mastodon import MastodonClient
from pipeline.clients.protocol import Client
from pipeline.clients.x_api import XClient
from pipeline.errors import FetchError
from pipeline.reference.sources import Source, parse_spec

# What a source is called whose service has no name for it.
NAMES: Mapping[tuple[str, str], str] = {
    ("x", "list"): "X list {}",
    ("x", "search"): "X: {}",
    ("bsky", "search"): "Bluesky: {}",
    ("mastodon", "tag"): "#{}",
    ("mastodon", "list"): "Mastodon list {}",
    ("hn", "stories"): "Hacker News: {}",
    ("arxiv", "papers"): "arXiv: {}",
    ("github", "releases"): "{} releases",
    ("reddit", "subreddit"): "r/{}",
    ("reddit", "search"): "Reddit: {}",
}


@dataclass(frozen=True, slots=True)
class Resolved:
    """A source as it is written down. `missing` is what must be set before it can be read."""

    spec: str
    name: str
    missing: str | None = None


def resolve_source(spec: str, access: Access, now: dt.datetime) -> Resolved:
    """Ask a source's service for it, once; without the key it needs, take it as it was typed.

    Raises:
        SourceError: there is no such source, or it cannot be read.
        ValueError: the spec is none.
    """
    source = Source(spec=spec.strip(), name=parse_spec(spec).target)
    plain_name = NAMES.get((source.service, source.kind), "{}").format(source.target)
    missing = missing_settings(source, access.settings)
    if missing:
        return Resolved(source.spec, plain_name, needs(source, missing))
    found = _look_up(build_client(source, access), source)
    if found is not None:
        return found
    problem = check_source(source, access, now).problem
    if problem:
        raise FetchError(source.source_id, problem)
    return Resolved(source.spec, plain_name)


def _look_up(client: Client, source: Source) -> Resolved | None:
    """What the service itself calls a source; None where it has no name for it."""
    match client:
        case FeedClient(url=url, session=session):
            feed = discover_feed(url, session)
            return Resolved(f"rss:{feed.url}", feed.title or source.target)
        case XClient(kind="user"):
            user = client.look_up()
            handle = user.get("username") or source.target
            return Resolved(f"x:@{handle}", str(user.get("name") or handle))
        case XClient(kind="list"):
            return Resolved(source.spec, str(client.look_up().get("name") or source.target))
        case BlueskyClient(kind="author" | "list"):
            return Resolved(source.spec, client.look_up_name() or source.target)
        case MastodonClient(kind="account"):
            account = client.look_up_account()
            return Resolved(source.spec, str(account.get("display_name") or source.target))
        case _:
            return None
