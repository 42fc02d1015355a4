"""What the user asks of the window: open, save, drop, correct."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QGuiApplication

from core.background import JobUpdate
from core.classroom.desk import DESK_ENDING
from core.data.arrays.hdf5 import is_hdf5
from core.data.dataset import Dataset
from core.data.folder.archive import is_zip
from core.data.folder.edits import without_test_edits
from core.data.folder.labels import tables_in
from core.data.folder.level_check import folder_of_classes, has_loose_pictures, is_picture
from core.data.registry import DATASETS, kind_of_file
from core.errors import Cancelled, DataError, LayerbenchError, SuggestedFix
from core.experiment.inputs import PictureInputs
from core.experiment.presets import is_course_run
from core.experiment.settings import Experiment
from core.experiment.toml import read_experiment, settings_of, to_toml, with_settings
from core.files import shown, write_whole
from core.messages import fill, to_translate, tr, translate
from core.models.endings import MODEL_ENDINGS, PROJECT_ENDING
from core.network.lookup import choose
from core.network.targets import NUMBERS
from core.projects.recovery import Recovery
from core.training.analyses.cross_validation import CrossValidationResults
from core.training.analyses.seed_runs import SeedResults
from core.training.worker.events import (
    Failed,
    Loaded,
    Opened,
    RoundingProgress,
    RoundingTested,
    Saved,
    TakenBack,
    VectorisationMeasured,
    VectorisationProgress,
)
from gui.actions.bug_reports import BUG, BugReports
from gui.actions.class_actions import ClassActions
from gui.actions.comparison_actions import ComparisonActions
from gui.actions.course_actions import CourseActions
from gui.actions.data_actions import DataActions, is_same_data
from gui.actions.depth_actions import DepthActions
from gui.actions.desk_actions import DeskActions
from gui.actions.lesson_actions import LessonActions
from gui.actions.map_actions import MapActions
from gui.actions.model_actions import ModelActions
from gui.actions.prediction_actions import PredictionActions
from gui.actions.preference_actions import PreferenceActions
from gui.actions.project_actions import ProjectActions
from gui.actions.report_actions import ReportActions
from gui.actions.suggestion_actions import SuggestionActions
from gui.actions.view_actions import ViewActions
from gui.bridge import Bridge
from gui.dialogs import files, message
from gui.dialogs.repeated_runs import FOLDS, ask_augmentation, ask_folds, ask_seeds
from gui.dialogs.skipped import show_skipped
from gui.experiment_store import ExperimentStore
from gui.main_window import MainWindow
from gui.widgets.file_drop import local_paths

Changes = Mapping[str, object] | None
MESSAGE_MS = 15_000
MEGABYTE = 1_000_000
PLACE = {"data.folder", "data.level", "data.leave_out"}
"""Settings whose change makes the samples others, so that others may suit them."""

COURSE_DATA = {
    "pictures": to_translate(
        "The course's cat pictures: choose the folder that holds train and test"
    ),
    "arrays": to_translate("The course's football points: choose their file"),
}
"""What is asked for where a preset needs data that it does not bring, by their kind."""

PAUSED_BY_BUG = to_translate(
    "Something in Layerbench itself went wrong while training: {what}\n\nThe run is paused, and "
    "data, network and weights are still here. The details are in {log}."
)
REFUSED_BY_BUG = to_translate(
    "Something in Layerbench itself went wrong with this change: {what}\n\nIt was not made: the "
    "experiment is as it was before. The details are in {log}."
)
EMPTY_BY_BUG = to_translate(
    "Something in Layerbench itself went wrong: {what}\n\nThere is no data yet: open a folder or "
    "pick a built-in data set. The details are in {log}."
)


class WindowActions(QObject):
    """Carry out the requests of one window's user."""

    def __init__(
        self, window: MainWindow, store: ExperimentStore, bridge: Bridge, recovery: Recovery
    ) -> None:
        super().__init__(window)
        self.window, self.store, self.bridge = window, store, bridge
        self.bugs = BugReports(window)
        self.projects = ProjectActions(window, store, bridge, recovery)
        self.projects.said.connect(self.say)
        self.lessons = LessonActions(window, store, bridge, self.projects)
        self.course = CourseActions(window, store, bridge)
        self.course.opened.connect(self.open_with_data)
        self.views = ViewActions(window)
        self.views.failed.connect(self.show_problem)
        self.views.said.connect(self.say)
        self.dataset: Dataset | None = None
        self.data = DataActions(window, store)
        self.reports = ReportActions(window, store, bridge.runner, self.projects, self.data.reads)
        self.reports.said.connect(self.say)
        self.reports.failed.connect(self.show_problem)
        self.models = ModelActions(window, store, bridge)
        self.models.said.connect(self.say)
        self.suggestions = SuggestionActions(window, store, self.data.reads, bridge.runner.train)
        self.maps = MapActions(window, store, bridge, self.data.reads)
        self.projects.is_map_going = lambda: self.maps.sweeps.is_going
        self.depth = DepthActions(window)
        self.depth.said.connect(self.say)
        self.lessons.parts_needed.connect(self.depth.show_needed)
        self.desks = DeskActions(window, store, self.projects, self.depth, self.lessons)
        self.desks.opened.connect(self.open_with_data)
        self.desks.said.connect(self.say)
        self.desks.failed.connect(self.show_problem)
        self.preferences = PreferenceActions(window, bridge.runner)
        self.predictions = PredictionActions(window, bridge.runner)
        self.comparisons = ComparisonActions(window, store, self.data.reads, lambda: self.dataset)
        self.comparisons.said.connect(self.say)
        self.comparisons.failed.connect(self.show_problem)
        self.classes = ClassActions(window, self.data.reads, self.projects)
        self.classes.said.connect(self.say)
        self.classes.failed.connect(self.show_problem)
        self.predictions.said.connect(self.say)
        self.predictions.failed.connect(self.show_problem)

    def show_again(self) -> None:
        """Say again what is on the bench, in the language of now."""
        self.preferences.show()
        self.projects.show_title(self.store.experiment)
        self.course.show_again(self.store.experiment)
        self.suggestions.show_again()

    def submit(self, experiment: Experiment) -> None:
        """Set an experiment, or first ask for the folder that it needs.

        A network from a file does without data until there are some.
        """
        if _needs_folder(experiment) and not self.models.without_data(experiment):
            self.ask_data()
        else:
            self.bridge.submit(experiment)

    def open_with_data(self, experiment: Experiment) -> None:
        """Open an experiment; the folder that it needs is asked for first, and until then
        everything stays as it is, a lesson too."""
        if not _needs_folder(experiment):
            self.lessons.leave(lambda: self.store.open(experiment))
            return
        kind = experiment.data.kind

        def answer(path: str) -> None:
            self.window.preferences.keep_folder("data", str(Path(path).parent))
            train, test = (os.path.join(path, part) for part in ("train", "test"))
            has_parts = os.path.isdir(train) and os.path.isdir(test)
            place = self.data.settings_for(train if has_parts else path, kind, experiment)
            if has_parts:
                place["data.test_folder"] = test
            self.lessons.leave(lambda: self.store.open(with_settings(experiment, place)))

        title = translate(COURSE_DATA[kind]) if is_course_run(experiment) else ""
        self._ask_data(kind, answer, title)

    def ask_data(self) -> None:
        """Ask for a folder of pictures, or for a file where the data are arrays."""
        self._ask_data(self._kind, self.open_path)

    def ask_folder(self) -> None:
        """Ask for a folder of pictures, whatever data is on the bench."""
        self._ask_data("pictures", self.open_path)

    def choose_kind(self, kind: str) -> None:
        """Change to another kind of data, once its folder is chosen where it needs one."""
        if DATASETS[kind].needs_folder:
            # The list shows the data of now until then.
            self.store.set(self.store.experiment)
            self._ask_data(kind, self.open_path)
        else:
            # The folder of one kind of data is of no use to another.
            self.suggestions.open_data(self.data.settings_for("", kind, self.store.experiment))

    def ask_test_data(self) -> None:
        """Ask for a folder, or for a file of arrays, to test on, or take away that of now."""
        data = self.store.experiment.data
        if data.test_folder:
            self.test_on("")
        else:
            self._ask_data(self._kind, self.test_on)

    def test_on(self, path: str) -> None:
        """Test on this in place of a share or of pictures chosen by hand, or on nothing."""
        marks: dict[str, object] = {"data.test_pictures": (), "data.train_pictures": ()}
        marks |= without_test_edits(self.store.experiment.data)
        self.store.change_all({"data.test_folder": path, "data.test_share": 0.0} | marks)

    def open_path(self, path: str, changes: Changes = None) -> None:
        """Open what was chosen or dropped: a project, an experiment, a network, arrays or more.

        `changes` are settings of data that go with it.
        """
        ending = Path(path).suffix.lower()
        if ending == ".toml":
            self.open_experiment(path)
        elif ending == PROJECT_ENDING:
            self.projects.open(path)
        elif ending == DESK_ENDING:
            self.desks.open(path)
        elif self.comparisons.takes(path):
            self.comparisons.compare(path)
        elif ending in MODEL_ENDINGS:
            self.projects.after_saving(lambda: self.models.open(path))
        elif is_picture(path):
            self.open_pictures([path])
        elif kind := kind_of_file(path):
            self.open_data(path, kind, changes)
        elif is_hdf5(Path(path)):
            self.open_data(path, "arrays", changes)
        elif is_zip(path):
            self.offer_unpacking(path)
        elif self._predicts_pictures and has_loose_pictures(path):
            self.offer_predicting(path)
        else:
            self.open_data(path, "pictures", changes)

    def open_paths(self, paths: list[str]) -> None:
        """Open what was dropped together: pictures, or the first of other things."""
        if all(map(is_picture, paths)):
            self.open_pictures(paths)
        else:
            self.open_path(paths[0])

    def open_pictures(self, files: list[str]) -> None:
        """Predict pictures where there is a network for them; else offer the folder they are in."""
        if self._predicts_pictures:
            self.window.open_view("predictions")
            self.predictions.predict(files)
            return
        folder = folder_of_classes(files[0])
        problem = DataError(
            "{file} is a picture, and there is no network yet that looks at pictures. To train "
            "one, open a folder that has one folder of pictures for each class.",
            file=shown(files[0]),
        ).suggest({"data.folder": folder}, "Open {folder}", folder=shown(folder))
        message.show_problem(self.window, problem, lambda fix: self.open_data(folder, "pictures"))

    def paste(self) -> None:
        """Open files that were copied as if they were dropped; predict a copied picture."""
        # An empty clipboard may have none.
        copied = QGuiApplication.clipboard().mimeData() or QMimeData()
        paths = local_paths(copied)
        if paths:
            self.open_paths(paths)
        elif not copied.hasImage():
            self.say(tr("There is neither a picture nor a file to paste."))
        elif not self._predicts_pictures:
            self.say(tr("There is no network yet that looks at pictures: train one, then paste."))
        else:
            self.window.open_view("predictions")
            self.predictions.predict_copied(QGuiApplication.clipboard().image())

    @property
    def _predicts_pictures(self) -> bool:
        inputs = self.dataset.inputs if self.dataset else None
        takes_pictures = isinstance(inputs, PictureInputs) and inputs.is_one_picture
        return takes_pictures and self.window.run_bar.has_network

    def offer_predicting(self, folder: str) -> None:
        """Offer to predict the pictures of a folder that has no folders for classes in it."""
        if tables := tables_in(folder):
            problem = DataError(
                "{folder} holds pictures in no folders of classes, and {table}. Is the network on "
                "the bench to say what they are, or another one to learn what the table says?",
                folder=shown(folder),
                table=shown(os.path.basename(tables[0])),
            )
        else:
            problem = DataError(
                "{folder} holds pictures in no folders of classes, so nothing can be learned from "
                "them. The network on the bench can say what they are.",
                folder=shown(folder),
            )
        problem.suggest({}, "Predict them")
        if tables:
            problem.suggest({"data.folder": folder}, "Learn from them")

        def accept(offer: SuggestedFix) -> None:
            if offer.changes:
                self.open_data(folder, "pictures")
                return
            self.window.open_view("predictions")
            self.predictions.predict([folder])

        message.show_problem(self.window, problem, accept)

    def offer_unpacking(self, file: str) -> None:
        """Offer to unpack a zip beside itself and to open what comes out."""
        problem = DataError(
            "{file} is a ZIP file. Its pictures can be unpacked into a new folder beside it, which "
            "opens then.",
            file=shown(file),
        ).suggest({}, "Unpack it")

        def accept(_: SuggestedFix) -> None:
            self.window.settings.show_loading(0, 0)
            self.data.unpack(file)

        message.show_problem(self.window, problem, accept)

    def show_unpack_news(self, news: JobUpdate[str, str]) -> None:
        """Show how far the unpacking is, and open what came out."""
        if news.result:
            self.open_data(news.result, "pictures")
        elif news.problem or news.trace:
            if self.dataset:
                self.window.settings.show_dataset(self.dataset)
            if news.problem and not isinstance(news.problem, Cancelled):
                self.show_problem(news.problem)
        else:
            self.window.settings.show_loading(news.done // MEGABYTE, news.total // MEGABYTE)

    def open_data(self, path: str, kind: str, changes: Changes = None) -> None:
        """Open data of a kind from a file or folder, with some of its settings.

        It comes in place of one's own work, not of a lesson's.
        """
        self.lessons.leave(lambda: self._open_data(path, kind, changes))

    def _open_data(self, path: str, kind: str, changes: Changes) -> None:
        self.window.preferences.keep_folder("data", str(Path(path).parent))
        before = self.store.experiment
        place = {**self.data.settings_for(path, kind, before), **(changes or {})}
        is_other = not (before.data.folder and is_same_data(path, kind, before.data))
        # Other settings would draw other weights than a network from a file has brought.
        if is_other and not self.models.without_data(before):
            self.suggestions.open_data(place)
            return
        self.store.change_all(place)
        if self.store.experiment == before:
            self.read_again()

    def cancel_loading(self) -> None:
        """Stop looking at data or reading it; the data of before stays."""
        if self.suggestions.cancel() and self.dataset:
            self.window.settings.show_dataset(self.dataset)
        self.data.cancel_unpacking()
        self.bridge.runner.cancel_loading()

    def reset(self) -> None:
        """Go back to the first weights; that can be undone."""
        self.store.add_step(to_translate("the reset"))
        self.bridge.runner.reset()

    def read_again(self) -> None:
        """Read the data from its files again, which may have changed; without data ask for some."""
        if self.projects.look_again():
            return
        if _needs_folder(self.store.experiment):
            self.ask_data()
            return
        self.data.forget_audit()
        self.bridge.reload(self.store.experiment)

    def ask_file(self) -> None:
        """Ask for an experiment, a network or a run, and open it."""
        files.ask_file(self.window, self.window.preferences.folder("experiment"), self.open_path)

    def open_experiment(self, path: str) -> None:
        """Open an experiment file."""
        try:
            experiment = read_experiment(path)
            choose("data.kind", experiment.data.kind, DATASETS)
        except LayerbenchError as problem:
            self.show_problem(problem)
            return
        self.lessons.leave(lambda: self.store.open(experiment))
        self.window.preferences.keep_folder("experiment", str(Path(path).parent))

    def ask_where_to_save(self) -> None:
        """Ask for a name and save the experiment there."""
        start = self.window.preferences.folder("experiment")
        files.ask_where_to_save(self.window, start, self.save_experiment)

    def save_experiment(self, path: str) -> None:
        """Save the experiment as a file."""
        try:
            write_whole(path, lambda file: file.write(to_toml(self.store.experiment).encode()))
        except LayerbenchError as problem:
            self.show_problem(problem)
            return
        self.window.preferences.keep_folder("experiment", str(Path(path).parent))
        self.say(tr("Saved {file}.").format(file=shown(path)))

    def branch(self, iteration: int) -> None:
        """Train on from an earlier iteration with the settings as they are."""
        self.bridge.branch(iteration, self.store.experiment)

    def ask_seeds(self) -> None:
        """Ask from how many seeds to train."""
        ask_seeds(self.window, self.bridge.runner.train_seeds)

    def ask_augmentation(self) -> None:
        """Ask from how many seeds to compare with and without augmentation."""
        ask_augmentation(self.window, self.bridge.runner.compare_augmentation)

    def show_seed_results(self, results: SeedResults | None, over: bool = True) -> None:
        """Show the results of several seeds so far, or none."""
        self.reports.seeds = results if over else None
        self.window.show_seed_runs(results, over)

    def ask_folds(self) -> None:
        """Ask in how many folds to cross-validate."""
        ask_folds(self.window, self.bridge.runner.cross_validate)

    def find_doubtful_labels(self) -> None:
        """Cross-validate for the labels that may be wrong."""
        self.bridge.runner.cross_validate(FOLDS)

    def show_folds(self, results: CrossValidationResults | None, over: bool = True) -> None:
        """Show the results of cross-validation so far, or none."""
        self.window.show_folds(results, over)

    def ask_where_to_export(self) -> None:
        """Ask for a name and export the weights there."""
        start = self.window.preferences.folder("export")
        # Never a folder's name, as that of the pictures: the dialog would open the folder instead.
        name = f"{self.projects.file_name}-model".removeprefix("-")
        files.ask_where_to_export(self.window, start, name, self.bridge.runner.save)

    def show_loaded(self, loaded: Loaded) -> None:
        """Show data that has been read."""
        self._open_view_for(loaded.dataset)
        self.dataset = self.projects.dataset = loaded.dataset
        self.window.settings.show_dataset(loaded.dataset)
        self.data.show_loaded(loaded)
        self.suggestions.show_loaded(loaded)
        self.course.show_loaded(loaded)

    def show_taken_back(self, event: TakenBack) -> None:
        """Show what was put aside, and is on the bench again."""
        if event.loaded:
            self.show_loaded(event.loaded)
        self.lessons.show_taken_back(event)

    def _open_view_for(self, dataset: Dataset) -> None:
        """Bring the view that suits the data to the top, unless the user looks at another one."""
        before = self.dataset is not None and _has_boundary(self.dataset)
        has_boundary = _has_boundary(dataset)
        other, now = ("activations", "boundary") if has_boundary else ("boundary", "activations")
        # Without a plane or a curve the boundary shows nothing, whatever the data of before.
        stale = not has_boundary or not before
        on_top = self.window.inside.currentWidget() is self.window.place(other)
        # Nobody asked for it, so one that is hidden stays so.
        if stale and on_top and self.depth.shows_view(now):
            self.window.choose_view(now)

    def show_opened(self, opened: Opened) -> None:
        """Show a network or a run that came from a file, and the data it stands on."""
        self._open_view_for(opened.dataset)
        self.dataset = self.projects.dataset = opened.dataset
        self.models.show_opened(opened)
        self.window.settings.show_dataset(opened.dataset)
        self.data.show_loaded(Loaded(opened.experiment, opened.dataset))
        self.projects.show_opened(opened)
        if opened.problem and opened.project:
            self.window.settings.show_problem(str(opened.problem))
        elif opened.problem:
            self.show_problem(opened.problem)

    def show_skipped(self) -> None:
        """List the files that were left out."""
        if self.dataset:
            show_skipped(self.window, self.dataset)

    def show_saved(self, saved: Saved) -> None:
        """Say that weights were written, and how the file compares with the network."""
        exported = saved.exported
        self.window.preferences.keep_folder("export", str(Path(exported.file).parent))
        # The figure first: a long name is what the line has no room for.
        text = tr("Exported. Same answers within {difference:.2g}, opened again: {file}.")
        if exported.beside:
            text = tr(
                "Exported. Same answers within {difference:.2g}, opened again: {file} with its "
                "weights {beside}."
            )
        self.say(
            text.format(
                difference=exported.largest_difference,
                file=exported.file,
                beside=exported.beside,
            )
        )

    def show_failed(self, failed: Failed) -> None:
        """Say what went wrong; a data set that could not be read gives way to the one before."""
        if failed.problem is None:
            self.bugs.show(failed.trace, _bug_text(failed))
        elif isinstance(failed.problem, Cancelled):
            self.say(tr("Stopped."))
        else:
            self.show_problem(failed.problem, failed.refused)
        if failed.refused:
            self.course.forget(failed.refused)
        if failed.refused and failed.refused == self.store.experiment:
            self._show_current(failed)

    def show_problem(self, problem: LayerbenchError, refused: Experiment | None = None) -> None:
        """Show a mistake, with a button for every way in which the program can put it right."""
        tried = refused or self.store.experiment

        def accept(offer: SuggestedFix) -> None:
            if not PLACE.isdisjoint(offer.changes) and not tried.title:
                self.suggestions.open_data({"data": settings_of(tried.data)} | dict(offer.changes))
            else:
                self.store.open(with_settings(tried, dict(offer.changes)))

        message.show_problem(self.window, problem, accept)
        if refused and problem.fixes:
            self.data.show_offer(str(problem), lambda: accept(problem.fixes[0]))

    def accept(self, offer: SuggestedFix, by_health: bool = True) -> None:
        """Make the change that a finding suggests, and train at once, anew or from an iteration.

        Without `by_health` it was no finding that suggested it.
        """
        try:
            changed = with_settings(self.store.experiment, dict(offer.changes))
        except LayerbenchError as problem:
            self.show_problem(problem)
            return
        # Had it other words when the store announces it, it would be set once more.
        changed = self.store.with_true_words(changed)
        if offer.since is None:
            self.bridge.restart(changed)
        else:
            self.bridge.branch(offer.since, changed)
        before = self.store.experiment
        # The way back is to this very run: a change by hand just before is another step.
        self.store.set(changed, alone=True)
        self.suggestions.show_accepted(offer, before, by_health)
        self.depth.bring_settings(offer.changes)
        self.window.settings.bring_into_sight(offer.changes)

    def train_on(self, offer: SuggestedFix) -> None:
        """Let a run that is over go on; without its data look first whether they are there now."""
        if not self.projects.look_again(lambda: self.accept(offer)):
            self.accept(offer)

    def show_rounding_progress(self, progress: RoundingProgress) -> None:
        """Say how far the twin run is."""
        text = tr("Training a twin of this run: {share:.0%}. Any other action ends it.")
        self.say(fill(text, share=progress.done / max(progress.total, 1)))

    def show_rounding_tested(self, tested: RoundingTested) -> None:
        """Show how far the run and its twin part."""
        self.window.statusBar().clearMessage()
        message.show_finding(self.window, tested.finding)

    def show_vectorisation_progress(self, progress: VectorisationProgress) -> None:
        """Say how far the loops are."""
        text = tr("Looping over samples: {done:,} of {total:,}. Any other action ends it.")
        self.say(fill(text, done=progress.done, total=progress.total))

    def show_vectorisation(self, event: VectorisationMeasured) -> None:
        """Show how long loops take beside matrices."""
        self.window.statusBar().clearMessage()
        message.show_vectorisation(self.window, event.measured)

    def say(self, text: str) -> None:
        """Say something in the status bar for a while."""
        self.window.statusBar().showMessage(text, MESSAGE_MS)

    @property
    def _kind(self) -> str:
        experiment = self.store.experiment
        return experiment.data.kind

    def _ask_data(self, kind: str, answer: Callable[[str], None], title: str = "") -> None:
        start = self.window.preferences.folder("data")
        files.ask_data(self.window, DATASETS[kind], start, answer, title)

    def _show_current(self, failed: Failed) -> None:
        self.window.settings.show_problem(str(failed.problem or tr("It could not be read.")))
        if failed.current:
            self.store.put_back(failed.current)
            if self.dataset:
                self.window.settings.show_dataset(self.dataset)


def _has_boundary(dataset: Dataset) -> bool:
    """Tell whether what is answered can be drawn all over a plane, or along a single input."""
    is_curve = dataset.inputs.count == 1 and dataset.targets is NUMBERS
    return dataset.inputs.is_plane or is_curve


def _bug_text(failed: Failed) -> str:
    if failed.current is None:
        return EMPTY_BY_BUG
    if failed.paused:
        return PAUSED_BY_BUG
    return REFUSED_BY_BUG if failed.refused else BUG


def _needs_folder(experiment: Experiment) -> bool:
    return DATASETS[experiment.data.kind].needs_folder and not experiment.data.folder
