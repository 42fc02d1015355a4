"""How long maps of runs take: 300 small networks, and 1,000 of the course's cats.

    python -m benchmarks.sweeps [--cats TRAIN TEST] [--runs N]

300 flower networks (rate x units x seeds, 10,000 iterations each), and with the course's folders of
cats 1,000 runs of deep-cats (rate x scale x units, 2,500 iterations each), by the processes that a
sweep has usually. Beside each stands what one run after another takes, in one process: measured on
some of the runs, evenly taken, and multiplied. Processor seconds are of all processes together;
they tell more than the others where somebody else works on the machine. With --runs so many
trials of each map are drawn by chance.

Last comes what NumPy's bare calls take in an update of one flower network: what no map of those
can be quicker than on this processor. With --calls only that is measured.
"""

import argparse
import os
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from msgspec.structs import replace

from core.data.load import load
from core.experiment.presets import preset
from core.experiment.settings import Experiment
from core.experiment.toml import with_settings
from core.sweeps.over import Choices, Range
from core.sweeps.searches import RANDOM
from core.sweeps.sweep import Sweep
from core.sweeps.sweep_run import SweepRun
from core.training.compute_threads import cores, limit_threads
from core.training.run import run

RATE, SCALE, HIDDEN = "training.learning_rate", "network.scale", "network.hidden"
ALONE = 10
"""So many runs are made one after another."""


def flower() -> Sweep:
    """Return the map of 300 flower networks."""
    rates = Range(RATE, 0.03, 3.0, log=True, count=20)
    units = Choices(HIDDEN, ([2], [3], [4], [5], [6]))
    return Sweep(experiment=preset("flower"), over=(rates, units), seeds=3)


def cats(train: str, test: str) -> Sweep:
    """Return the map of 1,000 runs of deep-cats."""
    folders = {"data.folder": train, "data.test_folder": test}
    experiment = with_settings(preset("deep-cats"), folders)
    rates = Range(RATE, 0.0005, 0.05, log=True, count=10)
    scales = Range(SCALE, 0.3, 3.0, log=True, count=10)
    units = Choices(
        HIDDEN,
        ([4], [7], [20], [40], [7, 5], [20, 7], [40, 20], [20, 7, 5], [40, 20, 5], [20, 7, 5, 5]),
    )
    return Sweep(experiment=experiment, over=(rates, scales, units))


def main() -> None:
    """Print a line for each map."""
    words = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    words.add_argument("--cats", nargs=2, metavar=("TRAIN", "TEST"), help="the course's folders")
    words.add_argument("--runs", type=int, help="trials of each map at most, for a quick look")
    words.add_argument("--calls", action="store_true", help="NumPy's bare calls alone")
    asked = words.parse_args()
    if not asked.calls:
        _measure_maps(asked)
    _measure_calls()


def _measure_maps(asked: argparse.Namespace) -> None:
    sweeps = {"flower": flower()}
    if asked.cats:
        sweeps["deep-cats"] = cats(*asked.cats)
    print(f"{cores()} cores; load before: {os.getloadavg()[0]:.1f}")
    print("| map | runs | s | processor s | one after another, s | processor s | diverged |")
    print("|---|---|---|---|---|---|---|", flush=True)
    for name, sweep in sweeps.items():
        _measure(name, sweep, asked.runs or sweep.total)


def _measure(name: str, sweep: Sweep, trials: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        before, start = _processor_seconds(), time.perf_counter()
        work = SweepRun(_some(sweep, trials), Path(folder), reading=lambda done, total: None)
        results = work.run()
        seconds, processor = time.perf_counter() - start, _processor_seconds() - before
    experiments = [run.experiment for run in results.runs if run.experiment]
    chosen = experiments[:: max(1, len(experiments) // ALONE)]
    alone = [figure * len(experiments) for figure in _seconds_alone(chosen)]
    diverged = sum(bool(run.result and run.result.diverged) for run in results.runs)
    figures = " | ".join(f"{figure:.1f}" for figure in (seconds, processor, *alone))
    print(f"| {name} | {len(experiments)} | {figures} | {diverged} |", flush=True)


def _measure_calls() -> None:
    """Print the microseconds of the processor that NumPy takes for one network of a stack."""
    calls = _bare_calls()
    least = dict.fromkeys(calls, float("inf"))
    for _ in range(REPEATED):
        for name, call in calls.items():
            start = time.process_time()
            for _ in range(TOGETHER):
                call()
            seconds = (time.process_time() - start) / TOGETHER
            least[name] = min(least[name], seconds / STACKED * 1e6)
    print("\n| NumPy's calls in an update of [2, 4, 1] on 400 samples | us |\n|---|---|")
    for name, figure in (*least.items(), ("together", sum(least.values()))):
        print(f"| {name} | {figure:.1f} |", flush=True)


STACKED, UNITS, SAMPLES = 16, 4, 400
REPEATED, TOGETHER = 200, 20


def _bare_calls() -> dict[str, Callable[[], object]]:
    """Return calls on arrays like those of a stack of flower networks."""
    random = np.random.RandomState(1)
    hidden, slope = random.randn(2, STACKED, UNITS, SAMPLES)
    outputs, out = random.randn(2, STACKED, 1, SAMPLES)
    X, ones = random.randn(2, SAMPLES), np.ones((SAMPLES, 1))
    W1, b1 = random.randn(STACKED, UNITS, 2), random.randn(STACKED, UNITS, 1)
    W2, shares = random.randn(STACKED, 1, UNITS), np.exp(-np.abs(outputs))
    return {
        "tanh of the hidden layer": lambda: np.tanh(hidden, out=slope),
        "exp of the outputs, for the sigmoid and for the cost": lambda: (
            np.exp(outputs, out=out),
            np.exp(outputs, out=out),
        ),
        "log1p of the cost": lambda: np.log1p(shares, out=out),
        "products": lambda: (
            np.matmul(W1, X, out=slope),
            np.matmul(W2, hidden, out=out),
            np.matmul(outputs, hidden.transpose(0, 2, 1)),
            np.matmul(outputs, ones),
            np.multiply(W2.transpose(0, 2, 1), outputs, out=slope),
            np.matmul(hidden, X.T),
            np.matmul(hidden, ones),
        ),
        "b added, and the slope of tanh": lambda: (
            np.add(hidden, b1, out=slope),
            np.multiply(hidden, hidden, out=slope),
            np.subtract(1.0, slope, out=slope),
            np.multiply(hidden, slope, out=slope),
        ),
    }


def _some(sweep: Sweep, trials: int) -> Sweep:
    """Return the sweep itself, or so many of its trials drawn by chance."""
    if trials >= sweep.total:
        return sweep
    return replace(sweep, search=RANDOM, trials=trials)


def _seconds_alone(experiments: list[Experiment]) -> tuple[float, float]:
    """Return the seconds and processor seconds of a run, means of some made one after another."""
    limit_threads(1)
    dataset = load(experiments[0].data)
    run(experiments[0], dataset)
    start, before = time.perf_counter(), time.process_time()
    for experiment in experiments:
        run(experiment, dataset)
    seconds, processor = time.perf_counter() - start, time.process_time() - before
    return seconds / len(experiments), processor / len(experiments)


def _processor_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


if __name__ == "__main__":
    main()
