"""What a check may look at: a run as it stands, and a pass over some of its samples."""

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from msgspec.structs import replace
from numpy.lib.stride_tricks import sliding_window_view

from core.data.byte_matrix import columns
from core.data.dataset import ConstantAnswer, best_constant_answer
from core.data.facts import facts_of
from core.data.stratified_sample import stratified_sample
from core.errors import SuggestedFix
from core.experiment.settings import Experiment
from core.experiment.toml import with_settings
from core.network.initialisers import initial_parameters
from core.network.network import ForwardPass, Network
from core.network.parameters import Parameters
from core.statistics import root_mean_square, wilson_interval
from core.suggestion import Rule, rule_for
from core.training.history import Curve
from core.training.metrics import pass_over
from core.training.shown_samples import shown_samples
from core.training.trainer import Trainer

# The first weights are looked at on no more than so many samples.
SAMPLES = 512
# So many points on both sides of one smooth the curve of the test cost, at most. A point below
# this share of their median is a dip.
BESIDE, DIP = 5, 0.95
# A network works when it is wrong at most this share of the times that always answering the
# largest class is, and has learned nothing when it is right in no more than this share of them.
WORKS, LEAST_GAIN = 0.25, 0.1
# A larger share of test samples that were learned before makes the test accuracy say little.
LARGE_LEAK = 0.1


