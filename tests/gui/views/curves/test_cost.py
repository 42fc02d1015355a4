"""The cost: its curves, their gaps and marks, and the runs before."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextDocumentFragment
from PySide6.QtTest import QTest

from core.experiment.settings import Experiment, TrainingSettings
from core.experiment.toml import with_settings
from core.messages import Message
from core.training.analyses.exact_solution import ExactSolution
from core.training.history import Curve
from core.training.snapshots.snapshot import State
from gui.views.curves.cost import CostView
from gui.views.curves.earlier_runs import axes_of
from tests.gui.views.conftest import curve, shot, small_run


@pytest.fixture
def view(cost_view: CostView) -> CostView:
    return cost_view


def said(view: CostView) -> str:
    plain = QTextDocumentFragment.fromHtml(view.readout.text()).toPlainText()
    return plain.replace("\u00a0", " ")


def gaps(view: CostView) -> int:
    """Count the places where the train curve is not joined."""
    real = np.isfinite(view.train.points[1])
    return int(np.count_nonzero(~(real[:-1] & real[1:])))


@pytest.mark.parametrize("bad", [np.inf, -np.inf, np.nan])
def test_that_an_infinite_cost_leaves_a_gap(view, make, bad) -> None:
    view.show_snapshot(make(train_cost=curve(0.7, 0.6, bad, 0.5, 0.4)))
    assert gaps(view) == 2
    assert view.broken.getData()[0].tolist() == [2.0]


@pytest.mark.parametrize("log", [False, True])
def test_that_a_cost_too_high_for_an_axis_leaves_the_plot_and_is_told(view, make, log) -> None:
    view.log.setChecked(log)
    view.show_snapshot(make(train_cost=curve(0.7, 0.6, 1e250, np.inf)))
    assert view.train.points[1][2] > view.plot.y_span[1]
    assert view.broken.getData()[0].tolist() == [3.0]
    assert view.leaving.text() == "leaves the plot: costs up to 1e+250"
    assert view.leaving.isVisible()
    view.show_snapshot(make(run=2))
    assert not view.leaving.isVisible()


def test_that_a_curve_of_numbers_has_no_gap_and_no_mark(view, make) -> None:
    view.show_snapshot(make())
    assert gaps(view) == 0
    assert len(view.broken.data) == 0


def test_that_curves_and_the_inside_take_turns_while_a_run_goes_on(view, make) -> None:
    drawn = []
    for end, version in enumerate((1, 1, 2, 2, 3, 3), 3):
        values = np.linspace(0.7, 0.5, end)
        view.show_snapshot(make(train_cost=curve(*values), inside_version=version))
        drawn.append(len(view.train.points[0]))
    assert drawn == [3, 4, 4, 6, 6, 8]
    view.show_snapshot(make(train_cost=curve(0.7, 0.6), inside_version=4, state=State.FINISHED))
    assert len(view.train.points[0]) == 2


def test_that_the_range_keeps_where_the_cost_is_not_finite(view, make) -> None:
    view.show_snapshot(make())
    before = view.plot.y_span
    view.show_snapshot(make(train_cost=curve(0.7, 0.6, 0.5, np.inf)))
    assert view.plot.y_span == before
    view.show_snapshot(make(train_cost=curve(np.nan, np.nan), test_cost=curve()))
    assert view.plot.y_span == before


def test_that_a_cost_of_zero_leaves_a_gap_on_the_log_scale_only(view, make) -> None:
    view.show_snapshot(make(train_cost=curve(0.7, 0.0, 0.5, 0.4)))
    assert gaps(view) == 0
    view.log.click()
    assert gaps(view) == 2
    assert np.isfinite(view.plot.y_span).all()


@pytest.mark.parametrize("costs", [(0.0, 0.0), (1e-40, 1e-41), (1e-300, 5e-324)])
def test_that_costs_of_next_to_nothing_can_be_drawn_on_the_log_scale(view, make, costs) -> None:
    view.log.click()
    view.show_snapshot(make(train_cost=curve(*costs), test_cost=curve()))
    assert np.isfinite(view.plot.y_span).all()


def test_that_the_log_scale_shows_logarithms(view, make) -> None:
    view.log.click()
    view.show_snapshot(make(train_cost=curve(100.0, 10.0, 1.0)))
    assert view.train.points[1].tolist() == [2.0, 1.0, 0.0]


def test_that_costs_over_decades_are_shown_by_their_logarithm_until_the_user_chooses(
    view, make
) -> None:
    view.show_snapshot(make(train_cost=curve(1e6, 10.0, 0.5)))
    assert view.log.isChecked()
    assert view.train.points[1][0] == 6.0
    view.log.click()
    view.show_snapshot(make(train_cost=curve(1e6, 10.0, 0.5, 0.4)))
    assert not view.log.isChecked()


def test_that_costs_of_one_size_are_shown_as_they_are(view, make) -> None:
    view.show_snapshot(make(train_cost=curve(1e6, 10.0, 0.5)))
    view.show_snapshot(make(run=2))
    assert not view.log.isChecked()


def test_that_a_run_of_one_point_is_a_dot(view, make) -> None:
    view.show_snapshot(make(train_cost=curve(0.7)))
    assert len(view.train.dots[0]) == 1


def test_that_a_point_between_gaps_is_a_dot(view, make) -> None:
    view.show_snapshot(make(train_cost=curve(0.7, np.nan, 0.6, np.nan, 0.5, 0.4)))
    assert len(view.train.dots[0]) == 2


def test_that_a_run_without_points_says_what_to_press(view, make) -> None:
    view.show_snapshot(make(train_cost=curve(), test_cost=curve()))
    assert not view.plot.isVisible()
    assert "press Train (F5)" in view._pages.currentWidget().text()


def test_that_an_earlier_run_stays_as_a_ghost(view, make) -> None:
    view.show_snapshot(make(run=1))
    view.show_snapshot(make(run=2, train_cost=curve(), test_cost=curve()))
    assert len(view.earlier_runs) == 1
    assert view.plot.isVisible()


def test_that_a_hidden_view_keeps_ghosts_too(view, make) -> None:
    view.hide()
    view.show_snapshot(make(run=1))
    view.show_snapshot(make(run=2))
    assert len(view.earlier_runs) == 1


def test_that_a_run_of_one_point_leaves_no_ghost(view, make) -> None:
    view.show_snapshot(make(run=1, train_cost=curve(0.7)))
    view.show_snapshot(make(run=2))
    assert len(view.earlier_runs) == 0


def test_that_eight_ghosts_stay_and_older_ones_go(view, make) -> None:
    for run in range(1, 12):
        view.show_snapshot(make(run=run, train_cost=curve(run, run)))
    assert len(view.earlier_runs) == 8
    kept = [ghost.values[0] for ghost in view.earlier_runs.comparable(axes_of(make()))]
    assert kept == [10, 9, 8, 7, 6, 5, 4, 3]


def test_that_a_run_that_comes_back_is_no_earlier_one(view, make) -> None:
    first, second = curve(0.7, 0.5, 0.4), curve(0.7, 0.6, 0.3)
    for run, costs in enumerate([first, second, first, second, first], 1):
        view.show_snapshot(make(run=run, train_cost=costs))
        assert len(view.earlier_runs) == min(run - 1, 1)
    assert view._clear.text() == "Clear 1 earlier"
    view.show_snapshot(make(run=6, train_cost=curve()))
    view.show_snapshot(make(run=7, train_cost=first))
    view.show_snapshot(make(run=8, train_cost=curve()))
    assert view._clear.text() == "Clear 2 earlier"


def test_that_ghosts_can_be_cleared(view, make) -> None:
    view.show_snapshot(make(run=1))
    view.show_snapshot(make(run=2, train_cost=curve(0.7, 0.3)))
    assert view._clear.isVisible()
    view._clear.click()
    assert len(view.earlier_runs) == 0
    assert not view._clear.isVisible()
    assert len(view.earlier_runs._lines[0].points[0]) == 0


def test_that_a_ghost_over_epochs_waits_while_iterations_are_shown(view, make) -> None:
    view.show_snapshot(make(run=1, unit="epoch"))
    view.show_snapshot(make(run=2))
    assert len(view.earlier_runs._lines[0].points[0]) == 0
    view.show_snapshot(make(run=3, unit="epoch", train_cost=curve(0.7, 0.3)))
    assert len(view.earlier_runs._lines[0].points[0]) == 3


def test_that_a_run_on_other_data_is_not_drawn(view, make) -> None:
    view.show_snapshot(make(run=1, train_cost=curve(2.0, 1.9, 1.8)))
    elsewhere = with_settings(Experiment(), {"data.kind": "moons"})
    view.show_snapshot(make(run=2, experiment=elsewhere))
    assert len(view.earlier_runs._lines[0].points[0]) == 0
    assert not view._clear.isVisible()
    assert view.plot.y_span[1] < 1.5
    view.show_snapshot(make(run=3))
    assert len(view.earlier_runs._lines[0].points[0]) == 3


def test_that_a_ghost_that_blew_up_does_not_flatten_the_run_of_now(view, make) -> None:
    view.show_snapshot(make(run=1, train_cost=curve(1.0, 1e6, 1e12)))
    view.show_snapshot(make(run=2))
    assert view.plot.y_span[1] < 3


def test_that_an_earlier_run_stretches_the_axis_by_little(view, make) -> None:
    view.show_snapshot(make(run=1, train_cost=curve(2.4, 2.0, 1.5)))
    view.show_snapshot(make(run=2))
    assert 0.8 < view.plot.y_span[1] < 1.2


def test_that_weights_on_the_bench_leave_earlier_curves_whole(view, make) -> None:
    view.show_snapshot(make(run=1, train_cost=curve(2.4, 2.0, 1.5)))
    view.show_snapshot(make(run=2, train_cost=curve(0.1), test_cost=curve(0.5)))
    assert view.plot.y_span[1] > 2.4


def test_that_values_are_read_under_the_mouse(view, make) -> None:
    at = np.arange(2000.0)
    train = Curve(at, at / 1000)
    test = Curve(at[::10], at[::10] / 500)
    view.show_snapshot(make(train_cost=train, test_cost=test, iterations=2000))
    view.plot.hovered.emit(1240.4)
    assert said(view) == "iteration 1 240: train 1.24, test 2.48"
    view.plot.hovered.emit(None)
    assert said(view) == "train 1.999, test 3.98"


def test_that_the_curves_are_told_in_words(view, make) -> None:
    costs = {"train_cost": curve(0.5, 0.75, 0.25), "test_cost": curve(0.75, 0.5, 1.5)}
    view.show_snapshot(make(state=State.PAUSED, **costs))
    words = view.plot.accessibleDescription()
    assert words == (
        "From train 0.5, test 0.75, iteration 0, to train 0.25, test 1.5, iteration 2. Lowest at "
        "iteration 2: train 0.25, test 1.5; highest at iteration 1: train 0.75, test 0.5."
    )
    view.show_snapshot(make(state=State.RUNNING))
    assert view.plot.accessibleDescription() == words


def test_that_a_cost_that_is_none_is_said_in_words(view, make) -> None:
    view.show_snapshot(make(train_cost=curve(0.7, np.inf), test_cost=curve(0.7, np.nan)))
    assert said(view) == "train infinite, test not a number"


def test_that_a_run_without_test_samples_speaks_of_train_only(view, make) -> None:
    view.show_snapshot(make(test_cost=curve()))
    assert said(view) == "train 0.5"


def test_that_changes_of_the_rate_are_marked(view, make) -> None:
    view.show_snapshot(make(rate_changes=((1, 0.05), (2, 0.01))))
    lines = [line for line in view.rates._lines if line.isVisible()]
    assert [line.value() for line in lines] == [1, 2]
    view.show_snapshot(make(run=2))
    assert not any(line.isVisible() for line in view.rates._lines)


def test_that_changes_of_the_rate_stand_at_their_epoch(view, make) -> None:
    experiment = Experiment(training=TrainingSettings(batch_size=50, epochs=20))
    view.show_snapshot(
        make(
            unit="epoch",
            experiment=experiment,
            train_count=200,
            iterations=80,
            rate_changes=((40, 0.05),),
        )
    )
    assert view.rates.marks == [(10.0, 0.05)]


def test_that_the_plot_follows_until_the_wheel_is_turned_and_again_after_a_double_click(
    view, make, wheel
) -> None:
    view.show_snapshot(make(iterations=3))
    wheel(view.plot.viewport(), 2)
    shown_iteration = view.plot.x_span
    longer = curve(*np.linspace(1, 0, 50))
    view.show_snapshot(make(train_cost=longer, iterations=50))
    assert view.plot.x_span == shown_iteration
    assert view.plot._fit.isVisible()
    QTest.mouseDClick(view.plot.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(300, 100))
    assert view.plot.x_span[1] > 49
    assert not view.plot._fit.isVisible()


def test_that_100_000_points_are_drawn_as_few(view, make) -> None:
    view.log.click()
    view.log.click()  # linear, by the user's choice
    values = np.random.RandomState(1).rand(100_000)
    long = Curve(np.arange(100_000.0), values)
    view.show_snapshot(make(train_cost=long, iterations=100_000))
    at, drawn = view.train.points
    assert len(at) <= 2005
    assert drawn.min() == values.min()
    assert at[-1] == 99_999


def test_that_zooming_in_shows_every_point(view, make) -> None:
    long = Curve(np.arange(100_000.0), np.random.RandomState(1).rand(100_000))
    view.show_snapshot(make(train_cost=long, iterations=100_000))
    view.plot.setRange(xRange=(500, 600), padding=0)
    view.plot._stop_following()
    assert len(view.train.points[0]) == pytest.approx(101, abs=4)


def test_that_each_curve_is_read_at_its_own_newest_point(view, make) -> None:
    # The test is scored once more behind the last update.
    view.show_snapshot(make(train_cost=curve(0.9, 0.8), test_cost=curve(1.0, 0.7, 0.6)))
    assert "train 0.8, test 0.6" in said(view)


def test_that_a_point_beside_the_iteration_looked_back_at_is_called_the_nearest(view, make) -> None:
    back = {"looking_back": True, "iteration": 6, "unit": "epoch", "train_count": 2}
    back |= {"train_cost": curve(0.9, 0.8, 0.7, 0.6)}
    training = TrainingSettings(iterations=6, batch_size=1)
    view.show_snapshot(make(inside=5, **back, experiment=Experiment(training=training)))
    assert said(view).startswith("nearest point, epoch 2: ")
    view.show_snapshot(make(inside=4, **back, experiment=Experiment(training=training)))
    assert said(view).startswith("epoch 2: ")


def test_that_after_a_step_of_a_batch_there_is_a_train_point_of_the_epoch_so_far(view) -> None:
    trainer = small_run(1, **{"training.batch_size": 16})
    view.show_snapshot(shot(trainer))
    part, samples = trainer.history.pending
    assert samples == 16
    assert view.train.points[0].tolist() == [trainer.epochs_done]
    assert f"train {part / samples:.4g}" in said(view)
    for _ in range(trainer.batches.per_epoch):
        trainer.step()
    view.show_snapshot(shot(trainer))
    assert view.train.points[0].tolist() == [0.0, trainer.epochs_done]


def test_that_a_train_cost_with_a_penalty_says_so_and_gives_the_loss(view, make) -> None:
    experiment = Experiment(training=TrainingSettings(l2=0.7))
    view.show_snapshot(
        make(train_cost=curve(0.9, 0.6), test_cost=curve(0.5), penalty=0.4, experiment=experiment)
    )
    assert "train 0.6 with L2, test 0.5" in said(view)
    assert "about 0.2 + 0.4" in view.readout.toolTip()
    view.show_snapshot(make(train_cost=curve(0.9, 0.6)))
    assert "with" not in said(view)
    assert not view.readout.toolTip()
    view.show_snapshot(make(train_cost=curve(0.9, 0.6), unit="epoch"))
    assert "the mean over its batches" in view.readout.toolTip()


def test_that_the_plot_beside_it_is_told_where_x_ends(view, make) -> None:
    reached: list[float] = []
    view.reached.connect(reached.append)
    view.show_snapshot(make(run=1, iterations=300, train_cost=curve(*np.ones(280))))
    view.show_snapshot(make(run=2, iterations=300, train_cost=curve(0.9, 0.8)))
    assert reached == [300.0, 300.0]


def test_that_the_least_cost_is_a_line_with_its_value(view, make) -> None:
    exact = ExactSolution(0.25, equations=13, rank=13)
    view.show_snapshot(make(exact=exact))
    assert view.exact.line.isVisible()
    assert view.exact.line.value() == 0.25
    assert view.exact_note.text().startswith("dashed: least cost 0.25, solved at once from 13 ")
    assert "many weights" not in view.exact_note.toolTip()
    view.log.click()
    assert view.exact.line.value() == np.log10(0.25)
    assert view.plot.y_span[0] < np.log10(0.25)
    view.show_snapshot(make(exact=ExactSolution(0.0, equations=13, rank=5)))
    assert not view.exact.line.isVisible()
    assert "only 5 are independent" in view.exact_note.toolTip()


def test_that_it_is_said_why_there_is_no_least_cost(view, make) -> None:
    why = Message("No exact solution is marked: because.")
    view.show_snapshot(
        make(exact=why, experiment=with_settings(Experiment(), {"network.hidden": ()}))
    )
    assert view.exact_note.text() == "no exact solution is marked (point here: why)"
    assert str(why) in view.exact_note.toolTip()
    assert not view.exact.line.isVisible()
    view.show_snapshot(make(exact=why))
    assert view.exact_note.isHidden()
    assert str(why) in view.readout.toolTip()
