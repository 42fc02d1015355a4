"""Samples kept as bytes, an eighth of their size, which are floats whenever some are taken."""

from collections.abc import Callable
from typing import Any

import numpy as np

from core.interruption import pieces

WHITE = 255

Scale = Callable[[np.ndarray], np.ndarray]
"""Turns values in 0..1, (n, samples), into inputs of the same shape."""


class ByteMatrix:
    """X (n, m) of pictures, one row of bytes each, in memory or in a file.

    `X[:, chosen]` gives floats in 0..1, each byte divided by 255, sample by sample contiguous.
    `rows` is uint8 (files, n), and `places` (m,) are the rows that these samples are. `scale`
    makes inputs of the floats where they do not go in as they are.
    """

    def __init__(
        self,
        rows: np.ndarray,
        places: np.ndarray,
        dtype: str = "float64",
        scale: Scale | None = None,
    ) -> None:
        self.rows, self.places, self.scale = rows, places, scale
        self.dtype = np.dtype(dtype)
        self.shape = rows.shape[1], len(places)

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, key: tuple[slice, Any]) -> np.ndarray:
        """Return X[:, chosen]; there is no choice of rows."""
        every, chosen = key
        if every != slice(None):
            raise IndexError("whole samples only: X[:, chosen]")
        places = self.places[chosen]
        samples = np.empty((np.size(places), len(self)), self.dtype)
        self._read(np.atleast_1d(places), samples)
        return samples[0] if np.ndim(places) == 0 else samples.T

    def astype(self, dtype: str, order: str = "F", copy: bool = False) -> "ByteMatrix":
        """Return the same samples, to be taken in another precision; nothing is copied."""
        return ByteMatrix(self.rows, self.places, dtype, self.scale)

    def scaled(self, scale: Scale) -> "ByteMatrix":
        """Return the same samples, scaled whenever some are taken; nothing is copied."""
        return ByteMatrix(self.rows, self.places, self.dtype.name, scale)

    def gather(self, chosen: np.ndarray, out: np.ndarray) -> None:
        """Write some samples into the rows of `out`, (chosen, n)."""
        self._read(self.places[chosen], out)

    def _read(self, places: np.ndarray, out: np.ndarray) -> None:
        for block in pieces(len(places), len(self)):
            pixels = self.rows.take(places[block], axis=0)
            if self.scale is None:
                np.divide(pixels, WHITE, out=out[block], dtype=out.dtype)
            else:
                # In double precision, so that floats of single precision are the same bits.
                out[block] = self.scale((pixels / float(WHITE)).T).T


Columns = np.ndarray | ByteMatrix
"""X (n, m): floats, or bytes that become floats."""


def as_float(X: Columns) -> np.ndarray:
    """Return all samples as floats; a copy only of those that are kept as bytes."""
    return X[:, :] if isinstance(X, ByteMatrix) else X


def as_type(X: Columns, dtype: str) -> Columns:
    """Return samples in another precision, sample by sample; a copy only where it is another."""
    if isinstance(X, ByteMatrix) or X.dtype == dtype:
        return X.astype(dtype, order="F", copy=False)
    return columns(X, np.arange(X.shape[1]), dtype)


def gather(X: Columns, chosen: np.ndarray, out: np.ndarray) -> None:
    """Write some samples into the rows of `out`, (chosen, n)."""
    if isinstance(X, ByteMatrix):
        X.gather(chosen, out)
    else:
        # Rows of X.T are contiguous samples, so taking them keeps the layout. "clip" saves
        # a copy, and changes nothing in numbers that are all within.
        for part in pieces(len(chosen), len(X)):
            X.T.take(chosen[part], axis=0, out=out[part], mode="clip")


def columns(X: Columns, chosen: np.ndarray, dtype: str = "") -> np.ndarray:
    """Return X[:, chosen] as floats, in their own precision if in no other, sample by sample."""
    samples = np.empty((len(chosen), len(X)), dtype or X.dtype)
    if samples.dtype == X.dtype:
        gather(X, chosen, samples)
        return samples.T
    for part in pieces(len(chosen), len(X)):
        samples[part] = X[:, chosen[part]].T
    return samples.T
