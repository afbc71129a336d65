import gzip
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from pipeline.clients.bodies import BodyError, TruncatedBodyError, read_body
from pipeline.clients.calls import Call, StatusError, place
from pipeline.clients.hosts import HostGate
from pipeline.clients.http import HttpClient
from pipeline.errors import FetchError, PayloadError

OK = Response('{"a": 1}', content_type="application/json")


def test_an_answer_is_read_and_counted(http: HttpClient, httpserver: HTTPServer) -> None:
    body = gzip.compress(json.dumps({"a": "b" * 1000}).encode())
    httpserver.expect_request("/x").respond_with_response(
        Response(body, headers={"Content-Encoding": "gzip"}, content_type="application/json")
    )
    session = http.session("s")
    assert session.fetch_json(Call(httpserver.url_for("/x"))) == {"a": "b" * 1000}
    counters = session.take_counters()
    assert (counters.requests, counters.retries) == (1, 0)
    assert counters.wire_bytes == len(body)
    assert counters.decoded_bytes > 1000
    assert session.take_counters().requests == 0


def test_the_user_agent_names_a_contact(httpserver: HTTPServer, answers: Any) -> None:
    seen: list[dict[str, Any]] = []
    httpserver.expect_request("/x").respond_with_handler(answers(OK, seen=seen))
    http = HttpClient("mailto:me@example.org", loopback_ports=range(1024, 65_536))
    http.session("s").send(Call(httpserver.url_for("/x")))
    http.close()
    assert "mailto:me@example.org" in seen[0]["_headers"]["User-Agent"]
    assert seen[0]["_headers"]["Accept-Encoding"] == "gzip"


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_passing_failure_is_asked_again(
    status: int, http: HttpClient, httpserver: HTTPServer, answers: Any
) -> None:
    httpserver.expect_request("/x").respond_with_handler(answers(Response("", status), OK))
    session = http.session("s")
    assert session.fetch_json(Call(httpserver.url_for("/x"))) == {"a": 1}
    assert session.take_counters().retries == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_a_lasting_failure_is_not_asked_again(
    status: int, http: HttpClient, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/x").respond_with_data("", status)
    session = http.session("s")
    with pytest.raises(StatusError) as raised:
        session.send(Call(httpserver.url_for("/x")))
    assert raised.value.status == status
    assert session.take_counters().requests == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Retry-After": "1"},
        {"x-rate-limit-reset": "now"},
        {"x-ratelimit-reset": "0.2"},
    ],
)
def test_the_wait_a_service_asks_for_is_kept(
    headers: dict[str, str], http: HttpClient, httpserver: HTTPServer, answers: Any
) -> None:
    if "now" in headers.values():
        headers = {"x-rate-limit-reset": str(int(time.time()))}
    limited = Response("", 429, headers=headers)
    httpserver.expect_request("/x").respond_with_handler(answers(limited, OK))
    began = time.monotonic()
    http.session("s").send(Call(httpserver.url_for("/x")))
    assert 0.9 <= time.monotonic() - began < 2.5


