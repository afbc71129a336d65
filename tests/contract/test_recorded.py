"""arXiv, Reddit, Hacker News, GitHub and the X archive against recorded answers and samples."""

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from pipeline.clients.arxiv import ArxivClient, parse_arxiv_entry, read_results
from pipeline.clients.calls import Answer
from pipeline.clients.github_releases import GithubReleasesClient
from pipeline.clients.hacker_news import HackerNewsClient
from pipeline.clients.http import HttpClient
from pipeline.clients.payloads import WIRE_FORMATS, parse_payload
from pipeline.clients.protocol import FetchWindow
from pipeline.clients.reddit import RedditClient, RedditSettings, is_link, parse_reddit_item
from pipeline.clients.x_archive import read_x_archive
from pipeline.errors import FetchError, PayloadError
from tests.contract.openapi import Document
from tests.contract.replay import in_turn

NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)


def test_every_recorded_arxiv_answer(wire: Path) -> None:
    papers = 0
    for path in sorted((wire / "arxiv").glob("*.json")):
        row = json.loads(path.read_text())
        answer = Answer(row["status_code"], {}, row["body"].encode(), row["url"])
        results = read_results(answer, "a")
        if row["status_code"] == 200:
            assert results.total >= len(results.entries)
            for entry in results.entries:
                paper = parse_arxiv_entry(entry, "a")
                assert not re.search(r"v\d+$", paper.external_id)
                assert "\n" not in entry["title"]
                papers += 1
    assert papers > 100


def test_recorded_arxiv_pages_are_walked(
    wire: Path, http: HttpClient, httpserver: HTTPServer, all_time: FetchWindow
) -> None:
    rows = []
    for start in (0, 10, 20, 30):
        (path,) = (wire / "arxiv").glob(f"q_testing_s{start}_m10_*.json")
        row = json.loads(path.read_text())
        body = re.sub(r"totalResults>\d+<", "totalResults>40<", row["body"])
        rows.append(
            {"status": 200, "body": body, "headers": {"content-type": "application/atom+xml"}}
        )
    urls: list[str] = []
    httpserver.expect_request("/api/query").respond_with_handler(in_turn(rows, urls))
    base = httpserver.url_for("").rstrip("/")
    batches = list(
        ArxivClient("a", "all:testing", http.session("a"), base, 10).fetch(all_time, None)
    )
    assert sum(len(batch.posts) for batch in batches) >= 38
    assert re.findall(r"[?&]start=(\d+)", " ".join(urls)) == ["0", "10", "20", "30"]


def test_the_recorded_refusal_of_arxiv(
    wire: Path, http: HttpClient, httpserver: HTTPServer, all_time: FetchWindow
) -> None:
    (path,) = (wire / "arxiv").glob("id_abc_*.json")
    body = json.loads(path.read_text())["body"]
    httpserver.expect_request("/api/query").respond_with_data(body, 400)
    base = httpserver.url_for("").rstrip("/")
    with pytest.raises(FetchError, match="incorrect id format for abc"):
        list(ArxivClient("a", "id:abc", http.session("a"), base).fetch(all_time, None))


def test_the_recorded_reddit_listing(
    wire: Path, http: HttpClient, httpserver: HTTPServer, all_time: FetchWindow
) -> None:
    cassette = json.loads((wire / "reddit" / "TestSubredditListings.test_new.json").read_text())
    login, listing = (row["response"]["body"]["string"] for row in cassette["interactions"][:2])
    last = json.dumps({"kind": "Listing", "data": {"children": [], "after": None}})
    rows = [{"status": 200, "body": text} for text in (listing, last)]
    urls: list[str] = []
    httpserver.expect_request("/api/v1/access_token").respond_with_data(
        login, content_type="application/json"
    )
    httpserver.expect_request("/r/askreddit/new").respond_with_handler(in_turn(rows, urls))
    settings = RedditSettings("id", "secret", *[httpserver.url_for("").rstrip("/")] * 2)
    client = RedditClient("r", "subreddit", "askreddit", settings, http.session("r"))
    batches = list(client.fetch(all_time, None))
    children = json.loads(listing)["data"]["children"]
    assert len(batches[0].posts) == len(children) == 100
    assert f"after={children[-1]['data']['name']}" in urls[1]


