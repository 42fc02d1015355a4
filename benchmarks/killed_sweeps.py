"""A sweep whose workers, or whose whole program, are killed: the same bytes in the end?

    python -m benchmarks.killed_sweeps [--kills 20] [--seed 1] [--cluster]

20 trials of 3 runs are sought by Optuna (drawn by chance without it), with early ends. The verb
`sweep` makes them once undisturbed; then again, killed at random moments: the program itself, or
one of its workers. With --cluster they are made by a LocalCluster of Dask's, whose workers are
killed. Printed is how often which was killed, whether all files and the printed answer are the
same byte for byte, and whether a file that was there was ever written again.
"""

import argparse
import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SEARCH = "sought" if find_spec("optuna") else "random"
SWEEP = (
    *("sweep", "flower", "--set", "training.iterations=1500", "--set", "data.test_share=0.3"),
    *("--over", "training.learning_rate=0.001..3:log", "--over", "network.hidden=[2],[4],[8,4]"),
    *("--seeds", "3", "--trials", "20", "--search", SEARCH, "--prune", "--json"),
)
RUNS = 60
# Seconds from a start to a kill: at most so many.
LONGEST = 8.0


def main() -> None:
    """Kill as often as is asked for, and print what came of it."""
    words = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    words.add_argument("--kills", type=int, default=20)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--cluster", action="store_true")
    asked = words.parse_args()
    draws = random.Random(asked.seed)
    with tempfile.TemporaryDirectory() as place, _cluster(asked.cluster) as cluster:
        options = ["--cluster", cluster.scheduler_address] if cluster else []
        undisturbed, disturbed = Path(place, "undisturbed"), Path(place, "disturbed")
        answer = _finish(undisturbed, [])
        written: dict[str, tuple[int, int]] = {}
        again: set[str] = set()
        killed: Counter[str] = Counter()
        while killed.total() < asked.kills:
            killed.update(
                _disturb(disturbed, options, draws, cluster, asked.kills - killed.total())
            )
            _note(disturbed, written, again)
        other = _finish(disturbed, options)
        _note(disturbed, written, again)
        same = _files(undisturbed) == _files(disturbed)
        same_answer = answer.replace(str(undisturbed), str(disturbed)) == other
    print(
        f"killed: {dict(killed)}; searched: {SEARCH}; runs: {len(written)} of {RUNS} distinct ones"
    )
    print(f"files the same byte for byte: {same}; answer the same: {same_answer}")
    print(f"files written again: {len(again)}")
    sys.exit(not (same and same_answer and not again))


@contextlib.contextmanager
def _cluster(wanted: bool) -> Iterator:
    if not wanted:
        yield None
        return
    from distributed import LocalCluster

    with LocalCluster(2, threads_per_worker=1, dashboard_address=":0") as cluster:
        cluster.adapt(minimum=2, maximum=2)
        yield cluster


def _start(folder: Path, options: list[str]) -> subprocess.Popen[str]:
    command = [sys.executable, "main.py", *SWEEP, "--out", str(folder), *options]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(command, cwd=ROOT, text=True, **pipes)


def _finish(folder: Path, options: list[str]) -> str:
    with _start(folder, options) as program:
        answer = program.communicate()[0]
    assert program.returncode == 0, program.returncode
    return answer


def _disturb(
    folder: Path, options: list[str], draws: random.Random, cluster, left: int
) -> list[str]:
    """Start the sweep, kill some workers and, at last, the program; say what was killed."""
    killed: list[str] = []
    with _start(folder, options) as program:
        for _ in range(draws.randrange(3)):
            time.sleep(draws.uniform(0.5, LONGEST / 2))
            workers = _workers_of(cluster) if cluster else _children(program.pid)
            if workers and len(killed) < left - 1 and _kill(draws.choice(workers)):
                killed.append("worker")
        time.sleep(draws.uniform(0.2, LONGEST))
        if program.poll() is None and _kill(program.pid):
            killed.append("program")
        program.communicate()
    return killed


def _children(process: int) -> list[int]:
    """Name the workers of a program: its children that are Python at a spawned task."""
    with contextlib.suppress(OSError):
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
        return [int(child) for child in children if _is_worker(child)]
    return []


def _is_worker(process: str) -> bool:
    with contextlib.suppress(OSError):
        return b"spawn_main" in Path(f"/proc/{process}/cmdline").read_bytes()
    return False


def _workers_of(cluster) -> list[int]:
    """Name the processes of workers that are at work: one killed at its start is not replaced."""
    with contextlib.suppress(OSError), cluster.get_client() as client:
        pids = client.run(os.getpid, on_error="ignore")
        return list(pids.values())
    return []


def _kill(process: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
        return True
    return False


def _note(folder: Path, written: dict[str, tuple[int, int]], again: set[str]) -> None:
    """Note when each file was written; one that was written again is told."""
    for file in (folder / "runs").glob("*.json"):
        about = file.stat()
        stamp = about.st_ino, about.st_mtime_ns
        if written.setdefault(file.name, stamp) != stamp:
            again.add(file.name)


def _files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in (folder / "runs").glob("*.json")}


if __name__ == "__main__":
    main()
