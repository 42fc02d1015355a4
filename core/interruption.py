"""Work that takes long is cut into pieces, and broken off between them by whoever asked for it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import numpy as np

# Numbers in a piece: some 20 ms where each takes a few nanoseconds, as most that is done to
# arrays does. How work is cut depends on its size alone, so that its bits are always the same.
PIECE = 2**21
# To add numbers up is sooner done than to change them, by this factor, and to draw them later.
READING, DRAWING = 1 / 8, 4

# Threads that help are given the caller's context, and so what it checks.
_CHECK: ContextVar[Callable[[], None]] = ContextVar("check", default=lambda: None)


@contextmanager
def interruptible(check: Callable[[], None]) -> Iterator[None]:
    """Call `check` now and then during large work; what it raises breaks the work off."""
    token = _CHECK.set(check)
    try:
        yield
    finally:
        _CHECK.reset(token)


def check_interruption() -> None:
    """Break the work off where whoever asked for it has something else to do."""
    _CHECK.get()()


def is_piece(numbers: float) -> bool:
    """Tell whether so many numbers are few enough to be worked on without a look."""
    return numbers <= PIECE


def cut(length: int, numbers: float = 1, multiple: int = 1) -> Iterator[slice]:
    """Cut 0 ... length - 1, each of which stands for so many numbers, into pieces.

    All but the last are so long as a `multiple`.
    """
    step = max(1, int(PIECE / (numbers or 1)) // multiple) * multiple
    return (slice(start, min(start + step, length)) for start in range(0, length, step))


def pieces(length: int, numbers: float = 1) -> Iterator[slice]:
    """Cut as `cut` does; between pieces the work may be broken off."""
    for piece in cut(length, numbers):
        if piece.start or piece.stop < length:
            check_interruption()
        yield piece


def cleared(like: np.ndarray) -> np.ndarray:
    """Return zeros like a vector (n,), in memory that has been written to, a piece at a time.

    The system clears memory where it is first written to, and perhaps two megabytes at once: a
    product that begins with some columns of every row would clear all of it in one piece.
    """
    vector = np.empty_like(like)
    for piece in pieces(len(vector)):
        vector[piece] = 0.0
    return vector


def copy_to(out: np.ndarray, vector: np.ndarray) -> None:
    """Write a vector (n,) to another; the copying of a large one may be broken off.

    Raises ValueError where they are not of one shape.
    """
    if out.shape != vector.shape:
        raise ValueError(f"{vector.shape} where {out.shape} is wanted")
    for piece in pieces(len(vector)):
        out[piece] = vector[piece]


def copied(vector: np.ndarray) -> np.ndarray:
    """Copy a vector (n,), as `copy_to` does."""
    copy = np.empty_like(vector)
    copy_to(copy, vector)
    return copy
