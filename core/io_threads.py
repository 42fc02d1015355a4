"""A few threads that share a list of work; Pillow and files let them run side by side."""

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait

from core.throttle import Throttle

REPORT_INTERVAL_S = 0.04
"""Seconds between two reports: more than ten a second."""

Report = Callable[[int, int], None]


def map_in_threads(
    count: int, work: Callable[[int], None], report: Report, threads: int = 0
) -> None:
    """Do `work(0)` ... `work(count - 1)` in threads; what comes of it must not depend on order.

    Without `threads` there are as many as the machine has use for.
    Whatever `report(done, total)` raises, such as Cancelled, is passed on at once; each
    thread then finishes the one piece it has in hand and ends.
    """
    shared = _SharedWork(count, work)
    threads = threads or min(4, max(2, os.cpu_count() or 2))
    pool = ThreadPoolExecutor(threads, "picture")
    try:
        running = {pool.submit(shared.run) for _ in range(threads)}
        while running:
            done, running = wait(running, timeout=REPORT_INTERVAL_S)
            report(shared.done, count)
            for future in done:
                future.result()
    finally:
        shared.stop.set()
        pool.shutdown(wait=False)


class ReportThrottle:
    """Pass on reports no more often than anyone can see."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._throttle = Throttle(interval=REPORT_INTERVAL_S)

    def report_found(self, count: int) -> None:
        """Report that so many files are found while none is read yet."""
        self.report(0, max(1, count))

    def report(self, done: int, total: int) -> None:
        """Report unless the last report was a moment ago."""
        if self._throttle.begin_if_due():
            self._report(done, total)


class _SharedWork:
    """The pieces still to do, which the threads share."""

    def __init__(self, count: int, work: Callable[[int], None]) -> None:
        self.stop = threading.Event()
        self.done = 0
        self._work = work
        self._todo = iter(range(count))
        self._lock = threading.Lock()

    def run(self) -> None:
        """Do one piece after the other until there is none left."""
        while not self.stop.is_set():
            with self._lock:
                index = next(self._todo, None)
            if index is None:
                return
            self._work(index)
            with self._lock:
                self.done += 1
