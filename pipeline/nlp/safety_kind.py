"""The kind of a safety post: what happened, what could, what was measured, decided or studied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.nlp.label_model.features import (
    PostFeatures,
    build_feature_reader,
    read_features,
)
from pipeline.nlp.label_model.weights import LabelWeights, load_weights
from pipeline.nlp.label_rules import CueFinder, build_kind_cues
from pipeline.records import Mention, Post
from pipeline.reference.labels import LabelBook, load_labels
from pipeline.reference.registry import Registry

MAX_EVIDENCE = 4
# Too few posts say that harm was averted to learn from them: this cue decides, beside an event.
AVERTED_CUE = "averted"
CUE_PREFIX = "R:"  # types of names and of accounts tell kinds no better
EVENT_KINDS = frozenset({"incident", "hazard"})


@dataclass(frozen=True, slots=True)
class SafetyKind:
    """The kind of one safety post.

    `kind` is one of incident, near_miss, hazard, capability_finding, governance, research; `score`
    is its share of the model's belief over the kinds; `evidence` lists cues as "rule:words".
    """

    post_id: str
    kind: str
    score: float
    evidence: tuple[str, ...]


def read_kind_features(post: Post, seen: PostFeatures, cues: CueFinder) -> dict[str, float]:
    """Features of the kinds: their own cues, and those that the label model sees."""
    features = {f"K:{cues.names[rule]}": 1.0 for rule in cues.find(post.body_text)}
    features.update((cue, value) for cue, value in seen.named.items() if cue.startswith(CUE_PREFIX))
    return features


def _beliefs(features: Mapping[str, float], weights: LabelWeights) -> dict[str, float]:
    """Probability of each kind: softmax of the summed weights."""
    total = weights.kind_weights[-1].copy()
    for name, value in sorted(features.items()):
        row = weights.kind_index.get(name)
        if row is not None:
            total += value * weights.kind_weights[row]
    exponentials = np.exp(total - total.max())
    shares = (exponentials / exponentials.sum()).tolist()
    return dict(zip(weights.kind_names, shares, strict=True))


def _kind_of(
    post: Post, features: Mapping[str, float], cues: CueFinder, weights: LabelWeights
) -> SafetyKind:
    beliefs = _beliefs(features, weights)
    kind = max(sorted(beliefs), key=beliefs.__getitem__)
    score = beliefs[kind]
    if kind in EVENT_KINDS and f"K:{AVERTED_CUE}" in features:
        kind = "near_miss"
    fired = cues.find(post.body_text)[:MAX_EVIDENCE]
    evidence = tuple(cues.evidence(post.body_text, rule) for rule in fired)
    return SafetyKind(post.post_id, kind, round(score, 4), evidence)


def classify_safety_kinds(
    posts: Sequence[Post],
    mentions: Mapping[str, Sequence[Mention]],
    registry: Registry,
    book: LabelBook | None = None,
    weights: LabelWeights | None = None,
) -> list[SafetyKind]:
    """The kind of each post, ordered by post id. Give only posts that carry the label safety."""
    book = book or load_labels()
    weights = weights or load_weights()
    reader, cues = build_feature_reader(book, registry), build_kind_cues(book)
    return [
        _kind_of(
            post,
            read_kind_features(
                post, read_features(post, mentions.get(post.post_id, ()), reader), cues
            ),
            cues,
            weights,
        )
        for post in sorted(posts, key=lambda post: post.post_id)
    ]
