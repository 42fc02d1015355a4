"""What the user asks of stored runs: open, rename, remove, restore."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.errors import LayerbenchError
from core.experiment.presets import without_words
from core.experiment.settings import AnswerSettings, Experiment
from core.messages import Message, tr
from core.models.model import Model
from core.runs.record import Record, record, record_of_project
from core.runs.run_store import RunStore
from core.runs.run_weights import RunWeights
from core.training.snapshots.snapshot import Snapshot, State
from core.training.worker.events import RunGone, RunsStored
from gui.bridge import Bridge
from gui.experiment_store import ExperimentStore
from gui.main_window import MainWindow
from gui.widgets.number_format import grouped

if TYPE_CHECKING:
    from gui.views.runs.view import RunsView


# A run that was cut short sooner, in seconds of training, is soon made again: a drag leaves many.
SHORTEST_S = 1.0
COMPARED = 6
"""Runs that a report compares, at most."""


class RunActions(QObject):
    """Store every run that is over; of the runs that Live makes, the last one.

    `said` carries a sentence for the status bar; `is_aside` tells whether one's own work is aside.
    """

    said = Signal(str)

    def __init__(
        self,
        window: MainWindow,
        store: ExperimentStore,
        bridge: Bridge,
        run_store: RunStore,
    ) -> None:
        super().__init__(window)
        self.window, self.store, self.bridge = window, store, bridge
        self._run_store, self._weights = run_store, RunWeights(run_store.folder)
        self._unstored: Snapshot | None = None
        self._last: Snapshot | None = None
        self._stored_run = 0
        self._stored: Record | None = None
        self._answers = AnswerSettings()
        self._gone = 0
        self.is_aside: Callable[[], bool] = lambda: False
        self._change(lambda: None)

    def follow(self, snapshot: Snapshot) -> None:
        """Store a run that is over; with Live on only once nothing has followed for a second.

        One that another takes from the bench on its way was cut short. What is made while one's own
        work is aside is nobody's.
        """
        if self.is_aside():
            self._last = self._unstored = None
            return
        last, self._last = self._last, snapshot
        cut_short = last is not None and _is_cut_short(last, snapshot) and not self.bridge.live
        if last and cut_short:
            left = record(last, live=False, cut_short=True)
            self._change(lambda: self._run_store.put(left))
        if last and last.run != snapshot.run and self._gone:
            text = tr(
                "The settings are back, but not their network: that of {count} iterations was no "
                "longer kept. A new run has begun."
            )
            self.said.emit(text.format(count=grouped(self._gone)))
            self._gone = 0
        elif last and (cut_short or last.run == self._stored_run) and _is_corrected(last, snapshot):
            text = tr("The data are others now. The run with {count} iterations is in Runs.")
            self.said.emit(text.format(count=grouped(last.iteration)))
        elif last and _begins_anew(last, snapshot) and not self.bridge.live:
            text = tr("Other first weights: a new run has begun.")
            if cut_short or last.run == self._stored_run:
                text = tr(
                    "Other first weights: a new run has begun. That with {count} iterations is in "
                    "Runs."
                )
            self.said.emit(text.format(count=grouped(last.iteration)))
        over = (
            snapshot.state in (State.FINISHED, State.DIVERGED) and snapshot.run > self._stored_run
        )
        self._unstored = snapshot if over else None
        self._store_answers(snapshot)
        if not self.bridge.live:
            self.store_run()

    def note_gone(self, gone: RunGone) -> None:
        """Take note that a run is not brought back: that is said with the one that has begun."""
        self._gone = gone.updates

    def store_run(self) -> None:
        """Store the run that is over, if there is one that is not stored."""
        if self._unstored is not None:
            last, self._unstored = self._unstored, None
            self._stored_run = last.run
            self._stored = finished = record(last, self.bridge.live)
            self._answers = finished.experiment.answers
            self._keep(last, finished.key, lambda: self._run_store.put(finished))

    def _store_answers(self, snapshot: Snapshot) -> None:
        """Keep how the network of the run that was stored last answers now."""
        stored, answers = self._stored, snapshot.experiment.answers
        here = snapshot.run, snapshot.iteration
        if stored is None or here != (self._stored_run, stored.iterations):
            return
        if answers != self._answers:
            self._answers = answers
            key, threshold = stored.key, snapshot.own_threshold
            self._keep(snapshot, key, lambda: self._run_store.answer_by(key, answers, threshold))

    def _keep(self, snapshot: Snapshot, key: str, put: Callable[[], object]) -> None:
        """Put a run into the store, with the weights that it has now."""

        def keep() -> None:
            model = self.bridge.runner.model_of(snapshot.run, snapshot.iteration)
            put()
            if model:
                self._weights.put(key, model)

        self._change(keep)

    def of_same_data(self, experiment: Experiment) -> tuple[Record, ...]:
        """Return the last runs on the data of an experiment, oldest first; for tasks alone."""
        data = experiment.data.of_numbers
        same = [one for one in self._run_store.records if one.experiment.data.of_numbers == data]
        return tuple(reversed(same[:COMPARED]))

    def store_projects(self, files: Sequence[Path]) -> None:
        """Store the runs of projects that a crash has left, as far as they can be read."""

        def put() -> None:
            for file in files:
                with suppress(LayerbenchError):
                    found = record_of_project(file)
                    if found.iterations:
                        self._run_store.put(found)

        if files:
            self._change(put)

    def show(self, stored: RunsStored) -> None:
        """Show the stored runs."""

        def show_in(view: "RunsView") -> None:
            view.show_runs(stored.records, stored.problems)
            view.undo.setVisible(stored.undoable)

        self.window.place("runs").when_made(show_in, "runs")

    def rename(self, key: str, name: str) -> None:
        """Rename a run."""
        self._change(lambda: self._run_store.rename(key, name))

    def remove(self, records: tuple[Record, ...]) -> None:
        """Remove runs; that can be undone until the window is closed."""
        self._change(lambda: self._run_store.remove(*(record.key for record in records)))

    def undo(self) -> None:
        """Restore the runs that were removed last."""
        self._change(self._run_store.undo)

    def open(self, run: Record) -> None:
        """Set the experiment of a run."""
        self.store.open(run.experiment)

    def open_with_weights(self, run: Record) -> None:
        """Put the trained network of a run on the bench, with its settings and its data."""
        experiment = without_words(run.experiment)
        self.bridge.runner.open_run(experiment, lambda: self._read(run))

    def _read(self, run: Record) -> Model:
        source = Message("the run {name}", name=run.name)
        return replace(self._weights.read(run.key), source=source)

    def _change(self, change: Callable[[], object]) -> None:
        run_store, weights = self._run_store, self._weights

        def change_and_list() -> RunsStored:
            change()
            kept = [*run_store.records, *(one for group in run_store.removed for one in group)]
            weights.keep_only(one.key for one in kept)
            problems = (*run_store.problems, *filter(None, [weights.problem]))
            return RunsStored(run_store.records, problems, bool(run_store.removed))

        self.bridge.runner.run_task(change_and_list)


def _is_cut_short(last: Snapshot, now: Snapshot) -> bool:
    """Tell whether a run had begun, and was not over, when another came."""
    on_its_way = last.state in (State.RUNNING, State.PAUSED) and last.seconds >= SHORTEST_S
    return now.run != last.run and on_its_way


def _is_corrected(last: Snapshot, now: Snapshot) -> bool:
    """Tell whether another run waits on the same data, which are read or divided otherwise."""
    data, before = now.experiment.data, last.experiment.data
    same_place = (data.kind, data.folder) == (before.kind, before.folder)
    return now.run != last.run and not now.iteration and same_place and data != before


def _begins_anew(last: Snapshot, now: Snapshot) -> bool:
    """Tell whether a run has given way to one of another network on the same data."""
    one, other = last.experiment, now.experiment
    changed = one.data == other.data and one.network != other.network
    begins = not now.iteration or now.state is State.RUNNING
    return now.run != last.run and begins and changed and last.iteration > 0
