"""The network of a run at one iteration, for the worker's own use: what looks are taken of."""

from functools import cached_property

import numpy as np

from core.data.dataset import Dataset
from core.experiment.settings import Experiment
from core.network.network import ForwardPass, Network
from core.network.parameters import Parameters
from core.training.parametrisation import Parametrisation


class NetworkState:
    """Hold a network's parameters at one iteration, and a pass over the samples that are shown.

    `trained` are the parameters in the form that the way trains; `parameters` are those of the
    experiment's own `network`, worked out when they are first asked for. `shown` are the numbers
    of the samples among the training samples, ordered by class, and `made` the pass over them.
    """

    def __init__(
        self,
        iteration: int,
        experiment: Experiment,
        network: Network,
        dataset: Dataset,
        way: Parametrisation,
        trained: Parameters,
        shown: np.ndarray,
        made: ForwardPass,
    ) -> None:
        self.iteration, self.experiment = iteration, experiment
        self.network, self.dataset = network, dataset
        self.way, self.trained = way, trained
        self.shown, self.made = shown, made

    @cached_property
    def parameters(self) -> Parameters:
        """Give the whole weights and biases, in memory that training does not change."""
        whole = self.way.grown(self.trained)
        return whole.copy() if whole is self.way.parameters else whole
