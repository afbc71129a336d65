import datetime as dt
import json
from typing import Any

import pytest

from pipeline.clients.calls import Answer, StatusError
from pipeline.clients.cursors import Cursor
from pipeline.clients.hacker_news import HN_ITEM
from pipeline.clients.http import HttpClient
from pipeline.clients.pages import Page, PageRequest
from pipeline.clients.paging import Walk
from pipeline.clients.protocol import Counters, FetchWindow


def hit(hour: int, **more: Any) -> dict[str, Any]:
    at = dt.datetime(2026, 3, 2, tzinfo=dt.UTC) + dt.timedelta(hours=hour)
    return {"objectID": str(hour + 1000), "created_at_i": at.timestamp(), "title": "T", **more}


def walk(http: HttpClient, window: FetchWindow, pages: Any, **more: Any) -> Walk:
    def read_page(request: PageRequest) -> Page:
        page = pages[request.token] if isinstance(pages, dict) else pages(request)
        assert isinstance(page, Page)
        return page

    return Walk(http.session("s"), window, HN_ITEM, read_page, **more)


def test_a_walk_ends_before_the_window(http: HttpClient, window: FetchWindow) -> None:
    pages = {
        None: Page([hit(200), hit(30)], "2"),
        "2": Page([hit(20), hit(-5)], "3"),
        "3": Page([hit(-6), hit(-7)], "4"),
    }
    batches = list(walk(http, window, pages).batches(Cursor.load(None, window)))
    assert [[post.external_id for post in batch.posts] for batch in batches] == [
        ["1030"],
        ["1020"],
        [],
    ]
    assert [batch.covered for batch in batches] == [False, False, True]
    total = sum((batch.counters for batch in batches), Counters())
    assert (total.pages, total.items, total.posts, total.outside_window) == (3, 6, 2, 4)


def test_running_out_of_pages_covers_only_what_the_service_keeps(
    http: HttpClient, window: FetchWindow
) -> None:
    for items, reason, covered in (
        ([hit(5)], None, True),
        ([hit(5)], "short", False),
        ([hit(5), hit(-1)], "short", True),
        ([], "short", False),
    ):
        pages = {None: Page(items, end_reason=reason)}
        (batch,) = walk(http, window, pages).batches(Cursor.load(None, window))
        assert (batch.covered, batch.uncovered_reason) == (covered, None if covered else reason)


def test_items_that_cannot_be_read_are_quarantined_once(
    http: HttpClient, window: FetchWindow
) -> None:
    broken: list[Any] = [{"objectID": "1"}, "text", None, [hit(3)], hit(3)]
    pages = {None: Page(broken, "2"), "2": Page([*broken, hit(2)])}
    first, second = walk(http, window, pages).batches(Cursor.load(None, window))
    assert len(first.quarantined) == 4
    assert first.quarantined[0].reason.startswith("created_at_i")
    assert first.quarantined[1].reason == "a JSON str, not an object"
    assert (second.quarantined, second.counters.repeated) == ((), 5)
    assert json.loads(first.quarantined[0].line_text) == {"objectID": "1"}


def test_empty_pages_are_passed_over_but_not_for_ever(
    http: HttpClient, window: FetchWindow
) -> None:
    pages = {None: Page([], "2"), "2": Page([], "3"), "3": Page([hit(1)])}
    batches = list(walk(http, window, pages).batches(Cursor.load(None, window)))
    assert [len(batch.posts) for batch in batches] == [0, 0, 1]

    def for_ever(request: PageRequest) -> Page:
        return Page([], str(int(request.token or 0) + 1))

    assert len(list(walk(http, window, for_ever).batches(Cursor.load(None, window)))) == 4


def test_a_walk_that_is_too_long_goes_on_the_next_time(
    http: HttpClient, window: FetchWindow
) -> None:
    def read_page(request: PageRequest) -> Page:
        number = int(request.token or 0)
        return Page([hit(90 - number)], str(number + 1) if number < 9 else None)

    first = list(walk(http, window, read_page, max_pages=6).batches(Cursor.load(None, window)))
    assert first[-1].uncovered_reason == "stopped after 6 pages"
    cursor = Cursor.load(first[-1].cursor, window)
    second = list(walk(http, window, read_page, max_pages=6).batches(cursor))
    found = {post.external_id for batch in [*first, *second] for post in batch.posts}
    assert len(found) == 10


def test_a_halt_leaves_the_cursor_where_it_was(http: HttpClient, window: FetchWindow) -> None:
    pages: dict[str | None, Page] = {None: Page([hit(9)], "2"), "2": Page(halted="no money")}
    first = list(walk(http, window, pages).batches(Cursor.load(None, window)))
    assert (first[-1].covered, first[-1].uncovered_reason) == (False, "no money")
    pages["2"] = Page([hit(8)])
    second = list(walk(http, window, pages).batches(Cursor.load(first[-1].cursor, window)))
    assert second[0].posts[0].external_id == "1008"
    assert second[-1].covered


def test_a_failure_that_has_nothing_to_do_with_a_token_is_raised(
    http: HttpClient, window: FetchWindow
) -> None:
    def fail(_: PageRequest) -> Page:
        raise StatusError("s", "no", Answer(400, {}, b"", "http://x/"))

    with pytest.raises(StatusError):
        list(walk(http, window, fail).batches(Cursor.load(None, window)))


def test_nothing_new_keeps_what_was_said_of_the_window(
    http: HttpClient, window: FetchWindow
) -> None:
    pages = {None: Page([hit(9)], end_reason="short", validators={"If-None-Match": "e"})}
    (first,) = walk(http, window, pages).batches(Cursor.load(None, window))
    cursor = Cursor.load(first.cursor, window)
    assert cursor.window["validators"] == {"If-None-Match": "e"}
    (second,) = walk(http, window, {None: Page(is_unchanged=True)}).batches(cursor)
    assert (second.covered, second.uncovered_reason) == (False, "short")
    assert second.cursor == first.cursor
