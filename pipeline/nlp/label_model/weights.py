"""The numbers of the label model: one file, no code inside, the same bytes for the same training.

The log odds of a label are a sum of a linear part (weights of the post's named features and of its
terms, as tf-idf of unit length) and of a network with one hidden layer (over the named features and
over latent dimensions of the commonest terms); slope and offset turn them into a probability.
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
    """Weights of the model.

    term_index: hashed term -> row of term_idf (n_terms,) and term_weights (n_terms, n_labels); the
    first rows, of the commonest terms, have latent dimensions in latent (n_latent_terms, n_latent);
    named_index: feature -> row of named_weights (n_named, n_labels) and named_hidden
    (n_named, n_hidden); latent_hidden: (n_latent, n_hidden); hidden_bias: (n_hidden,); output:
    (n_hidden, n_labels); bias, slope, offset and threshold: (n_labels,), with
    p = 1 / (1 + exp(-(slope * log_odds + offset))); kind_index: feature -> row of kind_weights
    (n_kind_features + 1, n_kinds), whose last row is the bias.
    """

    term_index: Mapping[int, int]
    term_idf: Matrix
    term_weights: Matrix
    latent: Matrix
    named_index: Mapping[str, int]
    named_weights: Matrix
    named_hidden: Matrix
    latent_hidden: Matrix
    hidden_bias: Matrix
    output: Matrix
    bias: Matrix
    slope: Matrix
    offset: Matrix
    threshold: Matrix
    kind_names: tuple[str, ...]
    kind_index: Mapping[str, int]
    kind_weights: Matrix


def _unit_terms(
    features: PostFeatures, weights: LabelWeights
) -> tuple[npt.NDArray[np.intp], Matrix]:
    """Rows of the post's known terms, ascending, and their sublinear tf-idf of unit length."""
    index = weights.term_index
    found = sorted((index[term], count) for term, count in features.terms.items() if term in index)
    rows = np.fromiter((row for row, _ in found), np.intp, len(found))
    counts = np.fromiter((count for _, count in found), np.float32, len(found))
    values = np.asarray(1 + np.log(counts), np.float32) * weights.term_idf[rows]
    return rows, np.asarray(values / np.sqrt(values @ values), np.float32) if found else values


def _known_names(
    features: PostFeatures, weights: LabelWeights
) -> tuple[npt.NDArray[np.intp], Matrix]:
    """Rows of the post's known named features, and their values."""
    index = weights.named_index
    found = [(index[name], value) for name, value in features.named.items() if name in index]
    rows = np.fromiter((row for row, _ in found), np.intp, len(found))
    return rows, np.fromiter((value for _, value in found), np.float32, len(found))


def score_labels(features: PostFeatures, weights: LabelWeights) -> Matrix:
    """Calibrated probability of each of SCORED_LABELS: (n_labels,) float32."""
    names, values = _known_names(features, weights)
    terms, units = _unit_terms(features, weights)
    common = int(np.searchsorted(terms, len(weights.latent)))
    latent = units[:common] @ weights.latent[terms[:common]]
    hidden = values @ weights.named_hidden[names] + latent @ weights.latent_hidden
    active = np.maximum(hidden + weights.hidden_bias, 0)
    log_odds = active @ weights.output + weights.bias
    log_odds += values @ weights.named_weights[names] + units @ weights.term_weights[terms]
    return np.asarray(1 / (1 + np.exp(-(weights.slope * log_odds + weights.offset))), np.float32)


def save_weights(path: Path, weights: LabelWeights) -> None:
    """Write the weights; half precision where a weight is one of many."""

    def halved(values: Matrix) -> npt.NDArray[np.float16]:
        return values.astype(np.float16)

    np.savez_compressed(
        path,
        term_keys=np.array(list(weights.term_index), np.uint32),
        term_idf=halved(weights.term_idf),
        term_weights=halved(weights.term_weights),
        latent=halved(weights.latent),
        named=np.array(list(weights.named_index), np.str_),
        named_weights=halved(weights.named_weights),
        named_hidden=halved(weights.named_hidden),
        latent_hidden=halved(weights.latent_hidden),
        hidden_bias=weights.hidden_bias,
        output=weights.output,
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
            latent=arrays["latent"].astype(np.float32),
            named_index=_index(arrays["named"].tolist()),
            named_weights=arrays["named_weights"].astype(np.float32),
            named_hidden=arrays["named_hidden"].astype(np.float32),
            latent_hidden=arrays["latent_hidden"].astype(np.float32),
            hidden_bias=arrays["hidden_bias"].astype(np.float32),
            output=arrays["output"].astype(np.float32),
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
