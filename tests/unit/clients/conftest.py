import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from werkzeug import Request, Response

from pipeline.clients.calls import HttpLimits
from pipeline.clients.http import HttpClient
from pipeline.clients.protocol import FetchWindow

START = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
LIMITS = HttpLimits(
    connect_seconds=1.0,
    read_seconds=1.0,
    total_seconds=2.0,
    wire_bytes=500_000,
    decoded_bytes=1_000_000,
    attempts=3,
    first_wait_seconds=0.01,
    longest_backoff_seconds=0.02,
    longest_wait_seconds=2.0,
)


@pytest.fixture
def http() -> Iterator[HttpClient]:
    """A client that reaches loopback and does not wait long."""
    with contextlib.closing(HttpClient("", LIMITS, loopback_ports=range(1024, 65_536))) as client:
        yield client


@pytest.fixture
def window() -> FetchWindow:
    """The week of 2 March 2026, asked for on its Friday."""
    return FetchWindow(START, START + dt.timedelta(days=7), START + dt.timedelta(days=4))


@pytest.fixture
def old_window() -> FetchWindow:
    """The same week, asked for in June."""
    return FetchWindow(START, START + dt.timedelta(days=7), START + dt.timedelta(days=100))


@pytest.fixture
def answers() -> Callable[..., Callable[[Request], Response]]:
    """A request handler that gives answers in turn, the last for ever, and notes the queries."""

    def build(*responses: Response, seen: list[dict[str, Any]] | None = None) -> Any:
        queue = list(responses)

        def answer(request: Request) -> Response:
            if seen is not None:
                seen.append({**request.args, "_headers": dict(request.headers)})
            response = queue.pop(0) if len(queue) > 1 else queue[0]
            return Response(response.get_data(), response.status_code, response.headers)

        return answer

    return build
