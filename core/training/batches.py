"""The order in which samples are learned: all at once, or batch by batch."""

import numpy as np

from core.data.pixels import Columns, take, whole


class Batches:
    """Hand out the samples of every update, in an order that its number alone decides.

    Epoch e takes `permutation(m)` of a generator seeded with `seed` + e and cuts it
    into batches; the rest is the last, smaller one. Because each epoch has its own
    generator, a run can go on from any update. Batch size 0, or one that holds all
    samples, means all of them in their own order, without a copy: every update is
    an epoch. `start` is the (update, epoch) at which these batches begin. `chosen` are the
    numbers of the samples last taken, None for all.
    """

    def __init__(
        self, X: Columns, Y: np.ndarray, size: int, seed: int, start: tuple[int, int] = (0, 0)
    ) -> None:
        self.m = X.shape[1]
        self.whole = size == 0 or size >= self.m
        self.X = whole(X) if self.whole else X
        self.Y, self.seed, self.start = Y, seed, start
        self.size = self.m if self.whole else size
        self.an_epoch = -(-self.m // self.size)
        self.chosen: np.ndarray | None = None
        self._order = np.empty(0, np.intp)
        self._epoch = -1
        # Seeded again for every epoch: the same stream as a new one, in a fraction of the time.
        self._random = np.random.RandomState(0)
        self._rooms: dict[int, tuple[np.ndarray, np.ndarray]] = {}

    def place(self, update: int) -> tuple[int, int]:
        """Give the epoch of an update, and its number within that epoch, both from 0."""
        epochs, place = divmod(update - self.start[0], self.an_epoch)
        return self.start[1] + epochs, place

    def take(self, update: int) -> tuple[np.ndarray, np.ndarray]:
        """Give X (n[0], batch) and Y (n[L], batch) of an update, counted from 0.

        The next call may overwrite them.
        """
        if self.whole:
            return whole(self.X), self.Y
        epoch, place = self.place(update)
        if epoch != self._epoch:
            self._random.seed((self.seed + epoch) % 2**32)
            self._order = self._random.permutation(self.m)
            self._epoch = epoch
        chosen = self._order[place * self.size : (place + 1) * self.size]
        self.chosen = chosen
        X, Y = self._rooms.get(len(chosen)) or self._make_room(len(chosen))
        take(self.X, chosen, X)
        take(self.Y, chosen, Y)
        return X.T, Y.T

    def _make_room(self, m: int) -> tuple[np.ndarray, np.ndarray]:
        room = tuple(np.empty((m, len(part)), part.dtype) for part in (self.X, self.Y))
        self._rooms[m] = room[0], room[1]
        return self._rooms[m]
