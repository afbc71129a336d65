"""A network with one hidden layer: how features act together, which a linear model cannot see.

Trained here in plain NumPy, for it is small and the same files must give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

HIDDEN_UNITS = 256
EPOCHS = 50
BATCH_POSTS = 128
DROPOUT = 0.5
LEARNING_RATE = 2e-3  # falls to nothing in a straight line
WEIGHT_DECAY = 0.1
INPUT_SCALE = 0.3
MIN_SPREAD = 0.05  # added to standard deviations, so that rare features are not blown up
# Decay of the two running means, and what keeps the division finite, of Adam with decoupled weight
# decay. Source: Loshchilov and Hutter, Decoupled weight decay regularization, 2019.
FIRST_DECAY, SECOND_DECAY, EPSILON = 0.9, 0.999, 1e-8

Array = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Network:
    """Weights of a trained network; inputs are taken as they are, without scaling.

    hidden: (n_inputs, n_hidden); hidden_bias: (n_hidden,); output: (n_hidden, n_labels);
    output_bias: (n_labels,).
    """

    hidden: Array
    hidden_bias: Array
    output: Array
    output_bias: Array

    def logits(self, inputs: Array) -> Array:
        """Log odds of each label: (n_posts, n_labels)."""
        active = np.maximum(inputs @ self.hidden + self.hidden_bias, 0)
        return np.asarray(active @ self.output + self.output_bias, np.float32)


class _Adam:
    """Running means of the gradients of a list of weights, which are changed in place."""

    def __init__(self, weights: Sequence[Array]) -> None:
        self.weights = weights
        self.means = [np.zeros_like(weight) for weight in weights]
        self.squares = [np.zeros_like(weight) for weight in weights]
        self.steps = 0

    def step(self, gradients: Sequence[Array], rate: float) -> None:
        self.steps += 1
        for weight, gradient, mean, square in zip(
            self.weights, gradients, self.means, self.squares, strict=True
        ):
            mean += np.float32(1 - FIRST_DECAY) * (gradient - mean)
            square += np.float32(1 - SECOND_DECAY) * (gradient * gradient - square)
            size = np.sqrt(square / np.float32(1 - SECOND_DECAY**self.steps)) + np.float32(EPSILON)
            weight *= np.float32(1 - rate * WEIGHT_DECAY)
            weight -= np.float32(rate / (1 - FIRST_DECAY**self.steps)) * mean / size


def _initial_weights(n_inputs: int, n_labels: int, random: np.random.Generator) -> list[Array]:
    def uniform(fan_in: int, *shape: int) -> Array:
        bound = 1 / np.sqrt(fan_in)
        return random.uniform(-bound, bound, shape).astype(np.float32)

    return [
        uniform(n_inputs, n_inputs, HIDDEN_UNITS),
        uniform(n_inputs, HIDDEN_UNITS),
        uniform(HIDDEN_UNITS, HIDDEN_UNITS, n_labels),
        uniform(HIDDEN_UNITS, n_labels),
    ]


def _mask(shape: tuple[int, ...], random: np.random.Generator) -> Array:
    """Zero where an input is left out in this step, else what keeps the expected sum."""
    kept = random.random(shape, dtype=np.float32) >= DROPOUT
    return np.asarray(kept / np.float32(1 - DROPOUT), np.float32)


def _gradients(
    weights: Sequence[Array], inputs: Array, truth: Array, random: np.random.Generator
) -> list[Array]:
    """Gradients of the mean cross-entropy over posts and labels, with inputs left out at random."""
    hidden, hidden_bias, output, output_bias = weights
    seen = inputs * _mask(inputs.shape, random)
    sums = seen @ hidden + hidden_bias
    mask = _mask(sums.shape, random)
    active = np.maximum(sums, 0) * mask
    error = 1 / (1 + np.exp(-(active @ output + output_bias))) - truth
    error /= np.float32(truth.size)
    back = (error @ output.T) * mask * (sums > 0)
    return [seen.T @ back, back.sum(axis=0), active.T @ error, error.sum(axis=0)]


def fit_network(inputs: Array, truth: Array, seed: int) -> Network:
    """A network of the labels: `inputs` (n_posts, n_inputs), `truth` (n_posts, n_labels) of 0, 1.

    The same arguments give the same network.
    """
    random = np.random.default_rng(seed)
    mean, spread = inputs.mean(axis=0), inputs.std(axis=0) + np.float32(MIN_SPREAD)
    scale = np.float32(INPUT_SCALE) / spread
    scaled = (inputs - mean) * scale
    weights = _initial_weights(inputs.shape[1], truth.shape[1], random)
    optimiser = _Adam(weights)
    batch = min(BATCH_POSTS, len(inputs))
    batches = len(inputs) // batch
    for epoch in range(EPOCHS):
        order = random.permutation(len(inputs))
        for number in range(batches):
            rows = order[number * batch : (number + 1) * batch]
            rate = LEARNING_RATE * (1 - (epoch * batches + number) / (EPOCHS * batches))
            optimiser.step(_gradients(weights, scaled[rows], truth[rows], random), rate)
    hidden = weights[0] * scale[:, None]
    return Network(hidden, weights[1] - mean @ hidden, weights[2], weights[3])


def join_networks(networks: Sequence[Network]) -> Network:
    """One network whose log odds are the mean of those of the given ones."""
    return Network(
        hidden=np.hstack([network.hidden for network in networks]),
        hidden_bias=np.hstack([network.hidden_bias for network in networks]),
        output=np.vstack([network.output for network in networks]) / np.float32(len(networks)),
        output_bias=np.mean([network.output_bias for network in networks], axis=0),
    )
