"""Moments of a run for a page that replays it: costs, answers, and as many weights as it holds."""

from dataclasses import dataclass, replace

import numpy as np

from core.data.dataset import Dataset, Samples, samples_at
from core.experiment.inputs import PictureInputs
from core.models.model import Model
from core.network.parameters import Parameters, count
from core.training.trainer import Trainer

FRAMES = 60
BUDGET = 1_400_000
"""Bytes of weights that a page holds; in text they are a third more."""
SINGLE = 4
"""Bytes of a number in single precision."""
SHOWN = 24
"""Pictures whose answers a page follows."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A run at one moment: `at` is its place on the curves, `readings` (names, pictures shown).

    `parameters` are None where the page has no room for them.
    """

    iteration: int
    at: float
    cost: float
    readings: np.ndarray
    parameters: Parameters | None


class Recorder:
    """Collect the frames of a run while it is trained: call it with its trainer, as `finish` does.

    Weights are kept of all frames where the page has room for them, else of the last alone.
    """

    def __init__(self, trainer: Trainer, dataset: Dataset) -> None:
        self.dataset = dataset
        self.shown = shown_pictures(dataset)
        self.frames: list[Frame] = []
        size = count(trainer.parameters.sizes)
        self._keeps_all = size * SINGLE * (FRAMES + 2) <= BUDGET
        self._interval = max(1, trainer.updates // FRAMES)
        self(trainer)

    def __call__(self, trainer: Trainer) -> None:
        """Take a frame where one is due, or where the run is over."""
        if self.frames:
            since = trainer.iteration - self.frames[-1].iteration
            if not since or (since < self._interval and not trainer.finished):
                return
            if not self._keeps_all:
                self.frames[-1] = replace(self.frames[-1], parameters=None)
        self.frames.append(self._frame(trainer))

    def _frame(self, trainer: Trainer) -> Frame:
        costs = trainer.history.train_cost.curve()
        at = trainer.epochs_done if trainer.unit == "epoch" else trainer.iteration
        model = Model.of(trainer.experiment, self.dataset, trainer.parameters)
        found = model.readings(self.shown.X[:, :]) if self.shown else np.empty((0, 0))
        cost = float(costs.values[-1]) if len(costs.values) else trainer.score_train().cost
        return Frame(trainer.iteration, at, cost, found, model.parameters)


def shown_pictures(dataset: Dataset) -> Samples | None:
    """Return the pictures whose answers a page follows: of the test part if there is one.

    None where the samples are no pictures.
    """
    if not isinstance(dataset.inputs, PictureInputs) or not dataset.inputs.is_one_picture:
        return None
    samples = dataset.test or dataset.train
    places = np.linspace(0, samples.m - 1, min(SHOWN, samples.m)).round().astype(int)
    return samples_at(samples, places)
