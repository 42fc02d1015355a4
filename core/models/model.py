"""A trained network with everything needed to use it: what it saw is what it will see."""

from dataclasses import dataclass

import numpy as np

from core.data.dataset import Dataset
from core.experiment.inputs import Inputs
from core.experiment.settings import Experiment, loss_of
from core.experiment.target_scale import TargetScale
from core.messages import Message
from core.models.answers import Answers
from core.models.calibration import UNCALIBRATED, Calibration
from core.network.network import Network
from core.network.parameters import Parameters
from core.network.targets import CLASSES


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Trained weights, the experiment they came from, what goes in and what the answers mean.

    `classes` name what is answered: classes, or, as its kind of `targets` says, labels or numbers,
    whose `target_scale` leads back to their own unit.
    `calibration` is what its test samples have said about its answers.
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
    calibration: Calibration = UNCALIBRATED

    @classmethod
    def of(
        cls,
        experiment: Experiment,
        dataset: Dataset,
        parameters: Parameters,
        calibration: Calibration = UNCALIBRATED,
    ) -> "Model":
        """Make a model of a run's weights as they are now; later updates do not change it."""
        return cls(
            experiment,
            dataset.inputs,
            dataset.classes,
            parameters.read_only(),
            targets=dataset.targets.name,
            target_scale=dataset.target_scale,
            calibration=calibration,
        )

    @property
    def network(self) -> Network:
        settings = self.experiment.network
        row = loss_of(self.experiment, self.targets)
        return Network(self.parameters.sizes, settings.activation_rows, row)

    @property
    def answers(self) -> Answers:
        """Return what its readings mean."""
        row = loss_of(self.experiment, self.targets)
        return Answers.of(self.classes, row, self.experiment.answers, self.calibration)

    def readings(self, X: np.ndarray) -> np.ndarray:
        """Return what is answered for samples X (n[0], m), as the loss reads it: (classes, m).

        That is the probability or the score of every class, or numbers in their own unit.
        """
        return self.respond(X).readings

    def respond(self, X: np.ndarray) -> "Responses":
        """Return the readings of samples X (n[0], m), and what decides whether any is answered."""
        X = np.asfortranarray(X, dtype=self.parameters.flat.dtype)
        network, calibration = self.network, self.calibration
        forward_pass = network.forward(self.parameters, X)
        readings = calibration.readings(network.loss, forward_pass)
        if self.target_scale:
            readings = self.target_scale.unscale(readings)
        far = calibration.distances(forward_pass, X)
        if far is None:
            return Responses(readings)
        names = calibration.references.names if calibration.references else ()
        nearest = tuple(names[number] for number in far.numbers) if names else ()
        return Responses(readings, far.nearest, nearest)

    def classes_answered(self, X: np.ndarray) -> np.ndarray:
        """Return the numbers of the classes that are answered for samples X (n[0], m), or NONE."""
        said = self.respond(X)
        return self.answers.classes(said.readings, said.distances)


@dataclass(frozen=True, slots=True, eq=False)
class Responses:
    """What a network says of samples: readings (names, m), and the distance from what it knows.

    `distances` (m,) are None, and `nearest`, the names of the nearest training samples, empty
    where they are not asked for or not known.
    """

    readings: np.ndarray
    distances: np.ndarray | None = None
    nearest: tuple[str, ...] = ()
