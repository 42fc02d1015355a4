"""The ways to draw the first weights of a layer."""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

import numpy as np

from core.interruption import DRAWING, pieces
from core.messages import to_translate
from core.network.parameters import Parameters


@dataclass(frozen=True, slots=True)
class Initialiser:
    """One way to start: the weights of a layer with n_in inputs and n_out units.

    `factor(n_in, n_out)` multiplies standard normal numbers, or plain ones where
    nothing is drawn.
    """

    name: str
    label: str
    formula: str
    factor: Callable[[int, int], float]
    draws: bool = True


# He: He et al. 2015, arXiv:1502.01852, equation 10. Xavier: Glorot and Bengio 2010,
# "Understanding the difficulty of training deep feedforward neural networks", equation 12.
INITIALISERS = {
    row.name: row
    for row in (
        Initialiser("zeros", to_translate("zeros"), "W = 0", lambda n_in, n_out: 0.0, draws=False),
        Initialiser(
            "constant",
            to_translate("one constant"),
            "W = scale",
            lambda n_in, n_out: 1.0,
            draws=False,
        ),
        Initialiser(
            "normal", to_translate("normal"), "W = scale · N(0, 1)", lambda n_in, n_out: 1.0
        ),
        Initialiser(
            "scaled",
            to_translate("normal / √n"),
            "W = scale · N(0, 1) / √n[l-1]",
            lambda n_in, n_out: 1 / sqrt(n_in),
        ),
        Initialiser(
            "he",
            to_translate("He"),
            "W = scale · N(0, 1) · √(2 / n[l-1])",
            lambda n_in, n_out: sqrt(2 / n_in),
        ),
        Initialiser(
            "xavier",
            to_translate("Xavier"),
            "W = scale · N(0, 1) · √(2 / (n[l-1] + n[l]))",
            lambda n_in, n_out: sqrt(2 / (n_in + n_out)),
        ),
    )
}


def initial_parameters(
    sizes: tuple[int, ...], name: str, scale: float, seed: int, dtype: str = "float64"
) -> Parameters:
    """Draw the first weights of a network; the biases are zero.

    `sizes` are n[0] ... n[L]. The stream is NumPy's legacy generator, layer by
    layer, `randn(n[l], n[l-1])`, in float64 whatever `dtype` is.
    Raises KeyError for a name that is not in INITIALISERS.
    """
    row = INITIALISERS[name]
    parameters = Parameters(sizes, dtype)
    generator = np.random.RandomState(seed)
    for W in parameters.W:
        n_out, n_in = W.shape
        factor = row.factor(n_in, n_out) * scale
        flat = W.reshape(-1)
        for piece in pieces(len(flat), DRAWING):
            numbers = generator.randn(piece.stop - piece.start) if row.draws else 1.0
            flat[piece] = numbers * factor
    return parameters
