"""What the user asks of maps of runs: start one, hold it, and put one of its runs on the bench."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.background import JobUpdate
from core.data.dataset import Dataset
from core.errors import LayerbenchError
from core.experiment.settings import Experiment
from core.sweeps.kept_sweeps import KeptOrder, KeptSweep
from core.sweeps.sweep import Sweep
from core.sweeps.sweep_folder import usual_folder
from core.sweeps.sweep_thread import SweepThread
from gui.actions.background_reads import BackgroundReads
from gui.bridge import Bridge
from gui.dialogs.kept_sweeps import show_kept_sweeps
from gui.experiment_store import ExperimentStore
from gui.main_window import MainWindow

if TYPE_CHECKING:
    from gui.views.map.view import MapView

PERIOD_S = 0.1
"""Seconds from one batch of news to the next: a person reads no faster."""
SHARE = 10
"""Times as long as showing a batch takes before there is another."""
CLOSE_TIMEOUT_S = 1.5


class MapActions(QObject):
    """Make sweeps beside the window, in processes of their own; `failed` carries a traceback."""

    failed = Signal(str)

    def __init__(
        self,
        window: MainWindow,
        store: ExperimentStore,
        bridge: Bridge,
        reads: BackgroundReads,
        sweeps: SweepThread | None = None,
    ) -> None:
        super().__init__(window)
        self.window, self.store, self.bridge, self.reads = window, store, bridge, reads
        self._place = window.preferences.data_folder / "sweeps"
        self.sweeps = sweeps or SweepThread()
        self._next = 0.0

    def start(self, sweep: Sweep, dataset: Dataset | None) -> None:
        """Make the runs of a sweep that are not there yet."""
        folder = usual_folder(sweep, self._place)
        self._try(lambda: self.sweeps.start(sweep, folder, dataset))

    def change(self, sweep: Sweep) -> None:
        """Go on with another sweep in the place of the one that goes on."""
        self._try(lambda: self.sweeps.change(sweep))

    def open(self, experiment: Experiment) -> None:
        """Train a run of a map on the bench: it repeats its numbers; that can be undone."""
        experiment = self.store.with_true_words(experiment)
        self.bridge.restart(experiment)
        self.store.set(experiment, alone=True)

    def look_at_kept(self) -> None:
        """Look what is kept of maps, beside everything else."""
        self.reads.kept.ask(KeptOrder(self._place))

    def ask_to_clear(self, kept: tuple[KeptSweep, ...]) -> None:
        """Ask whether what is kept is to go, but for the map that goes on."""

        def clear(folders: tuple[Path, ...]) -> None:
            self.reads.kept.ask(KeptOrder(self._place, folders))

        show_kept_sweeps(self.window, kept, clear)

    def show_kept_news(self, news: JobUpdate[KeptOrder, tuple[KeptSweep, ...]]) -> None:
        """Show what is kept once that is known."""
        if (kept := news.result) is not None:
            self._show(lambda view: view.show_kept(kept))

    def poll(self) -> None:
        """Show what is new, now and then."""
        if time.monotonic() < self._next:
            return
        if events := self.sweeps.take():
            start = time.monotonic()
            self._show(lambda view: view.take_sweep(events))
            took = time.monotonic() - start
            self._next = start + max(PERIOD_S, SHARE * took)
        if self.sweeps.trace:
            self.failed.emit(self.sweeps.trace)
            self.sweeps.trace = ""

    def close(self) -> None:
        """End what goes on."""
        self.sweeps.close(CLOSE_TIMEOUT_S)

    def _try(self, change: Callable[[], None]) -> None:
        try:
            change()
        except LayerbenchError as error:
            problem = error
            self._show(lambda view: view.show_sweep_problem(problem))

    def _show(self, then: Callable[["MapView"], object]) -> None:
        self.window.place("map").when_made(then)
