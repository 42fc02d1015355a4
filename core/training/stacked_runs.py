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
from core.network.schedules import SCHEDULES
from core.network.stacked_passes import StackedParameters, StackedPasses
from core.network.update_rule import CHUNK_BYTES, UpdateRule
from core.training.parametrisation import choose_parametrisation
from core.training.run import REPORTED
from core.training.trainer import Trainer, network_of

FEWEST, MOST = 2, 32
"""Runs in a stack: two are a third quicker together, and more than 32 no quicker than 32."""
NUMBERS = 2**16
"""The largest array of a stack has at most so many numbers, which the caches hold."""
CHECKED = 3
"""Updates that are made both ways."""
_FREE = ("learning_rate", "schedule", "decay_rate", "decay_factor", "decay_interval")
"""What may differ between the runs of a stack: the rate and how it decays."""
_ALIKE = ("loss", "optimiser", "momentum", "beta2", "epsilon", "iterations", "epochs")
"""What has to be the same in them. Everything else in a run's training has to be as usual."""
_WITHOUT_EFFECT = ("batch_size", "shuffle_seed", "dropout_seed", "dropout_masks", "weight_decay")

Advance = Callable[[], None]


def stack_key(experiment: Experiment, dataset: Dataset) -> bytes | None:
    """Return what runs have in common that can be trained as one, None for one that cannot be."""
    training, sizes = experiment.training, network_of(experiment, dataset).sizes
    m = dataset.train.m
    if isinstance(dataset.train.X, ByteMatrix) or experiment.network.precision != "float64":
        return None
    if training.in_batches(m) or _stack_size(sizes, m) < FEWEST:
        return None
    if OPTIMISERS[training.optimiser].make_rule.treats_biases_apart:
        return None
    usual = TrainingSettings()
    known = {*_FREE, *_ALIKE, *_WITHOUT_EFFECT, "parametrisation"}
    others = [name for name in training.__struct_fields__ if name not in known]
    if any(getattr(training, name) != getattr(usual, name) for name in others):
        return None
    if choose_parametrisation(experiment, sizes, m) != "direct":
        return None
    alike = [getattr(training, name) for name in _ALIKE]
    network = experiment.network
    return msgspec.json.encode(
        [alike, network.hidden, network.activations, network.output, network.leak]
    )


def most_stacked(experiment: Experiment, dataset: Dataset) -> int:
    """Return how many runs like this one are trained as one at most."""
    return _stack_size(network_of(experiment, dataset).sizes, dataset.train.m)


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
        parameters = StackedParameters(first.network.sizes, rows)
        X, Y = first.batches.batch(0)
        self._passes = StackedPasses(first.network, parameters, X, Y)
        self._parameters, self._gradients = parameters, self._passes.gradients
        make_rule = OPTIMISERS[first.experiment.training.optimiser].make_rule
        self._rule: UpdateRule = make_rule(parameters)
        self._settings = first.experiment.training
        self.iteration, self.updates = 0, first.updates
        self._costs = np.full((len(trainers), self.updates), np.nan)
        self._rates = self._rates_of(0)
        schedules = (SCHEDULES[t.experiment.training.schedule] for t in trainers)
        self._rates_change = any(row.counts for row in schedules)

    def first_updates(self) -> np.ndarray:
        """Make some updates, and tell of which runs (networks,) their bits are as alone."""
        alone = [Trainer(trainer.experiment, trainer.dataset) for trainer in self._trainers]
        for trainer in alone:
            trainer.step(CHECKED)
        for _ in range(min(CHECKED, self.updates)):
            self.update()
        return np.array(list(map(self._is_alike, alone, self._parameters.rows, self._costs)))

    def _is_alike(self, alone: Trainer, row: np.ndarray, costs: np.ndarray) -> bool:
        same_costs = (
            alone.history.train_cost.curve().values.tobytes() == costs[: self.iteration].tobytes()
        )
        return same_costs and alone.parameters.flat.tobytes() == row.tobytes()

    def update(self) -> None:
        """Make one update of all runs."""
        epoch = self.iteration
        if self._trainers[0].dataset.test and self._trainers[0].evaluation.is_due(epoch, 0):
            for trainer in self._trainers:
                trainer.evaluation.record_test(trainer.parametrisation, epoch)
        if self._rates_change:
            self._rates = self._rates_of(epoch)
        self._costs[:, epoch] = self._passes.forward()
        self._passes.backward()
        self._rule.begin(self._parameters.flat, self._gradients.flat, self._rates, self._settings)
        self._rule.finish()
        self.iteration += 1

    def finish(self) -> np.ndarray:
        """Write into every run what its end has, and tell which (networks,) did not diverge."""
        well = np.isfinite(self._costs).all(axis=1)
        for trainer, costs in zip(self._trainers, self._costs, strict=True):
            trainer.iteration = self.iteration
            trainer.history.train_cost.restore(np.arange(len(costs)), costs)
            trainer.evaluation.record_test(trainer.parametrisation, self.iteration)
        last = [t.evaluation.train(t.parametrisation).cost for t in self._trainers]
        return well & np.isfinite(last)

    def _rates_of(self, epoch: int) -> np.ndarray:
        rates = []
        for trainer in self._trainers:
            training = trainer.experiment.training
            factor = SCHEDULES[training.schedule].factor(epoch, trainer.epochs, training)
            rates.append(training.learning_rate * factor)
        return np.repeat(rates, self._parameters.rows.shape[1])


def _stack_size(sizes: tuple[int, ...], m: int) -> int:
    """Return how many networks of these sizes go into a stack, 0 where they are too large."""
    by_samples = NUMBERS // (max(sizes[1:]) * m)
    by_parameters = CHUNK_BYTES // 8 // count(sizes)
    return min(MOST, by_samples, by_parameters)
