"""Pairs of posts that may report one event: candidates by blocking, a score, its reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sparse_dot_topn import sp_matmul_topn

from pipeline.nlp.story_features import StoryFeatures, build_features
from pipeline.records import Mention, Post, PostDuplicate, StoryEdge

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

TEXT_NEIGHBOURS = 8
MIN_TEXT_SIMILARITY = 0.08
MAX_BLOCK = 60  # a name in more posts than this proposes no pairs: it is a hub
MAX_LAUNCH_BLOCK = 700
MIN_STORED_SCORE = 0.05
MIN_STORY_RELEVANCE = 0.15
LINKED_SCORE = 0.5

# Log-odds that a candidate pair reports one event. A logistic regression on 2,937 candidate pairs
# that readers labelled (12 weeks, 21% one event) gave the size of each; rounded, and the two with
# few cases set by hand: a shared link or quoted post is nearly proof (fitted 3.4), and so is one
# thread (fitted 3.5).
BIAS = -2.3
WEIGHT_LINK = 4.0
WEIGHT_NAMES = 3.8
WEIGHT_TEXT = 15.0
WEIGHT_FIGURES = 1.5
WEIGHT_THREAD = 5.0
WEIGHT_SAME_LAUNCH = 1.6
WEIGHT_OTHER_LAUNCH = -1.3
WEIGHT_SAME_AUTHOR = -1.3
WEIGHT_ROOT_DAYS_APART = -1.75
FULL_NAMES_WORTH = 12.0  # worth of shared names from which on more say no more: two rare ones


@dataclass(frozen=True, slots=True)
class PairScores:
    """The parts of the score, one element a pair."""

    link: FloatArray
    names: FloatArray
    text: FloatArray
    figures: FloatArray
    thread: FloatArray
    same_author: FloatArray
    same_launch: FloatArray
    other_launch: FloatArray
    hours: FloatArray

    def link_scores(self) -> FloatArray:
        """Estimated probability that each pair reports one event."""
        log_odds = (
            BIAS
            + WEIGHT_LINK * self.link
            + WEIGHT_NAMES * self.names
            + WEIGHT_TEXT * self.text
            + WEIGHT_FIGURES * self.figures
            + WEIGHT_THREAD * self.thread
            + WEIGHT_SAME_LAUNCH * self.same_launch
            + WEIGHT_OTHER_LAUNCH * self.other_launch
            + WEIGHT_SAME_AUTHOR * self.same_author
            + WEIGHT_ROOT_DAYS_APART * np.sqrt(self.hours / 24)
        )
        scores: FloatArray = 1 / (1 + np.exp(-log_odds))
        return scores


def select_story_posts(
    posts: Sequence[Post],
    mentions: Mapping[str, Sequence[Mention]],
    relevance: Mapping[str, float],
    duplicates: Sequence[PostDuplicate] = (),
) -> list[Post]:
    """Posts that may belong to a story: hardly irrelevant ones and all that name a tracked thing.

    Reactions and thread tails ("so good, try it") look irrelevant by themselves and still belong to
    their event. With a cut at 0.2 and no regard to names, pair F1 on a reader's week fell from
    0.71 to 0.53. A post and what repeats it stay together.

    Args:
        posts: Posts of one week.
        mentions: Mentions of each post, by post_id.
        relevance: Score of the label `relevant`, by post_id; missing counts as 0.
        duplicates: Rows of `find_duplicates` on the same week.
    """
    selected = {
        post.post_id
        for post in posts
        if relevance.get(post.post_id, 0.0) >= MIN_STORY_RELEVANCE or mentions.get(post.post_id)
    }
    selected |= {row.duplicate_of_post_id for row in duplicates if row.post_id in selected}
    selected |= {row.post_id for row in duplicates if row.duplicate_of_post_id in selected}
    return [post for post in posts if post.post_id in selected]


def score_edges(
    posts: Sequence[Post],
    mentions: Mapping[str, Sequence[Mention]],
    duplicates: Sequence[PostDuplicate] = (),
    earlier_posts: Sequence[Post] = (),
    official_handles: Mapping[str, str] | None = None,
) -> list[StoryEdge]:
    """Score the pairs that share a link, a quote, a rare name, a launch, wording or a thread.

    Args:
        posts: Posts of one week in any order; duplicates among them are left out.
        mentions: Mentions of each post, by post_id; posts without any may be missing.
        duplicates: Rows of `find_duplicates` on the same week.
        earlier_posts: Posts of the weeks before, which tell new names from old ones; may be empty.
        official_handles: Entity id of the organisation an account speaks for, by handle in lower
            case.

    Returns:
        Edges of `MIN_STORED_SCORE` or more, ordered by post ids, `post_id < other_post_id`.
    """
    repeated = {duplicate.post_id: duplicate.duplicate_of_post_id for duplicate in duplicates}
    kept = [post for post in posts if post.post_id not in repeated]
    if len(kept) < 2:
        return []
    features = build_features(kept, mentions, earlier_posts, official_handles)
    left, right = _candidate_pairs(features, repeated)
    if not len(left):
        return []
    scores = _score_pairs(features, left, right, repeated)
    return _edges(features, left, right, scores)


def _candidate_pairs(
    features: StoryFeatures, repeated: Mapping[str, str]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Row numbers of the pairs worth scoring, smaller first."""
    pairs: set[tuple[int, int]] = set()
    for matrix, limit in (
        (features.names, MAX_BLOCK),
        (features.links, MAX_BLOCK),
        (features.figures, MAX_BLOCK // 6),
        (features.anchors, MAX_LAUNCH_BLOCK),
    ):
        pairs.update(_pairs_in_blocks(matrix, limit))
    pairs.update(_text_neighbours(features.words))
    pairs.update(_thread_pairs(features))
    pairs.update(_quoting_pairs(features, repeated))
    ordered = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
    return ordered[:, 0], ordered[:, 1]


def _pairs_in_blocks(matrix: csr_matrix, limit: int) -> Iterator[tuple[int, int]]:
    """Pairs of rows that share a column held by at most `limit` rows."""
    columns = matrix.tocsc()
    for start, end in zip(columns.indptr, columns.indptr[1:], strict=False):
        if 1 < end - start <= limit:
            yield from combinations(sorted(columns.indices[start:end].tolist()), 2)


def _text_neighbours(words: csr_matrix) -> Iterator[tuple[int, int]]:
    """Each row with the rows whose wording is nearest to its own."""
    nearest = sp_matmul_topn(
        words, words.T.tocsr(), top_n=TEXT_NEIGHBOURS + 1, threshold=MIN_TEXT_SIMILARITY, sort=True
    ).tocoo()
    for row, column in zip(nearest.row.tolist(), nearest.col.tolist(), strict=True):
        if row != column:
            yield min(row, column), max(row, column)


def _thread_pairs(features: StoryFeatures) -> Iterator[tuple[int, int]]:
    """Posts of one thread."""
    rows_of: dict[int, list[int]] = defaultdict(list)
    for row, thread in enumerate(features.threads.tolist()):
        rows_of[thread].append(row)
    for rows in rows_of.values():
        yield from combinations(rows, 2)


def _quoting_pairs(
    features: StoryFeatures, repeated: Mapping[str, str]
) -> Iterator[tuple[int, int]]:
    """A post with the post it quotes, where that or its original is among the posts."""
    row_of = {post.post_id: row for row, post in enumerate(features.posts)}
    for row, post in enumerate(features.posts):
        quoted = post.quoted_post_id or ""
        other = row_of.get(repeated.get(quoted, quoted))
        if other is not None and other != row:
            yield min(row, other), max(row, other)


def _row_products(matrix: csr_matrix, left: IntArray, right: IntArray) -> FloatArray:
    """The dot product of each pair of rows."""
    return np.asarray(matrix[left].multiply(matrix[right]).sum(axis=1)).ravel()


def _score_pairs(
    features: StoryFeatures, left: IntArray, right: IntArray, repeated: Mapping[str, str]
) -> PairScores:
    quoting = set(_quoting_pairs(features, repeated))
    quotes = np.array([pair in quoting for pair in zip(left.tolist(), right.tolist(), strict=True)])
    shared_links = _row_products(features.links, left, right) > 0
    authors = np.array([post.author_id for post in features.posts])
    rarest = np.log(len(features.posts) + 1)
    same_launch = _row_products(features.anchors, left, right)
    has_anchor = np.asarray(features.anchors.sum(axis=1)).ravel() > 0
    return PairScores(
        link=(quotes | shared_links).astype(np.float64),
        names=np.minimum(1.0, _row_products(features.names, left, right) / FULL_NAMES_WORTH),
        text=_row_products(features.words, left, right),
        figures=np.minimum(1.0, _row_products(features.figures, left, right) / rarest),
        same_author=(authors[left] == authors[right]).astype(np.float64),
        thread=(features.threads[left] == features.threads[right]).astype(np.float64),
        same_launch=same_launch,
        other_launch=(has_anchor[left] & has_anchor[right]) - same_launch,
        hours=np.abs(features.hours[left] - features.hours[right]),
    )


def _edges(
    features: StoryFeatures,
    left: IntArray,
    right: IntArray,
    scores: PairScores,
) -> list[StoryEdge]:
    totals = scores.link_scores()
    return [
        StoryEdge(
            post_id=features.posts[left[pair]].post_id,
            other_post_id=features.posts[right[pair]].post_id,
            link_score=round(float(totals[pair]), 4),
            is_linked=bool(totals[pair] >= LINKED_SCORE),
            shared_link_score=float(scores.link[pair]),
            entity_score=round(float(scores.names[pair]), 4),
            text_score=round(float(scores.text[pair]), 4),
            number_score=round(float(scores.figures[pair]), 4),
            hours_apart=round(float(scores.hours[pair]), 2),
            reasons=_reasons(features, int(left[pair]), int(right[pair]), scores, int(pair)),
        )
        for pair in np.flatnonzero(totals >= MIN_STORED_SCORE)
    ]


def _reasons(
    features: StoryFeatures, left: int, right: int, scores: PairScores, pair: int
) -> tuple[str, ...]:
    """What the pair shares, strongest kind first, as `kind:what`."""
    reasons = [
        *(f"link:{label}" for label in _shared(features.links, features.link_labels, left, right)),
        *(f"launch:{c}" for c in _shared(features.anchors, features.anchor_labels, left, right)),
        *(f"name:{label}" for label in _shared(features.names, features.name_labels, left, right)),
        *(f"figure:{c}" for c in _shared(features.figures, features.figure_labels, left, right)),
    ]
    if scores.link[pair] and not any(reason.startswith("link:") for reason in reasons):
        reasons.insert(0, "link:quotes the other")
    if scores.thread[pair]:
        reasons.append("thread")
    if scores.text[pair] >= MIN_TEXT_SIMILARITY:
        reasons.append("text")
    return tuple(reasons)


def _shared(matrix: csr_matrix, labels: Sequence[str], left: int, right: int) -> Iterable[str]:
    """Labels of the columns that two rows both hold, by name."""
    indptr, indices = matrix.indptr, matrix.indices
    own = set(indices[indptr[left] : indptr[left + 1]].tolist())
    return sorted(
        labels[c] for c in indices[indptr[right] : indptr[right + 1]].tolist() if c in own
    )
