"""Features of many posts as sparse matrices, for training."""

# mypy: disable-error-code="no-untyped-call"
# scipy.sparse carries no types.

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

MIN_TERM_POSTS = 4
MIN_NAMED_POSTS = 8


@dataclass(frozen=True)
class Vocabulary:
    """The columns of the model: terms with their inverse document frequency, and named features.

    Terms stand in order of the number of posts that hold them, most first.
    """

    term_index: dict[int, int]
    idf: npt.NDArray[np.float64]
    named_index: dict[str, int]


def build_vocabulary(
    terms: Sequence[Mapping[int, int]], named: Sequence[Mapping[str, float]]
) -> Vocabulary:
    """Terms of enough unlabelled posts, and named features of enough labelled ones."""
    post_counts = Counter(term for row in terms for term in row)
    kept = [term for term, count in post_counts.items() if count >= MIN_TERM_POSTS]
    kept.sort(key=lambda term: (-post_counts[term], term))
    frequencies = np.array([post_counts[term] for term in kept], float)
    named_counts = Counter(name for row in named for name in row)
    names = sorted(name for name, count in named_counts.items() if count >= MIN_NAMED_POSTS)
    return Vocabulary(
        term_index={term: column for column, term in enumerate(kept)},
        # Halved precision here, as in the stored file, so that training sees what scoring will see.
        idf=(np.log((1 + len(terms)) / (1 + frequencies)) + 1).astype(np.float16).astype(float),
        named_index={name: column for column, name in enumerate(names)},
    )


def term_matrix(rows: Sequence[Mapping[int, int]], vocabulary: Vocabulary) -> sparse.csr_matrix:
    """Sublinear tf-idf rows of unit length: (n_posts, n_terms)."""
    index, idf = vocabulary.term_index, vocabulary.idf
    columns, values, ends = [], [], [0]
    for row in rows:
        found = sorted((index[term], count) for term, count in row.items() if term in index)
        weighted = np.array([(1 + np.log(count)) * idf[column] for column, count in found])
        length = np.sqrt(weighted @ weighted) if found else 1.0
        columns += [column for column, _ in found]
        values += (weighted / length).tolist()
        ends.append(len(columns))
    return sparse.csr_matrix((values, columns, ends), shape=(len(rows), len(index)), dtype=float)


def named_matrix(
    rows: Sequence[Mapping[str, float]], index: Mapping[str, int]
) -> sparse.csr_matrix:
    """Named features, unscaled: (n_posts, n_named)."""
    columns, values, ends = [], [], [0]
    for row in rows:
        found = sorted((index[name], value) for name, value in row.items() if name in index)
        columns += [column for column, _ in found]
        values += [value for _, value in found]
        ends.append(len(columns))
    return sparse.csr_matrix((values, columns, ends), shape=(len(rows), len(index)), dtype=float)
