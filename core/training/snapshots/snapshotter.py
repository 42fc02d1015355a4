"""Take a snapshot of a trainer: everything a view may know, in arrays nobody can write to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import count
from types import MappingProxyType
from typing import Any

import numpy as np
from msgspec.structs import replace

from core.data.byte_matrix import columns
from core.data.dataset import best_constant_answer
from core.data.sample import Sample, find_sample
from core.experiment.settings import Experiment
from core.messages import Message, to_translate
from core.network import parameters
from core.network.network import ForwardPass
from core.throttle import Throttle
from core.training.analyses.exact_solution import (
    ExactSolution,
    exact_solution,
    known_exact_solution,
    why_no_exact_solution,
)
from core.training.calibration import calibrate_run
from core.training.health.findings import Finding, Level
from core.training.health.registry import final_findings, findings
from core.training.health.run_under_test import SAMPLES
from core.training.history import Curve, History
from core.training.parametrisation import Parametrisation
from core.training.shown_samples import shown_samples
from core.training.snapshots.network_state import NetworkState
from core.training.snapshots.probes.registry import PROBES
from core.training.snapshots.snapshot import LayerActivations, Snapshot, State
from core.training.trainer import Trainer

# While a run goes on, curves and figures are of every snapshot. The inside of the network is
# inspected for each second one at most, and training has PROBE_SHARE times the time that this
# takes; the checks of its health leave HEALTH_SHARE times theirs.
INSPECT_EVERY, PROBE_SHARE, HEALTH_SHARE = 2, 25, 100

# To inspect a network takes long where so many multiplications (about a tenth of a second) are
# a pass of all its samples.
LARGE = 2**31
# A network of so many weights takes long on any number of samples: reading them all is a pass.
LARGE_NETWORK = 2**25
# So it does where the samples that are looked at for it have so many inputs.
LARGE_INPUTS = 2**25

_VERSIONS = count(1)
_NO_DATA = to_translate(
    "There is no data: whether the network is sound shows on samples. Open some that it takes."
)
_LARGE = to_translate(
    "This network is large, and looking it over takes a while: what there is to tell follows."
)


@dataclass(frozen=True, slots=True, eq=False)
class _Inspection:
    """The inside of the network at one iteration: the layers and the probes asked for.

    `replayed` is the run as it stood earlier, where that was inspected; no other
    inspection of any run has its `version`. `penalty` is the part of the cost that is no loss.
    """

    version: int
    iteration: int
    layers: tuple[LayerActivations, ...]
    probes: Mapping[str, Any]
    forward_pass: ForwardPass
    replayed: Trainer | None
    sample: Sample
    penalty: float


class Depth(Enum):
    """What of a snapshot is of now, the rest being repeated from earlier ones.

    STATE: its figures and curves; INSPECTED: the inside of the network, too; CHECKED: the
    findings, too, at rest those on all samples; SOLVED: the exact solution, too.
    """

    STATE, INSPECTED, CHECKED, SOLVED = range(4)


class Snapshotter:
    """Take snapshots of one run, always on the same samples, which are ordered by class.

    `extra_findings` were made on demand, and stay with the run. `health_throttle` says when a
    run that goes on is checked again. `sample` is the one that probes of a sample are of, `source`
    where given first weights come from.
    """

    def __init__(self, trainer: Trainer, run: int, source: Message | str = "") -> None:
        self.trainer, self.run, self.source = trainer, run, source
        self.extra_findings: tuple[Finding, ...] = ()
        train = trainer.dataset.train
        self._shown = shown_samples(train.labels)
        self._inputs: tuple[Parametrisation, np.ndarray] | None = None
        self._inspection: _Inspection | None = None
        self._running_snapshots = 0
        self.health_throttle, self._probe_throttle = Throttle(HEALTH_SHARE), Throttle(PROBE_SHARE)
        self._final: tuple[tuple[object, ...], tuple[Finding, ...]] | None = None
        self._last: tuple[tuple[object, ...], tuple[Finding, ...]] | None = None
        self._checked = 0
        self._shown.flags.writeable = False
        self.sample = Sample.of(trainer.dataset, self._shown[0])
        self._labels = _read_only(train.labels[self._shown])
        self._train_baseline = best_constant_answer(train)
        test = trainer.dataset.test
        self._test_baseline = best_constant_answer(test) if test else None
        first = trainer.first_weights
        self._first_weights = "" if first is None else parameters.fingerprint(first.flat)
        self._scored: tuple[Experiment, History] | None = None
        self._at_rest: tuple[tuple[object, ...], dict[str, Curve]] | None = None

    def steps(self, replayed: Trainer | None = None) -> tuple[Depth, ...]:
        """Return the snapshots to take one after the other, so that the first comes at once.

        With another `replayed` than last there is nothing to repeat.
        """
        trainer = self.trainer
        m, sizes = trainer.dataset.train.m, trainer.network.sizes
        inputs = sizes[0] * min(m, SAMPLES)
        weights = parameters.count(sizes)
        known = self._exact() or trainer.dataset.blank
        last = (Depth.CHECKED,) if known else (Depth.CHECKED, Depth.SOLVED)
        if weights * m < LARGE and weights < LARGE_NETWORK and inputs < LARGE_INPUTS:
            return last
        shown = self._inspection.replayed if self._inspection else None
        at_once = (Depth.STATE,) if replayed is shown else ()
        return (*at_once, Depth.INSPECTED, *last)

    def pick(self, sample: Sample) -> None:
        """Look at this sample of the data from now on, or at the same as before if it is gone."""
        self.sample = find_sample(self.trainer.dataset, sample) or self.sample

    @np.errstate(all="ignore")
    def take(
        self,
        state: State,
        seconds: float,
        rate: float,
        probes: Iterable[str] = (),
        replayed: Trainer | None = None,
        depth: Depth = Depth.CHECKED,
        begin: int = 0,
    ) -> Snapshot:
        """Take one snapshot: `seconds` of training so far, `rate` in updates a second.

        `probes` are names in PROBES. With `replayed`, the run as it stood earlier, all that lies
        inside the network is of then; the curves are of now. `begin` is the earliest iteration
        that can be shown.
        """
        trainer, history = self.trainer, self.trainer.history
        running = state is State.RUNNING
        if depth is Depth.SOLVED:
            exact_solution(trainer.dataset)
            depth = Depth.CHECKED
        self._running_snapshots = self._running_snapshots + 1 if running else 0
        repeats = depth is Depth.STATE
        inspection = self._newest() if repeats else self._inspect(frozenset(probes), replayed)
        curves = self._curves(running, depth)
        found = self._findings(inspection, running, depth, curves)
        return Snapshot(
            run=self.run,
            experiment=trainer.experiment,
            dataset=trainer.dataset,
            state=State.DIVERGED if trainer.diverged else state,
            iteration=trainer.iteration,
            iterations=trainer.updates,
            inside=inspection.iteration,
            inside_version=inspection.version,
            seconds=seconds,
            rate=rate,
            unit=trainer.unit,
            learning_rate=trainer.rate,
            rate_changes=tuple(history.rate_changes),
            batch_starts=tuple(history.batch_starts),
            branches=tuple(history.branches),
            begin=begin,
            train_cost=curves["train_cost"],
            test_cost=curves["test_cost"],
            train_accuracy=curves["train_accuracy"],
            test_accuracy=curves["test_accuracy"],
            train_baseline=self._train_baseline,
            test_baseline=self._test_baseline,
            train_count=trainer.sample_counts[0],
            test_count=trainer.sample_counts[1],
            layers=inspection.layers,
            classes=trainer.dataset.classes,
            sample_labels=self._labels,
            shown=self._shown,
            parameter_count=parameters.count(trainer.network.sizes),
            findings=(*found, *self.extra_findings),
            checked=self._checked,
            is_changed=trainer.is_changed,
            parametrisation=trainer.parametrisation.name,
            gradient_norms=tuple(series.curve() for series in history.gradient_norms),
            update_ratios=tuple(series.curve() for series in history.update_ratios),
            probes=inspection.probes,
            looking_back=inspection.replayed is not None,
            first_weights=self._first_weights,
            source=self.source,
            penalty=inspection.penalty,
            sample=inspection.sample,
            exact=self._exact(),
        )

    def _exact(self) -> ExactSolution | Message | None:
        """Return the exact solution or why there is none, None where it was not looked for yet."""
        trainer = self.trainer
        why = why_no_exact_solution(trainer.experiment, trainer.dataset)
        return why or known_exact_solution(trainer.dataset)

    def _curves(self, running: bool, depth: Depth) -> dict[str, Curve]:
        """Return the curves by name; given weights are scored before their first update.

        At rest they end with the scores of the weights of now, which a run need not have taken.
        """
        trainer, history = self.trainer, self.trainer.history
        names = ("train_cost", "test_cost", "train_accuracy", "test_accuracy")
        given = not trainer.iteration and trainer.first_weights is not None
        if given and not trainer.dataset.blank and depth is not Depth.STATE:
            if self._scored is None or self._scored[0] != trainer.experiment:
                self._scored = trainer.experiment, _scored(trainer)
            history = self._scored[1]
        curves = {name: getattr(history, name).curve() for name in names}
        if running or trainer.diverged or not trainer.iteration or trainer.dataset.blank:
            return curves
        key = (trainer.iteration, trainer.experiment, len(curves["test_cost"].at))
        if (self._at_rest is None or self._at_rest[0] != key) and depth is not Depth.STATE:
            self._at_rest = key, curves | _scores_of_now(trainer, curves)
        return self._at_rest[1] if self._at_rest and self._at_rest[0] == key else curves

    def network_state(self, replayed: Trainer | None = None) -> NetworkState:
        """Return the network as it is now, or as it was in a replayed run, for probes."""
        trainer, now = replayed or self.trainer, self.trainer
        return NetworkState(
            trainer.iteration,
            replace(trainer.experiment, answers=now.experiment.answers),
            trainer.network,
            trainer.dataset,
            trainer.parametrisation,
            trainer.parametrisation.parameters,
            self._shown,
            self._forward(trainer.parametrisation),
            self.sample,
            trainer.first_weights,
            lambda parameters: calibrate_run(now, parameters, trainer.iteration),
        )

    def _newest(self) -> _Inspection:
        """Return the last inspection, one of nothing yet where there was none."""
        return self._inspection or _Inspection(
            version=0,
            iteration=self.trainer.iteration,
            layers=(),
            probes=MappingProxyType({}),
            forward_pass=ForwardPass((), (), ()),
            replayed=None,
            sample=self.sample,
            penalty=0.0,
        )

    def _inspect(self, names: frozenset[str], replayed: Trainer | None) -> _Inspection:
        """Inspect the network, unless an inspection of just now will do."""
        last = self._inspection
        turn = self._running_snapshots % INSPECT_EVERY == 1 and self._probe_throttle.is_due()
        due = turn or not self._running_snapshots
        other = last is None or replayed is not last.replayed or self.sample is not last.sample
        if last is None or other or due or names != last.probes.keys():
            self._probe_throttle.begin()
            state = self.network_state(replayed)
            probes = {name: PROBES[name].take(state) for name in names}
            last = self._inspection = _Inspection(
                version=next(_VERSIONS),
                iteration=state.iteration,
                layers=self._layers(state.forward_pass),
                probes=MappingProxyType(probes),
                forward_pass=state.forward_pass,
                replayed=replayed,
                sample=self.sample,
                penalty=(replayed or self.trainer).penalty,
            )
            self._probe_throttle.end()
        return last

    def _findings(
        self,
        inspection: _Inspection,
        running: bool,
        depth: Depth,
        curves: Mapping[str, Curve],
    ) -> tuple[Finding, ...]:
        """Check the samples that are shown, or at rest, once, all of them.

        That a run has diverged is always among the findings.
        """
        trainer, replayed = self.trainer, inspection.replayed
        if trainer.dataset.blank:
            return (Finding("no_data", Level.NOTE, _NO_DATA, {}),)
        if depth is not Depth.CHECKED:
            return self._last[1] if self._last else (Finding("large", Level.NOTE, _LARGE, {}),)
        if not replayed and (not running or trainer.diverged):
            return self._final_findings(curves)
        now = self._final_findings(curves) if trainer.diverged else ()
        diverged = (finding for finding in now if finding.key == "diverged")
        return (*diverged, *self._running_findings(inspection))

    def _final_findings(self, curves: Mapping[str, Curve]) -> tuple[Finding, ...]:
        trainer = self.trainer
        key = (trainer.iteration, trainer.experiment, trainer.diverged, trainer.stopped_early)
        self._checked = trainer.iteration
        if self._final is None or self._final[0] != key:
            self._final = key, final_findings(trainer, curves if trainer.iteration else None)
        return self._final[1]

    def _running_findings(self, inspection: _Inspection) -> tuple[Finding, ...]:
        """Check the samples that are shown, or repeat the findings of a moment ago."""
        trainer = inspection.replayed or self.trainer
        key = (inspection.replayed and trainer.iteration, trainer.experiment)
        # Costs and the inside of the network are to be of one iteration.
        together = inspection.iteration == trainer.iteration
        due = together and self.health_throttle.is_due()
        if self._last is None or self._last[0] != key or due:
            self.health_throttle.begin()
            self._checked = trainer.iteration
            Y = trainer.parametrisation.train[1][:, self._shown]
            new_findings = findings(trainer, inspection.forward_pass, Y, at_rest=False)
            self._last = key, tuple(new_findings)
            self.health_throttle.end()
        return self._last[1]

    def _forward(self, parametrisation: Parametrisation) -> ForwardPass:
        if self._inputs is None or self._inputs[0] is not parametrisation:
            X = columns(parametrisation.train[0], self._shown)
            self._inputs = parametrisation, X
        return parametrisation.network.forward(
            parametrisation.parameters, self._inputs[1], executor=parametrisation.executor
        )

    def _layers(self, forward_pass: ForwardPass) -> tuple[LayerActivations, ...]:
        return tuple(
            LayerActivations(l, activation.name, _read_only(forward_pass.A[l]))
            for l, activation in enumerate(self.trainer.network.activations, 1)
        )


def _scored(trainer: Trainer) -> History:
    """Return a history with the scores of the weights of now alone, as its first points."""
    history = History(layers=0)
    train, test = trainer.score_train(), trainer.score_test()
    history.train_cost.append(0, train.cost + trainer.penalty)
    history.train_accuracy.append(0, train.accuracy)
    if test:
        history.test_cost.append(0, test.cost)
        history.test_accuracy.append(0, test.accuracy)
    return history


def _scores_of_now(trainer: Trainer, curves: Mapping[str, Curve]) -> dict[str, Curve]:
    """Return the curves that end before now, each with a point for the weights of now.

    The train cost of mini-batches, with dropout or of changed pictures is one of training: it has
    no such point. Of an epoch that has not ended it has the mean so far.
    """
    at, cost, accuracy = trainer.epochs_done, curves["train_cost"], curves["train_accuracy"]
    longer = {}
    by_chance = trainer.batches.augmenter or trainer.update_step.uses_dropout
    of_weights = trainer.batches.full_batch and not by_chance
    if of_weights and len(cost.at) and cost.at[-1] < at:
        longer["train_cost"] = _longer(cost, at, trainer.score_train().cost + trainer.penalty)
    total, samples = trainer.history.pending
    if samples and trainer.unit == "epoch":
        longer["train_cost"] = _longer(cost, at, total / samples)
    if len(accuracy.at) and accuracy.at[-1] >= at:
        return longer
    train, test = trainer.evaluation.train(trainer.parametrisation), trainer.score_test()
    longer["train_accuracy"] = _longer(accuracy, at, train.accuracy)
    if test:
        longer["test_cost"] = _longer(curves["test_cost"], at, test.cost)
        longer["test_accuracy"] = _longer(curves["test_accuracy"], at, test.accuracy)
    return longer


def _longer(curve: Curve, at: float, value: float) -> Curve:
    return Curve(_read_only(np.append(curve.at, at)), _read_only(np.append(curve.values, value)))


def _read_only(array: np.ndarray) -> np.ndarray:
    array.flags.writeable = False
    return array
