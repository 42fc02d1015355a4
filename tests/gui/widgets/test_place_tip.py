"""A tip that depends on the place under the mouse."""

from PySide6.QtCore import QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui.widgets.place_tip import PlaceTip


def test_that_a_tip_is_of_the_place_under_the_mouse(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    PlaceTip(widget, lambda place: f"{place.x()} from the left")
    for x in (3, 40):
        at = QPoint(x, 5)
        event = QHelpEvent(QHelpEvent.Type.ToolTip, at, widget.mapToGlobal(at))
        QApplication.sendEvent(widget, event)
        assert widget.toolTip() == f"{x} from the left"
