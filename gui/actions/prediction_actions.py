"""What the window does about pictures to be answered for: ask for them, write the answers down."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.messages import tr
from core.training.worker.runner import Runner
from gui.dialogs import files
from gui.main_window import MainWindow


class AnswersDesk(QObject):
    """Answer what is asked about predictions in one window; `said` carries what to say."""

    said = Signal(str)

    def __init__(self, window: MainWindow, runner: Runner) -> None:
        super().__init__(window)
        self.window, self.runner = window, runner

    def ask_pictures(self) -> None:
        """Ask for picture files and have them answered for."""
        start = self.window.preferences.folder("pictures")
        files.ask_pictures(self.window, start, self.predict)

    def ask_folder_of_pictures(self) -> None:
        """Ask for a folder and have every file in it answered for."""
        start = self.window.preferences.folder("pictures")
        files.ask_folder_of_pictures(self.window, start, lambda path: self.predict([path]))

    def predict(self, paths: list[str]) -> None:
        """Have files and folders answered for by the network of now."""
        self.window.preferences.keep_folder("pictures", str(Path(paths[0]).parent))
        self.window.predictions.files_panel.predict(paths)

    def ask_where_to_save_predictions(self) -> None:
        """Ask for a name and write the answers there as a table."""
        start = self.window.preferences.folder("answers")
        files.ask_where_to_save_predictions(self.window, start, self.write_answers)

    def write_answers(self, path: str) -> None:
        """Write the answers for pictures as a table."""
        model = self.window.predictions.files_panel.model
        self.window.preferences.keep_folder("answers", str(Path(path).parent))
        self.runner.write_answers(path, model.classes, tuple(model.predictions))

    def show_written(self, file: str) -> None:
        """Say that a table was written."""
        self.said.emit(tr("Wrote {file}.").format(file=file))
