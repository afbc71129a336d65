import datetime as dt

import pytest

from pipeline.clients.cursors import Cursor
from pipeline.clients.markup import cut_text, html_to_text
from pipeline.clients.protocol import FetchWindow
from pipeline.clients.wire import dump_json, load_json, parse_time, storable_text, time_or_none
from pipeline.errors import PayloadError

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-02T12:00:00Z",
        "2026-03-02T13:00:00+01:00",
        "2026-03-02T12:00:00",
        "2026-03-02T12:00:00.000000000Z",
        "Mon, 02 Mar 2026 12:00:00 GMT",
        "Mon, 02 Mar 2026 07:00:00 -0500",
        NOON.timestamp(),
    ],
)
def test_times_in_every_spelling(text: str | float) -> None:
    assert parse_time(text) == NOON


@pytest.mark.parametrize(
    "value",
    [
        *("", "yesterday", "0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59-12:00"),
        *(1e20, -1e20, float("nan"), float("inf"), True, None, [], {}, "2026-13-45"),
    ],
)
def test_what_is_no_time(value: object) -> None:
    assert time_or_none(value) is None


def test_text_that_cannot_be_stored_is_made_storable() -> None:
    assert storable_text("a\ud800b\x00c") == "a?bc"
    assert dump_json({"a": "é"}) == '{"a":"é"}'
    assert dump_json({"a": "\ud800"}) == '{"a":"\\ud800"}'


@pytest.mark.parametrize("text", ["", "{", "NaN", '{"a": Infinity}', "[" * 100_000, b"\xff\xfe{"])
def test_what_is_no_json(text: str | bytes) -> None:
    with pytest.raises(PayloadError):
        load_json(text, "s")


@pytest.mark.parametrize(
    ("markup", "text", "links"),
    [
        ("plain  text", "plain text", ()),
        ("a < b and c > d", "a < b and c > d", ()),
        ("R&amp;D", "R&D", ()),
        ("<p>one</p><p>two</p>", "one\ntwo", ()),
        ("one<br>two<br/>three", "one\ntwo\nthree", ()),
        ('<a href="https://a.example/x">here</a>', "here", ("https://a.example/x",)),
        ('<a href="javascript:x">here</a>', "here", ()),
        ('<a class="mention" href="https://s.example/@a">@a</a>', "@a", ()),
        ("a<script>alert(1)</script>b<style>p{}</style>c", "abc", ()),
        ("<ul><li>x</li><li>y</li></ul>", "x\n\ny".replace("\n\n", "\n"), ()),
        ("<p>unclosed <b>bold", "unclosed bold", ()),
        ("<!-- note -->seen", "seen", ()),
        ("&lt;b&gt;", "<b>", ()),
        ("<", "<", ()),
        ("<p>\x00\x1fa</p>", "a", ()),
    ],
)
def test_html_to_text(markup: str, text: str, links: tuple[str, ...]) -> None:
    plain = html_to_text(markup)
    assert (plain.text, plain.links) == (text, links)


HOSTILE = ["<a ", '<a href="', "<!--", "<div>", "<b a='", "&#", "</", "<![CDATA["]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_markup_takes_no_time(piece: str) -> None:
    html_to_text(piece * 50_000)


def test_cut_text_ends_at_a_sentence_or_a_word() -> None:
    assert cut_text("short", 10) == ("short", False)
    assert cut_text("One two. Three four five", 12) == ("One two.", True)
    assert cut_text("One twothree four five six", 15) == ("One twothree", True)
    assert cut_text("a" * 30, 10) == ("a" * 10, True)


def test_a_cursor_keeps_its_window_state_for_its_window_only(window: FetchWindow) -> None:
    cursor = Cursor.load(None, window).with_window(resume="p2").with_source(account_id="7")
    assert Cursor.load(cursor.dump(), window) == cursor
    next_week = FetchWindow(window.end_at, window.end_at + dt.timedelta(days=7), window.fetched_at)
    other = Cursor.load(cursor.dump(), next_week)
    assert (other.window, other.source) == ({}, {"account_id": "7"})


@pytest.mark.parametrize("text", ["", "garbage", "[]", "7", '{"window": 3, "source": []}'])
def test_a_damaged_cursor_means_to_start_again(text: str, window: FetchWindow) -> None:
    cursor = Cursor.load(text, window)
    assert (cursor.window, cursor.source) == ({}, {})
