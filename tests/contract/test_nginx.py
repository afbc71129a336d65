"""Feeds served by Debian's nginx: validators, compression, moves, refusals, as the web does them.

Skipped where nginx is not installed (`apt-get install nginx-light`).
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.clients.calls import StatusError
from pipeline.clients.feeds import FeedClient
from pipeline.clients.http import HttpClient
from pipeline.clients.protocol import FetchBatch, FetchWindow
from pipeline.errors import PayloadError
from tests.contract.counterparts import NGINX, nginx

pytestmark = pytest.mark.skipif(not NGINX, reason="nginx is not installed")
START = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
WINDOW = FetchWindow(START, START + dt.timedelta(days=7), START + dt.timedelta(days=8))
EARLIER, LATER = 1_772_000_000, 1_772_500_000  # when files were written, Unix seconds


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, Path]]:
    with nginx() as started:
        yield started


def entry(number: int, day: int, text: str = "The press office says no more.") -> str:
    date = f"{dt.datetime(2026, 3, day, 8, tzinfo=dt.UTC):%a, %d %b %Y %H:%M:%S} GMT"
    return (
        f"<item><title>Osprey note {number}</title><link>https://osprey.example/{number}</link>"
        f"<guid>https://osprey.example/{number}</guid><description>{text}</description>"
        f"<pubDate>{date}</pubDate></item>"
    )


def write_feed(folder: Path, *entries: str, written_at: int = EARLIER, name: str = "feed") -> None:
    path = folder / f"{name}.xml"
    channel = f"<title>Osprey Press</title><link>https://osprey.example/</link>{''.join(entries)}"
    path.write_text(f'<rss version="2.0"><channel>{channel}</channel></rss>', encoding="utf-8")
    os.utime(path, (written_at, written_at))


def old_entry() -> str:
    return entry(0, 1)


def read(
    server: tuple[str, Path], http: HttpClient, name: str, cursor: str | None = None
) -> FetchBatch:
    client = FeedClient("rss:t", f"{server[0]}/{name}.xml", http.session("rss:t"))
    (batch,) = client.fetch(WINDOW, cursor)
    return batch


@pytest.mark.parametrize("name", ["feed", "dated"], ids=["etag", "last-modified alone"])
def test_what_has_not_changed_is_not_sent_again(
    name: str, server: tuple[str, Path], http: HttpClient
) -> None:
    write_feed(server[1], entry(1, 4), old_entry())
    first = read(server, http, name)
    assert (len(first.posts), first.covered) == (1, True)
    assert ("If-None-Match" in str(first.cursor)) == (name == "feed")
    assert "If-Modified-Since" in str(first.cursor)
    again = read(server, http, name, first.cursor)
    assert (again.posts, again.covered) == ((), True)
    assert (again.counters.requests, again.counters.decoded_bytes) == (1, 0)
    write_feed(server[1], entry(2, 5), entry(1, 4), old_entry(), written_at=LATER)
    changed = read(server, http, name, again.cursor)
    assert len(changed.posts) == 2


def test_feeds_come_compressed(server: tuple[str, Path], http: HttpClient) -> None:
    notes = [entry(number, 3, "A note on evaluations. " * 100) for number in range(1_000)]
    write_feed(server[1], *notes, old_entry())
    batch = read(server, http, "feed")
    assert len(batch.posts) == 1_000
    assert batch.counters.decoded_bytes > 2_000_000 > 10 * batch.counters.wire_bytes


def test_a_feed_that_has_moved_is_asked_at_its_new_place(
    server: tuple[str, Path], http: HttpClient
) -> None:
    write_feed(server[1], entry(1, 4), old_entry())
    moved = read(server, http, "moved")
    assert (len(moved.posts), moved.counters.requests) == (1, 2)
    assert moved.notices == (f"the feed has moved to {server[0]}/feed.xml",)
    again = read(server, http, "moved", moved.cursor)
    assert (again.counters.requests, again.notices) == (1, ())
    for_now = read(server, http, "elsewhere")
    assert (len(for_now.posts), for_now.notices) == (1, ())
    assert read(server, http, "elsewhere", for_now.cursor).counters.requests == 2


@pytest.mark.parametrize(("name", "status"), [("gone", 410), ("never-there", 404)])
def test_a_feed_that_is_gone(
    name: str, status: int, server: tuple[str, Path], http: HttpClient
) -> None:
    with pytest.raises(StatusError, match=f"the feed is gone \\({status}"):
        read(server, http, name)


def test_a_server_that_wants_pauses_gets_them(server: tuple[str, Path], http: HttpClient) -> None:
    write_feed(server[1], entry(1, 4), old_entry())
    counters = [read(server, http, "limited").counters for _ in range(2)]
    assert [(spent.posts, spent.retries) for spent in counters] == [(1, 0), (1, 1)]


@pytest.mark.parametrize("encoding", ["iso-8859-1", "windows-1252", "utf-16", "koi8-r"])
def test_encodings(encoding: str, server: tuple[str, Path], http: HttpClient) -> None:
    word = "модель" if encoding == "koi8-r" else "modèle"
    text = entry(1, 4, f"Un {word} de plus, et c'est tout ce qu'on sait.")
    document = f'<?xml version="1.0" encoding="{encoding}"?><rss version="2.0"><channel>{text}'
    path = server[1] / f"{encoding}.xml"
    path.write_bytes(f"{document}{old_entry()}</channel></rss>".encode(encoding))
    assert word in read(server, http, encoding).posts[0].payload


def test_broken_documents(server: tuple[str, Path], http: HttpClient) -> None:
    write_feed(server[1], entry(1, 4), entry(2, 4).replace("&", "&amp"), old_entry(), name="cut")
    path = server[1] / "cut.xml"
    path.write_text(path.read_text(encoding="utf-8")[:-60], encoding="utf-8")
    assert len(read(server, http, "cut").posts) == 2
    (server[1] / "page.xml").write_text("<!doctype html><html><p>Hello</p></html>")
    with pytest.raises(PayloadError, match="a web page, not a feed"):
        read(server, http, "page")
