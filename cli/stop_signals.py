"""Signals that end a training: the weights of now are still written."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

# SIGHUP comes when the terminal is closed; Windows has none.
_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")
# The exit status of a program that a signal ended, as a shell counts it.
_SIGNALLED = 128


class StopRequested(Exception):
    """A signal asks the training to end after the updates that it is at."""


class StopSignals:
    """The first signal that came, None before; `status` is what the program then ends with.

    `then` is called when it comes.
    """

    def __init__(self, then: Callable[[], None] | None = None) -> None:
        self.first: int | None = None
        self._then = then
        self._before: dict[int, Any] = {}

    @property
    def status(self) -> int:
        return 0 if self.first is None else _SIGNALLED + self.first

    def check(self) -> None:
        """Raise StopRequested where a signal has come."""
        if self.first is not None:
            raise StopRequested

    def take(self, number: int, frame: FrameType | None) -> None:
        """Note a signal; a second one finds what was there before, and ends the program."""
        self.first = number
        self._restore()
        if self._then:
            self._then()

    @contextmanager
    def caught(self) -> Iterator[None]:
        """Note the signals that come meanwhile."""
        numbers = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
        # What is ignored, as SIGHUP is under nohup, stays so.
        chosen = [number for number in numbers if signal.getsignal(number) != signal.SIG_IGN]
        self._before = {number: signal.signal(number, self.take) for number in chosen}
        try:
            yield
        finally:
            self._restore()

    def _restore(self) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
