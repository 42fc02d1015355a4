"""One library in a process of its own, which waits until it is told to train.

`python -m benchmarks.contestant NAME THREADS` reads lines "WORK quick?" and answers each with
JSON. Of THREADS other than 0 it has as many cores: some libraries heed no other limit.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

from benchmarks.work import WORKS, Work


def _peer(module: str, name: str, **settings: Any) -> Callable[[Work], Any]:
    return lambda work: getattr(import_module(f"benchmarks.{module}"), name)(work, **settings)


CONTESTANTS: dict[str, Callable[[Work], Any]] = {
    "ours": _peer("ours", "Ours"),
    "pytorch-float32": _peer("pytorch", "PyTorch", precision="float32"),
    "pytorch-float64": _peer("pytorch", "PyTorch", precision="float64"),
    "pytorch-compiled": _peer("pytorch", "PyTorch", precision="float32", compiled=True),
    "jax-float32": _peer("jax_peer", "Jax"),
    "jax-scanned": _peer("jax_peer", "Jax", scanned=True),
    "sklearn": _peer("sklearn_peer", "Sklearn"),
}
# Those that are compiled for the work as it is before the time is taken; others are warmed up
# with its short form.
COMPILED = {"jax-float32", "jax-scanned", "pytorch-compiled"}


def main(name: str, threads: int) -> None:
    """Answer line by line; the first time at a work warms it up."""
    if threads and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
    ready: dict[str, Any] = {}
    for line in sys.stdin:
        work_name, quick = line.split()
        work = WORKS[work_name].shortened() if quick == "1" else WORKS[work_name]
        try:
            if line not in ready:
                ready.clear()
                ready[line] = CONTESTANTS[name](work)
                (ready[line] if name in COMPILED else CONTESTANTS[name](work.shortened())).train()
            start = time.perf_counter()
            cost = ready[line].train()
            seconds = (time.perf_counter() - start) * getattr(ready[line], "share", 1.0)
            answer = {"seconds": seconds, "cost": cost, "way": getattr(ready[line], "way", "")}
        except Exception as problem:
            answer = {"missing": f"{type(problem).__name__}: {problem}".splitlines()[0][:120]}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
