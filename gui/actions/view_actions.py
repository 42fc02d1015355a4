"""What the user asks of a view: save or copy it as an image or as a table."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.errors import LayerbenchError
from core.files import shown
from core.messages import tr
from gui.dialogs import files
from gui.main_window import MainWindow
from gui.views.view import SnapshotView

FOLDER = "pictures"


class ViewActions(QObject):
    """Write a file or the clipboard; `said` carries a sentence, `failed` an error."""

    said = Signal(str)
    failed = Signal(object)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window

    def ask_image(self, view: SnapshotView) -> None:
        """Ask for a name and save the image of a view."""
        self._ask(files.ask_where_to_save_picture, view, view.save_image)

    def ask_numbers(self, view: SnapshotView) -> None:
        """Ask for a name and save the numbers that a view holds."""
        self._ask(files.ask_where_to_save_numbers, view, view.save_numbers)

    def copy_image(self, view: SnapshotView) -> None:
        """Copy the image of a view."""
        view.copy_image()
        self.said.emit(tr("Copied the picture of {view}.").format(view=view.accessibleName()))

    def copy_numbers(self, view: SnapshotView) -> None:
        """Copy the numbers that a view holds."""
        try:
            view.copy_numbers()
        except LayerbenchError as problem:
            self.failed.emit(problem)
            return
        self.said.emit(tr("Copied the numbers of {view}.").format(view=view.accessibleName()))

    def _ask(
        self, ask: Callable[..., None], view: SnapshotView, save: Callable[[Path], None]
    ) -> None:
        start, name = self.window.preferences.folder(FOLDER), view.accessibleName().lower()
        ask(self.window, start, name, lambda path: self._save(save, Path(path)))

    def _save(self, save: Callable[[Path], None], path: Path) -> None:
        try:
            save(path)
        except LayerbenchError as problem:
            self.failed.emit(problem)
            return
        self.window.preferences.keep_folder(FOLDER, str(path.parent))
        self.said.emit(tr("Saved {file}.").format(file=shown(path)))
