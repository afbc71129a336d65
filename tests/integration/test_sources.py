"""`digest fetch` and `digest sources` against local servers that stand in for the services."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from assets import cli
from assets.running import run_weeks
from assets.settings import Settings
from pipeline.clients.payloads import parse_payload
from pipeline.records import Post, PostDuplicate, RawPost, SourceFetch, SourceNotice
from pipeline.reference.sources import load_sources
from pipeline.text.posts import select_posts
from pipeline.weeks import Week
from tests.integration.conftest import Digest, Outcome

WEEK = Week.parse("2026-03-02")
NOW = dt.datetime(2026, 3, 9, 6, tzinfo=dt.UTC)
TOKEN = "x-token-of-the-user"  # noqa: S105
SERVICES = ("x", "bluesky", "mastodon", "hn", "arxiv", "github", "reddit", "rss")
ANNOUNCEMENT = (
    "Osprey Lab releases Osprey-9B, an open-weight language model that reads 200k tokens."
)
FEED = """<rss version="2.0"><channel><title>Osprey Press</title><link>https://osprey.example/</link>
<item><title>{title}</title><link>https://osprey.example/9b</link>
<guid>https://osprey.example/9b</guid><pubDate>Tue, 03 Mar 2026 08:00:00 GMT</pubDate></item>
<item><title>An older note</title><link>https://osprey.example/old</link>
<pubDate>Sun, 01 Feb 2026 08:00:00 GMT</pubDate></item></channel></rss>"""
PAGE = """<!doctype html><html><head><link rel="stylesheet" href="/style.css">
<link rel="alternate" type="application/rss+xml" href="/feed.xml"></head><body>News</body></html>"""
Live = Callable[..., Outcome]


@pytest.fixture
def live(digest: Digest, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> Live:
    """The command on the Monday after the week, with a local server for every service."""
    base = httpserver.url_for("").rstrip("/")
    stand_ins = ",".join(f"{service}={base}" for service in SERVICES)
    monkeypatch.setattr(cli, "utc_now", lambda: NOW)

    def run(*arguments: str, **environment: str) -> Outcome:
        return digest(*arguments, **{"DIGEST_STAND_INS": stand_ins, **environment})

    return run


@pytest.fixture
def settings() -> Settings:
    return Settings.from_environment()


@pytest.fixture
def follow(settings: Settings) -> Callable[..., None]:
    """Write the user's file of sources."""

    def write(*specs: str) -> None:
        lines = [f'  {{ spec = "{spec}", name = "{spec[:20]}" }},' for spec in specs]
        text = "\n".join(["use_default_sources = false", "source = [", *lines, "]"])
        settings.sources_file.parent.mkdir(parents=True, exist_ok=True)
        settings.sources_file.write_text(text, encoding="utf-8")

    return write


def at(moment: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "utc_now", lambda: moment)


def sky_item(text: str, key: str = "3osprey") -> dict[str, Any]:
    return {
        "post": {
            "uri": f"at://did:plc:osprey/app.bsky.feed.post/{key}",
            "cid": "bafy9",
            "author": {"did": "did:plc:osprey", "handle": "osprey.example", "displayName": "O"},
            "record": {
                "$type": "app.bsky.feed.post",
                "text": text,
                "createdAt": "2026-03-04T10:00:00.000Z",
            },
            "indexedAt": "2026-03-04T10:00:01.000Z",
        }
    }


def serve_bluesky(httpserver: HTTPServer, *items: dict[str, Any]) -> None:
    httpserver.expect_request("/xrpc/app.bsky.feed.getAuthorFeed").respond_with_json(
        {"feed": list(items)}
    )


def serve_x(httpserver: HTTPServer, text: str, **more: Any) -> None:
    user = {"id": "79", "username": "OspreyLab", "name": "Osprey Lab"}
    post = {"id": "2028500000000000000", "text": text, "author_id": "79"}
    post["created_at"] = "2026-03-03T09:00:00.000Z"
    httpserver.expect_request("/2/users/by/username/OspreyLab").respond_with_json({"data": user})
    httpserver.expect_request("/2/users/79/tweets").respond_with_json(
        {"data": [post], "meta": {"result_count": 1}, **more}
    )


def raw_posts(settings: Settings) -> list[RawPost]:
    return settings.open_lake().read("bronze.raw_posts", RawPost, WEEK)


def fetched(settings: Settings) -> list[SourceFetch]:
    rows = settings.open_lake().read("bronze.source_fetches", SourceFetch, WEEK)
    return sorted(rows, key=lambda row: row.fetched_at)