class RunUnderTest:
    """Hold a run for its checks; what costs time is worked out when a check asks for it.

    `forward_pass` is a pass over samples of the training set with targets Y (n[L], k). `curves`
    are those of costs and accuracies by name where they end later than the trainer's own.
    """

    def __init__(
        self,
        trainer: Trainer,
        forward_pass: ForwardPass,
        Y: np.ndarray,
        curves: Mapping[str, Curve] | None = None,
    ) -> None:
        self.trainer, self.forward_pass, self._Y = trainer, forward_pass, Y
        self._curves = curves

    def curve(self, name: str) -> Curve:
        """Return the curve of a cost or an accuracy: "train_cost", "test_accuracy" and so on."""
        if self._curves is not None:
            return self._curves[name]
        return self.trainer.history.series()[name].curve()

    @cached_property
    def shown_activations(self) -> Sequence[np.ndarray]:
        """Return A of every layer on the samples that views show, whose flat units they count."""
        shown = shown_samples(self.trainer.dataset.train.labels)
        if self.forward_pass.m <= len(shown):
            return self.forward_pass.A
        return [A[:, shown] if len(A) else A for A in self.forward_pass.A]

    def flat_since(self, l: int, units: int) -> int | None:
        """Return since which iteration or epoch layer l has at least so many flat units."""
        curve = self.trainer.history.flat_units[l - 1].curve()
        fewer = np.flatnonzero(curve.values < units)
        first = int(fewer[-1]) + 1 if len(fewer) else 0
        return int(curve.at[first]) if first < len(curve.at) else None

    @property
    def experiment(self) -> Experiment:
        """Return the experiment of the run."""
        return self.trainer.experiment

    @property
    def test_was_learned(self) -> bool:
        """Tell whether the first weights have learned from a large share of the test samples."""
        test = self.trainer.dataset.test
        return test is not None and self.trainer.learned_before > LARGE_LEAK * test.m

    @property
    def costs(self) -> np.ndarray:
        """Return the costs on train so far, one an iteration or an epoch."""
        return self.curve("train_cost").values

    def is_changed_by(self, offer: SuggestedFix) -> bool:
        """Tell whether a run with what is offered would be another one.

        One whose learning rate was changed on the way is not what its settings say.
        """
        if self.trainer.history.rate_changes:
            return True
        offered = with_settings(self.experiment, offer.changes)
        return _written_out(offered) != _written_out(self.experiment)

    def rate_at(self, iteration: int) -> float:
        """Return the learning rate of the update that led to an iteration, before its schedule.

        The settings may have another since, with which no update was made.
        """
        history = self.trainer.history
        first = history.first_rate or self.experiment.training.learning_rate
        rates = [(0, first), *history.rate_changes]
        return [rate for at, rate in rates if at < max(iteration, 1)][-1]

    @property
    def last_rate(self) -> float:
        """Return the learning rate of the last update."""
        return self.rate_at(self.trainer.iteration)

    @property
    def highest_rate(self) -> float:
        """Return the highest learning rate of all updates."""
        last = max(self.trainer.iteration, 1)
        changes = (at for at, _ in self.trainer.history.rate_changes)
        return max(self.rate_at(at + 1) for at in (0, *changes) if at < last)

    def iteration_at(self, place: float) -> int:
        """Return the iteration of a place on the curves: that of the end of an epoch."""
        an_epoch = self.trainer.batches.per_epoch if self.trainer.unit == "epoch" else 1
        return min(int(place) * an_epoch, self.trainer.iteration)

    @cached_property
    def suggested(self) -> Rule:
        """Return the rule by which settings are suggested for such data."""
        return rule_for(facts_of(self.trainer.dataset, self.experiment.data.kind))

    @cached_property
    def parameters(self) -> Parameters:
        """Return the whole weights and biases."""
        return self.trainer.parameters

    @cached_property
    def few(self) -> np.ndarray:
        """Return the numbers of the training samples that the first weights are looked at on."""
        return stratified_sample(self.trainer.dataset.train.labels, SAMPLES)

    @cached_property
    def first_costs(self) -> tuple[float, float]:
        """Return the cost of the first weights, and that of outputs that are all alike."""
        network, Y = self.trainer.network, self.trainer.dataset.train.Y[:, self.few]
        alike = network.loss.cost(np.zeros_like(self.first.Z[-1]), Y, None)
        return network.cost(self.first, Y), alike

    @cached_property
    def first(self) -> ForwardPass:
        """Return a pass of the network with its first weights over samples of the training set."""
        return self._pass_of_few(self.first_parameters)

    @cached_property
    def first_parameters(self) -> Parameters:
        """Return the first weights and biases, drawn again where they were not given."""
        settings = self.experiment.network
        return self.trainer.first_weights or self.drawn(settings.initialisation, settings.scale)

    def drawn(self, initialisation: str, scale: float) -> Parameters:
        """Return first weights drawn in another way from the same seed."""
        seed = self.experiment.network.seed
        return initial_parameters(self.trainer.network.sizes, initialisation, scale, seed)

    def _pass_of_few(self, parameters: Parameters) -> ForwardPass:
        X = columns(self.trainer.dataset.train.X, self.few, parameters.flat.dtype.name)
        return self.trainer.network.forward(parameters, X, executor=self.trainer.executor)

    @cached_property
    def slopes(self) -> tuple[float, ...]:
        """Return the root mean square of dZ, the slope of the loss, of every layer."""
        parametrisation = self.trainer.parametrisation
        return _slopes(
            parametrisation.network, parametrisation.parameters, self.forward_pass, self._Y
        )

    @cached_property
    def first_slopes(self) -> tuple[float, ...]:
        """Return the root mean square of dZ of every layer with the first weights."""
        return self._slopes_on_few(self.first_parameters, self.first)

    def slopes_with(self, parameters: Parameters) -> tuple[float, ...]:
        """Return the root mean square of dZ of every layer with other weights."""
        return self._slopes_on_few(parameters, self._pass_of_few(parameters))

    def _slopes_on_few(self, parameters: Parameters, of_few: ForwardPass) -> tuple[float, ...]:
        Y = self.trainer.dataset.train.Y[:, self.few]
        return _slopes(self.trainer.network, parameters, of_few, Y)

    @cached_property
    def answers(self) -> np.ndarray:
        """Return the class numbers (k,) that are answered for the samples looked at."""
        return self.trainer.network.loss.answers(self.forward_pass.A[-1])

    @cached_property
    def class_counts(self) -> np.ndarray:
        """Return how many of the samples looked at are of each class."""
        labels = self.trainer.network.loss.targets.decode(self._Y)
        return np.bincount(labels, minlength=len(self.trainer.dataset.classes))

    @cached_property
    def right_counts(self) -> np.ndarray:
        """Return how many of the samples looked at are right, of each class."""
        return self._right_counts(self.answers, self._Y)

    @cached_property
    def right_on_test(self) -> np.ndarray:
        """Return how many of the test samples are right, of each class."""
        parametrisation = self.trainer.parametrisation
        if not parametrisation.test:
            return np.zeros(len(self.trainer.dataset.classes), np.intp)
        X, Y = parametrisation.test
        network, parameters = parametrisation.network, parametrisation.parameters
        test_pass = pass_over(network, parameters, X, self.trainer.executor)
        return self._right_counts(self.trainer.network.loss.answers(test_pass.A[-1]), Y)

    def _right_counts(self, answers: np.ndarray, Y: np.ndarray) -> np.ndarray:
        labels = self.trainer.network.loss.targets.decode(Y)
        classes = len(self.trainer.dataset.classes)
        return np.bincount(labels[answers == labels], minlength=classes)

    @cached_property
    def train_accuracy(self) -> float:
        """Return the share of the samples looked at whose class is named right."""
        return self.trainer.network.loss.metric(self.forward_pass.A[-1], self._Y)

    @property
    def train_loss(self) -> float:
        """Return the newest cost on train without penalties, as test costs are."""
        return float(self.costs[-1]) - self.trainer.penalty

    @property
    def test_accuracy(self) -> float:
        """Return the share of the test samples whose class was named right last."""
        return float(self.curve("test_accuracy").values[-1])

    @cached_property
    def low_of_test_cost(self) -> int:
        """Return the number of the point of the test cost's curve where it lastingly was lowest.

        No dip of a curve that swings decides: where the lowest point is one, it is the one nearest
        to the lowest median of neighbouring points.
        """
        costs = self.curve("test_cost").values
        beside = min(BESIDE, len(costs) // (4 * BESIDE))
        stretches = sliding_window_view(np.pad(costs, beside, "reflect"), 2 * beside + 1)
        medians = np.median(stretches, axis=1)
        lowest = int(np.argmin(costs))
        if costs[lowest] >= DIP * medians[lowest]:
            return lowest
        lowest = int(np.argmin(medians))
        first = max(0, lowest - beside)
        near = np.abs(costs[first : lowest + beside + 1] - medians[lowest])
        return first + int(np.argmin(near))

    @cached_property
    def test_baseline(self) -> ConstantAnswer | None:
        """Return the best one answer for all test samples, None where none was scored."""
        test = self.trainer.dataset.test
        scored = test and len(self.curve("test_accuracy").values)
        return best_constant_answer(test) if test and scored else None

    @cached_property
    def weighed_train(self) -> tuple[float, float]:
        """Return the share of training samples that are right, and that of the best one answer.

        A sample counts as much as in the cost: where the classes are weighed it is no fault to
        name fewer right than by the largest class for all.
        """
        weights = self.trainer.network.loss.class_weights
        if not weights:
            return self.train_accuracy, self.baseline
        return _weighed(weights, self.right_counts, self.class_counts)

    @cached_property
    def weighed_test(self) -> tuple[float, float]:
        """Return those shares of the test samples, which have been scored."""
        weights, test = self.trainer.network.loss.class_weights, self.trainer.dataset.test
        if test and weights:
            counts = np.bincount(test.labels, minlength=len(weights))
            return _weighed(weights, self.right_on_test, counts)
        return self.test_accuracy, self.test_baseline.share if self.test_baseline else 0.0

    @property
    def no_better_on_test(self) -> bool:
        """Tell whether no more test samples were named right last than by the best one answer."""
        if self.test_baseline is None:
            return False
        share, best = self.weighed_test
        return share <= best

    @property
    def at_chance_on_test(self) -> bool:
        """Tell whether the best one answer is within the interval of the last test accuracy."""
        test = self.trainer.dataset.test
        if not test or not self.test_baseline:
            return False
        share, best = self.weighed_test
        return wilson_interval(share, test.m)[0] <= best

    @property
    def works(self) -> bool:
        """Tell whether most samples that the largest class leaves over are named right."""
        share, best = self.weighed_train
        return 1 - share <= WORKS * (1 - best)

    @property
    def is_good(self) -> bool:
        """Tell whether it works, and for test samples is better than one answer for all."""
        return self.works and not self.no_better_on_test

    @property
    def learned_nothing(self) -> bool:
        """Tell whether hardly more samples are named right than by the largest class for all."""
        share, best = self.weighed_train
        return share - best <= LEAST_GAIN * (1 - best)

    @cached_property
    def baseline(self) -> float:
        """Return the share of training samples that are of the largest class."""
        return best_constant_answer(self.trainer.dataset.train).share


def _weighed(
    weights: Sequence[float], right: np.ndarray, counts: np.ndarray
) -> tuple[float, float]:
    """Return the weighed share of right samples, and of the best one answer, by their classes."""
    weighed = np.asarray(weights) * counts
    whole = max(float(weighed.sum()), np.finfo(np.float64).tiny)
    return float((np.asarray(weights) * right).sum()) / whole, float(weighed.max()) / whole


def _written_out(experiment: Experiment) -> Experiment:
    """Return it with the activation of every layer, which may be given once for all."""
    network = experiment.network
    return replace(experiment, network=replace(network, activation=network.activations))


def _slopes(
    network: Network, parameters: Parameters, forward_pass: ForwardPass, Y: np.ndarray
) -> tuple[float, ...]:
    backward_pass = network.backward(parameters, forward_pass, Y, with_first_layer=False)
    return tuple(map(root_mean_square, backward_pass.dZ))
