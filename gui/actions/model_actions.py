"""What the user asks of networks and runs in files: open, continue, save, start from them."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.experiment.presets import without_words
from core.experiment.settings import DataSettings, Experiment
from core.messages import fill, paragraph, to_translate, tr
from core.models.bare_weights import BareWeights, Uses
from core.training.worker.events import NumbersSaved, Opened, RunSaved
from gui.bridge import Bridge
from gui.commands import keys_of
from gui.dialogs import files
from gui.dialogs.bare_weights import ask_uses
from gui.experiment_store import ExperimentStore
from gui.main_window import MainWindow


class ModelActions(QObject):
    """Open and save networks and runs; `said` carries a sentence for the status bar."""

    said = Signal(str)

    def __init__(self, window: MainWindow, store: ExperimentStore, bridge: Bridge) -> None:
        super().__init__(window)
        self.window, self.store, self.bridge = window, store, bridge
        self._blank: DataSettings | None = None

    def open(self, path: str) -> None:
        """Put the network or the run of a file on the bench."""
        self.window.preferences.keep_folder("experiment", str(Path(path).parent))
        self.bridge.runner.open_file(path)

    def without_data(self, experiment: Experiment) -> bool:
        """Tell whether a network from a file is on the bench that has no data yet."""
        return experiment.data == self._blank

    def show_opened(self, opened: Opened) -> None:
        """Show the experiment that a network or a run has brought, and say what was opened."""
        self._blank = opened.experiment.data if opened.dataset.blank else None
        self.bridge.accept(opened.experiment)
        if opened.experiment == self.store.experiment:
            # Other weights, and nothing else.
            self.store.add_step(to_translate("the opening of a network"))
        self.store.open(opened.experiment)
        self.said.emit(paragraph(_opened_text(opened), *opened.remarks))

    def ask_uses(self, bare: BareWeights) -> None:
        """Ask what the weights of a file are for, and open them."""

        def answer(uses: Uses) -> None:
            self.bridge.runner.open_bare_weights(bare, uses)

        ask_uses(self.window, bare, answer)

    def ask_numbers(self) -> None:
        """Ask for a name, and write what the program of Calculation reads."""
        start = self.window.preferences.folder("arrays")
        files.ask_where_to_save_arrays(
            self.window, start, "numbers", self.bridge.runner.save_numbers
        )

    def show_numbers_saved(self, saved: NumbersSaved) -> None:
        """Say which numbers were saved, and remember where."""
        self.window.preferences.keep_folder("arrays", str(Path(saved.file).parent))
        text = tr("Wrote what the update after iteration {iteration} starts from to {file}.")
        self.said.emit(fill(text, iteration=saved.iteration, file=saved.file))

    def ask_run(self, before: Callable[[Callable[[], object]], object]) -> None:
        """Ask for a saved run and go on with it, once `before` has done what comes first."""

        def go_on(path: str) -> None:
            before(lambda: self.open(path))

        files.ask_run(self.window, self.window.preferences.folder("experiment"), go_on)

    def start_from_here(self) -> None:
        """Begin a new run from the present weights."""
        self.bridge.runner.start_from_here()
        # It is no run of the course: its weights were never drawn.
        self.store.open(without_words(self.store.experiment))
        self.said.emit(
            tr("A new run begins from these weights: Reset comes back to them, Train goes on.")
        )

    def ask_where_to_save_run(self) -> None:
        """Ask for a name and save the run there."""
        start = self.window.preferences.folder("experiment")
        files.ask_where_to_save_run(self.window, start, self.bridge.runner.save_run)

    def show_run_saved(self, saved: RunSaved) -> None:
        """Say that the run was saved."""
        self.said.emit(tr("Saved the run as {file}: it can be continued.").format(file=saved.file))


def _opened_text(opened: Opened) -> str:
    text = tr("Opened {file}: the network with its weights. Train starts from them.")
    if opened.iteration:
        text = tr(
            "Opened {file}: the run as it stood after {iteration:,} {iteration:update|updates}."
        )
    elif opened.dataset.blank:
        text = tr("Opened {file}: the network with its weights. Open data to train on.")
    if not opened.file:
        text = tr(
            "The network of the run is on the bench, and Train starts from its weights. {undo} "
            "brings back what was there."
        )
    return fill(text, file=opened.file, iteration=opened.iteration, undo=keys_of("undo"))
