"""Bluesky and Mastodon against a server that answers like theirs."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from pipeline.clients.bluesky import BlueskyClient, BlueskySettings
from pipeline.clients.calls import StatusError
from pipeline.clients.http import HttpClient
from pipeline.clients.mastodon import MastodonClient
from pipeline.clients.protocol import Client, FetchBatch, FetchWindow

SAMPLES: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "data" / "clients" / "payloads.json").read_text()
)


def read(client: Client, window: FetchWindow, cursor: str | None = None) -> list[FetchBatch]:
    return list(client.fetch(window, cursor))


def ids(batches: list[FetchBatch]) -> list[str]:
    return [raw.external_id for batch in batches for raw in batch.posts]


def base(httpserver: HTTPServer) -> str:
    return httpserver.url_for("").rstrip("/")


def status(number: int, day: int, month: int = 3) -> dict[str, Any]:
    return SAMPLES["mastodon-status"] | {
        "id": str(number),
        "uri": f"https://social.example/users/kestrel/statuses/{number}",
        "created_at": f"2026-{month:02}-{day:02}T11:00:00.000Z",
    }


def test_mastodon_pages_follow_the_link_header(
    http: HttpClient, httpserver: HTTPServer, window: FetchWindow, answers: Any
) -> None:
    seen: list[dict[str, Any]] = []
    older = f"{base(httpserver)}/api/v1/accounts/9/statuses?max_id=2&limit=40"
    link = f'<{older}>; rel="next", <x>; rel="prev"'
    first = Response(json.dumps([status(3, 5), status(2, 3)]), headers={"Link": link})
    second = Response(json.dumps([status(1, 20, 2)]), headers={"Link": link.replace("=2", "=1")})
    for response in (first, second):
        response.content_type = "application/json"
    httpserver.expect_request("/api/v1/accounts/lookup").respond_with_json({"id": "9"})
    httpserver.expect_request("/api/v1/accounts/9/statuses").respond_with_handler(
        answers(first, second, seen=seen)
    )
    client = MastodonClient("m", "account", "kestrel", base(httpserver), http.session("m"), "t")
    batches = read(client, window)
    assert len(ids(batches)) == 2
    assert batches[-1].covered
    assert [query.get("max_id") for query in seen] == [None, "2"]
    assert seen[1]["_headers"]["Authorization"] == "Bearer t"
    assert "account_id" in str(batches[-1].cursor)


def test_mastodon_does_not_follow_a_next_page_on_another_host(
    http: HttpClient, httpserver: HTTPServer, window: FetchWindow
) -> None:
    httpserver.expect_request("/api/v1/timelines/tag/ai").respond_with_json(
        [status(3, 5)], headers={"Link": '<https://evil.example/>; rel="next"'}
    )
    client = MastodonClient("m", "tag", "ai", base(httpserver), http.session("m"))
    (batch,) = read(client, window)
    assert (len(batch.posts), batch.uncovered_reason) == (1, "the next page is on another host")


def test_a_mastodon_tag_timeline_that_ends_early_is_not_covered(
    http: HttpClient, httpserver: HTTPServer, window: FetchWindow
) -> None:
    httpserver.expect_request("/api/v1/timelines/tag/ai").respond_with_json([status(3, 5)])
    client = MastodonClient("m", "tag", "ai", base(httpserver), http.session("m"))
    assert not read(client, window)[-1].covered


@pytest.mark.parametrize(("code", "words"), [(401, "MASTODON_TOKENS"), (404, "no such list")])
def test_mastodon_failures_say_what_is_missing(
    code: int, words: str, http: HttpClient, httpserver: HTTPServer, window: FetchWindow
) -> None:
    httpserver.expect_request("/api/v1/timelines/list/1").respond_with_json({}, code)
    client = MastodonClient("m", "list", "1", base(httpserver), http.session("m"))
    with pytest.raises(StatusError, match=words):
        read(client, window)


def test_bluesky_search_moves_until_back_and_logs_in_once(
    http: HttpClient, httpserver: HTTPServer, window: FetchWindow
) -> None:
    logins: list[Any] = []
    untils: list[str] = []

    def log_in(request: Request) -> Response:
        logins.append(request.get_json())
        return Response('{"accessJwt": "jwt"}', content_type="application/json")

    def search(request: Request) -> Response:
        assert request.headers["Authorization"] == "Bearer jwt"
        until = request.args["until"]
        untils.append(until)
        posts = [bluesky_post(number) for number in range(9, 0, -1)]
        found = [post for post in posts if post["indexedAt"] < until.replace("+00:00", "Z")][:4]
        content = {"posts": found} | ({"cursor": "25"} if len(found) == 4 else {})
        return Response(json.dumps(content), content_type="application/json")

    httpserver.expect_request(
        "/xrpc/com.atproto.server.createSession", method="POST"
    ).respond_with_handler(log_in)
    httpserver.expect_request("/xrpc/app.bsky.feed.searchPosts").respond_with_handler(search)
    settings = BlueskySettings("me.example", "pass-word", *[base(httpserver)] * 3)
    client = BlueskyClient("b", "search", "kestrel", settings, http.session("b"))
    batches = read(client, window)
    assert len(set(ids(batches))) == 9
    assert batches[-1].covered
    assert logins == [{"identifier": "me.example", "password": "pass-word"}]
    assert untils == sorted(untils, reverse=True)
    assert "pass-word" not in repr(client)


def test_bluesky_search_takes_the_cursor_where_until_is_passed_over(
    http: HttpClient, httpserver: HTTPServer, window: FetchWindow
) -> None:
    def search(request: Request) -> Response:
        start = int(request.args.get("cursor", 0))
        found = [bluesky_post(number) for number in range(9, 0, -1)][start : start + 4]
        content = {"posts": found} | ({"cursor": str(start + 4)} if start < 5 else {})
        return Response(json.dumps(content), content_type="application/json")

    httpserver.expect_request("/xrpc/app.bsky.feed.searchPosts").respond_with_handler(search)
    settings = BlueskySettings(search_url=base(httpserver))
    batches = read(BlueskyClient("b", "search", "kestrel", settings, http.session("b")), window)
    assert sorted(ids(batches)) == sorted(bluesky_post(number)["uri"] for number in range(1, 10))
    assert batches[-1].covered


def bluesky_post(hour: int) -> dict[str, Any]:
    post = copy.deepcopy(SAMPLES["bluesky-feed-item"]["post"])
    stamp = f"2026-03-03T{hour:02}:00:00.000Z"
    post |= {"uri": f"at://did:plc:k/app.bsky.feed.post/{hour}", "indexedAt": stamp}
    post["record"]["createdAt"] = stamp
    return dict(post)


def test_bluesky_says_what_it_was_told(
    http: HttpClient, httpserver: HTTPServer, window: FetchWindow
) -> None:
    httpserver.expect_request("/xrpc/app.bsky.feed.getAuthorFeed").respond_with_json(
        {"error": "InvalidRequest", "message": "Profile not found"}, 400
    )
    settings = BlueskySettings(public_url=base(httpserver))
    client = BlueskyClient("b", "author", "nobody.example", settings, http.session("b"))
    with pytest.raises(StatusError, match="Profile not found"):
        read(client, window)
