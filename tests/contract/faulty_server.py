"""A local stand-in for Bluesky's AppView that can be told to misbehave in any way a server can."""

from __future__ import annotations

import contextlib
import datetime as dt
import gzip
import http.server
import json
import threading
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

Fault = Callable[["Handler"], None]
START = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
AUTHOR = {"did": "did:plc:lab", "handle": "lab.example.org", "displayName": "Example Lab"}
WINDOW_POSTS = 60
OLDER_POSTS = 20


def post_item(number: int) -> dict[str, Any]:
    """A feed item; numbers count the hours from the start of the window, below 0 before it."""
    stamp = (START + dt.timedelta(hours=number)).isoformat()
    return {
        "post": {
            "uri": f"at://did:plc:lab/app.bsky.feed.post/p{number}",
            "cid": f"cid{number}",
            "author": AUTHOR,
            "record": {
                "$type": "app.bsky.feed.post",
                "text": f"Release note {number} of the example laboratory",
                "createdAt": stamp,
            },
            "indexedAt": stamp,
            "likeCount": number if number > 0 else 0,
        }
    }


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers one request, after the fault that is planned for it, if any."""

    protocol_version = "HTTP/1.1"
    server: FaultyServer

    def do_GET(self) -> None:
        with contextlib.suppress(ConnectionError, TimeoutError):
            fault = self.server.next_fault()
            if fault is not None:
                self.close_connection = True
                fault(self)
            else:
                self.answer_page()

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def query(self, name: str) -> str:
        return parse_qs(urlsplit(self.path).query).get(name, [""])[0]

    def answer_page(self, change: Callable[[dict[str, Any]], None] | None = None) -> None:
        self.answer_json(self.page(change))

    def page(self, change: Callable[[dict[str, Any]], None] | None = None) -> dict[str, Any]:
        start = int(self.query("cursor") or 0)
        size = self.server.page_size
        content: dict[str, Any] = {"feed": self.server.items[start : start + size]}
        if start + size < len(self.server.items):
            content["cursor"] = str(start + size)
        if change:
            change(content)
        return content

    def answer_json(self, content: object, status: int = 200, **headers: str) -> None:
        self.answer(json.dumps(content).encode(), status, "application/json", **headers)

    def answer(self, body: bytes, status: int, media_type: str, **headers: str) -> None:
        packed = gzip.compress(body, mtime=0)
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(packed)))
        if self.close_connection:
            self.send_header("Connection", "close")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(packed)


class FaultyServer(http.server.ThreadingHTTPServer):
    """Serves the posts of one author; `plan` holds the faults of coming requests, None for none."""

    daemon_threads = True
    request_queue_size = 32

    def __init__(self, page_size: int = 20) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.page_size = page_size
        self.items = [post_item(number) for number in range(WINDOW_POSTS - 1, -OLDER_POSTS - 1, -1)]
        self.plan: list[Fault | None] = []
        self.always: Fault | None = None
        self.paths: list[str] = []
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def next_fault(self) -> Fault | None:
        with self._lock:
            return self.plan.pop(0) if self.plan else self.always

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is not an error here."""


@contextlib.contextmanager
def serve(page_size: int = 20) -> Iterator[FaultyServer]:
    server = FaultyServer(page_size)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
