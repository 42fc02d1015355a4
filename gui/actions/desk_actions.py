"""What the user asks of a teacher's desk: make one, open it, read its note, leave it."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.classroom.desk import Desk, read_desk, write_desk
from core.data.registry import DATASETS
from core.errors import LayerbenchError
from core.experiment.settings import Experiment
from core.files import shown
from core.lessons.lesson import lessons
from core.messages import tr, translate
from core.network.lookup import choose
from gui.actions.depth_actions import DepthActions
from gui.actions.lesson_actions import LessonActions
from gui.actions.project_actions import ProjectActions
from gui.controls.registry import CONTROLS
from gui.depths import DEPTHS
from gui.dialogs import files
from gui.dialogs.desk import DeskDialog, Part, show_note
from gui.experiment_store import ExperimentStore
from gui.main_window import MainWindow
from gui.views.registry import VIEWS

FOLDER = "desk"


class DeskActions(QObject):
    """Make and open teachers' desks; `opened` carries the experiment of one.

    `said` carries a sentence, `failed` an error.
    """

    opened = Signal(object)
    said = Signal(str)
    failed = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        store: ExperimentStore,
        projects: ProjectActions,
        depth: DepthActions,
        played: LessonActions,
    ) -> None:
        super().__init__(window)
        self.window, self.store, self.projects = window, store, projects
        self.depth, self.played = depth, played

    def ask(self) -> None:
        """Show the dialog that makes a desk, with what is shown now, or what the open desk has."""
        title, experiment = self.window.windowTitle().partition("[*]")[0], self.store.experiment
        dialog = DeskDialog(self.window, self._parts(), self._lessons(), experiment, title)
        dialog.show_desk(self.depth.desk or self._shown())
        dialog.saved.connect(self._ask_name)
        dialog.tried.connect(lambda desk: self._try(dialog, desk))
        dialog.open()

    def open(self, file: str) -> None:
        """Open a desk, once what is unsaved has been dealt with."""
        try:
            desk = read_desk(file)
            choose("data.kind", desk.experiment.data.kind, DATASETS)
        except LayerbenchError as problem:
            self.failed.emit(problem)
            return
        self.window.preferences.keep_folder(FOLDER, str(Path(file).parent))
        name = shown(Path(file).stem)
        self.projects.after_saving(lambda: self._open(desk, name))

    def _open(self, desk: Desk, name: str) -> None:
        self._show(desk, name)
        self.opened.emit(desk.experiment)

    def _show(self, desk: Desk, name: str) -> None:
        self.played.listed = desk.lessons
        self.depth.open_desk(desk, name)
        if desk.note or desk.lessons:
            self.show_note()

    def show_note(self) -> None:
        """Show the note of the open desk."""
        if desk := self.depth.desk:
            titles = {lesson.name: translate(lesson.title) for lesson in lessons()}
            names = [titles.get(name, name) for name in desk.lessons]
            show_note(self.window, self.depth.desk_name, desk.note, names, self.played.ask)

    def leave(self) -> None:
        """Show again what the user had chosen; the experiment on the bench stays."""
        self.played.listed = ()
        self.depth.leave_desk()
        self.said.emit(tr("The desk is left: what is on the bench is as it was."))

    def _try(self, dialog: DeskDialog, desk: Desk) -> None:
        dialog.accept()
        self._show(desk, self.depth.desk_name or tr("not saved yet"))

    def _ask_name(self, desk: Desk) -> None:
        start = self.window.preferences.folder(FOLDER)
        files.ask_where_to_save_desk(self.window, start, lambda file: self._save(desk, file))

    def _save(self, desk: Desk, file: str) -> None:
        try:
            write_desk(desk, file)
        except LayerbenchError as problem:
            self.failed.emit(problem)
            return
        self.window.preferences.keep_folder(FOLDER, str(Path(file).parent))
        self.said.emit(tr("Saved {file}.").format(file=shown(file)))

    def _shown(self) -> Desk:
        """Return a desk that shows what is shown now."""
        return Desk(
            depth=DEPTHS[self.depth.depth].name,
            controls=tuple(filter(self.depth.shows_control, CONTROLS)),
            views=tuple(filter(self.depth.shows_view, VIEWS)),
            experiment=Experiment(),
        )

    def _parts(self) -> dict[str, list[Part]]:
        """Return all that can be shown, under the headings of the window."""
        headings = {"run": tr("Run")} | self.window.settings.headings
        parts: dict[str, list[Part]] = {heading: [] for heading in headings.values()}
        for name, row in CONTROLS.items():
            label = self.window.control_label(name)
            parts[headings[row.part]].append(Part(name, label, row.depth))
        views = [Part(n, translate(row.label), row.depth, True) for n, row in VIEWS.items()]
        return parts | {tr("Views"): views}

    def _lessons(self) -> dict[str, str]:
        """Return the titles of lessons by their names, and names that only the desk knows."""
        unknown = self.depth.desk.lessons if self.depth.desk else ()
        found = {lesson.name: translate(lesson.title) for lesson in lessons()}
        return found | {name: name for name in unknown if name not in found}
