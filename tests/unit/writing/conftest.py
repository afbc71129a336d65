"""Invented posts for the writer."""

import datetime as dt
from collections.abc import Callable

import pytest

from pipeline.records import ParsedPost, Post
from pipeline.text.posts import build_post
from pipeline.writing.gate import CitedPost

POSTED_AT = dt.datetime(2026, 3, 5, 15, tzinfo=dt.UTC)
NAMES = {"borealis": "Borealis Compute", "acme": "Acme Labs"}

MakePost = Callable[..., Post]
Cite = Callable[..., CitedPost]


@pytest.fixture
def make_post() -> MakePost:
    """Posts of 5 March 2026; a number makes ids differ."""

    def make(text: str, number: int = 1, handle: str = "acme", **fields: object) -> Post:
        parsed = ParsedPost(
            "x", str(number), f"https://x.com/{handle}/status/{number}", text, POSTED_AT
        )
        post = build_post(parsed, "file:test", "")
        values = {name: getattr(post, name) for name in Post.__dataclass_fields__}
        return Post(**{**values, "author_handle": handle, "language": "en", **fields})

    return make


@pytest.fixture
def cite(make_post: MakePost) -> Cite:
    """A post as the gate wants it."""

    def make(
        text: str, speaker: str = "Acme Labs", *, is_organisation: bool = True, **fields: object
    ) -> CitedPost:
        post = make_post(text, **fields)
        return CitedPost(post, (speaker, "@acme"), NAMES, is_organisation)

    return make
