"""Train the label model: `python -m pipeline.nlp.label_model.train --posts FILE.jsonl.gz [FILE …]`.

Reads the labels beside this file (ids and labels only) and the texts from the given files in the
exchange format, learns from the split `train` alone, prints the scores of the split `frozen`, and
writes the weights. The same files give the same bytes.
"""

# mypy: disable-error-code="no-untyped-call, no-any-return"
# scikit-learn and scipy.sparse carry no types.

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.decomposition import TruncatedSVD
from sklearn.metrics import average_precision_score, f1_score, precision_score, recall_score

from pipeline.nlp.label_model.features import (
    FeatureReader,
    PostFeatures,
    build_feature_reader,
    read_features,
)
from pipeline.nlp.label_model.fitting import (
    FittedKinds,
    FittedLabel,
    Flags,
    Floats,
    Matrix,
    fit_calibrated,
    fit_kinds,
)
from pipeline.nlp.label_model.matrices import (
    LSA_SCALE,
    NAMED_SCALE,
    TERM_SCALE,
    Vocabulary,
    build_vocabulary,
    named_matrix,
    term_matrix,
)
from pipeline.nlp.label_model.training_data import (
    LabelledPost,
    read_labelled_posts,
    read_posts,
)
from pipeline.nlp.label_model.weights import (
    SCORED_LABELS,
    WEIGHTS_FILE,
    LabelWeights,
    save_weights,
)
from pipeline.nlp.label_rules import build_kind_cues
from pipeline.nlp.mentions import find_mentions
from pipeline.nlp.safety_kind import read_kind_features
from pipeline.records import Mention, Post
from pipeline.reference.labels import load_labels
from pipeline.reference.registry import Registry, load_registry

LABELS_TSV = Path(__file__).with_name("labels.tsv")
SEED = 0
LSA_DIMENSIONS = 100
NATURAL_STEP = 10  # every tenth unlabelled post shows how often a label holds


@dataclass(frozen=True)
class Corpus:
    """Posts by id, what was labelled, and what was read of each post."""

    posts: Mapping[str, Post]
    training: Sequence[LabelledPost]
    frozen: Sequence[LabelledPost]
    unlabelled: Sequence[str]
    mentions: Mapping[str, Sequence[Mention]]
    features: Mapping[str, PostFeatures]


def _mentions(posts: Sequence[Post], registry: Registry) -> dict[str, list[Mention]]:
    found: dict[str, list[Mention]] = defaultdict(list)
    for mention in find_mentions(posts, registry):
        found[mention.post_id].append(mention)
    return found


def read_corpus(
    post_files: Sequence[Path], labels_file: Path, registry: Registry, reader: FeatureReader
) -> Corpus:
    """Read posts and labels; unlabelled posts are those before the first frozen one."""
    posts = read_posts(post_files)
    labelled = [row for row in read_labelled_posts(labels_file) if row.post_id in posts]
    frozen = [row for row in labelled if row.split == "frozen"]
    first_frozen = min(posts[row.post_id].posted_at for row in frozen)
    unlabelled = [key for key in sorted(posts) if posts[key].posted_at < first_frozen]
    needed = [posts[key] for key in sorted({row.post_id for row in labelled} | set(unlabelled))]
    mentions = _mentions(needed, registry)
    return Corpus(
        posts=posts,
        training=[row for row in labelled if row.split == "train"],
        frozen=frozen,
        unlabelled=unlabelled,
        mentions=mentions,
        features={
            post.post_id: read_features(post, mentions.get(post.post_id, ()), reader)
            for post in needed
        },
    )


@dataclass(frozen=True)
class FeatureSpace:
    """How features become columns: a vocabulary, and latent dimensions of its terms."""

    vocabulary: Vocabulary
    latent: TruncatedSVD

    def matrix(self, features: Sequence[PostFeatures]) -> Matrix:
        """Named features, terms and latent dimensions side by side: (n_posts, n_columns)."""
        terms = term_matrix([some.terms for some in features], self.vocabulary)
        named = named_matrix([some.named for some in features], self.vocabulary.named_index)
        latent = sparse.csr_matrix(self.latent.transform(terms) * LSA_SCALE)
        return sparse.hstack([named * NAMED_SCALE, terms * TERM_SCALE, latent]).tocsr()


