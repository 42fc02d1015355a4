"""The words of axes beside a plot without interaction."""

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.views.functions.function_plot import FunctionPlot
from gui.views.weights.weight_matrix import WeightMatrix


@pytest.mark.parametrize("make", [lambda: FunctionPlot("a = g(z)"), WeightMatrix])
def test_that_the_words_of_an_upright_axis_are_whole_at_the_edge(qtbot: QtBot, make) -> None:
    plot: QWidget = make()
    qtbot.addWidget(plot)
    plot.resize(400, 250)
    plot.show()
    axis = plot.getPlotItem().getAxis("left")
    label = axis.label
    seen = label.mapRectToScene(label.boundingRect())
    assert seen.left() + label.document().documentMargin() >= 2
