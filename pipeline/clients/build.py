"""From a source of the reference to the client that reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.clients.arxiv import BASE_URL as ARXIV_URL
from pipeline.clients.arxiv import ArxivClient
from pipeline.clients.bluesky import LOGIN_URL as BLUESKY_LOGIN_URL
from pipeline.clients.bluesky import PUBLIC_URL, SEARCH_URL, BlueskyClient, BlueskySettings
from pipeline.clients.feeds import FeedClient
from pipeline.clients.github_releases import BASE_URL as GITHUB_URL
from pipeline.clients.github_releases import GithubReleasesClient
from pipeline.clients.hacker_news import BASE_URL as HN_URL
from pipeline.clients.hacker_news import HackerNewsClient
from pipeline.clients.http import HttpClient, HttpSession
from pipeline.clients.mastodon import MastodonClient
from pipeline.clients.protocol import Client
from pipeline.clients.reddit import BASE_URL as REDDIT_URL
from pipeline.clients.reddit import LOGIN_URL as REDDIT_LOGIN_URL
from pipeline.clients.reddit import RedditClient, RedditSettings
from pipeline.clients.settings import ENVIRONMENT_NAMES, ClientSettings
from pipeline.clients.x_api import BASE_URL as X_URL
from pipeline.clients.x_api import XClient, XSettings
from pipeline.clients.x_budget import XReadBudget
from pipeline.errors import FetchError
from pipeline.reference.sources import Source


@dataclass(frozen=True, slots=True)
class Access:
    """What a client needs besides its source: settings, the shared connections, the ledger of X."""

    settings: ClientSettings
    http: HttpClient
    x_budget: XReadBudget


def missing_settings(source: Source, settings: ClientSettings) -> tuple[str, ...]:
    """The environment variables a source cannot be read without and that are not set."""
    return tuple(
        ENVIRONMENT_NAMES[name] for name in source.required_settings if not getattr(settings, name)
    )


def needs(source: Source, missing: Sequence[str]) -> str:
    """What to set so that a source can be read, and the way round it where there is one."""
    problem = f"needs {' and '.join(missing)}"
    if (source.service, source.kind) == ("reddit", "subreddit"):
        return f"{problem}; without: rss:https://www.reddit.com/r/{source.target}/new/.rss"
    return problem


def build_client(source: Source, access: Access) -> Client:
    """The client of a source.

    Raises:
        FetchError: access that the source needs is not configured; the message names what to set.
    """
    missing = missing_settings(source, access.settings)
    if missing:
        raise FetchError(source.source_id, needs(source, missing))
    return BUILDERS[source.service](source, access, access.http.session(source.source_id))


def _build_x(source: Source, access: Access, session: HttpSession) -> Client:
    settings = access.settings
    x_settings = XSettings(
        bearer_token=settings.x_bearer_token,
        base_url=settings.base_url("x", X_URL),
        dialect=settings.x_dialect,  # type: ignore[arg-type]
        has_full_archive=settings.has_full_archive,
    )
    return XClient(
        source_id=source.source_id,
        kind=source.kind,  # type: ignore[arg-type]
        target=source.target,
        settings=x_settings,
        budget=access.x_budget,
        session=session,
    )


def _build_bluesky(source: Source, access: Access, session: HttpSession) -> Client:
    settings = BlueskySettings(
        handle=access.settings.bluesky_handle or None,
        app_password=access.settings.bluesky_app_password or None,
        public_url=access.settings.base_url("bluesky", PUBLIC_URL),
        search_url=access.settings.base_url("bluesky", SEARCH_URL),
        login_url=access.settings.base_url("bluesky", BLUESKY_LOGIN_URL),
    )
    return BlueskyClient(
        source_id=source.source_id,
        kind=source.kind,  # type: ignore[arg-type]
        target=source.target,
        settings=settings,
        session=session,
    )


def _build_mastodon(source: Source, access: Access, session: HttpSession) -> Client:
    host = source.host or ""
    return MastodonClient(
        source_id=source.source_id,
        kind=source.kind,  # type: ignore[arg-type]
        target=source.target,
        base_url=access.settings.base_url("mastodon", f"https://{host}"),
        session=session,
        token=access.settings.mastodon_token(host),
    )


def _build_feed(source: Source, access: Access, session: HttpSession) -> Client:
    return FeedClient(source.source_id, source.target, session)


def _build_hacker_news(source: Source, access: Access, session: HttpSession) -> Client:
    base_url = access.settings.base_url("hn", HN_URL)
    return HackerNewsClient(source.source_id, source.target, session, source.min_points, base_url)


def _build_arxiv(source: Source, access: Access, session: HttpSession) -> Client:
    base_url = access.settings.base_url("arxiv", ARXIV_URL)
    return ArxivClient(source.source_id, source.target, session, base_url)


def _build_github(source: Source, access: Access, session: HttpSession) -> Client:
    token = access.settings.github_token or None
    base_url = access.settings.base_url("github", GITHUB_URL)
    return GithubReleasesClient(source.source_id, source.target, session, token, base_url)


def _build_reddit(source: Source, access: Access, session: HttpSession) -> Client:
    settings = RedditSettings(
        client_id=access.settings.reddit_client_id,
        client_secret=access.settings.reddit_client_secret,
        base_url=access.settings.base_url("reddit", REDDIT_URL),
        login_url=access.settings.base_url("reddit", REDDIT_LOGIN_URL),
    )
    return RedditClient(
        source_id=source.source_id,
        kind=source.kind,  # type: ignore[arg-type]
        target=source.target,
        settings=settings,
        session=session,
    )


BUILDERS: Mapping[str, Callable[[Source, Access, HttpSession], Client]] = {
    "x": _build_x,
    "bsky": _build_bluesky,
    "mastodon": _build_mastodon,
    "rss": _build_feed,
    "hn": _build_hacker_news,
    "arxiv": _build_arxiv,
    "github": _build_github,
    "reddit": _build_reddit,
}
