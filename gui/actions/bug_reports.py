"""Faults of the program itself, each shown once in words, however often it comes."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from core.messages import to_translate, tr, translate
from gui.crash_log import log_file, write_log

BUG = to_translate(
    "Something in Layerbench itself went wrong: {what}\n\nYour experiment is still here. "
    "The details are in {log}."
)
FAULT = to_translate(
    "The last time Layerbench ended by a fault in the program itself. The details are in {log}."
)
AGAIN = to_translate("It has come {count} times so far.")


class BugReports(QObject):
    """Log a fault, and show it the first time that it comes; later ones are counted."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._counts: dict[str, int] = {}
        self._boxes: dict[str, QMessageBox] = {}

    def show(self, trace: str, text: str = BUG) -> None:
        """Show a traceback in a `text` with {what} and {log}, the place of its details."""
        count = self._counts[trace] = self._counts.get(trace, 0) + 1
        if count == 1:
            write_log(trace)
            self._open(trace, text)
        elif box := self._boxes.get(trace):
            box.setInformativeText(translate(AGAIN).format(count=count))

    def _open(self, trace: str, text: str) -> None:
        what = trace.strip().rpartition("\n")[2]
        words = translate(text).format(what=what, log=log_file())
        box = QMessageBox(QMessageBox.Icon.Critical, "Layerbench", words, parent=self._window)
        box.setObjectName("bug")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setDetailedText(trace)
        copy = box.addButton(tr("&Copy the details"), QMessageBox.ButtonRole.ActionRole)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(trace))
        box.addButton(QMessageBox.StandardButton.Ok)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._boxes[trace] = box
        box.finished.connect(lambda: self._boxes.pop(trace))
        box.open()
