import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from pipeline.clients.calls import StatusError
from pipeline.clients.feed_documents import read_feed
from pipeline.clients.feed_entries import build_payloads
from pipeline.clients.feeds import FeedClient
from pipeline.clients.http import HttpClient
from pipeline.clients.protocol import FetchBatch, FetchWindow
from pipeline.errors import PayloadError

ITEM = "<item><title>{title}</title><link>{link}</link>{more}</item>"


def rss(*items: str, head: str = "") -> str:
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">'
        f"<channel><title>Kestrel News</title><link>https://kestrel.example/</link>{head}"
        f"{''.join(items)}</channel></rss>"
    )


def item(title: str, day: int | None, guid: str | None = None, link: str | None = None) -> str:
    date = f"<pubDate>{dt.date(2026, 3, day):%a, %d %b %Y} 08:00:00 GMT</pubDate>" if day else ""
    more = date + (f"<guid isPermaLink='false'>{guid}</guid>" if guid else "")
    return ITEM.format(title=title, link=link or f"https://kestrel.example/{title}", more=more)


OLD = ITEM.format(
    title="Old",
    link="https://kestrel.example/old",
    more="<pubDate>Sun, 01 Feb 2026 08:00:00 GMT</pubDate>",
)


@pytest.fixture
def client(http: HttpClient, httpserver: HTTPServer) -> FeedClient:
    return FeedClient("rss:k", httpserver.url_for("/feed.xml"), http.session("rss:k"))


def serve(httpserver: HTTPServer, text: str, path: str = "/feed.xml", **headers: str) -> None:
    httpserver.clear()
    httpserver.expect_request(path).respond_with_data(
        text, content_type="application/rss+xml", headers=headers
    )


def read(client: FeedClient, window: FetchWindow, cursor: str | None = None) -> list[FetchBatch]:
    return list(client.fetch(window, cursor))


def test_entries_of_the_window_and_what_lies_before_it(
    client: FeedClient, httpserver: HTTPServer, window: FetchWindow
) -> None:
    serve(httpserver, rss(item("a", 5), item("b", 3), OLD))
    (batch,) = read(client, window)
    assert [post.external_id for post in batch.posts] == [
        "https://kestrel.example/a",
        "https://kestrel.example/b",
    ]
    assert batch.covered
    assert batch.counters.outside_window == 1


def test_a_feed_that_does_not_reach_back_is_not_covered(
    client: FeedClient, httpserver: HTTPServer, window: FetchWindow
) -> None:
    serve(httpserver, rss(item("a", 5)))
    (batch,) = read(client, window)
    assert (len(batch.posts), batch.covered) == (1, False)
    assert "does not reach back" in str(batch.uncovered_reason)
    serve(httpserver, rss())
    assert not read(client, window)[0].covered


def test_archives_of_rfc_5005_are_followed(
    client: FeedClient, httpserver: HTTPServer, window: FetchWindow
) -> None:
    link = f'<atom:link rel="prev-archive" href="{httpserver.url_for("/older.xml")}"/>'
    httpserver.expect_request("/feed.xml").respond_with_data(rss(item("a", 5), head=link))
    httpserver.expect_request("/older.xml").respond_with_data(rss(item("b", 3), OLD))
    batches = read(client, window)
    assert [len(batch.posts) for batch in batches] == [1, 1]
    assert batches[-1].covered


def test_validators_are_sent_back_for_the_same_window_only(
    client: FeedClient, httpserver: HTTPServer, window: FetchWindow, old_window: FetchWindow
) -> None:
    seen: list[str | None] = []

    def answer(request: Request) -> Response:
        seen.append(request.headers.get("If-None-Match"))
        if request.headers.get("If-None-Match") == 'W/"1"':
            return Response("", 304)
        headers = {"ETag": 'W/"1"', "Last-Modified": "Mon, 02 Mar 2026 00:00:00 GMT"}
        return Response(rss(item("a", 5)), headers=headers)

    httpserver.expect_request("/feed.xml").respond_with_handler(answer)
    first = read(client, window)
    second = read(client, window, first[-1].cursor)
    assert (second[0].posts, second[0].covered) == ((), False)
    assert second[0].uncovered_reason == first[0].uncovered_reason
    later = FetchWindow(window.end_at, window.end_at + dt.timedelta(days=7), window.fetched_at)
    read(client, later, second[-1].cursor)
    assert seen == [None, 'W/"1"', None]


def test_a_moved_feed_is_reported_and_asked_at_its_new_place(
    client: FeedClient, httpserver: HTTPServer, window: FetchWindow
) -> None:
    httpserver.expect_request("/feed.xml").respond_with_data(
        "", 301, headers={"Location": "/new.xml"}
    )
    httpserver.expect_request("/new.xml").respond_with_data(rss(item("a", 5, guid="7"), OLD))
    (batch,) = read(client, window)
    assert batch.notices == (f"the feed has moved to {httpserver.url_for('/new.xml')}",)
    assert batch.posts[0].external_id == f"{httpserver.url_for('/feed.xml')}#7"
    httpserver.clear()
    httpserver.expect_request("/new.xml").respond_with_data(rss(item("a", 5, guid="7"), OLD))
    (again,) = read(client, window, batch.cursor)
    assert again.posts[0].payload_sha256 == batch.posts[0].payload_sha256


