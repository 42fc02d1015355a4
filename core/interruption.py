"""Work that takes long can be broken off by whoever asked for it, wherever it looks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import numpy as np

# Numbers that are copied in one piece (some 20 ms), of a vector of more than so many.
_PIECE, _VERY_LARGE = 2**22, 2**25

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


def copied(vector: np.ndarray) -> np.ndarray:
    """Copy a vector (n,); of a very large one the copying may be broken off."""
    if len(vector) <= _VERY_LARGE:
        return vector.copy()
    copy = np.empty_like(vector)
    for start in range(0, len(vector), _PIECE):
        check_interruption()
        copy[start : start + _PIECE] = vector[start : start + _PIECE]
    return copy
