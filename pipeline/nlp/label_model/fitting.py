"""The models of labels and kinds, calibrated on weeks later than all that they had seen."""

# mypy: disable-error-code="no-untyped-call, no-any-return"
# scikit-learn and scipy.sparse carry no types.

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import brentq
from sklearn.linear_model import LogisticRegression

from pipeline.nlp.label_model.matrices import named_matrix
from pipeline.nlp.label_model.network import Network, fit_network, join_networks

# A regularised model trusts a column in proportion to its scale; chosen on later weeks of the
# training split. The linear part lives by words, the network by cues and names.
NAMED_SCALE = 0.15
TERM_SCALE = 2.0
REGULARISATION = 2.0  # inverse strength, as in LogisticRegression
NETWORKS = 2  # from different starts, averaged
KIND_REGULARISATION = 0.3
MAX_ITERATIONS = 2_000
# Posts up to each of these shares, by week, are learned from, and the weeks until the next share
# are scored: calibration sees the model on events that it has not heard of.
FORWARD_SHARES = (0.5, 2 / 3, 5 / 6)
MAX_OFFSET = 50.0
THRESHOLDS = np.arange(0.05, 0.95, 0.01)
MIN_KIND_POSTS = 2

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Matrix = sparse.csr_matrix


def logistic(logits: Floats) -> Floats:
    """Probabilities of log odds."""
    return np.asarray(1 / (1 + np.exp(-logits)))


@dataclass(frozen=True)
class Inputs:
    """What the model sees of posts, a row a post.

    named: (n_posts, n_named); terms: (n_posts, n_terms); latent: (n_posts, n_latent).
    """

    named: Matrix
    terms: Matrix
    latent: npt.NDArray[np.float32]

    def take(self, rows: Flags) -> Inputs:
        """The chosen rows."""
        return Inputs(self.named[rows], self.terms[rows], self.latent[rows])

    def linear(self) -> Matrix:
        """Columns of the linear part."""
        return sparse.hstack([self.named * NAMED_SCALE, self.terms * TERM_SCALE]).tocsr()

    def dense(self) -> npt.NDArray[np.float32]:
        """Columns of the network."""
        return np.hstack([self.named.toarray(), self.latent]).astype(np.float32)


@dataclass(frozen=True)
class FittedModel:
    """The linear part, (n_columns, n_labels) with a bias a label, and the network."""

    coefficients: Floats
    intercepts: Floats
    network: Network

    def logits(self, inputs: Inputs) -> Floats:
        """Log odds of each label, not yet calibrated: (n_posts, n_labels)."""
        linear = inputs.linear() @ self.coefficients + self.intercepts
        return np.asarray(linear + self.network.logits(inputs.dense()), float)


@dataclass(frozen=True)
class Calibration:
    """Turns a label's log odds into a probability, and says from which it is assigned."""

    slope: float
    offset: float
    threshold: float

    def probabilities(self, logits: Floats) -> Floats:
        """Calibrated probabilities."""
        return logistic(self.slope * logits + self.offset)


@dataclass(frozen=True)
class FittedKinds:
    """The kinds of safety posts.

    weights: (n_features + 1, n_kinds) float32; the last row is the bias.
    """

    names: tuple[str, ...]
    index: Mapping[str, int]
    weights: npt.NDArray[np.float32]


def fit_model(inputs: Inputs, truth: Flags) -> FittedModel:
    """A regularised logistic regression of each label, and networks of all: truth (n, n_labels)."""
    linear = inputs.linear()
    labels = [
        LogisticRegression(C=REGULARISATION, max_iter=MAX_ITERATIONS).fit(linear, column)
        for column in truth.T
    ]
    dense = inputs.dense()
    networks = [fit_network(dense, truth.astype(np.float32), seed) for seed in range(NETWORKS)]
    return FittedModel(
        coefficients=np.stack([label.coef_[0] for label in labels], axis=1),
        intercepts=np.array([label.intercept_[0] for label in labels]),
        network=join_networks(networks),
    )


def forward_logits(inputs: Inputs, truth: Flags, weeks: Sequence[str]) -> Floats:
    """Log odds of each post by a model of earlier weeks alone; NaN for posts of the first weeks."""
    week_of = np.array(weeks)
    ordered = np.sort(week_of)
    starts = [ordered[int(share * len(ordered))] for share in FORWARD_SHARES]
    logits = np.full(truth.shape, np.nan)
    for start, end in zip(starts, [*starts[1:], None], strict=True):
        later = (week_of >= start) & (True if end is None else week_of < end)
        if later.any():
            earlier = week_of < start
            model = fit_model(inputs.take(earlier), truth[earlier])
            logits[later] = model.logits(inputs.take(later))
    return logits


def platt_slope(logits: Floats, truth: Flags) -> float:
    """How much log odds must be stretched.

    Source: Platt, Probabilistic outputs for support vector machines, 1999; targets not smoothed.
    """
    model = LogisticRegression(C=1e6).fit(logits.reshape(-1, 1), truth)
    return float(model.coef_[0, 0])


def best_expected_threshold(probabilities: Floats) -> float:
    """The threshold with the largest F1 that probabilities expect; the lowest of equals."""
    found = [probabilities >= limit for limit in THRESHOLDS]
    scores = [2 * probabilities[some].sum() / (some.sum() + probabilities.sum()) for some in found]
    return float(THRESHOLDS[int(np.argmax(scores))])


def calibrate(logits: Floats, truth: Flags, is_sample: Flags) -> Calibration:
    """The slope from all posts, offset and threshold from a sample that no model has chosen.

    Posts chosen because a model was unsure, or wrong, hold a label less often than others of the
    same score.
    """
    slope = platt_slope(logits, truth)
    stretched = slope * logits[is_sample]
    share = truth[is_sample].mean()

    def surplus(offset: float) -> float:
        return float(logistic(stretched + offset).mean() - share)

    offset = float(brentq(surplus, -MAX_OFFSET, MAX_OFFSET))
    return Calibration(slope, offset, best_expected_threshold(logistic(stretched + offset)))


def fit_kinds(rows: Sequence[Mapping[str, float]], kinds: Sequence[str]) -> FittedKinds:
    """A multinomial logistic regression of the kinds of safety posts."""
    counts = Counter(name for row in rows for name in row)
    kept = sorted(name for name, count in counts.items() if count >= MIN_KIND_POSTS)
    index = {name: column for column, name in enumerate(kept)}
    # Half of all safety posts are governance; without weights the rare kinds vanish.
    shares = Counter(kinds)
    balance = {kind: float(np.sqrt(len(kinds) / count)) for kind, count in shares.items()}
    model = LogisticRegression(C=KIND_REGULARISATION, class_weight=balance, max_iter=MAX_ITERATIONS)
    model.fit(named_matrix(rows, index), np.array(kinds))
    return FittedKinds(
        names=tuple(str(kind) for kind in model.classes_),
        index=index,
        weights=np.vstack([model.coef_.T, model.intercept_[None, :]]).astype(np.float32),
    )
