"""A tip that says what is at the place under the mouse."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QWidget


class PlaceTip(QObject):
    """Set the tip of a widget, before it is shown, to what `tip_at` has for the place.

    It is a filter because no widget may override `event`: PySide 6.11 on Python 3.11 ends the
    program where an IndexError leaves another override that such a one has called.
    """

    def __init__(self, widget: QWidget, tip_at: Callable[[QPoint], str]) -> None:
        super().__init__(widget)
        self._widget, self._tip_at = widget, tip_at
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._widget.setToolTip(self._tip_at(event.pos()))
        return False
