"""The accuracy: percent, baselines, and how far the test's can be trusted."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QTextDocumentFragment
from PySide6.QtWidgets import QLayout
from pytestqt.qtbot import QtBot

from core.data.dataset import ConstantAnswer
from core.experiment.settings import Experiment
from core.experiment.toml import with_settings
from core.network.targets import NUMBERS
from core.training.history import Curve
from gui.plots.running_range import LARGEST
from gui.views.curve_view import HEADER, LEAST_PLOT
from gui.views.curves.accuracy import AccuracyView
from tests.gui.views.conftest import DATA, curve

NONE = Curve(np.empty(0), np.empty(0))


@pytest.fixture
def view(qtbot: QtBot) -> AccuracyView:
    made = AccuracyView()
    qtbot.addWidget(made)
    made.resize(400, 260)
    made.show()
    return made


def said(view: AccuracyView) -> str:
    plain = QTextDocumentFragment.fromHtml(view.readout.text()).toPlainText()
    return plain.replace("\u00a0", " ")


def test_that_without_the_number_of_test_samples_there_is_no_interval(view, make) -> None:
    view.show_snapshot(make(test_count=0))
    assert said(view) == "train 98.6 %, test 80.0 %"
    assert not view.band.isVisible()


def test_that_the_test_accuracy_comes_with_its_interval(view, make) -> None:
    view.show_snapshot(make())
    assert said(view) == "train 98.6 %, test 80.0 % (95 % interval 67 to 89 %)"
    assert view.band.getRegion() == pytest.approx((66.96, 88.76), abs=0.01)


def test_that_an_accuracy_of_some_of_the_training_samples_says_of_how_many(view, make) -> None:
    batches = with_settings(Experiment(), {"training.batch_size": 32})
    view.show_snapshot(make(train_count=1500, experiment=batches))
    assert "that of 512 of the 1" in view.readout.toolTip()
    assert view.readout.toolTip() == view.title.toolTip()
    for every in ({"train_count": 500, "experiment": batches}, {"train_count": 1500}):
        view.show_snapshot(make(**every))
        assert "512" not in view.readout.toolTip()


def test_that_where_there_is_little_room_the_figures_are_whole_and_alone(view, make) -> None:
    view.show_snapshot(make())
    briefest = view.readout._shorter[-1]
    assert "".join(text for _, text in briefest) == "98.6, 80.0"
    assert {text: colour for colour, text in briefest}["80.0"] == "test"


def test_that_an_r2_below_the_axis_leaves_the_plot_and_is_told(view, make) -> None:
    numbers = replace(DATA, train=replace(DATA.train, targets=NUMBERS))
    experiment = with_settings(Experiment(), {"training.loss": "half_squared_error"})
    changes = {
        "test_accuracy": NONE,
        "test_baseline": None,
        "dataset": numbers,
        "experiment": experiment,
    }
    view.show_snapshot(make(train_accuracy=curve(0.1, -2.5, -1e200, 0.5), **changes))
    assert view.leaving.text() == "leaves the plot: R² down to -1e+200"
    assert view.train.points[1].tolist() == [0.1, -2.5, -LARGEST, 0.5]
    assert view.plot.y_span[0] == pytest.approx(-1.02)
    view.show_snapshot(make(train_accuracy=curve(0.1, 0.5), **changes))
    assert view.leaving.isHidden()


def test_that_an_accuracy_says_by_which_threshold_where_another_is_in_use(view, make) -> None:
    own = with_settings(Experiment(), {"answers.threshold": 0.9})
    view.show_snapshot(make(experiment=own))
    assert view.threshold_note.isVisible()
    said = "by the usual threshold, 0.5; Predictions counts by 0.9"
    assert view.threshold_note.text() == said
    for other in ({}, {"experiment": own, "classes": ("a", "b", "c")}):
        view.show_snapshot(make(**other))
        assert view.threshold_note.isHidden()


def test_that_shares_are_drawn_as_percent(view, make) -> None:
    view.show_snapshot(make())
    assert view.train.points[1].tolist() == [50.0, 75.0, 98.6]


def test_that_a_low_plot_says_under_the_mouse_what_it_has_no_room_to_write(view, make) -> None:
    view.show_snapshot(make(experiment=with_settings(Experiment(), {"answers.threshold": 0.9})))
    line, notes = view.fontMetrics().height(), (view.threshold_note, view.baselines)
    # Its own window would be no smaller than its layout is.
    view.layout().setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
    view.setMinimumSize(0, 0)
    for height, written in ((260, 2), (100, 0), (HEADER + LEAST_PLOT + line, 1)):
        view.resize(400, height)
        assert [note.isVisible() for note in notes] == [written > 0, written > 1]
        tip = QTextDocumentFragment.fromHtml(view.plot.toolTip()).toPlainText()
        unwritten = [note.text().replace("\u00a0", " ") for note in notes[written:]]
        assert tip.replace("\n", " ").replace("\u00a0", " ") == " ".join(unwritten)


def test_that_notes_keep_no_plot_from_being_low(view, make) -> None:
    least = view.minimumSizeHint()
    view.show_snapshot(make(experiment=with_settings(Experiment(), {"answers.threshold": 0.9})))
    assert view.minimumSizeHint().height() == least.height()


def test_that_the_baselines_stand_where_the_best_constant_answers_are(view, make) -> None:
    view.show_snapshot(make())
    assert view.train_baseline.value() == pytest.approx(60)
    assert view.test_baseline.value() == pytest.approx(70)
    text = view.baselines.text().replace("\u00a0", " ")
    assert text == "dashed: always non-cat, train 60.0 %, test 70.0 %"


def test_that_a_test_with_another_largest_class_has_a_baseline_of_its_own(view, make) -> None:
    """The course's cats: always "cat" is right for 66 % of the test, always "non-cat" for 34 %."""
    view.show_snapshot(make(test_baseline=ConstantAnswer(1, 0.66)))
    assert view.test_baseline.value() == pytest.approx(66)
    text = view.baselines.text().replace("\u00a0", " ")
    assert text == "dashed: always non-cat, train 60.0 %; always cat, test 66.0 %"


