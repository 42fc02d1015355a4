"""One update: from a batch of samples to new weights."""

import math
from collections.abc import Callable

import numpy as np

from core.experiment import TrainingSettings
from core.network.dropout import DRAWS, Dropout
from core.network.hands import ONE, Hands
from core.network.network import Network, Pass
from core.network.optimisers import OPTIMISERS
from core.network.rule import Rule
from core.training.movement import Movement
from core.training.way import Way


class Descent:
    """Change parameters in place, update by update, as the training settings say.

    `rule` is the optimiser at work; it starts anew only where another one is chosen.
    `answers` are the network's to the samples of the last step, before its update;
    `silences` tells whether dropout had its say in them.
    """

    def __init__(self, way: Way, training: TrainingSettings, hands: Hands = ONE) -> None:
        self.network, self.parameters = way.network, way.parameters
        self._way, self._hands = way, hands
        self._dtype = self.parameters.flat.dtype.name
        self._gradients = self.parameters.alike()
        self.rule = self._begun(training)
        self._training = training
        self.answers = np.empty((0, 0))
        self.follow(training)

    def follow(self, training: TrainingSettings) -> None:
        """Go on with other settings."""
        if training.optimiser != self._training.optimiser:
            self.rule = self._begun(training)
        self._training = training
        self._passes: dict[int, Pass] = {}
        self._objective = self._way.objective(training)
        self._dropout = dropout_of(self.network, training, self._dtype)

    @property
    def silences(self) -> bool:
        return self._dropout is not None

    def going_over(self, way: Way, whole: Callable[[np.ndarray], np.ndarray]) -> "Descent":
        """Give a descent another way; `whole` turns what the rule remembers into what it has."""
        descent = Descent(way, self._training, self._hands)
        for name, vector in self.rule.state.items():
            descent.rule.state[name][:] = whole(vector)
        descent.rule.count = self.rule.count
        return descent

    def step(
        self,
        X: np.ndarray,
        Y: np.ndarray,
        iteration: int,
        rate: float,
        chosen: np.ndarray | None = None,
        watch: Movement | None = None,
    ) -> float:
        """Make one update and give the cost before it; where that is not finite, make none.

        `chosen` are the numbers of these samples among all, None for all of them; `watch`
        looks at the gradient.
        """
        m = X.shape[1]
        masks = self._dropout.masks(m, iteration) if self._dropout else ()
        made = self._passes.get(m) or self._make_pass(m)
        made.chosen = chosen
        self.network.forward(self.parameters, X, made, masks)
        self.answers = made.A[-1]
        cost = self._objective.cost(self.parameters, made, Y)
        if math.isfinite(cost):
            self._objective.gradient(self.parameters, made, Y, self._gradients)
            if watch:
                watch.begin(self._way, self._gradients)
            self.rule.update(self.parameters.flat, self._gradients.flat, rate, self._training)
        return cost

    def _begun(self, training: TrainingSettings) -> Rule:
        row = OPTIMISERS[training.optimiser]
        return row.start(self.parameters.flat.size, self._dtype, self._hands)

    def _make_pass(self, m: int) -> Pass:
        self._passes[m] = self.network.make_pass(m, self._dtype, keep_Z=False)
        return self._passes[m]


def dropout_of(network: Network, training: TrainingSettings, dtype: str) -> Dropout | None:
    """Build the dropout that the settings ask for, if they ask for any."""
    hidden = network.sizes[1:-1]
    keep = training.kept(len(hidden))
    if all(share == 1 for share in keep):
        return None
    return Dropout(hidden, keep, DRAWS[training.dropout_masks], training.dropout_seed, dtype)
