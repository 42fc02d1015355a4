"""The table of where runs are made: threads, processes of this machine, or a cluster's workers."""

import contextlib
import multiprocessing
import os
import re
import signal
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

from core import program
from core.data.dataset import Dataset
from core.errors import ExperimentError
from core.files import shown
from core.messages import to_translate
from core.sweeps.shared_dataset import SharedDataset, share
from core.sweeps.trial_run import MadeRun, RunTask, train_runs
from core.training.compute_threads import cores, limit_threads

Data = Any
"""What a kind of workers sends in a data set's place."""
Made = Future[list[MadeRun]]
NICE = 5
"""How far processes of sweeps stand back behind others of the same computer."""


class Workers(ABC):
    """Make runs, `count` at once.

    `lost` are the errors with which a run ends, or cannot begin, whose worker has gone: it can be
    made again. Data that were shared may have gone with the workers, where they `loses_data`.
    """

    lost: tuple[type[BaseException], ...] = (BrokenExecutor,)
    loses_data = False

    @property
    @abstractmethod
    def count(self) -> int:
        """Return how many runs can be made at once, at least 1."""

    @abstractmethod
    def share(self, dataset: Dataset, in_span: bool) -> Data:
        """Bring a data set to where the workers find it, for runs in the span of its samples."""

    @abstractmethod
    def submit(self, tasks: Sequence[RunTask], data: Data) -> Made:
        """Begin runs as soon as a worker is free."""

    @abstractmethod
    def restart(self) -> None:
        """Replace workers that have gone; raise ExperimentError where that cannot be."""

    @abstractmethod
    def close(self) -> None:
        """End the workers and what they are at."""


class Threads(Workers):
    """Make runs in threads of this process; they share one interpreter."""

    def __init__(self, count: int, folder: Path) -> None:
        self._count, self._closed = count, threading.Event()
        self._pool = ThreadPoolExecutor(count, "sweep")

    @property
    def count(self) -> int:
        return self._count

    def share(self, dataset: Dataset, in_span: bool) -> Data:
        """Return the data set itself."""
        return dataset

    def submit(self, tasks: Sequence[RunTask], data: Data) -> Made:
        """Begin runs as soon as a thread is free."""
        return self._pool.submit(train_runs, tasks, data, self._check)

    def restart(self) -> None:
        """Do nothing: threads do not go by themselves."""

    def close(self) -> None:
        """Break off all runs, and wait until they have ended."""
        self._closed.set()
        self._pool.shutdown(cancel_futures=True)

    def _check(self) -> None:
        if self._closed.is_set():
            raise ClosedError


class ClosedError(Exception):
    """The workers were closed while a run was made."""


class Processes(Workers):
    """Make runs in processes of their own, which start afresh and map the data from a file."""

    def __init__(self, count: int, folder: Path) -> None:
        self._count, self._folder, self._shared = count, folder, 0
        # NumPy's matrix library reads it as a process starts; here it was read long ago.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        self._start()

    @property
    def count(self) -> int:
        return self._count

    def share(self, dataset: Dataset, in_span: bool) -> Data:
        """Write a data set into a file."""
        self._shared += 1
        return share(dataset, self._folder / f"data-{self._shared}", in_span)

    def submit(self, tasks: Sequence[RunTask], data: Data) -> Made:
        """Begin runs as soon as a process is free."""
        with _without_interrupts():
            return self._pool.submit(_train_on, tasks, data)

    def restart(self) -> None:
        """Start other processes in place of those that were killed."""
        self.close()
        self._start()

    def close(self) -> None:
        """Kill the processes: what they were at is made again from its beginning anyway."""
        # From Python 3.14 on there is `kill_workers` for it.
        processes = list((getattr(self._pool, "_processes", None) or {}).values())
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            with contextlib.suppress(OSError, ValueError):
                process.kill()
        for process in processes:
            process.join()

    def _start(self) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(self._count, spawn, initializer=_begin_worker)


