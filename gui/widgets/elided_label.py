"""A label of one line that never widens its window."""

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from gui.widgets.plain_text import isolated

# Of 1.19e-07 the beginning would say more than a hundred per cent.
_CUT_FIGURE = re.compile(r"[(+\-−]?\d\S*$")


def elided(metrics: QFontMetrics, text: str, width: int) -> str:
    """Return as much of a text as the width has room for; no figure is cut in two."""
    if metrics.horizontalAdvance(text) <= width:
        return text
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(width, 0))
    kept = shown.removesuffix("…")
    if shown == text or not kept or text[len(kept) :][:1].isspace():
        return shown
    return _CUT_FIGURE.sub("", kept) + "…"


class ElidedLabel(QLabel):
    """One line, of which the end is left out where there is no room."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        text = isolated(elided(self.fontMetrics(), self.text(), self.width()))
        self.style().drawItemText(
            painter, self.rect(), int(self.alignment()), self.palette(), True, text
        )
