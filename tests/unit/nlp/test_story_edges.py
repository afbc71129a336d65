"""What ties two posts together, and what does not."""

from __future__ import annotations

import datetime as dt

from pipeline.nlp.story_edges import score_edges, select_story_posts
from pipeline.records import EntityType, Mention, ParsedPost, Post, PostDuplicate, StoryEdge
from pipeline.text.posts import build_post

START = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
NAMES: dict[str, tuple[str, EntityType]] = {
    "Halcyon 3.5": ("model:halcyon-3.5", "model"),
    "Northwind": ("org:northwind", "org"),
    "Larkspur": ("org:larkspur", "org"),
}
FILLER = [
    "Tram stops in the old town move next month",
    "Our garden has more snails than lettuce this year",
    "Finished the long novel at last, it was worth it",
    "The bakery on the corner closes for the summer",
    "Northwind hires again in three cities",
    "Northwind staff ran a marathon on Sunday",
    "A quiet week at Northwind, people say",
]


def make_post(
    post_id: str, text: str, author: str = "", minutes: int = 0, quoted: str | None = None
) -> Post:
    parsed = ParsedPost(
        platform="x",
        external_id=post_id,
        url=f"https://x.com/i/status/{post_id}",
        text=text,
        posted_at=START + dt.timedelta(minutes=minutes),
        author_handle=author or f"author{post_id}",
        quoted_external_id=quoted,
    )
    return build_post(parsed, "test", "")


def mentions_in(posts: list[Post]) -> dict[str, list[Mention]]:
    found: dict[str, list[Mention]] = {}
    for post in posts:
        for surface, (entity_id, entity_type) in NAMES.items():
            start = post.body_text.find(surface)
            if start >= 0:
                mention = Mention(
                    post.post_id, start, start + len(surface), surface, entity_id, entity_type,
                    surface, "org:northwind", "registry",
                )  # fmt: skip
                found.setdefault(post.post_id, []).append(mention)
    return found


def edges_of(*posts: Post, **options: list[PostDuplicate]) -> dict[tuple[str, str], StoryEdge]:
    week = [*posts, *(make_post(f"9{n}", text, minutes=600 * n) for n, text in enumerate(FILLER))]
    rows = score_edges(week, mentions_in(week), **options)  # type: ignore[arg-type]
    return {(row.post_id, row.other_post_id): row for row in rows}


def test_shared_launch_links_posts_of_two_authors() -> None:
    edge = edges_of(
        make_post("1", "Introducing Halcyon 3.5, available today"),
        make_post("2", "Halcyon 3.5 mended my build in ten minutes", minutes=90),
    )["1", "2"]
    assert edge.is_linked
    assert "launch:model:halcyon-3.5" in edge.reasons
    assert edge.hours_apart == 1.5


def test_chinese_post_joins_an_english_one_by_its_name() -> None:
    edges = edges_of(
        make_post("1", "Northwind launches Halcyon 3.5 for $20 a month"),
        make_post("2", "Northwind 发布 Halcyon 3.5，每月 $20", minutes=120),
    )
    assert edges["1", "2"].is_linked
    assert "figure:$20" in edges["1", "2"].reasons


def test_quoted_post_links_the_post_that_quotes_it() -> None:
    edge = edges_of(
        make_post("1", "Residents were told on Monday evening"),
        make_post("2", "Nobody asked us about this", minutes=60, quoted="1"),
    )["1", "2"]
    assert edge.is_linked
    assert edge.shared_link_score == 1.0


def test_shared_page_links_posts() -> None:
    edge = edges_of(
        make_post("1", "Worth your time https://news.example/2026/grid-plan?utm_source=a"),
        make_post("2", "They did the sums: https://www.news.example/2026/grid-plan", minutes=60),
    )["1", "2"]
    assert edge.is_linked


def test_hub_name_alone_does_not_link() -> None:
    edges = edges_of(
        make_post("1", "Northwind opens an office by the river"),
        make_post("2", "I miss the old search page of Northwind", minutes=60),
    )
    assert ("1", "2") not in edges or not edges["1", "2"].is_linked


def test_thread_of_one_author_is_linked() -> None:
    edge = edges_of(
        make_post("1", "The Larkspur mail agent forwards private inboxes", "secnotes"),
        make_post("2", "Patch notes and a timeline are here:", "secnotes"),
    )["1", "2"]
    assert edge.is_linked
    assert "thread" in edge.reasons


def test_days_apart_weaken_a_pair() -> None:
    text = "Larkspur mail agent leaks inboxes of strangers"
    near = edges_of(make_post("1", text), make_post("2", f"Report: {text}, they say", minutes=60))
    far = edges_of(make_post("1", text), make_post("2", f"Report: {text}, they say", minutes=8000))
    assert far["1", "2"].link_score < near["1", "2"].link_score


def test_duplicates_get_no_edges() -> None:
    posts = [
        make_post("1", "Introducing Halcyon 3.5, available today"),
        make_post("2", "Introducing Halcyon 3.5, available today", minutes=1),
    ]
    edges = edges_of(*posts, duplicates=[PostDuplicate("2", "1", "exact", 1.0)])
    assert not [pair for pair in edges if "2" in pair]


def test_edges_do_not_depend_on_the_order_of_posts() -> None:
    week = [
        make_post(str(n), f"Halcyon 3.5 note {n}, also on Larkspur", minutes=n) for n in range(9)
    ]
    assert score_edges(week, mentions_in(week)) == score_edges(week[::-1], mentions_in(week))


def test_too_few_posts_have_no_edges() -> None:
    assert score_edges([], {}) == []
    assert score_edges([make_post("1", "alone")], {}) == []
    assert score_edges([make_post("1", ""), make_post("2", "")], {}) == []


def test_selection_keeps_named_and_relevant_posts_with_their_repeats() -> None:
    posts = [
        make_post("1", "Halcyon 3.5 is so good"),
        make_post("2", "A deal for a new plant"),
        make_post("3", "Lovely weather"),
        make_post("4", "Halcyon 3.5 is so good"),
    ]
    repeats = [PostDuplicate("4", "1", "exact", 1.0)]
    mentions = mentions_in(posts[:1])
    selected = select_story_posts(posts, mentions, {"2": 0.4, "3": 0.01}, repeats)
    assert [post.post_id for post in selected] == ["1", "2", "4"]
