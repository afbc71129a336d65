"""Mentions of a week: all finders joined."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.nlp.mentions import find_mentions, find_mentions_in_text
from pipeline.nlp.name_spans import NameSpan, resolve_overlaps
from pipeline.records import ParsedPost, Post
from pipeline.reference.registry import load_registry
from pipeline.text.posts import build_post


def make_post(post_id: str, text: str, author: str = "ada") -> Post:
    parsed = ParsedPost(
        platform="test",
        external_id=post_id,
        url=f"https://example.org/{post_id}",
        text=text,
        posted_at=dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC),
        author_handle=author,
    )
    return build_post(parsed, "test", "")


LINES = [
    "NVIDIA ships H100 cards to OpenAI, says @sama",
    "Claude Opus 4.6 and GPT-5.4 on our board",
    "Zyntha-7B and zyntha-7b are the same open model",
    "Quillon Robotics met Anthropic",
    "nothing here",
    "昨天用Qwen3.5写了脚本",
]


def test_every_mention_is_the_text_at_its_place():
    posts = [make_post(str(number), line) for number, line in enumerate(LINES)]
    texts = {post.post_id: post.body_text for post in posts}
    mentions = find_mentions(posts, load_registry())
    assert mentions
    assert all(texts[m.post_id][m.span_start : m.span_end] == m.surface for m in mentions)


def test_mentions_of_one_post_do_not_overlap():
    posts = [make_post(str(number), line) for number, line in enumerate(LINES)]
    mentions = find_mentions(posts, load_registry())
    pairs = itertools.pairwise(mentions)
    assert all(a.post_id != b.post_id or a.span_end <= b.span_start for a, b in pairs)


@given(order=st.permutations(range(len(LINES))))
def test_mentions_do_not_depend_on_the_order_of_posts(order):
    posts = [make_post(str(number), line) for number, line in enumerate(LINES)]
    expected = find_mentions(posts, load_registry())
    assert find_mentions([posts[number] for number in order], load_registry()) == expected


def test_spellings_of_an_unseen_model_share_one_name():
    mentions = find_mentions([make_post("1", LINES[2])], load_registry())
    assert {(m.canonical_name, m.entity_id) for m in mentions if m.entity_type == "model"} == {
        ("Zyntha-7B", "model:zyntha-7b")
    }


def test_a_typographic_hyphen_stays_in_the_surface():
    (mention,) = find_mentions_in_text("GPT‑5.4 again", load_registry())
    assert (mention.surface, mention.canonical_name) == ("GPT‑5.4", "GPT-5.4")


def span(start: int, end: int, **changes: object) -> NameSpan:
    made = NameSpan(start, end, "org:a", "org", "A", "org:a", "registry")
    return dataclasses.replace(made, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("winner", "loser"),
    [
        (span(0, 9), span(3, 6, entity_type="model")),
        (span(0, 5, method="handle"), span(0, 5, entity_type="model", method="grammar")),
        (span(0, 5, entity_type="model"), span(0, 5, entity_type="hardware")),
        (span(0, 5, entity_type="hardware"), span(0, 5)),
        (span(0, 5), span(0, 5, entity_type="person")),
        (span(0, 5), span(4, 9)),
    ],
)
def test_overlaps_are_settled_by_the_stated_rule(winner, loser):
    assert resolve_overlaps([loser, winner]) == [winner]
    assert resolve_overlaps([winner, loser]) == [winner]
