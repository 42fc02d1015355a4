"""Import the plot library in a thread while the window is there, then make the views."""

import importlib
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from gui.views.lazy_view import LazyView

LIBRARY = "pyqtgraph"
# Modules of Qt that it looks through, and seconds that a turn of the event loop may take for them.
QT = ("QtCore", "QtGui", "QtWidgets", "QtSvg", "QtOpenGLWidgets", "QtTest")
TURN_S = 0.01


class ViewLoader(QObject):
    """Make lazy views one after the other, each in its own turn of the event loop."""

    _turn = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._asked: list[LazyView[Any]] = []
        self._types = _each_type()
        self._reading: threading.Thread | None = None
        # Never at once: the paint event in which a view is asked for shall end first.
        self._turn.connect(self._make_next, Qt.ConnectionType.QueuedConnection)

    def serve(self, places: Sequence[LazyView[Any]]) -> None:
        """Make the view of each of these places, and of no others, when it is first seen."""
        self._asked.clear()
        for place in places:
            place.seen.connect(partial(self._ask, place))

    def _ask(self, place: LazyView[Any]) -> None:
        if place in self._asked:
            return
        self._asked.append(place)
        if len(self._asked) == 1 or not (self._reading is None or self._reading.is_alive()):
            self._turn.emit()

    def _make_types(self) -> bool:
        """Have Qt's types made for a while; tell whether all are there.

        They are made when they are first touched, which the library does with all of them. Two
        threads that do so at a time end the program: what is not made yet stands in one table.
        https://github.com/TimeLineAnnotator/desktop/pull/586 tells of that table.
        """
        end = time.monotonic() + TURN_S
        while time.monotonic() < end:
            if next(self._types, None) is None:
                return True
        return False

    def _read(self) -> None:
        importlib.import_module(LIBRARY)
        # The window may have been closed meanwhile.
        with suppress(RuntimeError):
            self._turn.emit()

    def _make_next(self) -> None:
        if self._reading is None:
            if self._make_types():
                self._reading = threading.Thread(target=self._read, name="library")
                self._reading.start()
            else:
                self._turn.emit()
            return
        if self._asked:
            self._asked.pop(0).view  # noqa: B018
        if self._asked:
            self._turn.emit()


def _each_type() -> Iterator[object]:
    """Touch everything in the modules of Qt, one after the other."""
    for name in QT:
        with suppress(ImportError):  # its system library may be missing, and nobody needs it
            module = importlib.import_module(f"PySide6.{name}")
            for attribute in dir(module):
                yield name, getattr(module, attribute)
