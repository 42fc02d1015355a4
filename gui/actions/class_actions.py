"""What the user asks of a class: read the results of its projects, save them, open one."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from core.background import JobUpdate
from core.errors import LayerbenchError
from core.files import shown, write_whole
from core.messages import tr
from gui.actions.background_reads import BackgroundReads
from gui.actions.project_actions import ProjectActions
from gui.dialogs import files
from gui.main_window import MainWindow

if TYPE_CHECKING:
    from core.classroom.class_results import ClassRow
    from gui.dialogs.class_results import ClassSheet

FOLDER = "class"


class ClassActions(QObject):
    """Read projects beside training; `said` carries a sentence, `failed` an error."""

    said = Signal(str)
    failed = Signal(object)

    def __init__(
        self, window: MainWindow, reads: BackgroundReads, projects: ProjectActions
    ) -> None:
        super().__init__(window)
        self.window, self.reads, self.projects = window, reads, projects
        self._sheet: ClassSheet | None = None
        reads.class_news.connect(self.show_news)

    def ask(self) -> None:
        """Ask for the folder of a class, and show its results."""
        start = self.window.preferences.folder(FOLDER)
        title = tr("A folder with the projects of a class, or with a folder for each student")
        files.ask_folder(self.window, start, self.show, title)

    def show(self, folder: str) -> None:
        """Show the results of a class in a sheet of their own, in place of the last one."""
        from gui.dialogs.class_results import ClassSheet

        if self._sheet is not None and isValid(self._sheet):
            self._sheet.close()
        self.window.preferences.keep_folder(FOLDER, folder)
        sheet = self._sheet = ClassSheet(self.window, folder)
        sheet.opened.connect(lambda file: self.projects.open(file))
        sheet.save_wanted.connect(self._ask_name)
        sheet.cancelled.connect(self.reads.classes.cancel)
        sheet.show()
        self.reads.classes.ask(folder)

    def show_news(self, news: "JobUpdate[str, tuple[ClassRow, ...]]") -> None:
        """Show how far the reading is, what came of it, or why nothing did."""
        sheet = self._sheet
        # The folder of a sheet that this one took the place of may still be told to have ended.
        if sheet is None or not isValid(sheet) or news.order != sheet.folder:
            return
        if news.result is not None:
            sheet.show_rows(news.result)
        elif news.problem or news.trace:
            sheet.show_end(str(news.problem or tr("It could not be read.")))
        else:
            sheet.show_progress(news.done, news.total)

    def _ask_name(self, rows: "tuple[ClassRow, ...]") -> None:
        start = self.window.preferences.folder(FOLDER)
        files.ask_where_to_save_class(
            self._sheet or self.window, start, lambda file: self._save(rows, file)
        )

    def _save(self, rows: "tuple[ClassRow, ...]", file: str) -> None:
        from core.classroom.class_results import to_csv

        table = to_csv(rows)
        try:
            write_whole(file, lambda opened: opened.write(table))
        except LayerbenchError as problem:
            self.failed.emit(problem)
            return
        self.window.preferences.keep_folder(FOLDER, str(Path(file).parent))
        self.said.emit(tr("Saved {file}.").format(file=shown(file)))
