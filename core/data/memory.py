"""How much memory is free, so that too much data is refused instead of killed."""

import os

from core.data.inputs import PictureInputs
from core.errors import DataError

# Each number is held once as a byte while the files are read, and once as float64.
_BYTES = 1 + 8


def check_memory(count: int, inputs: PictureInputs, free: int | None) -> None:
    """Raise DataError if this many pictures need more than the free bytes."""
    need = count * inputs.count * _BYTES
    if free is None or need <= free:
        return
    raise DataError(
        "{count:,} pictures of {size} x {size} x {channels} need {need:,.1f} GB of memory, and "
        "{free:,.1f} GB are free: give a smaller size (data.size), or take pictures out.",
        count=count,
        size=inputs.size,
        channels=inputs.channels,
        need=need / 1e9,
        free=free / 1e9,
    )


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
