"""How much memory is free, so that too much data is refused instead of killed."""

import math
import os

from core.data.inputs import PictureInputs
from core.errors import DataError

# Each number is held once as a byte while the files are read, and once as float64.
_BYTES = 1 + 8


def check_memory(count: int, inputs: PictureInputs, free: int | None) -> None:
    """Raise DataError, which offers a size that fits, if so many pictures need more bytes."""
    need = count * inputs.count * _BYTES
    if free is None or need <= free:
        return
    size, most = _largest_size(count, inputs, free), free // (inputs.count * _BYTES)
    choices = ["{most:,} pictures at most, which you choose by taking others out"]
    if inputs.colour and need <= 3 * free:
        choices.insert(0, "grey levels instead of colours (data.colour = false)")
    if size:
        choices.insert(0, "a smaller size (data.size = {smaller})")
    problem = DataError(
        "{count:,} pictures of {size} x {size} x {channels} need {need:,.1f} GB of memory, and "
        "{free:,.1f} GB are free. What fits: " + "; ".join(choices) + ".",
        count=count,
        size=inputs.size,
        channels=inputs.channels,
        need=need / 1e9,
        free=free / 1e9,
        smaller=size,
        most=most,
    )
    raise problem.offering({"data.size": size}) if size else problem


def _largest_size(count: int, inputs: PictureInputs, free: int) -> int:
    """Give the largest size that fits, a multiple of 8; 0 if even that is too much."""
    side = math.isqrt(free // (count * inputs.channels * _BYTES))
    return min(side, inputs.size - 1) // 8 * 8


def free_memory() -> int | None:
    """Ask the system how many bytes can be used without swapping; None if it cannot tell."""
    try:
        with open("/proc/meminfo", encoding="ascii") as file:
            for line in file:
                if line.startswith("MemAvailable:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return None
