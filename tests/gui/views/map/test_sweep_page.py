"""A map of runs fills while it goes on, is drawn as its settings ask for, and leads to a run."""

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.errors import ExperimentError
from core.experiment.settings import Experiment
from core.sweeps.events import Event, RunEnded, SweepEnded, TrialChosen, TrialEnded
from core.sweeps.executors import THREADS
from core.sweeps.over import Choices, Over, Range
from core.sweeps.results import SweptRun, Trial
from core.sweeps.sweep import Sweep
from core.sweeps.sweep_run import SweepRun
from core.training.snapshots.snapshot import State
from gui import theme
from gui.views.map.colour_plot import ColourPlot
from gui.views.map.setting_axis import SettingAxis
from gui.views.map.view import MapView
from tests.gui.conftest import Bench
from tests.gui.contrast import contrast, upon
from tests.gui.views.conftest import shot, small_run

RATE, HIDDEN, SCALE = "training.learning_rate", "network.hidden", "network.scale"
SMALL = {"data.samples": 40, "data.test_samples": 20, "training.iterations": 4}
RATES = Range(RATE, 0.01, 1.0, log=True, count=3)


@pytest.fixture
def view(qtbot: QtBot) -> MapView:
    made = MapView()
    qtbot.addWidget(made)
    made.resize(900, 420)
    made.show()
    made.show_snapshot(shot(small_run(0, **SMALL)))
    made.open_question("own")
    return made


def made(view: MapView, folder: Path, *over: Over, seeds: int = 1) -> list[Event]:
    """Have the page begin a sweep, and return what making it tells."""
    page, events = view.sweep, []
    page.over.show_over(view.newest.experiment, over)
    page.seeds.setValue(seeds)
    page.over.changed.emit()
    wanted: list[Sweep] = []
    page.wanted.connect(lambda sweep, dataset: wanted.append(sweep))
    page.start.click()
    assert wanted[0].over == over
    SweepRun(wanted[0], folder, events.append, executor=THREADS, workers=1).run()
    return events


def test_that_rows_fill_while_runs_end_and_the_best_is_said(view: MapView, tmp_path: Path) -> None:
    events = made(view, tmp_path, RATES, seeds=2)
    page = view.sweep
    assert page.pause.isVisible()
    first = next(i for i, event in enumerate(events) if isinstance(event, RunEnded)) + 1
    view.take_sweep(events[:first])
    assert "1 of 6 runs are there" in page.words.text()
    assert any(
        "1 of 2 runs" in page.listing.trials.cells(row)[-1] for row in page.listing.trials.rows
    )
    view.take_sweep(events[first:])
    assert not page.is_going
    assert not page.pause.isVisible()
    costs = [row.figures("test_cost")[0] for row in page.listing.trials.rows]
    assert costs == sorted(costs)
    best = page.listing.trials.rows[0]
    assert f"Best of 3: learning rate {best.settings[RATE]:g}" in page.words.text()
    assert page.plot.currentWidget() is page.plot.curve
    # A chosen point is the chosen row, and the other way round; both can be trained on the bench.
    opened: list[Experiment] = []
    view.run_opened.connect(opened.append)
    page.plot.picked.emit(2)
    assert page.listing.trials.rows[page.listing.currentIndex().row()].number == 2
    assert len(page.plot.curve.mark.points()) == 1
    page.open.click()
    page.take_best.click()
    QTest.keyClick(page.listing, Qt.Key.Key_Return)
    assert [each.training.learning_rate for each in opened] == [1.0, best.settings[RATE], 1.0]
    assert len(list(view.table(view.newest).rows)) == 6


def test_that_two_settings_are_a_map_and_three_are_lines(view: MapView, tmp_path: Path) -> None:
    hidden, scales = Choices(HIDDEN, ([], [3])), Choices(SCALE, (0.1, 1.0))
    page = view.sweep
    view.take_sweep(made(view, tmp_path, RATES, hidden))
    colours = page.plot.colours
    assert page.plot.currentWidget() is colours
    image = colours.image.image
    assert image.shape == (2, 3)
    assert np.isfinite(image).all()
    row = page.listing.trials.rows[0]
    place = page._axes[0].place(row.settings[RATE]), page._axes[1].place(row.settings[HIDDEN])
    assert image[round(place[1]), round(place[0] + 2)] == image.max()
    view.show_questions()
    view.open_question("own")
    view.take_sweep(made(view, tmp_path, RATES, hidden, scales))
    assert page.plot.currentWidget().isAncestorOf(page.plot.lines)
    assert "size of the hidden layers" in page.plot.bars.accessibleDescription()
    page.plot.lines.picked.emit(4)
    assert page.listing.trials.rows[page.listing.currentIndex().row()].number == 4
    assert not page.grab().isNull()


