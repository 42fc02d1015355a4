"""How much of a result is luck: the same experiment from several first weights."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from msgspec.structs import replace

from core.data.dataset import Dataset
from core.errors import ExperimentError
from core.experiment.settings import Experiment
from core.messages import fill, to_translate, translate
from core.network.targets import CLASSES, Targets
from core.training.history import Curve, History
from core.training.trainer import Trainer

# A band is drawn through this many places at most.
PLACES = 500
FEWEST, MOST = 2, 100
LARGEST_SEED = 2**32 - 1

# By whether there are test samples, and whether runs diverged.
SENTENCES = {
    (False, False): to_translate(
        "{count} {count:seed|seeds}: train accuracy median {median:.1%}, {low:.1%} to {high:.1%}"
    ),
    (False, True): to_translate(
        "{count} {count:seed|seeds}: train accuracy median {median:.1%}, {low:.1%} to {high:.1%}; "
        "{diverged} diverged"
    ),
    (True, False): to_translate(
        "{count} {count:seed|seeds}: test accuracy median {median:.1%}, {low:.1%} to {high:.1%}"
    ),
    (True, True): to_translate(
        "{count} {count:seed|seeds}: test accuracy median {median:.1%}, {low:.1%} to {high:.1%}; "
        "{diverged} diverged"
    ),
}


# Of numbers, whose metric is no percentage.
OF_NUMBERS = {
    (False, False): to_translate(
        "{count} {count:seed|seeds}: R² on train median {median:.3f}, {low:.3f} to {high:.3f}"
    ),
    (False, True): to_translate(
        "{count} {count:seed|seeds}: R² on train median {median:.3f}, {low:.3f} to {high:.3f}; "
        "{diverged} diverged"
    ),
    (True, False): to_translate(
        "{count} {count:seed|seeds}: R² on the test median {median:.3f}, {low:.3f} to {high:.3f}"
    ),
    (True, True): to_translate(
        "{count} {count:seed|seeds}: R² on the test median {median:.3f}, {low:.3f} to {high:.3f}; "
        "{diverged} diverged"
    ),
}


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """The lowest, the median and the highest value of several runs at each place, read-only.

    A run that has no finite value at a place does not count there; NaN where none has.
    """

    at: np.ndarray
    low: np.ndarray
    median: np.ndarray
    high: np.ndarray

    @property
    def last(self) -> tuple[float, float, float]:
        """Return median, lowest and highest value at the end; NaN where there is no place."""
        if not len(self.at):
            return np.nan, np.nan, np.nan
        return float(self.median[-1]), float(self.low[-1]), float(self.high[-1])


@dataclass(frozen=True, slots=True, eq=False)
class SeedResults:
    """Results of runs that differ only in the seed of the first weights; `total` are planned."""

    experiment: Experiment
    seeds: tuple[int, ...]
    total: int
    diverged: int
    train_cost: Band
    test_cost: Band
    train_accuracy: Band
    test_accuracy: Band
    targets: Targets = CLASSES

    def is_of(self, experiment: Experiment) -> bool:
        """Tell whether an experiment differs in the seed of the first weights alone."""
        network = replace(self.experiment.network, seed=experiment.network.seed)
        return replace(self.experiment, network=network) == experiment

    def sentence(self) -> str:
        """Write "10 seeds: test accuracy median 72 %, 66 to 78 %"."""
        tested = len(self.test_accuracy.at) > 0
        median, low, high = (self.test_accuracy if tested else self.train_accuracy).last
        values = {"median": median, "low": low, "high": high, "diverged": self.diverged}
        sentences = SENTENCES if self.targets.in_percent else OF_NUMBERS
        text = translate(sentences[tested, self.diverged > 0])
        return fill(text, count=len(self.seeds), **values)


class SeedRuns:
    """Train an experiment from several seeds, one update at a time and run after run."""

    def __init__(self, experiment: Experiment, dataset: Dataset, total: int) -> None:
        self.experiment, self.dataset, self.total = experiment, dataset, total
        self.seeds = _seeds(experiment.network.seed, total)
        self._ended: list[History] = []
        self._diverged = 0
        self._trainer = self._next()

    @property
    def done(self) -> int:
        """Count the runs that have ended."""
        return len(self._ended)

    def advance(self) -> bool:
        """Make one update; tell whether a run has ended with it."""
        if self._trainer is None:
            return False
        self._trainer.step()
        if not self._trainer.finished:
            return False
        self._ended.append(self._trainer.history)
        self._diverged += self._trainer.diverged
        self._trainer = self._next()
        return True

    def results(self) -> SeedResults:
        """Return the results of the runs that have ended."""
        curves = {name: [h.series()[name].curve() for h in self._ended] for name in NAMES}
        bands = {name: _band(each) for name, each in curves.items()}
        seeds = self.seeds[: self.done]
        return SeedResults(
            self.experiment,
            seeds,
            self.total,
            self._diverged,
            **bands,
            targets=self.dataset.targets,
        )

    def _next(self) -> Trainer | None:
        if self.done == self.total:
            return None
        network = replace(self.experiment.network, seed=self.seeds[self.done])
        return Trainer(replace(self.experiment, network=network), self.dataset)


NAMES = ("train_cost", "test_cost", "train_accuracy", "test_accuracy")


def train_from_seeds(
    experiment: Experiment,
    dataset: Dataset,
    total: int,
    report: Callable[[int, int], None] | None = None,
) -> SeedResults:
    """Train from so many seeds to the end; `report(done, total)` comes after every run.

    Raises ExperimentError where so many are not from 2 to 100.
    """
    check_seeds(total)
    work = SeedRuns(experiment, dataset, total)
    while work.done < total:
        if work.advance() and report:
            report(work.done, total)
    return work.results()


def check_seeds(total: int) -> None:
    """Refuse a number of seeds that tells nothing, or takes for ever."""
    if not FEWEST <= total <= MOST:
        raise ExperimentError(
            "{total} seeds: give a number from {fewest} to {most}.",
            total=total,
            fewest=FEWEST,
            most=MOST,
        )


def _seeds(first: int, total: int) -> tuple[int, ...]:
    """Return the experiment's own seed and those after it."""
    return tuple((first + number) % (LARGEST_SEED + 1) for number in range(total))


def _band(curves: Iterable[Curve]) -> Band:
    curves = tuple(curves)
    if not curves:
        return Band(*[np.empty(0)] * 4)
    longest = max((curve.at for curve in curves), key=len, default=np.empty(0))
    places = np.linspace(0, len(longest) - 1, min(len(longest), PLACES)).round().astype(np.intp)
    at = longest[places]
    values = np.array([_values(curve, at) for curve in curves]).reshape(len(curves), len(at))
    finite = np.isfinite(values).any(axis=0)
    at, values = at[finite], values[:, finite]
    parts = [at, np.nanmin(values, axis=0), np.nanmedian(values, axis=0), np.nanmax(values, axis=0)]
    for part in parts:
        part.flags.writeable = False
    return Band(*parts)


def _values(curve: Curve, at: np.ndarray) -> np.ndarray:
    """Return the values at these places; NaN where there is none, or none that is finite."""
    places = np.minimum(np.searchsorted(curve.at, at), max(len(curve.at) - 1, 0))
    if not len(curve.at):
        return np.full(len(at), np.nan)
    here = (curve.at[places] == at) & np.isfinite(curve.values[places])
    return np.where(here, curve.values[places], np.nan)
