"""The keys of undo and redo belong to the window while nothing is being typed into a field."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

KEYS = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


class UndoKeys(QObject):
    """Have a field leave these keys to the window, unless its line has what is being typed.

    A field takes them for its own text, even for what was taken over long ago.
    """

    def __init__(self, field: QWidget, line: QLineEdit) -> None:
        super().__init__(field)
        self._line = line
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_left = (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and not self._line.isModified()
            and any(map(event.matches, KEYS))
        )
        if is_left:
            event.ignore()
        return is_left
