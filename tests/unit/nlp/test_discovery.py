"""Names that only a week's posts together reveal."""

from __future__ import annotations

import datetime as dt

from pipeline.nlp.discovery import discover_names
from pipeline.nlp.mentions import find_mentions
from pipeline.records import ParsedPost, Post
from pipeline.reference.registry import load_registry
from pipeline.text.posts import build_post

LAUNCH = [
    ("ada", "The lab launched Quillonia this morning, the Quillonia model is open"),
    ("bo", "Quillonia is a language model that writes Rust"),
    ("cy", "Trying Quillonia weights on my laptop"),
    ("di", "Quillonia surprised me"),
]
PRODUCT = [
    ("ada", "Introducing Fenwickly, an app for notes"),
    ("bo", "Fenwickly is a platform for meetings"),
    ("cy", "moving to Fenwickly"),
]
EXTENSION = [
    ("ada", "Claude Brindlemoor is in testing"),
    ("bo", "leaked: Claude Brindlemoor benchmarks"),
    ("cy", "Brindlemoor feels different"),
]


def make_posts(lines: list[tuple[str, str]]) -> list[Post]:
    start = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    parsed = (
        ParsedPost("test", str(n), "", text, start + dt.timedelta(hours=n), author_handle=author)
        for n, (author, text) in enumerate(lines)
    )
    return [build_post(post, "test", "") for post in parsed]


def test_a_name_that_several_authors_call_a_model_is_discovered_with_its_evidence():
    posts = make_posts(LAUNCH)
    (found,) = discover_names(posts, load_registry())
    assert (found.name, found.entity_type, found.author_count) == ("Quillonia", "model", 4)
    assert found.model_cue_count >= 2
    assert found.first_seen_at == posts[0].posted_at
    assert found.post_ids[0] == posts[0].post_id


def test_a_discovered_model_is_mentioned_wherever_it_stands():
    posts = make_posts(LAUNCH)
    mentions = find_mentions(posts, load_registry())
    named = {m.post_id for m in mentions if m.canonical_name == "Quillonia"}
    assert named == {post.post_id for post in posts}


def test_a_product_is_discovered_and_not_mentioned_as_a_model():
    posts = make_posts(PRODUCT)
    (found,) = discover_names(posts, load_registry())
    assert (found.name, found.entity_type) == ("Fenwickly", "product")
    assert not [m for m in find_mentions(posts, load_registry()) if m.entity_type == "model"]


def test_a_word_behind_a_family_is_discovered_under_the_full_name():
    posts = make_posts(EXTENSION)
    (found,) = discover_names(posts, load_registry())
    assert (found.canonical_name, found.owner_id) == ("Claude Brindlemoor", "org:anthropic")
    models = {m.canonical_name for m in find_mentions(posts, load_registry())}
    assert models == {"Claude Brindlemoor"}


def test_one_author_alone_discovers_nothing():
    assert discover_names(make_posts([("ada", text) for _, text in LAUNCH]), load_registry()) == []


def test_reposts_count_for_the_author_they_repeat():
    text = LAUNCH[1][1]
    posts = make_posts([(name, f"RT @ada: {text}") for name in ("bo", "cy", "di")])
    assert discover_names(posts, load_registry()) == []


def test_known_names_and_names_of_earlier_weeks_are_not_discovered():
    posts = make_posts(LAUNCH)
    assert discover_names(posts, load_registry(), background={"quillonia"}) == []


def test_discovery_does_not_depend_on_the_order_of_posts():
    posts = make_posts([*LAUNCH, *PRODUCT, *EXTENSION])
    expected = discover_names(posts, load_registry())
    assert discover_names(posts[::-1], load_registry()) == expected