def test_a_recorded_reddit_search(
    wire: Path, http: HttpClient, httpserver: HTTPServer, all_time: FetchWindow
) -> None:
    cassette = json.loads((wire / "reddit" / "TestSubreddit.test_search.json").read_text())
    login, listing = (row["response"]["body"]["string"] for row in cassette["interactions"])
    urls: list[str] = []
    httpserver.expect_request("/api/v1/access_token").respond_with_data(
        login, content_type="application/json"
    )
    httpserver.expect_request("/search").respond_with_handler(
        in_turn([{"status": 200, "body": listing}], urls)
    )
    settings = RedditSettings("id", "secret", *[httpserver.url_for("").rstrip("/")] * 2)
    client = RedditClient("r", "search", "praw oauth search", settings, http.session("r"))
    batches = list(client.fetch(all_time, None))
    children = json.loads(listing)["data"]["children"]
    assert len(batches[0].posts) == len({child["data"]["name"] for child in children}) == 6
    assert "sort=new" in urls[0]
    assert "t=all" in urls[0]


def test_a_recorded_reddit_overview_keeps_posts_and_leaves_comments(wire: Path) -> None:
    name = "TestRedditorListings.test_overview__new.json"
    cassette = json.loads((wire / "reddit" / name).read_text())
    listing = json.loads(cassette["interactions"][-1]["response"]["body"]["string"])
    links = [thing for thing in listing["data"]["children"] if is_link(thing)]
    assert 0 < len(links) < len(listing["data"]["children"])
    assert all(parse_reddit_item(thing, "r").text for thing in links)


def test_recorded_hacker_news_hits(
    wire: Path, http: HttpClient, httpserver: HTTPServer, all_time: FetchWindow
) -> None:
    content = json.loads((wire / "hn" / "algolia-search.json").read_text())
    httpserver.expect_request("/api/v1/search_by_date").respond_with_json(
        {"hits": content["hits"], "nbHits": len(content["hits"])}
    )
    base = httpserver.url_for("").rstrip("/")
    (batch,) = HackerNewsClient("hn", "x", http.session("hn"), 0, base).fetch(all_time, None)
    assert len(batch.posts) == len(content["hits"]) == 20
    assert batch.covered


def test_githubs_own_example_and_description(
    wire: Path, http: HttpClient, httpserver: HTTPServer, all_time: FetchWindow
) -> None:
    path = wire / "github" / "github-releases.openapi.json"
    document = Document(path)
    examples = document.content["components"]["examples"]["release-items"]["value"]
    urls: list[str] = []
    httpserver.expect_request("/repos/octocat/Hello-World/releases").respond_with_handler(
        in_turn([{"status": 200, "body": examples}], urls)
    )
    base = httpserver.url_for("").rstrip("/")
    client = GithubReleasesClient("g", "octocat/Hello-World", http.session("g"), None, base)
    (batch,) = client.fetch(all_time, None)
    assert len(batch.posts) == len(examples)
    assert document.problems(urls[0]) == []


def archive_blocks(wire: Path) -> dict[str, str]:
    """The sample files of the archive documentation by name; one lacks its last bracket."""
    text = (wire / "x-archive" / "archive_data.md").read_text()
    found = dict(re.findall(r"^([\w-]+)\.js(?:on)?:?$\n+```json\n(.*?)```", text, re.M | re.S))
    return {
        name: body if body.rstrip().endswith("]") else f"{body}]" for name, body in found.items()
    }


def test_the_documented_archive(wire: Path, tmp_path: Path) -> None:
    blocks = archive_blocks(wire)
    assert {"tweets", "note-tweet", "account", "profile", "community-tweet"} <= set(blocks)
    for name, body in blocks.items():
        (tmp_path / f"{name}.js").write_text(body)
    archive = read_x_archive(tmp_path, NOW)
    assert len(archive.posts) == 2
    assert archive.quarantined == ()
    assert "@gmail.com" not in "".join(raw.payload for raw in archive.posts)
    parsed = [parse_payload(raw.payload_format, raw.payload, "s") for raw in archive.posts]
    assert {post.posted_at.year for post in parsed} == {2023}
    assert any(post.is_reply for post in parsed)


def test_answers_of_one_service_are_refused_by_the_parser_of_another(wire: Path) -> None:
    content: Any = json.loads((wire / "hn" / "algolia-search.json").read_text())["hits"][0]
    for payload_format in WIRE_FORMATS:
        if payload_format.name != "hn-item":
            with pytest.raises(PayloadError):
                payload_format.parse(content, "s")
