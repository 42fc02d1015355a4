"""The samples of every update: all at once or batch by batch, pictures changed if asked for."""

import numpy as np

from core.data.augmentation import Augmenter
from core.data.byte_matrix import Columns, as_float, gather
from core.network.parallel import SERIAL, Executor, split_range

# So many numbers and fewer stay in the nearest cache.
FEW = 16384
# So many numbers, and each time as many more, are worth another thread.
MANY = 2**17
# To change pixels takes some twenty times as long as to copy them.
MANY_CHANGED = 2**16


class Batches:
    """Hand out the samples of every update, in an order that its number alone decides.

    Epoch e takes `permutation(m)` of a generator seeded with `seed` + e and cuts it
    into batches; the rest is the last, smaller one. Because each epoch has its batch
    generator, a run can go on from any update. Batch size 0, or one that holds all
    samples, means all of them in their batch order, without a copy: every update is
    an epoch. Few numbers are put in order once an epoch, many batch by batch. `start` is
    the (update, epoch) at which these batches begin. `chosen` are the numbers of the samples
    last taken, None for all. `executor` share the putting together of many numbers.
    An `augmenter` changes pictures anew in every epoch; then all samples are a copy, too.
    """

    def __init__(
        self,
        X: Columns,
        Y: np.ndarray,
        size: int,
        seed: int,
        start: tuple[int, int] = (0, 0),
        executor: Executor = SERIAL,
        augmenter: Augmenter | None = None,
    ) -> None:
        self.augmenter = augmenter
        self.m = X.shape[1]
        self.full_batch = size == 0 or size >= self.m
        self.X = as_float(X) if self.full_batch else X
        self.Y, self.seed, self.start = np.ascontiguousarray(Y), seed, start
        self.size = self.m if self.full_batch else size
        self.per_epoch = -(-self.m // self.size)
        self.sample_indices: np.ndarray | None = None
        self._few = X.shape[0] * self.m <= FEW
        self._executor = executor
        self._parts: list[np.ndarray] = []
        self._ready: list[tuple[np.ndarray, np.ndarray]] = []
        self._epoch = -1
        self._changed: np.ndarray | None = None
        # Seeded again for every epoch: the same stream as a new one, in a fraction of the time.
        self._random = np.random.RandomState(0)
        self._buffers: dict[int, tuple[np.ndarray, np.ndarray]] = {}

    def position(self, update: int) -> tuple[int, int]:
        """Return the epoch of an update, and its number within that epoch, both from 0."""
        epochs, place = divmod(update - self.start[0], self.per_epoch)
        return self.start[1] + epochs, place

    def batch(self, update: int) -> tuple[np.ndarray, np.ndarray]:
        """Return X (n[0], batch) and Y (n[L], batch) of an update, counted from 0.

        They are always the same arrays for as many samples, which the next call overwrites.
        """
        epoch, place = self.position(update)
        if self.full_batch:
            return self._all(epoch), self.Y
        if epoch != self._epoch:
            self._begin(epoch)
        self.sample_indices = self._parts[place]
        chosen = self.sample_indices
        X, Y = self._copy(place) if self._few else self._gather(chosen)
        if self.augmenter:
            self._change(self.augmenter, X, epoch, chosen, X)
        return X, Y

    def _all(self, epoch: int) -> np.ndarray:
        """Return X of all samples in an epoch."""
        X = as_float(self.X)
        if self.augmenter is None:
            return X
        if self._changed is None:
            self._changed = np.empty_like(X, order="F")
        self._change(self.augmenter, X, epoch, np.arange(self.m), self._changed)
        return self._changed

    def _change(
        self, augmenter: Augmenter, X: np.ndarray, epoch: int, numbers: np.ndarray, out: np.ndarray
    ) -> None:
        """Write X as it is seen in an epoch to `out`, a part in each thread."""
        augmenter.begin(epoch)
        parts = split_range(len(numbers), X.size // MANY_CHANGED)
        self._executor.map(
            lambda part: augmenter.change(X.T[part], epoch, numbers[part], out.T[part]), parts
        )

    def _begin(self, epoch: int) -> None:
        """Put the samples in the order of an epoch."""
        self._random.seed((self.seed + epoch) % 2**32)
        order = self._random.permutation(self.m)
        cuts = [slice(at, at + self.size) for at in range(0, self.m, self.size)]
        self._parts = [order[cut] for cut in cuts]
        self._epoch = epoch
        if self._few:
            X, Y = self._gather(order)
            self._ready = [(X[:, cut], Y[:, cut]) for cut in cuts]

    def _copy(self, place: int) -> tuple[np.ndarray, np.ndarray]:
        """Take a batch out of those that are in order already."""
        X, Y = self._ready[place]
        batch = self._buffer(X.shape[1])
        np.copyto(batch[0], X)
        np.copyto(batch[1], Y)
        return batch

    def _gather(self, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        X, Y = self._buffer(len(chosen))
        _gather(self.X, chosen, X.T, self._executor)
        self.Y.take(chosen, axis=1, out=Y, mode="clip")
        return X, Y

    def _buffer(self, m: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the X and Y that batches of m samples are put into."""
        if m not in self._buffers:
            X = np.empty((len(self.X), m), self.X.dtype, order="F")
            self._buffers[m] = X, np.empty((len(self.Y), m), self.Y.dtype)
        return self._buffers[m]


def take_samples(X: Columns, chosen: np.ndarray, executor: Executor = SERIAL) -> np.ndarray:
    """Return X[:, chosen], sample by sample contiguous; the `executor` share many numbers."""
    samples = np.empty((len(chosen), len(X)), X.dtype)
    _gather(X, chosen, samples, executor)
    return samples.T


def _gather(X: Columns, chosen: np.ndarray, out: np.ndarray, executor: Executor) -> None:
    """Write some samples into the rows of `out`, (chosen, n), a part in each thread."""
    pieces = split_range(len(chosen), out.size // MANY)
    executor.map(lambda part: gather(X, chosen[part], out[part]), pieces)
