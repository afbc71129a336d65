import json
from collections.abc import Callable
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from pipeline.clients.calls import StatusError
from pipeline.clients.http import HttpClient
from pipeline.clients.payloads import parse_payload
from pipeline.clients.protocol import FetchBatch, FetchWindow
from pipeline.clients.x_api import XClient, XSettings
from pipeline.clients.x_budget import XReadBudget
from pipeline.errors import FetchError, PayloadError

USER = {
    "id": "77",
    "username": "KestrelLab",
    "name": "Kestrel Lab",
    "public_metrics": {"followers_count": 10, "post_count": 900},
}
FIRST_ID = 2_028_500_000_000_000_000


def post(number: int, **more: Any) -> dict[str, Any]:
    """Post of an hour of the week; higher numbers are newer."""
    at = f"2026-03-{2 + number // 24:02}T{number % 24:02}:00:00.000Z"
    return {"id": str(FIRST_ID + number), "text": f"Note {number}", "created_at": at, **more}


def page(posts: list[dict[str, Any]], token: str | None = None, **more: Any) -> Response:
    meta = {"result_count": len(posts), "newest_id": posts[0]["id"] if posts else ""}
    content = {"meta": meta | ({"next_token": token} if token else {}), **more}
    return answer(content | ({"data": posts} if posts else {}))


def answer(content: object, status: int = 200, **headers: str) -> Response:
    return Response(json.dumps(content), status, headers, content_type="application/json")


@pytest.fixture
def budget() -> XReadBudget:
    return XReadBudget("2026-03", 10_000)


@pytest.fixture
def client(http: HttpClient, httpserver: HTTPServer, budget: XReadBudget) -> Callable[..., XClient]:
    def build(kind: Any = "user", target: str = "KestrelLab", **settings: Any) -> XClient:
        httpserver.expect_request("/2/users/by/username/KestrelLab").respond_with_json(
            {"data": USER}
        )
        base = {"bearer_token": "secret", "base_url": httpserver.url_for("").rstrip("/")}
        x_settings = XSettings(**(base | settings))
        return XClient(f"x:{target}", kind, target, x_settings, budget, http.session(f"x:{target}"))

    return build


def read(client: XClient, window: FetchWindow, cursor: str | None = None) -> list[FetchBatch]:
    return list(client.fetch(window, cursor))


def ids(batches: list[FetchBatch]) -> list[str]:
    return [raw.external_id for batch in batches for raw in batch.posts]


def test_a_timeline_is_read_page_by_page(
    client: Any, httpserver: HTTPServer, window: FetchWindow, answers: Any, budget: XReadBudget
) -> None:
    seen: list[dict[str, Any]] = []
    pages = page([post(9), post(8)], "t2"), page([post(7)])
    httpserver.expect_request("/2/users/77/tweets").respond_with_handler(answers(*pages, seen=seen))
    batches = read(client(), window)
    assert ids(batches) == [str(FIRST_ID + number) for number in (9, 8, 7)]
    assert [batch.covered for batch in batches] == [False, True]
    assert seen[0]["start_time"] == "2026-03-02T00:00:00Z"
    assert seen[0]["_headers"]["Authorization"] == "Bearer secret"
    assert [query.get("pagination_token") for query in seen] == [None, "t2"]
    parsed = parse_payload("x-api-v2", batches[0].posts[0].payload, "x")
    assert (parsed.author_handle, parsed.text) == ("KestrelLab", "Note 9")
    assert budget.used_reads == 2 + 3
    assert sum(batch.counters.billed_reads for batch in batches) == 2 + 3


def test_a_second_read_asks_only_for_what_is_new(
    client: Any, httpserver: HTTPServer, window: FetchWindow, answers: Any, budget: XReadBudget
) -> None:
    seen: list[dict[str, Any]] = []
    pages = page([post(9), post(8)]), page([]), page([post(20)])
    httpserver.expect_request("/2/users/77/tweets").respond_with_handler(answers(*pages, seen=seen))
    first = read(client(), window)
    second = read(client(), window, first[-1].cursor)
    third = read(client(), window, second[-1].cursor)
    assert ids(second) == []
    assert second[-1].covered
    assert ids(third) == [str(FIRST_ID + 20)]
    assert [query.get("since_id") for query in seen] == [None, *[str(FIRST_ID + 9)] * 2]
    assert "start_time" not in seen[1]
    assert budget.used_reads == 2 + 3


