"""The machine that is measured on: its processor, its libraries, what its products reach."""

import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from itertools import pairwise

from numpy._core._multiarray_umath import __cpu_features__ as cpu_features

from benchmarks.work import Work
from core.training.compute_threads import cores

PACKAGES = ("numpy", "torch", "jax", "scikit-learn")
# One product of this size tells what the machine can do.
SIDE = 2560
REPEATS = 7
PROBE = f"""
import time, numpy as np
A, B = (np.random.RandomState(1).rand({SIDE}, {SIDE}).astype("{{precision}}") for _ in range(2))
C = np.empty_like(A); np.matmul(A, B, out=C)
for _ in range({REPEATS}):
    start = time.perf_counter(); np.matmul(A, B, out=C); print(time.perf_counter() - start)
"""
# The widest first: a flag of NumPy's, and what a reader calls it.
WIDEST = {"AVX512F": "AVX-512", "AVX2": "AVX2", "NEON": "NEON"}
NAMES = {"float32": "sgemm", "float64": "dgemm"}


def instructions() -> str:
    """Name the widest instructions that NumPy uses here, see NPY_DISABLE_CPU_FEATURES."""
    return next((name for flag, name in WIDEST.items() if cpu_features.get(flag)), "narrow")


def describe() -> str:
    """Say what it is and how busy it has been for a minute, in one line."""
    return (
        f"{_processor()}, {cores()} cores, load {os.getloadavg()[0]:.1f} before; "
        f"{platform.system()} {platform.machine()}; "
        f"Python {platform.python_version()}; {', '.join(_versions())}."
    )


def share_of_products(work: Work, seconds: float, threads: int = 0) -> float:
    """Compare a run's products with one large product of its precision, on as many threads.

    Without `threads`, on every core.
    """
    return operations(work) / seconds / product_speed(work.precision, threads or cores())


@cache
def product_speed(precision: str, threads: int) -> float:
    """Measure multiplications and additions a second in one large product."""
    out = subprocess.run(
        [sys.executable, "-c", PROBE.format(precision=precision)],
        env={**os.environ, "OPENBLAS_NUM_THREADS": str(threads)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return float(2 * SIDE**3 / statistics.median(map(float, out.split())))


def operations(work: Work) -> int:
    """Count the multiplications and additions in the products of all updates.

    Forward, backward to the weights and, but for the first layer, to the inputs.
    """
    layers = [n_in * n_out for n_in, n_out in pairwise(work.sizes)]
    return 2 * (3 * sum(layers) - layers[0]) * work.size * work.updates


def _versions() -> Iterator[str]:
    for package in PACKAGES:
        try:
            yield f"{package} {version(package)}"
        except PackageNotFoundError:
            yield f"no {package}"


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            return next(
                line.split(":")[1].strip() for line in file if line.startswith("model name")
            )
    except (OSError, StopIteration):
        return platform.processor() or "unknown processor"
