"""What is kept of a run that is over: its settings, its figures, and its curves made short."""

import math
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

import msgspec
import numpy as np

from core.decimation import decimate
from core.experiment.presets import matching_preset, without_words
from core.experiment.settings import Experiment
from core.files import shown
from core.messages import tr, translate
from core.network.activations import ACTIVATIONS
from core.training.history import Curve
from core.training.snapshots.snapshot import Snapshot

FORMAT = 1
# A kept curve has about this many points at most.
POINTS = 400


class Line(msgspec.Struct, frozen=True):
    """A curve as it is kept: a value that is not finite is None."""

    at: tuple[float, ...] = ()
    values: tuple[float | None, ...] = ()

    def curve(self) -> Curve:
        """Return it as arrays; what was not finite is NaN."""
        return Curve(np.array(self.at), np.array(self.values, dtype=float))


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One run that is over.

    `key` names its file, `name` is the user's; `kept` is when, in ISO form and UTC. `unit` is
    what the curves count, `iterations` the updates made. `rate_changes` and `branches` tell that
    settings were not the same all the way, `first_weights` that they were given and not drawn. A
    `live` one gives way to the next of Live.
    """

    format: int
    key: str
    name: str
    kept: str
    experiment: Experiment
    diverged: bool
    unit: str
    iterations: int
    seconds: float
    train_cost: Line
    test_cost: Line
    train_accuracy: Line
    test_accuracy: Line
    rate_changes: tuple[tuple[int, float], ...] = ()
    branches: tuple[int, ...] = ()
    live: bool = False
    first_weights: str = ""

    @property
    def numbers(self) -> tuple[object, ...]:
        """Return what decides the numbers: equal for runs that repeat each other."""
        return (
            without_words(self.experiment),
            self.iterations,
            self.rates_on_the_way,
            self.branches,
            self.first_weights,
        )

    @property
    def rates_on_the_way(self) -> tuple[tuple[int, float], ...]:
        """Return the changes of the rate that updates were made before and after."""
        return tuple(change for change in self.rate_changes if 0 < change[0] < self.iterations)


def record(snapshot: Snapshot, live: bool) -> Record:
    """Keep what there is to keep of a run that is over."""
    now = datetime.now(UTC)
    return Record(
        format=FORMAT,
        key=f"{now:%Y%m%dT%H%M%S%f}-{token_hex(3)}",
        name=usual_name(snapshot.experiment),
        kept=now.isoformat(timespec="seconds"),
        experiment=snapshot.experiment,
        diverged=not math.isfinite(final(snapshot.train_cost)),
        unit=snapshot.unit,
        iterations=snapshot.iteration,
        seconds=snapshot.seconds,
        train_cost=_line(snapshot.train_cost),
        test_cost=_line(snapshot.test_cost),
        train_accuracy=_line(snapshot.train_accuracy),
        test_accuracy=_line(snapshot.test_accuracy),
        rate_changes=snapshot.rate_changes,
        branches=snapshot.branches,
        live=live,
        first_weights=snapshot.first_weights,
    )


def final(curve: Curve) -> float:
    """Return the last value of a curve, NaN where it has none."""
    return float(curve.values[-1]) if len(curve.values) else math.nan


def usual_name(experiment: Experiment) -> str:
    """Name a run by its preset, or by what it is made of: "moons, 8 x 4 ReLU, rate 0.1".

    The name of a folder or a file stands in the place of its kind.
    """
    if experiment.title and matching_preset(experiment):
        return translate(experiment.title)
    network = experiment.network
    units = " x ".join(map(str, network.hidden))
    kinds = dict.fromkeys(translate(ACTIVATIONS[name].label) for name in network.activations)
    text = tr("{data}, {units} {activations}, rate {rate:g}")
    if not units:
        text = tr("{data}, logistic regression, rate {rate:g}")
    return text.format(
        data=data_name(experiment),
        units=units,
        activations=", ".join(kinds),
        rate=experiment.training.learning_rate,
    )


def data_name(experiment: Experiment) -> str:
    """Return the name of the folder or the file of the data, or else of its kind."""
    return shown(Path(experiment.data.folder).name) or experiment.data.kind


def _line(curve: Curve) -> Line:
    chosen = decimate(curve.values, POINTS)
    values = (float(value) for value in curve.values[chosen])
    return Line(
        tuple(curve.at[chosen].tolist()),
        tuple(value if math.isfinite(value) else None for value in values),
    )
