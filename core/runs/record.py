"""What is kept of a run that is over: its settings, its figures, and its curves made short."""

import math
from collections.abc import Sequence
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from secrets import token_hex

import msgspec
import numpy as np
from msgspec.structs import replace

from core.decimation import decimate
from core.experiment.presets import matching_preset, without_words
from core.experiment.settings import AnswerSettings, Experiment, loss_of
from core.files import shown
from core.messages import listed, tr, translate
from core.models.answers import own_threshold
from core.models.formats.npz import read_npz_description
from core.network.activations import ACTIVATIONS
from core.network.losses import LOSSES
from core.network.parameters import fingerprint
from core.network.targets import CLASSES, NUMBERS
from core.projects.project import unpack_project
from core.statistics import finite
from core.training.checkpoint import read_curves, read_first_weights
from core.training.history import Curve
from core.training.snapshots.snapshot import Snapshot

FORMAT = 1
# A kept curve has about this many points at most.
POINTS = 400
# So many samples share an accuracy at most, as far as it is told from an R².
MOST_SAMPLES = 1_000_000


class Line:
    """A curve as it is kept, in two vectors: a value that is not finite is NaN, in a file null.

    As numbers of Python the runs of a full folder would take four times the memory.
    """

    __slots__ = ("at", "values")

    def __init__(
        self,
        at: Sequence[float] | np.ndarray = (),
        values: Sequence[float | None] | np.ndarray = (),
    ) -> None:
        self.at, self.values = np.array(at, dtype=float), np.array(values, dtype=float)
        self.at.flags.writeable = self.values.flags.writeable = False

    def curve(self) -> Curve:
        """Return it as a curve, without copying."""
        return Curve(self.at, self.values)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Line)
            and np.array_equal(self.at, other.at)
            and np.array_equal(self.values, other.values, equal_nan=True)
        )

    def __hash__(self) -> int:
        return hash((self.at.tobytes(), self.values.tobytes()))


class _StoredLine(msgspec.Struct):
    """A curve as a file has it."""

    at: tuple[float, ...] = ()
    values: tuple[float | None, ...] = ()


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One run that is over.

    `key` names its file, `name` is the user's; `kept` is when, in ISO form and UTC. `unit` is
    what the curves count, `iterations` the updates made. `rate_changes` and `branches` tell that
    settings were not the same all the way, `first_weights` that they were given and not drawn. A
    `live` one gives way to the next of Live, one that was `cut_short` to one that goes on. Where
    its `targets` are no classes, what stands in accuracy's place is kept there. Accuracies count by
    the usual threshold; `threshold` is that of the answers where it is another one.
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
    cut_short: bool = False
    targets: str = CLASSES.name
    threshold: float | None = None

    @property
    def numbers(self) -> tuple[object, ...]:
        """Return what decides the numbers: equal for runs that repeat each other."""
        return (
            replace(without_words(self.experiment), answers=AnswerSettings()),
            self.iterations,
            self.rates_on_the_way,
            self.branches,
            self.first_weights,
        )

    @property
    def rates_on_the_way(self) -> tuple[tuple[int, float], ...]:
        """Return the changes of the rate that updates were made before and after."""
        return tuple(change for change in self.rate_changes if 0 < change[0] < self.iterations)


def record(snapshot: Snapshot, live: bool, cut_short: bool = False) -> Record:
    """Keep what there is to keep of a run that is over."""
    now = datetime.now(UTC)
    return Record(
        format=FORMAT,
        key=_new_key(now),
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
        cut_short=cut_short,
        targets=snapshot.targets.name,
        threshold=snapshot.own_threshold,
    )


