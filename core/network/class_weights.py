"""How much the loss of a sample counts, by its class: the table CLASS_WEIGHTS."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.errors import SuggestedFix
from core.messages import to_translate

ALIKE = "none"
"""The weighting that weighs no class."""
BALANCE = SuggestedFix(
    to_translate("Train with balanced class weights"), {"training.class_weights": "balanced"}
)


@dataclass(frozen=True, slots=True)
class ClassWeighting:
    """One row: `weights(counts)` returns the weight of every class, (classes,), by its samples.

    `counts` are those of the training samples, (classes,).
    """

    name: str
    label: str
    formula: str
    weights: Callable[[np.ndarray], np.ndarray]


def _balanced(counts: np.ndarray) -> np.ndarray:
    """Return m / (k m_c), so that all classes weigh alike and all samples together m.

    It is that of King and Zeng 2001, "Logistic regression in rare events data", as scikit-learn's
    class_weight="balanced" has it. Of classes without a sample nothing is to be weighed.
    """
    present = np.count_nonzero(counts)
    return np.where(counts, counts.sum() / np.maximum(present * counts, 1), 1.0)


CLASS_WEIGHTS = {
    row.name: row
    for row in (
        ClassWeighting(
            ALIKE,
            to_translate("all alike"),
            to_translate("Every sample counts once: J = 1/m Σ L."),
            lambda counts: np.ones(len(counts)),
        ),
        ClassWeighting(
            "balanced",
            to_translate("balanced"),
            to_translate(
                "A sample counts c = m / (classes · samples of its class): the classes weigh alike."
            ),
            _balanced,
        ),
    )
}
