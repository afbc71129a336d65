"""What a request to a source is, what it may cost, and what comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import httpx2

from pipeline.errors import FetchError


@dataclass(frozen=True, slots=True)
class HttpLimits:
    """What one request may cost; seconds and bytes."""

    connect_seconds: float = 10.0
    read_seconds: float = 20.0
    total_seconds: float = 90.0
    wire_bytes: int = 10_000_000
    decoded_bytes: int = 25_000_000
    redirects: int = 5
    attempts: int = 4
    first_wait_seconds: float = 0.5
    longest_backoff_seconds: float = 20.0
    longest_wait_seconds: float = 120.0
    requests_per_host: int = 2
    connections: int = 20


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: headers in lower case, the body unpacked."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    moved_to: str | None = None

    @property
    def media_type(self) -> str:
        """Content-Type without its parameters, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Call:
    """One request to make. `is_final` tells answers that must not be asked for again."""

    url: str
    method: str = "GET"
    params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    json_body: Mapping[str, str] | None = None
    form_body: Mapping[str, str] | None = None
    accepts: frozenset[int] = frozenset({200})
    longest_wait_seconds: float | None = None
    is_final: Callable[[Answer], bool] = lambda _: False


class StatusError(FetchError):
    """A source answered with a status that means failure; `answer` is what it said."""

    def __init__(self, source_id: str, problem: str, answer: Answer) -> None:
        super().__init__(source_id, problem)
        self.status = answer.status
        self.answer = answer


def place(url: str) -> str:
    """A URL without what may be secret: user, password, query and fragment."""
    try:
        parts = httpx2.URL(url)
    except (httpx2.InvalidURL, ValueError, UnicodeError):
        return "an address that is no URL"
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.host}{port}{parts.path}"
