"""What a run has to remember: its costs and accuracies, growing only at the end."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Values over iterations (over epochs, in a mini-batch run): two read-only vectors."""

    at: np.ndarray
    values: np.ndarray


class Series:
    """Collect pairs (at, value); what was handed out as a curve never changes again."""

    __slots__ = ("_buffer", "length")

    def __init__(self) -> None:
        self._buffer = np.empty((2, 256))
        self.length = 0

    @property
    def size(self) -> int:
        """Count the bytes that it holds, those for pairs to come among them."""
        return self._buffer.nbytes

    def append(self, at: float, value: float) -> None:
        """Add one pair at the end."""
        if self.length == self._buffer.shape[1]:
            # A new array, never a resize: a curve may still be looking at the old one.
            larger = np.empty((2, max(256, 2 * self.length)))
            larger[:, : self.length] = self._buffer
            self._buffer = larger
        self._buffer[0, self.length] = at
        self._buffer[1, self.length] = value
        self.length += 1

    def restore(self, at: np.ndarray, values: np.ndarray) -> None:
        """Take these pairs in place of all there are."""
        self._buffer = np.empty((2, max(256, 2 * len(at))))
        self._buffer[:, : len(at)] = at, values
        self.length = len(at)

    def begin_as(self, other: "Series", length: int) -> None:
        """Take the first pairs of another series in place of all there are, without copying."""
        # A full buffer: the next pair goes into a new one.
        self._buffer = other._buffer[:, :length]
        self.length = length

    def forget(self, at: float) -> None:
        """Drop the last pair if it is of this place."""
        if self.length and self._buffer[0, self.length - 1] == at:
            # A curve may still be looking at the pair: the next one goes into a new array.
            self.begin_as(self, self.length - 1)

    def curve(self) -> Curve:
        """Return what there is so far, read-only, without copying."""
        seen = self._buffer[:, : self.length]
        seen.flags.writeable = False
        return Curve(seen[0], seen[1])


class Mark(NamedTuple):
    """Where a history stood: the lengths of its curves, and what was pending."""

    lengths: tuple[int, ...]
    pending: tuple[float, int]
    rate_changes: int
    batch_starts: int


class History:
    """Hold the curves of one run, where its settings were changed, and where it was branched.

    The train cost of a full-batch run has a point an iteration; that of a mini-batch
    run a point an epoch, the mean over the samples as they were trained: `pending` is
    the sum of the costs so far of an epoch that has not ended, and how many samples it is of.
    `first_rate` is the learning rate that it began with, None where no other has followed;
    `batch_starts` are pairs of the iteration and the epoch at which batches were cut anew.
    Gradients and updates have a curve for each of the `layers`, flat units for each hidden one.
    """

    def __init__(self, layers: int) -> None:
        self.train_cost = Series()
        self.test_cost = Series()
        self.train_accuracy = Series()
        self.test_accuracy = Series()
        self.gradient_norms = tuple(Series() for _ in range(layers))
        self.update_ratios = tuple(Series() for _ in range(layers))
        self.flat_units = tuple(Series() for _ in range(layers - 1))
        self.first_rate: float | None = None
        self.rate_changes: list[tuple[int, float]] = []
        self.batch_starts: list[tuple[int, int]] = []
        self.branches: list[int] = []
        self.pending = (0.0, 0)

    @property
    def size(self) -> int:
        """Count the bytes that the curves hold."""
        return sum(part.size for part in self.series().values())

    def mark(self) -> Mark:
        """Say where it stands; the curves in the order of `series`."""
        lengths = (
            self.train_cost.length,
            self.test_cost.length,
            self.train_accuracy.length,
            self.test_accuracy.length,
            *(part.length for part in self.gradient_norms),
            *(part.length for part in self.update_ratios),
            *(part.length for part in self.flat_units),
        )
        return Mark(lengths, self.pending, len(self.rate_changes), len(self.batch_starts))

    def begin_as(self, other: "History", mark: Mark) -> None:
        """Become what another history was at its mark; it may grow on, and so may this one."""
        pairs = zip(self.series().values(), other.series().values(), mark.lengths, strict=True)
        for series, other_series, length in pairs:
            series.begin_as(other_series, length)
        self.pending = mark.pending
        self.rate_changes = other.rate_changes[: mark.rate_changes]
        self.first_rate = other.first_rate if self.rate_changes else None
        self.batch_starts = other.batch_starts[: mark.batch_starts]
        self.branches = list(other.branches)

    def change_rate(self, iteration: int, before: float, rate: float) -> None:
        """Note that the learning rate is another from an iteration on.

        One that no update has used, because it was changed again at once, was no change.
        """
        if self.first_rate is None:
            self.first_rate = before
        if self.rate_changes and self.rate_changes[-1][0] == iteration:
            self.rate_changes.pop()
        used = self.rate_changes[-1][1] if self.rate_changes else self.first_rate
        if rate != used:
            self.rate_changes.append((iteration, rate))

    def start_batches(self, iteration: int, epoch: int) -> None:
        """Note that batches are cut anew from an iteration on, which begins an epoch."""
        if self.batch_starts and self.batch_starts[-1][0] == iteration:
            self.batch_starts.pop()
        if iteration:
            self.batch_starts.append((iteration, epoch))

    def series(self) -> dict[str, Series]:
        """Return every curve's series by its name; those of a layer l end in _l."""
        single = {name: part for name, part in vars(self).items() if isinstance(part, Series)}
        return single | {
            f"{name}_{l}": part
            for name in ("gradient_norms", "update_ratios", "flat_units")
            for l, part in enumerate(vars(self)[name], 1)
        }

    def forget(self, epoch: int) -> None:
        """Drop the scores that an update which was broken off has begun its epoch with."""
        for series in (self.test_cost, self.test_accuracy, self.train_accuracy):
            series.forget(epoch)

    def trained(self, cost: float, samples: int) -> None:
        """Count the mean cost of one update's samples towards the epoch they belong to."""
        total, count = self.pending
        self.pending = (total + cost * samples, count + samples)

    def end_epoch(self, epoch: int) -> None:
        """Add the mean cost of the samples trained since the last end, if there were any."""
        total, count = self.pending
        if count:
            self.train_cost.append(epoch, total / count)
            self.pending = (0.0, 0)
