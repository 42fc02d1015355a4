"""How much memory is free, so that too much is refused, and what is free given back."""

import ctypes
import os
from collections.abc import Iterator
from contextlib import suppress

# What other programs may want before this one has what it was promised.
_MARGIN = 0.9
_GROUPS = (
    ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"),
    (
        "/sys/fs/cgroup/memory/memory.limit_in_bytes",
        "/sys/fs/cgroup/memory/memory.usage_in_bytes",
    ),
)


def free_memory() -> int | None:
    """Ask the system how many bytes can be used without swapping; None if it cannot tell.

    A tenth is left to others; in a container its own limit counts.
    """
    known = [free for free in (_free_of_machine(), *_free_of_groups()) if free is not None]
    return int(min(known) * _MARGIN) if known else None


def release_free_memory() -> None:
    """Give back to the system what the allocator keeps of freed arrays, where it is glibc's.

    https://man7.org/linux/man-pages/man3/malloc_trim.3.html
    """
    with suppress(OSError, AttributeError, TypeError):  # another system has no such function
        ctypes.CDLL(None).malloc_trim(0)


def _free_of_machine() -> int | None:
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


def _free_of_groups() -> Iterator[int]:
    """Return what a container has left, of Linux's control groups in both their forms."""
    for most, used in _GROUPS:
        try:
            with open(most, encoding="ascii") as limit, open(used, encoding="ascii") as usage:
                yield max(0, int(limit.read()) - int(usage.read()))
        except (OSError, ValueError):  # no such group, or no limit ("max")
            continue
