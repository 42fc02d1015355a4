"""Two cost surfaces of one network on one data set that differ in one choice, with a descent each.

A descent begins from the same first weights on both, with the experiment's own settings; only
where the largest rates are found, a side that would diverge has a rate that works.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from msgspec.structs import replace

from core.data.dataset import Dataset, Samples
from core.data.load import load_unscaled
from core.data.scaling import SCALINGS, scale_dataset
from core.experiment.settings import Experiment
from core.experiment.toml import with_settings
from core.messages import Message, to_translate
from core.network.losses import AUTO, LOSSES, OUTPUTS
from core.network.parameters import Parameters, count
from core.training.analyses.cost_surface import Interval, Plane, Surface, extents_of, surface
from core.training.analyses.largest_rate import LargestRate, largest_rate
from core.training.metrics import Score
from core.training.trainer import Trainer

# Points of a path, at most, and the updates of a descent: so many, or fewer that together take
# so many multiplications (some seconds).
POINTS, UPDATES, WORK = 60, 1000, 2**35
# Updates at the beginning that are all points of the path, the growth of the cost at which a
# descent is broken off, and the share of the largest rate that replaces one which is larger.
FIRST, GROWN, WORKING = 8, 10.0, 0.9
# Updates of so many multiplications are made before anybody else has a turn.
TURN = 2**22
USUAL_SCALINGS = ("none", "standardised")
Report = Callable[[int, int], None]
Path = list[tuple[int, Parameters]]
Extents = tuple[Interval, Interval]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: what it is called, and the settings, by their keys, that make it so."""

    label: Message
    settings: tuple[tuple[str, str], ...]

    def of(self, experiment: Experiment) -> Experiment:
        """Return the experiment with these settings."""
        return with_settings(experiment, dict(self.settings))


class Comparison(NamedTuple):
    """What is compared, on which plane, and whether the largest rates are to be found, too."""

    sides: tuple[Side, Side]
    plane: Plane
    with_rates: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class ComparedSurface:
    """The surface of one side, with the path of its descent.

    The descent had this `learning_rate` and ended after so many `iterations`, at the latest where
    its cost had grown tenfold, with this `score` of all training samples. `largest_rate` is None
    where it was not asked for.
    """

    side: Side
    surface: Surface
    score: Score
    iterations: int
    learning_rate: float
    largest_rate: LargestRate | None


@dataclass(frozen=True, slots=True, eq=False)
class ComparedSurfaces:
    """Both surfaces; `run` is the run on the bench whose experiment they are of."""

    comparison: Comparison
    surfaces: tuple[ComparedSurface, ComparedSurface]
    run: int = 0


def _losses(targets: str) -> Iterable[Side]:
    for row in LOSSES.values():
        for output in row.outputs.get(targets, ()):
            label = Message(row.label)
            if len(row.outputs[targets]) > 1 and output != AUTO:
                label = Message(
                    to_translate("{loss}, {output}"),
                    loss=label,
                    output=Message(OUTPUTS[output].label),
                )
            yield Side(label, (("training.loss", row.name), ("network.output", output)))


def _scalings(targets: str) -> Iterable[Side]:
    for row in sorted(SCALINGS.values(), key=lambda row: row.name not in USUAL_SCALINGS):
        yield Side(Message(row.label), (("data.scaling", row.name),))


@dataclass(frozen=True, slots=True)
class ComparisonChoice:
    """One row of COMPARISONS: what differs, and the `sides` for a kind of targets in TARGETS.

    The first two sides are compared at first. `with_rates` asks for the largest rates, too.
    """

    name: str
    label: str
    sides: Callable[[str], Iterable[Side]]
    with_rates: bool = False


COMPARISONS = {
    row.name: row
    for row in (
        ComparisonChoice("losses", to_translate("two losses"), _losses),
        ComparisonChoice("scalings", to_translate("two scalings of the inputs"), _scalings, True),
    )
}


