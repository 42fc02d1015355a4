"""A sweep beside the window: driven by a thread of its own, its news taken when there is time."""

import threading
import time
import traceback
from collections import deque
from pathlib import Path

from core.data.dataset import Dataset
from core.errors import Cancelled, LayerbenchError
from core.sweeps.events import Event, SweepEnded
from core.sweeps.executors import PROCESSES
from core.sweeps.sweep import Sweep
from core.sweeps.sweep_run import SweepRun


class SweepThread:
    """Drive one sweep at a time; every method returns at once and may be called from anywhere.

    A sweep that is started ends the one before, of which no more is heard. `take` returns what is
    new; a bug ends a sweep as what went wrong, its traceback in `trace`.
    """

    def __init__(self, executor: str = PROCESSES) -> None:
        self._executor = executor
        self._lock = threading.Lock()
        self._news: deque[Event] = deque()
        self._run: SweepRun | None = None
        self._threads: list[threading.Thread] = []
        self._closing = False
        self.trace = ""

    @property
    def is_going(self) -> bool:
        """Tell whether a sweep is on its way, or waits to go on."""
        return self._run is not None

    def start(self, sweep: Sweep, folder: Path, dataset: Dataset | None = None) -> None:
        """Make the runs of a sweep that are not in its folder, on its data where they are at hand.

        Raises LayerbenchError where it cannot be made.
        """
        run = SweepRun(
            sweep,
            folder,
            lambda event: self._tell(run, event),
            executor=self._executor,
            reading=lambda done, total: self._look(run),
            dataset=dataset,
        )
        self.cancel()
        with self._lock:
            self._run = None if self._closing else run
            self._news.clear()
        thread = threading.Thread(target=self._drive, args=(run,), name="sweep", daemon=True)
        self._threads = [each for each in self._threads if each.is_alive()] + [thread]
        thread.start()

    def pause(self) -> None:
        """Begin no further run until `resume`."""
        if run := self._run:
            run.pause()

    def resume(self) -> None:
        """Go on after `pause`."""
        if run := self._run:
            run.resume()

    def change(self, sweep: Sweep) -> None:
        """Go on with another sweep; raises ExperimentError where it cannot be made."""
        if run := self._run:
            run.change(sweep)

    def cancel(self) -> None:
        """End the sweep soon; what has ended is kept."""
        if run := self._run:
            run.cancel()
            run.resume()

    def take(self) -> list[Event]:
        """Return what is new since the last call, oldest first."""
        with self._lock:
            news = list(self._news)
            self._news.clear()
        return news

    def close(self, timeout: float = 2.0) -> bool:
        """Stop for good; tell whether everything ended within so many seconds."""
        self._closing = True
        self.cancel()
        end = time.monotonic() + timeout
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _drive(self, run: SweepRun) -> None:
        try:
            run.run()
        except LayerbenchError:
            # Its end was told with the reason.
            pass
        except Exception:
            self.trace = traceback.format_exc()
            self._tell(run, SweepEnded("failed"))

    def _look(self, run: SweepRun) -> None:
        if run is not self._run or run.is_cancelled:
            raise Cancelled

    def _tell(self, run: SweepRun, event: Event) -> None:
        with self._lock:
            if run is not self._run:
                return
            self._news.append(event)
            if isinstance(event, SweepEnded):
                self._run = None
