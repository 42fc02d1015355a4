"""A trained network with everything needed to use it: what it saw is what it will see."""

from dataclasses import dataclass

import numpy as np

from core.data.dataset import Dataset
from core.experiment.inputs import Inputs
from core.experiment.settings import Experiment, loss_of
from core.experiment.target_scale import TargetScale
from core.messages import Message
from core.models.answers import Answers
from core.network.network import Network
from core.network.parameters import Parameters
from core.network.targets import CLASSES


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Trained weights, the experiment they came from, what goes in and what the answers mean.

    `classes` name what is answered: classes, or, as its kind of `targets` says, labels or numbers,
    whose `target_scale` leads back to their own unit.
    `remarks` say what reading them from a file has changed; `source` is where they were found.
    """

    experiment: Experiment
    inputs: Inputs
    classes: tuple[str, ...]
    parameters: Parameters
    remarks: tuple[Message, ...] = ()
    source: Message | str = ""
    targets: str = CLASSES.name
    target_scale: TargetScale | None = None

    @classmethod
    def of(cls, experiment: Experiment, dataset: Dataset, parameters: Parameters) -> "Model":
        """Make a model of a run's weights as they are now; later updates do not change it."""
        return cls(
            experiment,
            dataset.inputs,
            dataset.classes,
            parameters.read_only(),
            targets=dataset.targets.name,
            target_scale=dataset.target_scale,
        )

    @property
    def network(self) -> Network:
        settings = self.experiment.network
        row = loss_of(self.experiment, self.targets)
        return Network(self.parameters.sizes, settings.activation_rows, row)

    @property
    def answers(self) -> Answers:
        """Return what its readings mean."""
        return Answers.of(self.classes, loss_of(self.experiment, self.targets))

    def readings(self, X: np.ndarray) -> np.ndarray:
        """Return what is answered for samples X (n[0], m), as the loss reads it: (classes, m).

        That is the probability or the score of every class, or numbers in their own unit.
        """
        X = np.asfortranarray(X, dtype=self.parameters.flat.dtype)
        network = self.network
        readings = network.loss.readings(network.forward(self.parameters, X).A[-1])
        return self.target_scale.unscale(readings) if self.target_scale else readings
