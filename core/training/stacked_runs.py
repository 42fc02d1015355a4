"""Runs that differ in their numbers alone, trained as one: sooner, and with the same bits.

A run of a small network takes as long as its calls of NumPy take to begin, which those of a stack
share (`core/network/stacked_passes.py`). Whether the bits are the same is not only tested: the
first updates of every run are made alone as well, and a run whose bits differ there is trained
alone.
"""

from collections.abc import Callable, Sequence

import msgspec
import numpy as np

from core.data.byte_matrix import ByteMatrix
from core.data.dataset import Dataset
from core.experiment.settings import Experiment, TrainingSettings
from core.network.optimisers import OPTIMISERS
from core.network.parameters import count
from core.network.penalties import PENALTIES
from core.network.schedules import SCHEDULES
from core.network.stacked_passes import StackedParameters, StackedPasses
from core.network.update_rule import CHUNK_BYTES, UpdateRule
from core.training.parametrisation import choose_parametrisation
from core.training.run import REPORTED
from core.training.trainer import Trainer, network_of
from core.training.update_step import dropout_of

FEWEST, MOST = 2, 32
"""Runs in a stack: two are a third quicker together, and more than 32 no quicker than 32."""
NUMBERS = 2**16
"""The largest array of a stack has at most so many numbers, which the caches hold."""
CHECKED = 3
"""Updates that are made both ways."""
_FREE = ("learning_rate", "schedule", "decay_rate", "decay_factor", "decay_interval", *PENALTIES)
"""What may differ between the runs of a stack: the rate, how it decays, strengths of penalties."""
_ALIKE = (
    *("loss", "class_weights", "optimiser", "momentum", "beta2", "epsilon"),
    *("iterations", "epochs"),
)
"""What has to be the same in them. Everything else in a run's training has to be as usual."""
_BATCHES = ("batch_size", "shuffle_seed")
"""What has to be the same in those in batches."""
_DROPOUT = ("keep_probability", "dropout_masks", "dropout_seed")
"""What has to be the same in those with dropout."""

Advance = Callable[[], None]


def stack_key(experiment: Experiment, dataset: Dataset) -> bytes | None:
    """Return what runs have in common that can be trained as one, None for one that cannot be."""
    training, m = experiment.training, dataset.train.m
    if isinstance(dataset.train.X, ByteMatrix) or experiment.network.precision != "float64":
        return None
    if most_stacked(experiment, dataset) < FEWEST:
        return None
    if OPTIMISERS[training.optimiser].make_rule.treats_biases_apart:
        return None
    usual = TrainingSettings()
    known = {*_FREE, *_ALIKE, *_BATCHES, *_DROPOUT, "weight_decay", "parametrisation"}
    others = [name for name in training.__struct_fields__ if name not in known]
    if any(getattr(training, name) != getattr(usual, name) for name in others):
        return None
    if choose_parametrisation(experiment, network_of(experiment, dataset).sizes, m) != "direct":
        return None
    alike = [getattr(training, name) for name in _ALIKE]
    alike += [getattr(training, name) for name in _BATCHES if training.in_batches(m)]
    alike += [bool(getattr(training, name)) for name in PENALTIES]
    network = experiment.network
    if any(keep < 1 for keep in training.keep_probabilities(len(network.hidden))):
        alike += [getattr(training, name) for name in _DROPOUT]
    return msgspec.json.encode(
        [alike, network.hidden, network.activations, network.output, network.leak]
    )


def most_stacked(experiment: Experiment, dataset: Dataset) -> int:
    """Return how many runs like this one are trained as one at most."""
    sizes, m = network_of(experiment, dataset).sizes, dataset.train.m
    by_samples = NUMBERS // (max(sizes[1:]) * min(experiment.training.batch_size or m, m))
    by_parameters = CHUNK_BYTES // 8 // count(sizes)
    return min(MOST, by_samples, by_parameters)


def train_stacked(
    experiments: Sequence[Experiment], dataset: Dataset, check: Advance | None = None
) -> list[Trainer]:
    """Train runs of one `stack_key` to their ends, and return them; `check` may raise.

    Each has the bits that it has alone, but of its history the costs alone.
    """
    trainers = [Trainer(experiment, dataset) for experiment in experiments]
    stack = _Stack(trainers, dataset)
    with np.errstate(all="ignore"):
        alike = stack.first_updates()
        while stack.iteration < stack.updates and alike.any():
            stack.update()
            if check and not stack.iteration % REPORTED:
                check()
        ended = stack.finish()
    return [
        trainer if same and well else _alone(experiment, dataset, check)
        for trainer, experiment, same, well in zip(trainers, experiments, alike, ended, strict=True)
    ]


def _alone(experiment: Experiment, dataset: Dataset, check: Advance | None) -> Trainer:
    trainer = Trainer(experiment, dataset)
    while not trainer.finished:
        trainer.step(REPORTED)
        if check:
            check()
    return trainer


