"""Posts that repeat another post: the same text, a repost, or nearly the same text.

Nothing is dropped here: each repeat is named together with the post it repeats, so that the rest
of the pipeline can read one of them and count all.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from rensa.rensa import RMinHash

from pipeline.records import DuplicateMethod, Post, PostDuplicate
from pipeline.text.fingerprint import Sketch, jaccard, plain_words, shingles
from pipeline.text.tokens import figure_keys

MIN_JACCARD = 0.6  # the likeness two texts need, on words and word pairs; NLP study, section 3
# Posts of one template ("fund A raised 3%", "fund B raised 4%") reach 0.6 by the words they were
# made with.
MIN_JACCARD_OTHER_FIGURES = 0.85
MIN_WORDS = 5  # shorter texts ("This is huge") agree by chance
# A short sentence is mostly idiom: two of them need more in common.
BRIEF_WORDS = 14
MIN_JACCARD_BRIEF = 0.75
HASH_COUNT = 64
BAND_COUNT = 16
ROWS_PER_BAND = HASH_COUNT // BAND_COUNT
HASH_SEED = 42
# Texts that agree up to where one was cut: characters of wording that have to agree.
PREFIX_CHARS = 40
CUT_PREFIX_CHARS = 100
BATCH_SIZE = 500  # texts hashed at once; their words and word pairs fit the cache of a core
MAX_CACHED_SHINGLES = 50_000  # texts whose shingles are kept for comparison; bounds the memory


@dataclass(frozen=True, slots=True)
class Wording:
    """A post and what is left of its text for comparison: its words, joined by blanks."""

    post: Post
    key: str

    @property
    def words(self) -> list[str]:
        """The words in order; not kept apart, as a million posts have some forty million."""
        return self.key.split()

    @property
    def author(self) -> str:
        """The author's name without the platform, so that one person's cross-posts agree."""
        name = self.post.author_handle or self.post.author_name or self.post.author_id
        return name.casefold().removesuffix(".bsky.social")

    @property
    def speaker(self) -> str:
        """Whose words these are: the author's, or those of the author who is reposted."""
        return (self.post.reposted_handle or "").casefold() or self.author

    @property
    def is_short(self) -> bool:
        """Whether the text is too short to be told from a chance agreement."""
        return len(self.key) < 2 * PREFIX_CHARS and len(self.words) < MIN_WORDS

    @property
    def is_brief(self) -> bool:
        """Whether the text is hardly longer than an idiom."""
        return self.key.count(" ") + 1 < BRIEF_WORDS


def find_duplicates(posts: Sequence[Post]) -> list[PostDuplicate]:
    """Name every post that repeats an earlier or more complete one.

    Each duplicate points at an original that is no duplicate itself; groups are stars around that
    original, so likeness is never inherited along a chain. A post that is no repost is preferred
    as the original, then one that was not cut, then the earliest, then the smallest id.

    Args:
        posts: Any order; the result does not depend on it.

    Returns:
        One row for each repeating post, by post_id.
    Cost: about linear; a million posts of 300 characters take 50 to 60 s on one core.
    """
    wordings = [wording_of(post) for post in sorted(posts, key=_originality)]
    found = _exact_duplicates(wordings)
    found |= _cut_duplicates([w for w in wordings if w.post.post_id not in found])
    found |= _near_duplicates([w for w in wordings if w.post.post_id not in found])
    return [_point_at_original(found, post_id) for post_id in sorted(found)]


def wording_of(post: Post) -> Wording:
    """What of a post takes part in comparison."""
    return Wording(post, " ".join(plain_words(post.body_text)))


def _originality(post: Post) -> tuple[bool, bool, float, str]:
    return post.is_repost, post.is_truncated, post.posted_at.timestamp(), post.post_id


def _method(post: Post, otherwise: DuplicateMethod) -> DuplicateMethod:
    return "repost" if post.is_repost else otherwise


def _exact_duplicates(wordings: Sequence[Wording]) -> dict[str, PostDuplicate]:
    """Posts worded as a post before them; short ones only where one author says both."""
    first_with_key: dict[tuple[str, str], Wording] = {}
    found: dict[str, PostDuplicate] = {}
    for wording in wordings:
        if not wording.key:
            continue
        speaker = wording.speaker if wording.is_short else ""
        original = first_with_key.setdefault((wording.key, speaker), wording)
        if original is not wording:
            method = _method(wording.post, "exact")
            found[wording.post.post_id] = PostDuplicate(
                wording.post.post_id, original.post.post_id, method, 1.0
            )
    return found


def _cut_duplicates(wordings: Sequence[Wording]) -> dict[str, PostDuplicate]:
    """Posts whose text is the beginning of another's, or goes on where another was cut."""
    by_beginning: dict[str, list[Wording]] = defaultdict(list)
    found: dict[str, PostDuplicate] = {}
    for wording in wordings:
        if len(wording.key) < PREFIX_CHARS:
            continue
        group = by_beginning[wording.key[:PREFIX_CHARS]]
        cut_from = [other for other in group if _is_cut_of(wording, other)]
        original = next((o for o in cut_from if o.speaker == wording.speaker), None)
        original = original or next(iter(cut_from), None)
        if original is None:
            group.append(wording)
            continue
        likeness = min(len(wording.key), len(original.key)) / max(
            len(wording.key), len(original.key)
        )
        found[wording.post.post_id] = PostDuplicate(
            wording.post.post_id,
            original.post.post_id,
            _method(wording.post, "near"),
            round(likeness, 4),
        )
    return found


