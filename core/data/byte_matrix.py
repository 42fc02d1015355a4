"""Samples kept as bytes, an eighth of their size, which are floats whenever some are taken."""

from collections.abc import Callable
from typing import Any

import numpy as np

from core.interruption import check_interruption

WHITE = 255
# As many bytes as are turned into floats at a time.
_BLOCK = 4_000_000

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
        step = max(1, _BLOCK // len(self))
        for start in range(0, len(places), step):
            check_interruption()
            block = slice(start, start + step)
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


def gather(X: Columns, chosen: np.ndarray, out: np.ndarray) -> None:
    """Write some samples into the rows of `out`, (chosen, n)."""
    if isinstance(X, ByteMatrix):
        X.gather(chosen, out)
    else:
        # Rows of X.T are contiguous samples, so taking them keeps the layout. "clip" saves
        # a copy, and changes nothing in numbers that are all within.
        X.T.take(chosen, axis=0, out=out, mode="clip")