def test_that_rows_without_a_result_are_grey_and_say_why(view: MapView) -> None:
    page = view.sweep
    page.over.show_over(view.newest.experiment, (RATES,))
    page.over.changed.emit()
    page.start.click()
    settings = {RATE: 0.1}
    refused = SweptRun(0, 0, settings, None, None, ExperimentError("It is too large."))
    goal = page._shown.goal
    view.take_sweep(
        [
            TrialChosen(0, settings),
            RunEnded(refused),
            TrialEnded(Trial(0, settings, (refused,), goal)),
            SweepEnded("failed", ExperimentError("The disk is full.")),
        ]
    )
    model = page.listing.trials
    last = model.index(0, model.columnCount() - 1)
    assert last.data() == "refused: It is too large."
    assert last.data(Qt.ItemDataRole.ForegroundRole) == theme.colour("faint")
    assert "The disk is full." in page.words.text()
    assert page.start.isVisible()


def test_that_what_is_varied_is_set_row_by_row_and_mistakes_are_said(view: MapView) -> None:
    page = view.sweep
    first, second = page.over.rows
    assert [row.key.currentData() for row in page.over.rows] == [RATE, SCALE]
    page.over.add.click()
    page.over.rows[2].remove.click()
    assert len(page.over.rows) == 2
    first.low.setText("2")
    first.high.setText("1")
    first.high.editingFinished.emit()
    assert "is empty" in page.words.text()
    assert not page.start.isEnabled()
    first.low.setText("0,5")
    first.low.editingFinished.emit()
    assert page.start.isEnabled()
    assert page._planned.over[0].low == 0.5
    second.key.setCurrentIndex(second.key.findData(HIDDEN))
    second.values.setText("[4], [20, 7]")
    second.values.editingFinished.emit()
    assert page._planned.over[1] == Choices(HIDDEN, ([4], [20, 7]))
    page.search.setCurrentIndex(page.search.findData("random"))
    page.trials.setValue(9)
    assert page._planned.total == 9
    assert "9 runs" in page.words.text()
    assert page.trials.isEnabled()


def test_that_settings_can_be_edited_and_the_map_held_while_it_goes_on(view: MapView) -> None:
    page, told = view.sweep, []
    view.sweep_edited.connect(lambda sweep: told.append(sweep.seeds))
    view.sweep_paused.connect(lambda: told.append("paused"))
    view.sweep_resumed.connect(lambda: told.append("resumed"))
    view.sweep_stopped.connect(lambda: told.append("stopped"))
    page.start.click()
    assert not page.start.isVisible()
    page.seeds.setValue(4)
    page.start.click()
    page.pause.click()
    assert "Paused" in page.words.text()
    page.pause.click()
    view.open_question("layers")
    assert "This map goes on" in page.words.text()
    assert view.title.text() == "A map of my own"
    page.stop.click()
    assert told == [4, "paused", "resumed", "stopped"]


def test_that_an_axis_is_in_the_settings_units() -> None:
    axis = SettingAxis(RATES)
    assert axis.ticks() == [(-2.0, "0.01"), (-1.0, "0.1"), (0.0, "1")]
    names = SettingAxis(Choices(HIDDEN, ([], [20, 7])))
    assert names.ticks() == [(0.0, "none"), (1.0, "20 x 7")]
    assert names.place((20, 7)) == 1.0
    assert np.isnan(names.place((3,)))


def test_that_a_click_finds_the_nearest_cell_and_point(view: MapView, tmp_path: Path) -> None:
    view.take_sweep(made(view, tmp_path, RATES))
    page, picked = view.sweep, []
    page.plot.picked.connect(picked.append)
    plot = page.plot.curve
    x, y, number = plot._points[1]
    place = plot.getPlotItem().getViewBox().mapViewToScene(plot.mapFromScene(0, 0) + QPoint(0, 0))
    place = plot.getPlotItem().getViewBox().mapViewToScene(type(place)(x, y))
    QTest.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=place.toPoint())
    assert picked == [number]


def test_that_a_map_is_made_beside_the_window_and_its_best_can_be_taken_back(
    open_bench: Callable[..., Bench],
) -> None:
    bench = open_bench("moons-gd")
    window, rate = bench.window, bench.snapshot.experiment.training.learning_rate
    view = window.open_view("map")
    bench.qtbot.waitUntil(lambda: view.newest is not None)
    window.settings.changed.emit("training.epochs", 3)
    bench.wait(lambda s: s.experiment.training.epochs == 3)
    view.open_question("own")
    page = view.sweep
    page.over.show_over(view.newest.experiment, (Choices(RATE, (0.2, 0.4)),))
    page.over.changed.emit()
    page.start.click()
    bench.qtbot.waitUntil(lambda: page._shown is not None and page._shown.reason == "done")
    page.take_best.click()
    trained = bench.wait(lambda s: s.experiment.training.learning_rate != rate)
    assert trained.experiment.training.learning_rate in (0.2, 0.4)
    over = bench.wait_state(State.FINISHED)
    best = page.listing.trials.rows[0].runs[0].result
    assert over.iteration == best.iterations
    window.menus.actions["undo"].trigger()
    bench.wait(lambda s: s.experiment.training.learning_rate == rate)


