"""Take a snapshot of a trainer: everything a view may know, in arrays nobody can write to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from core.data.dataset import Samples, baseline
from core.network.network import ForwardPass
from core.network.parameters import count
from core.training.health.findings import Finding
from core.training.health.registry import final_findings, findings
from core.training.pacing import Pace
from core.training.parametrisation import Parametrisation
from core.training.snapshots.network_state import NetworkState
from core.training.snapshots.probes.registry import PROBES
from core.training.snapshots.snapshot import LayerActivations, Snapshot, State
from core.training.trainer import Trainer

# Activations are shown on at most this many training samples.
SHOWN_SAMPLES = 256
# While a run goes on, curves and figures are of every picture. What lies inside the network is
# looked at for each second one at most, and training has this many times the time that it takes;
# many more times that in which the run is looked over for what is wrong with it.
INSPECT_EVERY, PROBE_SHARE, HEALTH_SHARE = 2, 10, 200


@dataclass(frozen=True, slots=True, eq=False)
class _Inspection:
    """What was seen inside at one iteration: the layers and the looks that were wanted.

    `past` is the run as it stood earlier, where that was looked at.
    """

    iteration: int
    layers: tuple[LayerActivations, ...]
    looks: Mapping[str, Any]
    made: ForwardPass
    past: Trainer | None


class Snapshotter:
    """Take snapshots of one run, always on the same samples, which are ordered by class.

    `told` are findings that were made on demand, and stay with the run. `pace` says when a run
    that goes on is looked over for findings again.
    """

    def __init__(self, trainer: Trainer, run: int) -> None:
        self.trainer, self.run = trainer, run
        self.told: tuple[Finding, ...] = ()
        train = trainer.dataset.train
        self._chosen = _spread(train)
        self._seen: tuple[Parametrisation, np.ndarray] | None = None
        self._inside: _Inspection | None = None
        self._pictures = 0
        self._final: tuple[tuple[object, ...], tuple[Finding, ...]] | None = None
        self.pace, self._inside_pace = Pace(HEALTH_SHARE), Pace(PROBE_SHARE)
        self._last: tuple[tuple[object, ...], tuple[Finding, ...]] | None = None
        self._chosen.flags.writeable = False
        self._labels = _read_only(train.labels[self._chosen])
        self._train_baseline = baseline(train, train)
        test = trainer.dataset.test
        self._test_baseline = baseline(test, train) if test else None

    @np.errstate(all="ignore")
    def take(
        self,
        state: State,
        seconds: float,
        rate: float,
        wanted: Iterable[str] = (),
        past: Trainer | None = None,
    ) -> Snapshot:
        """Take one snapshot: `seconds` of training so far, `rate` in updates a second.

        `wanted` are the names of the looks that somebody wants to see. With `past`, the run as
        it stood earlier, all that lies inside the network is of then; the curves are of now.
        """
        trainer, history = self.trainer, self.trainer.history
        running = state is State.RUNNING
        self._pictures = self._pictures + 1 if running else 0
        inside = self._look(frozenset(wanted), past)
        test = trainer.dataset.test
        return Snapshot(
            run=self.run,
            experiment=trainer.experiment,
            dataset=trainer.dataset,
            state=State.DIVERGED if trainer.diverged else state,
            iteration=trainer.iteration,
            iterations=trainer.updates,
            inside=inside.iteration,
            seconds=seconds,
            rate=rate,
            unit=trainer.unit,
            learning_rate=trainer.rate,
            rate_changes=tuple(history.rate_changes),
            branches=tuple(history.branches),
            train_cost=history.train_cost.curve(),
            test_cost=history.test_cost.curve(),
            train_accuracy=history.train_accuracy.curve(),
            test_accuracy=history.test_accuracy.curve(),
            train_baseline=self._train_baseline,
            test_baseline=self._test_baseline,
            train_count=trainer.dataset.train.m,
            test_count=test.m if test else 0,
            layers=inside.layers,
            classes=trainer.dataset.classes,
            sample_labels=self._labels,
            shown=self._chosen,
            parameter_count=count(trainer.network.sizes),
            findings=(*self._findings(inside, running), *self.told),
            way=trainer.way.name,
            gradient_norms=tuple(part.curve() for part in history.gradient_norms),
            update_ratios=tuple(part.curve() for part in history.update_ratios),
            looks=inside.looks,
            looking_back=past is not None,
        )

    def _look(self, wanted: frozenset[str], past: Trainer | None) -> _Inspection:
        """Look inside the network, unless a look of just now will do."""
        seen = self._inside
        turn = self._pictures % INSPECT_EVERY == 1 and self._inside_pace.due()
        new = turn or not self._pictures
        if seen is None or new or wanted != seen.looks.keys() or past is not seen.past:
            self._inside_pace.begin()
            moment = self.moment(past)
            looks = {name: PROBES[name].take(moment) for name in wanted}
            layers = self._layers(moment.made)
            seen = _Inspection(moment.iteration, layers, MappingProxyType(looks), moment.made, past)
            self._inside = seen
            self._inside_pace.end()
        return seen

    def moment(self, past: Trainer | None = None) -> NetworkState:
        """Give the network as it is now, or as it was in the past, to take looks of."""
        trainer = past or self.trainer
        return NetworkState(
            trainer.iteration,
            trainer.experiment,
            trainer.network,
            trainer.dataset,
            trainer.way,
            trainer.way.parameters,
            self._chosen,
            self._forward(trainer.way),
        )

    def _findings(self, inside: _Inspection, running: bool) -> tuple[Finding, ...]:
        """Look for what is wrong: at the samples that are shown, or at rest, once, at all.

        Of a run that has diverged this is told, whatever is looked at.
        """
        trainer, past = self.trainer, inside.past
        if not running and not past:
            return self._last_findings()
        last = self._last_findings() if trainer.diverged else ()
        return (*last, *self._findings_now(inside))

    def _last_findings(self) -> tuple[Finding, ...]:
        trainer = self.trainer
        stands = (trainer.iteration, trainer.experiment, trainer.diverged, trainer.stopped_early)
        if self._final is None or self._final[0] != stands:
            self._final = stands, final_findings(trainer)
        return self._final[1]

    def _findings_now(self, inside: _Inspection) -> tuple[Finding, ...]:
        """Look at the samples that are shown, or say again what was seen there a moment ago."""
        trainer = inside.past or self.trainer
        of = (inside.past and trainer.iteration, trainer.experiment)
        if self._last is None or self._last[0] != of or self.pace.due():
            self.pace.begin()
            Y = trainer.way.train[1][:, self._chosen]
            self._last = of, tuple(findings(trainer, inside.made, Y, at_rest=False))
            self.pace.end()
        return self._last[1]

    def _forward(self, way: Parametrisation) -> ForwardPass:
        if self._seen is None or self._seen[0] is not way:
            self._seen = way, np.asfortranarray(way.train[0][:, self._chosen])
        return way.network.forward(way.parameters, self._seen[1])

    def _layers(self, made: ForwardPass) -> tuple[LayerActivations, ...]:
        return tuple(
            LayerActivations(l, activation.name, _read_only(made.A[l]))
            for l, activation in enumerate(self.trainer.network.activations, 1)
        )


def _spread(samples: Samples) -> np.ndarray:
    """Choose samples evenly out of all, ordered by class: their numbers."""
    by_class = np.argsort(samples.labels, kind="stable")
    places = np.linspace(0, samples.m - 1, min(samples.m, SHOWN_SAMPLES))
    return by_class[np.rint(places).astype(np.intp)]


def _read_only(array: np.ndarray) -> np.ndarray:
    array.flags.writeable = False
    return array
