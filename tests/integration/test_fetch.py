"""A week read from live sources: local servers that answer as the services do, to the digest."""

import contextlib
import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Lock
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from assets.fetching import CursorStore, Fetcher
from assets.running import run_weeks
from assets.settings import Settings
from pipeline.clients.build import Access
from pipeline.clients.calls import HttpLimits
from pipeline.clients.http import HttpClient
from pipeline.clients.settings import ClientSettings
from pipeline.clients.x_budget import XReadBudget
from pipeline.errors import LakeError
from pipeline.records import Post, RawPost, SourceFetch
from pipeline.reference.sources import load_sources
from pipeline.weeks import Week

WEEK = Week.parse("2026-03-02")
NOW = dt.datetime(2026, 3, 9, 6, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(hours=1)
LIMITS = HttpLimits(attempts=2, first_wait_seconds=0.01, longest_backoff_seconds=0.02)
PLATFORMS = {"rss", "hn", "github", "bluesky", "mastodon", "arxiv", "x"}
SOURCES = """
use_default_sources = false
source = [
  {{ spec = "rss:{base}/feed.xml", name = "Osprey Press" }},
  {{ spec = "rss:{base}/broken.xml", name = "Broken Press" }},
  {{ spec = "hn:osprey", name = "Hacker News on Osprey" }},
  {{ spec = "github:osprey-lab/osprey", name = "Osprey releases" }},
  {{ spec = "bsky:osprey.example", name = "Osprey on Bluesky" }},
  {{ spec = "mastodon:@osprey@social.example", name = "Osprey on Mastodon" }},
  {{ spec = "arxiv:cat:cs.CL", name = "arXiv cs.CL" }},
  {{ spec = "x:@OspreyLab", name = "Osprey on X" }},
]
"""
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Osprey Press</title>
<link>https://osprey.example/</link>
<item><title>Osprey Lab releases the Osprey-9B model with open weights</title>
<link>https://osprey.example/news/9b</link>
<description>The lab says the model reads 200k tokens and was trained on 4,096 GPUs.</description>
<pubDate>Tue, 03 Mar 2026 08:00:00 GMT</pubDate></item>
<item><title>An older note</title><link>https://osprey.example/news/old</link>
<description>About something else.</description>
<pubDate>Sun, 01 Feb 2026 08:00:00 GMT</pubDate></item></channel></rss>"""
STORY = {
    "objectID": "49000001",
    "created_at_i": int(dt.datetime(2026, 3, 3, 12, tzinfo=dt.UTC).timestamp()),
    "title": "Osprey-9B: an open-weight language model",
    "url": "https://osprey.example/news/9b",
    "author": "reader",
    "points": 120,
    "num_comments": 31,
}
RELEASE = {
    "id": 290000001,
    "html_url": "https://github.com/osprey-lab/osprey/releases/tag/v9.0",
    "tag_name": "v9.0",
    "name": "Osprey-9B",
    "body": "Weights and inference code of the Osprey-9B language model.",
    "draft": False,
    "created_at": "2026-03-03T07:00:00Z",
    "published_at": "2026-03-03T07:30:00Z",
    "author": {"login": "maintainer"},
}
SKEET = {
    "post": {
        "uri": "at://did:plc:osprey/app.bsky.feed.post/3osprey",
        "cid": "bafy9",
        "author": {"did": "did:plc:osprey", "handle": "osprey.example", "displayName": "Osprey"},
        "record": {
            "$type": "app.bsky.feed.post",
            "text": "Our safety team red-teamed Osprey-9B and found two jailbreaks before release.",
            "createdAt": "2026-03-04T10:00:00.000Z",
        },
        "indexedAt": "2026-03-04T10:00:01.000Z",
        "likeCount": 5,
    }
}
STATUS = {
    "id": "119000000000000001",
    "uri": "https://social.example/users/osprey/statuses/119000000000000001",
    "url": "https://social.example/@osprey/119000000000000001",
    "created_at": "2026-03-05T11:00:00.000Z",
    "content": "<p>Osprey-9B now runs on a single consumer GPU.</p>",
    "account": {"id": "9", "username": "osprey", "acct": "osprey", "display_name": "Osprey"},
}
PAPER = """<feed xmlns="http://www.w3.org/2005/Atom"
 xmlns:o="http://a9.com/-/spec/opensearch/1.1/"><o:totalResults>1</o:totalResults>
<entry><id>http://arxiv.org/abs/2603.09001v1</id><title>Osprey-9B Technical Report</title>
<summary>We train a language model on 4,096 GPUs and measure its safety.</summary>
<published>2026-03-03T17:00:00Z</published><author><name>Ora Finch</name></author></entry></feed>"""
X_USER = {"id": "79", "username": "OspreyLab", "name": "Osprey Lab",
          "public_metrics": {"followers_count": 9, "post_count": 3}}  # fmt: skip
TWEETS = [
    {"id": str(2_028_500_000_000_000_000 + number), "text": text, "author_id": "79",
     "created_at": f"2026-03-0{3 + number}T09:00:00.000Z"}
    for number, text in enumerate(
        ("Osprey-9B is out today with open weights.", "Osprey-9B reads 200k tokens.")
    )
]  # fmt: skip


@pytest.fixture
def base(httpserver: HTTPServer) -> str:
    """The address of a server that stands for every service; one feed on it is broken."""
    answers = {
        "/api/v1/search_by_date": {"hits": [STORY], "nbHits": 1},
        "/repos/osprey-lab/osprey/releases": [RELEASE],
        "/xrpc/app.bsky.feed.getAuthorFeed": {"feed": [SKEET]},
        "/api/v1/accounts/lookup": {"id": "9"},
        "/api/v1/accounts/9/statuses": [STATUS],
        "/2/users/by/username/OspreyLab": {"data": X_USER},
    }
    for path, content in answers.items():
        httpserver.expect_request(path).respond_with_json(content)
    for path, text in (("/feed.xml", FEED), ("/api/query", PAPER)):
        httpserver.expect_request(path).respond_with_data(text, content_type="application/xml")
    httpserver.expect_request("/2/users/79/tweets").respond_with_handler(timeline)
    httpserver.expect_request("/broken.xml").respond_with_data("", 500)
    return httpserver.url_for("").rstrip("/")


def timeline(request: Request) -> Response:
    """Two pages of a timeline; nothing after the newest post."""
    if "since_id" in request.args:
        content: dict[str, Any] = {"meta": {"result_count": 0}}
    elif "pagination_token" in request.args:
        content = {"data": TWEETS[:1], "meta": {"result_count": 1}}
    else:
        content = {"data": TWEETS[1:], "meta": {"result_count": 1, "next_token": "older"}}
    return Response(json.dumps(content), content_type="application/json")


@pytest.fixture
def settings(base: str) -> Settings:
    made = Settings.from_environment()
    made.sources_file.parent.mkdir(parents=True)
    made.sources_file.write_text(SOURCES.format(base=base), encoding="utf-8")
    return made


FetchWeek = Callable[[dt.datetime], dict[str, SourceFetch]]


@pytest.fixture
def fetch_week(settings: Settings, base: str) -> Iterator[FetchWeek]:
    """Ask all sources for the week, as a run at some time does; the results by source name."""
    services = ("x", "bluesky", "mastodon", "hn", "arxiv", "github")
    client_settings = ClientSettings(
        x_bearer_token="token",  # noqa: S106
        stand_ins=",".join(f"{service}={base}" for service in services),
    )
    with contextlib.closing(HttpClient("", LIMITS, loopback_ports=range(1024, 65_536))) as http:

        def fetch(now: dt.datetime) -> dict[str, SourceFetch]:
            access = Access(client_settings, http, XReadBudget("2026-03", 1_000))
            cursors = CursorStore(cursor_folder(settings))
            fetcher = Fetcher(settings.open_lake(), access, cursors, now, Lock())
            results = fetcher.fetch_week(load_sources(settings.sources_file), WEEK, lambda _: None)
            return {result.source_name: result for result in results}

        yield fetch


def cursor_folder(settings: Settings) -> Path:
    return settings.home / "state" / "cursors"


def bronze_posts(settings: Settings) -> Counter[tuple[str, str]]:
    """How many versions bronze holds of each post."""
    raw_posts = settings.open_lake().read("bronze.raw_posts", RawPost, WEEK)
    return Counter((raw.platform, raw.external_id) for raw in raw_posts)


def coverage_of(settings: Settings) -> str:
    text = (settings.report_folder(WEEK) / "digest.md").read_text(encoding="utf-8")
    return text.partition("Coverage")[2]


def test_week_of_every_service_becomes_a_digest(settings: Settings, fetch_week: FetchWeek) -> None:
    results = fetch_week(NOW)
    problems = {name: result.problem for name, result in results.items() if result.problem}
    assert list(problems) == ["Broken Press"]
    assert "500" in str(problems["Broken Press"])
    made = run_weeks(settings, WEEK, WEEK)
    assert made.is_success, (made.failed_steps, made.failed_checks)
    posts = settings.open_lake().read("silver.posts", Post, WEEK)
    assert {post.platform for post in posts} == PLATFORMS
    assert len(posts) == len(PLATFORMS) + 1
    assert "Not read: Broken Press." in coverage_of(settings)
    assert "Read in part" not in coverage_of(settings)


def test_fetches_leave_figures_in_bronze(settings: Settings, fetch_week: FetchWeek) -> None:
    fetch_week(NOW)
    rows = settings.open_lake().read("bronze.source_fetches", SourceFetch, WEEK)
    fetches = {row.source_name: row for row in rows}
    feed, broken = fetches["Osprey Press"], fetches["Broken Press"]
    on_x = fetches["Osprey on X"]
    assert (feed.request_count, feed.retry_count, feed.post_count) == (1, 0, 1)
    assert feed.wire_byte_count == len(FEED.encode())
    assert feed.is_covered
    assert (on_x.page_count, on_x.request_count, on_x.post_count) == (2, 3, 2)
    assert on_x.billed_read_count == len(TWEETS) + 2  # a user costs two reads
    assert (broken.status, broken.is_covered, broken.post_count) == ("failed", False, 0)
    assert all(row.new_post_count == row.post_count for row in rows)
    assert sum(row.new_post_count for row in rows) == sum(bronze_posts(settings).values())


def test_second_fetch_of_a_week_adds_nothing(settings: Settings, fetch_week: FetchWeek) -> None:
    fetch_week(NOW)
    before = bronze_posts(settings)
    again = fetch_week(LATER)
    assert sum(result.new_post_count for result in again.values()) == 0
    assert bronze_posts(settings) == before
    assert again["Osprey on X"].post_count == 0
    fetches = settings.open_lake().read("bronze.source_fetches", SourceFetch, WEEK)
    assert len(fetches) == 2 * len(again)


def test_end_between_page_and_cursor_loses_and_repeats_nothing(
    settings: Settings, fetch_week: FetchWeek
) -> None:
    # A file where the cursors' folder should be: every source stops after its first page.
    cursor_folder(settings).parent.mkdir(parents=True)
    cursor_folder(settings).write_text("")
    with pytest.raises(LakeError):
        fetch_week(NOW)
    interrupted = bronze_posts(settings)
    assert 0 < len(interrupted) < len(PLATFORMS) + 1
    cursor_folder(settings).unlink()
    fetch_week(LATER)
    posts = bronze_posts(settings)
    assert set(interrupted) < set(posts)
    assert len(posts) == len(PLATFORMS) + 1
    assert set(posts.values()) == {1}
