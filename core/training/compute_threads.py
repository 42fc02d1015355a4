"""Threads on the processor's cores that share large pieces of an update."""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextvars import copy_context
from functools import partial
from queue import SimpleQueue

from core.network.parallel import MAX_PIECES, Executor, T

Ticket = Callable[[], object]
Ended = SimpleQueue[BaseException | None]


class ComputeThreads(Executor):
    """Do pieces in `count` threads, one of which is the caller's.

    NumPy lets go of the interpreter in a product or in a rule's step on long vectors, so that
    pieces are worked on at once. Threads start when first there is something to share, and end
    with the program. (A pool of `concurrent.futures` took 130 us more for an update of 1,740.)
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self._tickets: SimpleQueue[Ticket] = SimpleQueue()
        self._starting = threading.Lock()
        self._started = 0

    def map(self, do: Callable[[T], object], pieces: Sequence[T]) -> None:
        """Call `do` with every piece; the caller waits for none that nobody has begun."""
        count = self.count
        if count == 1 or len(pieces) == 1:
            super().map(do, pieces)
            return
        self._start(count - 1)
        left, ended = iter(pieces), Ended()  # one for all: whoever is free takes the next piece
        for _ in range(min(count, len(pieces)) - 1):
            # A thread begins with NumPy's own way to take an overflow; it shall have the caller's.
            self._tickets.put(partial(copy_context().run, _work, do, left, ended))
        _work(do, left, ended)
        problems = [problem for problem in (ended.get() for _ in pieces) if problem]
        if problems:
            raise problems[0]

    def _start(self, helpers: int) -> None:
        with self._starting:
            while self._started < helpers:
                threading.Thread(target=self._help, name="compute", daemon=True).start()
                self._started += 1

    def _help(self) -> None:
        while True:
            self._tickets.get()()


def _work(do: Callable[[T], object], left: Iterator[T], ended: Ended) -> None:
    for piece in left:
        try:
            do(piece)
        except BaseException as problem:
            ended.put(problem)
        else:
            ended.put(None)


def cores() -> int:
    """Count the processor's cores that this program may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


ALL_CORES = ComputeThreads(min(cores(), MAX_PIECES))


def limit_threads(count: int) -> None:
    """Train in at most so many threads from now on, 0 for one on each core."""
    most = min(cores(), MAX_PIECES)
    ALL_CORES.count = min(count, most) if count else most