def test_a_wait_longer_than_allowed_is_not_waited(http: HttpClient, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/x").respond_with_data("", 429, headers={"Retry-After": "3600"})
    session = http.session("s")
    with pytest.raises(StatusError, match="status 429"):
        session.send(Call(httpserver.url_for("/x")))
    assert session.take_counters().requests == 1


def test_an_answer_that_is_final_is_not_asked_for_again(
    http: HttpClient, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/x").respond_with_data("capped", 429)
    session = http.session("s")
    with pytest.raises(StatusError):
        session.send(Call(httpserver.url_for("/x"), is_final=lambda answer: b"cap" in answer.body))
    assert session.take_counters().requests == 1


def test_redirects_are_followed_and_permanent_ones_reported(
    http: HttpClient, httpserver: HTTPServer
) -> None:
    moved = {"Location": "/b"}
    httpserver.expect_request("/a").respond_with_data("", 301, headers=moved)
    httpserver.expect_request("/t").respond_with_data("", 302, headers=moved)
    httpserver.expect_request("/b").respond_with_data("here")
    answer = http.session("s").send(Call(httpserver.url_for("/a")))
    assert (answer.body, answer.moved_to) == (b"here", httpserver.url_for("/b"))
    assert http.session("s").send(Call(httpserver.url_for("/t"))).moved_to is None


def test_a_token_does_not_follow_a_redirect_to_another_host(
    http: HttpClient, httpserver: HTTPServer, answers: Any
) -> None:
    seen: list[dict[str, Any]] = []
    target = httpserver.url_for("/b").replace("localhost", "127.0.0.1")
    source = httpserver.url_for("/a").replace("127.0.0.1", "localhost")
    httpserver.expect_request("/a").respond_with_data("", 302, headers={"Location": target})
    httpserver.expect_request("/b").respond_with_handler(answers(OK, seen=seen))
    http.session("s").send(Call(source, headers={"Authorization": "Bearer secret"}))
    assert "Authorization" not in seen[0]["_headers"]


def test_loopback_is_refused_without_the_switch(httpserver: HTTPServer) -> None:
    http = HttpClient("")
    for url in (httpserver.url_for("/"), "http://127.0.0.1/"):
        with pytest.raises(FetchError, match="not public"):
            http.session("s").send(Call(url))
    http.close()


def test_a_redirect_to_another_port_of_this_machine_is_refused(httpserver: HTTPServer) -> None:
    target = {"Location": "http://127.0.0.1:9/secret"}
    httpserver.expect_request("/x").respond_with_data("", 302, headers=target)
    http = HttpClient("", loopback_ports={httpserver.port})
    with pytest.raises(FetchError, match="not public"):
        http.session("s").send(Call(httpserver.url_for("/x")))
    http.close()


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://a.example/", "//x", "http://", "::"])
def test_what_is_no_web_address_is_refused(url: str, http: HttpClient) -> None:
    with pytest.raises(FetchError):
        http.session("s").send(Call(url))


def test_errors_hold_no_secrets(http: HttpClient, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/x").respond_with_data("secret-body", 403)
    url = httpserver.url_for("/x").replace("http://", "http://user:secret-password@")
    call = Call(url, params={"token": "secret-query"}, headers={"Authorization": "secret-header"})
    with pytest.raises(StatusError) as raised:
        http.session("s").send(call)
    assert "secret" not in str(raised.value)
    assert place(f"{url}?a=secret#secret") == httpserver.url_for("/x")


def test_cookies_of_one_answer_are_not_sent_with_the_next(
    http: HttpClient, httpserver: HTTPServer, answers: Any
) -> None:
    seen: list[dict[str, Any]] = []
    cookie = Response("{}", headers={"Set-Cookie": "a=b"}, content_type="application/json")
    httpserver.expect_request("/x").respond_with_handler(answers(cookie, seen=seen))
    for _ in range(2):
        http.session("s").send(Call(httpserver.url_for("/x")))
    assert "Cookie" not in seen[1]["_headers"]


def test_an_encoding_that_was_not_asked_for_is_refused(
    http: HttpClient, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/x").respond_with_data("x", headers={"Content-Encoding": "br"})
    with pytest.raises(PayloadError, match="'br'"):
        http.session("s").send(Call(httpserver.url_for("/x")))


def test_bodies_are_capped_on_the_wire_and_unpacked() -> None:
    bomb = gzip.compress(b"0" * 10_000_000)
    with pytest.raises(BodyError, match="unpacked"):
        read_body([bomb], "gzip", 1_000_000, 1_000_000)
    with pytest.raises(BodyError, match="larger than 10 bytes"):
        read_body([b"0" * 6, b"0" * 6], "", 10, 100)


def test_gzip_members_are_joined_and_cut_ones_noticed() -> None:
    packed = gzip.compress(b"one ") + gzip.compress(b"two")
    for size in (1, 7, 1000):
        chunks = [packed[start : start + size] for start in range(0, len(packed), size)]
        assert read_body(chunks, "gzip", 1000, 1000).content == b"one two"
    with pytest.raises(TruncatedBodyError):
        read_body([packed[:-4]], "gzip", 1000, 1000)
    with pytest.raises(BodyError, match="damaged"):
        read_body([b"not gzip at all"], "gzip", 1000, 1000)
    assert read_body([], "gzip", 1000, 1000).content == b""


def test_a_paced_host_is_asked_with_pauses() -> None:
    now = [0.0]
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        now[0] += seconds

    gate = HostGate(2, {"slow.example": 3.0}, lambda: now[0], sleep)
    for host in ("slow.example", "slow.example", "quick.example", "slow.example"):
        with gate.enter(host):
            now[0] += 0.5
    assert waits == [0.0, 3.0, 2.5]


def test_two_requests_to_a_host_at_once_and_no_more(
    http: HttpClient, httpserver: HTTPServer, answers: Callable[..., Any]
) -> None:
    with http.gate.enter("h"), http.gate.enter("h"):
        assert not http.gate._slots["h"].acquire(blocking=False)
