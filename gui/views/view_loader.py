"""Import the plot library in a thread while the window is there, then make the views."""

import importlib
import threading
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from gui.views.lazy_view import LazyView

LIBRARY = "pyqtgraph"


class ViewLoader(QObject):
    """Make lazy views one after the other, each in its own turn of the event loop."""

    _turn = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._asked: list[LazyView[Any]] = []
        self._reading: threading.Thread | None = None
        # Never at once: the paint event in which a view is asked for shall end first.
        self._turn.connect(self._make_next, Qt.ConnectionType.QueuedConnection)

    def serve(self, place: LazyView[Any]) -> None:
        """Make the view of this place when it is first seen."""
        place.seen.connect(lambda: self._ask(place))

    def _ask(self, place: LazyView[Any]) -> None:
        if place in self._asked:
            return
        self._asked.append(place)
        if self._reading is None:
            self._reading = threading.Thread(target=self._read, name="library")
            self._reading.start()
        elif not self._reading.is_alive():
            self._turn.emit()

    def _read(self) -> None:
        importlib.import_module(LIBRARY)
        # The window may have been closed meanwhile.
        with suppress(RuntimeError):
            self._turn.emit()

    def _make_next(self) -> None:
        if self._asked:
            self._asked.pop(0).view  # noqa: B018
        if self._asked:
            self._turn.emit()