def record_of_project(file: Path) -> Record:
    """Keep what there is to keep of the run in a project that a crash has left.

    Raises ModelError or DataError, naming the file, where it cannot be read.
    """
    with unpack_project(file) as project:
        found = project.description
        curves, rate_changes = read_curves(project.run)
        first = read_first_weights(project.run)
        network = read_npz_description(project.network)
    experiment = found.experiment
    loss = loss_of(experiment, network.targets)
    return Record(
        format=FORMAT,
        key=_new_key(found.saved),
        name=usual_name(experiment),
        kept=found.saved.isoformat(timespec="seconds"),
        experiment=experiment,
        diverged=not math.isfinite(final(curves["train_cost"])),
        unit="epoch" if experiment.training.batch_size else "iteration",
        iterations=found.iteration,
        seconds=0.0,
        train_cost=_line(curves["train_cost"]),
        test_cost=_line(curves["test_cost"]),
        train_accuracy=_line(curves["train_accuracy"]),
        test_accuracy=_line(curves["test_accuracy"]),
        rate_changes=rate_changes,
        first_weights="" if first is None else fingerprint(first),
        cut_short=True,
        targets=network.targets,
        threshold=own_threshold(experiment.answers, loss, len(network.classes)),
    )


def _new_key(when: datetime) -> str:
    return f"{when:%Y%m%dT%H%M%S%f}-{token_hex(3)}"


def final(curve: Curve) -> float:
    """Return the last value of a curve, NaN where it has none."""
    return float(curve.values[-1]) if len(curve.values) else math.nan


def usual_name(experiment: Experiment) -> str:
    """Name a run by its preset, or by what it is made of."""
    if experiment.title and matching_preset(experiment):
        return translate(experiment.title)
    return settings_name(experiment)


def settings_name(experiment: Experiment) -> str:
    """Name a run by what it is made of: "moons, 8 x 4 ReLU, rate 0.1".

    The name of a folder or a file stands in the place of its kind.
    """
    network = experiment.network
    units = " x ".join(map(str, network.hidden))
    kinds = dict.fromkeys(translate(ACTIVATIONS[name].label) for name in network.activations)
    text = tr("{data}, {units} {activations}, rate {rate:g}")
    if not units:
        text = tr("{data}, logistic regression, rate {rate:g}")
        if NUMBERS.name in LOSSES[experiment.training.loss].outputs:
            text = tr("{data}, no hidden layer, rate {rate:g}")
    return text.format(
        data=data_name(experiment),
        units=units,
        activations=listed(kinds),
        rate=experiment.training.learning_rate,
    )


def data_name(experiment: Experiment) -> str:
    """Return the name of the folder or the file of the data, or else of its kind."""
    return shown(Path(experiment.data.folder).name) or experiment.data.kind


def to_json(record: Record) -> bytes:
    """Return what the file of a run holds."""
    return msgspec.json.encode(record, enc_hook=_stored)


def from_json(data: bytes) -> Record:
    """Read what `to_json` has written; ValueError says what is wrong in anything else.

    An earlier version wrote "classes" for every run that a crash had left: what cannot be a share
    of samples can only be R², so those are of numbers.
    """
    found = msgspec.json.decode(data, type=Record, dec_hook=_restored)
    if not found.cut_short or found.targets != CLASSES.name:
        return found
    if NUMBERS.name not in LOSSES[found.experiment.training.loss].outputs:
        return found
    measured = np.concatenate([found.train_accuracy.values, found.test_accuracy.values])
    shares = all(map(_is_share, np.unique(measured[np.isfinite(measured)]).tolist()))
    return found if shares else replace(found, targets=NUMBERS.name)


def _is_share(value: float) -> bool:
    """Tell whether a value is k / m to the last bit, of m samples, no more than a million."""
    nearest = Fraction(value).limit_denominator(MOST_SAMPLES)
    return 0 <= value <= 1 and float(nearest) == value


def _stored(line: object) -> _StoredLine:
    if not isinstance(line, Line):
        raise NotImplementedError(f"no file can hold {line!r}")
    return _StoredLine(tuple(line.at.tolist()), tuple(map(finite, line.values.tolist())))


def _restored(kind: type, found: object) -> Line:
    stored = msgspec.convert(found, _StoredLine)
    return Line(stored.at, stored.values)


def _line(curve: Curve) -> Line:
    chosen = decimate(curve.values, POINTS)
    values = curve.values[chosen]
    return Line(curve.at[chosen], np.where(np.isfinite(values), values, np.nan))
