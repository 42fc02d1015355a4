"""Facts about the view Calibration: a threshold, a temperature, and none of these."""

from functools import cache

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot
from sklearn.metrics import average_precision_score, log_loss, roc_auc_score

from core.models.answers import NONE
from core.network.targets import LABELS, NUMBERS
from core.training.calibration import calibrated_model, idle_answers
from core.training.reliability import Reliability
from core.training.snapshots.probes.reliability import FittedReliability
from core.training.trainer import Trainer
from gui import theme
from gui.plots.painted_plot import PaintedPlot
from gui.views.calibration.page import FigureGrid
from gui.views.calibration.refusal_page import RefusalPage, RefusalPlot
from gui.views.calibration.temperature_page import ReliabilityPlot, TemperaturePage
from gui.views.calibration.threshold_page import ThresholdPage
from gui.views.calibration.view import CalibrationView
from tests.gui.views.conftest import shot, small_run
from tests.other_targets import LINEAR, PRICES, SCALE, X, dataset, trained

THRESHOLD, TEMPERATURE, REFUSAL = range(3)


@cache
def run_of(kind: str, **changes: object) -> Trainer:
    data = {"data.kind": kind, "data.samples": 100, "data.test_share": 0.4, "data.noise": 0.3}
    if kind == "digits":
        data = {"data.kind": kind, "data.samples": 100, "data.test_samples": 60}
    return small_run(60, **data | {"training.learning_rate": 0.5} | changes)


@pytest.fixture
def view(qtbot: QtBot) -> CalibrationView:
    made = CalibrationView()
    qtbot.addWidget(made)
    made.resize(900, 420)
    made.show()
    return made


def show(view: CalibrationView, trainer: Trainer, place: int | None = None) -> None:
    """Show a run, and with it what the page on top asks for."""
    if place is not None:
        view.open_page(place)
    view.show_snapshot(shot(trainer, *view.extra_probes))
    view.show_snapshot(shot(trainer, *view.extra_probes))


def test_that_points_and_figures_follow_the_threshold(view: CalibrationView, qtbot: QtBot) -> None:
    trainer = run_of("moons")
    show(view, trainer)
    page, test = view.page, trainer.dataset.test
    assert isinstance(page, ThresholdPage)
    second = calibrated_model(trainer).readings(test.X)[1]
    for step in (500, 200, 800):
        page.choice.slider.setValue(step)
        yes = second > page.choice.threshold
        found = np.count_nonzero(yes & (test.labels == 1))
        wrong = np.count_nonzero(yes & (test.labels == 0))
        point = [wrong / np.count_nonzero(test.labels == 0), found / np.count_nonzero(test.labels)]
        np.testing.assert_allclose(np.ravel(page.roc.points["test"].points), point)
        assert [page.figures.text(row, 2) for row in (1, 3)] == [str(found), str(wrong)]
    areas = roc_auc_score(test.labels, second), average_precision_score(test.labels, second)
    assert [float(page.figures.text(row, 2)) for row in (9, 10)] == pytest.approx(areas, abs=1e-4)
    assert trainer.dataset.classes[1] in page.words.text()
    with qtbot.waitSignal(view.changes) as used:
        page.choice.use.click()
    assert used.args == [{"answers.threshold": page.choice.threshold}]
    assert view.table(view.newest).rows  # type: ignore[union-attr]


def test_that_what_uses_a_threshold_stays_where_it_was_clicked(view: CalibrationView) -> None:
    places = set()
    for threshold in (None, 0.25, 0.437):
        changes = {} if threshold is None else {"answers.threshold": threshold}
        show(view, run_of("moons", **changes))
        page = view.page
        assert isinstance(page, ThresholdPage)
        assert page.usual.isVisible() == (threshold is not None)
        page.choice.slider.setValue(800)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        place = page.choice.use.mapTo(view, page.choice.use.rect().topLeft())
        places.add((place.x(), place.y(), page.choice.use.width()))
    assert len(places) == 1


def test_that_a_temperature_is_fitted_shown_and_taken(view: CalibrationView, qtbot: QtBot) -> None:
    trainer = run_of("digits")
    show(view, trainer, TEMPERATURE)
    page, test = view.page, trainer.dataset.test
    assert isinstance(page, TemperaturePage)
    P = calibrated_model(trainer).readings(test.X)
    assert float(page.figures.text(1, 1)) == pytest.approx(
        log_loss(test.labels, P.T, labels=range(10)), rel=1e-2
    )
    assert float(page.figures.text(1, 2)) <= float(page.figures.text(1, 1))
    assert "60 test samples" in page.words.text()
    assert not page.none.isEnabled()
    with qtbot.waitSignal(view.changes) as used:
        page.use.click()
    assert used.args == [{"answers.temperature": "fitted"}]
    fitted = run_of("digits", **{"answers.temperature": "fitted"})
    show(view, fitted)
    assert page.words.text().startswith("In use: T = ")
    assert page.none.isEnabled()


@pytest.mark.parametrize(("kind", "place"), [("moons", THRESHOLD), ("digits", TEMPERATURE)])
def test_that_other_curves_leave_the_pictures_of_the_axes_as_they_are(
    view: CalibrationView, kind: str, place: int
) -> None:
    show(view, run_of(kind), place)
    plots = view.page.findChildren(PaintedPlot)
    before = [plot.grab().toImage() for plot in plots]
    grounds = [plot._ground.pixmap.cacheKey() for plot in plots]
    show(view, run_of(kind, **{"training.learning_rate": 0.1}), place)
    after = [plot.grab().toImage() for plot in plots]
    assert [plot._ground.pixmap.cacheKey() for plot in plots] == grounds
    assert len(plots) == 2
    assert before != after