class _Stack:
    """Runs at the same update; each trainer has its row of the parameters for its own."""

    def __init__(self, trainers: Sequence[Trainer], dataset: Dataset) -> None:
        self._trainers, first = trainers, trainers[0]
        rows = np.array([trainer.parameters.flat for trainer in trainers])
        for trainer, row in zip(trainers, rows, strict=True):
            trainer.parametrisation.parameters = trainer.parameters.alike(row)
        self._parameters = StackedParameters(first.network.sizes, rows)
        self._gradients = StackedParameters(first.network.sizes, np.zeros_like(rows))
        self._objectives = [t.parametrisation.objective(t.experiment.training) for t in trainers]
        self._passes: dict[int, StackedPasses] = {}
        self._dropout = dropout_of(first.network, first.experiment.training, rows.dtype.name)
        make_rule = OPTIMISERS[first.experiment.training.optimiser].make_rule
        self._rule: UpdateRule = make_rule(self._parameters)
        self._settings, self._batches = first.experiment.training, first.batches
        self.iteration, self.updates = 0, first.updates
        # A point an epoch, as in the history of a run; of batches the mean of an epoch's costs.
        self._costs = np.full((len(trainers), first.epochs), np.nan)
        self._pending, self._samples = np.zeros(len(trainers)), 0
        self._rates = self._rates_of(0)
        schedules = (SCHEDULES[t.experiment.training.schedule] for t in trainers)
        self._rates_change = any(row.counts for row in schedules)

    def first_updates(self) -> np.ndarray:
        """Make some updates, and tell of which runs (networks,) their bits are as alone.

        In batches they are those of an epoch, whose last may be smaller, in a run of several.
        """
        checked = max(CHECKED, min(self._batches.per_epoch, self.updates // 8))
        alone = [Trainer(trainer.experiment, trainer.dataset) for trainer in self._trainers]
        for trainer in alone:
            trainer.step(checked)
        for _ in range(min(checked, self.updates)):
            self.update()
        parts = alone, self._parameters.rows, self._costs, self._pending
        return np.array(list(map(self._is_alike, *parts)))

    def _is_alike(self, alone: Trainer, row: np.ndarray, costs: np.ndarray, pending: float) -> bool:
        known, history = alone.history.train_cost.curve().values, alone.history
        same_costs = known.tobytes() == costs[: len(known)].tobytes()
        same_costs = same_costs and history.pending == (pending, self._samples)
        return same_costs and alone.parameters.flat.tobytes() == row.tobytes()

    def update(self) -> None:
        """Make one update of all runs."""
        epoch, place = self._batches.position(self.iteration)
        if not place:
            self._begin(epoch)
        X, Y = self._batches.batch(self.iteration)
        masks = self._dropout.masks(X.shape[1], self.iteration) if self._dropout else ()
        passes = self._passes.get(X.shape[1])
        if passes is None:
            parts = self._parameters, self._gradients, X, Y, masks
            passes = self._passes[X.shape[1]] = StackedPasses(self._objectives, *parts)
        costs = passes.forward()
        passes.backward()
        self._rule.begin(self._parameters.flat, self._gradients.flat, self._rates, self._settings)
        self._rule.finish()
        self.iteration += 1
        self._record(epoch, place, costs, X.shape[1])

    def _begin(self, epoch: int) -> None:
        first = self._trainers[0]
        if first.dataset.test and first.evaluation.is_due(epoch, 0):
            for trainer in self._trainers:
                trainer.evaluation.record_test(trainer.parametrisation, epoch)
        if self._rates_change:
            self._rates = self._rates_of(epoch)

    def _record(self, epoch: int, place: int, costs: np.ndarray, samples: int) -> None:
        """Write down the costs (networks,) of an update, as `Trainer` does."""
        if self._batches.full_batch:
            self._costs[:, epoch] = costs
            return
        self._pending += costs * samples
        self._samples += samples
        if self.iteration == self.updates or place + 1 == self._batches.per_epoch:
            self._costs[:, epoch] = self._pending / self._samples
            self._pending, self._samples = np.zeros(len(costs)), 0

    def finish(self) -> np.ndarray:
        """Write into every run what its end has, and tell which (networks,) did not diverge."""
        well, epochs = np.isfinite(self._costs).all(axis=1), self._trainers[0].epochs
        for trainer, costs in zip(self._trainers, self._costs, strict=True):
            trainer.iteration = self.iteration
            trainer.history.train_cost.restore(np.arange(epochs), costs)
            trainer.evaluation.record_test(trainer.parametrisation, epochs)
        last = [t.evaluation.train(t.parametrisation).cost for t in self._trainers]
        return well & np.isfinite(last)

    def _rates_of(self, epoch: int) -> np.ndarray:
        rates = []
        for trainer in self._trainers:
            training = trainer.experiment.training
            factor = SCHEDULES[training.schedule].factor(epoch, trainer.epochs, training)
            rates.append(training.learning_rate * factor)
        return np.repeat(rates, self._parameters.rows.shape[1])
