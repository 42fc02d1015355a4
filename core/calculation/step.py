"""One update explained: the cost before and after it, and what its gradient foretold.

A small step changes the cost by the gradient times the step; the rest is how the cost bends
(Taylor's first term).
"""

from dataclasses import dataclass

import numpy as np

from core.network.objective import Objective
from core.network.parameters import Parameters


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """Where a network stands: its parameters, and the cost of all training samples with its slopes.

    `cost` has the `penalty` in it, as `gradients` have its slopes: as training takes it, of the
    samples of a `batch`. `loss_gradients` are those of the mean loss alone. Dropout is off. The
    arrays are read-only.
    """

    iteration: int
    samples: int
    batch: int
    cost: float
    penalty: float
    parameters: Parameters
    gradients: Parameters
    loss_gradients: Parameters


@dataclass(frozen=True, slots=True)
class WeightChange:
    """One weight or bias in a step: its array, as in W1, its place there, and its numbers."""

    name: str
    place: tuple[int, int]
    before: float
    slope: float
    after: float

    @property
    def change(self) -> float:
        return self.after - self.before


@dataclass(frozen=True, slots=True, eq=False)
class ExplainedStep:
    """What lies between two standings of one run."""

    before: Standing
    after: Standing

    @property
    def updates(self) -> int:
        return self.after.iteration - self.before.iteration

    @property
    def foretold(self) -> float:
        """Return the change of the cost that the gradient foretells: its product with the step."""
        step = self.after.parameters.flat.astype(float) - self.before.parameters.flat
        return float(np.vdot(self.before.gradients.flat.astype(float), step))

    @property
    def real(self) -> float:
        return self.after.cost - self.before.cost

    def largest_changes(self, most: int) -> tuple[WeightChange, ...]:
        """Return the weights and biases that change most, the largest change first."""
        step = np.abs(self.after.parameters.flat - self.before.parameters.flat)
        some = np.argpartition(step, -min(most, len(step)))[-most:]
        order = some[np.argsort(-step[some], kind="stable")]
        return tuple(self._change(int(place)) for place in order)

    def _change(self, flat: int) -> WeightChange:
        name, place = place_of(self.before.parameters.sizes, flat)
        return WeightChange(
            name,
            place,
            float(self.before.parameters.flat[flat]),
            float(self.before.gradients.flat[flat]),
            float(self.after.parameters.flat[flat]),
        )


def place_of(sizes: tuple[int, ...], flat: int) -> tuple[str, tuple[int, int]]:
    """Return the array that a place in the flat vector of parameters is in, and the place there."""
    for l in range(1, len(sizes)):
        for letter, columns in (("W", sizes[l - 1]), ("b", 1)):
            size = sizes[l] * columns
            if flat < size:
                return f"{letter}{l}", divmod(flat, columns)
            flat -= size
    raise IndexError(flat)


def flat_place(sizes: tuple[int, ...], layer: int, unit: int, column: int | None) -> int:
    """Return the place in the flat vector of a weight of a layer, from 1; of b without a column."""
    before = sum(sizes[l] * (sizes[l - 1] + 1) for l in range(1, layer))
    inputs = sizes[layer - 1]
    return before + (sizes[layer] * inputs + unit if column is None else unit * inputs + column)


def stand(
    objective: Objective,
    parameters: Parameters,
    X: np.ndarray,
    Y: np.ndarray,
    iteration: int,
    batch: int,
) -> Standing:
    """Work out where a network stands on samples X (n[0], m) with targets Y (n[L], m).

    Penalties are those of `batch` samples.
    """
    forward_pass = objective.network.forward(parameters, X)
    loss_gradients = objective.network.backward(parameters, forward_pass, Y).gradients
    gradients = loss_gradients.copy()
    objective.regularisation.add_slopes(parameters, batch, gradients)
    for part in (parameters, gradients, loss_gradients):
        part.flat.flags.writeable = False
    penalty = objective.penalty(parameters, batch)
    cost = objective.network.cost(forward_pass, Y) + penalty
    m = X.shape[1]
    return Standing(iteration, m, batch, cost, penalty, parameters, gradients, loss_gradients)
