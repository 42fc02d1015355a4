"""Reading that goes on beside training: one kind of work in a thread of its own."""

import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from core.errors import Cancelled, LayerbenchError
from core.io_threads import Report

Order = TypeVar("Order")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class JobUpdate(Generic[Order, Result]):
    """How far an order is, what came of it, or what went wrong.

    `problem` is a mistake that the user can put right; `trace` tells of a bug.
    """

    order: Order
    done: int = 0
    total: int = 0
    result: Result | None = None
    problem: LayerbenchError | None = None
    trace: str = ""


class BackgroundJob(Generic[Order, Result]):
    """Do the newest order; one that is still going on, or waiting, gives way to it.

    Every method returns at once and may be called from anywhere. The thread starts with the
    first order. `work(order, report)` must call `report` often, which stops it by Cancelled.
    """

    def __init__(self, name: str, work: Callable[[Order, Report], Result]) -> None:
        self._name = name
        self._work = work
        self._changed = threading.Condition()
        self._waiting: list[Order] = []
        self._news: dict[bool, JobUpdate[Order, Result]] = {}
        self._stop = False
        self._closing = False
        self._thread: threading.Thread | None = None

    def ask(self, order: Order) -> None:
        """Do this next, and nothing else."""
        with self._changed:
            if self._closing:
                return
            self._waiting = [order]
            self._stop = True
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()
            self._changed.notify()

    def cancel(self) -> None:
        """Stop what is going on."""
        with self._changed:
            self._waiting = []
            self._stop = True

    def take(self) -> list[JobUpdate[Order, Result]]:
        """Return what is new since the last call: how far it is, and how it ended."""
        with self._changed:
            news, self._news = list(self._news.values()), {}
        return news

    def close(self, timeout: float = 2.0) -> bool:
        """Stop for good; tell whether the thread ended within `timeout` seconds."""
        with self._changed:
            self._closing = self._stop = True
            self._changed.notify()
        if self._thread:
            self._thread.join(timeout)
        return not (self._thread and self._thread.is_alive())

    def _run(self) -> None:
        while True:
            with self._changed:
                while not (self._waiting or self._closing):
                    self._changed.wait()
                if self._closing:
                    return
                order = self._waiting.pop()
                self._stop = False
            self._tell(self._ended(order), ended=True)

    def _ended(self, order: Order) -> JobUpdate[Order, Result]:
        def report(done: int, total: int) -> None:
            if self._stop:
                raise Cancelled
            self._tell(JobUpdate(order, done, total))
            # The interpreter goes back to the window.
            time.sleep(0)

        try:
            return JobUpdate(order, result=self._work(order, report))
        except LayerbenchError as problem:
            return JobUpdate(order, problem=problem)
        except Exception:
            return JobUpdate(order, trace=traceback.format_exc())

    def _tell(self, news: JobUpdate[Order, Result], ended: bool = False) -> None:
        """Keep the newest word of each kind; an end makes what was said on the way needless."""
        with self._changed:
            if ended:
                self._news.pop(False, None)
            self._news[ended] = news
