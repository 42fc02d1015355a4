"""The small button beside a view that says what one is looking at."""

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWhatsThis, QWidget

from core.messages import tr
from gui.widgets.button import Button, link_button


def help_button(name: str, of: Callable[[], QWidget]) -> Button:
    """Return a button that shows the help of a widget, which is asked for when it is pressed."""
    button = link_button(name, "?", tr("What am I looking at?"))
    button.setAccessibleName(tr("What am I looking at?"))
    button.clicked.connect(lambda: show_help(of()))
    return button


def show_help(of: QWidget) -> None:
    """Show the help of a widget over its upper part, until a click or a key."""
    QWhatsThis.showText(of.mapToGlobal(QPoint(of.width() // 4, 0)), of.whatsThis(), of)
