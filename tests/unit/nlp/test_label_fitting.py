"""Fitting of the label model: the network, looking forward in time, calibration and thresholds."""

import numpy as np
import pytest
from scipy import sparse

from pipeline.nlp.label_model.fitting import (
    Inputs,
    best_expected_threshold,
    calibrate,
    fit_model,
    forward_logits,
    logistic,
)
from pipeline.nlp.label_model.network import fit_network, join_networks


@pytest.fixture(scope="module")
def exclusive():
    """Posts with a label where exactly one of two features is there; a third one tells nothing."""
    features = np.random.default_rng(7).integers(0, 2, (640, 3)).astype(np.float32)
    truth = (features[:, 0] != features[:, 1]).astype(np.float32)
    return features, np.stack([truth, 1 - truth], axis=1)


@pytest.fixture(scope="module")
def network(exclusive):
    return fit_network(*exclusive, seed=0)


def test_network_learns_what_features_mean_together(exclusive, network):
    features, truth = exclusive
    assert ((network.logits(features) > 0) == truth).mean() > 0.95


def test_same_seed_gives_the_same_network(exclusive, network):
    again = fit_network(*exclusive, seed=0)
    assert again.hidden.tobytes() == network.hidden.tobytes()
    assert again.output.tobytes() == network.output.tobytes()


def test_joined_networks_give_the_mean(exclusive, network):
    other = fit_network(*exclusive, seed=1)
    features = exclusive[0]
    mean = (network.logits(features) + other.logits(features)) / 2
    joined = join_networks([network, other]).logits(features)
    assert np.allclose(joined, mean, atol=1e-4)


def make_inputs(features):
    return Inputs(
        named=sparse.csr_matrix(features.astype(float)),
        terms=sparse.csr_matrix((len(features), 1)),
        latent=np.zeros((len(features), 1), np.float32),
    )


def test_posts_are_scored_by_models_of_earlier_weeks_only(exclusive):
    features, truth = exclusive[0][:80], exclusive[1][:80].astype(bool)
    weeks = [f"2026-01-{5 + post // 10:02}" for post in range(80)]
    logits = forward_logits(make_inputs(features), truth, weeks)
    assert np.isnan(logits[:40]).all()
    assert np.isfinite(logits[40:]).all()
    first = fit_model(make_inputs(features[:40]), truth[:40])
    assert np.allclose(logits[40:50], first.logits(make_inputs(features[40:50])))


def test_calibration_meets_the_share_of_the_sample():
    random = np.random.default_rng(3)
    logits = random.normal(size=4_000)
    is_sample = np.arange(4_000) < 1_000
    # Of the same score, fewer of the chosen posts hold the label.
    truth = random.random(4_000) < logistic(2 * logits - np.where(is_sample, 0, 1))
    calibration = calibrate(logits, truth, is_sample)
    found = calibration.probabilities(logits[is_sample])
    assert found.mean() == pytest.approx(truth[is_sample].mean(), abs=1e-6)
    assert calibration.slope == pytest.approx(2, abs=0.3)


def test_threshold_is_half_of_the_best_expected_f1():
    probabilities = np.random.default_rng(5).beta(0.4, 2, 20_000)
    threshold = best_expected_threshold(probabilities)
    found = probabilities >= threshold
    best = 2 * probabilities[found].sum() / (found.sum() + probabilities.sum())
    assert threshold == pytest.approx(best / 2, abs=0.02)