def test_sources_are_added_under_the_name_they_go_by(
    live: Live, httpserver: HTTPServer, settings: Settings
) -> None:
    user = {"data": {"id": "79", "username": "OspreyLab", "name": "Osprey Lab"}}
    answers: dict[str, Any] = {
        "/2/users/by/username/ospreylab": user,
        "/2/lists/77": {"data": {"id": "77", "name": "Laboratories"}},
        "/xrpc/app.bsky.actor.getProfile": {"handle": "osprey.example", "displayName": "Osprey"},
        "/xrpc/app.bsky.graph.getList": {"list": {"name": "Safety people"}, "items": []},
        "/xrpc/app.bsky.feed.searchPosts": {"posts": []},
        "/api/v1/accounts/lookup": {"id": "9", "display_name": "Osprey of Mastodon"},
        "/api/v1/timelines/tag/osprey": [],
        "/api/v1/timelines/list/7": [],
        "/api/v1/search_by_date": {"hits": [], "nbHits": 0},
        "/repos/osprey-lab/osprey/releases": [],
    }
    for path, content in answers.items():
        httpserver.expect_request(path).respond_with_json(content)
    httpserver.expect_request("/feed.xml").respond_with_data(FEED.format(title="x"))
    httpserver.expect_request("/news").respond_with_data(PAGE, content_type="text/html")
    moved = {"Location": "/feed.xml"}
    httpserver.expect_request("/old.xml").respond_with_data("", 301, headers=moved)
    empty = '<feed xmlns="http://www.w3.org/2005/Atom"></feed>'
    httpserver.expect_request("/api/query").respond_with_data(empty)
    base = httpserver.url_for("").rstrip("/")
    wanted = {
        "x:@ospreylab": "x:@ospreylab (Osprey Lab)",
        "x:list:77": "x:list:77 (Laboratories)",
        "bsky:osprey.example": "bsky:osprey.example (Osprey)",
        "bsky:list:at://did:plc:a/app.bsky.graph.list/3k": "(Safety people)",
        "bsky:search:osprey": "bsky:search:osprey (Bluesky: osprey)",
        "mastodon:@osprey@social.example": "(Osprey of Mastodon)",
        "mastodon:#osprey@social.example": "(#osprey)",
        "mastodon:list:7@social.example": "(Mastodon list 7)",
        "hn:osprey": "hn:osprey (Hacker News: osprey)",
        "arxiv:cat:cs.CL": "arxiv:cat:cs.CL (arXiv: cat:cs.CL)",
        "github:osprey-lab/osprey": "(osprey-lab/osprey releases)",
        f"rss:{base}/news": f"rss:{base}/feed.xml (Osprey Press)",
    }
    for spec, said in wanted.items():
        added = live("sources", "add", spec, X_BEARER_TOKEN=TOKEN)
        assert (added.code, said in added.stdout) == (0, True), added.stderr + added.stdout
    again = live("sources", "add", f"rss:{base}/old.xml")
    assert (again.code, "there already" in again.stderr) == (2, True)
    ids = {source.source_id for source in load_sources(settings.sources_file)}
    assert {"x:@ospreylab", f"rss:{base}/feed.xml"} <= ids
    assert 'spec = "x:@OspreyLab"' in settings.sources_file.read_text(encoding="utf-8")


def test_a_source_without_its_key_is_added_and_says_what_is_missing(
    live: Live, settings: Settings
) -> None:
    for spec, missing in (
        ("x:@OspreyLab", "X_BEARER_TOKEN"),
        ("reddit:LocalModels", "rss:https://www.reddit.com/r/LocalModels/new/.rss"),
        ("reddit:search:osprey", "REDDIT_CLIENT_ID and REDDIT_CLIENT_SECRET"),
    ):
        added = live("sources", "add", spec)
        assert added.code == 0
        assert missing in added.stdout
    assert len(load_sources(settings.sources_file)) == len(load_sources()) + 3


