"""Take a snapshot of a trainer: everything a view may know, in arrays nobody can write to."""

from collections.abc import Iterator

import numpy as np

from core.data.dataset import Samples, baseline
from core.data.pixels import Pixels
from core.network.network import Pass
from core.network.parameters import count
from core.training import health
from core.training.findings import Finding
from core.training.metrics import chunks
from core.training.snapshot import LayerActivations, Snapshot, State
from core.training.trainer import Trainer
from core.training.way import Way

# Activations are shown on at most this many training samples.
SHOWN_SAMPLES = 256


class Camera:
    """Take snapshots of one run, always on the same samples, which are ordered by class."""

    def __init__(self, trainer: Trainer, run: int) -> None:
        self.trainer, self.run = trainer, run
        train = trainer.dataset.train
        self._chosen = _spread(train)
        self._seen: tuple[Way, np.ndarray] | None = None
        self._labels = _read_only(train.labels[self._chosen])
        self._train_baseline = baseline(train, train)
        test = trainer.dataset.test
        self._test_baseline = baseline(test, train) if test else None

    @np.errstate(all="ignore")
    def take(self, state: State, seconds: float, rate: float) -> Snapshot:
        """Take one snapshot: `seconds` of training so far, `rate` in updates a second."""
        trainer, history = self.trainer, self.trainer.history
        made = self._forward(trainer.way)
        test = trainer.dataset.test
        running = state is State.RUNNING
        return Snapshot(
            run=self.run,
            experiment=trainer.experiment,
            state=State.DIVERGED if trainer.diverged else state,
            iteration=trainer.iteration,
            iterations=trainer.updates,
            seconds=seconds,
            rate=rate,
            unit=trainer.unit,
            learning_rate=trainer.rate,
            rate_changes=tuple(history.rate_changes),
            train_cost=history.train_cost.curve(),
            test_cost=history.test_cost.curve(),
            train_accuracy=history.train_accuracy.curve(),
            test_accuracy=history.test_accuracy.curve(),
            train_baseline=self._train_baseline,
            test_baseline=self._test_baseline,
            train_count=trainer.dataset.train.m,
            test_count=test.m if test else 0,
            layers=self._layers(made),
            classes=trainer.dataset.classes,
            sample_labels=self._labels,
            parameter_count=count(trainer.network.sizes),
            # While it runs, a look at the samples that are shown is enough.
            findings=tuple(findings(trainer, made) if running else final_findings(trainer)),
            way=trainer.way.name,
        )

    def _forward(self, way: Way) -> Pass:
        if self._seen is None or self._seen[0] is not way:
            self._seen = way, np.asfortranarray(way.train[0][:, self._chosen])
        return way.network.forward(way.parameters, self._seen[1])

    def _layers(self, made: Pass) -> tuple[LayerActivations, ...]:
        return tuple(
            LayerActivations(l, activation.name, _read_only(made.A[l]))
            for l, activation in enumerate(self.trainer.network.activations, 1)
        )


def findings(trainer: Trainer, made: Pass) -> Iterator[Finding]:
    """Say what is worth telling about the run as it stands; `made` is a pass over samples."""
    if trainer.diverged:
        yield health.diverged(trainer.iteration, trainer.rate)
        return
    if trainer.stopped_early:
        yield health.stopped_early(trainer.unit, *trainer.evaluation.best())
    yield from health.look_inside(trainer.network, lambda: trainer.parameters, made)
    if trainer.iteration >= health.ENOUGH * trainer.updates:
        yield from health.no_better(
            float(trainer.history.train_accuracy.curve().values[-1]),
            baseline(trainer.dataset.train, trainer.dataset.train),
        )
    if trainer.iteration >= max(health.ENOUGH * trainer.updates, health.SOME):
        costs = trainer.history.train_cost.curve().values
        yield from health.hardly_moved(float(costs[0]), float(costs[-1]))


def final_findings(trainer: Trainer) -> tuple[Finding, ...]:
    """Say what is worth telling about a run, looking at every training sample."""
    with np.errstate(all="ignore"):
        return tuple(findings(trainer, _forward_all(trainer.way)))


def _forward_all(way: Way) -> Pass:
    """Pass all training samples forward; those kept as bytes a part at a time, hidden A alone."""
    X = way.train[0]
    if not isinstance(X, Pixels):
        return way.network.forward(way.parameters, X)
    made = way.network.make_pass(X.shape[1], way.parameters.flat.dtype.name)
    for part in chunks(X):
        seen = way.network.forward(way.parameters, X[:, part])
        for A, one in zip(made.A[1:], seen.A[1:], strict=True):
            A[:, part] = one
    return made


def _spread(samples: Samples) -> np.ndarray:
    """Choose samples evenly out of all, ordered by class: their numbers."""
    by_class = np.argsort(samples.labels, kind="stable")
    places = np.linspace(0, samples.m - 1, min(samples.m, SHOWN_SAMPLES))
    return by_class[np.rint(places).astype(np.intp)]


def _read_only(array: np.ndarray) -> np.ndarray:
    array.flags.writeable = False
    return array
