"""Facts about memory: what was freed goes back to the system."""

import sys
from pathlib import Path

import numpy as np
import pytest

from core.memory import keep_little_memory, release_free_memory


def resident() -> int:
    """Return the bytes that this process holds."""
    return 4096 * int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="of glibc")
def test_that_memory_of_small_arrays_goes_back_although_one_behind_them_stays() -> None:
    start = resident()
    small = [np.ones(10_000) for _ in range(1500)]
    behind = small.pop()
    del small
    release_free_memory()
    assert resident() - start < 20e6
    assert behind.all()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="of glibc")
def test_that_large_arrays_go_back_at_once_although_one_behind_them_stays() -> None:
    keep_little_memory()
    # Left to itself the allocator takes arrays up to this size for parts of an arena from now on.
    np.ones(3_000_000)
    start = resident()
    large = [np.ones(1_000_000) for _ in range(12)]
    behind = large.pop()
    del large
    assert resident() - start < 20e6
    assert behind.all()