def test_that_a_map_says_what_it_is_of_and_its_button_what_it_takes(
    view: MapView, tmp_path: Path
) -> None:
    page = view.sweep
    events = made(view, tmp_path, RATES, seeds=2)
    view.take_sweep([event for event in events if not isinstance(event, SweepEnded)])
    assert "All 6 runs are there" in page.words.text()
    assert not page.pause.isVisible()
    view.take_sweep(events[-1:])
    best = page.listing.trials.rows[0].settings[RATE]
    assert page.take_best.text() == f"Take {best:g}"
    assert "These runs are of" not in page.words.text()
    view.show_snapshot(shot(small_run(0, **SMALL | {RATE: 0.7})))
    assert "These runs are of" not in page.words.text()
    view.show_snapshot(shot(small_run(0, **SMALL | {"network.hidden": [9]})))
    assert "other settings than those of now (size of the hidden layers)" in page.words.text()
    view.show_snapshot(shot(small_run(0, **SMALL | {"data.kind": "circles"})))
    assert "the bench has Circles now" in page.words.text()


def test_that_mistakes_and_values_have_the_words_of_the_window(view: MapView) -> None:
    page = view.sweep
    second = page.over.rows[1]
    second.low.setText("-5")
    second.low.editingFinished.emit()
    assert "scale of the first weights: equal factors never come to -5." in page.words.text()
    assert "network." not in page.words.text()
    key = "network.initialisation"
    second.key.setCurrentIndex(second.key.findData(key))
    assert "He" in [part.strip() for part in second.values.text().split(",")]
    assert "he" in second.over.values
    second.values.setText("")
    second.values.editingFinished.emit()
    assert "give its values" in page.words.text()


def test_that_a_map_without_a_result_draws_no_axes(view: MapView, tmp_path: Path) -> None:
    events = made(view, tmp_path, RATES)
    view.take_sweep([event for event in events if isinstance(event, TrialChosen)])
    assert not view.sweep.plot.isVisible()
    view.take_sweep([event for event in events if not isinstance(event, TrialChosen)])
    assert view.sweep.plot.isVisible()


def test_that_seeking_without_optuna_says_what_to_install_and_what_else_there_is(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "optuna", None)
    view = MapView()
    qtbot.addWidget(view)
    view.show()
    view.show_snapshot(shot(small_run(0, **SMALL)))
    view.open_question("own")
    page, started = view.sweep, []
    view.sweep_wanted.connect(lambda sweep, dataset: started.append(sweep.search))
    place = page.search.findData("sought")
    assert page.search.itemText(place) == "sought (needs Optuna)"
    page.search.setCurrentIndex(place)
    assert "-m pip install optuna" in page.words.text()
    assert "by chance" in page.words.text()
    assert not page.start.isEnabled()
    page.search.setCurrentIndex(page.search.findData("random"))
    assert "Optuna" not in page.words.text()
    page.start.click()
    assert started == ["random"]


@pytest.mark.parametrize("dark", [False, True])
def test_that_the_last_line_of_many_is_seen_in_either_theme(qapp: QApplication, dark: bool) -> None:
    try:
        theme.apply(qapp, dark)
        ground = theme.colour("base")
        for share in (0.0, 0.5, 1.0):
            assert contrast(upon(theme.rank_colour(share), ground), ground) > 1.3
    finally:
        theme.apply(qapp, False)


def test_that_a_map_that_is_over_no_longer_stands_in_the_way_of_other_questions(
    view: MapView, tmp_path: Path
) -> None:
    events = made(view, tmp_path, RATES)
    view.take_sweep(events[:1])
    view.open_question("layers")
    assert "This map goes on: stop it" in view.sweep.words.text()
    view.take_sweep(events[1:])
    assert "This map goes on" not in view.sweep.words.text()


def test_that_the_colour_bar_s_label_stands_beside_its_numbers(qtbot: QtBot) -> None:
    plot = ColourPlot()
    qtbot.addWidget(plot)
    plot.resize(330, 190)
    axis = plot.bar.axis
    axis.setTicks([[(0.5, "0.0762")]])
    axis.setLabel("test cost")
    plot.show()
    plot.grab()
    label = axis.label.mapRectToParent(axis.label.boundingRect())
    assert axis.textWidth > 0
    assert label.center().x() > axis.style["tickTextOffset"][0] + axis.textWidth
