"""Train the label model: `python -m pipeline.nlp.label_model.train --posts FILE.jsonl.gz [FILE …]`.

Reads the labels beside this file (ids and labels only) and the texts from the given files in the exchange format,
learns from the split `train` alone, prints honest scores of the split `frozen`, and writes the weights. The same
files give the same bytes.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.decomposition import TruncatedSVD
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, precision_recall_fscore_support
from sklearn.model_selection import GroupKFold

from pipeline.nlp.label_model.features import FeatureReader, build_feature_reader, read_features
from pipeline.nlp.label_model.matrices import (
    LSA_SCALE,
    NAMED_SCALE,
    TERM_SCALE,
    Vocabulary,
    build_vocabulary,
    named_matrix,
    term_matrix,
)
from pipeline.nlp.label_model.training_data import LabelledPost, read_labelled_posts, read_posts
from pipeline.nlp.label_model.weights import SCORED_LABELS, WEIGHTS_FILE, LabelWeights, save_weights
from pipeline.nlp.label_rules import build_kind_cues
from pipeline.nlp.mentions import find_mentions
from pipeline.nlp.safety_kind import read_kind_features
from pipeline.records import Mention, Post
from pipeline.reference.labels import load_labels
from pipeline.reference.registry import load_registry

LABELS_TSV = Path(__file__).with_name("labels.tsv")
SEED = 0
LSA_DIMENSIONS = 100
REGULARISATION = 1.0  # inverse strength, as in LogisticRegression
KIND_REGULARISATION = 0.3
FOLDS = 6
NATURAL_STEP = 10  # every tenth unlabelled post shows how often a label holds
THRESHOLDS = np.arange(0.05, 0.95, 0.01)

Floats = npt.NDArray[np.float64]
Matrix = sparse.csr_matrix


@dataclass(frozen=True)
class Design:
    """The matrices of a set of posts: named features, terms, and the terms' latent dimensions."""

    named: Matrix
    terms: Matrix
    latent: Floats

    def joined(self) -> Matrix:
        """All columns side by side, scaled so that one regularisation fits them."""
        return sparse.hstack(
            [
                self.named * NAMED_SCALE,
                self.terms * TERM_SCALE,
                sparse.csr_matrix(self.latent * LSA_SCALE),
            ]
        ).tocsr()


def fit_label(matrix: Matrix, truth: npt.NDArray[np.bool_]) -> LogisticRegression:
    """A regularised logistic regression of one label."""
    return LogisticRegression(C=REGULARISATION, max_iter=2_000).fit(matrix, truth)


def cross_validated_logits(
    matrix: Matrix, truth: npt.NDArray[np.bool_], weeks: Sequence[str]
) -> Floats:
    """Logits of each post by a model that saw no post of its week."""
    logits = np.zeros(len(truth))
    for fitted, held_out in GroupKFold(FOLDS).split(matrix, truth, weeks):
        model = fit_label(matrix[fitted], truth[fitted])
        logits[held_out] = model.decision_function(matrix[held_out])
    return logits


def logistic(logits: Floats) -> Floats:
    """Probabilities of log odds."""
    return np.asarray(1 / (1 + np.exp(-logits)))


