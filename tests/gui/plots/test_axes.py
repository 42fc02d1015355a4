"""Facts about the labels of axes."""

from itertools import pairwise

import pyqtgraph as pg
import pytest
from PySide6.QtGui import QFontMetrics
from pytestqt.qtbot import QtBot

from gui.plots.axes import CountAxis


@pytest.mark.parametrize("width", [60, 110, 130, 180, 320, 700])
@pytest.mark.parametrize("end", [7, 240, 10_000, 123_456, 2_000_000])
def test_that_numbers_below_a_plot_never_touch(qtbot: QtBot, width: int, end: int) -> None:
    plot = pg.PlotWidget(axisItems={"bottom": CountAxis("bottom")})
    qtbot.addWidget(plot)
    plot.hideAxis("left")
    plot.resize(width, 150)
    plot.setXRange(0, end, padding=0)
    plot.show()
    qtbot.waitExposed(plot)
    axis = plot.getAxis("bottom")
    low, high = axis.range
    metrics = QFontMetrics(axis.font())
    written = [
        (place, text)
        for spacing, places in axis.tickValues(low, high, axis.width())[:1]
        for place, text in zip(places, axis.tickStrings(places, 1, spacing), strict=True)
        if text
    ]
    assert written
    for (left, first), (right, second) in pairwise(written):
        apart = (right - left) / (high - low) * axis.width()
        assert apart > (metrics.horizontalAdvance(first) + metrics.horizontalAdvance(second)) / 2
