"""Facts about memory: what was freed goes back to the system."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="of glibc")

# In a process of its own: what earlier tests have freed in pieces would be counted, too.
GROWTH = """
from pathlib import Path
import numpy as np
from core.memory import keep_little_memory, release_free_memory

def resident():
    return 4096 * int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])

{before}
start = resident()
arrays = [np.ones({size}) for _ in range({count})]
behind = arrays.pop()
del arrays
{after}
print(resident() - start)
"""


def growth(size: int, count: int, before: str = "", after: str = "") -> int:
    """Return the bytes that a process holds after all but the last of some arrays are freed."""
    program = GROWTH.format(size=size, count=count, before=before, after=after)
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return int(run.stdout)


def test_that_memory_of_small_arrays_goes_back_although_one_behind_them_stays() -> None:
    assert growth(10_000, 1500) > 100e6
    assert growth(10_000, 1500, after="release_free_memory()") < 20e6


def test_that_large_arrays_go_back_at_once_although_one_behind_them_stays() -> None:
    # Left to itself the allocator takes arrays up to this size for parts of an arena from now on.
    large = "np.ones(3_000_000)"
    assert growth(1_000_000, 12, before=large) > 80e6
    assert growth(1_000_000, 12, before=f"keep_little_memory(); {large}") < 20e6