def platt_scale(logits: Floats, truth: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and offset that turn logits into probabilities."""
    model = LogisticRegression(C=1e6).fit(logits.reshape(-1, 1), truth)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def best_threshold(probabilities: Floats, truth: npt.NDArray[np.bool_]) -> float:
    """The threshold with the largest F1 on held-out weeks; the lowest of equals."""
    scores = [
        2
        * (truth & (probabilities >= limit)).sum()
        / ((probabilities >= limit).sum() + truth.sum())
        for limit in THRESHOLDS
    ]
    return float(THRESHOLDS[int(np.argmax(scores))])


@dataclass(frozen=True)
class FittedLabel:
    """One label's column of the model."""

    coefficients: Floats
    intercept: float
    slope: float
    offset: float
    threshold: float

    def probabilities(self, matrix: Matrix) -> Floats:
        """Calibrated probabilities of the rows."""
        logits = matrix @ self.coefficients + self.intercept
        return logistic(self.slope * logits + self.offset)


def fit_calibrated(
    matrix: Matrix, truth: npt.NDArray[np.bool_], weeks: Sequence[str]
) -> FittedLabel:
    """Fit on all posts; calibrate and set the threshold on weeks the fitted model had not seen."""
    held_out = cross_validated_logits(matrix, truth, weeks)
    slope, offset = platt_scale(held_out, truth)
    threshold = best_threshold(logistic(slope * held_out + offset), truth)
    model = fit_label(matrix, truth)
    return FittedLabel(model.coef_[0], float(model.intercept_[0]), slope, offset, threshold)


def fold_weights(
    fitted: Sequence[FittedLabel],
    vocabulary: Vocabulary,
    components: Floats,
    kinds: tuple[tuple[str, ...], dict[str, int], npt.NDArray[np.float32]],
) -> LabelWeights:
    """Fold scales and latent dimensions into one weight a feature and label."""
    columns = np.stack([label.coefficients for label in fitted], axis=1)
    n_named, n_terms = len(vocabulary.named_index), len(vocabulary.term_index)
    named = columns[:n_named] * NAMED_SCALE
    terms = columns[n_named : n_named + n_terms] * TERM_SCALE
    latent = columns[n_named + n_terms :] * LSA_SCALE

    def numbers(values: Sequence[float]) -> npt.NDArray[np.float32]:
        return np.array(values, np.float32)

    return LabelWeights(
        term_index=vocabulary.term_index,
        term_idf=vocabulary.idf.astype(np.float32),
        term_weights=(terms + components.T @ latent).astype(np.float32),
        named_index=vocabulary.named_index,
        named_weights=named.astype(np.float32),
        bias=numbers([label.intercept for label in fitted]),
        slope=numbers([label.slope for label in fitted]),
        offset=numbers([label.offset for label in fitted]),
        threshold=numbers([label.threshold for label in fitted]),
        kind_names=kinds[0],
        kind_index=kinds[1],
        kind_weights=kinds[2],
    )


def fit_kinds(
    rows: Sequence[dict[str, float]], kinds: Sequence[str]
) -> tuple[tuple[str, ...], dict[str, int], npt.NDArray[np.float32]]:
    """A multinomial logistic regression of the kinds of safety posts."""
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        for name in row:
            counts[name] += 1
    index = {name: i for i, name in enumerate(sorted(n for n in counts if counts[n] > 1))}
    matrix = named_matrix(rows, index)
    model = LogisticRegression(C=KIND_REGULARISATION, max_iter=2_000).fit(matrix, np.array(kinds))
    weights = np.vstack([model.coef_.T, model.intercept_[None, :]]).astype(np.float32)
    return tuple(str(kind) for kind in model.classes_), index, weights


def _design(
    posts: Sequence[Post],
    mentions: dict[str, list[Mention]],
    reader: FeatureReader,
    vocabulary: Vocabulary,
    latent: TruncatedSVD,
) -> Design:
    features = [read_features(post, mentions.get(post.post_id, []), reader) for post in posts]
    terms = term_matrix([f.terms for f in features], vocabulary)
    named = named_matrix([f.named for f in features], vocabulary.named_index)
    return Design(named, terms, latent.transform(terms))


def _report(name: str, truth: npt.NDArray[np.bool_], probabilities: Floats, limit: float) -> str:
    precision, recall, f1, _ = precision_recall_fscore_support(
        truth, probabilities >= limit, average="binary", zero_division=0
    )
    average = average_precision_score(truth, probabilities)
    return (
        f"{name:9} n {int(truth.sum()):4} of {len(truth)}  P {precision:.3f}  R {recall:.3f}  "
        f"F1 {f1:.3f}  AP {average:.3f}  threshold {limit:.2f}\n"
    )


def train(post_files: Sequence[Path], labels_file: Path, out: Path) -> str:
    """Train, write the weights, and return the report of the frozen split."""
    book, registry = load_labels(), load_registry()
    reader = build_feature_reader(book, registry)
    posts = read_posts(post_files)
    labelled = [row for row in read_labelled_posts(labels_file) if row.post_id in posts]
    training = [row for row in labelled if row.split == "train"]
    frozen = [row for row in labelled if row.split == "frozen"]
    first_frozen = min(posts[row.post_id].posted_at for row in frozen)
    natural = [post for _, post in sorted(posts.items()) if post.posted_at < first_frozen]

    mentions: dict[str, list[Mention]] = defaultdict(list)
    for mention in find_mentions(list(posts.values()), registry):
        mentions[mention.post_id].append(mention)

    def posts_of(rows: Sequence[LabelledPost]) -> list[Post]:
        return [posts[row.post_id] for row in rows]

    natural_features = [read_features(p, mentions.get(p.post_id, []), reader) for p in natural]
    train_features = [
        read_features(p, mentions.get(p.post_id, []), reader) for p in posts_of(training)
    ]
    vocabulary = build_vocabulary(
        [f.terms for f in natural_features], [f.named for f in train_features]
    )
    latent = TruncatedSVD(LSA_DIMENSIONS, random_state=SEED)
    latent.fit(term_matrix([f.terms for f in natural_features], vocabulary))

    train_matrix, frozen_matrix, natural_matrix = (
        _design(some, mentions, reader, vocabulary, latent).joined()
        for some in (posts_of(training), posts_of(frozen), natural[::NATURAL_STEP])
    )
    weeks = [row.posted_week for row in training]
    fitted = [
        fit_calibrated(train_matrix, np.array([row.holds(label) for row in training]), weeks)
        for label in SCORED_LABELS
    ]
    cues = build_kind_cues(book)
    safety = [row for row in training if row.kind]
    kinds = fit_kinds(
        [
            read_kind_features(posts[r.post_id], mentions.get(r.post_id, []), reader, cues)
            for r in safety
        ],
        [row.kind for row in safety],
    )
    save_weights(out, fold_weights(fitted, vocabulary, latent.components_, kinds))
    lines = [
        f"{len(training)} posts to train on, {len(frozen)} frozen, {len(natural)} unlabelled\n"
    ]
    for label, model in zip(SCORED_LABELS, fitted, strict=True):
        truth = np.array([row.holds(label) for row in frozen])
        lines.append(_report(label, truth, model.probabilities(frozen_matrix), model.threshold))
        share = model.probabilities(natural_matrix).mean()
        lines.append(f"{'':9} estimated share of posts as they come: {share:.3f}\n")
    return "".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Parse the command line and train."""
    parser = argparse.ArgumentParser(description="Train the label model.")
    parser.add_argument("--posts", nargs="+", type=Path, required=True)
    parser.add_argument("--labels", type=Path, default=LABELS_TSV)
    parser.add_argument("--out", type=Path, default=WEIGHTS_FILE)
    options = parser.parse_args(arguments)
    sys.stdout.write(train(options.posts, options.labels, options.out))


if __name__ == "__main__":
    main()
