"""Let contestants do the same work in turn, each in its own process."""

import json
import os
import statistics
import subprocess
import sys
from dataclasses import dataclass, field
from typing import Any

from benchmarks.contestant import CONTESTANTS
from benchmarks.work import Work

# Seconds of one contestant at one work after which it is not repeated.
LONG = 10.0


@dataclass(slots=True)
class Times:
    """What one contestant needed for one work, or why it did not take part."""

    seconds: list[float] = field(default_factory=list)
    cost: float = float("nan")
    way: str = ""
    missing: str = ""

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


class Contestant:
    """A process that trains when asked."""

    def __init__(self, name: str, threads: int) -> None:
        # Ours has one thread for BLAS, as main.py sets it, and as many hands as there are cores.
        count = "1" if name == "ours" else str(threads or "")
        limits = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), count) if count else {}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.contestant", name, str(threads)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **limits},
            text=True,
        )

    def train(self, work: Work, quick: bool) -> dict[str, Any]:
        """Train once and give what it answers."""
        streams = self._process.stdin, self._process.stdout
        if not streams[0] or not streams[1]:
            raise RuntimeError("a contestant has no streams")
        streams[0].write(f"{work.name} {int(quick)}\n")
        streams[0].flush()
        line = streams[1].readline()
        return json.loads(line) if line else {"missing": "the process ended"}

    def close(self) -> None:
        """Let it end."""
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait()


def race(work: Work, quick: bool, repeats: int, threads: int) -> dict[str, Times]:
    """Measure every contestant `repeats` times, all in turn; those that take long, less often."""
    runners = {name: Contestant(name, threads) for name in contestants_of(work)}
    times = {name: Times() for name in runners}
    try:
        for _ in range(repeats):
            for name, runner in runners.items():
                if not times[name].missing and sum(times[name].seconds) < LONG:
                    _note(times[name], runner.train(work, quick))
    finally:
        for runner in runners.values():
            runner.close()
    return times


def contestants_of(work: Work) -> list[str]:
    """Name who takes part: float64 only beside work in float64."""
    return [name for name in CONTESTANTS if work.precision in name or "float64" not in name]


def _note(times: Times, answer: dict[str, Any]) -> None:
    times.missing = answer.get("missing", "")
    if not times.missing:
        times.seconds.append(answer["seconds"])
        times.cost, times.way = answer["cost"], answer["way"]
