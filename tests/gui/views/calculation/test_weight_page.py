"""The page of Calculation that draws the cost over one weight."""

import warnings

import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from core.background import JobUpdate
from core.calculation.one_weight import WeightOrder, cost_over_weight
from gui.views.calculation.weight_page import StepPlot, WeightPage
from gui.widgets.number_format import told_apart
from tests.gui.views.conftest import shot, small_run


def test_that_the_step_of_a_weight_follows_the_weight_and_the_rate(qtbot: QtBot) -> None:
    page, orders = WeightPage(), []
    qtbot.addWidget(page)
    page.wanted.connect(orders.append)
    page.show()

    def answer() -> None:
        order: WeightOrder = orders[-1]
        result = cost_over_weight(order, lambda done, total: None)
        page.show_news(JobUpdate(order, result=result))
        assert page.plot.end.points[1][0] == result.cost_after
        assert page.plot.end.points[0][0] == order.after

    trainer = small_run(2)
    page.draw(shot(trainer, "standing"))
    assert page.words.text().startswith("Working out")
    assert page.plot.isHidden()
    answer()
    before = page.plot.end.points[0][0] - page.plot.point.points[0][0]
    assert before != 0
    assert "w = " in page.words.text()
    page.draw(shot(small_run(2, **{"training.learning_rate": 0.2}), "standing", run=2))
    page.layer.setCurrentIndex(1)
    page.bias.setChecked(True)
    page.unit.pick(1)
    assert orders[-1].flat != orders[0].flat
    answer()
    value = orders[-1].standing.parameters.b[1][0, 0]
    assert page.plot.point.points[0][0] == value
    assert page.input.isEnabled() is False
    assert page.words.text().startswith("b = ")
    page.close_up.setChecked(True)
    answer()
    across = page.plot.curve.points[0]
    step = page.plot.end.points[0][0] - value
    assert abs(step) * 3 == pytest.approx(across[-1] - across[0])


def test_that_it_says_that_the_rule_of_the_run_takes_another_step_than_plain_descent(
    qtbot: QtBot,
) -> None:
    page, orders = WeightPage(), []
    qtbot.addWidget(page)
    page.wanted.connect(orders.append)
    changes = {"training.optimiser": "adam", "training.batch_size": 16}
    page.draw(shot(small_run(1, **changes), "standing"))
    page.show_news(JobUpdate(orders[0], result=cost_over_weight(orders[0], lambda *_: None)))
    words = page.words.text()
    assert "plain gradient descent would step -α dJ/dw" in words
    assert "This run takes another step, by Adam: v = " in words
    assert words.endswith("the run takes those of 16 at a time, which differ.")


def test_that_it_asks_again_only_when_the_last_answer_has_come(qtbot: QtBot) -> None:
    page, orders = WeightPage(), []
    qtbot.addWidget(page)
    page.wanted.connect(orders.append)
    page.show()
    trainer = small_run(0)
    for _ in range(3):
        trainer.step()
        page.draw(shot(trainer, "standing"))
    assert len(orders) == 1
    page.show_news(JobUpdate(orders[0], result=cost_over_weight(orders[0], lambda *_: None)))
    assert len(orders) == 2


def test_that_a_curve_of_single_precision_and_a_small_step_fill_their_plot(qtbot: QtBot) -> None:
    plot = StepPlot()
    qtbot.addWidget(plot)
    at = np.linspace(-10.21, -10.19, 5, dtype=np.float32)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        plot.show_point(("w", "J"), (at, at**2), (-10.2, 104.04))
    low, high = plot.getPlotItem().getViewBox().viewRange()[0]
    assert high - low < 1.1 * 0.02
    assert told_apart(-10.2001, -10.2004, 4) == ("-10.2001", "-10.2004")
    assert told_apart(1.0, 2.0) == ("1", "2")


def test_that_another_point_leaves_the_picture_of_the_axes_as_it_is(qtbot: QtBot) -> None:
    plot, z = StepPlot(), np.linspace(-4, 4, 9)
    qtbot.addWidget(plot)
    plot.recolour()

    def shown(curve: np.ndarray, place: int) -> tuple[int, QImage]:
        plot.show_point(("z", "a"), (z, curve), (z[place], curve[place]), slope=1.0)
        plot.show_step((z[place], curve[place]), (z[place + 1], curve[place + 1]))
        picture = plot.grab().toImage()
        return plot._ground.pixmap.cacheKey(), picture

    shown(np.tanh(z), 3)
    ground, before = shown(np.tanh(z), 3)
    same_ground, after = shown(np.tanh(z), 5)
    assert same_ground == ground
    assert after != before
    assert shown(2 * np.tanh(z), 5)[0] != ground


def test_that_j_of_the_same_weights_is_the_same_on_every_page(qtbot: QtBot) -> None:
    trainer = small_run(2, **{"training.l2": 0.7, "training.batch_size": 16})
    snapshot, orders = shot(trainer, "standing"), []
    page = WeightPage()
    qtbot.addWidget(page)
    page.wanted.connect(orders.append)
    page.draw(snapshot)
    now = snapshot.probes["standing"]
    assert now.batch == 16
    # What the page of the network writes.
    assert now.cost == pytest.approx(trainer.score_train().cost + trainer.penalty, rel=1e-12)
    drawn = cost_over_weight(orders[-1], lambda done, total: None)
    middle = drawn.cost[np.argmin(np.abs(drawn.at - orders[-1].value))]
    assert middle == pytest.approx(now.cost, rel=1e-12)
    # The slope that is drawn is that of the curve.
    change = np.diff(drawn.cost) / np.diff(drawn.at)
    place = len(change) // 2
    slope = (change[place - 1] + change[place]) / 2
    assert slope == pytest.approx(orders[-1].slope, rel=0.05)
