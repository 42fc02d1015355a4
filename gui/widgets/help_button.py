"""The small button beside a view that says what one is looking at."""

import math
from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QToolTip, QWhatsThis, QWidget

from core.messages import tr
from gui.widgets.button import Button, link_button

MARGINS = 24
"""Pixels above and below the text of a box of help together, with the frame and the shadow."""


def help_button(name: str, of: Callable[[], QWidget]) -> Button:
    """Return a button that shows the help of a widget, which is asked for when it is pressed."""
    button = link_button(name, "?", tr("What am I looking at?"))
    button.setAccessibleName(tr("What am I looking at?"))
    button.clicked.connect(lambda: show_help(of()))
    return button


def show_help(of: QWidget) -> None:
    """Show the help of a widget below it, or above where there is more room, until a click."""
    top = of.mapToGlobal(QPoint(of.width() // 2, 0))
    screen, text = of.screen().availableGeometry(), of.whatsThis()
    y = place_beside(top.y(), of.height(), _height(text), screen.top(), screen.bottom())
    QWhatsThis.showText(QPoint(top.x(), y), text, of)


def place_beside(top: int, height: int, needed: int, low: int, high: int) -> int:
    """Return where a box of the height `needed` begins that is to leave what it explains in sight.

    That is `height` high from `top` on, of a screen from `low` to `high`; a box that has room
    neither below nor above covers it.
    """
    if top + height + needed <= high:
        return top + height
    return top - needed if top - needed >= low else top


def _height(text: str) -> int:
    """Return how high Qt makes its box for a text, in pixels."""
    page = QTextDocument()
    page.setDefaultFont(QToolTip.font())
    page.setHtml(text)
    page.adjustSize()
    return math.ceil(page.size().height()) + MARGINS
