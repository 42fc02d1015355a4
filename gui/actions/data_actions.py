"""What the window does about its data: show it, correct it, and show what other settings make."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from core.data.dataset import Dataset
from core.data.folder.edits import with_data
from core.data.folder.positive_class import positive_class_in
from core.data.images.previews import ExamplesRequest, ExamplesUpdate
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

# Marks on single pictures name files of one folder.
NO_MARKS: dict[str, object] = {
    "data.leave_out": (),
    "data.relabel": {},
    "data.test_pictures": (),
    "data.train_pictures": (),
}


class DataDesk(QObject):
    """Answer what is asked about the data of one window."""

    def __init__(self, window: MainWindow, workbench: ExperimentStore) -> None:
        super().__init__(window)
        self.window, self.workbench = window, workbench
        self.reading = BackgroundReads(self)
        self._read = DataSettings()
        self._dataset: Dataset | None = None
        self._asked: ExamplesRequest | None = None

    def show_loaded(self, loaded: Loaded) -> None:
        """Show data that has been read."""
        self._read, self._dataset = loaded.experiment.data, loaded.dataset
        self._asked = None
        self._tell(
            "dataset", lambda view: view.show_dataset(loaded.experiment.data, loaded.dataset)
        )

    def show_experiment(self, experiment: Experiment) -> None:
        """Show what settings want of the data, before the data has followed them."""
        self._tell("experiment", lambda view: view.show_experiment(experiment))
        self._show_examples(experiment)

    def show_offer(self, text: str, accept: Callable[[], None]) -> None:
        """Say why other data was refused, with a button that puts it right."""
        self._tell("offer", lambda view: view.show_offer(text, accept))

    def forget_search(self) -> None:
        """Have the files looked through again when they are next seen."""
        self._tell("search", lambda view: view.forget_search())

    def placed(self, path: str, kind: str) -> dict[str, object]:
        """Give the settings of data elsewhere: without marks, or a positive class that it lacks."""
        wanted = self.workbench.experiment.data.positive_class
        positive = positive_class_in(path, wanted)
        if positive != wanted:
            text = tr("{folder} has no class {name}: its last class counts as 1.")
            words = text.format(folder=shown(path), name=shown(wanted))
            self.window.statusBar().showMessage(words)
        place: dict[str, object] = {"data.kind": kind, "data.folder": path, "data.test_folder": ""}
        same = path == self.workbench.experiment.data.folder
        return {**place, "data.positive_class": positive, **({} if same else NO_MARKS)}

    def correct(self, settings: DataSettings) -> None:
        """Take data settings that were corrected picture by picture."""
        self.workbench.put(with_data(self.workbench.experiment, settings))

    def try_out(self, key: str, value: object) -> None:
        """Show the samples and the picked picture with a setting that may yet be called off."""
        self.show_experiment(with_settings(self.workbench.experiment, {key: value}))

    def show_example_news(self, news: ExamplesUpdate) -> None:
        """Show the samples, if they are still wanted like that."""
        if news.result and news.order == self._asked:
            self.window.settings.data.summary.strip.show_pictures(news.result)

    def _show_examples(self, experiment: Experiment) -> None:
        """Have the samples shown as these settings make them, before all the data is read."""
        if self._dataset is None:
            return
        strip = self.window.settings.data.summary.strip
        order = examples(experiment.data, self._read, self._dataset, strip.samples)
        if order is None and self._asked is not None:
            strip.show_dataset(self._dataset)
        elif order is not None and order != self._asked:
            self.reading.examples.ask(order)
        self._asked = order

    def _tell(self, about: str, then: Callable[["DataView"], None]) -> None:
        self.window.place("data").when_made(then, about)