@contextlib.contextmanager
def _without_interrupts() -> Iterator[None]:
    """Start processes that Ctrl-C does not reach: they take over what this thread blocks.

    This program's other threads, or this one afterwards, are told of it all the same.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


RETURN, SENDING = 60, 30
"""Seconds: so long a cluster may be without workers, and so long may data take to them."""
# Dask would look for anything else for a while, and complain of it once more at its end.
_ADDRESS = re.compile(r"(\w+://)?\S+[:/]\d+(/\d+)?")


class Cluster(Workers):
    """Make runs on the workers of a Dask cluster, which get the data over the network.

    Raises ExperimentError where there is none, or its workers lack this program.
    """

    loses_data = True

    def __init__(self, address: str) -> None:
        self._address = address
        distributed = _import_distributed()
        if not _ADDRESS.fullmatch(address):
            raise ExperimentError(
                "--cluster {address}: write the address that the scheduler prints, as in "
                "tcp://192.168.1.5:8786.",
                address=shown(address),
            )
        try:
            self._client = distributed.Client(address, set_as_default=False, timeout="10s")
        except (OSError, ValueError) as problem:
            raise ExperimentError(
                "No cluster answers at {address} ({problem}). Start one (dask scheduler, then "
                "dask worker ADDRESS), and give the address that its scheduler prints.",
                address=address,
                problem=problem,
            ) from None
        self.lost = (
            distributed.KilledWorker,
            distributed.client.FutureCancelledError,
            distributed.comm.CommClosedError,
            TimeoutError,
        )
        try:
            self._client.run(limit_threads, 1)
        except ModuleNotFoundError as problem:
            self._client.close()
            raise ExperimentError(
                "The workers of the cluster cannot import this program ({problem}): start "
                "dask worker in its folder, or have PYTHONPATH name that.",
                problem=problem,
            ) from None

    @property
    def count(self) -> int:
        return max(1, sum(self._client.nthreads().values()))

    def share(self, dataset: Dataset, in_span: bool) -> Data:
        """Send a data set to all workers."""
        lean = replace(dataset, decoded=None)
        return self._client.scatter(lean, broadcast=True, hash=False, timeout=SENDING)

    def submit(self, tasks: Sequence[RunTask], data: Data) -> Made:
        """Begin runs as soon as a worker is free."""
        future: Made = Future()
        remote = self._client.submit(_train_in_place, tasks, data, pure=False)
        remote.add_done_callback(partial(_hand_on, future))
        return future

    def restart(self) -> None:
        """Wait until the cluster has replaced its workers, as it does by itself."""
        try:
            self._client.wait_for_workers(1, timeout=RETURN)
        except OSError:  # a TimeoutError among them
            raise ExperimentError(
                "The cluster at {address} has had no worker for {seconds} seconds. Start some; "
                "the runs that have ended are kept.",
                address=self._address,
                seconds=RETURN,
            ) from None

    def close(self) -> None:
        """Take back what has not been made; the cluster itself goes on."""
        self._client.close()


def _hand_on(future: Made, remote: Any) -> None:
    try:
        future.set_result(remote.result())
    except BaseException as problem:
        future.set_exception(problem)


def _train_on(tasks: Sequence[RunTask], data: SharedDataset) -> list[MadeRun]:
    return train_runs(tasks, data.dataset())


def _train_in_place(tasks: Sequence[RunTask], dataset: Dataset) -> list[MadeRun]:
    limit_threads(1)
    return train_runs(tasks, dataset)


def _begin_worker() -> None:
    """Compute in one thread, leave Ctrl-C to the program, and end with it whatever ends it.

    The window, and the run on its bench, come first where the system can be told so.
    """
    limit_threads(1)
    if hasattr(os, "nice"):
        os.nice(NICE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


_NO_DASK = (
    to_translate("A cluster is Dask's, which is not in this app. Make the runs on this computer.")
    if program.IS_APP
    else to_translate(
        "A cluster is Dask's, which is not installed (pip install distributed, here and where its "
        "workers run). Or make the runs on this computer."
    )
)


def _import_distributed() -> Any:
    try:
        import distributed
    except ImportError:
        raise ExperimentError(_NO_DASK) from None
    return distributed


@dataclass(frozen=True, slots=True)
class Place:
    """One row: a kind of workers, and what opens them with their count, a folder and an address."""

    name: str
    label: str
    open: Callable[[int, Path, str], Workers]


PROCESSES, THREADS, CLUSTER = "processes", "threads", "cluster"

EXECUTORS = {
    row.name: row
    for row in (
        Place(
            PROCESSES,
            to_translate("processes of this computer"),
            lambda count, folder, address: Processes(count or cores(), folder),
        ),
        Place(
            THREADS,
            to_translate("threads of this program"),
            lambda count, folder, address: Threads(count or cores(), folder),
        ),
        Place(
            CLUSTER,
            to_translate("a Dask cluster"),
            lambda count, folder, address: Cluster(address),
        ),
    )
}
