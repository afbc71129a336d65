"""Stories from edges: average link, ids that last, every post once."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from pathlib import Path

import pytest

from pipeline.evaluation.stories import score_stories
from pipeline.nlp.clustering import cluster_posts, derive_story_id
from pipeline.nlp.story_edges import score_edges
from pipeline.records import EntityType, Mention, ParsedPost, Post, PostDuplicate, StoryEdge
from pipeline.text.posts import build_post

LABELLED_WEEK = Path(__file__).parents[2] / "data" / "story_posts.jsonl"
START = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
NAMES: dict[str, tuple[str, EntityType]] = {
    "Halcyon 3.5": ("model:halcyon-3.5", "model"),
    "Northwind": ("org:northwind", "org"),
    "Vantage Power": ("org:vantage-power", "org"),
    "Meridian Cloud": ("org:meridian-cloud", "org"),
    "Larkspur": ("org:larkspur", "org"),
}


def make_post(post_id: str, text: str = "text", author: str = "ana", hours: float = 0) -> Post:
    parsed = ParsedPost(
        platform="x",
        external_id=post_id,
        url=f"https://x.com/i/status/{post_id}",
        text=text,
        posted_at=START + dt.timedelta(hours=hours),
        author_handle=author,
    )
    return build_post(parsed, "test", "")


def make_edge(left: str, right: str, score: float) -> StoryEdge:
    return StoryEdge(left, right, score, score >= 0.5, 0.0, 0.0, 0.0, 0.0, 0.0, ())


def stories_of(
    posts: list[Post], edges: list[StoryEdge], duplicates: list[PostDuplicate] | None = None
) -> set[frozenset[str]]:
    members: dict[str, set[str]] = {}
    for row in cluster_posts(posts, edges, duplicates or []):
        members.setdefault(row.story_id, set()).add(row.post_id)
    return {frozenset(found) for found in members.values()}


def labelled_week() -> tuple[list[Post], dict[str, list[Mention]], list[dict[str, str | None]]]:
    rows = [json.loads(line) for line in LABELLED_WEEK.read_text(encoding="utf-8").splitlines()]
    posts = [make_post(row["id"], row["text"], row["author"], row["hours"]) for row in rows]
    mentions = {
        post.post_id: [
            Mention(post.post_id, at, at + len(name), name, entity_id, kind, name, None, "registry")
            for name, (entity_id, kind) in NAMES.items()
            if (at := post.body_text.find(name)) >= 0
        ]
        for post in posts
    }
    return posts, mentions, [{"id": row["id"], "story": row["story"]} for row in rows]


def test_linked_posts_share_a_story_and_others_stay_alone() -> None:
    posts = [make_post(post_id) for post_id in "123"]
    assert stories_of(posts, [make_edge("1", "2", 0.9)]) == {frozenset("12"), frozenset("3")}


def test_chain_of_strong_pairs_does_not_tie_unlike_posts() -> None:
    posts = [make_post(str(n)) for n in range(8)]
    chain = [make_edge(str(n), str(n + 1), 0.7) for n in range(7)]
    assert all(len(story) <= 3 for story in stories_of(posts, chain))


def test_duplicate_joins_the_story_of_its_original() -> None:
    posts = [make_post(post_id) for post_id in "1234"]
    repeats = [PostDuplicate("4", "1", "exact", 1.0)]
    found = stories_of(posts, [make_edge("1", "2", 0.9)], repeats)
    assert found == {frozenset("124"), frozenset("3")}


def test_every_post_is_in_one_story_with_one_representative() -> None:
    posts, mentions, _ = labelled_week()
    rows = cluster_posts(posts, score_edges(posts, mentions))
    assert sorted(row.post_id for row in rows) == sorted(post.post_id for post in posts)
    leads = [row.story_id for row in rows if row.is_representative]
    assert sorted(leads) == sorted({row.story_id for row in rows})


def test_representative_announces_the_event() -> None:
    posts, mentions, _ = labelled_week()
    rows = cluster_posts(posts, score_edges(posts, mentions))
    leads = {row.post_id for row in rows if row.is_representative}
    assert "101" in leads


def test_merits_choose_the_representative_among_equals() -> None:
    posts = [make_post("1"), make_post("2")]
    rows = cluster_posts(posts, [make_edge("1", "2", 0.9)], merits={"2": 0.9})
    assert [row.post_id for row in rows if row.is_representative] == ["2"]


def test_clustering_does_not_depend_on_the_order_of_posts_or_edges() -> None:
    posts, mentions, _ = labelled_week()
    edges = score_edges(posts, mentions)
    expected = cluster_posts(posts, edges)
    for shift in range(len(posts)):
        turned_posts = posts[shift:] + posts[:shift]
        turned_edges = edges[shift:] + edges[:shift]
        assert cluster_posts(turned_posts, turned_edges) == expected
        assert cluster_posts(turned_posts[::-1], turned_edges[::-1]) == expected


def test_average_link_agrees_with_every_permutation_of_equal_scores() -> None:
    edges = [make_edge(a, b, 0.6) for a, b in itertools.combinations("1234", 2)]
    edges.append(make_edge("4", "5", 0.6))
    results = {
        frozenset(stories_of([make_post(post_id) for post_id in order], edges))
        for order in itertools.permutations("12345")
    }
    assert len(results) == 1


def test_story_id_survives_posts_that_join_later() -> None:
    posts = [make_post("1"), make_post("2", hours=1)]
    later = [*posts, make_post("0", hours=9)]
    assert derive_story_id(posts) == derive_story_id(later)


def test_labelled_week_is_grouped_as_a_reader_does() -> None:
    posts, mentions, gold = labelled_week()
    rows = cluster_posts(posts, score_edges(posts, mentions))
    scores = score_stories(gold, [], {row.post_id: row.story_id for row in rows})
    assert scores["b3_f1"] >= 0.85, scores
    assert scores["over_merge"] == 0.0, scores


def test_no_posts_make_no_stories() -> None:
    assert cluster_posts([], []) == []


@pytest.mark.parametrize("count", [1, 2, 5])
def test_posts_without_edges_are_stories_of_their_own(count: int) -> None:
    assert len(stories_of([make_post(str(n)) for n in range(count)], [])) == count
