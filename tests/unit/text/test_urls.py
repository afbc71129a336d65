"""One spelling for one page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.urls import canonical_url, canonical_urls, find_urls

CASES = [
    ("http://www.Example.com/A/?utm_source=x&b=2&a=1#top", "https://example.com/A?a=1&b=2"),
    ("https://example.com/", "https://example.com"),
    ("https://example.com./a", "https://example.com/a"),
    ("https://example.com:443/a", "https://example.com/a"),
    ("https://example.com:8443/a", "https://example.com:8443/a"),
    ("https://user:secret@example.com/a", "https://example.com/a"),
    ("https://example.com/?q=", "https://example.com?q="),
    ("https://twitter.com/Lab/status/123?s=20&t=abc", "https://x.com/i/status/123"),
    ("https://x.com/lab/status/123/photo/1", "https://x.com/i/status/123"),
    ("https://x.com/i/web/status/123", "https://x.com/i/status/123"),
    ("https://x.com/lab", "https://x.com/lab"),
    ("https://arxiv.org/pdf/2602.01234v2.pdf", "https://arxiv.org/abs/2602.01234"),
    ("https://www.arxiv.org/abs/2602.01234", "https://arxiv.org/abs/2602.01234"),
    ("https://[2001:db8::1]/a", "https://[2001:db8::1]/a"),
    ("https://t.co/abc", None),
    ("https://bit.ly/abc", None),
    ("ftp://example.com/a", None),
    ("javascript:alert(1)", None),
    ("https://[broken", None),
    ("https://example.com:99999/a", None),
    ("https:///path", None),
    ("", None),
]


@pytest.mark.parametrize(("url", "expected"), CASES, ids=[case[0] or "empty" for case in CASES])
def test_canonical_url_is(url: str, expected: str | None) -> None:
    assert canonical_url(url) == expected


@given(st.text(max_size=40).map("https://example.com/".__add__) | st.text(max_size=40))
def test_canonical_url_is_idempotent(url: str) -> None:
    once = canonical_url(url)
    assert once is None or canonical_url(once) == once


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See https://example.com/a, or https://example.com/b.", ["/a", "/b"]),
        ("(https://example.com/a)", ["/a"]),
        ("https://example.com/wiki/Lab_(company)", ["/wiki/Lab_(company)"]),
        ("“https://example.com/a”…", ["/a"]),
        ("详情https://example.com/a，已发布", ["/a"]),
        ("见https://example.com/a模型", ["/a"]),
        ("HTTPS://example.com/a", ["/a"]),
        ("no address here", []),
    ],
)
def test_find_urls_stops_where_the_address_does(text: str, expected: list[str]) -> None:
    found = [url.lower().removeprefix("https://example.com") for url in find_urls(text)]
    assert found == [path.lower() for path in expected]


def test_canonical_urls_are_distinct_and_in_order() -> None:
    urls = [
        "https://b.example/?utm_source=1",
        "https://t.co/x",
        "https://a.example",
        "http://b.example",
    ]
    assert canonical_urls(urls) == ("https://b.example", "https://a.example")