@pytest.mark.parametrize(
    ("spec", "code", "says"),
    [
        ("fax:1", 2, "does not begin with one of"),
        ("x:Osprey Lab", 2, "x:@handle"),
        ("rss:https://me:word@osprey.example/feed", 2, "without a password"),
        ("bsky:nobody.example", 1, "Profile not found"),
        ("mastodon:@nobody@social.example", 1, "no such account"),
        ("rss:{base}/gone.xml", 1, "status 410"),
        ("rss:{base}/plain", 1, "a web page, not a feed"),
        ("rss:http://127.0.0.1:9/feed", 1, "an address that is not public"),
        ("github:nobody/nothing", 1, "no such repository"),
        ("x:@nobody", 1, "no user @nobody: Could not find user"),
    ],
)
def test_what_cannot_be_added_is_one_line(
    spec: str, code: int, says: str, live: Live, httpserver: HTTPServer, settings: Settings
) -> None:
    missing = {"error": "InvalidRequest", "message": "Profile not found"}
    httpserver.expect_request("/xrpc/app.bsky.actor.getProfile").respond_with_json(missing, 400)
    for path in ("/api/v1/accounts/lookup", "/repos/nobody/nothing/releases"):
        httpserver.expect_request(path).respond_with_json({}, 404)
    httpserver.expect_request("/gone.xml").respond_with_data("", 410)
    page = "<!doctype html><html><body>No feed here</body></html>"
    httpserver.expect_request("/plain").respond_with_data(page, content_type="text/html")
    httpserver.expect_request("/2/users/by/username/nobody").respond_with_json(
        {"errors": [{"title": "Not Found Error", "detail": "Could not find user"}]}
    )
    base = httpserver.url_for("").rstrip("/")
    refused = live("sources", "add", spec.format(base=base), X_BEARER_TOKEN=TOKEN)
    assert (refused.code, says in refused.stderr) == (code, True), refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
    assert not settings.sources_file.exists()


def test_the_list_shows_health_spend_and_where_the_next_read_begins(
    live: Live, httpserver: HTTPServer, follow: Callable[..., None]
) -> None:
    base = httpserver.url_for("").rstrip("/")
    follow("x:@OspreyLab", f"rss:{base}/feed.xml", f"rss:{base}/gone.xml", "hn:osprey")
    serve_x(httpserver, ANNOUNCEMENT, errors=[{"detail": "Could not find post with id 5"}])
    headers = {"ETag": '"1"'}
    httpserver.expect_request("/feed.xml").respond_with_data(
        FEED.format(title="A"), headers=headers
    )
    httpserver.expect_request("/gone.xml").respond_with_data("", 410)
    assert (
        live("fetch", "--week", WEEK.key, "--source", "x:@ospreylab", X_BEARER_TOKEN=TOKEN).code
        == 0
    )
    assert live("fetch", "--week", WEEK.key, "--source", f"rss:{base}/feed.xml").code == 0
    assert live("fetch", "--week", WEEK.key, "--source", f"rss:{base}/gone.xml").code == 1
    lines = {line.split("  ")[0]: line for line in live("sources").stdout.splitlines()}
    on_x, feed = lines["x:@ospreylab"], lines[f"rss:{base}/feed.xml"]
    assert "  ok " in on_x
    assert "  3 reads" in on_x
    assert "after 2028500000000000000" in on_x
    assert "Could not find post with id 5" in on_x
    assert "from the newest, if changed" in feed
    assert "failed" in lines[f"rss:{base}/gone.xml"]
    assert "the feed is gone" in lines[f"rss:{base}/gone.xml"]
    assert "never asked" in lines["hn:osprey"]
    assert "X in 2026-03: 3 of 20,000 reads, 0.01 US dollars at list price" in lines


def test_what_a_source_says_beside_its_posts_is_kept(
    live: Live, httpserver: HTTPServer, settings: Settings, follow: Callable[..., None]
) -> None:
    follow("x:@OspreyLab")
    serve_x(httpserver, ANNOUNCEMENT, errors=[{"title": "Not Found Error", "value": "5"}])
    live("fetch", "--week", WEEK.key, X_BEARER_TOKEN=TOKEN)
    rows = settings.open_lake().read("bronze.source_notices", SourceNotice, WEEK)
    assert rows == [SourceNotice("x:@ospreylab", NOW, "Not Found Error")]


def test_a_failing_fetch_keeps_what_it_cost(
    live: Live, httpserver: HTTPServer, settings: Settings, follow: Callable[..., None]
) -> None:
    follow("hn:osprey")
    httpserver.expect_request("/api/v1/search_by_date").respond_with_data(
        "busy", 503, headers={"Retry-After": "0"}
    )
    assert live("fetch", "--week", WEEK.key).code == 1
    (row,) = fetched(settings)
    assert (row.status, row.request_count, row.retry_count) == ("failed", 4, 3)
    assert row.wire_byte_count == 4 * len("busy")


