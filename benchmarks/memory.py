"""python -m benchmarks.memory: by how much memory grows over a long run.

Each run is a process of its own that trains, and takes a picture every 1,000 updates as the
window would; what it holds is read after the first 1,000 updates and at the end.
"""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.ours import Ours
from benchmarks.work import WORKS
from core.training.snapshots.snapshot import State
from core.training.snapshots.snapshotter import Snapshotter
from core.training.trainer import Trainer

NAMES = ("flower", "small-batches")
UPDATES, QUICK, EVERY = 100_000, 10_000, 1_000
WANTED = 20.0


def held() -> float:
    """Return the memory that this process holds, in MB; Linux only."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6


def growth_of(name: str, updates: int) -> float:
    """Train for so many updates; give the MB that came on top after the first thousand."""
    ours = Ours(replace(WORKS[name], updates=updates))
    trainer = Trainer(ours.experiment, ours.dataset())
    camera, start = Snapshotter(trainer, 1), 0.0
    while not trainer.finished:
        trainer.step()
        if trainer.iteration % EVERY == 0:
            camera.take(State.RUNNING, 0.0, 0.0)
            start = start or held()
    return held() - start


def lines(quick: bool = False) -> Iterator[str]:
    """Return a Markdown line for each run."""
    updates = QUICK if quick else UPDATES
    for name in NAMES:
        if not Path("/proc/self/statm").exists():
            yield f"- {name}: not measured here"
            continue
        command = [sys.executable, "-m", "benchmarks.memory", name, str(updates)]
        growth = float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        word = "reached" if growth < WANTED else "MISSED"
        yield f"- {name}: {growth:.1f} MB more after {updates:,} updates, under {WANTED:g} {word}"


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(growth_of(sys.argv[1], int(sys.argv[2])))
    else:
        for line in lines():
            print(line, flush=True)
