"""A few threads that share a list of work; Pillow and files let them run side by side."""

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait

PACE = 0.04
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
    crew = _Crew(count, work)
    threads = threads or min(4, max(2, os.cpu_count() or 2))
    pool = ThreadPoolExecutor(threads, "picture")
    try:
        running = {pool.submit(crew.run) for _ in range(threads)}
        while running:
            done, running = wait(running, timeout=PACE)
            report(crew.done, count)
            for one in done:
                one.result()
    finally:
        crew.stop.set()
        pool.shutdown(wait=False)


class _Crew:
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
