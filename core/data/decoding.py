"""Many picture files into one array of pixels, a few at a time."""

import hashlib
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass

import numpy as np

from core.data.inputs import PictureInputs
from core.data.picture import read_picture
from core.errors import DataError

PACE = 0.04
"""Seconds between two reports: more than ten a second."""


@dataclass(frozen=True, slots=True, eq=False)
class Decoded:
    """Pixels as uint8 (files, inputs); a hash, or the reason why not, of each file."""

    pixels: np.ndarray
    hashes: list[bytes]
    problems: list[DataError | None]


def decode(
    paths: Sequence[str], inputs: PictureInputs, report: Callable[[int, int], None]
) -> Decoded:
    """Read pictures in threads; what comes out does not depend on their order in time.

    Whatever `report(done, total)` raises, such as Cancelled, is passed on at once; each
    thread then finishes the one picture it has in hand and ends.
    """
    work = _Work(paths, inputs)
    threads = min(4, max(2, os.cpu_count() or 2))
    pool = ThreadPoolExecutor(threads, "picture")
    try:
        running = {pool.submit(work.run) for _ in range(threads)}
        while running:
            done, running = wait(running, timeout=PACE)
            report(work.done, len(paths))
            for one in done:
                one.result()
    finally:
        work.stop.set()
        pool.shutdown(wait=False)
    return Decoded(work.pixels, work.hashes, work.problems)


class _Work:
    """The files still to read, which the threads share."""

    def __init__(self, paths: Sequence[str], inputs: PictureInputs) -> None:
        self.inputs = inputs
        self.pixels = np.zeros((len(paths), inputs.count), np.uint8)
        self.hashes = [b""] * len(paths)
        self.problems: list[DataError | None] = [None] * len(paths)
        self.stop = threading.Event()
        self.done = 0
        self._todo: Iterator[tuple[int, str]] = iter(enumerate(paths))
        self._lock = threading.Lock()

    def run(self) -> None:
        """Read one picture after the other until there is none left."""
        while not self.stop.is_set():
            with self._lock:
                index, path = next(self._todo, (-1, ""))
            if index < 0:
                return
            self._read(index, path)
            with self._lock:
                self.done += 1

    def _read(self, index: int, path: str) -> None:
        try:
            self.pixels[index] = read_picture(path, self.inputs).ravel()
        except DataError as problem:
            self.problems[index] = problem
        else:
            self.hashes[index] = hashlib.blake2b(self.pixels[index], digest_size=16).digest()
