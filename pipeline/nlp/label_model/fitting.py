"""Regularised logistic regressions of labels and kinds, calibrated on weeks they had not seen."""

# mypy: disable-error-code="no-untyped-call, no-any-return"
# scikit-learn and scipy.sparse carry no types.

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from pipeline.nlp.label_model.matrices import named_matrix

REGULARISATION = 1.0  # inverse strength, as in LogisticRegression
KIND_REGULARISATION = 0.3
MAX_ITERATIONS = 2_000
FOLDS = 6
THRESHOLDS = np.arange(0.05, 0.95, 0.01)
MIN_KIND_POSTS = 2

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Matrix = sparse.csr_matrix


def logistic(logits: Floats) -> Floats:
    """Probabilities of log odds."""
    return np.asarray(1 / (1 + np.exp(-logits)))


@dataclass(frozen=True)
class FittedLabel:
    """One label's column of the model; `slope` and `offset` turn its logits into probabilities."""

    coefficients: Floats
    intercept: float
    slope: float
    offset: float
    threshold: float

    def probabilities(self, matrix: Matrix) -> Floats:
        """Calibrated probabilities of the rows."""
        logits = matrix @ self.coefficients + self.intercept
        return logistic(self.slope * logits + self.offset)


@dataclass(frozen=True)
class FittedKinds:
    """The kinds of safety posts.

    weights: (n_features + 1, n_kinds) float32; the last row is the bias.
    """

    names: tuple[str, ...]
    index: Mapping[str, int]
    weights: npt.NDArray[np.float32]


def fit_label(matrix: Matrix, truth: Flags) -> LogisticRegression:
    """A regularised logistic regression of one label."""
    return LogisticRegression(C=REGULARISATION, max_iter=MAX_ITERATIONS).fit(matrix, truth)


def cross_validated_logits(matrix: Matrix, truth: Flags, weeks: Sequence[str]) -> Floats:
    """Logits of each post by a model that saw no post of its week."""
    logits = np.zeros(len(truth))
    for fitted, held_out in GroupKFold(FOLDS).split(matrix, truth, weeks):
        model = fit_label(matrix[fitted], truth[fitted])
        logits[held_out] = model.decision_function(matrix[held_out])
    return logits


def platt_scale(logits: Floats, truth: Flags) -> tuple[float, float]:
    """Slope and offset that turn logits into probabilities.

    Source: Platt, Probabilistic outputs for support vector machines, 1999; targets not smoothed.
    """
    model = LogisticRegression(C=1e6).fit(logits.reshape(-1, 1), truth)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def best_threshold(probabilities: Floats, truth: Flags) -> float:
    """The threshold with the largest F1; the lowest of equals."""
    found = [probabilities >= limit for limit in THRESHOLDS]
    scores = [2 * (truth & some).sum() / (some.sum() + truth.sum()) for some in found]
    return float(THRESHOLDS[int(np.argmax(scores))])


def fit_calibrated(matrix: Matrix, truth: Flags, weeks: Sequence[str]) -> FittedLabel:
    """Fit on all posts; calibrate and set the threshold on weeks held out of the fit."""
    held_out = cross_validated_logits(matrix, truth, weeks)
    slope, offset = platt_scale(held_out, truth)
    threshold = best_threshold(logistic(slope * held_out + offset), truth)
    model = fit_label(matrix, truth)
    return FittedLabel(model.coef_[0], float(model.intercept_[0]), slope, offset, threshold)


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
