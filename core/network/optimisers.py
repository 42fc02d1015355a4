"""The rules that turn a gradient into a step."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

# update(parameters, gradient, learning_rate), both vectors flat; the gradient may be used up.
Update = Callable[[np.ndarray, np.ndarray, float], None]


@dataclass(frozen=True, slots=True)
class Optimiser:
    """One rule, whole: `start(size)` makes the update for a vector of that many parameters."""

    name: str
    label: str
    formula: str
    start: Callable[[int], Update]


def _gradient_descent(size: int) -> Update:
    def update(parameters: np.ndarray, gradient: np.ndarray, learning_rate: float) -> None:
        gradient *= learning_rate
        parameters -= gradient

    return update


OPTIMISERS = {
    row.name: row
    for row in (
        Optimiser("gradient_descent", "gradient descent", "W = W - α dW", _gradient_descent),
    )
}
