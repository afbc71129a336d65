"""The ends of a week on X: what a request may name, and what is said of the minutes it misses."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from pipeline.clients.http import HttpClient
from pipeline.clients.protocol import FetchBatch, FetchWindow
from pipeline.clients.x_api import XClient, XSettings
from pipeline.clients.x_budget import XReadBudget

START = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
END = START + dt.timedelta(days=7)
EPOCH_MS = 1_288_834_974_657
Ask = Callable[..., FetchBatch]


def asked_at(moment: dt.datetime) -> FetchWindow:
    return FetchWindow(START, END, moment)


def post_at(moment: dt.datetime) -> dict[str, str]:
    post_id = (int(moment.timestamp() * 1000) - EPOCH_MS) << 22
    return {"id": str(post_id), "text": "A note", "created_at": moment.isoformat()}


@pytest.fixture
def queries() -> list[dict[str, str]]:
    return []


@pytest.fixture
def ask(http: HttpClient, httpserver: HTTPServer, queries: list[dict[str, str]]) -> Ask:
    """Ask X once at a time, and note the query; it has one post, of Wednesday."""

    def answer(request: Request) -> Response:
        queries.append({"path": request.path, **request.args})
        found = [] if "since_id" in request.args else [post_at(START + dt.timedelta(days=2))]
        content: dict[str, Any] = {"meta": {"result_count": len(found)}}
        return Response(
            json.dumps(content | ({"data": found} if found else {})),
            content_type="application/json",
        )

    for path in ("/2/tweets/search/recent", "/2/tweets/search/all", "/2/lists/7/tweets"):
        httpserver.expect_request(path).respond_with_handler(answer)

    def run(
        moment: dt.datetime, cursor: str | None = None, kind: Any = "search", **settings: bool
    ) -> FetchBatch:
        x_settings = XSettings("token", httpserver.url_for("").rstrip("/"), "post", **settings)
        budget = XReadBudget("2026-03", 10_000)
        target = "7" if kind == "list" else "kestrel"
        client = XClient("x:t", kind, target, x_settings, budget, http.session("x:t"))
        (batch,) = client.fetch(asked_at(moment), cursor)
        return batch

    return run


def test_a_quarter_past_midnight_on_monday_the_first_minutes_are_out_of_reach(
    ask: Ask, queries: list[dict[str, str]]
) -> None:
    batch = ask(END + dt.timedelta(minutes=15))
    # X refuses times older than seven days, and a walk with waits takes minutes.
    assert queries[0]["start_time"] == "2026-03-02T00:25:00Z"
    assert queries[0]["end_time"] == "2026-03-09T00:00:00Z"
    assert "reaches back to 2026-03-02 00:25 only" in str(batch.uncovered_reason)
    assert "X_FULL_ARCHIVE" in str(batch.uncovered_reason)


def test_with_the_full_archive_the_same_minute_covers_the_week(
    ask: Ask, queries: list[dict[str, str]]
) -> None:
    assert ask(END + dt.timedelta(minutes=15), has_full_archive=True).covered
    assert queries[0]["path"] == "/2/tweets/search/all"
    assert queries[0]["start_time"] == "2026-03-02T00:00:00Z"


def test_a_week_asked_in_its_middle_and_at_its_end_is_covered_together(
    ask: Ask, queries: list[dict[str, str]]
) -> None:
    first = ask(START + dt.timedelta(days=3))
    assert first.covered
    assert "end_time" not in queries[0]  # the week is not over
    second = ask(END + dt.timedelta(minutes=15), first.cursor)
    assert second.covered
    assert set(queries[1]) >= {"since_id", "end_time"}


@pytest.mark.parametrize(
    ("seconds", "names_end", "covered"), [(0, False, False), (29, False, False), (31, True, True)]
)
def test_the_last_half_minute_is_not_yet_indexed(
    seconds: int, names_end: bool, covered: bool, ask: Ask, queries: list[dict[str, str]]
) -> None:
    first = ask(START + dt.timedelta(days=3))
    batch = ask(END + dt.timedelta(seconds=seconds), first.cursor)
    # X refuses an end that is less than ten seconds ago.
    assert ("end_time" in queries[1]) == names_end
    assert batch.covered == covered
    assert covered or "last half minute" in str(batch.uncovered_reason)


def test_a_list_of_a_week_that_has_just_ended(ask: Ask, queries: list[dict[str, str]]) -> None:
    ask(END + dt.timedelta(minutes=15), kind="list")
    assert not {"start_time", "end_time", "since_id"} & set(queries[0])
