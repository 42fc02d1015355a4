"""Moments of a run for a page that replays it: answers, and as many weights as a page holds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np

from core.data.dataset import Dataset, Samples, samples_at
from core.experiment.inputs import PictureInputs
from core.experiment.settings import Experiment
from core.models.model import Model
from core.network.parameters import Parameters, count
from core.training.trainer import Trainer

FRAMES = 60
BUDGET = 1_200_000
"""Bytes of weights that a page holds; in text they are a third more."""
SINGLE = 4
"""Bytes of a number in single precision."""
SHOWN = 24
"""Pictures whose answers a page follows."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A run at one moment: `readings` (names, pictures shown) of the pictures that a page shows.

    `parameters` are None where the page has no room for them.
    """

    iteration: int
    readings: np.ndarray
    parameters: Parameters | None


class Recorder:
    """Collect the frames of a run while it is trained: call it with its trainer, as `finish` does.

    Weights are kept of all frames where the page has room for them, else of the last alone.
    """

    def __init__(self, experiment: Experiment, dataset: Dataset) -> None:
        self._experiment, self._dataset = experiment, dataset
        self._shown = shown_pictures(dataset)
        self.frames: list[Frame] = []

    def __call__(self, trainer: Trainer) -> None:
        """Take a frame where one is due, or where the run is over."""
        if self.frames and not trainer.finished:
            since = trainer.iteration - self.frames[-1].iteration
            if since < max(1, trainer.updates // FRAMES):
                return
        self.take(trainer.iteration, trainer.parameters)

    def take(self, iteration: int, parameters: Parameters) -> None:
        """Take a frame of full parameters at an iteration, unless the last is of it."""
        if self.frames and self.frames[-1].iteration == iteration:
            return
        if self.frames and count(parameters.sizes) * SINGLE * (FRAMES + 2) > BUDGET:
            self.frames[-1] = replace(self.frames[-1], parameters=None)
        model = Model.of(self._experiment, self._dataset, parameters)
        found = model.readings(self._shown.X[:, :]) if self._shown else np.empty((0, 0))
        self.frames.append(Frame(iteration, found, model.parameters))


def frames_along(
    experiment: Experiment,
    dataset: Dataset,
    path: Iterable[tuple[int, Parameters]],
    pulse: Callable[[], object] = lambda: None,
) -> list[Frame]:
    """Return the frames of a run at the pairs of iteration and full parameters on its way.

    `pulse` before every frame may raise.
    """
    recorder = Recorder(experiment, dataset)
    for iteration, parameters in path:
        pulse()
        recorder.take(iteration, parameters)
    return recorder.frames


def shown_pictures(dataset: Dataset) -> Samples | None:
    """Return the pictures whose answers a page follows: of the test part if there is one.

    None where the samples are no pictures.
    """
    if not isinstance(dataset.inputs, PictureInputs) or not dataset.inputs.is_one_picture:
        return None
    samples = dataset.test or dataset.train
    places = np.linspace(0, samples.m - 1, min(SHOWN, samples.m)).round().astype(int)
    return samples_at(samples, places)