def build_feature_space(corpus: Corpus, latent_dimensions: int) -> FeatureSpace:
    """Terms and latent dimensions come from unlabelled posts, named features from labelled ones."""
    unlabelled = [corpus.features[key].terms for key in corpus.unlabelled]
    named = [corpus.features[row.post_id].named for row in corpus.training]
    vocabulary = build_vocabulary(unlabelled, named)
    latent = TruncatedSVD(latent_dimensions, random_state=SEED)
    return FeatureSpace(vocabulary, latent.fit(term_matrix(unlabelled, vocabulary)))


def fold_weights(
    fitted: Sequence[FittedLabel], space: FeatureSpace, kinds: FittedKinds
) -> LabelWeights:
    """Fold scales and latent dimensions into one weight a feature and label."""
    columns = np.stack([label.coefficients for label in fitted], axis=1)
    n_named, n_terms = len(space.vocabulary.named_index), len(space.vocabulary.term_index)
    terms = columns[n_named : n_named + n_terms] * TERM_SCALE
    latent = columns[n_named + n_terms :] * LSA_SCALE

    def numbers(values: Sequence[float]) -> npt.NDArray[np.float32]:
        return np.array(values, np.float32)

    return LabelWeights(
        term_index=space.vocabulary.term_index,
        term_idf=space.vocabulary.idf.astype(np.float32),
        term_weights=(terms + space.latent.components_.T @ latent).astype(np.float32),
        named_index=space.vocabulary.named_index,
        named_weights=(columns[:n_named] * NAMED_SCALE).astype(np.float32),
        bias=numbers([label.intercept for label in fitted]),
        slope=numbers([label.slope for label in fitted]),
        offset=numbers([label.offset for label in fitted]),
        threshold=numbers([label.threshold for label in fitted]),
        kind_names=kinds.names,
        kind_index=kinds.index,
        kind_weights=kinds.weights,
    )


def _truth(rows: Sequence[LabelledPost], label: str) -> Flags:
    return np.array([row.holds(label) for row in rows])


def _report(label: str, truth: Flags, probabilities: Floats, threshold: float) -> str:
    found = probabilities >= threshold
    return (
        f"{label:9} {truth.sum():4} of {len(truth)}"
        f"  precision {precision_score(truth, found, zero_division=0):.3f}"
        f"  recall {recall_score(truth, found, zero_division=0):.3f}"
        f"  F1 {f1_score(truth, found, zero_division=0):.3f}"
        f"  average precision {average_precision_score(truth, probabilities):.3f}"
        f"  threshold {threshold:.2f}"
    )


def _report_all(corpus: Corpus, space: FeatureSpace, fitted: Sequence[FittedLabel]) -> str:
    """Scores of the frozen split and how often each label holds in all posts, a line a label."""
    frozen = space.matrix([corpus.features[row.post_id] for row in corpus.frozen])
    natural = space.matrix([corpus.features[key] for key in corpus.unlabelled[::NATURAL_STEP]])
    lines = [f"{len(corpus.training)} posts to train on, {len(corpus.unlabelled)} unlabelled"]
    for label, model in zip(SCORED_LABELS, fitted, strict=True):
        share = model.probabilities(natural).mean()
        scores = model.probabilities(frozen)
        report = _report(label, _truth(corpus.frozen, label), scores, model.threshold)
        lines.append(f"{report}  share of all posts {share:.3f}")
    return "\n".join(lines) + "\n"


def train(
    post_files: Sequence[Path],
    labels_file: Path,
    out: Path,
    latent_dimensions: int = LSA_DIMENSIONS,
) -> str:
    """Train, write the weights, and return the report on the frozen split."""
    book, registry = load_labels(), load_registry()
    reader, cues = build_feature_reader(book, registry), build_kind_cues(book)
    corpus = read_corpus(post_files, labels_file, registry, reader)
    space = build_feature_space(corpus, latent_dimensions)
    matrix = space.matrix([corpus.features[row.post_id] for row in corpus.training])
    weeks = [row.posted_week for row in corpus.training]
    fitted = [
        fit_calibrated(matrix, _truth(corpus.training, label), weeks) for label in SCORED_LABELS
    ]
    safety = [row for row in corpus.training if row.kind]
    kind_rows = [
        read_kind_features(corpus.posts[row.post_id], corpus.features[row.post_id], cues)
        for row in safety
    ]
    kinds = fit_kinds(kind_rows, [row.kind for row in safety])
    save_weights(out, fold_weights(fitted, space, kinds))
    return _report_all(corpus, space, fitted)


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
