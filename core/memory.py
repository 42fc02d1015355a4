"""How much memory is free, so that too much is refused, and what is free given back."""

import ctypes
import os
from collections.abc import Iterator
from contextlib import suppress

# What other programs may want before this one has what it was promised.
_MARGIN = 0.9
# M_ARENA_MAX; M_MMAP_THRESHOLD, the bytes of an array that is no part of an arena; and
# M_TRIM_THRESHOLD, what is kept at the end of one.
_ALLOCATOR = {-8: 2, -3: 4_000_000, -1: 8_000_000}
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


def keep_little_memory() -> None:
    """Have the allocator, where it is glibc's, give back most of what is freed.

    Call it before threads start: each would have an arena of its own, of which a small block at
    its end keeps the rest.
    https://man7.org/linux/man-pages/man3/mallopt.3.html
    """
    with suppress(OSError, AttributeError, TypeError):  # another system has no such function
        allocator = ctypes.CDLL(None)
        for option, value in _ALLOCATOR.items():
            allocator.mallopt(option, value)


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
