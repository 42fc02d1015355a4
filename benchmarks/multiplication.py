"""What share of the machine's matrix multiplication a training run reaches."""

import os
import statistics
import subprocess
import sys
from itertools import pairwise

from benchmarks.work import Work

# One product of this size tells what the machine can do.
SIDE = 3072
REPEATS = 5
PROBE = f"""
import time, numpy as np
A, B = (np.random.RandomState(1).rand({SIDE}, {SIDE}).astype("float32") for _ in range(2))
C = np.empty_like(A); np.matmul(A, B, out=C)
for _ in range({REPEATS}):
    start = time.perf_counter(); np.matmul(A, B, out=C); print(time.perf_counter() - start)
"""


def share_of_multiplication(work: Work, seconds: float, threads: int) -> str:
    """Compare the products that the run cannot do without with one large product."""
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": str(threads)}
    out = subprocess.run(
        [sys.executable, "-c", PROBE], env=environment, capture_output=True, text=True, check=True
    ).stdout
    best = 2 * SIDE**3 / statistics.median(map(float, out.split()))
    reached = operations(work) / seconds
    return (
        f"- {work.name}: {reached / 1e9:.0f} of {best / 1e9:.0f} Gflop/s of sgemm: "
        f"{reached / best:.0%} (75 % wanted)"
    )


def operations(work: Work) -> int:
    """Count the multiplications and additions in the products of all updates.

    Forward, backward to the weights and, but for the first layer, to the inputs.
    """
    layers = [n_in * n_out for n_in, n_out in pairwise(work.sizes)]
    return 2 * (3 * sum(layers) - layers[0]) * work.size * work.updates
