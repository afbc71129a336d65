"""The numbers of the name model: one file, no code inside, the same bytes for the same training."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import BadZipFile
from zlib import crc32

import numpy as np

from pipeline.errors import ReferenceDataError

WEIGHTS_FILE = Path(__file__).with_name("weights.npz")


@dataclass(frozen=True, eq=False)
class LinearModel:
    """A logistic regression over hashed binary features."""

    bias: float
    weights: Mapping[int, float] = field(repr=False)

    def logit(self, features: Iterable[str]) -> float:
        """Sum of the weights of the features, without the bias."""
        weights = self.weights
        return sum(weights.get(crc32(feature.encode()), 0.0) for feature in features)

    def probability(self, logit: float) -> float:
        """Probability of a sum of weights."""
        return 1 / (1 + math.exp(-(self.bias + logit)))


@dataclass(frozen=True, eq=False)
class NameWeights:
    """`profile` judges an account by what it says of itself, `use` by its handle and its place."""

    profile: LinearModel
    use: LinearModel


def save_weights(path: Path, weights: NameWeights) -> None:
    """Write the weights, in half precision."""
    arrays = {}
    for name, model in (("profile", weights.profile), ("use", weights.use)):
        keys = sorted(model.weights)
        arrays[f"{name}_keys"] = np.array(keys, np.uint32)
        arrays[f"{name}_weights"] = np.array([model.weights[key] for key in keys], np.float16)
        arrays[f"{name}_bias"] = np.array(model.bias, np.float32)
    np.savez_compressed(path, allow_pickle=False, **arrays)


@functools.cache
def load_weights(path: Path = WEIGHTS_FILE) -> NameWeights:
    """Read a weights file once.

    Raises:
        ReferenceDataError: the file is missing or is not a weights file.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        models = {
            name: LinearModel(
                float(arrays[f"{name}_bias"]),
                dict(
                    zip(
                        arrays[f"{name}_keys"].tolist(),
                        arrays[f"{name}_weights"].astype(float).tolist(),
                        strict=True,
                    )
                ),
            )
            for name in ("profile", "use")
        }
    except (OSError, EOFError, KeyError, ValueError, BadZipFile) as error:
        raise ReferenceDataError(path, "weights", str(error)) from None
    return NameWeights(**models)
