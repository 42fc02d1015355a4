"""One run, step by step: an experiment, its data, and the weights as they are now."""

import math

import numpy as np
from msgspec.structs import replace

from core.data.dataset import Dataset, Samples
from core.experiment import Experiment, TrainingSettings
from core.network.activations import activation
from core.network.initialisers import initial_parameters
from core.network.losses import LOSSES
from core.network.network import Network, Pass
from core.network.optimisers import OPTIMISERS
from core.network.parameters import Parameters
from core.training.batches import Batches
from core.training.history import History
from core.training.metrics import Score, score

# The curves of test cost and of both accuracies have about this many points, evenly
# spread; that of train accuracy looks at no more than this many samples.
EVALUATIONS = 500
EVALUATED_SAMPLES = 2048


class Trainer:
    """Train one experiment on one dataset; nothing else changes the weights.

    The same experiment and dataset give the same numbers. `iteration` counts the
    updates made. `diverged` is True from the first cost that is not finite: from
    then on the weights stay as they are.
    """

    def __init__(self, experiment: Experiment, dataset: Dataset) -> None:
        start, precision = experiment.network, experiment.network.precision
        self.experiment, self.dataset = experiment, dataset
        self.network = network_of(experiment, dataset)
        self.parameters = initial_parameters(
            self.network.sizes, start.initialisation, start.scale, start.seed, precision
        )
        self.train = _arrays(dataset.train, precision)
        self.test = _arrays(dataset.test, precision) if dataset.test else None
        self.history = History()
        self.iteration = 0
        self.diverged = False
        self._gradients = Parameters(self.network.sizes, precision)
        self._update = OPTIMISERS[experiment.training.optimiser].start(self.parameters.flat.size)
        step = -(-self.train[0].shape[1] // EVALUATED_SAMPLES)
        self._watched = tuple(part[:, ::step] for part in self.train)
        self._learn_in_batches((0, 0))

    @property
    def updates(self) -> int:
        """Count the updates that the whole run will have made."""
        return self.experiment.training.updates(self.batches.m)

    @property
    def finished(self) -> bool:
        return self.diverged or self.iteration >= self.updates

    def change(self, training: TrainingSettings) -> None:
        """Go on with other training settings from the next step."""
        before, self.experiment = (
            self.experiment.training,
            replace(self.experiment, training=training),
        )
        if training.learning_rate != before.learning_rate:
            self.history.rate_changes.append((self.iteration, training.learning_rate))
        if training.optimiser != before.optimiser:
            self._update = OPTIMISERS[training.optimiser].start(self.parameters.flat.size)
        if (training.batch_size, training.shuffle_seed) != (before.batch_size, before.shuffle_seed):
            self._change_batches()

    @np.errstate(all="ignore")
    def step(self) -> None:
        """Make one update, unless the run has finished.

        The cost that is recorded is the one before the update.
        """
        if self.finished:
            return
        epoch, place = self.batches.place(self.iteration)
        if place == 0 and epoch % self._epochs_between == 0:
            self._evaluate(epoch)
        X, Y = self.batches.take(self.iteration)
        made = self.network.forward(self.parameters, X, self._pass_over(X.shape[1]))
        cost = self.network.cost(made, Y)
        self.diverged = not math.isfinite(cost)
        if not self.diverged:
            self.network.backward(self.parameters, made, Y, self._gradients)
            rate = self.experiment.training.learning_rate
            self._update(self.parameters.flat, self._gradients.flat, rate)
            self.iteration += 1
        self._record(epoch, cost, made.m)

    def score_train(self) -> Score:
        """Score the network of now on every training sample."""
        return score(self.network, self.parameters, *self.train)

    def score_test(self) -> Score | None:
        """Score the network of now on the test samples, if there are any."""
        return score(self.network, self.parameters, *self.test) if self.test else None

    def _record(self, epoch: int, cost: float, samples: int) -> None:
        if self.batches.whole:
            self.history.train_cost.append(epoch, cost)
        else:
            self.history.trained(cost, samples)
            if self.finished or self.batches.place(self.iteration)[1] == 0:
                self.history.end_epoch(epoch)
        if self.finished:
            self._evaluate(epoch + (not self.diverged))

    def _evaluate(self, epoch: int) -> None:
        train = score(self.network, self.parameters, *self._watched)
        self.history.train_accuracy.append(epoch, train.accuracy)
        test = self.score_test()
        if test:
            self.history.test_cost.append(epoch, test.cost)
            self.history.test_accuracy.append(epoch, test.accuracy)

    def _pass_over(self, m: int) -> Pass:
        if m not in self._passes:
            precision = self.experiment.network.precision
            self._passes[m] = self.network.make_pass(m, precision, keep_Z=False)
        return self._passes[m]

    def _learn_in_batches(self, start: tuple[int, int]) -> None:
        training = self.experiment.training
        self.batches = Batches(*self.train, training.batch_size, training.shuffle_seed, start)
        self._passes: dict[int, Pass] = {}
        epochs = self.updates // self.batches.an_epoch
        self._epochs_between = max(1, epochs // EVALUATIONS)

    def _change_batches(self) -> None:
        epoch, place = self.batches.place(self.iteration)
        self.history.end_epoch(epoch)
        self._learn_in_batches((self.iteration, epoch + (place > 0)))


def network_of(experiment: Experiment, dataset: Dataset) -> Network:
    """Build the network that an experiment asks for on this data."""
    settings = experiment.network
    sizes = (dataset.inputs.count, *settings.hidden, len(dataset.train.Y))
    activations = [activation(name, settings.leak) for name in settings.activations]
    return Network(sizes, activations, LOSSES[experiment.training.loss])


def _arrays(samples: Samples, precision: str) -> tuple[np.ndarray, np.ndarray]:
    return (
        samples.X.astype(precision, order="F", copy=False),
        samples.Y.astype(precision, order="F", copy=False),
    )
