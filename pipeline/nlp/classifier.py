"""Posts to labels: relevant, release, safety, infra, other, with calibrated scores and evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.nlp.label_model.features import (
    FeatureReader,
    PostFeatures,
    build_feature_reader,
    read_features,
)
from pipeline.nlp.label_model.weights import (
    SCORED_LABELS,
    LabelWeights,
    load_weights,
    score_labels,
)
from pipeline.records import Mention, Post, PostLabel
from pipeline.reference.labels import LabelBook, load_labels
from pipeline.reference.registry import Registry

MAX_EVIDENCE = 6
RELEVANT = SCORED_LABELS.index("relevant")
# A post of a category is relevant also where its relevance reaches but this share of the threshold.
# Chosen on held-out weeks of the training split.
RELAXED_SHARE = 0.5


def _evidence(
    post: Post, features: PostFeatures, label: int, reader: FeatureReader, weights: LabelWeights
) -> tuple[str, ...]:
    """The cues that speak for the label, strongest first, with the words they fired on."""
    names = reader.text_cues.names
    strengths = []
    for cue in features.cues:
        rows = [weights.named_index.get(f"{part}:{names[cue]}") for part in "RHC"]
        strength = sum(
            float(weights.named_weights[row, label])
            for part, row in zip("RHC", rows, strict=True)
            if row is not None and f"{part}:{names[cue]}" in features.named
        )
        if strength > 0:
            strengths.append((-strength, cue))
    return tuple(
        reader.text_cues.evidence(post.body_text, cue)
        for _, cue in sorted(strengths)[:MAX_EVIDENCE]
    )


def _post_labels(
    post: Post, features: PostFeatures, reader: FeatureReader, weights: LabelWeights
) -> list[PostLabel]:
    """One row a label. A post that is not relevant has no category, whatever they score."""
    scores = [float(score) for score in score_labels(features, weights)]
    limits = weights.threshold.tolist()
    passed = [score >= limit for score, limit in zip(scores, limits, strict=True)]
    is_nearly_relevant = scores[RELEVANT] >= RELAXED_SHARE * limits[RELEVANT]
    is_relevant = passed[RELEVANT] or (is_nearly_relevant and any(passed[RELEVANT + 1 :]))
    rows = []
    for index, label in enumerate(SCORED_LABELS):
        is_assigned = is_relevant and (passed[index] or index == RELEVANT)
        evidence = _evidence(post, features, index, reader, weights) if is_assigned else ()
        rows.append(PostLabel(post.post_id, label, round(scores[index], 4), is_assigned, evidence))
    has_category = any(row.is_assigned for row in rows if row.label != "relevant")
    other = scores[RELEVANT] * (1 - max(scores[RELEVANT + 1 :]))
    rows.append(
        PostLabel(post.post_id, "other", round(other, 4), is_relevant and not has_category, ())
    )
    return rows


def classify_posts(
    posts: Sequence[Post],
    mentions: Mapping[str, Sequence[Mention]],
    registry: Registry,
    book: LabelBook | None = None,
    weights: LabelWeights | None = None,
) -> list[PostLabel]:
    """Label posts; five rows a post (relevant, release, safety, infra, other), ordered by post id.

    Every post is judged by itself, so neither order nor company changes a label.

    Args:
        posts: Any number, any order.
        mentions: The mentions of each post by post id; a post without any may be missing.
        registry: Tells the kinds of organisations and of accounts.
        book: Labels and rules; those shipped unless given.
        weights: The trained model; the one shipped unless given.

    Returns:
        Rows whose `score` is the estimated probability that the label holds. `other` is assigned to
        relevant posts without a category.
    """
    reader = build_feature_reader(book or load_labels(), registry)
    weights = weights or load_weights()
    rows = []
    for post in sorted(posts, key=lambda post: post.post_id):
        features = read_features(post, mentions.get(post.post_id, ()), reader)
        rows += _post_labels(post, features, reader, weights)
    return rows
