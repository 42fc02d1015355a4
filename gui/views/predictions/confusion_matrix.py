"""What is true against what was answered: a cell for every pair of classes."""

import numpy as np
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.messages import to_translate, tr, translate
from gui import theme
from gui.views.predictions.accuracy_text import cell_words
from gui.views.predictions.confusion_layout import AXIS, ConfusionLayout, least_cell
from gui.views.predictions.confusion_painter import ConfusionPainter
from gui.widgets.plain_text import plain_tip

LONGEST_NAME, FEW = 96, 3
"""Pixels for a name; with more classes than few, names that are too long stand upright."""
TIP = to_translate("How many samples of each true class got each answer. Click a cell to see them.")
_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
_CHOOSE = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)

Cell = tuple[int, int]


class ConfusionMatrix(QWidget):
    """Show counts and shares; rows are the true classes, columns the answered ones.

    A click, or arrow keys and Enter, choose a cell; choosing it again, or Escape, gives it
    back. `chosen` carries (true, answered) or None, `pointed` says what a cell counts,
    `reached` where the keyboard's cell lies.
    """

    chosen = Signal(object)
    pointed = Signal(str)
    reached = Signal(QRectF)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("confusion_matrix")
        self.setAccessibleName(tr("Confusion matrix: a row a true class, a column an answer"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.counts = np.zeros((0, 0), int)
        self.classes: tuple[str, ...] = ()
        self.cell: Cell | None = None
        self._cursor: Cell = (0, 0)
        self._names, self._turned = (0.0, 0.0), False
        self._point(None)

    def show_counts(self, counts: np.ndarray, classes: tuple[str, ...]) -> None:
        """Show how many samples of each true class (row) got each answer (column)."""
        if classes != self.classes:
            self.classes, self.cell, self._cursor = classes, None, (0, 0)
            self._fit_names()
        if np.array_equal(counts, self.counts):
            return
        self.counts = counts
        self.setAccessibleDescription(self.words(self._cursor))
        self.update()

    def choose(self, cell: Cell | None) -> None:
        """Choose a cell, or none, and say so."""
        self.cell = cell
        self._cursor = cell or self._cursor
        self.chosen.emit(cell)
        self.update()

    def words(self, cell: Cell) -> str:
        """Say what a cell counts."""
        true, answered = cell
        row = self.counts[true]
        names = self.classes[true], self.classes[answered]
        return cell_words(*names, int(row[answered]), int(row.sum()))

    def layout_now(self) -> ConfusionLayout:
        """Tell where the cells lie now."""
        room = self.width(), self.height()
        return ConfusionLayout.within(len(self.classes), self._names, room)

    def minimumSizeHint(self) -> QSize:
        least, n = least_cell(len(self.classes)), len(self.classes)
        left, top = self._names
        return QSize(int(AXIS + left + n * least[0]) + 2, int(AXIS + top + n * least[1]) + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not len(self.counts):
            return
        painter = QPainter(self)
        layout = self.layout_now()
        drawing = ConfusionPainter(painter, layout, self.counts, self.classes)
        drawing.draw_names(self._turned)
        drawing.draw_cells()
        if self.hasFocus():
            drawing.outline(self._cursor, QPen(theme.colour("text"), 1, Qt.PenStyle.DotLine))
        if self.cell:
            drawing.outline(self.cell, QPen(theme.colour("text"), 2))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self.layout_now().at(event.position())
        if cell and event.button() is Qt.MouseButton.LeftButton:
            self.choose(None if cell == self.cell else cell)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self.layout_now().at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point(self.cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS and self.classes:
            self._step(*_STEPS[key])
        elif key in _CHOOSE and self.classes:
            self.choose(None if self._cursor == self.cell else self._cursor)
        elif key is Qt.Key.Key_Escape and self.cell:
            self.choose(None)
        else:
            super().keyPressEvent(event)

    def _step(self, down: int, across: int) -> None:
        last = len(self.classes) - 1
        true, answered = self._cursor[0] + down, self._cursor[1] + across
        self._cursor = min(max(true, 0), last), min(max(answered, 0), last)
        self.setAccessibleDescription(self.words(self._cursor))
        self._point(self._cursor)
        self.reached.emit(self.layout_now().cell(*self._cursor))
        self.update()

    def _point(self, cell: Cell | None) -> None:
        words = self.words(cell) if cell and len(self.counts) else ""
        self.setToolTip(plain_tip(words or translate(TIP)))
        self.pointed.emit(words)

    def _fit_names(self) -> None:
        metrics = QFontMetricsF(theme.small_font())
        widest = max(metrics.horizontalAdvance(name) for name in self.classes) + theme.TIGHT
        widest = min(LONGEST_NAME, widest)
        self._turned = widest > least_cell(len(self.classes))[0] and len(self.classes) > FEW
        self._names = widest, widest if self._turned else metrics.height()
        self.updateGeometry()
