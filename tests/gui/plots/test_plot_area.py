"""Plots that do not zoom leave the wheel to the page that they lie on."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui.plots.plot_area import PlotArea
from gui.plots.static_plot import make_static
from gui.views.cost_surface.surface_plot import SurfacePlot
from gui.views.map.colour_plot import ColourPlot


def static_plot() -> PlotArea:
    plot = PlotArea()
    make_static(plot.getPlotItem())
    return plot


@pytest.mark.parametrize("make", [static_plot, SurfacePlot, ColourPlot])
def test_that_the_wheel_over_any_part_of_a_plot_that_does_not_zoom_is_left_to_its_page(
    qtbot: QtBot, make: type[QWidget]
) -> None:
    plot = make()
    qtbot.addWidget(plot)
    plot.resize(300, 200)
    plot.show()
    plot.grab()
    viewport, turns = plot.viewport(), []
    for x in (4, 20, 40, 150, 280, 296):
        place = QPointF(x, 60)
        event = QWheelEvent(
            place,
            QPointF(viewport.mapToGlobal(place.toPoint())),
            QPoint(),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(viewport, event)
        turns.append(event.isAccepted())
    assert turns == [False] * 6
