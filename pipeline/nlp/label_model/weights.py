"""The numbers of the label model: one file, no code inside, the same bytes for the same training.

The logit of a label is the sum of the weights of the post's named features, of its terms (tf-idf of
unit length) and of a bias; a Platt scale stored beside them turns it into a probability.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pipeline.errors import ReferenceDataError
from pipeline.nlp.label_model.features import PostFeatures

WEIGHTS_FILE = Path(__file__).with_name("weights.npz")
SCORED_LABELS = ("relevant", "release", "safety", "infra")

Matrix = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class LabelWeights:
    """Weights of the linear model.

    term_index: hashed term -> row of term_idf (n_terms,) and term_weights (n_terms, n_labels);
    named_index: feature -> row of named_weights (n_named, n_labels); bias, slope, offset and
    threshold: (n_labels,), with p = 1 / (1 + exp(-(slope * logit + offset))); kind_index: feature
    -> row of kind_weights (n_kind_features + 1, n_kinds), whose last row is the bias.
    """

    term_index: Mapping[int, int]
    term_idf: Matrix
    term_weights: Matrix
    named_index: Mapping[str, int]
    named_weights: Matrix
    bias: Matrix
    slope: Matrix
    offset: Matrix
    threshold: Matrix
    kind_names: tuple[str, ...]
    kind_index: Mapping[str, int]
    kind_weights: Matrix


def _term_part(features: PostFeatures, weights: LabelWeights) -> Matrix:
    """Sum of the term weights under sublinear tf-idf of unit length: (n_labels,)."""
    index = weights.term_index
    found = [(index[term], count) for term, count in features.terms.items() if term in index]
    if not found:
        return np.zeros(len(SCORED_LABELS), np.float32)
    rows = np.fromiter((row for row, _ in found), np.intp, len(found))
    counts = np.fromiter((count for _, count in found), np.float32, len(found))
    values = np.asarray(1 + np.log(counts), np.float32) * weights.term_idf[rows]
    unit = values / np.sqrt(values @ values)
    return np.asarray(unit @ weights.term_weights[rows], np.float32)


def _named_part(features: PostFeatures, weights: LabelWeights) -> Matrix:
    index = weights.named_index
    found = [(index[name], value) for name, value in features.named.items() if name in index]
    rows = np.fromiter((row for row, _ in found), np.intp, len(found))
    values = np.fromiter((value for _, value in found), np.float32, len(found))
    return np.asarray(values @ weights.named_weights[rows], np.float32)


def score_labels(features: PostFeatures, weights: LabelWeights) -> Matrix:
    """Calibrated probability of each of SCORED_LABELS: (n_labels,) float32."""
    logit = _term_part(features, weights) + _named_part(features, weights) + weights.bias
    return np.asarray(1 / (1 + np.exp(-(weights.slope * logit + weights.offset))), np.float32)


def save_weights(path: Path, weights: LabelWeights) -> None:
    """Write the weights; half precision where a weight is one of many."""
    terms = sorted(weights.term_index)
    rows = [weights.term_index[term] for term in terms]
    np.savez_compressed(
        path,
        term_keys=np.array(terms, np.uint32),
        term_idf=weights.term_idf[rows].astype(np.float16),
        term_weights=weights.term_weights[rows].astype(np.float16),
        named=np.array(sorted(weights.named_index), np.str_),
        named_weights=weights.named_weights[
            [weights.named_index[name] for name in sorted(weights.named_index)]
        ].astype(np.float16),
        calibration=np.stack([weights.bias, weights.slope, weights.offset, weights.threshold]),
        kind_names=np.array(weights.kind_names, np.str_),
        kind_features=np.array(list(weights.kind_index), np.str_),
        kind_weights=weights.kind_weights,
    )


def _index(values: Sequence[str]) -> dict[str, int]:
    return {value: row for row, value in enumerate(values)}


@functools.cache
def load_weights(path: Path = WEIGHTS_FILE) -> LabelWeights:
    """Read a weights file once.

    Raises:
        ReferenceDataError: the file is missing or is not a weights file.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        keys: list[int] = arrays["term_keys"].tolist()
        bias, slope, offset, threshold = arrays["calibration"].astype(np.float32)
        return LabelWeights(
            term_index={key: row for row, key in enumerate(keys)},
            term_idf=arrays["term_idf"].astype(np.float32),
            term_weights=arrays["term_weights"].astype(np.float32),
            named_index=_index(arrays["named"].tolist()),
            named_weights=arrays["named_weights"].astype(np.float32),
            bias=bias,
            slope=slope,
            offset=offset,
            threshold=threshold,
            kind_names=tuple(arrays["kind_names"].tolist()),
            kind_index=_index(arrays["kind_features"].tolist()),
            kind_weights=arrays["kind_weights"].astype(np.float32),
        )
    except (OSError, KeyError, ValueError) as error:
        raise ReferenceDataError(path, "weights", str(error)) from None