def test_that_figures_stand_in_columns_that_do_not_shrink(qtbot: QtBot) -> None:
    grid = FigureGrid("figures", "figures")
    qtbot.addWidget(grid)
    grid.show_figures(("", "train"), [("cost", "0.00001234")])
    width = grid.sizeHint().width()
    grid.show_figures(("", "train"), [("cost", "0.5")])
    assert grid.sizeHint().width() == width
    assert grid.text(1, 1) == "0.5"


def test_that_what_is_refused_is_told_and_chosen(view: CalibrationView, qtbot: QtBot) -> None:
    trainer = run_of("digits", **{"answers.refuse": "distance", "answers.false_refusals": 0.1})
    show(view, trainer, REFUSAL)
    page, test = view.page, trainer.dataset.test
    assert isinstance(page, RefusalPage)
    refused = np.count_nonzero(calibrated_model(trainer).classes_answered(test.X) == NONE)
    assert f"{refused} of the 60 test samples" in page.words.text()
    assert page.buttons["distance"].isChecked()
    for act, change in (
        (page.buttons["probability"].click, {"answers.refuse": "probability"}),
        (lambda: page.share.setValue(3), {"answers.false_refusals": 0.03}),
    ):
        with qtbot.waitSignal(view.changes) as chosen:
            act()
        assert chosen.args == [change]


def test_that_axes_of_none_of_these_stand_still_while_values_move_a_little(qtbot: QtBot) -> None:
    plot, right = RefusalPlot("distances", "distance"), np.arange(40) > 3
    qtbot.addWidget(plot)
    ranges = []
    for largest in (1.0, 1.2, 1.22, 1.18, 3.0):
        plot.show_values(np.linspace(0.1, largest, 40) ** 2, right, 0.9)
        ranges.append(plot.getPlotItem().viewRange()[0])
    assert ranges[0] != ranges[1] == ranges[2] == ranges[3] != ranges[4]
    assert ranges[4][1] > 9
    assert plot.right.high.max() == np.histogram(np.linspace(0.1, 3.0, 40) ** 2, 30)[0].max()
    assert plot.wrong.high.sum() == 4
    assert plot.cut.at == 0.9
    plot.recolour()
    assert theme.colour("base") == plot.grab().toImage().pixelColor(plot.width() - 4, 8)


def test_that_a_share_of_less_than_one_test_sample_is_told_with_one_that_is_enough(
    view: CalibrationView,
) -> None:
    changes = {"data.test_samples": 16, "answers.false_refusals": 0.05}
    for rule in ("never", "distance"):
        trainer = run_of("digits", **changes, **{"answers.refuse": rule})
        show(view, trainer, REFUSAL)
        said = view.page.words.text().replace("\u00a0", " ")
        assert "5 % of 16 test samples is less than one, so nothing is refused" in said
        assert "take 7 % or more" in said
        assert view.page.probabilities.cut.at is None
        assert view.page.distances.cut.at is None
        told = [str(note) for note in idle_answers(trainer.experiment, trainer.dataset)]
        assert [note.replace("\u00a0", " ") for note in told] == ([said] if rule != "never" else [])
    enough = run_of("digits", **changes | {"answers.false_refusals": 0.07})
    show(view, enough, REFUSAL)
    assert "infinite" not in view.page.words.text()
    assert "less than one" not in view.page.words.text()


def test_that_a_page_with_nothing_to_show_says_why(view: CalibrationView) -> None:
    small: dict[str, object] = {"data.samples": 60, "data.kind": "moons"}
    cases = (
        (small, {TEMPERATURE, REFUSAL}),
        (small | {"data.kind": "digits", "data.test_samples": 20}, {THRESHOLD}),
        (small | {"training.loss": "hinge", "data.test_share": 0.4}, {TEMPERATURE}),
    )
    every = set(range(3))
    runs = [(small_run(2, **changes), empty) for changes, empty in cases]
    labels = dataset((np.vstack([LINEAR, X[:1]]) > 0) * 1.0, LABELS)
    numbers = dataset(SCALE.scale(PRICES), NUMBERS, SCALE)
    runs += [(trained(data, iterations=2), every) for data in (labels, numbers)]
    for number, (trainer, empty) in enumerate(runs, 1):
        for place in range(3):
            view.open_page(place)
            view.show_snapshot(shot(trainer, view.page.probe, run=number))
            assert view.page.is_empty == (place in empty), (number, place)
            assert not view.page.is_empty or view.page.empty.text()


def test_that_the_first_page_with_something_to_say_is_on_top(view: CalibrationView) -> None:
    show(view, run_of("digits"))
    assert view.page is view.pages[TEMPERATURE]
    assert not view.page.is_empty


def test_that_the_legend_stands_where_the_curve_leaves_room(qtbot: QtBot) -> None:
    plot, places = ReliabilityPlot(), []
    qtbot.addWidget(plot)
    plot.resize(500, 400)
    plot.show()
    x, counts = np.array([0.1, 0.5, 0.9]), np.ones(3, np.intp)
    for y in (np.array([0.9, 0.9, 0.95]), np.array([0.1, 0.15, 0.2])):
        one = Reliability(counts, x, y, 0.5, 0.2)
        plot.show_reliability(FittedReliability(one, one, one, 1.0, 1.0, 3), ("a", "b", "c"))
        places.append(plot.getPlotItem().legend.pos())
    assert places[0].x() > places[1].x()
    assert places[0].y() > places[1].y()
