"""Train the label model: `python -m pipeline.nlp.label_model.train --posts FILE.jsonl.gz [FILE …]`.

Reads the labels beside this file (ids and labels only) and the texts from the given files in the
exchange format, learns from the split `train` alone, prints the scores of its later weeks by models
of the weeks before them and those of the split `frozen`, and writes the weights. The same files
give the same bytes.
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
from sklearn.decomposition import TruncatedSVD
from sklearn.metrics import average_precision_score, f1_score, precision_score, recall_score

from pipeline.nlp.label_model.features import (
    FeatureReader,
    PostFeatures,
    build_feature_reader,
    read_features,
)
from pipeline.nlp.label_model.fitting import (
    NAMED_SCALE,
    TERM_SCALE,
    Calibration,
    FittedKinds,
    FittedModel,
    Flags,
    Floats,
    Inputs,
    calibrate,
    fit_kinds,
    fit_model,
    forward_logits,
)
from pipeline.nlp.label_model.matrices import (
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
from pipeline.nlp.label_rules import CueFinder, build_kind_cues
from pipeline.nlp.mentions import find_mentions
from pipeline.nlp.safety_kind import read_kind_features
from pipeline.records import Mention, Post
from pipeline.reference.labels import load_labels
from pipeline.reference.registry import Registry, load_registry

LABELS_TSV = Path(__file__).with_name("labels.tsv")
SEED = 0
LATENT_DIMENSIONS = 48
LATENT_TERMS = 6_000  # the commonest; only these enter the latent dimensions
LATENT_SCALE = 10.0  # brings them to about the spread of the named features
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
    """How features become columns: a vocabulary, and latent dimensions of its commonest terms.

    latent: (n_latent_terms, n_latent).
    """

    vocabulary: Vocabulary
    latent: npt.NDArray[np.float32]

    def inputs(self, features: Sequence[PostFeatures]) -> Inputs:
        """What the model sees of the posts."""
        terms = term_matrix([some.terms for some in features], self.vocabulary)
        return Inputs(
            named=named_matrix([some.named for some in features], self.vocabulary.named_index),
            terms=terms,
            latent=np.asarray(terms[:, : len(self.latent)] @ self.latent, np.float32),
        )


def build_feature_space(corpus: Corpus, latent_dimensions: int) -> FeatureSpace:
    """Terms and latent dimensions come from unlabelled posts, named features from labelled ones."""
    unlabelled = [corpus.features[key].terms for key in corpus.unlabelled]
    named = [corpus.features[row.post_id].named for row in corpus.training]
    vocabulary = build_vocabulary(unlabelled, named)
    common = term_matrix(unlabelled, vocabulary)[:, :LATENT_TERMS]
    dimensions = TruncatedSVD(latent_dimensions, random_state=SEED).fit(common).components_
    # Halved precision here, as in the stored file, so that training sees what scoring will see.
    latent = (dimensions.T * LATENT_SCALE).astype(np.float16).astype(np.float32)
    return FeatureSpace(vocabulary, latent)


def fold_weights(
    model: FittedModel,
    calibrations: Sequence[Calibration],
    space: FeatureSpace,
    kinds: FittedKinds,
) -> LabelWeights:
    """Fold the scales of the columns into the weights."""
    n_named = len(space.vocabulary.named_index)
    network = model.network

    def numbers(values: npt.ArrayLike) -> npt.NDArray[np.float32]:
        return np.array(values, np.float32)

    return LabelWeights(
        term_index=space.vocabulary.term_index,
        term_idf=numbers(space.vocabulary.idf),
        term_weights=numbers(model.coefficients[n_named:] * TERM_SCALE),
        latent=space.latent,
        named_index=space.vocabulary.named_index,
        named_weights=numbers(model.coefficients[:n_named] * NAMED_SCALE),
        named_hidden=network.hidden[:n_named],
        latent_hidden=network.hidden[n_named:],
        hidden_bias=network.hidden_bias,
        output=network.output,
        bias=numbers(model.intercepts + network.output_bias),
        slope=numbers([label.slope for label in calibrations]),
        offset=numbers([label.offset for label in calibrations]),
        threshold=numbers([label.threshold for label in calibrations]),
        kind_names=kinds.names,
        kind_index=kinds.index,
        kind_weights=kinds.weights,
    )


def _truth(rows: Sequence[LabelledPost]) -> Flags:
    """Whether each post has each label: (n_posts, n_labels)."""
    return np.array([[row.holds(label) for label in SCORED_LABELS] for row in rows])


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


def _report_labels(
    title: str, truth: Flags, logits: Floats, calibrations: Sequence[Calibration]
) -> list[str]:
    """Scores of some posts, a line a label."""
    lines = [title]
    for number, (label, some) in enumerate(zip(SCORED_LABELS, calibrations, strict=True)):
        found = some.probabilities(logits[:, number])
        lines.append(_report(label, truth[:, number], found, some.threshold))
    return lines


def _fit_kinds(corpus: Corpus, cues: CueFinder) -> FittedKinds:
    safety = [row for row in corpus.training if row.kind]
    features = [
        read_kind_features(corpus.posts[row.post_id], corpus.features[row.post_id], cues)
        for row in safety
    ]
    return fit_kinds(features, [row.kind for row in safety])


def _fit_labels(
    corpus: Corpus, space: FeatureSpace
) -> tuple[FittedModel, list[Calibration], list[str]]:
    """The model of all training posts, its calibration by later weeks, and the scores of these."""
    inputs = space.inputs([corpus.features[row.post_id] for row in corpus.training])
    truth = _truth(corpus.training)
    logits = forward_logits(inputs, truth, [row.posted_week for row in corpus.training])
    is_later = ~np.isnan(logits[:, 0])
    is_sample = np.array([row.draw == "sample" for row in corpus.training])[is_later]
    logits, later = logits[is_later], truth[is_later]
    calibrations = [
        calibrate(logits[:, number], later[:, number], is_sample)
        for number in range(len(SCORED_LABELS))
    ]
    report = _report_labels("later weeks of train", later, logits, calibrations)
    return fit_model(inputs, truth), calibrations, report


def _report_frozen(
    corpus: Corpus, space: FeatureSpace, model: FittedModel, calibrations: Sequence[Calibration]
) -> list[str]:
    """Scores of the frozen split, and how often each label holds in all posts."""
    frozen = space.inputs([corpus.features[row.post_id] for row in corpus.frozen])
    natural = space.inputs([corpus.features[key] for key in corpus.unlabelled[::NATURAL_STEP]])
    report = _report_labels("frozen", _truth(corpus.frozen), model.logits(frozen), calibrations)
    logits = model.logits(natural)
    shares = [
        f"{label} {some.probabilities(logits[:, number]).mean():.3f}"
        for number, (label, some) in enumerate(zip(SCORED_LABELS, calibrations, strict=True))
    ]
    return [*report, f"share of all posts: {', '.join(shares)}"]


def train(
    post_files: Sequence[Path],
    labels_file: Path,
    out: Path,
    latent_dimensions: int = LATENT_DIMENSIONS,
) -> str:
    """Train, write the weights, and return the report."""
    book, registry = load_labels(), load_registry()
    reader = build_feature_reader(book, registry)
    corpus = read_corpus(post_files, labels_file, registry, reader)
    space = build_feature_space(corpus, latent_dimensions)
    model, calibrations, report = _fit_labels(corpus, space)
    kinds = _fit_kinds(corpus, build_kind_cues(book))
    save_weights(out, fold_weights(model, calibrations, space, kinds))
    counts = f"{len(corpus.training)} posts to train on, {len(corpus.unlabelled)} unlabelled"
    lines = [counts, *report, *_report_frozen(corpus, space, model, calibrations)]
    return "\n".join(lines) + "\n"


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