def test_the_dialect_is_found_by_trying(
    client: Any, httpserver: HTTPServer, window: FetchWindow
) -> None:
    queries: list[dict[str, str]] = []

    def answer_in_old_dialect(request: Request) -> Response:
        queries.append(dict(request.args))
        if "post.fields" in request.args:
            message = "The query parameter [post.fields] is not one of [tweet.fields]"
            return answer({"title": "Invalid Request", "detail": message}, 400)
        return page([post(9, author_id="77")])

    httpserver.expect_request("/2/users/77/tweets").respond_with_handler(answer_in_old_dialect)
    first = read(client(), window)
    assert len(ids(first)) == 1
    assert "note_tweet" in queries[1]["tweet.fields"]
    read(client(), window, first[-1].cursor)
    assert "tweet.fields" in queries[2]


def test_a_repeated_token_ends_the_walk(
    client: Any, httpserver: HTTPServer, window: FetchWindow, answers: Any
) -> None:
    pages = page([post(9)], "same"), page([post(8)], "same"), page([post(7)], "same")
    httpserver.expect_request("/2/users/77/tweets").respond_with_handler(answers(*pages))
    batches = read(client(), window)
    assert len(ids(batches)) == 2
    assert batches[-1].uncovered_reason == "the service repeats its page token"


def test_partial_errors_are_noted_and_the_posts_kept(
    client: Any, httpserver: HTTPServer, window: FetchWindow, answers: Any
) -> None:
    problem = {"title": "Not Found Error", "detail": "Could not find tweet", "value": "1"}
    httpserver.expect_request("/2/users/77/tweets").respond_with_handler(
        answers(page([post(9)], errors=[problem, problem]))
    )
    batches = read(client(), window)
    assert (len(ids(batches)), batches[0].notices) == (1, ("Could not find tweet",))


def test_an_answer_of_errors_alone_is_a_failure(
    client: Any, httpserver: HTTPServer, window: FetchWindow, answers: Any
) -> None:
    problem = {"title": "Authorization Error", "detail": "Sorry, this account is protected"}
    httpserver.expect_request("/2/users/77/tweets").respond_with_handler(
        answers(answer({"errors": [problem]}))
    )
    with pytest.raises(FetchError, match="protected"):
        read(client(), window)


def test_a_user_that_is_not_there(
    http: HttpClient, httpserver: HTTPServer, window: FetchWindow, budget: XReadBudget
) -> None:
    problem = {"errors": [{"detail": "Could not find user with username: [nobody]."}]}
    httpserver.expect_request("/2/users/by/username/nobody").respond_with_json(problem)
    settings = XSettings("t", httpserver.url_for("").rstrip("/"))
    client = XClient("x:@nobody", "user", "nobody", settings, budget, http.session("x:@nobody"))
    with pytest.raises(FetchError, match="no user @nobody: Could not find user"):
        read(client, window)


@pytest.mark.parametrize(
    ("status", "words"),
    [(401, "X_BEARER_TOKEN"), (402, "payment"), (403, "may not read"), (404, "address")],
)
def test_failures_say_what_is_missing(
    status: int, words: str, client: Any, httpserver: HTTPServer, window: FetchWindow
) -> None:
    httpserver.expect_request("/2/users/77/tweets").respond_with_json({"title": "No"}, status)
    with pytest.raises(StatusError, match=words):
        read(client(), window)


def test_a_used_up_cap_is_not_asked_again(
    client: Any, httpserver: HTTPServer, window: FetchWindow, answers: Any, budget: XReadBudget
) -> None:
    seen: list[dict[str, Any]] = []
    capped = answer({"type": "https://api.x.com/2/problems/usage-capped", "title": "Cap"}, 429)
    httpserver.expect_request("/2/users/77/tweets").respond_with_handler(answers(capped, seen=seen))
    with pytest.raises(StatusError, match="monthly cap"):
        read(client(), window)
    assert len(seen) == 1
    assert budget.used_reads == 2


