"""Answering requests with recorded ones, whatever host they were recorded from."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from werkzeug import Request, Response

Exchange = dict[str, Any]


def read_exchanges(path: Path) -> list[Exchange]:
    """The exchanges of a JSON Lines file: url, status, headers, body."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def in_turn(exchanges: Iterable[Exchange], urls: list[str]) -> Callable[[Request], Response]:
    """A handler that gives exchanges in turn, the last for ever, and notes the URLs asked for."""
    queue = list(exchanges)

    def answer(request: Request) -> Response:
        urls.append(request.url)
        exchange = queue.pop(0) if len(queue) > 1 else queue[0]
        kept = {
            name: value
            for name, value in exchange.get("headers", {}).items()
            if name.lower() in {"link", "etag"} or "rate" in name.lower()
        }
        body = exchange["body"]
        text = body if isinstance(body, str) else json.dumps(body)
        kind = exchange.get("headers", {}).get("content-type", "application/json")
        return Response(text, exchange["status"], kept, content_type=kind)

    return answer
