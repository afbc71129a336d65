"""From scored pairs of posts to stories: average-link clusters, ids and representatives."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from pipeline.nlp.story_names import LAUNCH_WORDS
from pipeline.records import Post, PostDuplicate, StoryEdge, StoryPost
from pipeline.text.fingerprint import plain_words

# On a reader's week, any value from 0.26 to 0.42 gives a B-cubed F1 of 0.935 to 0.942, a pair F1
# of 0.708 to 0.714 and no story that holds two events; on the top events of twelve weeks the pairs
# found fall from 0.71 to 0.63 over that range, and two stories of 348 event pairs are merged
# throughout.
MIN_AVERAGE_SCORE = 0.38
MISSING_SCORE = 0.02  # what a pair that was not worth scoring counts in an average
# Pairs below this cannot join two posts by themselves; it splits the week into parts for
# clustering.
MIN_CONNECTING_SCORE = 0.2
MAX_PART = 3000  # posts in one dense distance matrix: 72 MB
STORY_ID_DIGITS = 12
FULL_TELLING_WORDS = 25  # a representative of so many words says who did what


def cluster_posts(
    posts: Sequence[Post],
    edges: Sequence[StoryEdge],
    duplicates: Sequence[PostDuplicate] = (),
    merits: Mapping[str, float] | None = None,
) -> list[StoryPost]:
    """Group posts into stories by average link: no chain of pairs ties unlike posts together.

    A story is a set of posts whose pairs score `MIN_AVERAGE_SCORE` or more on average, where a
    pair without an edge counts `MISSING_SCORE`. Duplicates join the story of their original.

    Args:
        posts: Posts of one week, duplicates included or not; the order does not matter.
        edges: Rows of `score_edges` on these posts.
        duplicates: Rows of `find_duplicates` on the same week.
        merits: How well a post is known to report something, in [0, 1], by post_id, such as its
            score for being relevant; helps to choose the representative.

    Returns:
        One row a post, ordered by story_id and post_id. Every post is in exactly one story; a post
        that shares its event with no other is a story of its own. `similarity_score` is the mean
        link score to the other posts of the story (that of the duplicate to its original for a
        duplicate).
    """
    repeated = {row.post_id: row for row in duplicates}
    kept = sorted((p for p in posts if p.post_id not in repeated), key=lambda post: post.post_id)
    row_of = {post.post_id: row for row, post in enumerate(kept)}
    scores = _score_matrix(edges, row_of)
    followers = _duplicates_by_original(posts, repeated, row_of)
    rows: list[StoryPost] = []
    for members in _average_link_clusters(scores):
        story = [kept[row] for row in members]
        centrality = _mean_scores(members, scores)
        best = _representative(story, centrality, merits or {})
        rows.extend(_story_rows(story, centrality, best, followers))
    return sorted(rows, key=lambda row: (row.story_id, row.post_id))


def derive_story_id(posts: Sequence[Post]) -> str:
    """The id of the story that these posts make: derived from its first post.

    Posts that join later do not change it.
    """
    first = min(posts, key=lambda post: (post.posted_at, post.post_id))
    return "s" + hashlib.sha256(first.post_id.encode()).hexdigest()[:STORY_ID_DIGITS]


def _score_matrix(edges: Sequence[StoryEdge], row_of: Mapping[str, int]) -> csr_matrix:
    """Symmetric matrix of link scores: (n_posts, n_posts)."""
    known = [edge for edge in edges if edge.post_id in row_of and edge.other_post_id in row_of]
    left = np.array([row_of[edge.post_id] for edge in known], dtype=np.int64)
    right = np.array([row_of[edge.other_post_id] for edge in known], dtype=np.int64)
    values = np.array([edge.link_score for edge in known], dtype=np.float64)
    half = csr_matrix((values, (left, right)), shape=(len(row_of), len(row_of)))
    return csr_matrix(half + half.T)


def _average_link_clusters(scores: csr_matrix) -> Iterator[list[int]]:
    """Row numbers of each cluster."""
    if not scores.shape[0]:
        return
    for part in _connected_parts(scores, np.arange(scores.shape[0]), MIN_CONNECTING_SCORE):
        if len(part) == 1:
            yield part.tolist()
            continue
        similar = scores[part][:, part].toarray()
        similar[similar == 0] = MISSING_SCORE
        distances = 1.0 - similar[np.triu_indices(len(part), 1)]
        groups = fcluster(linkage(distances, "average"), 1.0 - MIN_AVERAGE_SCORE, "distance")
        for group in np.unique(groups):
            yield part[groups == group].tolist()


def _connected_parts(
    scores: csr_matrix, rows: npt.NDArray[np.int64], floor: float
) -> Iterator[npt.NDArray[np.int64]]:
    """Sets of rows tied by `floor` or more; too large a set is split at a higher floor."""
    block = scores[rows][:, rows]
    strong = block.multiply(block >= floor)
    count, part_of = connected_components(strong, directed=False)
    order = np.argsort(part_of, kind="stable")
    for part in np.split(order, np.searchsorted(part_of[order], np.arange(1, count))):
        if len(part) > MAX_PART and floor < 1.0:
            yield from _connected_parts(scores, rows[part], floor + 0.1)
        else:
            yield rows[part]


def _duplicates_by_original(
    posts: Sequence[Post], repeated: Mapping[str, PostDuplicate], row_of: Mapping[str, int]
) -> dict[str, list[PostDuplicate]]:
    """The duplicates among the posts, under the kept post they repeat."""
    present = {post.post_id for post in posts}
    followers: dict[str, list[PostDuplicate]] = defaultdict(list)
    for post_id in sorted(present & repeated.keys()):
        followers[repeated[post_id].duplicate_of_post_id].append(repeated[post_id])
    return followers


def _mean_scores(rows: Sequence[int], scores: csr_matrix) -> list[float]:
    """For each row of a cluster its mean link score to the others; 1 for a row on its own."""
    if len(rows) == 1:
        return [1.0]
    sums = np.asarray(scores[rows][:, rows].sum(axis=1)).ravel()
    return [round(float(total) / (len(rows) - 1), 4) for total in sums]


def _representative(
    posts: Sequence[Post], centrality: Sequence[float], merits: Mapping[str, float]
) -> str:
    """The post that tells the event best: central, complete, announcing, relevant."""

    def fitness(index: int) -> tuple[float, float, str]:
        post = posts[index]
        is_cut = post.is_truncated or post.is_reply or post.is_repost
        telling = min(1.0, len(plain_words(post.body_text)) / FULL_TELLING_WORDS)
        announces = LAUNCH_WORDS.search(post.body_text) is not None
        merit = merits.get(post.post_id, 0.0)
        total = centrality[index] + merit + 0.3 * telling + 0.2 * announces - 0.1 * is_cut
        return round(total, 6), -post.posted_at.timestamp(), post.post_id

    return posts[max(range(len(posts)), key=fitness)].post_id


def _story_rows(
    posts: Sequence[Post],
    centrality: Sequence[float],
    best: str,
    followers: Mapping[str, Sequence[PostDuplicate]],
) -> Iterator[StoryPost]:
    story_id = derive_story_id(posts)
    for post, score in zip(posts, centrality, strict=True):
        yield StoryPost(story_id, post.post_id, score, post.post_id == best)
        for row in followers.get(post.post_id, ()):
            yield StoryPost(story_id, row.post_id, row.similarity_score, False)
