"""The network of a run at one iteration, for the worker's own use: what probes measure."""

from collections.abc import Callable
from functools import cached_property

import numpy as np

from core.data.byte_matrix import Columns
from core.data.dataset import Dataset
from core.data.sample import Sample
from core.experiment.settings import Experiment
from core.models.answers import Answers
from core.models.calibration import UNCALIBRATED, Calibration
from core.network.network import ForwardPass, Network
from core.network.parameters import Parameters
from core.training.parametrisation import Parametrisation


class NetworkState:
    """Hold a network's parameters at one iteration, and a pass over the samples that are shown.

    `trained` are the parameters in the form that the parametrisation trains; `parameters` are
    those of the experiment's own `network`, worked out when they are first asked for. `shown`
    are the numbers of the samples among the training samples, ordered by class, and
    `forward_pass` the pass over them. `sample` is the one that somebody looks at. `first_weights`
    are those that the run was given, None where they were drawn. `calibrated` measures how a
    network of such parameters answers.
    """

    def __init__(
        self,
        iteration: int,
        experiment: Experiment,
        network: Network,
        dataset: Dataset,
        parametrisation: Parametrisation,
        trained: Parameters,
        shown: np.ndarray,
        forward_pass: ForwardPass,
        sample: Sample,
        first_weights: Parameters | None = None,
        calibrated: Callable[[Parameters], Calibration] = lambda parameters: UNCALIBRATED,
    ) -> None:
        self.iteration, self.experiment = iteration, experiment
        self.network, self.dataset = network, dataset
        self.parametrisation, self.trained = parametrisation, trained
        self.shown, self.forward_pass, self.sample = shown, forward_pass, sample
        self.first_weights, self._calibrated = first_weights, calibrated

    @cached_property
    def parameters(self) -> Parameters:
        """Return the full weights and biases, in memory that training does not change."""
        full = self.parametrisation.to_full(self.trained)
        return full.copy() if full is self.parametrisation.parameters else full

    @cached_property
    def calibration(self) -> Calibration:
        """Return what the test samples say of the answers of these parameters."""
        return self._calibrated(self.parameters)

    @cached_property
    def answers(self) -> Answers:
        """Return what its readings mean."""
        settings = self.experiment.answers
        return Answers.of(self.dataset.classes, self.network.loss, settings, self.calibration)

    def respond(
        self, forward_pass: ForwardPass, X: Columns, part: slice | np.ndarray
    ) -> tuple[np.ndarray, np.ndarray | None]:
        """Return the readings of a pass, and the distances of its samples where they count.

        The samples are a part of X (n[0], m), whichever way the network that was passed reads them.
        """
        readings = self.calibration.readings(self.network.loss, forward_pass)
        if self.calibration.references is None:
            return readings, None
        inputs = X[:, part].astype(readings.dtype, copy=False)
        far = self.calibration.distances(forward_pass, inputs)
        return readings, None if far is None else far.nearest

    @cached_property
    def x(self) -> np.ndarray:
        """Return what the network reads of the sample, (n[0],), in its precision."""
        return self.sample.x(self.dataset).astype(self.parameters.flat.dtype)
