"""All weights and biases of a moment."""

from dataclasses import dataclass

import numpy as np

from core.training.moment import Moment


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """`W[l-1]` is (n[l], n[l-1]) and `b[l-1]` (n[l], 1), read-only."""

    W: tuple[np.ndarray, ...]
    b: tuple[np.ndarray, ...]


def take_weights(moment: Moment) -> Weights:
    """Give the whole weights and biases."""
    parameters = moment.parameters
    parameters.flat.flags.writeable = False
    seen = parameters.alike(parameters.flat)
    return Weights(seen.W, seen.b)