def compare_surfaces(
    experiment: Experiment,
    dataset: Dataset,
    comparison: Comparison,
    first_weights: Parameters | None = None,
    report: Report | None = None,
) -> ComparedSurfaces:
    """Descend on both sides, and work out both surfaces about where the descents end.

    Over two weights of the same inputs both surfaces have the same extents. `report(done, 100)`
    comes now and then with the percentage done, and what it raises ends it. Raises
    LayerbenchError where a side cannot be trained, or its data cannot be read.
    """
    stages = _Percent(report or (lambda done, total: None), 8 if comparison.with_rates else 6)
    descents = [
        _descend(
            _Descent.of(experiment, dataset, side, first_weights, stages.next()), comparison, stages
        )
        for side in comparison.sides
    ]
    plane, extents = comparison.plane, None
    one, other = (descent.trainer.dataset.inputs for descent in descents)
    if plane.weights and one == other:
        both = [
            extents_of(descent.trainer.network, descent.path, descent.train, plane)
            for descent in descents
        ]
        x, y = (
            (min(low for low, _ in ends), max(high for _, high in ends))
            for ends in zip(*both, strict=True)
        )
        extents = x, y
    first, second = (
        ComparedSurface(
            descent.side,
            surface(
                descent.trainer.network, descent.path, descent.train, plane, stages.next(), extents
            ),
            descent.trainer.score_train(),
            descent.trainer.iteration,
            descent.trainer.experiment.training.learning_rate,
            descent.largest_rate,
        )
        for descent in descents
    )
    return ComparedSurfaces(comparison, (first, second))


@dataclass
class _Descent:
    """A run of one side, and some points of its path."""

    side: Side
    trainer: Trainer
    path: Path = field(default_factory=list)
    largest_rate: LargestRate | None = None

    @property
    def train(self) -> Samples:
        return self.trainer.dataset.train

    @classmethod
    def of(
        cls,
        experiment: Experiment,
        dataset: Dataset,
        side: Side,
        first_weights: Parameters | None,
        report: Report,
    ) -> "_Descent":
        changed = side.of(experiment)
        if changed.data != experiment.data:
            # Of data whose kind knows no scaling, too: it is never part of the bench.
            unscaled = load_unscaled(changed.data, report, dataset)
            dataset = scale_dataset(unscaled, changed.data.scaling)
        return cls(side, Trainer(changed, dataset, first_weights=first_weights))


class _Percent:
    """Report how much of several stages is done; no report says less than one before."""

    def __init__(self, report: Report, stages: int) -> None:
        self._report, self._stages = report, stages
        self._stage = self._most = 0

    def next(self) -> Report:
        """Begin the next stage, and return what to tell of it."""
        stage, self._stage = self._stage, self._stage + 1

        def report(done: int, total: int) -> None:
            self._most = max(self._most, int(100 * (stage + done / total) / self._stages))
            self._report(self._most, 100)

        return report


def _descend(descent: _Descent, comparison: Comparison, stages: _Percent) -> _Descent:
    """Train for a short run, until the cost has grown too much; where asked, by a rate that works.

    Points at which the cost has grown so are not kept: about them nothing else would be seen.
    """
    if comparison.with_rates:
        descent.largest_rate = largest_rate(descent.trainer, stages.next())
        _lower_rate(descent.trainer, descent.largest_rate.rate)
    trainer, path, report = descent.trainer, descent.path, stages.next()
    work = count(trainer.network.sizes) * trainer.batches.size * 3
    updates = min(trainer.updates, UPDATES, max(POINTS, WORK // work))
    path.append((0, trainer.parameters.copy()))
    most = GROWN * trainer.score_train().cost
    # The first updates one by one: they are the longest.
    for place in sorted({*range(1, FIRST + 1), *np.linspace(0, updates, POINTS).round()} - {0}):
        while trainer.iteration < min(place, updates) and not trainer.finished:
            left = int(min(place, updates)) - trainer.iteration
            trainer.step(min(left, max(1, TURN // work)))
            report(trainer.iteration, updates)
        if not trainer.score_train().cost <= most:
            break
        if trainer.iteration > path[-1][0]:
            path.append((trainer.iteration, trainer.parameters.copy()))
    return descent


def _lower_rate(trainer: Trainer, largest: float | None) -> None:
    """Take a rate that works where the settings have one that does not."""
    training = trainer.experiment.training
    if largest is not None and largest < training.learning_rate:
        trainer.change(replace(training, learning_rate=WORKING * largest))
