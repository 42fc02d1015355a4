"""The words of axes beside a plot without interaction."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.plots.plane_plot import PlanePlot
from gui.plots.static_plot import set_axis_label
from gui.views.functions.function_plot import FunctionPlot
from gui.views.weights.weight_matrix import WeightMatrix


def test_that_a_name_from_right_to_left_leaves_the_words_of_its_axis_in_order(qtbot: QtBot) -> None:
    plot = WeightMatrix()
    qtbot.addWidget(plot)
    axis = plot.getPlotItem().getAxis("left")
    set_axis_label(axis, "طول, scaled")
    document = axis.label.document()
    assert document.firstBlock().textDirection() == Qt.LayoutDirection.LeftToRight


def test_that_the_name_of_a_column_is_text_and_never_markup(qtbot: QtBot) -> None:
    plot = PlanePlot()
    qtbot.addWidget(plot)
    plot.set_names("<b>x</b> & y", "z")
    assert plot.getPlotItem().getAxis("bottom").label.toPlainText().strip() == "<b>x</b> & y"


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
