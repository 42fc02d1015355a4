"""The cost over a single weight, all others as they are."""

from dataclasses import dataclass

import numpy as np

from core.background import JobUpdate
from core.calculation.step import Standing
from core.data.byte_matrix import as_float
from core.data.dataset import Dataset
from core.experiment.settings import Experiment
from core.io_threads import Report
from core.network.objective import Objective
from core.training.parametrisation import arrays, penalties_of
from core.training.trainer import network_of

POINTS = 61
# Of shorter steps, beside the weight, a curve would show nothing but rounding.
LEAST_STEP = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class WeightOrder:
    """What is asked for: the cost of all training samples over one weight.

    `flat` is its place in the flat vector of parameters, and it is moved `reach` to either side;
    `rate` is that of the step of gradient descent from there.
    """

    experiment: Experiment
    dataset: Dataset
    standing: Standing
    flat: int
    reach: float
    rate: float

    @property
    def value(self) -> float:
        return float(self.standing.parameters.flat[self.flat])

    @property
    def slope(self) -> float:
        return float(self.standing.gradients.flat[self.flat])

    @property
    def after(self) -> float:
        """Return where one step of gradient descent leads the weight."""
        return self.value - self.rate * self.slope


@dataclass(frozen=True, slots=True, eq=False)
class WeightCurve:
    """The cost where the weight is `at`, both (points,), read-only; and `cost_after` the step."""

    at: np.ndarray
    cost: np.ndarray
    cost_after: float


WeightUpdate = JobUpdate[WeightOrder, WeightCurve]


def cost_over_weight(order: WeightOrder, report: Report) -> WeightCurve:
    """Work out the cost at points on both sides of a weight; raises whatever `report` raises."""
    network = network_of(order.experiment, order.dataset)
    objective = Objective(network, penalties_of(order.experiment.training))
    parameters = order.standing.parameters.copy()
    X, Y = arrays(order.dataset.train, parameters.flat.dtype.name)
    X = as_float(X)
    at = np.linspace(order.value - order.reach, order.value + order.reach, POINTS)
    costs = np.empty(POINTS + 1)
    for place, value in enumerate((*at, order.after)):
        report(place, len(costs))
        parameters.flat[order.flat] = value
        with np.errstate(all="ignore"):
            losses = network.cost(network.forward(parameters, X), Y)
            costs[place] = losses + objective.penalty(parameters, order.standing.batch)
    for array in (at, costs):
        array.flags.writeable = False
    return WeightCurve(at, costs[:-1], float(costs[-1]))


def usual_reach(standing: Standing, flat: int, rate: float, close: bool = False) -> float:
    """Return how far to either side a weight is moved: so that the curve bends, and a step fits.

    With `close` it is as far as makes the step large, unless there is none.
    """
    value = abs(float(standing.parameters.flat[flat]))
    spread = float(np.sqrt(np.mean(np.square(standing.parameters.flat, dtype=np.float64))))
    step = abs(rate * float(standing.gradients.flat[flat]))
    reach = max(1.0, 2 * value, 4 * spread, 1.5 * step)
    if close and step > LEAST_STEP * max(1.0, value):
        reach = 1.5 * step
    return reach if np.isfinite(reach) else 1.0
