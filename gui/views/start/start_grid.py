"""Initialisations side by side: one column each, one row per layer, a histogram in every cell."""

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QWidget

from core.messages import tr, translate
from core.network.initialisers import INITIALISERS
from core.training.snapshots.probes.initialisations import GIVEN, LayerStart, Start
from gui import theme
from gui.plots.running_range import LARGEST, Interval
from gui.widgets.number_format import significant

HEADER, LINE, GAP, MARGIN = 40, 15, 10, 64
LEAST_CELL, LEAST_COLUMN = 74, 100
# A bar reaches so many powers of ten to either side of the output layer's slope.
POWERS = 4
# A column whose A go so many times as far as the median column's is not asked for the scale.
FAR = 4.0


class StartGrid(QWidget):
    """Draw initialisations; a click on a column, or Enter after the arrow keys, takes one.

    `taken` carries the Start of that column. The first is the experiment's own.
    """

    taken = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._starts: tuple[Start, ...] = ()
        self._scales: list[Interval] = []
        self._focused = 0
        self.setObjectName("start_grid")
        self.setAccessibleName(tr("Ways to begin, side by side"))
        self.setToolTip(tr("Click a column to begin with these weights"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_starts(self, starts: tuple[Start, ...]) -> None:
        """Show these initialisations, the experiment's own first.

        The same ones, as there are at every snapshot of a run, are not painted again.
        """
        if starts == self._starts:
            return
        self._starts = starts
        rows = zip(*(start.layers for start in starts), strict=True)
        self._scales = [common_scale(layers) for layers in rows]
        self.setMinimumSize(MARGIN + len(starts) * LEAST_COLUMN, self.sizeHint().height())
        self.update()

    def sizeHint(self) -> QSize:
        rows = len(self._starts[0].layers) if self._starts else 1
        return QSize(600, HEADER + rows * (LEAST_CELL + GAP))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.small_font())
        for column, start in enumerate(self._starts):
            self._paint_header(painter, column, start)
            for row, layer in enumerate(start.layers):
                if column == 0:
                    self._paint_title(painter, row)
                shares = on_scale(layer, self._scales[row])
                _paint_cell(painter, self._cell(column, row), layer, shares, start.layers[-1].slope)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for column in range(len(self._starts)):
            if self._column(column).contains(event.position().toPoint()):
                self._focused = column
                self.taken.emit(self._starts[column])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()), 0)
        if step and self._starts:
            self._focused = (self._focused + step) % len(self._starts)
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.taken.emit(self._starts[self._focused])
        else:
            super().keyPressEvent(event)

    def _paint_header(self, painter: QPainter, column: int, start: Start) -> None:
        place = self._column(column)
        if column == 0:
            painter.fillRect(place.adjusted(-4, 0, 4, 0), theme.colour("accent", 0.10))
        if self.hasFocus() and column == self._focused:
            painter.setPen(theme.pen("accent", dashed=True))
            painter.drawRect(place.adjusted(-4, 0, 3, -1))
        painter.setPen(theme.pen("text"))
        words = tr("yours: {start}") if column == 0 else "{start}"
        line = QRect(place.left(), 2, place.width(), LINE)
        write_line(painter, line, [words.format(start=in_words(start))])
        painter.setPen(theme.pen("quiet"))
        texts = (tr("first cost {cost:.4g}"), tr("cost {cost:.2g}"))
        write_line(painter, line.translated(0, LINE), [t.format(cost=start.cost) for t in texts])

    def _paint_title(self, painter: QPainter, row: int) -> None:
        last = row == len(self._starts[0].layers) - 1
        text = tr("output") if last else tr("layer {number}").format(number=row + 1)
        painter.setPen(theme.pen("quiet"))
        cell = self._cell(0, row)
        write_line(painter, QRect(4, cell.top(), MARGIN - 8, LINE), [text])
        low, high = (significant(end, 2) for end in self._scales[row])
        below = QRect(4, cell.top() + LINE, MARGIN - 8, 2 * LINE)
        wraps = int(Qt.TextFlag.TextWordWrap)
        painter.drawText(below, wraps, tr("{low} to {high}").format(low=low, high=high))

    def _column(self, column: int) -> QRect:
        width = max((self.width() - MARGIN) // max(len(self._starts), 1), 1)
        return QRect(MARGIN + column * width, 0, width - GAP, self.height())

    def _cell(self, column: int, row: int) -> QRect:
        rows = len(self._starts[0].layers)
        height = (self.height() - HEADER) // rows
        place = self._column(column)
        return QRect(place.left(), HEADER + row * height, place.width(), height - GAP)


def in_words(start: Start) -> str:
    """Say how these weights are drawn."""
    if start.initialisation == GIVEN:
        return tr("given, not drawn")
    label = translate(INITIALISERS[start.initialisation].label)
    return label if start.scale == 1 else f"{label} x {start.scale:.3g}"


def common_scale(layers: Sequence[LayerStart]) -> Interval:
    """Return one interval of A for a layer as it is in every column, without those far beyond."""
    ends = [(layer.low, layer.high) for layer in layers if layer.spread and layer.high < LARGEST]
    ends = ends or [(0.0, 1.0)]
    usual = FAR * float(np.median([high for _, high in ends]))
    near = [end for end in ends if end[1] <= usual]
    return min(low for low, _ in near), max(high for _, high in near)


def on_scale(layer: LayerStart, scale: Interval) -> np.ndarray:
    """Return a layer's shares in even bins of another interval; what is beyond is at its ends."""
    bins = len(layer.shares)
    edges = np.linspace(*scale, bins + 1)
    own = np.linspace(max(layer.low, -LARGEST), min(layer.high, LARGEST), bins + 1)
    if not layer.spread:
        return np.histogram(np.clip(layer.least, *scale), edges)[0].astype(float)
    below = np.interp(edges, own, np.concatenate([[0.0], np.cumsum(layer.shares)]))
    below[0], below[-1] = 0.0, layer.shares.sum()
    shares: np.ndarray = np.diff(below)
    return shares


def _paint_cell(
    painter: QPainter, cell: QRect, layer: LayerStart, shares: np.ndarray, output_slope: float
) -> None:
    """Draw the histogram, the values beneath it, and how far the slopes are from the output's."""
    chart = QRectF(cell.adjusted(0, 0, 0, -2 * LINE - 8))
    painter.setPen(theme.pen("border"))
    painter.drawLine(chart.bottomLeft(), chart.bottomRight())
    painter.setPen(theme.pen("accent"))
    painter.setBrush(theme.colour("column"))
    painter.drawPolygon(_steps(chart, shares))
    painter.setPen(theme.pen("quiet"))
    line = QRect(cell.left(), int(chart.bottom()) + 1, cell.width(), LINE)
    write_line(painter, line, _spans(layer))
    line.translate(0, LINE)
    write_line(painter, line, _slopes(layer.slope))
    bar = QRectF(line.left(), line.bottom() + 2, line.width(), 4)
    painter.fillRect(bar, theme.colour("groove"))
    middle, share = bar.center().x(), slope_share(layer.slope, output_slope)
    end = middle + share * bar.width() / 2
    bar.setLeft(min(middle, end))
    bar.setRight(max(middle, end))
    painter.fillRect(bar, theme.colour("error" if share > 0 else "test"))
    painter.fillRect(QRectF(middle - 0.5, bar.top() - 1, 1, bar.height() + 2), theme.colour("text"))


def slope_share(slope: float, output_slope: float) -> float:
    """Return where a bar ends: -1 faded by POWERS powers of ten or more, 1 grown by as many."""
    if not slope > 0:
        return -1.0 if output_slope > 0 else 0.0
    if not output_slope > 0:
        return 0.0
    return min(max(math.log10(slope / output_slope) / POWERS, -1.0), 1.0)


def _steps(chart: QRectF, shares: np.ndarray) -> QPolygonF:
    top = max(float(np.sort(shares)[-2]) * 1.5, float(shares.max()) / 3, 1e-9)
    edges = np.linspace(chart.left(), chart.right(), len(shares) + 1)
    heights = chart.bottom() - np.minimum(shares / top, 1) * chart.height()
    points = [chart.bottomLeft()]
    for left, right, height in zip(edges[:-1], edges[1:], heights, strict=True):
        points += [QPointF(left, height), QPointF(right, height)]
    return QPolygonF([*points, chart.bottomRight()])


def _spans(layer: LayerStart) -> list[str]:
    """Say from where to where activations go, in full and in brief."""
    texts = (
        (
            tr("A {low:.3g} ... {high:.3g}, σ {spread:.2g}"),
            tr("A {low:.2g} ... {high:.2g}"),
            tr("σ {spread:.2g}"),
        )
        if layer.spread
        else (tr("A = {low:.3g}"),)
    )
    values = {"low": layer.least, "high": layer.most, "spread": layer.spread}
    return [text.format(**values) for text in texts]


def _slopes(slope: float) -> list[str]:
    texts = (tr("gradient dZ {slope:.1e}"), tr("dZ {slope:.1e}"))
    return [text.format(slope=slope) for text in texts] if slope else [tr("gradient dZ is 0")]


def write_line(painter: QPainter, line: QRect, texts: list[str]) -> None:
    """Write the first text that fits into a line, or the last one cut."""
    metrics, width = painter.fontMetrics(), line.width()
    fitting = (text for text in texts if metrics.horizontalAdvance(text) <= width)
    cut = metrics.elidedText(texts[-1], Qt.TextElideMode.ElideRight, width)
    # By itself Qt wraps a text that only just fits, and its last word is gone.
    painter.drawText(line, int(Qt.TextFlag.TextSingleLine), next(fitting, cut))
