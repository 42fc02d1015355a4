"""One update: from a batch of samples to new weights."""

import math
from collections.abc import Callable

import numpy as np

from core.experiment.settings import TrainingSettings
from core.interruption import cleared
from core.network.compiled_passes import CompiledPasses
from core.network.dropout import DROPOUT_MASKS, Dropout
from core.network.network import Network
from core.network.optimisers import OPTIMISERS
from core.network.update_rule import UpdateRule
from core.training.parametrisation import Parametrisation
from core.training.update_norms import UpdateNorms


class UpdateStep:
    """Change parameters in place, update by update, as the training settings say.

    `rule` is the optimiser at work; it starts anew only when another one is set.
    `outputs` are A[L] of the samples of the last step, before its update, and `hidden` the A of
    the layers before; `uses_dropout` tells whether dropout had its say in them.
    """

    def __init__(self, parametrisation: Parametrisation, training: TrainingSettings) -> None:
        self.network, self.parameters = parametrisation.network, parametrisation.parameters
        self._parametrisation = parametrisation
        self._dtype = self.parameters.flat.dtype.name
        self._gradients = self.parameters.alike(cleared(self.parameters.flat))
        self.rule = self._make_rule(training)
        self._training = training
        self.outputs = np.empty((0, 0))
        self.hidden: list[np.ndarray] = []
        self.set_training(training)

    def set_training(self, training: TrainingSettings) -> None:
        """Go on with other settings."""
        if training.optimiser != self._training.optimiser:
            self.rule = self._make_rule(training)
        self._training = training
        self._passes: dict[int, CompiledPasses] = {}
        self._objective = self._parametrisation.objective(training)
        self._dropout = dropout_of(self.network, training, self._dtype)

    @property
    def uses_dropout(self) -> bool:
        return self._dropout is not None

    def transferred_to(
        self, parametrisation: Parametrisation, to_full: Callable[[np.ndarray], np.ndarray]
    ) -> "UpdateStep":
        """Return the update step of another parametrisation, with the rule's state carried over.

        `to_full` turns a vector of that state into one of the full parameters.
        """
        update_step = UpdateStep(parametrisation, self._training)
        for name, vector in self.rule.state.items():
            update_step.rule.state[name][:] = to_full(vector)
        update_step.rule.count = self.rule.count
        return update_step

    def begin(
        self,
        X: np.ndarray,
        Y: np.ndarray,
        iteration: int,
        rate: float,
        sample_indices: np.ndarray | None = None,
        update_norms: UpdateNorms | None = None,
    ) -> float:
        """Begin an update, which `finish` makes, and return the cost before it.

        There is none where that cost is not finite.

        `sample_indices` are the numbers of these samples among all, None for all of them;
        `update_norms` measures the gradient.
        """
        masks = self._dropout.masks(X.shape[1], iteration) if self._dropout else ()
        passes = self._passes.get(X.shape[1])
        if passes is None or passes.X is not X or passes.Y is not Y:
            # Passes over other arrays of as many samples are forgotten.
            passes = self._passes[X.shape[1]] = self._parametrisation.passes(
                self._objective,
                self.parameters,
                self._gradients,
                X,
                Y,
                masks,
                sample_indices,
                self._parametrisation.executor,
            )
        passes.sample_indices = sample_indices
        cost = passes.forward()
        self.outputs, self.hidden = passes.A[-1], passes.A[1:-1]
        if math.isfinite(cost):
            passes.backward()
            if update_norms:
                update_norms.begin(self._parametrisation, self._gradients)
            self.rule.begin(self.parameters.flat, self._gradients.flat, rate, self._training)
        return cost

    def finish(self) -> None:
        """Make the update that has begun, or what is left of one that was broken off here."""
        self.rule.finish()

    def _make_rule(self, training: TrainingSettings) -> UpdateRule:
        row = OPTIMISERS[training.optimiser]
        return row.make_rule(self.parameters, self._parametrisation.executor)


def dropout_of(network: Network, training: TrainingSettings, dtype: str) -> Dropout | None:
    """Build the dropout that the settings ask for, if they ask for any."""
    hidden = network.sizes[1:-1]
    keep = training.keep_probabilities(len(hidden))
    if all(share == 1 for share in keep):
        return None
    return Dropout(
        hidden, keep, DROPOUT_MASKS[training.dropout_masks], training.dropout_seed, dtype
    )