def test_that_without_test_samples_nothing_is_said_of_them(view, make) -> None:
    view.show_snapshot(make(test_accuracy=NONE, test_baseline=None, test_count=0))
    assert said(view) == "train 98.6 %"
    assert not view.test_baseline.isVisible()
    assert not view.band.isVisible()
    assert "test" not in view.baselines.text()


def test_that_the_lowest_accuracy_is_in_sight(view, make) -> None:
    low = Curve(np.arange(2.0), np.array([0.03, 0.9]))
    view.show_snapshot(make(test_accuracy=low))
    assert view.plot.y_span[0] < 3
    assert view.plot.y_span[1] > 100


@pytest.mark.parametrize("worst", [-np.inf, np.nan, -1e300])
def test_that_a_score_beyond_all_numbers_is_as_low_as_is_drawn(view, make, worst) -> None:
    with np.errstate(all="ignore"):
        low = view.frame(make(train_accuracy=Curve(np.arange(2.0), np.array([0.5, worst]))))[1][0]
    assert low == pytest.approx(-102)


def test_that_an_earlier_accuracy_is_read_with_its_own_interval(view, make) -> None:
    view.show_snapshot(make())
    view.plot.hovered.emit(0.0)
    assert said(view) == "iteration 0: train 50.0 %, test 50.0 % (95 % interval 37 to 63 %)"


def test_that_x_ends_where_the_plot_beside_it_does(view, make) -> None:
    view.show_snapshot(make(iterations=300))
    view.reach(300.0)
    assert view.plot.x_span[1] == pytest.approx(303.0)
