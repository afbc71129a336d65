"""Clients against Prism, which answers and refuses as an OpenAPI document says.

Skipped unless node is there and `DIGEST_PRISM` names Prism's command, which
`tests/contract/install_prism.sh` installs.
Prism pages for ever with one token, sends no rate-limit headers, and makes up ids and counts.
"""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from pipeline.clients.cursors import Cursor
from pipeline.clients.github_releases import GithubReleasesClient
from pipeline.clients.http import HttpClient
from pipeline.clients.mastodon import MastodonClient
from pipeline.clients.protocol import FetchBatch, FetchWindow
from pipeline.clients.x_api import XClient, XSettings
from pipeline.clients.x_budget import XReadBudget
from pipeline.errors import FetchError, PayloadError
from tests.contract.counterparts import has_prism, prism

pytestmark = pytest.mark.skipif(not has_prism(), reason="Prism is not installed (DIGEST_PRISM)")
WEEK = FetchWindow(
    dt.datetime(2026, 3, 2, tzinfo=dt.UTC),
    dt.datetime(2026, 3, 9, tzinfo=dt.UTC),
    dt.datetime(2026, 3, 10, tzinfo=dt.UTC),
)


def x_client(http: HttpClient, url: str, kind: Any, target: str, **settings: Any) -> XClient:
    budget = XReadBudget("2026-03", 100_000)
    x_settings = XSettings("token", url, **settings)
    return XClient("x:t", kind, target, x_settings, budget, http.session("x:t"))


def read(client: Any, window: FetchWindow = WEEK, cursor: str | None = None) -> list[FetchBatch]:
    return list(client.fetch(window, cursor))


def refusals(client: Any) -> list[str]:
    """Prism's complaints about our requests; its incomplete example bodies do not count."""
    try:
        read(client)
    except PayloadError:
        return []
    except FetchError as error:
        return [str(error)]
    return []


def known_user(window: FetchWindow) -> str:
    """A cursor that knows the user's id, since the ids that Prism makes up are not ids of X."""
    user = {"id": "77", "username": "kestrel"}
    return Cursor.load(None, window).with_source(user=user).dump()


@pytest.mark.parametrize(
    ("name", "dialect", "options"),
    [
        ("x-read.v2.167.json", "post", ("--errors",)),
        # This document contradicts itself in its examples: with --errors every answer is a 500.
        ("openapi.docs-2026-07-06-v2.166.json", "tweet", ()),
    ],
)
def test_x(name: str, dialect: str, options: tuple[str, ...], wire: Path, http: HttpClient) -> None:
    with prism(wire / "x" / name, *options) as url:
        for kind, target in (("user", "kestrel"), ("list", "77"), ("search", "kestrel")):
            client = x_client(http, url, kind, target, dialect=dialect)
            batches = read(client, WEEK, known_user(WEEK))
            assert sum(batch.counters.items for batch in batches) > 0
            assert len(batches) <= 3
        archive = x_client(http, url, "user", "kestrel", dialect=dialect, has_full_archive=True)
        old = FetchWindow(WEEK.start_at, WEEK.end_at, WEEK.end_at + dt.timedelta(days=90))
        batches = read(archive, old, known_user(old))
        assert sum(batch.counters.items for batch in batches) > 0
        for kind, target in (("user", "kestrel"), ("list", "77"), ("search", "kestrel")):
            assert x_client(http, url, kind, target, dialect=dialect).look_up()
        nobody = x_client(http, f"{url}", "user", "a-handle-far-too-long", dialect=dialect)
        with pytest.raises(FetchError, match="status 4"):
            read(nobody)


def test_github(wire: Path, http: HttpClient) -> None:
    document = wire / "github" / "github-releases.openapi.json"
    with prism(document, "--errors") as url:
        client = GithubReleasesClient("g", "octocat/Hello-World", http.session("g"), None, url)
        all_time = FetchWindow(dt.datetime(2010, 1, 1, tzinfo=dt.UTC), WEEK.end_at, WEEK.end_at)
        (batch,) = client.fetch(all_time, None)
        assert [post.posted_at.year for post in batch.posts] == [2013]
        # The example names a next page on GitHub itself, which must not be asked with our token.
        assert batch.uncovered_reason == "the next page is on another host"


def test_mastodon(wire: Path, http: HttpClient) -> None:
    document = wire / "mastodon" / "mastodon-openapi.schema.json"
    with prism(document) as url:
        for kind, target in (("account", "ada"), ("tag", "safety"), ("list", "7")):
            client = MastodonClient("m", kind, target, url, http.session("m"), "token")  # type: ignore[arg-type]
            assert refusals(client) == []
        refused = MastodonClient("m", "list", "7", url, http.session("m"))
        with pytest.raises(FetchError, match="wants a token"):
            read(refused)
