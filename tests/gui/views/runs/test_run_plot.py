"""All curves that are compared are in the picture, and rounding is no curve."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from core.experiment.settings import Experiment
from core.runs.record import Line, Record
from gui.plots.running_range import not_flatter
from gui.views.runs.run_plot import CURVE_KINDS, RunPlot
from gui.views.runs.view import RunsView
from tests.gui.views.conftest import shot, small_run


def run(*costs: float | None) -> Record:
    """A run with these train costs, which are its train accuracies as well."""
    line, none = Line(tuple(map(float, range(len(costs)))), costs), Line()
    return Record(
        format=1,
        key="",
        name="",
        kept="",
        experiment=Experiment(),
        diverged=False,
        unit="iteration",
        iterations=len(costs),
        seconds=1.0,
        train_cost=line,
        test_cost=none,
        train_accuracy=line,
        test_accuracy=none,
    )


@pytest.fixture
def plot(qtbot: QtBot) -> RunPlot:
    made = RunPlot()
    qtbot.addWidget(made)
    made.resize(400, 300)
    return made


@pytest.mark.parametrize(
    ("costs", "log"),
    [
        (((0.7, 0.65, 0.644), (20.0, 12.0, 8.2)), True),
        (((0.7, 0.3, 0.1), (0.7, 0.6, 0.5)), False),
        (((0.7, 0.1, 1e-5),), True),
        (((0.7, 0.1, 0.0), (9.0, 8.0, None)), False),
        (((0.6931471805599453, 0.6931471805599454),), False),
    ],
)
def test_that_every_compared_curve_is_in_the_plot_and_on_one_scale(plot, costs, log) -> None:
    plot.show_runs([run(*one) for one in costs], CURVE_KINDS[0])
    low, high = plot.y_span
    for line, one in zip(plot.lines, costs, strict=False):
        drawn = line.points[1][np.isfinite(line.points[1])]
        values = np.array([cost for cost in one if cost is not None])
        np.testing.assert_allclose(drawn, np.log10(values) if log else values)
        assert low < drawn.min() <= drawn.max() < high


def test_that_accuracies_are_never_drawn_by_their_logarithm(plot) -> None:
    plot.show_runs([run(0.02, 0.1), run(0.2, 0.9)], CURVE_KINDS[2])
    assert plot.lines[1].points[1].tolist() == pytest.approx([20, 90])
    plot.show_runs([run(0.7, 0.1), run(20, 10)], CURVE_KINDS[0])
    plot.show_runs([run(0.7, 0.1), run(0.8, 0.2)], CURVE_KINDS[0])
    assert plot.lines[1].points[1].tolist() == [0.8, 0.2]


def test_that_rounding_is_not_drawn_at_full_height() -> None:
    low, high = not_flatter((0.6931471805599453, 0.6931471805599454))
    assert high - low == pytest.approx(0.006931471805599453)
    assert not_flatter((0.1, 0.7)) == (0.1, 0.7)
    assert not_flatter((0.0, 0.0)) == (0.0, 0.0)


def test_that_the_run_that_goes_on_has_no_kept_run_painted_again(qtbot: QtBot) -> None:
    view, trainer = RunsView(), small_run(1)
    qtbot.addWidget(view)
    view.resize(900, 300)
    view.show()
    view.show_runs((run(0.7, 0.1),), ())

    def painted() -> int:
        trainer.step()
        view.show_snapshot(shot(trainer))
        view.grab()
        return view.plot._ground.pixmap.cacheKey()

    before = painted()
    assert len(view.plot.lines[0].points[0])
    assert painted() == before
    view.kind.setCurrentIndex(1)
    assert painted() != before
