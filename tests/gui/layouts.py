"""Which widgets are laid out again for what a test does."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget


class _Watch(QObject):
    """Collect the widgets inside one, and itself, that are asked to lay themselves out."""

    def __init__(self, root: QWidget) -> None:
        super().__init__()
        self.found: list[QWidget] = []
        self._root = root

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        asked = event.type() == QEvent.Type.LayoutRequest and isinstance(watched, QWidget)
        if asked and watched.layout() and self._holds(watched):
            self.found.append(watched)
        return False

    def _holds(self, widget: QWidget) -> bool:
        return widget is self._root or self._root.isAncestorOf(widget)


@contextmanager
def layouts(root: QWidget) -> Iterator[list[QWidget]]:
    """Yield what is laid out again, of a widget with all inside it; full when the block is over."""
    watch, application = _Watch(root), QApplication.instance()
    application.installEventFilter(watch)
    _settle()
    watch.found.clear()
    yield watch.found
    _settle()
    application.removeEventFilter(watch)


def _settle() -> None:
    """Have all laid out: what is inside others asks for it after them."""
    for _ in range(10):
        QCoreApplication.sendPostedEvents()
