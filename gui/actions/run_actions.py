"""The runs that are kept, in the window: which are, and what is asked of them."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from core.runs.record import Record, record
from core.runs.run_store import RunStore
from core.training.snapshots.snapshot import Snapshot, State
from core.training.worker.events import RunsStored
from gui.bridge import Bridge
from gui.experiment_store import ExperimentStore
from gui.views.lazy_view import LazyView

if TYPE_CHECKING:
    from gui.views.runs.view import RunsView


class Runs(QObject):
    """Keep every run that is over, by the worker; of those that Live makes the one it rests at."""

    def __init__(
        self,
        place: LazyView["RunsView"],
        workbench: ExperimentStore,
        bridge: Bridge,
        shelf: RunStore,
    ) -> None:
        super().__init__(place)
        self.place, self.workbench, self.bridge = place, workbench, bridge
        self._shelf = shelf
        self._over: Snapshot | None = None
        self._kept = 0
        self._do(lambda: None)

    def follow(self, snapshot: Snapshot) -> None:
        """Keep a run that is over; under Live only when nothing has followed for a while."""
        over = snapshot.state in (State.FINISHED, State.DIVERGED) and snapshot.run > self._kept
        self._over = snapshot if over else None
        if not self.bridge.live:
            self.keep()

    def keep(self) -> None:
        """Keep the run that is over and waits, if there is one."""
        if self._over is not None:
            self._kept = self._over.run
            made = record(self._over, self.bridge.live)
            self._over = None
            self._do(lambda: self._shelf.put(made))

    def show(self, shelved: RunsStored) -> None:
        """Show what is kept now."""

        def bring(view: "RunsView") -> None:
            view.show_runs(shelved.records, shelved.problems)
            view.undo.setVisible(shelved.undoable)

        self.place.when_made(bring, "runs")

    def rename(self, key: str, name: str) -> None:
        """Give a run another name."""
        self._do(lambda: self._shelf.rename(key, name))

    def remove(self, records: tuple[Record, ...]) -> None:
        """Keep these runs no longer; that can be undone until the window is closed."""
        self._do(lambda: self._shelf.remove(*(record.key for record in records)))

    def undo(self) -> None:
        """Bring back what was removed last."""
        self._do(self._shelf.undo)

    def open(self, chosen: Record) -> None:
        """Put the settings of a run on the bench."""
        self.workbench.put(chosen.experiment)

    def _do(self, work: Callable[[], object]) -> None:
        shelf = self._shelf

        def shelve() -> RunsStored:
            work()
            return RunsStored(shelf.records, shelf.problems, bool(shelf.removed))

        self.bridge.runner.ask(shelve)
