"""A unit as a circle in the colour of its a, in the drawn network and beside what it works out."""

import numpy as np
from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from core.calculation.sample import SampleCalculation
from core.messages import tr
from gui import theme
from gui.plots import signed_colours
from gui.widgets.number_format import significant
from gui.widgets.zoom_transition import Anchor

RADIUS = 18


class UnitCircle(QWidget):
    """Show one unit in the colour that it has in the drawn network."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("calculation_unit_circle")
        self.colour = QColor()
        self.setFixedSize(QSize(2 * RADIUS + 2, 2 * RADIUS + 2))

    def show_unit(self, seen: SampleCalculation, layer: int, unit: int) -> None:
        """Show a unit, from 0, of a layer, from 1."""
        a = float(seen.layers[layer - 1].a[unit])
        self.colour = unit_colour(a, reach_of_layer(seen, layer))
        text = tr("a = {value}").format(value=significant(a))
        self.setAccessibleName(text)
        self.setToolTip(text)
        self.update()

    def anchor_in(self, page: QWidget) -> Anchor:
        """Return where a zoom into a page that it lies in leads."""
        return Anchor(QPointF(self.mapTo(page, self.rect().center())), RADIUS)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self.colour)
        painter.setPen(theme.pen("faint"))
        painter.drawEllipse(QPointF(self.rect().center()), RADIUS, RADIUS)


def reach_of_layer(seen: SampleCalculation, layer: int) -> float:
    """Return the size of the strongest colour: the end of g's range, or the largest number."""
    values = seen.layers[layer - 1].a if layer else seen.x
    ends: tuple[float, ...] = ()
    if layer == len(seen.layers):
        ends = seen.network.loss.output_layer(seen.network.sizes[-1]).range
    elif layer:
        ends = seen.network.activations[layer - 1].range
    bounded = ends and np.isfinite(ends).all()
    return max(map(abs, ends)) if bounded else signed_colours.reach_of(values)


def unit_colour(value: float, reach: float) -> QColor:
    """Return the colour of a number, the strongest at `reach`."""
    shade = 128 + (127 * value / reach if np.isfinite(value) else 0)
    return QColor(*signed_colours.signed_table()[int(shade)].tolist())