def test_no_secret_reaches_bronze_or_the_terminal(
    live: Live, httpserver: HTTPServer, settings: Settings, follow: Callable[..., None]
) -> None:
    """A server that sends the keys it was given back in posts, errors and notices."""
    follow("x:@OspreyLab", "github:osprey-lab/osprey")
    echo = f"your token is {TOKEN}"
    serve_x(httpserver, echo, errors=[{"detail": echo}])
    httpserver.expect_request("/repos/osprey-lab/osprey/releases").respond_with_json(
        [{"id": 1, "html_url": "https://github.com/o/o/releases/1", "body": "ghp_token_of_user"}]
    )
    keys = {"X_BEARER_TOKEN": TOKEN, "GITHUB_TOKEN": "ghp_token_of_user"}
    printed = [
        live("fetch", "--week", WEEK.key, **keys),
        live("sources", **keys),
        live("sources", "check", **keys),
    ]
    files = [path for path in settings.home.rglob("*") if path.is_file()]
    assert any(path.suffix == ".parquet" for path in files)
    rows = raw_posts(settings)
    lake = settings.open_lake()
    notices = lake.read("bronze.source_notices", SourceNotice, WEEK)
    kept = lake.query("select line_text from bronze.quarantined_lines")
    assert [notice.notice for notice in notices] == ["your token is [secret]"]
    said = "".join(outcome.stdout + outcome.stderr for outcome in printed)
    for secret in keys.values():
        assert secret not in said
        assert secret not in f"{rows}{notices}{kept}{fetched(settings)}"
        assert not any(secret.encode() in path.read_bytes() for path in files)
    assert "your token is [secret]" in rows[0].payload


