"""Cross-validation: every sample is tested once, by a network that has not learned from it."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import mean, stdev

import numpy as np
from msgspec.structs import replace

from core.data.dataset import Dataset
from core.data.folds import FoldedData
from core.data.registry import Report
from core.errors import ExperimentError
from core.experiment.settings import Experiment
from core.messages import fill, to_translate, translate
from core.network.targets import CLASSES, Targets
from core.statistics import wilson_interval
from core.training.metrics import chunks
from core.training.trainer import Trainer

FEWEST, MOST = 2, 20
# Two-sided 95 % points of Student's distribution of 1 to 19 degrees of freedom.
_T_95 = (
    12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281,
    2.2010, 2.1788, 2.1604, 2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.0930,
)  # fmt: skip

IN_PERCENT = to_translate(
    "{folds} folds: accuracy {mean:.1%} on samples that were not learned (95 %: {low:.1%} to "
    "{high:.1%})"
)
OF_NUMBERS = to_translate(
    "{folds} folds: R² {mean:.3f} on samples that were not learned (95 %: {low:.3f} to {high:.3f})"
)


@dataclass(frozen=True, slots=True)
class FoldScore:
    """How good the network is that has not learned from a fold, on its `m` samples.

    `accuracy` is the metric of the targets, as everywhere.
    """

    m: int
    cost: float
    accuracy: float
    train_accuracy: float
    diverged: bool


@dataclass(frozen=True, slots=True, eq=False)
class CrossValidationResults:
    """The scores of the folds that have ended, of `total`.

    `names` (m,) and `labels` (m,) are of all samples, and `readings` (n, m) what the network that
    has not learned from it read for each of the `classes`, labels or numbers; NaN before.
    """

    experiment: Experiment
    total: int
    scores: tuple[FoldScore, ...]
    classes: tuple[str, ...]
    names: tuple[str, ...]
    labels: np.ndarray
    readings: np.ndarray
    reads_as: str
    targets: Targets = CLASSES

    @property
    def mean(self) -> float:
        """Return the mean accuracy of the folds."""
        return mean(score.accuracy for score in self.scores)

    @property
    def interval(self) -> tuple[float, float]:
        """Return the 95 % interval, low and high, of the mean; NaN before a second fold.

        The spread of the folds as corrected for the samples that trainings share, or Wilson's
        interval of all answers where that is wider. Source: C. Nadeau and Y. Bengio, "Inference
        for the generalization error", Machine Learning 52 (2003), 239-281, the corrected
        resampled t-test. It is of networks that learn from so many samples, and no more than an
        estimate: an unbiased one of this variance there is not (Y. Bengio and Y. Grandvalet,
        Journal of Machine Learning Research 5 (2004), 1089-1105).
        """
        k = len(self.scores)
        if k < FEWEST:
            return math.nan, math.nan
        spread = stdev(score.accuracy for score in self.scores)
        reach = _T_95[k - 2] * spread * math.sqrt(1 / k + 1 / (self.total - 1))
        low, high = self.mean - reach, self.mean + reach
        if not self.targets.in_percent:
            return low, min(1.0, high)
        least, most = wilson_interval(self.mean, sum(score.m for score in self.scores))
        return max(0.0, min(low, least)), min(1.0, max(high, most))

    def is_of(self, experiment: Experiment) -> bool:
        """Tell whether it judges this experiment."""
        both = (replace(one, data=one.data.of_numbers) for one in (self.experiment, experiment))
        return next(both) == next(both)

    def sentence(self) -> str:
        """Write "5 folds: accuracy 72.0 % on samples that were not learned (95 %: ...)"."""
        text = translate(IN_PERCENT if self.targets.in_percent else OF_NUMBERS)
        low, high = self.interval
        return fill(text, folds=len(self.scores), mean=self.mean, low=low, high=high)


class CrossValidation:
    """Train an experiment on all folds but one, fold after fold, one update at a time.

    Raises what FoldedData does, and ExperimentError where so many are no number of folds.
    """

    def __init__(
        self,
        experiment: Experiment,
        total: int,
        report: Report | None = None,
        before: Dataset | None = None,
    ) -> None:
        check_folds(total)
        self.experiment, self.total = experiment, total
        self.data = FoldedData(experiment.data, total, report, before)
        samples = self.data.dataset.train
        self._readings = np.full((len(self.data.dataset.classes), samples.m), np.nan)
        self._scores: list[FoldScore] = []
        self._trainer = self._next()

    @property
    def done(self) -> int:
        """Count the folds that have ended."""
        return len(self._scores)

    def advance(self) -> bool:
        """Make one update; tell whether a fold has ended with it."""
        trainer = self._trainer
        if trainer is None:
            return False
        trainer.step()
        if not trainer.finished:
            return False
        self._end(trainer)
        self._trainer = self._next()
        return True

    def results(self) -> CrossValidationResults:
        """Return the results of the folds that have ended."""
        whole = self.data.dataset
        readings = self._readings.copy()
        readings.flags.writeable = False
        return CrossValidationResults(
            self.experiment,
            self.total,
            tuple(self._scores),
            whole.classes,
            whole.train.names,
            whole.train.labels,
            readings,
            self._reads_as,
            whole.targets,
        )

    def _next(self) -> Trainer | None:
        if self.done == self.total:
            return None
        trainer = Trainer(self.experiment, self.data.dataset_of(self.done))
        self._reads_as = trainer.network.loss.reads_as
        return trainer

    def _end(self, trainer: Trainer) -> None:
        test, train = trainer.score_test(), trainer.score_train()
        assert test is not None
        parametrisation, places = trainer.parametrisation, self.data.places(self.done)
        network, parameters = parametrisation.network, parametrisation.parameters
        X = parametrisation.test[0] if parametrisation.test else None
        assert X is not None
        with np.errstate(all="ignore"):
            for part in chunks(X):
                A = network.forward(parameters, X[:, part]).A[-1]
                self._readings[:, places[part]] = network.loss.readings(A)
        self._scores.append(
            FoldScore(len(places), test.cost, test.accuracy, train.accuracy, trainer.diverged)
        )


def cross_validate(
    experiment: Experiment,
    total: int,
    report: Callable[[int, int], None] | None = None,
    before: Dataset | None = None,
) -> CrossValidationResults:
    """Test every sample once in so many folds; `report(done, total)` comes after every fold.

    Raises what CrossValidation does.
    """
    work = CrossValidation(experiment, total, None, before)
    while work.done < total:
        if work.advance() and report:
            report(work.done, total)
    return work.results()


def check_folds(total: int) -> None:
    """Refuse a number of folds that is none, or takes for ever."""
    if not FEWEST <= total <= MOST:
        raise ExperimentError(
            "{total} folds: give a number from {fewest} to {most}.",
            total=total,
            fewest=FEWEST,
            most=MOST,
        )
