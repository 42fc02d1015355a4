"""The plot that curves are drawn on: it follows the run until the user zooms."""

import pyqtgraph as pg
from pyqtgraph.exporters import Exporter, SVGExporter
from pyqtgraph.GraphicsScene.mouseEvents import MouseClickEvent
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QToolButton, QWidget

from core.messages import tr
from gui import theme
from gui.plots.painted_plot import PaintedPlot
from gui.plots.running_range import Interval
from gui.widgets.field_outline import OutlinedButton

# It raises with Qt 6.11; a view saves its picture itself.
if SVGExporter in Exporter.Exporters:
    Exporter.Exporters.remove(SVGExporter)

LEFT_WIDTH = 50
BOTTOM_HEIGHT, NUMBERS_HEIGHT = 32, 18


class Plot(PaintedPlot):
    """A plot of lines: the wheel zooms, dragging moves, a double click fits it again.

    `moved` says that the user has zoomed or panned, `hovered` where the mouse is (the
    x under it, None when it has left), `clicked` where it was clicked (None is twice).
    """

    moved = Signal()
    hovered = Signal(object)
    clicked = Signal(object)

    def __init__(self, left: pg.AxisItem, parent: QWidget | None = None) -> None:
        super().__init__(left, parent)
        self.following, self._unit_shown = True, True
        self._frame: tuple[Interval, Interval] = ((0.0, 1.0), (0.0, 1.0))
        self._pointer = pg.InfiniteLine(angle=90)
        self.iteration_mark = pg.InfiniteLine(angle=90)
        self._fit = self._make_fit_button()
        self._prepare()
        self.scene().sigMouseMoved.connect(self._point)
        self.scene().sigMouseClicked.connect(self._click)
        self.view_box.sigRangeChangedManually.connect(self._stop_following)

    @property
    def view_box(self) -> pg.ViewBox:
        return self.getPlotItem().getViewBox()

    @property
    def x_span(self) -> Interval:
        """Return the visible interval of x."""
        low, high = self.view_box.viewRange()[0]
        return low, high

    @property
    def y_span(self) -> Interval:
        """Return the visible interval of y."""
        low, high = self.view_box.viewRange()[1]
        return low, high

    def set_unit(self, unit: str) -> None:
        """Say what x counts."""
        axis = self.getPlotItem().getAxis("bottom")
        # A label lays the whole plot out again, even the same one.
        if axis.labelText != unit:
            axis.setLabel(unit)
            axis.showLabel(self._unit_shown)

    def set_unit_shown(self, shown: bool) -> None:
        """Say below the axis what x counts, or leave that height to the curves."""
        axis = self.getPlotItem().getAxis("bottom")
        if self._unit_shown != shown:
            self._unit_shown = shown
            axis.showLabel(shown)
            axis.setHeight(BOTTOM_HEIGHT if shown else NUMBERS_HEIGHT)

    def set_frame(self, x: Interval, y: Interval) -> None:
        """Set the intervals that fit everything; shown at once unless the user has zoomed."""
        changed = (x, y) != self._frame
        self._frame = (x, y)
        if self.following and changed:
            self._fit_frame()

    def zoom_to(self, x: Interval, y: Interval) -> None:
        """Show these intervals until somebody wants to see everything again."""
        self.setRange(xRange=x, yRange=y, padding=0, disableAutoRange=False)
        self._stop_following()

    def fit(self) -> None:
        """Show everything, and follow the run again."""
        self.following = True
        self._fit.hide()
        self._fit_frame()
        self.moved.emit()

    def point_at(self, x: float | None) -> None:
        """Show the pointer's line at x, or hide it."""
        self._pointer.setVisible(x is not None)
        if x is not None:
            self._pointer.setValue(x)

    def mark(self, x: float | None) -> None:
        """Mark the x of the iteration that is shown, or hide the mark."""
        self.iteration_mark.setVisible(x is not None)
        if x is not None:
            self.iteration_mark.setValue(x)

    def recolour(self) -> None:
        """Take the colours of the present theme."""
        self.recolour_axes()
        self._pointer.setPen(theme.pen("quiet"))
        self.iteration_mark.setPen(theme.pen("accent", 2))
        self.paint_ground_again()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.fit()
        self.clicked.emit(None)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.hovered.emit(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if hasattr(self, "_fit"):
            self._fit.move(self.width() - self._fit.width() - theme.SPACE, theme.TIGHT)

    def _prepare(self) -> None:
        item = self.getPlotItem()
        item.hideButtons()
        item.disableAutoRange()
        for line, layer in ((self._pointer, 20), (self.iteration_mark, 19)):
            item.addItem(line, ignoreBounds=True)
            line.setZValue(layer)
            line.hide()
        for name in ("left", "bottom"):
            axis = item.getAxis(name)
            axis.enableAutoSIPrefix(False)
            axis.setTickFont(theme.small_font())
            axis.setStyle(tickLength=-4, hideOverlappingLabels=False)
        item.getAxis("left").setWidth(LEFT_WIDTH)
        item.getAxis("bottom").setHeight(BOTTOM_HEIGHT)
        # Room for the half of a label that stands at the end of an axis.
        item.layout.setContentsMargins(0, 6, 18, 0)

    def _fit_frame(self) -> None:
        x, y = self._frame
        self.setRange(xRange=x, yRange=y, padding=0, disableAutoRange=False)
        # The axes hear of it now, or they would have all painted once more.
        self.scene().prepareForPaint()

    def _make_fit_button(self) -> QToolButton:
        button = OutlinedButton(self)
        button.setText(tr("Fit"))
        button.setToolTip(tr("Show the whole run and follow it again (or double-click)"))
        button.setCursor(Qt.CursorShape.ArrowCursor)
        button.clicked.connect(self.fit)
        button.adjustSize()
        button.hide()
        return button

    def _stop_following(self) -> None:
        self.following = False
        self._fit.show()
        self.moved.emit()

    def _point(self, position: QPointF) -> None:
        self.hovered.emit(self._x_under(position))

    def _click(self, event: MouseClickEvent) -> None:
        x = self._x_under(event.scenePos())
        if x is not None and event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(x)

    def _x_under(self, position: QPointF) -> float | None:
        inside = self.view_box.sceneBoundingRect().contains(position)
        return self.view_box.mapSceneToView(position).x() if inside else None
