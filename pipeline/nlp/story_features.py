"""What of a post can tie it to another post on the same event, as rows of sparse matrices.

Everything is weighed by how rare it is, in these posts and in those of the weeks before: a name
that is used every day ties nothing together, one that nobody used last week nearly names the event.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from pipeline.nlp.story_names import NamedPost, count_earlier, find_new_names, name_posts
from pipeline.records import Mention, Post
from pipeline.text.tokens import figure_keys, split_words

THREAD_SECONDS = (
    60  # labelled pairs of one author: 20 of 22 within 30 s are one thread, 3 of 98 later ones
)
TICKER_POSTS = 40  # who posts more in a week posts unrelated headlines within a minute
ROUNDUP_SHARE = 0.3  # what a name counts in a post about many events
MAX_WORD_SHARE = 0.1  # words in more posts than this say nothing
MIN_POSTS_FOR_WORD_SHARE = 200


@dataclass(frozen=True, slots=True)
class StoryFeatures:
    """Posts in order of post_id, and what ties them, one matrix row a post.

    `names`, `figures` and `links` hold the square root of what each label is worth when shared, so
    that a dot product is the worth of what two posts share; `anchors` has a 1 for the launch that
    a post is about, `launched` for every launch it names; rows of `words` are unit vectors.
    `threads` numbers the threads.
    """

    posts: tuple[Post, ...]
    names: csr_matrix
    name_labels: tuple[str, ...]
    words: csr_matrix
    figures: csr_matrix
    figure_labels: tuple[str, ...]
    links: csr_matrix
    link_labels: tuple[str, ...]
    anchors: csr_matrix
    anchor_labels: tuple[str, ...]
    launched: csr_matrix
    threads: npt.NDArray[np.int64]
    hours: npt.NDArray[np.float64]


def build_features(
    posts: Sequence[Post],
    mentions: Mapping[str, Sequence[Mention]],
    earlier_posts: Sequence[Post] = (),
    official_handles: Mapping[str, str] | None = None,
) -> StoryFeatures:
    """Read the ties of each post; the order of `posts` does not matter."""
    ordered = tuple(sorted(posts, key=lambda post: post.post_id))
    threads = number_threads(ordered)
    named = _share_in_threads(name_posts(ordered, mentions, official_handles or {}), threads)
    earlier = count_earlier(named, earlier_posts)
    new_names = find_new_names(ordered, named, earlier if earlier_posts else None)
    rarity = _Rarity(len(ordered) + len(earlier_posts), earlier)
    names, name_labels = rarity.matrix([_shared_weights(post, new_names) for post in named])
    figures, figure_labels = rarity.matrix(
        [dict.fromkeys(_figures(post, mentions), 1.0) for post in ordered]
    )
    links, link_labels = rarity.matrix([dict.fromkeys(_links(post), 1.0) for post in ordered])
    anchors, anchor_labels = _indicator(
        [[anchor] if (anchor := post.anchor(new_names)) else [] for post in named]
    )
    return StoryFeatures(
        posts=ordered,
        names=names,
        name_labels=name_labels,
        words=_word_matrix(ordered, earlier_posts),
        figures=figures,
        figure_labels=figure_labels,
        links=links,
        link_labels=link_labels,
        anchors=anchors,
        anchor_labels=anchor_labels,
        launched=_indicator(
            [sorted(post.positions.keys() & new_names) for post in named], anchor_labels
        )[0],
        threads=threads,
        hours=np.array([post.posted_at.timestamp() / 3600 for post in ordered]),
    )


@dataclass(frozen=True, slots=True)
class _Rarity:
    """How rare a label is among all posts looked at."""

    post_count: int
    earlier: Mapping[str, int]

    def matrix(self, rows: Sequence[Mapping[str, float]]) -> tuple[csr_matrix, tuple[str, ...]]:
        """Rows of weighted labels; each element is the root of weight times ln((n + 1) / posts)."""
        counts = Counter(label for row in rows for label in row)
        labels = tuple(sorted(counts))
        column = {label: index for index, label in enumerate(labels)}
        idf = {
            label: np.log((self.post_count + 1) / (counts[label] + self.earlier.get(label, 0)))
            for label in labels
        }
        data = [np.sqrt(row[label] * idf[label]) for row in rows for label in sorted(row)]
        indices = [column[label] for row in rows for label in sorted(row)]
        indptr = np.cumsum([0, *map(len, rows)])
        shape = (len(rows), len(labels))
        return csr_matrix((data, indices, indptr), shape=shape, dtype=np.float64), labels


def _indicator(
    rows: Sequence[Sequence[str]], labels: tuple[str, ...] | None = None
) -> tuple[csr_matrix, tuple[str, ...]]:
    """A matrix with a 1 where a row has a label; labels outside the given ones are left out."""
    labels = (
        labels if labels is not None else tuple(sorted({label for row in rows for label in row}))
    )
    column = {label: index for index, label in enumerate(labels)}
    kept = [[column[label] for label in row if label in column] for row in rows]
    indices = [index for row in kept for index in row]
    indptr = np.cumsum([0, *map(len, kept)])
    ones = np.ones(len(indices))
    return csr_matrix((ones, indices, indptr), shape=(len(rows), len(labels))), labels


def _word_matrix(posts: Sequence[Post], earlier_posts: Sequence[Post]) -> csr_matrix:
    """Tf-idf of words and word pairs, rows of unit length: (n_posts, n_terms)."""
    texts = [post.body_text for post in posts]
    background = [post.body_text for post in earlier_posts]
    if not any(split_words(text) for text in texts):
        return csr_matrix((len(texts), 1), dtype=np.float64)
    vectorizer = TfidfVectorizer(
        tokenizer=split_words,
        token_pattern=None,
        lowercase=False,
        ngram_range=(1, 2),
        sublinear_tf=True,
        max_df=MAX_WORD_SHARE if len(texts) >= MIN_POSTS_FOR_WORD_SHARE else 1.0,
    )
    return csr_matrix(vectorizer.fit_transform([*texts, *background])[: len(texts)])


def number_threads(posts: Sequence[Post]) -> npt.NDArray[np.int64]:
    """Number the threads: runs of posts of one author, each within `THREAD_SECONDS` of the next."""
    threads = np.arange(len(posts))
    activity = Counter(post.author_id for post in posts)
    order = sorted(range(len(posts)), key=lambda i: (posts[i].author_id, posts[i].posted_at, i))
    for previous, row in pairwise(order):
        post, before = posts[row], posts[previous]
        gap = (post.posted_at - before.posted_at).total_seconds()
        is_same_author = post.author_id == before.author_id
        if is_same_author and gap <= THREAD_SECONDS and activity[post.author_id] <= TICKER_POSTS:
            threads[row] = threads[previous]
    return threads


def _share_in_threads(
    named: Sequence[NamedPost], threads: npt.NDArray[np.int64]
) -> list[NamedPost]:
    """Each post with the names of its whole thread: what the head names, the tail is about."""
    members: dict[int, list[NamedPost]] = {}
    for thread, post in zip(threads.tolist(), named, strict=True):
        members.setdefault(thread, []).append(post)
    return [
        post.joined(members[thread]) if len(members[thread]) > 1 else post
        for thread, post in zip(threads.tolist(), named, strict=True)
    ]


def _shared_weights(post: NamedPost, new_names: Set[str]) -> dict[str, float]:
    """What each name of a post is worth; a roundup's names say little about any one event."""
    share = ROUNDUP_SHARE if post.is_roundup(new_names) else 1.0
    return {name: share * weight for name, weight in post.weights.items()}


def _figures(post: Post, mentions: Mapping[str, Sequence[Mention]]) -> set[str]:
    """Quantities of a text outside the names it mentions."""
    characters = list(post.body_text)
    for mention in mentions.get(post.post_id, ()):
        width = mention.span_end - mention.span_start
        characters[mention.span_start : mention.span_end] = " " * width
    return figure_keys("".join(characters))


def _links(post: Post) -> set[str]:
    """Pages that a post points at: links beyond a site's front page, and what it quotes."""
    pages = {url for url in post.link_urls if url.count("/") > 2 and "." in url.split("/")[2]}
    if post.quoted_post_id:
        pages.add(post.quoted_post_id)
    return pages
