"""What a network learns from: samples with their classes, whatever they were made of."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.data.byte_matrix import ByteMatrix, Columns, columns
from core.data.skipped import Skipped
from core.experiment.inputs import Inputs
from core.experiment.target_scale import TargetScale
from core.messages import Message
from core.network.targets import CLASSES, LABELS, NUMBERS, Targets

if TYPE_CHECKING:  # it brings Pillow, which a data set of points does without
    from core.data.images.decode_many import Decoded

UNEVEN = 3
"""Times as many samples in the largest class as in the smallest: worth a word."""


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Samples as columns.

    X is float64 (n, m) with each sample contiguous (Fortran order), or pixels which are that
    where they are taken, X[:, chosen]; Y is what its kind of `targets` says: (1, m) of 0 and 1
    for two classes, one-hot (classes, m) for more, (labels, m) of 0 and 1 for several labels at
    once, (numbers, m) of scaled numbers. All are read-only.
    `names` says where each sample came from; it is empty for generated points. `lines` (m,) are
    those of a table's file on which its rows end, None where there are none. `missing` (n, m) is
    true of the features of empty cells, None where there is none.
    """

    X: Columns
    Y: np.ndarray
    names: tuple[str, ...] = ()
    targets: Targets = CLASSES
    lines: np.ndarray | None = None
    missing: np.ndarray | None = None

    @property
    def m(self) -> int:
        return self.X.shape[1]

    @property
    def labels(self) -> np.ndarray:
        """Return the number of every sample's class, (m,), or of its group among other targets."""
        return self.targets.decode(self.Y)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Dataset:
    """Training samples, test samples if there are any, and what they mean.

    `classes` name what is answered: the classes, the labels, or the numbers, whose `target_scale`
    leads back to their own unit.
    `skipped` are the files that were left out; `remarks` tell, a line each, what else was
    passed over or done to the files on the way; `decoded` is what was read of them, for
    another data set that differs in other things; a `blank` one stands in for data that is not
    there, and nothing is trained on it.
    """

    train: Samples
    test: Samples | None
    classes: tuple[str, ...]
    inputs: Inputs
    skipped: tuple[Skipped, ...] = ()
    remarks: tuple[Message, ...] = ()
    decoded: "Decoded | None" = None
    blank: bool = False
    target_scale: TargetScale | None = None

    @property
    def targets(self) -> Targets:
        """Return the kind of targets that the samples have."""
        return self.train.targets

    def in_own_unit(self, Y: np.ndarray) -> np.ndarray:
        """Turn targets or outputs (k, m) into numbers in their own unit, float64."""
        return self.target_scale.unscale(Y) if self.target_scale else np.asarray(Y, np.float64)

    def counts(self, samples: Samples) -> dict[str, int]:
        """Count the samples of every class, by the class's name."""
        counts = np.bincount(samples.labels, minlength=len(self.classes))
        return {name: int(count) for name, count in zip(self.classes, counts, strict=True)}


def samples(X: Columns, labels: np.ndarray, classes: int, names: tuple[str, ...] = ()) -> Samples:
    """Make samples of X (n, m) and class numbers (m,); copies only where the layout differs."""
    if isinstance(X, ByteMatrix):
        X.rows.flags.writeable = False
    else:
        X = np.asfortranarray(X, dtype=np.float64)
        X.flags.writeable = False
    Y = CLASSES.encode(labels, classes)
    Y.flags.writeable = False
    return Samples(X, Y, names)


def target_samples(
    X: Columns, Y: np.ndarray, targets: Targets, names: tuple[str, ...] = ()
) -> Samples:
    """Make samples of X (n, m) and Y (k, m), labels of 0 and 1 or numbers, already scaled."""
    Y = targets.encode(Y, len(Y))
    for array in (X, Y):
        if isinstance(array, np.ndarray):
            array.flags.writeable = False
    return Samples(X, Y, names, targets)


@dataclass(frozen=True, slots=True)
class ConstantAnswer:
    """One answer for every sample: its class's number, and the share that it is right for.

    For labels it is the more frequent of yes and no of each, for numbers their mean, with
    number 0; its share is then what the metric of their kind of targets makes of it.
    """

    label: int
    share: float


def best_constant_answer(samples: Samples) -> ConstantAnswer:
    """Return the class that is right for most samples when it is the answer for all of them."""
    if samples.targets is NUMBERS:
        return ConstantAnswer(0, 0.0)
    if samples.targets is LABELS:
        present = samples.Y.mean(axis=1)
        return ConstantAnswer(0, float(np.maximum(present, 1 - present).mean()))
    counts = np.bincount(samples.labels)
    best = int(counts.argmax())
    return ConstantAnswer(best, float(counts[best] / samples.m))


def samples_at(samples: Samples, places: np.ndarray) -> Samples:
    """Return samples at some places, read-only; pixels that are kept as bytes are not copied."""
    X = samples.X
    if isinstance(X, ByteMatrix):
        chosen: ByteMatrix | np.ndarray = ByteMatrix(
            X.rows, X.places[places], X.dtype.name, X.scale
        )
    else:
        chosen = columns(X, places)
        chosen.flags.writeable = False
    Y = np.asfortranarray(samples.Y[:, places])
    Y.flags.writeable = False
    names = tuple(samples.names[place] for place in places) if samples.names else ()
    lines = None if samples.lines is None else samples.lines[places]
    missing = None if samples.missing is None else samples.missing[:, places]
    return Samples(chosen, Y, names, samples.targets, lines, missing)
