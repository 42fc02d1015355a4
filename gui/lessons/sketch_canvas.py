"""A small plane to draw a curve in before the real one is shown beside it."""

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QWidget

from core.lessons.lesson import Sketch
from core.messages import tr
from core.training.history import Curve
from gui import theme
from gui.widgets.number_format import grouped, significant

COLUMNS = 40
SIZE = QSize(300, 96)
# Shares of the height that a key moves by.
KEY_STEP = 0.05


class SketchCanvas(QWidget):
    """Draw costs from left to right by mouse, or by arrow keys: along, and up and down.

    `drawn` comes with every change of what is drawn.
    """

    drawn = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("lesson_sketch")
        self.setAccessibleName(tr("Your sketch of the cost"))
        self.setToolTip(tr("Draw the cost that you expect with the mouse, or with the arrow keys."))
        self.setFixedSize(SIZE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._sketch: Sketch | None = None
        self._heights: list[float | None] = [None] * COLUMNS
        self._column = 0
        self._curve: Curve | None = None
        self._is_open = True

    def show_sketch(self, sketch: Sketch, costs: tuple[float, ...] = ()) -> None:
        """Begin with an empty plane of a sketch's range, or with what was drawn there."""
        self._sketch, self._curve, self._is_open = sketch, None, not costs
        self._heights, self._column = [None] * COLUMNS, 0
        for x, cost in enumerate(costs):
            self._heights[x] = (cost - sketch.low) / (sketch.high - sketch.low)
        self.update()

    def show_curve(self, curve: Curve) -> None:
        """Show the real costs beside what was drawn, which stays as it is from now on."""
        self._curve, self._is_open = curve, False
        self.update()

    @property
    def costs(self) -> tuple[float, ...]:
        """Return what was drawn, evenly over the range; empty until it is a curve.

        What lies between two places that were drawn is on the line between them.
        """
        known = [(x, y) for x, y in enumerate(self._heights) if y is not None]
        if len(known) < 2 or self._sketch is None:
            return ()
        low, high = self._sketch.low, self._sketch.high
        return tuple(low + _between(known, x) * (high - low) for x in range(COLUMNS))

    def go_on(self, before: "SketchCanvas") -> None:
        """Have what was drawn on the canvas of before, where it can still be changed."""
        if self._is_open:
            self._heights, self._column = before._heights, before._column
            self.update()
            self.drawn.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._column = self._column_of(event.position().x())
        self._draw_to(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._draw_to(event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        along = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        up = {Qt.Key.Key_Down: -1, Qt.Key.Key_Up: 1}.get(Qt.Key(event.key()))
        if along is None and up is None:
            super().keyPressEvent(event)
            return
        height = self._heights[self._column]
        height = 1.0 if height is None else height
        self._column = min(max(self._column + (along or 0), 0), COLUMNS - 1)
        self._put(self._column, height + KEY_STEP * (up or 0))

    def _draw_to(self, place: QPointF) -> None:
        begin, end = self._column, self._column_of(place.x())
        height = 1 - place.y() / self.height()
        before = self._heights[begin]
        for x in range(min(begin, end), max(begin, end) + 1):
            share = 1.0 if begin == end else abs(x - begin) / abs(end - begin)
            self._put(x, height if before is None else before + share * (height - before))
        self._column = end

    def _put(self, column: int, height: float) -> None:
        if self._is_open:
            self._heights[column] = min(max(height, 0.0), 1.0)
            self.update()
            self.drawn.emit()

    def _column_of(self, x: float) -> int:
        return min(max(int(x / self.width() * COLUMNS), 0), COLUMNS - 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.pen("accent" if self.hasFocus() else "border"))
        painter.setBrush(theme.colour("base"))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        if self._sketch is None:
            return
        self._paint_range(painter, self._sketch)
        drawn = [
            QPointF((x + 0.5) / COLUMNS * self.width(), (1 - y) * self.height())
            for x, y in enumerate(self._heights)
            if y is not None
        ]
        painter.setPen(theme.pen("test", 2, dashed=True))
        painter.drawPolyline(QPolygonF(drawn))
        if self._curve is not None:
            painter.setPen(theme.pen("train", 2))
            painter.drawPolyline(QPolygonF(self._points(self._curve, self._sketch)))

    def _points(self, curve: Curve, sketch: Sketch) -> list[QPointF]:
        pairs = zip(curve.at.tolist(), curve.values.tolist(), strict=True)
        span = sketch.high - sketch.low
        return [
            QPointF(
                at / sketch.iterations * self.width(),
                (1 - min(max((value - sketch.low) / span, 0.0), 1.0)) * self.height(),
            )
            for at, value in pairs
            if at <= sketch.iterations and math.isfinite(value)
        ]

    def _paint_range(self, painter: QPainter, sketch: Sketch) -> None:
        painter.setPen(theme.colour("quiet"))
        painter.setFont(theme.small_font())
        inside = self.rect().adjusted(4, 2, -4, -2)
        top, bottom = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignBottom
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        painter.drawText(inside, top | left, significant(sketch.high))
        painter.drawText(inside, bottom | left, significant(sketch.low))
        painter.drawText(inside, bottom | right, grouped(sketch.iterations))


def _between(known: list[tuple[int, float]], x: int) -> float:
    """Return the height at x on straight lines through what is known, level beyond its ends."""
    before = [pair for pair in known if pair[0] <= x]
    after = [pair for pair in known if pair[0] >= x]
    if not before:
        return after[0][1]
    if not after:
        return before[-1][1]
    (x0, y0), (x1, y1) = before[-1], after[0]
    return y0 if x0 == x1 else y0 + (x - x0) / (x1 - x0) * (y1 - y0)
