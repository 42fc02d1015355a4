"""One run, step by step: an experiment, its data, and the weights as they are now."""

import math
from collections import deque
from collections.abc import Callable
from functools import partial

import numpy as np
from msgspec.structs import replace

from core.data.augmentation import Augmenter, augmenter_of, check_augmentation
from core.data.byte_matrix import ByteMatrix
from core.data.dataset import Dataset
from core.errors import Cancelled, ExperimentError
from core.experiment.settings import AnswerSettings, Experiment, TrainingSettings
from core.interruption import is_piece
from core.memory import free_memory
from core.models.calibration import Calibration
from core.network.initialisers import initial_parameters
from core.network.network import Network
from core.network.parallel import Executor
from core.network.parameters import Parameters, count
from core.network.schedules import SCHEDULES
from core.training.batches import Batches
from core.training.class_weights import loss_on
from core.training.compute_threads import ALL_CORES
from core.training.evaluation import Evaluation
from core.training.history import History
from core.training.memory_check import check_memory
from core.training.metrics import Score, score
from core.training.parametrisation import (
    PARAMETRISATIONS,
    Arrays,
    FullWeights,
    arrays,
    choose_parametrisation,
)
from core.training.update_norms import UpdateNorms
from core.training.update_step import UpdateStep


class Trainer:
    """Train one experiment on one dataset; nothing else changes the weights.

    The same experiment and dataset give the same numbers. `iteration` counts the
    updates made, of `updates` in the whole run; `rate` is the learning rate of now.
    `diverged` is True from the first cost that is not finite, `stopped_early` when the
    test cost no longer falls: from then on the weights stay as they are, and the run
    is `finished`. `parametrisation` is what is trained, `parameters` are the full weights. With
    `first_weights` it begins from those; otherwise they are drawn as the experiment says. Of the
    test samples, `learned_before` are among those that the first weights have learned from, and
    `given_answers` are the settings and the calibration that these came with.
    `sample_counts` are those of the training and of the test samples. The
    `executor` shares large pieces of work among threads, and changes no number.
    Raises ExperimentError where the settings ask for what the data does not have.
    """

    def __init__(
        self,
        experiment: Experiment,
        dataset: Dataset,
        parametrisation: str = "",
        executor: Executor = ALL_CORES,
        first_weights: Parameters | None = None,
        learned_before: int = 0,
    ) -> None:
        self.experiment, self.dataset = experiment, dataset
        self.sample_counts = dataset.train.m, dataset.test.m if dataset.test else 0
        self.first_weights, self.learned_before = first_weights, learned_before
        self.given_answers: tuple[AnswerSettings, Calibration] | None = None
        _check_patience(experiment.training, dataset)
        check_augmentation(experiment.training, dataset.inputs)
        self.executor = executor
        self.network = network_of(experiment, dataset)
        self.history = History(len(self.network.sizes) - 1)
        self.evaluation = Evaluation(self.history, dataset.train.labels)
        self.update_norms = UpdateNorms(self.history)
        self.iteration = 0
        # What is left of an update that can no longer be undone; each call can be made again.
        self._rest: deque[Callable[[], object]] = deque()
        name = parametrisation or self._choose_parametrisation(experiment.training)
        self._check_memory(experiment, name)
        self._start(name)
        self.diverged = self.stopped_early = False
        self._before_change = (0, experiment.training)
        self.make_batches((0, 0))

    @property
    def finished(self) -> bool:
        return self.iteration >= self.updates or self.diverged or self.stopped_early

    @property
    def is_changed(self) -> bool:
        """Tell whether no update has been made since its training settings became others."""
        iteration, training = self._before_change
        return 0 < iteration == self.iteration and training != self.experiment.training

    @property
    def parameters(self) -> Parameters:
        """Return the weights and biases as they are now; the span of the samples makes a copy."""
        self.finish_update()
        return self.parametrisation.full_parameters()

    @property
    def train(self) -> Arrays:
        """Return X (n[0], m) and Y (n[L], m) of the training samples in the run's precision."""
        return arrays(self.dataset.train, self.experiment.network.precision)

    @property
    def test(self) -> Arrays | None:
        """Return X and Y of the test samples, if there are any."""
        test = self.dataset.test
        return arrays(test, self.experiment.network.precision) if test else None

    @property
    def unit(self) -> str:
        """Say what the curves count: "epoch" where any updates were of less than all samples."""
        iteration, epoch = self.batches.start
        return "iteration" if self.batches.full_batch and iteration == epoch else "epoch"

    @property
    def epochs_done(self) -> float:
        """Return the place of now on the curves: how many epochs are done, with a part of one."""
        epoch, place = self.batches.position(self.iteration)
        return epoch + place / self.batches.per_epoch

    def change(self, training: TrainingSettings) -> None:
        """Go on with other training settings from the next step.

        Raises ExperimentError where they cannot be had; then nothing has changed.
        """
        self.finish_update()
        _check_patience(training, self.dataset)
        check_augmentation(training, self.dataset.inputs)
        name = self._choose_parametrisation(training)
        if training.parametrisation == "span" != self.parametrisation.name and self.iteration:
            raise ExperimentError(
                'training.way = "span" is for a run from its first weights: start again, or take '
                '"auto".'
            )
        before = self.experiment.training
        if training.batch_size != before.batch_size:
            self._check_memory(replace(self.experiment, training=training), name)
        self.experiment = replace(self.experiment, training=training)
        if self._before_change[0] != self.iteration:
            self._before_change = (self.iteration, before)
        if self.iteration and training.learning_rate != before.learning_rate:
            rates = before.learning_rate, training.learning_rate
            self.history.change_rate(self.iteration, *rates)
        self.stopped_early = self.stopped_early and training.patience == before.patience
        self._change_parametrisation(name)
        self.update_step.set_training(training)
        self.batches.augmenter = self._augmenter()
        if (training.batch_size, training.shuffle_seed) == (before.batch_size, before.shuffle_seed):
            self._plan()
            return
        epoch, place = self.batches.position(self.iteration)
        self.history.end_epoch(epoch)
        start = self.iteration, epoch + (place > 0)
        self.history.start_batches(*start)
        self.make_batches(start)

    def step(self, updates: int = 1) -> None:
        """Make so many updates, or what is left of them in a run that finishes or stops before.

        The cost that is recorded is the one before the update. Where one is broken off, see
        `interruptible`, Cancelled is raised: before its rule changes the weights it is as if it had
        never begun, and after that `finish_update` makes what is left.
        """
        self.finish_update()
        end = min(self.iteration + updates, self.updates)
        with np.errstate(all="ignore"):
            while self.iteration < end and not self.finished:
                self._make_plain_updates(min(self._next_event(), end))
                if self.iteration < end:
                    self._update()

    @property
    def is_updating(self) -> bool:
        """Tell whether an update was broken off that is to be finished."""
        return bool(self._rest)

    def finish_update(self) -> None:
        """Make what is left of an update that was broken off, before anybody reads the weights."""
        if not self._rest:
            return
        with np.errstate(all="ignore"):
            while self._rest:
                self._rest[0]()
                self._rest.popleft()

    def forget_update(self) -> None:
        """Leave an update that was broken off as it is: all that it changes is replaced."""
        self._rest.clear()

    @property
    @np.errstate(all="ignore")
    def penalty(self) -> float:
        """Return what the penalties of the weights of now add to the train cost."""
        self.finish_update()
        objective = self.parametrisation.objective(self.experiment.training)
        m = self.experiment.training.batch_size or self.batches.m
        return objective.penalty(self.parametrisation.parameters, min(m, self.batches.m))

    @np.errstate(all="ignore")
    def score_train(self) -> Score:
        """Score the network of now on every training sample."""
        self.finish_update()
        return score(
            self.parametrisation.network,
            self.parametrisation.parameters,
            *self.parametrisation.train,
            executor=self.executor,
        )

    @np.errstate(all="ignore")
    def score_test(self) -> Score | None:
        """Score the network of now on the test samples, if there are any."""
        self.finish_update()
        return self.evaluation.test(self.parametrisation)

    def make_batches(self, start: tuple[int, int]) -> None:
        """Cut the samples into batches anew, from this (update, epoch) on."""
        training = self.experiment.training
        X, Y = self.parametrisation.train
        if self.dataset.blank and self.sample_counts[0]:
            # Of samples that are not at hand only the number counts.
            X = Y = np.empty((0, self.sample_counts[0]))
        size, seed, augmenter = training.batch_size, training.shuffle_seed, self._augmenter()
        self.batches = Batches(X, Y, size, seed, start, self.executor, augmenter)
        self._plan()

    def _augmenter(self) -> Augmenter | None:
        training, dataset = self.experiment.training, self.dataset
        return None if dataset.blank else augmenter_of(training, dataset.inputs, dataset.train.m)

    def _next_event(self) -> int:
        """Return an update before which none is scored, measured, the last, or broken off."""
        batches = self.batches
        if not is_piece(count(self.parametrisation.network.sizes) * batches.size):
            return self.iteration
        epoch, place = batches.position(self.iteration)
        begun = epoch + (place > 0)
        patience = self.experiment.training.patience
        event = min(self.evaluation.next_due(begun, patience), self.update_norms.next_due(begun))
        iteration = self.iteration - place + (event - epoch) * batches.per_epoch
        return min(iteration, self.updates - 1)

    def _make_plain_updates(self, end: int) -> None:
        """Make the updates before `end`, or before one whose cost is not finite, in a tight loop.

        `_update` would make the same of each.
        """
        batches, update_step = self.batches, self.update_step
        while self.iteration < end:
            epoch, place = batches.position(self.iteration)
            if place == 0:
                self._set_rate(epoch)
            X, Y = batches.batch(self.iteration)
            cost = update_step.begin(X, Y, self.iteration, self.rate, batches.sample_indices)
            if not math.isfinite(cost):
                return
            update_step.finish()
            self.iteration += 1
            self._record(epoch, place, cost, Y.shape[1])

    def _update(self) -> None:
        epoch, place = self.batches.position(self.iteration)
        try:
            watched = place == 0 and self._begin(epoch)
            if self.stopped_early:
                return
            X, Y = self.batches.batch(self.iteration)
            last = self.iteration + 1 == self.updates
            due = self.update_norms.is_due(epoch, place, last)
            update_norms = self.update_norms if due else None
            cost = self.update_step.begin(
                X, Y, self.iteration, self.rate, self.batches.sample_indices, update_norms
            )
        except Cancelled:
            if not place:
                self.history.forget(epoch)
            self.stopped_early = False
            raise
        self._rest.append(self.update_step.finish)
        if update_norms:
            at = epoch + place / self.batches.per_epoch
            self._rest.append(partial(update_norms.end, self.parametrisation, at))
            self._rest.append(partial(self._record_flat_units, epoch))
        self._rest.append(partial(self._end_update, epoch, place, cost, Y, watched))
        self.finish_update()

    def _end_update(
        self, epoch: int, place: int, cost: float, Y: np.ndarray, watched: bool
    ) -> None:
        self.diverged = not math.isfinite(cost)
        self.iteration += not self.diverged
        if watched:
            self.evaluation.record_outputs(self.network.loss, self.update_step.outputs, Y, epoch)
        self._record(epoch, place, cost, Y.shape[1])

    def _check_memory(self, experiment: Experiment, parametrisation: str) -> None:
        train, free = self.dataset.train, free_memory()
        check_memory(
            self.network.sizes,
            experiment,
            train.m,
            free,
            isinstance(train.X, ByteMatrix),
            parametrisation,
        )

    def _start(self, parametrisation: str) -> None:
        """Begin from the first weights, given or drawn, in this parametrisation."""
        self.parametrisation = PARAMETRISATIONS[parametrisation](
            self.network, self.first_parameters(), self.dataset, self.executor
        )
        self.update_step = UpdateStep(self.parametrisation, self.experiment.training)

    def first_parameters(self) -> Parameters:
        """Return a copy of the weights and biases that the run began from."""
        if self.first_weights is not None:
            return self.first_weights.copy()
        start = self.experiment.network
        drawn = initial_parameters(
            self.network.sizes, start.initialisation, start.scale, start.seed, start.precision
        )
        # No gradient would ever change what was drawn for a feature that is always 0.
        drawn.W[0][:, self.dataset.inputs.never_seen] = 0
        return drawn

    def _change_parametrisation(self, name: str) -> None:
        """Change the parametrisation; a run on full weights cannot go back into the span."""
        if name == self.parametrisation.name or (self.iteration and name == "span"):
            return
        if self.iteration == 0:
            self._start(name)
        else:
            before = self.parametrisation
            self.parametrisation = FullWeights(
                self.network, before.full_parameters(), self.dataset, self.executor
            )
            self.update_step = self.update_step.transferred_to(
                self.parametrisation, before.state_to_full
            )
        self.make_batches(self.batches.start)

    def _choose_parametrisation(self, training: TrainingSettings) -> str:
        experiment = replace(self.experiment, training=training)
        return choose_parametrisation(experiment, self.network.sizes, self.dataset.train.m)

    def _plan(self) -> None:
        training, (iteration, epoch) = self.experiment.training, self.batches.start
        planned = training.iterations
        if training.epochs is not None:
            planned = iteration + max(0, training.epochs - epoch) * self.batches.per_epoch
        self.updates = max(planned, self.iteration)
        self.epochs = self.batches.position(self.updates - 1)[0] + 1
        self._set_rate(self.batches.position(self.iteration)[0])

    def _begin(self, epoch: int) -> bool:
        """Begin an epoch; tell whether its step is to be watched, seeing all samples anyway."""
        self._set_rate(epoch)
        patience = self.experiment.training.patience
        if not self.evaluation.is_due(epoch, patience):
            return False
        self.evaluation.record_test(self.parametrisation, epoch)
        self.stopped_early = 0 < patience <= epoch - self.evaluation.best()[0]
        full_pass = self.batches.full_batch and not (
            self.batches.augmenter or self.update_step.uses_dropout or self.stopped_early
        )
        if not full_pass:
            self.evaluation.record_train(self.parametrisation, epoch)
        return full_pass

    def _record_flat_units(self, epoch: int) -> None:
        changed = self.batches.augmenter or self.update_step.uses_dropout
        known = self.batches.full_batch and not changed
        hidden = self.update_step.hidden if known else ()
        self.evaluation.record_flat_units(self.parametrisation, epoch, hidden)

    def _set_rate(self, epoch: int) -> None:
        training = self.experiment.training
        factor = SCHEDULES[training.schedule].factor(epoch, self.epochs, training)
        self.rate = training.learning_rate * factor

    def _record(self, epoch: int, place: int, cost: float, samples: int) -> None:
        finished = self.finished
        if self.batches.full_batch:
            self.history.train_cost.append(epoch, cost)
        else:
            self.history.trained(cost, samples)
            if finished or place + 1 == self.batches.per_epoch:
                self.history.end_epoch(epoch)
        if finished:
            end = epoch + (not self.diverged)
            self._rest.append(partial(self.evaluation.record_test, self.parametrisation, end))
            self._rest.append(partial(self._record_last, end))

    def _record_last(self, epoch: int) -> None:
        last = self.evaluation.record_train(self.parametrisation, epoch)
        # Nobody would look at what the last update has done.
        self.diverged = self.diverged or not math.isfinite(last)


def network_of(experiment: Experiment, dataset: Dataset) -> Network:
    """Build the network that an experiment asks for on this data."""
    settings = experiment.network
    sizes = (dataset.inputs.count, *settings.hidden, len(dataset.train.Y))
    return Network(sizes, settings.activation_rows, loss_on(experiment, dataset))


def _check_patience(training: TrainingSettings, dataset: Dataset) -> None:
    if training.patience and not dataset.test:
        raise ExperimentError(
            "training.patience = {patience} looks at the cost on test samples, and there are "
            "none: give some (--test, or data.test_share), or set it to 0.",
            patience=training.patience,
        )
