"""What the user asks about predictions: choose pictures, write the results."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QTemporaryDir, Signal
from PySide6.QtGui import QImage, QImageWriter

from core.data.endings import TABLE_ENDINGS
from core.errors import LayerbenchError
from core.files import write_whole
from core.messages import tr
from core.training.worker.events import TableWritten
from core.training.worker.runner import Runner
from gui.dialogs import files
from gui.main_window import MainWindow


class PredictionActions(QObject):
    """Predict pictures that the user chooses.

    `said` carries a sentence for the status bar, `failed` an error.
    """

    said = Signal(str)
    failed = Signal(object)

    def __init__(self, window: MainWindow, runner: Runner) -> None:
        super().__init__(window)
        self.window, self.runner = window, runner
        self._folder, self._copied = QTemporaryDir(), 0

    def ask_pictures(self) -> None:
        """Ask for picture files and predict them."""
        start = self.window.preferences.folder("pictures")
        files.ask_pictures(self.window, start, self.predict)

    def ask_table(self) -> None:
        """Ask for a table and predict its rows."""
        start = self.window.preferences.folder("pictures")
        title = tr("A table with the columns that the network learns from")
        files.ask_data_file(
            self.window,
            tr("Tables"),
            TABLE_ENDINGS,
            start,
            lambda path: self.predict([path]),
            title,
        )

    def ask_folder_of_pictures(self) -> None:
        """Ask for a folder and predict every file in it."""
        start = self.window.preferences.folder("pictures")
        files.ask_folder_of_pictures(self.window, start, lambda path: self.predict([path]))

    def predict(self, paths: list[str]) -> None:
        """Predict files and folders with the present weights."""
        self.window.preferences.keep_folder("pictures", str(Path(paths[0]).parent))
        self.window.predictions.predict(paths)

    def predict_copied(self, image: QImage) -> None:
        """Predict a picture from the clipboard; it is in a file until the program ends."""
        self._copied += 1
        name = tr("copied picture {number}.png").format(number=self._copied)
        file, data = Path(self._folder.path()) / name, QBuffer()
        data.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QImageWriter(data, QByteArray(b"png"))
        # Without compression, which takes a second for a large picture.
        writer.setQuality(100)
        writer.write(image)
        try:
            write_whole(file, lambda out: out.write(data.data().data()))
        except LayerbenchError as problem:
            self.failed.emit(problem)
            return
        self.window.predictions.predict([str(file)])

    def ask_where_to_save_predictions(self) -> None:
        """Ask for a name and write the predictions there as a table."""
        start = self.window.preferences.folder("answers")
        files.ask_where_to_save_predictions(self.window, start, self.write_answers)

    def write_answers(self, path: str) -> None:
        """Write the predictions as a table."""
        answers, predictions = self.window.predictions.answers_and_predictions()
        self.runner.write_answers(path, answers, predictions)

    def show_written(self, written: TableWritten) -> None:
        """Say that a table was written, and remember where."""
        self.window.preferences.keep_folder("answers", str(Path(written.file).parent))
        self.said.emit(tr("Wrote {file}.").format(file=written.file))
