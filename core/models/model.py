"""A trained network with everything needed to use it: what it saw is what it will see."""

from dataclasses import dataclass

import numpy as np

from core.data.dataset import Dataset
from core.experiment.inputs import Inputs
from core.experiment.settings import Experiment
from core.messages import Message
from core.network.losses import loss
from core.network.network import Network
from core.network.parameters import Parameters


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Trained weights, the experiment they came from, what goes in and what the answers mean.

    `remarks` say what reading them from a file has changed; `source` is where they were found.
    """

    experiment: Experiment
    inputs: Inputs
    classes: tuple[str, ...]
    parameters: Parameters
    remarks: tuple[Message, ...] = ()
    source: Message | str = ""

    @classmethod
    def of(cls, experiment: Experiment, dataset: Dataset, parameters: Parameters) -> "Model":
        """Make a model of a run's weights as they are now; later updates do not change it."""
        return cls(experiment, dataset.inputs, dataset.classes, parameters.read_only())

    @property
    def network(self) -> Network:
        settings = self.experiment.network
        return Network(
            self.parameters.sizes, settings.activation_rows, loss(self.experiment.training.loss)
        )

    def probabilities(self, X: np.ndarray) -> np.ndarray:
        """Return the probability of every class for samples X (n[0], m): (classes, m)."""
        X = np.asfortranarray(X, dtype=self.parameters.flat.dtype)
        network = self.network
        return network.loss.probabilities(network.forward(self.parameters, X).A[-1])
