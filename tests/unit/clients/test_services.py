"""Hacker News, arXiv, GitHub and Reddit against a server that answers like theirs."""

import base64
import copy
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from pipeline.clients.arxiv import ArxivClient
from pipeline.clients.calls import StatusError
from pipeline.clients.github_releases import GithubReleasesClient
from pipeline.clients.hacker_news import HackerNewsClient
from pipeline.clients.http import HttpClient
from pipeline.clients.protocol import Client, FetchBatch, FetchWindow
from pipeline.clients.reddit import RedditClient, RedditSettings
from pipeline.errors import FetchError

SAMPLES: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "data" / "clients" / "payloads.json").read_text()
)


def read(client: Client, window: FetchWindow, cursor: str | None = None) -> list[FetchBatch]:
    return list(client.fetch(window, cursor))


def ids(batches: list[FetchBatch]) -> list[str]:
    return [raw.external_id for batch in batches for raw in batch.posts]


def base(httpserver: HTTPServer) -> str:
    return httpserver.url_for("").rstrip("/")


def hit(second: int, object_id: int) -> dict[str, Any]:
    return SAMPLES["hn-item"] | {"objectID": str(object_id), "created_at_i": second}


def test_hacker_news_slices_time_where_a_query_has_too_many_hits(
    http: HttpClient,
    httpserver: HTTPServer,
    window: FetchWindow,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pipeline.clients.hacker_news.PAGE_SIZE", 3)
    start = int(window.start_at.timestamp())
    # Two stories share the second at which the first page ends.
    stories = [hit(start + second, second * 10 + place) for second, place in
               ((9, 0), (8, 0), (7, 0), (7, 1), (6, 0), (2, 0), (1, 0))]  # fmt: skip
    filters: list[str] = []

    def search(request: Request) -> Response:
        filters.append(request.args["numericFilters"])
        end = int(filters[-1].partition("<")[2].partition(",")[0])
        found = [story for story in stories if story["created_at_i"] < end]
        content = {"hits": found[:3], "nbHits": len(found)}
        return Response(json.dumps(content), content_type="application/json")

    httpserver.expect_request("/api/v1/search_by_date").respond_with_handler(search)
    client = HackerNewsClient("hn", "kestrel", http.session("hn"), 20, base(httpserver))
    batches = read(client, window)
    assert sorted(set(ids(batches))) == sorted(story["objectID"] for story in stories)
    assert batches[-1].covered
    assert filters[0] == f"created_at_i>={start},created_at_i<{start + 7 * 86400},points>=20"


def test_deleted_stories_are_not_posts(
    http: HttpClient, httpserver: HTTPServer, window: FetchWindow
) -> None:
    start = int(window.start_at.timestamp())
    hits = [hit(start + 5, 1), {**hit(start + 4, 2), "title": None}]
    httpserver.expect_request("/api/v1/search_by_date").respond_with_json(
        {"hits": hits, "nbHits": 2}
    )
    (batch,) = read(HackerNewsClient("hn", "k", http.session("hn"), 0, base(httpserver)), window)
    assert (ids([batch]), batch.counters.not_posts, batch.quarantined) == (["1"], 1, ())


PAPER = (
    "<entry><id>http://arxiv.org/abs/2603.0000{0}v1</id><title>Paper\n  {0}</title>"
    "<summary>Abstract</summary><published>2026-03-0{0}T00:00:00Z</published>"
    "<author><name>A</name></author></entry>"
)


def arxiv_feed(total: int, *numbers: int) -> Response:
    entries = "".join(PAPER.format(number) for number in numbers)
    head = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:o="http://a9.com/-/spec/opensearch/1.1/">'
    )
    body = f"{head}<o:totalResults>{total}</o:totalResults>{entries}</feed>"
    return Response(body, content_type="application/atom+xml")


def test_arxiv_pages_and_its_empty_pages(
    http: HttpClient, httpserver: HTTPServer, window: FetchWindow, answers: Any
) -> None:
    seen: list[dict[str, Any]] = []
    pages = arxiv_feed(3, 5, 4), arxiv_feed(3), arxiv_feed(3, 3)
    httpserver.expect_request("/api/query").respond_with_handler(answers(*pages, seen=seen))
    client = ArxivClient("a", "cat:cs.CL", http.session("a"), base(httpserver), 2)
    batches = read(client, window)
    assert ids(batches) == ["2603.00005", "2603.00004", "2603.00003"]
    assert batches[-1].covered
    assert seen[0]["search_query"] == (
        "(cat:cs.CL) AND submittedDate:[202603020000 TO 202603090000]"
    )
    assert [query["start"] for query in seen] == ["0", "2", "2"]
    assert '"Paper 5"' in batches[0].posts[0].payload


def test_arxiv_that_sends_nothing_where_there_is_something(
    http: HttpClient, httpserver: HTTPServer, window: FetchWindow, answers: Any
) -> None:
    httpserver.expect_request("/api/query").respond_with_handler(answers(arxiv_feed(7)))
    client = ArxivClient("a", "cat:cs.CL", http.session("a"), base(httpserver))
    with pytest.raises(FetchError, match="empty pages"):
        read(client, window)


