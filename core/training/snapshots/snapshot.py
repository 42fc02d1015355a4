"""A complete, read-only picture of a run at one moment: all that a view may know."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import numpy as np

from core.data.dataset import ConstantAnswer, Dataset
from core.data.sample import Sample
from core.experiment.settings import Experiment, loss_of
from core.messages import Message, translate
from core.models.answers import own_threshold
from core.network.losses import Loss
from core.network.penalties import PENALTIES, Penalty
from core.network.targets import Targets
from core.training.analyses.exact_solution import ExactSolution
from core.training.class_weights import loss_on
from core.training.evaluation import EVALUATED_SAMPLES
from core.training.health.findings import Finding
from core.training.health.summary import Accuracy, summary
from core.training.history import Curve


class State(StrEnum):
    """Where a run stands."""

    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    DIVERGED = "diverged"


@dataclass(frozen=True, slots=True, eq=False)
class LayerActivations:
    """One hidden layer on the fixed sample: A is (n[l], samples), read-only; `number` from 1."""

    number: int
    activation: str
    A: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """A run at one iteration, whole: never a difference from another snapshot.

    `run` counts the runs of this session: a picture of an older run is stale.
    `unit` says what the curves count: "iteration" or "epoch". Accuracies are
    shares from 0 to 1; a baseline is the best constant answer for the samples. `classes` are the
    names; `sample_labels` (samples,) is the class of every column of the layers' A, and `shown`
    its number among the training samples of `dataset`. `seconds` is time spent training.
    `parametrisation` is how the run is worked out: "direct", or "span" (of the samples).
    `gradient_norms` and `update_ratios` hold a curve a layer, see core/training/update_norms.py.
    `sample` is the one that somebody looks at, which the probes of a sample are of.
    `inside` is the iteration that the layers and the `probes` are of: one of just now, or with
    `looking_back` an earlier one that somebody wants to see; `probes` holds by name
    what was asked for of the table PROBES. `checked` is the iteration that `findings` are of,
    earlier than now while a run goes on; with `is_changed` the training settings are others since
    the last update. `inside_version` changes whenever `layers` or
    `probes` do. `batch_starts` are the iterations and epochs at which batches were cut anew,
    `branches` the iterations at which the run left an earlier one, the newest last, and `begin`
    is the earliest iteration that can be shown, that of the file where a run was opened.
    `first_weights` is the fingerprint of those that the run was given, empty where
    they were drawn, and `source` where they come from. `penalty` is what the weights that are
    shown add to the train cost (L2, L1); test costs are without. `exact` is the least cost there
    can be, or why it is not known; None until it has been worked out.
    """

    run: int
    experiment: Experiment
    dataset: Dataset
    state: State
    iteration: int
    iterations: int
    inside: int
    seconds: float
    rate: float
    unit: str
    learning_rate: float
    rate_changes: tuple[tuple[int, float], ...]
    train_cost: Curve
    test_cost: Curve
    train_accuracy: Curve
    test_accuracy: Curve
    train_baseline: ConstantAnswer
    test_baseline: ConstantAnswer | None
    train_count: int
    test_count: int
    layers: tuple[LayerActivations, ...]
    classes: tuple[str, ...]
    sample_labels: np.ndarray
    shown: np.ndarray
    parameter_count: int
    findings: tuple[Finding, ...] = field(default=())
    checked: int = 0
    is_changed: bool = False
    parametrisation: str = "direct"
    gradient_norms: tuple[Curve, ...] = ()
    update_ratios: tuple[Curve, ...] = ()
    probes: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    inside_version: int = 0
    batch_starts: tuple[tuple[int, int], ...] = ()
    branches: tuple[int, ...] = ()
    begin: int = 0
    looking_back: bool = False
    first_weights: str = ""
    source: Message | str = ""
    penalty: float = 0.0
    sample: Sample = field(default_factory=Sample)
    exact: ExactSolution | Message | None = None

    @property
    def targets(self) -> Targets:
        """Return the kind of targets that the data has."""
        return self.dataset.targets

    @property
    def loss(self) -> Loss:
        """Return the loss that is made small, with the weights of the classes."""
        return loss_on(self.experiment, self.dataset)

    @property
    def own_threshold(self) -> float | None:
        """Return the threshold of the answers where accuracies do not count by it, else None."""
        return own_threshold(self.experiment.answers, self.loss, len(self.classes))

    @property
    def reads_as(self) -> str:
        """Say what an answer reads as: a "probability", a "score" or a "number"."""
        return loss_of(self.experiment, self.targets.name).reads_as

    @property
    def evaluated_count(self) -> int:
        """Count the training samples that the train accuracy of an epoch is of."""
        if not self.experiment.training.in_batches(self.train_count):
            return self.train_count
        return min(self.train_count, EVALUATED_SAMPLES)

    @property
    def penalties(self) -> str:
        """Name the penalties that are part of the train cost: "L2", or "L2 + L1"."""
        return " + ".join(translate(row.label) for row in self._penalty_rows())

    @property
    def penalty_formula(self) -> str:
        """Write what the penalties add to the train cost, of every matrix of weights w."""
        return " + ".join(row.formula for row in self._penalty_rows())

    def penalty_formula_of(self, m: str) -> str:
        """Write it with a number of samples in the place of m."""
        return " + ".join(row.formula_of(m) for row in self._penalty_rows())

    def _penalty_rows(self) -> list[Penalty]:
        training = self.experiment.training
        return [row for row in PENALTIES.values() if getattr(training, row.name)]

    @property
    def untrained(self) -> Message | None:
        """Say so where the weights that are shown have had no update here, and whose they are."""
        if self.inside:
            return None
        if not self.first_weights:
            return Message("Not trained yet.")
        if self.source:
            return Message("Weights from {source}; not trained on here yet.", source=self.source)
        return Message("Given weights; not trained on here yet.")

    @property
    def summary(self) -> Message:
        """Say how good the network is that is shown, for where nothing was found."""
        train = self._accuracy(self.train_accuracy, self.train_count, self.train_baseline)
        test = self._accuracy(self.test_accuracy, self.test_count, self.test_baseline)
        if self.untrained or not train:
            return self.untrained or Message("Not trained yet.")
        return summary(train, test, self.state is not State.RUNNING)

    def _accuracy(
        self, curve: Curve, count: int, baseline: ConstantAnswer | None
    ) -> Accuracy | None:
        if not baseline or not len(curve.values):
            return None
        place = np.searchsorted(curve.at, self.place_of(self.inside), side="right")
        share = float(curve.values[max(0, int(place) - 1)])
        name = self.classes[baseline.label]
        return Accuracy(share, count, baseline.share, name, self.targets.name)

    def place_of(self, iteration: float) -> float:
        """Return the x of an iteration on the curves."""
        return _between(iteration, *self._knots)

    def iteration_at(self, place: float) -> int:
        """Return the iteration of an x on the curves."""
        updates, epochs = self._knots
        return max(0, round(_between(place, epochs, updates)))

    @property
    def _knots(self) -> tuple[list[int], list[int]]:
        """Return iterations and x of which the curves count evenly from one to the next."""
        starts = [(0, 0), *self.batch_starts]
        iteration, epoch = starts[-1]
        batches = self.experiment.training.batches(self.train_count)
        updates, epochs = zip(*starts, (iteration + batches, epoch + 1), strict=True)
        return [*updates], [*epochs]


def _between(x: float, xs: list[int], ys: list[int]) -> float:
    """Return y at x on straight lines through points with growing x, the last of which goes on.

    Where x and y are whole it is exact, for an epoch that was not quite reached is another.
    """
    i = min(max(bisect_right(xs, x), 1), len(xs) - 1)
    return ys[i - 1] + (x - xs[i - 1]) * (ys[i] - ys[i - 1]) / (xs[i] - xs[i - 1])
