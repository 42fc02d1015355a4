"""How numbers are written for people, and read from what people type."""

import math

import numpy as np

from core.errors import ExperimentError
from core.messages import tr

THIN = "\u202f"  # a narrow space that no line breaks at


def whole(number: int) -> str:
    """Write a whole number with thin spaces: 247 463."""
    return f"{number:,}".replace(",", THIN)


def short(number: int) -> str:
    """Write a count for a narrow place, in three figures: 937, 12k, 1.2M."""
    for size, sign in ((1_000_000, "M"), (1_000, "k")):
        if number >= size:
            return f"{float(f'{number / size:.2g}'):g}{sign}"
    return str(number)


def plain(number: float) -> str:
    """Write a number in as few digits as bring it back exactly."""
    if number and not 1e-4 <= abs(number) < 1e6:
        return repr(number)
    return str(np.format_float_positional(number, trim="-"))


def rounded(number: float, digits: int = 3) -> float:
    """Round to so many significant digits."""
    return float(f"{number:.{digits}g}")


def read(text: str) -> float:
    """Read a finite number, its decimal mark a point or a comma; ExperimentError says why not."""
    try:
        number = float(text.strip().replace(",", "."))
    except ValueError:
        if not text.strip():
            raise ExperimentError("The field is empty.") from None
        raise ExperimentError('"{text}" is no number.', text=text.strip()) from None
    if not math.isfinite(number):
        raise ExperimentError('"{text}" is no finite number.', text=text.strip())
    return number


def memory(size: int) -> str:
    """Write a number of bytes: 1.9 MB."""
    for step, sign in ((2**30, "GB"), (2**20, "MB"), (2**10, "kB")):
        if size >= step:
            return f"{size / step:.1f} {sign}"
    return f"{size} B"


def duration(seconds: float) -> str:
    """Write a time: 0.2 s, 3 min 20 s, 2 h 5 min."""
    if seconds < 60:
        return tr("{seconds} s").format(seconds=f"{seconds:.1f}")
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return tr("{minutes} min {seconds} s").format(minutes=minutes, seconds=rest)
    hours, minutes = divmod(minutes, 60)
    return tr("{hours} h {minutes} min").format(hours=hours, minutes=minutes)
