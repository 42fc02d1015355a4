"""How far two arrays may be apart and still be the same numbers."""

from dataclasses import dataclass

import numpy as np

from core.own_numbers.read import OwnNumbers
from core.own_numbers.values import GIVEN

EXACT, SINGLE, HALF = 1e-8, 2e-4, 1e-2
"""How far a right array may be off, of its largest value: in float64, float32 and float16."""
_NOTHING = 1e-15
"""What a sum that is 0 comes out as."""
_DECIMALS = 12
"""An array of no more decimals than this was rounded when it was written down."""


@dataclass(frozen=True, slots=True)
class Precision:
    """How far right numbers may be off: a share of the largest of an array, and at any size."""

    relative: float = EXACT
    absolute: float = _NOTHING

    def where_cancelling(self, summands: float) -> float:
        """Return what a sum may be off at any size that cancels, its summands being so large."""
        return max(self.absolute, summands * (1e-15 if self.is_double else self.relative / 100))

    @property
    def is_double(self) -> bool:
        """Tell whether the numbers are of float64, and were not rounded."""
        return self.relative <= EXACT


def precision_of(own: OwnNumbers) -> Precision:
    """Return how far right arrays may be off: more in float32, and where numbers were rounded.

    What is given is no measure of it, since weights of 0.1 are not rounded; the cost is none but
    for itself, since nothing is made of it.
    """
    found = [
        precision_of_array(array)
        for place, array in own.arrays.items()
        if place.kind not in (*GIVEN, "cost", "pictures")
    ]
    return Precision(
        max((one.relative for one in found), default=EXACT),
        max((one.absolute for one in found), default=_NOTHING),
    )


def precision_of_array(array: np.ndarray) -> Precision:
    """Return what the numbers of one array show: how many bytes they had, or their decimals."""
    if array.dtype.kind != "f" or not np.isfinite(array).all():
        return Precision()
    size = _size_of(array)
    relative = {2: HALF, 4: SINGLE}.get(size, EXACT)
    decimals = _decimals(array, size)
    if decimals is None:
        return Precision(relative)
    step = 10.0**-decimals
    return Precision(min(max(relative, 50 * step / max(scale_of(array), 1e-3)), 1e-2), step)


def _size_of(array: np.ndarray) -> int:
    """Return how many bytes a number had when it was computed, which a text does not say."""
    some = array.ravel()[:1000]
    if array.dtype.itemsize < 8 or np.array_equal(some, some.round()):
        return array.dtype.itemsize
    with np.errstate(over="ignore"):
        types = (np.float16, np.float32)
        sizes = (np.dtype(one).itemsize for one in types if np.array_equal(some.astype(one), some))
        return next(sizes, array.dtype.itemsize)


def _decimals(array: np.ndarray, size: int) -> int | None:
    """Return after how many decimals all numbers of an array end; None where they do not."""
    some = array.ravel()[:1000].astype(np.float64)
    if np.array_equal(some, some.round()):
        return None
    kind = np.dtype(f"f{size}")
    least = 10 * np.finfo(kind).eps * scale_of(some)
    numbers = some.astype(kind)
    # More than these the type does not have.
    tried = [n for n in range(1, _DECIMALS + 1) if 10.0**-n >= least]

    def ends_after(decimals: int) -> bool:
        return np.array_equal(numbers, some.round(decimals).astype(kind))

    # What does not end after the most of them ends after no fewer, as most arrays do.
    if not tried or not ends_after(tried[-1]):
        return None
    return next(filter(ends_after, tried))


def scale_of(array: np.ndarray) -> float:
    """Return the largest absolute value of an array, infinities and NaN aside; 0 without any."""
    finite = np.abs(array[np.isfinite(array)]) if array.ndim else np.abs(array)
    return float(finite.max()) if finite.size and np.isfinite(finite).all() else 0.0


def is_close(
    right: np.ndarray, own: np.ndarray, tolerance: float, nothing: float = _NOTHING
) -> bool:
    """Tell whether two arrays agree to `tolerance` of the largest value, and where not finite.

    `nothing` is how far they may be apart at any size.
    """
    if right.shape != own.shape:
        return False
    with np.errstate(invalid="ignore"):
        scale = np.abs(right).max(initial=0)
        if np.isfinite(scale):
            return bool((np.abs(right - own) <= tolerance * scale + nothing).all())
    is_number = np.isfinite(right)
    return (
        np.array_equal(is_number, np.isfinite(own))
        and np.array_equal(right[~is_number], own[~is_number], equal_nan=True)
        and is_close(right[is_number], own[is_number], tolerance, nothing)
    )


def digits_of(right: np.ndarray, own: np.ndarray) -> int:
    """Count the digits of the largest value to which two arrays agree, 16 where they are equal."""
    if right.shape != own.shape:
        return 0
    with np.errstate(all="ignore"):
        off = np.abs(right - own).max(initial=0) / (scale_of(right) or 1.0)
    return 16 if off == 0 else int(np.clip(-np.log10(off), 0, 16)) if np.isfinite(off) else 0
