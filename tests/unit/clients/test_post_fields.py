"""One post of the exchange format: what is read, what is mended, what is refused."""

import datetime as dt
from typing import Any

import pytest

from pipeline.clients.post_fields import parse_post_fields
from pipeline.errors import PayloadError

POST: dict[str, Any] = {
    "id": "2026000000000000000",
    "text": "Example Lab released Sample-7B.",
    "created_at": "2026-02-23T18:23:00.000Z",
}


def test_id_and_text_are_enough_for_a_post_of_x() -> None:
    parsed = parse_post_fields({"id": "2026000000000000000", "text": "Hello"})
    assert parsed.posted_at == dt.datetime(2026, 2, 23, 18, 23, 35, 916000, tzinfo=dt.UTC)
    assert parsed.posted_at_basis == "id"
    assert parsed.url == "https://x.com/i/status/2026000000000000000"


@pytest.mark.parametrize(
    ("fields", "attribute", "expected"),
    [
        ({"id": 2026000000000000000}, "external_id", "2026000000000000000"),
        ({"author_handle": "@example_lab"}, "author_handle", "example_lab"),
        ({"author_handle": ""}, "author_handle", None),
        ({"author_handle": "example_lab"}, "url", "https://x.com/example_lab/status/2026000000000000000"),
        ({"url": "https://x.com/a/status/1"}, "url", "https://x.com/a/status/1"),
        ({"platform": "rss", "link": "https://example.com/a"}, "url", "https://example.com/a"),
        ({"platform": "rss"}, "url", ""),
        ({"link": "https://example.com/a"}, "link_urls", ("https://example.com/a",)),
        ({"body": "More."}, "text", "Example Lab released Sample-7B.\n\nMore."),
        ({"feed": "Example News"}, "author_name", "Example News"),
        ({"likes": "12.0"}, "like_count", 12),
        ({"likes": None}, "like_count", None),
        ({"is_reply": "true"}, "is_reply", True),
        ({"quoted_id": 7}, "quoted_external_id", "7"),
        ({"text": "cut \ud83d"}, "text", "cut \ufffd"),
        ({"author_name": "a\x00b"}, "author_name", "a\ufffdb"),
        ({"source_format": "x-kit-list", "text": "x" * 275}, "is_truncated", True),
        ({"source_format": "x-kit-list"}, "is_truncated", False),
        ({"source_format": "sample", "text": "x" * 275}, "is_truncated", False),
        ({"unknown_field": [1, 2]}, "text", POST["text"]),
    ],
)  # fmt: skip
def test_field_is_read_as(fields: dict[str, Any], attribute: str, expected: object) -> None:
    assert getattr(parse_post_fields(POST | fields), attribute) == expected


@pytest.mark.parametrize(
    ("fields", "expected", "basis"),
    [
        ({}, "2026-02-23 18:23:00+00:00", "stated"),
        ({"created_at": "2026-02-23T20:23:00+02:00"}, "2026-02-23 18:23:00+00:00", "stated"),
        ({"created_at": "2026-02-23 18:23:00"}, "2026-02-23 18:23:00+00:00", "stated"),
        ({"created_at": "2026-02-23"}, "2026-02-23 00:00:00+00:00", "stated"),
        ({"created_at": None}, "2026-02-23 18:23:35.916000+00:00", "id"),
        (
            {"created_at": None, "platform": "rss", "first_seen": "2026-02-24T01:00:00Z"},
            "2026-02-24 01:00:00+00:00",
            "first_seen",
        ),
    ],
)
def test_time_is_stated_or_of_the_id_or_first_seen(
    fields: dict[str, Any], expected: str, basis: str
) -> None:
    parsed = parse_post_fields(POST | fields)
    assert (str(parsed.posted_at), parsed.posted_at_basis) == (expected, basis)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"id": None}, "id: "),
        ({"id": ""}, "id: "),
        ({"id": True}, "id: "),
        ({"id": "2.026E+18"}, "digits only"),
        ({"id": "٢٠٢٦"}, "digits only"),
        ({"text": None}, "text: "),
        ({"likes": -1}, "likes: "),
        ({"likes": 10**30}, "likes: "),
        ({"media": 2**40}, "media: "),
        ({"author_followers": "many"}, "author_followers: "),
        ({"created_at": "yesterday"}, "created_at: "),
        ({"created_at": "0001-01-01T00:00:00+10:00"}, "out of range"),
        ({"created_at": "1971-01-01"}, "no time of a post"),
        ({"created_at": "9999-12-31"}, "no time of a post"),
        ({"created_at": None, "platform": "rss"}, "no time"),
        ({"created_at": None, "id": "20"}, "no time"),
        ({"url": "javascript:alert(1)"}, "not an http address"),
        ({"url": "https://example.com/a b"}, "not an http address"),
        ({"platform": ""}, "platform: "),
    ],
)
def test_field_is_refused(fields: dict[str, Any], says: str) -> None:
    with pytest.raises(PayloadError, match=says) as caught:
        parse_post_fields(POST | fields, "file:a.jsonl")
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("file:a.jsonl: ")
