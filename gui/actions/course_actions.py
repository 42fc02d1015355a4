"""What the user asks of the course: open a preset, compare with published costs."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.data.registry import DATASETS
from core.experiment.presets import (
    is_course_data,
    is_course_run,
    matching_preset,
    preset,
    without_words,
)
from core.experiment.reference_costs import Reference, published, read_reference
from core.experiment.settings import Experiment
from core.experiment.toml import with_settings
from core.files import shown
from core.messages import tr, translate
from core.training.worker.events import Loaded, ReferenceRead
from gui.bridge import Bridge
from gui.dialogs import files
from gui.experiment_store import ExperimentStore
from gui.main_window import MainWindow


class CourseActions(QObject):
    """Open presets, remember where their data is, and show costs to compare with.

    `opened` carries the experiment of a preset, without a folder where its data was not found yet.
    """

    opened = Signal(object)

    def __init__(self, window: MainWindow, store: ExperimentStore, bridge: Bridge) -> None:
        super().__init__(window)
        self.window, self.store, self.bridge = window, store, bridge
        self._own_costs: tuple[Reference, str] | None = None
        self._lesson = ""

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
        self.opened.emit(experiment)

    def show_loaded(self, loaded: Loaded) -> None:
        """Remember where the data of a preset was found; on other data it is no course run."""
        experiment, dataset = loaded.experiment, loaded.dataset
        if not is_course_run(experiment):
            return
        counts = tuple(dataset.counts(dataset.train).values())
        if is_course_data(experiment.data.kind, counts):
            self._remember_folders(experiment, experiment.data.folder, experiment.data.test_folder)
        else:
            self.store.open(without_words(self.store.experiment))

    def forget(self, experiment: Experiment) -> None:
        """Ask anew for the data of a preset that could not be read."""
        if is_course_run(experiment):
            self._remember_folders(experiment, "", "")

    def show_marks(self, experiment: Experiment) -> None:
        """Mark the user's own costs, or the published ones where the experiment has some."""
        name = matching_preset(experiment) if is_course_run(experiment) else None
        marks: tuple[Reference | None, str] = (None, "")
        if self._own_costs:
            marks = self._own_costs
        elif name:
            marks = published(name), tr("the published run")
        self.window.cost_place.when_made(lambda cost: cost.show_reference(*marks), "reference")

    def show_again(self, experiment: Experiment) -> None:
        """Show marks and lesson in the language of now."""
        self._lesson = ""
        self.show_marks(experiment)
        self.show_lesson(experiment)

    def show_lesson(self, experiment: Experiment) -> None:
        """Show the lesson of an experiment while it is on the bench."""
        if experiment.lesson != self._lesson:
            self._lesson = experiment.lesson
            self.window.statusBar().showMessage(translate(experiment.lesson))

    def ask_reference(self) -> None:
        """Ask for a file of costs and mark them."""
        start = self.window.preferences.folder("reference")
        files.ask_reference(self.window, start, self.open_reference)

    def open_reference(self, path: str) -> None:
        """Have the costs of a CSV file read."""
        self.bridge.runner.run_task(lambda: ReferenceRead(path, read_reference(path)))

    def show_reference(self, read: ReferenceRead) -> None:
        """Mark the costs of a file."""
        self._own_costs = read.reference, shown(Path(read.file).name)
        self.window.preferences.keep_folder("reference", str(Path(read.file).parent))
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
