"""How much of a result is luck: the same experiment from several first weights."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from dataclasses import replace as with_fields

import numpy as np
from msgspec.structs import replace

from core.data.augmentation import active_augmentations
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


# Of the same seeds with and without augmentation, by the sign of what all of them gained, or 0.
COMPARED = {
    1: to_translate(
        "{seeds}: test {metric} {low} to {high} with augmentation, {other_low} to {other_high} "
        "without; higher from each, by {gain} in the median"
    ),
    -1: to_translate(
        "{seeds}: test {metric} {low} to {high} with augmentation, {other_low} to {other_high} "
        "without; lower from each, by {gain} in the median"
    ),
    0: to_translate(
        "{seeds}: test {metric} {low} to {high} with augmentation, {other_low} to {other_high} "
        "without; higher from {more}, lower from {less}: that can be luck"
    ),
}
SOME_SEEDS, ALL_SEEDS = to_translate("{done} of {total} seeds"), to_translate("{total} seeds")


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
    """Results of runs that differ only in the seed of the first weights; `total` are planned.

    `reached` are the test accuracies at the end, one a seed, none without test samples. `without`
    are the results of the same seeds without augmentation, where those were asked for.
    """

    experiment: Experiment
    seeds: tuple[int, ...]
    total: int
    diverged: int
    train_cost: Band
    test_cost: Band
    train_accuracy: Band
    test_accuracy: Band
    reached: tuple[float, ...] = ()
    targets: Targets = CLASSES
    without: "SeedResults | None" = None

    def is_of(self, experiment: Experiment) -> bool:
        """Tell whether an experiment differs in the seed of the first weights alone."""
        network = replace(self.experiment.network, seed=experiment.network.seed)
        return replace(self.experiment, network=network) == experiment

    def sentence(self) -> str:
        """Write "10 seeds: test accuracy median 72 %, 66 to 78 %", or compare with and without."""
        if self.without is not None:
            return self._compared(self.without)
        tested = len(self.test_accuracy.at) > 0
        median, low, high = (self.test_accuracy if tested else self.train_accuracy).last
        values = {"median": median, "low": low, "high": high, "diverged": self.diverged}
        sentences = SENTENCES if self.targets.in_percent else OF_NUMBERS
        text = translate(sentences[tested, self.diverged > 0])
        return fill(text, count=len(self.seeds), **values)

    def _compared(self, without: "SeedResults") -> str:
        gains = np.subtract(self.reached, without.reached)
        more, less = int((gains > 0).sum()), int((gains < 0).sum())
        clear = 1 if more == len(gains) else -1 if less == len(gains) else 0
        write = _percent if self.targets.in_percent else _plain
        seeds = ALL_SEEDS if len(gains) == self.total else SOME_SEEDS
        gain = abs(float(np.median(gains)))
        points = translate(POINTS).format(points=100 * gain)
        return fill(
            translate(COMPARED[clear]),
            seeds=translate(seeds).format(done=len(gains), total=self.total),
            metric=translate(self.targets.metric),
            low=write(min(self.reached)),
            high=write(max(self.reached)),
            other_low=write(min(without.reached)),
            other_high=write(max(without.reached)),
            gain=points if self.targets.in_percent else _plain(gain),
            more=more,
            less=less,
        )


POINTS = to_translate("{points:.1f} points")


def _percent(share: float) -> str:
    return fill("{share:.1%}", share=share)


def _plain(number: float) -> str:
    return fill("{number:.3f}", number=number)


class SeedRuns:
    """Train an experiment from several seeds, one update at a time and run after run.

    From each seed the experiment `without` augmentation follows, where one is given: the same
    first weights, the same order of the samples, and one difference.
    """

    def __init__(
        self,
        experiment: Experiment,
        dataset: Dataset,
        total: int,
        without: Experiment | None = None,
    ) -> None:
        self.experiment, self.dataset, self.total = experiment, dataset, total
        self.seeds = _seeds(experiment.network.seed, total)
        self._experiments = (experiment,) if without is None else (experiment, without)
        self._ended: list[History] = []
        self._diverged: list[bool] = []
        self._trainer = self._next()

    @property
    def done(self) -> int:
        """Count the seeds of which all runs have ended."""
        return len(self._ended) // len(self._experiments)

    def advance(self) -> bool:
        """Make one update; tell whether a run has ended with it."""
        if self._trainer is None:
            return False
        self._trainer.step()
        if not self._trainer.finished:
            return False
        self._ended.append(self._trainer.history)
        self._diverged.append(self._trainer.diverged)
        self._trainer = self._next()
        return True

    def results(self) -> SeedResults:
        """Return the results of the runs that have ended."""
        first, *others = (self._results_of(which) for which in range(len(self._experiments)))
        return with_fields(first, without=others[0]) if others else first

    def _results_of(self, which: int) -> SeedResults:
        of_each_seed = slice(which, self.done * len(self._experiments), len(self._experiments))
        ended = self._ended[of_each_seed]
        curves = {name: [h.series()[name].curve() for h in ended] for name in NAMES}
        bands = {name: _band(each) for name, each in curves.items()}
        return SeedResults(
            self._experiments[which],
            self.seeds[: self.done],
            self.total,
            sum(self._diverged[of_each_seed]),
            bands["train_cost"],
            bands["test_cost"],
            bands["train_accuracy"],
            bands["test_accuracy"],
            tuple(float(c.values[-1]) for c in curves["test_accuracy"] if len(c.values)),
            self.dataset.targets,
        )

    def _next(self) -> Trainer | None:
        seed, which = divmod(len(self._ended), len(self._experiments))
        if seed == self.total:
            return None
        experiment = self._experiments[which]
        network = replace(experiment.network, seed=self.seeds[seed])
        return Trainer(replace(experiment, network=network), self.dataset)


NAMES = ("train_cost", "test_cost", "train_accuracy", "test_accuracy")


def train_from_seeds(
    experiment: Experiment,
    dataset: Dataset,
    total: int,
    report: Callable[[int, int], None] | None = None,
    without: Experiment | None = None,
) -> SeedResults:
    """Train from so many seeds to the end; `report(done, total)` comes after every run.

    Raises ExperimentError where so many are not from 2 to 100.
    """
    check_seeds(total)
    work = SeedRuns(experiment, dataset, total, without)
    while work.done < total:
        if work.advance() and report:
            report(work.done, total)
    return work.results()


def without_augmentation(experiment: Experiment, dataset: Dataset) -> Experiment:
    """Return what an experiment is compared with, to see whether its augmentation helps.

    Raises ExperimentError where it has none, or no test samples to see it on.
    """
    active = active_augmentations(experiment.training)
    if not active:
        raise ExperimentError(
            "Nothing changes the pictures yet: set a flip, a turn, a shift or a brightness under "
            "Augmentation (training.flip and so on), then compare with and without."
        )
    if dataset.test is None:
        raise ExperimentError(
            "Whether augmentation helps is seen on test samples, and there are none: keep a share "
            "of the samples for testing (data.test_share)."
        ).suggest({"data.test_share": TEST_SHARE}, "Keep a fifth for testing")
    off = {row.name: row.off for row in active}
    return replace(experiment, training=replace(experiment.training, **off))


TEST_SHARE = 0.2


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