def test_no_request_is_made_beyond_the_budget(
    http: HttpClient, httpserver: HTTPServer, window: FetchWindow
) -> None:
    saved: list[str] = []
    budget = XReadBudget("2026-03", 60, save=saved.append)
    asked: list[int] = []

    def serve(request: Request) -> Response:
        size = int(request.args["max_results"])
        asked.append(size)
        start = sum(asked[:-1])
        posts = [post(150 - start - place) for place in range(size)]
        return page(posts, f"t{len(asked)}")

    httpserver.expect_request("/2/users/77/tweets").respond_with_handler(serve)
    httpserver.expect_request("/2/users/by/username/a").respond_with_json({"data": USER})
    settings = XSettings("t", httpserver.url_for("").rstrip("/"))
    client = XClient("x:@a", "user", "a", settings, budget, http.session("x:@a"))
    batches = read(client, window)
    assert asked[0] == 14  # 58 reads left, four a post at worst
    assert sum(asked) == len(ids(batches))
    assert budget.used_reads <= 60
    assert batches[-1].uncovered_reason == (
        f"the month's X read budget is used up ({budget.used_reads} of 60 reads)"
    )
    later = XReadBudget("2026-04", 10_000, stored=saved[-1])
    assert later.used_reads == 0
    rich = XClient("x:@a", "user", "a", settings, later, http.session("x:@a"))
    httpserver.clear()
    httpserver.expect_request("/2/users/77/tweets").respond_with_json(
        {"data": [post(1)], "meta": {"result_count": 1}}
    )
    assert set(ids(read(rich, window, batches[-1].cursor))) == {str(FIRST_ID + 1)}


def test_recent_search_reaches_back_seven_days(
    client: Any, httpserver: HTTPServer, window: FetchWindow, old_window: FetchWindow, answers: Any
) -> None:
    seen: list[dict[str, Any]] = []
    httpserver.expect_request("/2/tweets/search/recent").respond_with_handler(
        answers(page([post(9)]), page([]), seen=seen)
    )
    assert read(client("search", "kestrel"), window)[-1].covered
    assert seen[0]["query"] == "kestrel"
    assert seen[0]["expansions"].endswith("author_id")
    (old,) = read(client("search", "kestrel"), old_window)
    assert "reaches back to 2026-06-03 00:10 only" in str(old.uncovered_reason)
    assert len(seen) == 1  # what cannot be shown is not asked for


def test_old_weeks_come_from_the_full_archive(
    client: Any, httpserver: HTTPServer, old_window: FetchWindow, answers: Any
) -> None:
    seen: list[dict[str, Any]] = []
    httpserver.expect_request("/2/tweets/search/all").respond_with_handler(
        answers(page([post(9, author_id="77")]), seen=seen)
    )
    batches = read(client(has_full_archive=True), old_window)
    assert (len(ids(batches)), batches[-1].covered) == (1, True)
    query = seen[0]
    assert (query["query"], query["max_results"]) == ("from:KestrelLab", "500")
    assert (query["start_time"], query["end_time"]) == (
        "2026-03-02T00:00:00Z",
        "2026-03-09T00:00:00Z",
    )


def test_an_old_empty_timeline_of_a_busy_user_is_not_called_covered(
    client: Any, httpserver: HTTPServer, old_window: FetchWindow, answers: Any
) -> None:
    httpserver.expect_request("/2/users/77/tweets").respond_with_handler(answers(page([])))
    assert read(client(), old_window)[-1].covered  # 900 posts in all: the timeline holds them
    busy = {**USER, "public_metrics": {"tweet_count": 50_000}}
    httpserver.clear()
    httpserver.expect_request("/2/users/by/username/KestrelLab").respond_with_json({"data": busy})
    httpserver.expect_request("/2/users/77/tweets").respond_with_handler(answers(page([])))
    last = read(client(), old_window)[-1]
    assert (last.covered, "3,200" in str(last.uncovered_reason)) == (False, True)


def test_a_list_is_read_until_before_the_window(
    client: Any, httpserver: HTTPServer, window: FetchWindow, answers: Any
) -> None:
    old = {**post(0), "id": "1", "created_at": "2026-02-20T00:00:00Z"}
    httpserver.expect_request("/2/lists/5/tweets").respond_with_handler(
        answers(page([post(9)], "t2"), page([old], "t3"))
    )
    batches = read(client("list", "5"), window)
    assert (len(ids(batches)), batches[-1].covered) == (1, True)


@pytest.mark.parametrize("content", [{}, [], {"posts": []}, "text"])
def test_an_answer_of_another_shape(
    content: object, client: Any, httpserver: HTTPServer, window: FetchWindow, answers: Any
) -> None:
    httpserver.expect_request("/2/users/77/tweets").respond_with_handler(answers(answer(content)))
    with pytest.raises(PayloadError):
        read(client(), window)


def test_the_token_is_in_no_repr_and_no_error(
    client: Any, httpserver: HTTPServer, window: FetchWindow
) -> None:
    httpserver.expect_request("/2/users/77/tweets").respond_with_json({"detail": "no"}, 401)
    x_client = client(bearer_token="very-secret")  # noqa: S106
    with pytest.raises(StatusError) as raised:
        read(x_client, window)
    assert "very-secret" not in f"{raised.value}{x_client!r}"
