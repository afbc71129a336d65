"""What a server can do wrong: one function a fault, for `faulty_server`."""

from __future__ import annotations

import json
import socket
import struct
import time
import zlib
from typing import Any

from tests.contract.faulty_server import Handler

DRIP_SECONDS = 5.0


def rate_limited(handler: Handler) -> None:
    handler.answer_json({"error": "RateLimitExceeded"}, 429, Retry_After="0")


def rate_limited_for_an_hour(handler: Handler) -> None:
    handler.answer_json({"error": "RateLimitExceeded"}, 429, Retry_After="3600")


def skewed_rate_limit(handler: Handler) -> None:
    """The reset lies a second ahead of the server's clock, which is a year ahead of ours."""
    now = int(time.time()) + 365 * 86_400
    date = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(now))
    handler.send_response_only(429)
    handler.send_header("Date", date)
    handler.send_header("x-rate-limit-reset", str(now))
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def unavailable(handler: Handler) -> None:
    handler.answer_json({"error": "Unavailable"}, 503)


def truncated_gzip(handler: Handler) -> None:
    """Complete as HTTP, cut as gzip."""
    packer = zlib.compressobj(wbits=31)
    packed = packer.compress(json.dumps(handler.page()).encode()) + packer.flush()
    body = packed[: len(packed) // 2]
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Encoding", "gzip")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def short_body(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(b'{"feed": [')


def reset_connection(handler: Handler) -> None:
    no_linger = struct.pack("ii", 1, 0)
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, no_linger)
    handler.connection.close()


def dripping_body(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    drip(handler, b" ")


def dripping_headers(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    drip(handler, b"a")


def drip(handler: Handler, piece: bytes) -> None:
    end = time.monotonic() + DRIP_SECONDS
    while time.monotonic() < end:
        handler.wfile.write(piece)
        handler.wfile.flush()
        time.sleep(0.05)


def bomb(handler: Handler) -> None:
    """A gigabyte of spaces in a megabyte of gzip, sent as long as anyone listens."""
    packer = zlib.compressobj(9, wbits=31)
    block = b" " * 1_000_000
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Encoding", "gzip")
    handler.send_header("Connection", "close")
    handler.end_headers()
    for _ in range(1_000):
        handler.wfile.write(packer.compress(block))
    handler.wfile.write(packer.flush())


def login_page(handler: Handler) -> None:
    handler.answer(b"<!doctype html><title>Sign in</title>", 200, "text/html")


def deep_json(handler: Handler) -> None:
    handler.answer(b"[" * 200_000, 200, "application/json")


def not_json(handler: Handler) -> None:
    handler.answer(b'{"feed": [}', 200, "application/json")


def other_shape(handler: Handler) -> None:
    handler.answer_json({"items": []})


def redirect_to(target: str) -> Any:
    def redirect(handler: Handler) -> None:
        handler.answer_json({}, 302, Location=target)

    return redirect


def redirect_loop(handler: Handler) -> None:
    handler.answer_json({}, 302, Location=handler.path)


def stale_token(handler: Handler) -> None:
    handler.answer_json({"error": "InvalidRequest", "message": "Bad cursor"}, 400)


def repeated_token(handler: Handler) -> None:
    handler.answer_page(lambda content: content.update(cursor="20"))


def endless_pages(handler: Handler) -> None:
    """The same page for ever, each time with a new token."""

    def change(content: dict[str, Any]) -> None:
        content["feed"] = handler.server.items[:20]
        content["cursor"] = str(int(handler.query("cursor") or 0) + 1)

    handler.answer_page(change)


def drifted_schema(handler: Handler) -> None:
    """Every fifth item has lost its text's home and its time."""

    def change(content: dict[str, Any]) -> None:
        content["feed"] = [
            {"post": {**item["post"], "record": item["post"]["record"]["text"]}}
            if number % 5 == 0
            else {**item, "addedField": {"deep": [1, 2]}}
            for number, item in enumerate(content["feed"])
        ]

    handler.answer_page(change)


def repeated_items(handler: Handler) -> None:
    """Items of the page before come again, as when a new post has pushed them down."""

    def change(content: dict[str, Any]) -> None:
        start = int(handler.query("cursor") or 0)
        content["feed"] = handler.server.items[max(0, start - 5) : start] + content["feed"]

    handler.answer_page(change)
