"""One update: from a batch of samples to new weights."""

import math

import numpy as np

from core.experiment import TrainingSettings
from core.network.dropout import DRAWS, Dropout
from core.network.network import Network, Pass
from core.network.objective import Objective
from core.network.optimisers import OPTIMISERS
from core.network.parameters import Parameters
from core.network.regularisation import PENALTIES, Regularisation, Weighed


class Descent:
    """Change parameters in place, update by update, as the training settings say.

    `rule` is the optimiser at work; it starts anew only where another one is chosen.
    """

    def __init__(
        self, network: Network, parameters: Parameters, training: TrainingSettings
    ) -> None:
        self.network, self.parameters = network, parameters
        self._dtype = parameters.flat.dtype.name
        self._gradients = Parameters(network.sizes, self._dtype)
        self.rule = OPTIMISERS[training.optimiser].start(parameters.flat.size, self._dtype)
        self._training = training
        self.follow(training)

    def follow(self, training: TrainingSettings) -> None:
        """Go on with other settings."""
        if training.optimiser != self._training.optimiser:
            row = OPTIMISERS[training.optimiser]
            self.rule = row.start(self.parameters.flat.size, self._dtype)
        self._training = training
        self._passes: dict[int, Pass] = {}
        self._objective = objective_of(self.network, training)
        self._dropout = dropout_of(self.network, training, self._dtype)

    def step(self, X: np.ndarray, Y: np.ndarray, iteration: int, rate: float) -> float:
        """Make one update and give the cost before it; where that is not finite, make none."""
        m = X.shape[1]
        masks = self._dropout.masks(m, iteration) if self._dropout else ()
        made = self._passes.get(m) or self._make_pass(m)
        self.network.forward(self.parameters, X, made, masks)
        cost = self._objective.cost(self.parameters, made, Y)
        if math.isfinite(cost):
            self._objective.gradient(self.parameters, made, Y, self._gradients)
            self.rule.update(self.parameters.flat, self._gradients.flat, rate, self._training)
        return cost

    def _make_pass(self, m: int) -> Pass:
        self._passes[m] = self.network.make_pass(m, self._dtype, keep_Z=False)
        return self._passes[m]


def objective_of(network: Network, training: TrainingSettings) -> Objective:
    """Build what the settings say that training makes small."""
    strengths = (Weighed(row, getattr(training, name)) for name, row in PENALTIES.items())
    return Objective(network, Regularisation(strengths))


def dropout_of(network: Network, training: TrainingSettings, dtype: str) -> Dropout | None:
    """Build the dropout that the settings ask for, if they ask for any."""
    hidden = network.sizes[1:-1]
    keep = training.kept(len(hidden))
    if all(share == 1 for share in keep):
        return None
    return Dropout(hidden, keep, DRAWS[training.dropout_masks], training.dropout_seed, dtype)
