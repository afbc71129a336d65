"""Bluesky and Mastodon against recorded pages, lexicons and official descriptions."""

import json
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from pipeline.clients.bluesky import BlueskyClient, BlueskySettings
from pipeline.clients.bluesky_payloads import parse_bluesky_item
from pipeline.clients.http import HttpClient
from pipeline.clients.mastodon import MastodonClient, parse_mastodon_status
from pipeline.clients.protocol import FetchBatch, FetchWindow
from pipeline.errors import FetchError
from tests.contract import lexicons
from tests.contract.openapi import Document
from tests.contract.replay import Exchange, in_turn, read_exchanges


def bluesky_pages(wire: Path, method: str, words: str) -> list[Exchange]:
    rows = read_exchanges(wire / "bluesky" / "appview-exchanges.jsonl")
    return [row for row in rows if f"{method}?{words}" in row["url"] and row["status"] == 200]


def bluesky(http: HttpClient, httpserver: HTTPServer, kind: Any, target: str) -> BlueskyClient:
    url = httpserver.url_for("").rstrip("/")
    settings = BlueskySettings(public_url=url, search_url=url)
    return BlueskyClient("b", kind, target, settings, http.session("b"))


def posts_of(batches: list[FetchBatch]) -> list[Any]:
    return [raw for batch in batches for raw in batch.posts]


@pytest.mark.parametrize(
    ("kind", "method", "words", "name"),
    [
        ("author", "getAuthorFeed", "actor=bob.test&limit=50", "feed"),
        ("list", "getListFeed", "list=", "feed"),
        ("search", "searchPosts", "q=zebra&limit=50", "posts"),
    ],
)
def test_recorded_appview_pages(
    kind: str,
    method: str,
    words: str,
    name: str,
    wire: Path,
    http: HttpClient,
    httpserver: HTTPServer,
    all_time: FetchWindow,
) -> None:
    pages = bluesky_pages(wire, method, words)
    assert len(pages) == 3
    httpserver.expect_request(f"/xrpc/app.bsky.feed.{method}").respond_with_handler(
        in_turn(pages, [])
    )
    batches = list(bluesky(http, httpserver, kind, "bob.test").fetch(all_time, None))
    items = [item for page in pages for item in page["body"][name]]
    posts = posts_of(batches)
    assert len(posts) == len(items) > 100
    assert len({raw.external_id for raw in posts}) == len(posts)
    assert batches[-1].covered
    assert not any(batch.quarantined for batch in batches)


def test_recorded_items_and_our_payloads_keep_to_the_lexicons(
    wire: Path, http: HttpClient, httpserver: HTTPServer, all_time: FetchWindow
) -> None:
    documents = json.loads((wire / "bluesky" / "lexicons.json").read_text())
    rows = documents.values() if isinstance(documents, dict) else documents
    known = {document["id"]: document for document in rows}
    pages = bluesky_pages(wire, "getAuthorFeed", "actor=bob.test&limit=50")
    httpserver.expect_request("/xrpc/app.bsky.feed.getAuthorFeed").respond_with_handler(
        in_turn(pages, [])
    )
    posts = posts_of(list(bluesky(http, httpserver, "author", "bob.test").fetch(all_time, None)))
    for raw in posts:
        item = json.loads(raw.payload)
        assert lexicons.problems(known, "app.bsky.feed.defs#feedViewPost", item) == []
    broken = {**json.loads(posts[0].payload), "post": {"uri": 7}}
    assert lexicons.problems(known, "app.bsky.feed.defs#feedViewPost", broken)


def test_reposts_quotes_replies_and_pictures_of_the_recording(
    wire: Path, http: HttpClient, httpserver: HTTPServer, all_time: FetchWindow
) -> None:
    pages = bluesky_pages(wire, "getAuthorFeed", "actor=bob.test&limit=50")
    parsed = [parse_bluesky_item(item, "b") for page in pages for item in page["body"]["feed"]]
    assert any(post.is_repost for post in parsed)
    assert any(post.is_reply for post in parsed)
    assert any(post.quoted_external_id for post in parsed)
    assert any((post.media_count or 0) >= 4 for post in parsed)
    assert any("https://example.com/x" in post.link_urls for post in parsed)


def test_recorded_refusals_of_the_appview(
    wire: Path, http: HttpClient, httpserver: HTTPServer, all_time: FetchWindow
) -> None:
    rows = read_exchanges(wire / "bluesky" / "appview-exchanges.jsonl")
    for row in rows:
        if row["status"] == 400 and "getAuthorFeed" in row["url"]:
            httpserver.clear()
            httpserver.expect_request("/xrpc/app.bsky.feed.getAuthorFeed").respond_with_handler(
                in_turn([row], [])
            )
            with pytest.raises(FetchError, match="status 400: "):
                list(bluesky(http, httpserver, "author", "nobody.test").fetch(all_time, None))


def test_recorded_mastodon_pages(
    wire: Path, http: HttpClient, httpserver: HTTPServer, all_time: FetchWindow
) -> None:
    rows = read_exchanges(wire / "mastodon" / "mock-exchanges.jsonl")
    base = httpserver.url_for("").rstrip("/")
    for row in rows:
        if "link" in row["headers"]:
            row["headers"]["link"] = row["headers"]["link"].replace("http://127.0.0.1:4030", base)
    lookup = next(row for row in rows if "lookup" in row["url"])
    first = next(row for row in rows if "exclude_reblogs=false" in row["url"])
    rest = next(row for row in rows if "since_id" in row["url"])
    urls: list[str] = []
    account_id = lookup["body"]["id"]
    httpserver.expect_request("/api/v1/accounts/lookup").respond_with_handler(
        in_turn([lookup], urls)
    )
    httpserver.expect_request(f"/api/v1/accounts/{account_id}/statuses").respond_with_handler(
        in_turn([first, rest], urls)
    )
    client = MastodonClient("m", "account", "ada", base, http.session("m"))
    batches = list(client.fetch(all_time, None))
    wanted = {item["uri"] for row in (first, rest) for item in row["body"]}
    assert {raw.external_id for raw in posts_of(batches)} == wanted
    document = Document(wire / "mastodon" / "mastodon-openapi.schema.json")
    assert [document.problems(url) for url in urls] == [[] for _ in urls]


def test_recorded_mastodon_public_timeline_and_refusal(
    wire: Path, http: HttpClient, httpserver: HTTPServer, all_time: FetchWindow
) -> None:
    rows = read_exchanges(wire / "mastodon" / "mock-exchanges.jsonl")
    public = next(row for row in rows if "timelines/public?limit=40" in row["url"])
    parsed = [parse_mastodon_status(item, "m") for item in public["body"]]
    assert all(post.text and "<" not in post.text for post in parsed)
    refusal = next(row for row in rows if row["status"] == 401)
    httpserver.expect_request("/api/v1/timelines/list/1").respond_with_handler(
        in_turn([refusal], [])
    )
    base = httpserver.url_for("").rstrip("/")
    client = MastodonClient("m", "list", "1", base, http.session("m"))
    with pytest.raises(FetchError, match="wants a token"):
        list(client.fetch(all_time, None))
