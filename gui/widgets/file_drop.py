"""Files and folders that are let fall on a part of the window."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QDropEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gui import theme

EDGE = 3


class FileDrop(QObject):
    """Have a part of the window take files; `dropped` carries their paths, one or more.

    `takes` is asked whether the part takes these paths; others are offered to what it stands in.
    While a dialog is open, which asks of what is there now, paths wait for its end: `waiting`
    carries all of them.
    """

    # Objects, because Qt's own strings lose the bytes of names that are not UTF-8.
    dropped = Signal(object)
    waiting = Signal(object)
    _unblocked = Signal()

    def __init__(self, part: QWidget, takes: Callable[[list[str]], bool] = any) -> None:
        super().__init__(part)
        self._takes, self.frame = takes, _Frame(part)
        self._waiting: list[list[str]] = []
        self._is_blocked = False
        # Queued: what was answered in the dialog comes first.
        self._unblocked.connect(self._pass_on, Qt.ConnectionType.QueuedConnection)
        part.setAcceptDrops(True)
        part.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDropEvent):
            self._answer(event)
            return True
        kind = event.type()
        if kind == QEvent.Type.DragLeave:
            self.frame.hide()
        elif kind in (QEvent.Type.WindowBlocked, QEvent.Type.WindowUnblocked):
            self._is_blocked = kind == QEvent.Type.WindowBlocked
            self._unblocked.emit()
        return super().eventFilter(watched, event)

    def _answer(self, event: QDropEvent) -> None:
        kind, paths = event.type(), local_paths(event.mimeData())
        if kind == QEvent.Type.DragEnter:
            self.frame.setVisible(bool(paths) and self._takes(paths))
        taken = not self.frame.isHidden() and bool(paths)
        # A source that hears of a move takes its files away.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.setAccepted(taken)
        if kind == QEvent.Type.Drop:
            self.frame.hide()
            if taken:
                self.take(paths)

    def take(self, paths: list[str]) -> None:
        """Take paths that have come by another way as if they had been let fall here."""
        self._waiting.append(paths)
        self._pass_on()

    def _pass_on(self) -> None:
        while self._waiting and not self._is_blocked:
            self.dropped.emit(self._waiting.pop(0))
        if self._waiting:
            self.waiting.emit([path for paths in self._waiting for path in paths])


def local_paths(data: QMimeData) -> list[str]:
    """Return the paths of the files and folders of this machine among what is dragged or copied."""
    return [url.toLocalFile() for url in data.urls() if url.isLocalFile()]


class _Frame(QWidget):
    """A frame around a part, above all that is in it, while something is dragged over it."""

    def __init__(self, part: QWidget) -> None:
        super().__init__(part)
        self._part = part
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def setVisible(self, visible: bool) -> None:
        if visible:
            self.setGeometry(self._part.rect())
            self.raise_()
        super().setVisible(visible)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(theme.pen("accent", EDGE))
        painter.drawRect(self.rect().adjusted(EDGE // 2, EDGE // 2, -EDGE, -EDGE))
