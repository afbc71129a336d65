"""One local server that gives recorded answers of X, Bluesky, Hacker News, arXiv and Reddit.

The answers are as they were recorded but for their times, which are spread over a window in their
order, so that a week can be made of them. What is asked of X's users and lists and of GitHub goes
on to Prism, whose made-up times are moved likewise.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2

from tests.contract.replay import read_exchanges

# Where services write the time of a post; seconds are told from ISO 8601 by their type.
TIME_NAMES = frozenset(
    {"created_at", "createdAt", "indexedAt", "created_utc", "created_at_i", "published_at"}
)
ARXIV_TIME = re.compile(r"(?<=<published>)[^<]+(?=</published>)")
Query = dict[str, str]
Answer = tuple[int, str, str]


def moments_of(value: object) -> Iterator[float]:
    """The times of posts in a JSON value, as Unix seconds."""
    if isinstance(value, dict):
        for name, child in value.items():
            if name in TIME_NAMES and isinstance(child, str | int | float):
                yield seconds_of(child)
            yield from moments_of(child)
    for child in value if isinstance(value, list) else ():
        yield from moments_of(child)


def seconds_of(moment: str | float) -> float:
    if isinstance(moment, str):
        return dt.datetime.fromisoformat(moment).timestamp()
    return float(moment)


@dataclass(frozen=True)
class Calendar:
    """Spreads the times of recorded answers over a window, keeping their order."""

    start_at: dt.datetime
    end_at: dt.datetime
    places: dict[float, float] = field(default_factory=dict)

    def learn(self, moments: list[float]) -> None:
        known = sorted(set(moments))
        step = (self.end_at - self.start_at).total_seconds() / (len(known) + 1)
        for number, moment in enumerate(known, start=1):
            self.places[moment] = self.start_at.timestamp() + int(number * step)

    def moved(self, value: Any) -> Any:
        """A JSON value with its times moved."""
        if isinstance(value, list):
            return [self.moved(child) for child in value]
        if not isinstance(value, dict):
            return value
        return {
            name: self.moved_time(child) if name in TIME_NAMES else self.moved(child)
            for name, child in value.items()
        }

    def moved_time(self, moment: Any) -> Any:
        if isinstance(moment, str):
            return self.iso(seconds_of(moment))
        return int(self.places[float(moment)]) if isinstance(moment, int | float) else moment

    def iso(self, seconds: float) -> str:
        at = dt.datetime.fromtimestamp(self.places[seconds], dt.UTC)
        return at.strftime("%Y-%m-%dT%H:%M:%S.000Z")


@dataclass
class Recordings:
    """The recorded answers by path."""

    wire: Path
    calendar: Calendar
    x_url: str
    github_url: str
    routes: dict[str, Callable[[str, Query], Answer]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._add_x()
        self._add_bluesky()
        self._add_hacker_news()
        self._add_arxiv()
        self._add_reddit()
        self.routes["/repos/"] = lambda path, query: self._from_prism(self.github_url, path, query)

    def answer(self, path: str, query: Query) -> Answer:
        for prefix, route in self.routes.items():
            if path.startswith(prefix):
                return route(path, query)
        return 404, "application/json", "{}"

    def _json(self, value: object) -> Answer:
        return 200, "application/json", json.dumps(value)

    def _moved(self, pages: list[Any]) -> list[Any]:
        self.calendar.learn([moment for page in pages for moment in moments_of(page)])
        return [self.calendar.moved(page) for page in pages]

    def _add_x(self) -> None:
        rows = read_exchanges(self.wire / "x" / "playground-exchanges.jsonl")
        full = [row for row in rows if "search/all" in row["url"] and "note_tweet" in row["url"]]
        pages = self._moved([row["body"] for row in full])
        tokens = [None, *(page["meta"]["next_token"] for page in pages)]

        def search(_: str, query: Query) -> Answer:
            number = tokens.index(query.get("next_token"))
            return self._json(pages[min(number, len(pages) - 1)])

        def user(path: str, query: Query) -> Answer:
            status, kind, text = self._from_prism(self.x_url, path, query)
            # Prism makes up an id that it then refuses.
            return status, kind, re.sub(r'"id": "[^"]*"', '"id": "77"', text)

        self.routes["/2/tweets/search/"] = search
        self.routes["/2/users/by/"] = user
        self.routes["/2/"] = lambda path, query: self._from_prism(self.x_url, path, query)

    def _from_prism(self, base_url: str, path: str, query: Query) -> Answer:
        found = httpx2.get(
            f"{base_url}{path}",
            params=query,
            headers={"Authorization": "Bearer any"},
            trust_env=False,
            timeout=60,
        )
        (content,) = self._moved([found.json()])
        return found.status_code, "application/json", json.dumps(content)

    def _add_bluesky(self) -> None:
        rows = read_exchanges(self.wire / "bluesky" / "appview-exchanges.jsonl")
        method = "app.bsky.feed.getAuthorFeed"
        wanted = f"{method}?actor=bob.test&limit=50"
        pages = self._moved(
            [row["body"] for row in rows if wanted in row["url"] and row["status"] == 200]
        )
        by_cursor = dict(zip([None, *(page.get("cursor") for page in pages)], pages, strict=False))
        self.routes[f"/xrpc/{method}"] = lambda _, query: self._json(by_cursor[query.get("cursor")])
        profile = pages[0]["feed"][0]["post"]["author"]
        self.routes["/xrpc/app.bsky.actor.getProfile"] = lambda *_: self._json(profile)

    def _add_hacker_news(self) -> None:
        content = json.loads((self.wire / "hn" / "algolia-search.json").read_text())
        (hits,) = self._moved([content["hits"]])
        drifted = [
            {**hit, "objectID": f"9{hit['objectID']}", "created_at_i": None}
            if number % 5 == 0
            else {**hit, "objectID": f"9{hit['objectID']}"}
            for number, hit in enumerate(hits)
        ]
        self.routes["/api/v1/search_by_date"] = lambda _, query: self._json(
            {"hits": drifted if query["query"] == "drifted" else hits, "nbHits": len(hits)}
        )

    def _add_arxiv(self) -> None:
        (path,) = (self.wire / "arxiv").glob("q_testing_s0_m100_*.json")
        body = json.loads(path.read_text())["body"]
        self.calendar.learn([seconds_of(moment) for moment in ARXIV_TIME.findall(body)])
        body = ARXIV_TIME.sub(lambda found: self.calendar.iso(seconds_of(found[0])), body)
        body = re.sub(r"totalResults>\d+<", f"totalResults>{body.count('<entry>')}<", body, count=1)
        self.routes["/api/query"] = lambda *_: (200, "application/atom+xml", body)

    def _add_reddit(self) -> None:
        path = self.wire / "reddit" / "TestSubredditListings.test_new.json"
        rows = json.loads(path.read_text())["interactions"]
        login, text = (row["response"]["body"]["string"] for row in rows[:2])
        (listing,) = self._moved([json.loads(text)])
        end = {"kind": "Listing", "data": {"children": [], "after": None}}
        self.routes["/api/v1/access_token"] = lambda *_: (200, "application/json", login)
        self.routes["/r/askreddit/new"] = lambda _, query: self._json(
            end if "after" in query else listing
        )


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        status, kind, text = self.server.recordings.answer(parts.path, query)
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, recordings: Recordings) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.recordings = recordings


@contextlib.contextmanager
def serving(recordings: Recordings) -> Iterator[str]:
    """The server, until the end of the block; gives its address."""
    server = Server(recordings)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
