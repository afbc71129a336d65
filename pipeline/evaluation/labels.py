"""Scores of labels: precision, recall, F1, macro-F1 of the categories, bootstrap intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

LABELS = ("relevant", "release", "safety", "infra")
CATEGORIES = ("release", "safety", "infra")
RESAMPLES = 2_000
SEED = 20_260_101
INTERVAL = (2.5, 97.5)  # percentiles: 95%

Flags = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.float64]


def gold_holds(row: Mapping[str, Any], label: str) -> bool:
    """Whether a gold row carries the label."""
    return bool(row["relevant"]) if label == "relevant" else label in row["categories"]


def f1_of(hits: Counts, predicted: Counts, actual: Counts) -> Counts:
    """2 * hits / (predicted + actual), 0 where nothing was predicted and nothing was there."""
    total = predicted + actual
    return np.divide(2 * hits, total, out=np.zeros_like(hits), where=total > 0)


def _share(part: float, whole: float) -> float:
    return round(part / whole, 4) if whole else 0.0


def _resampled_f1(truth: Flags, found: Flags, draws: npt.NDArray[np.intp]) -> Counts:
    """F1 of each resample: (n_resamples,). `draws` holds row numbers: (n_resamples, n_posts)."""
    truth, found = truth[draws], found[draws]
    return f1_of(
        (truth & found).sum(axis=1, dtype=float),
        found.sum(axis=1, dtype=float),
        truth.sum(axis=1, dtype=float),
    )


def _interval(values: Counts) -> list[float]:
    return [round(float(bound), 4) for bound in np.percentile(values, INTERVAL)]


def _label_scores(truth: Flags, found: Flags, resampled: Counts) -> dict[str, Any]:
    hits, predicted, actual = (float(x.sum()) for x in (truth & found, found, truth))
    return {
        "precision": _share(hits, predicted),
        "recall": _share(hits, actual),
        "f1": _share(2 * hits, predicted + actual),
        "interval": _interval(resampled),
        "n": int(actual),
    }


def score_labels(
    gold_rows: Sequence[Mapping[str, Any]], predicted: Mapping[str, Mapping[str, bool]]
) -> dict[str, Any]:
    """Score predicted labels against gold rows.

    Args:
        gold_rows: Rows of labels.jsonl: `id`, `relevant`, `categories`. Each counts once.
        predicted: Assigned labels by post id. Posts without any are left out and counted.

    Returns:
        A label's precision, recall, f1, 95% interval of f1 and number of gold posts; macro_f1 over
        release, safety and infra with its interval; posts scored and missing. The intervals come
        from resampling posts with a fixed seed.
    """
    by_id = {row["id"]: row for row in gold_rows}
    ids = sorted(set(by_id) & set(predicted))
    missing = len(by_id) - len(ids)
    if not ids:
        return {"posts": 0, "missing": missing}
    draws = np.random.default_rng(SEED).integers(0, len(ids), (RESAMPLES, len(ids)))
    scores: dict[str, Any] = {"posts": len(ids), "missing": missing}
    resampled = {}
    for label in LABELS:
        truth = np.array([gold_holds(by_id[post_id], label) for post_id in ids])
        found = np.array([bool(predicted[post_id].get(label)) for post_id in ids])
        resampled[label] = _resampled_f1(truth, found, draws)
        scores[label] = _label_scores(truth, found, resampled[label])
    scores["macro_f1"] = round(sum(scores[c]["f1"] for c in CATEGORIES) / len(CATEGORIES), 4)
    macro = np.mean([resampled[category] for category in CATEGORIES], axis=0)
    scores["macro_f1_interval"] = _interval(macro)
    return scores
