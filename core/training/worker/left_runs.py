"""Runs that a change has taken from the bench, for as long as there is room: they can come back."""

from typing import NamedTuple

from core.data.byte_matrix import ByteMatrix, Columns
from core.data.dataset import Dataset
from core.models.model import Model
from core.training.memory_check import count_numbers
from core.training.trainer import Trainer
from core.training.worker.timeline import Timeline

BUDGET, LARGEST = 6_000_000, 16_000_000
"""Bytes of all of them, with data that are not on the bench, and of one that is there alone."""
# What the span knows of the samples, beside the first whole W1; and the objects of a run and of a
# keyframe, in bytes.
_GRAMS, _OBJECTS, _OF_KEYFRAME = 3, 100_000, 1_500


class LeftRun(NamedTuple):
    """A run as it stood, with its past and the model that it began from."""

    trainer: Trainer
    timeline: Timeline
    origin: Model | None

    @property
    def size(self) -> int:
        """Reckon the bytes that it holds, rather too many than too few."""
        trainer = self.trainer
        training, trained = trainer.experiment.training, trainer.parametrisation
        m = trainer.dataset.train.m
        numbers = count_numbers(trained.parameters.sizes, training, m)
        if trained.name == "span":
            n = trainer.network.sizes
            numbers += _GRAMS * m * m + n[0] * n[1]
        past = self.timeline.size + _OF_KEYFRAME * len(self.timeline.keyframes)
        return numbers * trained.parameters.flat.itemsize + past + trainer.history.size + _OBJECTS


class LeftRuns:
    """Keep runs by their numbers; the oldest go where the room does not suffice.

    `gone` are those that went, by their numbers, with the updates that each had made.
    """

    def __init__(self) -> None:
        self._runs: dict[int, LeftRun] = {}
        self.gone: dict[int, int] = {}

    def put(self, run: int, left: LeftRun, dataset: Dataset) -> None:
        """Keep a run while `dataset` is on the bench.

        One that has not begun is nothing but its settings; of one with a long past the past goes.
        """
        if left.size > LARGEST // 2:
            left = left._replace(timeline=Timeline(left.trainer))
        if left.trainer.iteration:
            self._runs[run] = left
        while self._runs and self._size(dataset) > (BUDGET if len(self._runs) > 1 else LARGEST):
            oldest = next(iter(self._runs))
            self.gone[oldest] = self._runs.pop(oldest).trainer.iteration

    def take(self, run: int) -> LeftRun | None:
        """Return a run and keep it no longer; None where it is not kept."""
        return self._runs.pop(run, None)

    def _size(self, dataset: Dataset) -> int:
        others = {left.trainer.dataset for left in self._runs.values()} - {dataset}
        samples = [part for data in others for part in (data.train, data.test) if part]
        return sum(left.size for left in self._runs.values()) + sum(
            _size_of(part.X) for part in samples
        )


def _size_of(X: Columns) -> int:
    return (X.rows if isinstance(X, ByteMatrix) else X).nbytes
