"""What the user asks of the course: open a preset, compare with published costs."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.data.registry import DATASETS
from core.errors import LayerbenchError
from core.experiment.presets import matching_preset, preset
from core.experiment.reference_costs import Reference, published, read_reference
from core.experiment.settings import Experiment
from core.experiment.toml import with_settings
from core.messages import tr, translate
from gui.dialogs import files
from gui.experiment_store import ExperimentStore
from gui.main_window import MainWindow


class CourseActions(QObject):
    """Open presets, remember where their data is, and show costs to compare with."""

    failed = Signal(object)

    def __init__(self, window: MainWindow, store: ExperimentStore) -> None:
        super().__init__(window)
        self.window, self.store = window, store
        self._own_costs: tuple[Reference, str] | None = None

    def open(self, name: str) -> None:
        """Open a preset; data that it does not bring is taken from where it was the last time."""
        experiment = preset(name)
        kind = experiment.data.kind
        if DATASETS[kind].needs_folder:
            preferences = self.window.preferences
            folders: dict[str, object] = {
                "data.folder": preferences.folder(f"course-{kind}"),
                "data.test_folder": preferences.folder(f"course-{kind}-test"),
            }
            experiment = with_settings(experiment, folders)
        self.store.set(experiment)
        self.window.statusBar().showMessage(translate(experiment.lesson))

    def remember(self, experiment: Experiment) -> None:
        """Remember where the data of a preset was found."""
        if matching_preset(experiment):
            self._remember_folders(experiment, experiment.data.folder, experiment.data.test_folder)

    def forget(self, experiment: Experiment) -> None:
        """Ask anew for the data of a preset that could not be read."""
        if matching_preset(experiment):
            self._remember_folders(experiment, "", "")

    def show_marks(self, experiment: Experiment) -> None:
        """Mark the user's own costs, or the published ones where the experiment has some."""
        name = matching_preset(experiment)
        marks: tuple[Reference | None, str] = (None, "")
        if self._own_costs:
            marks = self._own_costs
        elif name:
            marks = published(name), tr("the published run")
        self.window.cost_place.when_made(lambda cost: cost.show_reference(*marks))

    def ask_reference(self) -> None:
        """Ask for a file of costs and mark them."""
        start = self.window.preferences.folder("reference")
        files.ask_reference(self.window, start, self.open_reference)

    def open_reference(self, path: str) -> None:
        """Mark the costs of a CSV file."""
        try:
            self._own_costs = read_reference(path), Path(path).name
        except LayerbenchError as problem:
            self.failed.emit(problem)
            return
        self.window.preferences.keep_folder("reference", str(Path(path).parent))
        self.show_marks(self.store.experiment)

    def forget_reference(self) -> None:
        """Stop comparing with the user's own costs."""
        self._own_costs = None
        self.show_marks(self.store.experiment)

    def _remember_folders(self, experiment: Experiment, folder: str, test_folder: str) -> None:
        kind, preferences = experiment.data.kind, self.window.preferences
        if DATASETS[kind].needs_folder:
            preferences.keep_folder(f"course-{kind}", folder)
            preferences.keep_folder(f"course-{kind}-test", test_folder)