def _is_cut_of(wording: Wording, original: Wording) -> bool:
    """Whether one text is the other's beginning and there is a reason why it should be cut."""
    shorter, longer = sorted((wording.key, original.key), key=len)
    agreed = shorter[:-10] if len(shorter) > 2 * PREFIX_CHARS else shorter
    if not longer.startswith(agreed):
        return False
    if wording.post.is_repost:
        handle = (wording.post.reposted_handle or "").casefold()
        return len(agreed) >= CUT_PREFIX_CHARS or handle in {
            original.author,
            (original.post.reposted_handle or "").casefold(),
        }
    is_cut = wording.post.is_truncated or original.post.is_truncated
    return len(agreed) >= CUT_PREFIX_CHARS and (is_cut or wording.author == original.author)


def _near_duplicates(wordings: Sequence[Wording]) -> dict[str, PostDuplicate]:
    """Posts whose words and word pairs agree with those of an original by `MIN_JACCARD` or more.

    MinHash bands propose, the real Jaccard decides. Posts come in order of originality: each joins
    the likest original found before it, or becomes an original.
    """
    longer = [wording for wording in wordings if not wording.is_short]
    comparison = _Comparison(longer)
    found: dict[str, PostDuplicate] = {}
    originals_by_band: dict[int, list[int]] = defaultdict(list)
    for index, keys in _shared_band_keys(longer):
        candidates = {c for key in keys for c in originals_by_band[key]}
        best = comparison.likest(index, sorted(candidates))
        if best is None:
            for key in keys:
                originals_by_band[key].append(index)
            continue
        likeness, original = best
        post = longer[index].post
        found[post.post_id] = PostDuplicate(
            post.post_id, longer[original].post.post_id, _method(post, "near"), round(likeness, 4)
        )
    return found


class _Comparison:
    """Texts, with what has been worked out to compare them."""

    def __init__(self, texts: Sequence[Wording]) -> None:
        self.texts = texts
        self.sketches: dict[int, Sketch] = {}
        self.shingles = functools.lru_cache(MAX_CACHED_SHINGLES)(
            lambda index: shingles(texts[index].words)
        )

    def likest(self, index: int, candidates: Sequence[int]) -> tuple[float, int] | None:
        """The original that a text repeats, with its likeness; the first of equals."""
        best: tuple[float, int] | None = None
        text, own = self.texts[index], self.shingles(index)
        sketch = self.sketches[index] = Sketch.of(own)
        for candidate in candidates:
            if not sketch.could_reach(MIN_JACCARD, self.sketches[candidate]):
                continue
            other = self.texts[candidate]
            likeness = jaccard(own, self.shingles(candidate))
            is_brief = text.is_brief or other.is_brief
            if likeness < (MIN_JACCARD_BRIEF if is_brief else MIN_JACCARD) or (
                best is not None and likeness <= best[0]
            ):
                continue
            if likeness >= MIN_JACCARD_OTHER_FIGURES or not _figures_disagree(
                text.post, other.post
            ):
                best = likeness, candidate
        return best


def _figures_disagree(post: Post, other: Post) -> bool:
    """Whether each of two texts has a figure that the other lacks."""
    figures, others = figure_keys(post.body_text), figure_keys(other.body_text)
    return bool(figures - others) and bool(others - figures)


def _shared_band_keys(texts: Sequence[Wording]) -> Iterator[tuple[int, list[int]]]:
    """For each text that shares a MinHash band with another: its index and those bands' keys."""
    if not texts:
        return
    bands = np.vstack(
        [
            _band_hashes(texts[start : start + BATCH_SIZE])
            for start in range(0, len(texts), BATCH_SIZE)
        ]
    )
    shared = np.zeros(bands.shape, dtype=bool)
    for band in range(BAND_COUNT):
        _, inverse, counts = np.unique(bands[:, band], return_inverse=True, return_counts=True)
        shared[:, band] = counts[inverse] > 1
    for index in np.flatnonzero(shared.any(axis=1)):
        yield int(index), bands[index, shared[index]].tolist()


def _band_hashes(texts: Sequence[Wording]) -> npt.NDArray[np.uint64]:
    """One 64-bit key for each text and MinHash band: (n_texts, BAND_COUNT).

    Repeated words and their order do not change a MinHash, so the shingles need no set here.
    """
    token_sets = [
        [*words, *map(" ".join, pairwise(words))] for words in (text.words for text in texts)
    ]
    signatures = np.asarray(
        RMinHash.digest_matrix_from_token_sets(token_sets, HASH_COUNT, HASH_SEED).to_rows(),
        dtype=np.uint64,
    ).reshape(len(texts), BAND_COUNT, ROWS_PER_BAND)
    keys = np.full((len(texts), BAND_COUNT), HASH_SEED, dtype=np.uint64)
    keys += np.arange(BAND_COUNT, dtype=np.uint64)
    for row in range(ROWS_PER_BAND):
        keys = (keys ^ signatures[:, :, row]) * np.uint64(0x9E3779B97F4A7C15)
        keys ^= keys >> np.uint64(29)
    return keys


def _point_at_original(found: dict[str, PostDuplicate], post_id: str) -> PostDuplicate:
    """A duplicate of a duplicate becomes one of the original behind both."""
    duplicate = found[post_id]
    original_id = duplicate.duplicate_of_post_id
    while original_id in found:
        original_id = found[original_id].duplicate_of_post_id
    return PostDuplicate(post_id, original_id, duplicate.method, duplicate.similarity_score)
