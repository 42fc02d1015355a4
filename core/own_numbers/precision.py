"""How far two arrays may be apart and still be the same numbers."""

import numpy as np

from core.own_numbers.read import OwnNumbers

EXACT, SINGLE, HALF = 1e-8, 2e-4, 1e-2
"""How far a right array may be off, of its largest value: in float64, float32 and float16."""
_NOTHING = 1e-15
"""What a sum that is 0 comes out as."""
_DECIMALS = 12
"""An array of no more decimals than this was rounded when it was written down."""


def tolerance_of(own: OwnNumbers) -> float:
    """Return how far right arrays may be off: more in float32, and where numbers were rounded."""
    tolerance = EXACT
    for place, array in own.arrays.items():
        if place.kind in ("X", "Y", "D", "pictures") or array.dtype.kind != "f":
            continue
        if array.dtype.itemsize < 8:
            tolerance = max(tolerance, SINGLE if array.dtype.itemsize == 4 else HALF)
        elif (decimals := _decimals(array)) is not None:
            tolerance = max(tolerance, 50 * 10.0**-decimals / max(scale_of(array), 1e-3))
    return min(tolerance, 1e-2)


def _decimals(array: np.ndarray) -> int | None:
    """Return after how many decimals all numbers of an array end; None where they do not."""
    some = array.ravel()[:1000]
    if not np.isfinite(some).all() or np.array_equal(some, some.round()):
        return None
    for decimals in range(1, _DECIMALS + 1):
        if np.array_equal(some, some.round(decimals)):
            return decimals
    return None


def scale_of(array: np.ndarray) -> float:
    """Return the largest absolute value of an array, infinities and NaN aside; 0 without any."""
    finite = np.abs(array[np.isfinite(array)]) if array.ndim else np.abs(array)
    return float(finite.max()) if finite.size and np.isfinite(finite).all() else 0.0


def rounding_of(tolerance: float, summands: float) -> float:
    """Return what a sum that cancels may be off where its summands are so large."""
    return summands * (_NOTHING if tolerance <= EXACT else tolerance / 100)


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