def test_arxiv_explains_a_refused_query(
    http: HttpClient, httpserver: HTTPServer, window: FetchWindow
) -> None:
    body = arxiv_feed(1, 1).get_data(as_text=True).replace("Abstract", "incorrect id format")
    httpserver.expect_request("/api/query").respond_with_data(body, 400)
    client = ArxivClient("a", "id:x", http.session("a"), base(httpserver))
    with pytest.raises(StatusError, match="incorrect id format"):
        read(client, window)


def release(number: int, day: int, **more: Any) -> dict[str, Any]:
    published = {"id": number, "published_at": f"2026-03-{day:02}T07:30:00Z"}
    return {**SAMPLES["github-release"], **published, **more}


def test_github_releases_and_their_etag(
    http: HttpClient, httpserver: HTTPServer, window: FetchWindow
) -> None:
    def answer(request: Request) -> Response:
        assert request.headers["Authorization"] == "Bearer t"
        if request.headers.get("If-None-Match") == '"e"':
            return Response("", 304)
        items = [release(2, 5), release(1, 3, draft=True)]
        return Response(json.dumps(items), headers={"ETag": '"e"'}, content_type="application/json")

    httpserver.expect_request("/repos/k/k/releases").respond_with_handler(answer)
    client = GithubReleasesClient("g", "k/k", http.session("g"), "t", base(httpserver))
    (first,) = read(client, window)
    assert (ids([first]), first.covered, first.counters.not_posts) == (["2"], True, 1)
    (second,) = read(client, window, first.cursor)
    assert (second.posts, second.covered) == ((), True)


@pytest.mark.parametrize(("code", "words"), [(404, "no such repository"), (401, "GITHUB_TOKEN")])
def test_github_failures_say_what_is_missing(
    code: int, words: str, http: HttpClient, httpserver: HTTPServer, window: FetchWindow
) -> None:
    httpserver.expect_request("/repos/k/k/releases").respond_with_json({}, code)
    client = GithubReleasesClient("g", "k/k", http.session("g"), None, base(httpserver))
    with pytest.raises(StatusError, match=words):
        read(client, window)


def test_githubs_hourly_limit_is_explained(
    http: HttpClient, httpserver: HTTPServer, window: FetchWindow
) -> None:
    reset = str(int(dt.datetime.now(dt.UTC).timestamp()) + 3000)
    headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": reset}
    httpserver.expect_request("/repos/k/k/releases").respond_with_json({}, 403, headers=headers)
    client = GithubReleasesClient("g", "k/k", http.session("g"), None, base(httpserver))
    with pytest.raises(StatusError, match="hourly limit"):
        read(client, window)


@pytest.mark.parametrize(
    ("days", "age"), [(3, "week"), (7, "month"), (28, "month"), (200, "year"), (400, "all")]
)
def test_a_search_of_reddit_goes_back_beyond_the_window(
    days: int, age: str, http: HttpClient, httpserver: HTTPServer, window: FetchWindow, answers: Any
) -> None:
    seen: list[dict[str, Any]] = []
    empty = Response('{"data": {"children": [], "after": null}}', content_type="application/json")
    httpserver.expect_request("/search").respond_with_handler(answers(empty, seen=seen))
    httpserver.expect_request("/api/v1/access_token").respond_with_json({"access_token": "t"})
    settings = RedditSettings("app", "app-secret", *[base(httpserver)] * 2)
    client = RedditClient("r", "search", "open weights", settings, http.session("r"))
    asked_at = window.start_at + dt.timedelta(days=days)
    read(client, FetchWindow(window.start_at, window.end_at, asked_at))
    assert (seen[0]["q"], seen[0]["sort"], seen[0]["t"]) == ("open weights", "new", age)


def test_reddit_logs_in_and_pages_until_its_listing_ends(
    http: HttpClient, httpserver: HTTPServer, window: FetchWindow
) -> None:
    def log_in(request: Request) -> Response:
        pair = base64.b64encode(b"app:app-secret").decode()
        assert request.headers["Authorization"] == f"Basic {pair}"
        assert request.form["grant_type"] == "client_credentials"
        return Response('{"access_token": "t"}', content_type="application/json")

    def listing(request: Request) -> Response:
        assert request.headers["Authorization"] == "Bearer t"
        thing = copy.deepcopy(SAMPLES["reddit-listing-item"])
        thing["data"]["name"] = "t3_2" if "after" in request.args else "t3_1"
        after = None if "after" in request.args else "t3_1"
        content = {"data": {"children": [thing, {"kind": "t1", "data": {}}], "after": after}}
        return Response(json.dumps(content), content_type="application/json")

    httpserver.expect_request("/api/v1/access_token", method="POST").respond_with_handler(log_in)
    httpserver.expect_request("/r/LocalModels/new").respond_with_handler(listing)
    settings = RedditSettings("app", "app-secret", *[base(httpserver)] * 2)
    client = RedditClient("r", "subreddit", "LocalModels", settings, http.session("r"))
    batches = read(client, window)
    assert ids(batches) == ["t3_1", "t3_2"]
    assert (batches[-1].covered, "newest thousand" in str(batches[-1].uncovered_reason)) == (
        False,
        True,
    )
    assert "app-secret" not in repr(client)
