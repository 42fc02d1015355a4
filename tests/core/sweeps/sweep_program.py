"""A program that makes a sweep and prints the key of every run as it is kept, to be killed."""

import os
import sys
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from core.experiment.presets import preset
from core.experiment.toml import with_settings
from core.sweeps.events import Event, RunEnded
from core.sweeps.over import Choices, Range
from core.sweeps.searches import RANDOM
from core.sweeps.sweep import Sweep
from core.sweeps.sweep_run import SweepRun

SMALL = with_settings(
    preset("flower"), {"data.samples": 60, "data.test_share": 0.3, "training.iterations": 60}
)
OVER = (
    Range("training.learning_rate", 0.01, 1.0, log=True),
    Choices("network.hidden", ([2], [3, 2])),
)
SWEEP = Sweep(experiment=SMALL, over=OVER, seeds=2, trials=8, search=RANDOM, pruning=True, lag=2)


def tell(event: Event) -> None:
    """Print what has been made, not what was there."""
    if isinstance(event, RunEnded) and event.run.result and not event.run.kept:
        print(event.run.result.key, flush=True)


if __name__ == "__main__":
    SweepRun(SWEEP, Path(sys.argv[1]), tell, executor=sys.argv[2], workers=1).run()
