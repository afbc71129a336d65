import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from pipeline.clients.http import HttpClient
from pipeline.clients.payloads import parse_payload
from pipeline.clients.protocol import FetchBatch, FetchWindow
from pipeline.clients.x_api import XClient, XSettings
from pipeline.clients.x_budget import XReadBudget
from pipeline.clients.x_payloads import build_x_payload, parse_x_post
from pipeline.errors import FetchError
from tests.contract.openapi import Document
from tests.contract.replay import Exchange, in_turn, read_exchanges

DOCUMENTS = {
    "post": ("openapi.docs-2026-08-22-v2.167.json", "x-read.v2.167.json"),
    "tweet": ("openapi.docs-2026-07-06-v2.166.json",),
}
TARGETS = {"user": "playground", "list": "7", "search": "the", "archive": "the"}


def recorded(wire: Path, path: str, status: int = 200) -> list[Exchange]:
    exchanges = read_exchanges(wire / "x" / "playground-exchanges.jsonl")
    found = [row for row in exchanges if path in row["url"] and row["status"] == status]
    return [row for row in found if "pagination_token=AAAA" not in row["url"]]


def make_client(
    http: HttpClient, httpserver: HTTPServer, kind: str, dialect: str = "tweet"
) -> XClient:
    settings = XSettings(
        "token",
        httpserver.url_for("").rstrip("/"),
        dialect=dialect,  # type: ignore[arg-type]
        has_full_archive=kind == "archive",
    )
    real_kind: Any = "search" if kind == "archive" else kind
    budget = XReadBudget("2026-11", 100_000)
    return XClient("x:t", real_kind, TARGETS[kind], settings, budget, http.session("x:t"))


def read(client: XClient, window: FetchWindow) -> list[FetchBatch]:
    return list(client.fetch(window, None))


def test_the_simulators_endless_search_is_read_and_ended(
    wire: Path, http: HttpClient, httpserver: HTTPServer, all_time: FetchWindow
) -> None:
    pages = [row for row in recorded(wire, "/2/tweets/search/all") if "note_tweet" in row["url"]]
    urls: list[str] = []
    httpserver.expect_request("/2/tweets/search/recent").respond_with_handler(in_turn(pages, urls))
    batches = read(make_client(http, httpserver, "search"), all_time)
    posts = [raw for batch in batches for raw in batch.posts]
    in_pages = {post["id"] for page in pages for post in page["body"]["data"]}
    assert {raw.external_id for raw in posts} <= in_pages
    assert len(posts) == len({raw.external_id for raw in posts}) > 100
    assert not any(batch.quarantined for batch in batches)
    assert len(urls) < 6
    assert not batches[-1].covered


def test_a_since_id_that_is_ignored_doubles_nothing(
    wire: Path, http: HttpClient, httpserver: HTTPServer, all_time: FetchWindow
) -> None:
    pages = [row for row in recorded(wire, "/2/tweets/search/all") if "since_id" in row["url"]]
    httpserver.expect_request("/2/tweets/search/recent").respond_with_handler(in_turn(pages, []))
    client = make_client(http, httpserver, "search")
    first = read(client, all_time)
    again = list(client.fetch(all_time, first[-1].cursor))
    rows = {(p.external_id, p.payload_sha256) for batch in [*first, *again] for p in batch.posts}
    assert len(rows) == len({external_id for external_id, _ in rows})


@pytest.mark.parametrize(
    ("kind", "path", "status", "words"),
    [
        ("list", "/2/lists/987654321/tweets", 200, "Could not find list"),
        ("list", "/2/lists/0/tweets", 400, "One or more parameters"),
        ("search", "/2/tweets/search/all", 400, "One or more parameters"),
    ],
)
def test_recorded_failures_are_explained(
    kind: str,
    path: str,
    status: int,
    words: str,
    wire: Path,
    http: HttpClient,
    httpserver: HTTPServer,
    all_time: FetchWindow,
) -> None:
    rows = recorded(wire, path, status)
    target = {"list": "/2/lists/7/tweets", "search": "/2/tweets/search/recent"}[kind]
    httpserver.expect_request(target).respond_with_handler(in_turn(rows, []))
    with pytest.raises(FetchError, match=words):
        read(make_client(http, httpserver, kind), all_time)


def test_recorded_rate_limit_is_a_failure_that_says_so(
    wire: Path, http: HttpClient, httpserver: HTTPServer, all_time: FetchWindow
) -> None:
    row = recorded(wire, "/2/lists/0/tweets", 429)[0]
    row["headers"]["x-rate-limit-reset"] = "9999999999"
    httpserver.expect_request("/2/lists/7/tweets").respond_with_handler(in_turn([row], []))
    with pytest.raises(FetchError, match="rate limit"):
        read(make_client(http, httpserver, "list"), all_time)


def test_the_playgrounds_example_posts_are_read(wire: Path) -> None:
    count = 0
    for path in sorted((wire / "x" / "playground-examples").glob("*tweets*.json")):
        for example in json.loads(path.read_text()):
            body = example["response"]
            includes = body.get("includes", {})
            for post in body["data"] if isinstance(body["data"], list) else []:
                fields = build_x_payload(
                    post, includes.get("users", []), includes.get("tweets", [])
                )
                parsed = parse_x_post(fields, "s")
                assert parsed.text
                assert parse_payload("x-api-v2", json.dumps(fields), "s") == parsed
                count += 1
    assert count >= 6


@pytest.mark.parametrize("dialect", DOCUMENTS)
@pytest.mark.parametrize("kind", TARGETS)
def test_every_request_is_one_of_the_official_document(
    kind: str,
    dialect: str,
    wire: Path,
    http: HttpClient,
    httpserver: HTTPServer,
    all_time: FetchWindow,
) -> None:
    urls: list[str] = []
    user = {"status": 200, "body": {"data": {"id": "77", "username": "playground"}}}
    page = {"status": 200, "body": {"data": [post()], "meta": {"next_token": "t2"}}}
    last = {"status": 200, "body": {"data": [post(2)], "meta": {"result_count": 1}}}
    pages = [*([user] if kind == "user" else []), page, last]
    handler = in_turn(pages, urls)
    for path in ("/2/users/by/username/playground", "/2/users/77/tweets", "/2/lists/7/tweets"):
        httpserver.expect_request(path).respond_with_handler(handler)
    for path in ("/2/tweets/search/recent", "/2/tweets/search/all"):
        httpserver.expect_request(path).respond_with_handler(handler)
    ended_at = all_time.end_at - dt.timedelta(days=1)
    week = FetchWindow(all_time.start_at, ended_at, all_time.end_at)
    client = make_client(http, httpserver, kind, dialect)
    first = read(client, week)
    list(client.fetch(week, first[-1].cursor))
    assert len(urls) >= 3
    for name in DOCUMENTS[dialect]:
        document = Document(wire / "x" / name)
        assert [document.problems(url) for url in urls] == [[] for _ in urls]
    other = Document(wire / "x" / DOCUMENTS["tweet" if dialect == "post" else "post"][0])
    assert any(other.problems(url) for url in urls)


def post(number: int = 1) -> dict[str, Any]:
    return {
        "id": str(2028500000000000000 + number),
        "text": "A note of ours",
        "created_at": f"2026-03-02T0{number}:00:00.000Z",
        "author_id": "77",
    }
