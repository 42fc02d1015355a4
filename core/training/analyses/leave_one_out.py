"""Which training samples taught a network its answer: train it once more without each of them."""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from core.data.dataset import Dataset, samples_at
from core.data.sample import Sample
from core.errors import LayerbenchError
from core.experiment.settings import Experiment
from core.network.parameters import Parameters
from core.network.targets import CLASSES
from core.training.parametrisation import share_products
from core.training.trainer import Trainer

# Updates from one look at what else there is to do to the next.
AT_ONCE = 8


@dataclass(frozen=True, slots=True, eq=False)
class LeaveOneOutResults:
    """How sure networks are of an answer that have learned without one training sample each.

    `answered` is the class that the network of all samples answers to `sample`, `with_all` its
    probability or score, and `without` (m,) that of the networks without sample 0 ... m - 1,
    read-only, NaN of those that are still to come or whose run diverged; `flipped` (m,) tells which
    answer another class. Every network had `updates` updates from the same first weights, and
    `done` of those without a sample are there.
    """

    experiment: Experiment
    dataset: Dataset
    sample: Sample
    updates: int
    answered: int
    with_all: float
    without: np.ndarray
    flipped: np.ndarray
    done: int

    @property
    def total(self) -> int:
        return len(self.without)

    @property
    def changes(self) -> np.ndarray:
        """Return what each sample adds to the probability or score of the answer, (m,)."""
        return self.with_all - self.without


class LeaveOneOut:
    """Train an experiment with all samples, then without each in turn, a few updates at a time.

    It is exact: nothing is approximated, and no weights are those of another run. The scale of the
    inputs stays that of all samples. Raises LayerbenchError for answers that are no classes.
    """

    def __init__(
        self,
        experiment: Experiment,
        dataset: Dataset,
        sample: Sample,
        updates: int,
        first_weights: Parameters | None = None,
    ) -> None:
        if dataset.targets is not CLASSES:
            raise LayerbenchError(
                "What each sample teaches is worked out for answers that are one class of several."
            )
        if dataset.train.m < 2:
            raise LayerbenchError("There is only one training sample: nothing can be left out.")
        self.experiment, self.dataset, self.sample = experiment, dataset, sample
        self.updates, self._first_weights = updates, first_weights
        self._x = sample.x(dataset)[:, np.newaxis]
        self._with_all: _Answer | None = None
        self._without: list[_Answer] = []
        # Only a run that may stop early looks at test samples.
        self._learned = dataset if experiment.training.patience else replace(dataset, test=None)
        self._trainer: Trainer | None = self._start(self._learned)

    @property
    def done(self) -> int:
        """Count the samples whose network is trained."""
        return len(self._without)

    @property
    def total(self) -> int:
        return self.dataset.train.m

    def advance(self) -> bool:
        """Make a few updates; tell whether a run has ended with them."""
        trainer = self._trainer
        if trainer is None:
            return False
        trainer.step(min(AT_ONCE, self.updates - trainer.iteration))
        if not (trainer.finished or trainer.iteration >= self.updates):
            return False
        answer = self._answer(trainer)
        if self._with_all is None:
            self._with_all = answer
        else:
            self._without.append(answer)
        self._trainer = self._next()
        return True

    def results(self) -> LeaveOneOutResults | None:
        """Return what is known; None before the network of all samples is trained."""
        if self._with_all is None:
            return None
        answered = self._with_all.label
        without = np.array([answer.readings[answered] for answer in self._without])
        flipped = np.array([answer.label != answered for answer in self._without], bool)
        to_come = self.total - self.done
        without = np.append(without, np.full(to_come, np.nan))
        flipped = np.append(flipped & np.isfinite(without[: self.done]), np.zeros(to_come, bool))
        for array in (without, flipped):
            array.flags.writeable = False
        return LeaveOneOutResults(
            self.experiment,
            self.dataset,
            self.sample,
            self.updates,
            answered,
            float(self._with_all.readings[answered]),
            without,
            flipped,
            self.done,
        )

    @np.errstate(all="ignore")
    def _answer(self, trainer: Trainer) -> "_Answer":
        loss = trainer.network.loss
        x = self._x.astype(trainer.experiment.network.precision)
        A = trainer.network.forward(trainer.parameters, x).A[-1]
        readings = loss.readings(A)[:, 0].astype(np.float64)
        if trainer.diverged:
            readings = np.full(len(readings), np.nan)
        return _Answer(int(loss.answers(A)[0]), readings)

    def _next(self) -> Trainer | None:
        return None if self.done == self.total else self._start(leave_out(self._learned, self.done))

    def _start(self, dataset: Dataset) -> Trainer:
        return Trainer(self.experiment, dataset, first_weights=self._first_weights)


class _Answer(NamedTuple):
    """The class that a network answers, and the probabilities or scores of all, (classes,)."""

    label: int
    readings: np.ndarray


def leave_out(dataset: Dataset, number: int) -> Dataset:
    """Return the data without one training sample, on its own copy of the others."""
    whole = dataset.train
    kept = np.delete(np.arange(whole.m), number)
    part = replace(dataset, train=samples_at(whole, kept), decoded=None)
    share_products(dataset, part, kept)
    return part
