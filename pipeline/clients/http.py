"""One HTTP client for all sources: timeouts, retries, caps, redirects to public addresses only.

Messages of errors never hold a query string, a header or a body: those may carry secrets.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Container, Mapping
from dataclasses import replace

import httpcore2
import httpx2
import stamina

from pipeline.clients.bodies import Body, BodyError, TruncatedBodyError, read_body
from pipeline.clients.calls import Answer, Call, HttpLimits, StatusError, place
from pipeline.clients.hosts import PACE_SECONDS, HostGate
from pipeline.clients.network import BlockedAddressError, Deadline, GuardedTransport
from pipeline.clients.protocol import Counters
from pipeline.clients.rate_limits import (
    SERVICE_UNAVAILABLE,
    is_rate_limited,
    seconds_to_wait,
)
from pipeline.clients.wire import load_json
from pipeline.errors import FetchError, PayloadError

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT_REDIRECTS = frozenset({301, 308})
# Failures that a second try may cure.
PASSING_STATUSES = frozenset({408, 429, 500, 502, 503, 504})
PROJECT = "ai-digest/0.1"


class _PassingError(Exception):
    """A failure that may be over when asked again."""

    def __init__(self, problem: str, wait_seconds: float | None = None) -> None:
        super().__init__(problem)
        self.wait_seconds = wait_seconds


class HttpClient:
    """Shared by all sources and threads; `session` gives each source its own view and counters.

    Args:
        contact: Address or URL that the user agent names, so that operators can reach the user.
        loopback_ports: Ports of this machine that may be asked, for servers that stand in for
            services; its other ports, and private networks, never are.
    """

    def __init__(
        self,
        contact: str,
        limits: HttpLimits | None = None,
        *,
        loopback_ports: Container[int] = (),
        pace_seconds: Mapping[str, float] = PACE_SECONDS,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.limits = limits or HttpLimits()
        self.clock = clock
        self.deadline = Deadline()
        self.gate = HostGate(self.limits.requests_per_host, pace_seconds, time.monotonic, sleep)
        transport = GuardedTransport(self.deadline, loopback_ports, self.limits.connections)
        user_agent = f"{PROJECT} (+{contact})" if contact else PROJECT
        self.client = httpx2.Client(
            transport=transport,
            trust_env=False,
            headers={"User-Agent": user_agent, "Accept-Encoding": "gzip"},
            timeout=httpx2.Timeout(self.limits.read_seconds, connect=self.limits.connect_seconds),
        )

    def session(self, source_id: str) -> HttpSession:
        """The view of one source."""
        return HttpSession(self, source_id)

    def close(self) -> None:
        """Close every connection."""
        self.client.close()


class HttpSession:
    """Requests of one source; counts what they cost. Not for use by two threads at once."""

    def __init__(self, http: HttpClient, source_id: str) -> None:
        self.http = http
        self.source_id = source_id
        self._spent = Counters()

    def take_counters(self) -> Counters:
        """What was spent since the last call."""
        spent, self._spent = self._spent, Counters()
        return spent

    def send(self, call: Call) -> Answer:
        """Make a request, again if need be.

        Raises:
            StatusError: the answer's status is not in `call.accepts`.
            FetchError: there was no answer, or following it is not safe.
            PayloadError: the answer passes a cap or is packed in a way we did not ask for.
        """
        limits = self.http.limits
        attempts = stamina.retry_context(
            on=self._backoff(call),
            attempts=limits.attempts,
            timeout=None,
            wait_initial=limits.first_wait_seconds,
            wait_max=limits.longest_backoff_seconds,
            wait_jitter=limits.first_wait_seconds,
        )
        answer: Answer | None = None
        try:
            for attempt in attempts:
                with attempt:
                    answer = None
                    self._count(retries=1 if attempt.num > 1 else 0)
                    answer = self._follow(call)
                    self._raise_if_passing(call, answer)
        except _PassingError as error:
            if answer is None:
                raise FetchError(self.source_id, f"{error}: {place(call.url)}") from None
        if answer is None:
            raise FetchError(self.source_id, f"no attempt was made: {place(call.url)}")
        if answer.status not in call.accepts:
            problem = f"status {answer.status} from {place(answer.url)}"
            raise StatusError(self.source_id, problem, answer)
        return answer

    def fetch_json(self, call: Call) -> object:
        """The JSON value of an answer.

        Raises:
            PayloadError: the answer is of another kind.
        """
        return self.read_json(self.send(call))

    def read_json(self, answer: Answer) -> object:
        """The JSON value of an answer that has been received; raises PayloadError."""
        if answer.media_type and "json" not in answer.media_type:
            kind = answer.media_type[:60]
            raise PayloadError(
                self.source_id, f"answered with {kind}, not JSON: {place(answer.url)}"
            )
        return load_json(answer.body, self.source_id)

    def _count(self, requests: int = 0, retries: int = 0, body: Body | None = None) -> None:
        self._spent += Counters(
            requests=requests,
            retries=retries,
            wire_bytes=body.wire_bytes if body else 0,
            decoded_bytes=len(body.content) if body else 0,
        )

    def _backoff(self, call: Call) -> Callable[[Exception], bool | float]:
        longest = call.longest_wait_seconds or self.http.limits.longest_wait_seconds

        def wait_before_next(error: Exception) -> bool | float:
            if not isinstance(error, _PassingError):
                return False
            if error.wait_seconds is None:
                return True
            return error.wait_seconds if error.wait_seconds <= longest else False

        return wait_before_next

    def _raise_if_passing(self, call: Call, answer: Answer) -> None:
        is_limited = is_rate_limited(answer.status, answer.headers)
        if not is_limited and answer.status not in PASSING_STATUSES:
            return
        if call.is_final(answer):
            return
        now = dt.datetime.fromtimestamp(self.http.clock(), dt.UTC)
        says_when = is_limited or answer.status == SERVICE_UNAVAILABLE
        wait = seconds_to_wait(answer.headers, now) if says_when else None
        raise _PassingError(f"status {answer.status}", wait)

    def _follow(self, call: Call) -> Answer:
        """One attempt, redirects included."""
        target = call
        is_moved = True
        for _ in range(self.http.limits.redirects + 1):
            answer = self._exchange(target)
            location = answer.headers.get("location")
            if answer.status not in REDIRECTS or not location:
                has_moved = is_moved and target is not call
                return replace(answer, moved_to=answer.url) if has_moved else answer
            if call.method != "GET":
                raise FetchError(self.source_id, f"a redirect of a POST: {place(call.url)}")
            is_moved = is_moved and answer.status in PERMANENT_REDIRECTS
            target = self._redirected(target, answer.url, location)
        raise FetchError(self.source_id, f"too many redirects: {place(call.url)}")

    def _redirected(self, call: Call, url: str, location: str) -> Call:
        try:
            new_url = httpx2.URL(url).join(location)
        except (httpx2.InvalidURL, ValueError):
            raise FetchError(self.source_id, f"a redirect that is no URL: {place(url)}") from None
        # A token is for the host it was meant for, not for where that host points.
        is_same_host = new_url.host == httpx2.URL(url).host
        headers = {
            name: value
            for name, value in call.headers.items()
            if is_same_host or name.lower() != "authorization"
        }
        return replace(call, url=str(new_url), params={}, headers=headers)

    def _exchange(self, call: Call) -> Answer:
        limits = self.http.limits
        url = self._checked_url(call)
        try:
            with (
                self.http.gate.enter(url.host),
                self.http.deadline.within(limits.total_seconds),
                self.http.client.stream(
                    call.method,
                    url,
                    headers=dict(call.headers),
                    json=call.json_body,
                    data=call.form_body,
                    follow_redirects=False,
                ) as response,
            ):
                self._count(requests=1)
                encoding = response.headers.get("content-encoding", "").strip().lower()
                body = read_body(
                    response.iter_raw(), encoding, limits.wire_bytes, limits.decoded_bytes
                )
        except BlockedAddressError as error:
            raise FetchError(self.source_id, f"{error}: {place(str(url))}") from None
        except BodyError as error:
            raise PayloadError(self.source_id, f"{error}: {place(str(url))}") from None
        except TruncatedBodyError as error:
            raise _PassingError(str(error)) from None
        except (httpcore2.TimeoutException, httpx2.TimeoutException):
            raise _PassingError("the source took too long") from None
        except (httpcore2.NetworkError, httpcore2.ProtocolError, httpx2.TransportError) as error:
            raise _PassingError(f"no answer ({str(error) or type(error).__name__})") from None
        finally:
            # A cookie of one source must not reach another, nor make two runs differ.
            self.http.client.cookies.clear()
        self._count(body=body)
        return Answer(response.status_code, dict(response.headers.items()), body.content, str(url))

    def _checked_url(self, call: Call) -> httpx2.URL:
        try:
            url = httpx2.URL(call.url)
            url = url.copy_merge_params(dict(call.params)) if call.params else url
        except (httpx2.InvalidURL, ValueError, UnicodeError):
            raise FetchError(self.source_id, f"not a URL: {call.url[:100]!r}") from None
        if url.scheme not in {"http", "https"} or not url.host:
            raise FetchError(self.source_id, f"not a web address: {place(str(url))}")
        return url
