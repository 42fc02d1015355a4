"""The order in which samples are learned: all at once, or batch by batch."""

import numpy as np


class Batches:
    """Hand out the samples of every update, in an order that its number alone decides.

    Epoch e takes `permutation(m)` of a generator seeded with `seed` + e and cuts it
    into batches; the rest is the last, smaller one. Because each epoch has its own
    generator, a run can go on from any update. Batch size 0, or one that holds all
    samples, means all of them in their own order, without a copy: every update is
    an epoch. `start` is the (update, epoch) at which these batches begin.
    """

    def __init__(
        self, X: np.ndarray, Y: np.ndarray, size: int, seed: int, start: tuple[int, int] = (0, 0)
    ) -> None:
        self.X, self.Y, self.seed, self.start = X, Y, seed, start
        self.m = X.shape[1]
        self.whole = size == 0 or size >= self.m
        self.size = self.m if self.whole else size
        self.an_epoch = -(-self.m // self.size)
        self._order = np.empty(0, np.intp)
        self._epoch = -1

    def place(self, update: int) -> tuple[int, int]:
        """Give the epoch of an update, and its number within that epoch, both from 0."""
        epochs, place = divmod(update - self.start[0], self.an_epoch)
        return self.start[1] + epochs, place

    def take(self, update: int) -> tuple[np.ndarray, np.ndarray]:
        """Give X (n[0], batch) and Y (n[L], batch) of an update, counted from 0."""
        if self.whole:
            return self.X, self.Y
        epoch, place = self.place(update)
        if epoch != self._epoch:
            self._order = np.random.RandomState((self.seed + epoch) % 2**32).permutation(self.m)
            self._epoch = epoch
        chosen = self._order[place * self.size : (place + 1) * self.size]
        # Rows of X.T are contiguous samples, so taking them keeps the layout.
        return self.X.T[chosen].T, self.Y.T[chosen].T
