"""What the user asks about the data: show it, correct it, preview other settings."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from core.data.dataset import Dataset
from core.data.folder.edits import with_data, without_test_edits
from core.data.folder.positive_class import positive_class_in
from core.data.images.previews import ExamplesRequest, ExamplesUpdate
from core.data.registry import DATASETS
from core.experiment.settings import DataSettings, Experiment
from core.experiment.toml import with_settings
from core.files import shown
from core.messages import tr
from core.training.worker.events import Loaded
from gui.actions.background_reads import BackgroundReads, examples
from gui.experiment_store import ExperimentStore
from gui.main_window import MainWindow

if TYPE_CHECKING:
    from gui.views.data.view import DataView


class DataActions(QObject):
    """Show and change the data of one window."""

    def __init__(self, window: MainWindow, store: ExperimentStore) -> None:
        super().__init__(window)
        self.window, self.store = window, store
        self.reads = BackgroundReads(self)
        self._read = DataSettings()
        self._dataset: Dataset | None = None
        self._requested: ExamplesRequest | None = None

    def close(self) -> None:
        """Stop all reading."""
        self.reads.close()

    def show_loaded(self, loaded: Loaded) -> None:
        """Show data that has been read."""
        self._read, self._dataset = loaded.experiment.data, loaded.dataset
        self._requested = None
        self._update_view(
            "dataset", lambda view: view.show_dataset(loaded.experiment.data, loaded.dataset)
        )

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the data settings before the data has been read anew."""
        self._update_view("experiment", lambda view: view.show_experiment(experiment))
        self._show_examples(experiment)

    def show_offer(self, text: str, accept: Callable[[], None]) -> None:
        """Say why other data was refused, with a button that puts it right."""
        self._update_view("offer", lambda view: view.show_offer(text, accept))

    def forget_audit(self) -> None:
        """Audit the files again when they are next seen."""
        self._update_view("search", lambda view: view.forget_search())

    def settings_for(self, path: str, kind: str, current: Experiment) -> dict[str, object]:
        """Return the settings of data at a path, without what names samples of other data."""
        place: dict[str, object] = {"data.kind": kind, "data.folder": path, "data.test_folder": ""}
        is_same = is_same_data(path, kind, current.data)
        anew = without_test_edits(current.data) if is_same else current.without_names()
        if kind != "pictures" or current.data.kind != kind:
            return anew | place
        chosen = current.data.positive_class
        positive = positive_class_in(path, chosen)
        if positive != chosen:
            text = tr("{folder} has no class {name}: its last class counts as 1.")
            said = text.format(folder=shown(path), name=shown(chosen))
            self.window.statusBar().showMessage(said)
        # A class of the same name is looked for in other folders, too.
        return {**anew, **place, "data.positive_class": positive}

    def unpack(self, zip_file: str) -> None:
        """Unpack a zip beside itself, in a thread."""
        self.reads.unpacking.ask(zip_file)

    def cancel_unpacking(self) -> None:
        """Unpack nothing; what is half done goes."""
        self.reads.unpacking.cancel()

    def correct(self, settings: DataSettings) -> None:
        """Apply edits of single pictures."""
        self.store.set(with_data(self.store.experiment, settings))

    def try_out(self, key: str, value: object) -> None:
        """Preview a setting on the samples and the picked picture without applying it."""
        self.show_experiment(with_settings(self.store.experiment, {key: value}))

    def show_example_news(self, news: ExamplesUpdate) -> None:
        """Show the examples, unless other settings have been requested since."""
        if news.result and news.order == self._requested:
            self.window.settings.show_examples(news.result)

    def _show_examples(self, experiment: Experiment) -> None:
        """Request examples of these settings, before all the data is read."""
        if self._dataset is None:
            return
        settings = self.window.settings
        order = examples(experiment.data, self._read, self._dataset, settings.example_indices)
        if order is None and self._requested is not None:
            settings.restore_examples(self._dataset)
        elif order is not None and order != self._requested:
            self.reads.examples.ask(order)
        self._requested = order

    def _update_view(self, about: str, update: Callable[["DataView"], None]) -> None:
        self.window.place("data").when_made(update, about)


def is_same_data(path: str, kind: str, current: DataSettings) -> bool:
    """Tell whether data of a kind at a path are those that settings are about.

    Settings without a folder wait for the data that are given. Data whose place is empty, and that
    are elsewhere under the same name, have moved.
    """
    if kind != current.kind:
        return False
    if not current.folder or not DATASETS[kind].needs_folder:
        return True
    if os.path.realpath(path) == os.path.realpath(current.folder):
        return True
    return not os.path.exists(current.folder) and _name(path) == _name(current.folder)


def _name(path: str) -> str:
    return os.path.basename(os.path.abspath(path))