@pytest.mark.parametrize("status", [404, 410])
def test_a_feed_that_is_gone(
    status: int, client: FeedClient, httpserver: HTTPServer, window: FetchWindow
) -> None:
    httpserver.expect_request("/feed.xml").respond_with_data("", status)
    with pytest.raises(StatusError, match=f"the feed is gone \\({status}"):
        read(client, window)


def test_a_web_page_is_no_feed(
    client: FeedClient, httpserver: HTTPServer, window: FetchWindow
) -> None:
    serve(httpserver, "<!doctype html><html><body>Welcome</body></html>")
    with pytest.raises(PayloadError, match="a web page, not a feed"):
        read(client, window)


def test_entries_without_a_date_belong_to_the_time_between_two_visits(
    client: FeedClient, httpserver: HTTPServer, window: FetchWindow
) -> None:
    serve(httpserver, rss(item("a", None), item("b", None)))
    (first,) = read(client, window)
    assert first.posts == ()
    assert "2 entries without a date" in first.notices[0]
    serve(httpserver, rss(item("c", None), item("a", None), item("b", None)))
    later = FetchWindow(window.start_at, window.end_at, window.fetched_at + dt.timedelta(days=2))
    (second,) = read(client, later, first.cursor)
    assert [post.external_id for post in second.posts] == ["https://kestrel.example/c"]
    assert second.posts[0].posted_at_basis == "first_seen"
    assert second.posts[0].posted_at == later.fetched_at
    (third,) = read(client, later, second.cursor)
    assert third.posts == ()


def test_an_undated_entry_seen_after_the_week_falls_to_its_end(
    client: FeedClient, httpserver: HTTPServer, window: FetchWindow
) -> None:
    before = FetchWindow(window.start_at - dt.timedelta(days=7), window.start_at, window.start_at)
    serve(httpserver, rss(item("a", None)))
    (baseline,) = read(client, before)
    serve(httpserver, rss(item("b", None), item("a", None)))
    monday = FetchWindow(window.start_at, window.end_at, window.end_at + dt.timedelta(hours=6))
    (batch,) = read(client, monday, baseline.cursor)
    assert [post.external_id for post in batch.posts] == ["https://kestrel.example/b"]
    assert batch.posts[0].posted_at == window.end_at - dt.timedelta(seconds=1)


def test_ids_that_several_entries_share_are_not_trusted() -> None:
    same = [
        item("a", 3, guid="x"),
        item("b", 4, guid="x"),
        item("c", 5, guid="https://k.example/c"),
    ]
    document = read_feed(rss(*same).encode(), "https://k.example/feed", "s")
    payloads = build_payloads(document, "https://k.example/feed", "s")
    assert [payload["identity"] for payload in payloads] == [
        "https://kestrel.example/a",
        "https://kestrel.example/b",
        "https://k.example/c",
    ]


BROKEN = "<rss><channel><title>K</title><item><title>A & B</title><link>https://k.example/1</link>"
CDF = (
    '<CHANNEL HREF="https://k.example/"><TITLE>K</TITLE>'
    '<ITEM HREF="https://k.example/1"><TITLE>One</TITLE></ITEM></CHANNEL>'
)


@pytest.mark.parametrize(
    ("document", "title"),
    [
        (BROKEN.encode(), None),
        (CDF.encode(), "One"),
        ("<rss><channel><item><title>Grüße</title></item></channel></rss>".encode("latin-1"), None),
        (
            '<?xml version="1.0" encoding="windows-1251"?><rss><channel><item>'
            "<title>Привет</title></item></channel></rss>".encode("windows-1251"),
            "Привет",
        ),
        ("\ufeff" + rss(item("bom", 3)), "bom"),
    ],
)
def test_broken_documents_are_read_forgivingly(document: bytes | str, title: str | None) -> None:
    body = document.encode() if isinstance(document, str) else document
    entries = read_feed(body, "https://k.example/feed", "s").entries
    assert len(entries) == 1
    assert title is None or entries[0]["title"] == title


ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY file SYSTEM "file:///etc/hostname">'
    '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>'
    "<rss><channel><title>K</title><item><title>&file;&d;&d;&d;</title></item></channel></rss>"
)


def test_entities_are_not_expanded() -> None:
    host = Path("/etc/hostname").read_text().strip()
    try:
        entries: Any = read_feed(ENTITIES.encode(), "https://k.example/feed", "s").entries
    except PayloadError:
        entries = []
    assert host not in str(entries)
    assert len(str(entries)) < 100_000


def test_a_document_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.clients.feed_documents.FALLBACK_SECONDS", 1.0)
    nested = b"<rdf><item>" + b"<a>" * 200_000
    with pytest.raises(PayloadError, match="takes too long"):
        read_feed(nested, "https://k.example/feed", "s")


def test_a_json_feed(client: FeedClient, httpserver: HTTPServer, window: FetchWindow) -> None:
    httpserver.expect_request("/feed.xml").respond_with_json(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "Kestrel",
            "items": [
                {"id": "1", "url": "https://kestrel.example/1", "title": "One"}
                | {"content_text": "Text", "date_published": "2026-03-03T08:00:00Z"}
            ],
        }
    )
    (batch,) = read(client, window)
    assert len(batch.posts) == 1