def test_a_week_asked_before_its_end_is_covered_only_when_asked_again(
    live: Live,
    httpserver: HTTPServer,
    settings: Settings,
    follow: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    base = httpserver.url_for("").rstrip("/")
    follow(f"rss:{base}/feed.xml")
    entries = [
        f"<item><title>Note {day}</title><guid>urn:note:{day}</guid>"
        f"<pubDate>{day:02} Mar 2026 08:00:00 GMT</pubDate></item>"
        for day in range(1, 9)
    ]

    def ask(moment: dt.datetime, *shown: str) -> dict[str, Any]:
        httpserver.clear()
        document = f'<rss version="2.0"><channel>{"".join(shown)}</channel></rss>'
        httpserver.expect_request("/feed.xml").respond_with_data(document)
        at(moment, monkeypatch)
        live("fetch", "--week", WEEK.key)
        (row,) = settings.open_lake().model("silver.source_health", WEEK).to_pylist()
        return {name: row[name] for name in ("is_covered", "uncovered_reason")}

    wednesday = ask(WEEK.start_at + dt.timedelta(days=3), *entries[:4])
    assert wednesday["uncovered_reason"] == "asked before the week was over"
    # The feed has forgotten its first days; they were read on Wednesday.
    assert ask(NOW, *entries[3:]) == {"is_covered": True, "uncovered_reason": None}
    assert len(raw_posts(settings)) == 7


def test_an_edited_and_a_withdrawn_post_become_versions(
    live: Live,
    httpserver: HTTPServer,
    settings: Settings,
    follow: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    base = httpserver.url_for("").rstrip("/")
    follow(f"rss:{base}/feed.xml")
    titles = [ANNOUNCEMENT, ANNOUNCEMENT.replace("200k", "256k"), ""]
    shown = []
    for number, title in enumerate(titles):
        httpserver.clear()
        httpserver.expect_request("/feed.xml").respond_with_data(FEED.format(title=title))
        at(NOW + dt.timedelta(hours=number), monkeypatch)
        live("fetch", "--week", WEEK.key)
        selection = select_posts(raw_posts(settings), parse_payload)
        shown.append([post.body_text for post in selection.posts])
    assert shown == [[ANNOUNCEMENT], [titles[1]], []]
    assert len(raw_posts(settings)) == 3  # nothing was overwritten
    reasons = sorted(row.reason for row in selection.dropped)
    assert reasons == ["empty_text", "older_version", "older_version"]


def test_a_post_that_is_taken_back_and_comes_back(
    live: Live,
    httpserver: HTTPServer,
    settings: Settings,
    follow: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    follow("bsky:osprey.example")
    posts = [sky_item(ANNOUNCEMENT), sky_item("A second note of the lab", "3b")]
    shown = []
    for number, items in enumerate([posts, posts[1:], posts[1:], posts, posts]):
        httpserver.clear()
        serve_bluesky(httpserver, *items)
        at(NOW + dt.timedelta(hours=number), monkeypatch)
        assert live("fetch", "--week", WEEK.key).code == 0
        selection = select_posts(raw_posts(settings), parse_payload)
        shown.append((len(selection.posts), len(raw_posts(settings))))
    # Two posts; one withdrawn, said once; restored, said once. No version is overwritten.
    assert shown == [(2, 2), (1, 3), (1, 3), (2, 4), (2, 4)]


def test_cross_posts_of_one_author_on_two_networks_collapse(
    live: Live, httpserver: HTTPServer, settings: Settings, follow: Callable[..., None]
) -> None:
    follow("x:@OspreyLab", "bsky:osprey.example")
    serve_x(httpserver, f"{ANNOUNCEMENT} https://t.co/abcdefghij")
    serve_bluesky(
        httpserver, sky_item(f"{ANNOUNCEMENT}\n\nosprey.example/9b"), sky_item("Another", "3b")
    )
    live("fetch", "--week", WEEK.key, X_BEARER_TOKEN=TOKEN)
    assert run_weeks(settings, WEEK, WEEK).is_success
    lake = settings.open_lake()
    assert {post.platform for post in lake.read("silver.posts", Post, WEEK)} == {"x", "bluesky"}
    (duplicate,) = lake.read("silver.post_duplicates", PostDuplicate, WEEK)
    assert duplicate.duplicate_of_post_id == "2028500000000000000"
    assert duplicate.post_id.startswith("bluesky:")
    (row,) = lake.query(
        "select sum(duplicate_count)::int as duplicates, sum(kept_count)::int as kept "
        "from gold.weekly_sources"
    )
    assert row == {"duplicates": 1, "kept": 2}


def test_a_budget_that_is_used_up_is_said(
    live: Live, httpserver: HTTPServer, settings: Settings, follow: Callable[..., None]
) -> None:
    follow("x:@OspreyLab")
    serve_x(httpserver, ANNOUNCEMENT)
    live("fetch", "--week", WEEK.key, X_BEARER_TOKEN=TOKEN, X_MONTHLY_READS="10")
    (row,) = fetched(settings)
    assert (row.status, row.is_covered, row.post_count) == ("ok", False, 0)
    assert "budget is used up (2 of 10 reads)" in str(row.uncovered_reason)
    assert "2 of 10 reads" in live("sources", X_MONTHLY_READS="10").stdout


def test_secrets_are_read_from_the_file_beside_the_command(
    live: Live,
    httpserver: HTTPServer,
    follow: Callable[..., None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("X_BEARER_TOKEN", "X_MONTHLY_READS"):
        monkeypatch.setenv(name, "")  # so that it is taken out again
        monkeypatch.delenv(name)
    (tmp_path / ".env").write_text(
        f"# keys\n\nexport X_BEARER_TOKEN='{TOKEN}'\nX_MONTHLY_READS=50 # a few\n"
    )
    follow("x:@OspreyLab")
    serve_x(httpserver, ANNOUNCEMENT)
    assert live("sources", "check", X_MONTHLY_READS="60").stdout.startswith("x:@ospreylab: ok")
    assert "2 of 50 reads" in live("sources").stdout
    (tmp_path / ".env").write_text(f"{TOKEN}\n")
    damaged = live("sources")
    assert (damaged.code, damaged.stderr) == (2, "digest: .env: line 1 is not NAME=value\n")


def test_stand_ins_that_are_none_are_refused(live: Live) -> None:
    refused = live("sources", "check", DIGEST_STAND_INS="x=http://127.0.0.1:nine")
    assert (refused.code, "DIGEST_STAND_INS" in refused.stderr) == (2, True)


def test_the_watched_server_is_not_asked_twice_for_nothing(
    live: Live, httpserver: HTTPServer, follow: Callable[..., None], tmp_path: Path
) -> None:
    asked: list[str | None] = []

    def answer(request: Request) -> Response:
        asked.append(request.headers.get("If-None-Match"))
        is_known = request.headers.get("If-None-Match") == '"1"'
        headers = {"ETag": '"1"'}
        return Response(
            "" if is_known else FEED.format(title="A"), 304 if is_known else 200, headers
        )

    httpserver.expect_request("/feed.xml").respond_with_handler(answer)
    follow(f"rss:{httpserver.url_for('/feed.xml')}")
    for _ in range(2):
        assert live("fetch", "--week", WEEK.key).code == 0
    assert asked == [None, '"1"']
    assert json.loads(next(iter(tmp_path.rglob("cursors/*.json"))).read_text())["source"]
