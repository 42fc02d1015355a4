"""Questions that are answered by many runs: each ends in a sentence, and in what to do."""

import gc
import weakref
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from core.sweeps.events import SweepEnded
from core.sweeps.questions import own_sweep
from core.sweeps.sweep_folder import SweepFolder, usual_folder
from core.training.analyses.learning_rate_range import learning_rate_range
from core.training.analyses.leave_one_out import LeaveOneOut
from core.training.snapshots.snapshot import State
from core.training.worker.events import LeftOutTrained, RateRangeMeasured
from gui.views.map.questions import QUESTIONS
from gui.views.map.sweep_page import SweepPage
from gui.views.map.view import MapView
from tests.gui.conftest import Bench
from tests.gui.views.conftest import shot, small_run


@pytest.fixture
def view(qtbot: QtBot) -> MapView:
    made = MapView()
    qtbot.addWidget(made)
    made.resize(900, 400)
    made.show()
    return made


def test_that_every_question_has_a_page_with_a_way_back(view: MapView) -> None:
    view.show_snapshot(shot(small_run()))
    for name, row in QUESTIONS.items():
        button = view.questions.buttons[name]
        assert button.isEnabled()
        assert button.toolTip() == row.about
        button.click()
        if isinstance(view.page, SweepPage):
            view.take_sweep([SweepEnded("cancelled")])
        assert view.page is view.page_of(name)
        assert view.title.text() == row.label
        view.back.click()
        assert view.page is view.questions


def test_that_the_suggested_rate_is_said_drawn_and_used(view: MapView) -> None:
    trainer, wanted, changes = small_run(0), [], []
    found = learning_rate_range(trainer, lambda done, total: None)
    assert found.suggested is not None
    view.rates_wanted.connect(lambda: wanted.append(1))
    view.changes.connect(changes.append)
    view.open_question("rate")
    assert wanted == []
    view.show_snapshot(shot(small_run(0)))
    page = view.page
    assert page.use.isHidden()
    # It was asked with one click.
    assert wanted == [1]
    assert not page.measure.isEnabled()
    view.show_rates(RateRangeMeasured(found))
    assert f"{found.suggested:.2g}" in page.words.text()
    assert page.plot.suggested.value() == pytest.approx(np.log10(found.suggested))
    page.use.click()
    assert changes == [{"training.learning_rate": float(f"{found.suggested:.2g}")}]
    assert len(list(view.table(view.newest).rows)) == len(found.rates)
    view.show_snapshot(shot(small_run(0, **{"network.hidden": (3,)}), run=2))
    assert "Measure again" in page.words.text()


def test_that_nothing_is_shown_where_something_else_came_first(view: MapView) -> None:
    view.show_snapshot(shot(small_run(0)))
    view.open_question("rate")
    view.show_rates(RateRangeMeasured(None))
    assert view.page.measure.isEnabled()
    assert view.page.plot.isHidden()


def test_that_the_samples_that_taught_most_come_first(view: MapView) -> None:
    trainer = small_run(3, **{"data.samples": 20, "training.iterations": 3})
    snapshot = shot(trainer)
    view.open_question("taught")
    view.show_snapshot(shot(small_run(0), run=0))
    assert not view.page.start.isEnabled()
    view.show_snapshot(snapshot)
    page, picked = view.page, []
    view.sample_picked.connect(picked.append)
    assert "20 training samples" in page.words.text()
    view.open_question("taught")
    assert page.stop.isVisible()
    runs = LeaveOneOut(trainer.experiment, trainer.dataset, snapshot.sample, 3)
    while runs.done < runs.total:
        runs.advance()
        view.show_left_out(LeftOutTrained(runs.results(), over=runs.done == runs.total, seconds=1))
    results = runs.results()
    assert results is not None
    order = page.listing.taught.order
    assert order[0] == results.changes.argmax()
    assert (np.diff(results.changes[order]) <= 0).all()
    page.listing.sortByColumn(3, Qt.SortOrder.AscendingOrder)
    assert page.listing.taught.order[0] == results.changes.argmin()
    page.listing.activated.emit(page.listing.model().index(0, 0))
    assert picked[0].number == results.changes.argmin()
    assert f"sample {results.changes.argmax() + 1}" in page.words.text()
    assert page.start.isVisible()


def test_that_what_is_measured_in_the_window_can_be_used_and_undone(
    open_bench: Callable[..., Bench],
) -> None:
    bench = open_bench("moons-gd")
    window = bench.window
    rate = bench.snapshot.experiment.training.learning_rate
    view = window.open_view("map")
    view.open_question("rate")
    bench.qtbot.waitUntil(lambda: view.page.use.isVisible())
    view.page.use.click()
    changed = bench.wait(lambda s: s.experiment.training.learning_rate != rate)
    assert changed.state is State.READY
    window.menus.actions["undo"].trigger()
    bench.wait(lambda s: s.experiment.training.learning_rate == rate)


def test_that_a_question_is_asked_with_one_click_and_a_long_one_waits(view: MapView) -> None:
    started, rates, without = [], [], []
    view.sweep_wanted.connect(lambda sweep, dataset: started.append(sweep))
    view.rates_wanted.connect(lambda: rates.append(1))
    view.leaving_out_wanted.connect(lambda: without.append(1))
    small = {"data.samples": 40, "training.iterations": 4}
    view.show_snapshot(shot(small_run(0, **small)))
    view.questions.buttons["layers"].click()
    page = view.sweep
    assert started == [page._planned]
    assert page.stop.isVisible()
    # Its ranges are edited while it goes on.
    page.seeds.setValue(5)
    assert page.start.text() == "Go on with these"
    view.take_sweep([SweepEnded("cancelled")])
    view.show_questions()
    long = small_run(1, **small | {"training.iterations": 10_000_000})
    view.show_snapshot(shot(long))
    for name in ("layers", "start"):
        view.questions.buttons[name].click()
        assert "it waits for Begin" in page.words.text()
        assert page.start.isVisible()
        view.show_questions()
    view.show_snapshot(shot(small_run(1, **{"data.samples": 200})))
    view.questions.buttons["taught"].click()
    assert "3 min" in view.page.words.text()
    assert view.page.start.isVisible()
    assert (len(started), without) == (1, [])
    view.show_questions()
    view.questions.buttons["rate"].click()
    assert "it waits for Measure" in view.page.words.text()
    # A short run from growing rates is short for any number of updates.
    view.show_questions()
    view.show_snapshot(shot(small_run(0, **{"training.iterations": 10_000_000})))
    view.questions.buttons["rate"].click()
    assert rates == [1]
    view.show_rates(RateRangeMeasured(None))
    view.show_snapshot(shot(small_run(0)))
    view.open_question("own")
    assert len(started) == 1


def test_that_an_answer_of_the_settings_of_now_is_shown_again_and_no_other(view: MapView) -> None:
    started = []
    view.sweep_wanted.connect(lambda sweep, dataset: started.append(sweep))
    view.show_snapshot(shot(small_run(0)))
    view.open_question("start")
    view.take_sweep([SweepEnded("done")])
    view.open_question("start")
    assert len(started) == 1
    view.show_snapshot(shot(small_run(0, **{"network.hidden": (3,)}), run=2))
    view.open_question("start")
    assert [sweep.experiment.network.hidden for sweep in started[1:]] == [(3,)]


def test_that_what_maps_have_kept_is_told_and_cleared_after_a_question(
    open_bench: Callable[..., Bench],
) -> None:
    bench = open_bench("moons-gd")
    window = bench.window
    place = window.preferences.data_folder / "sweeps"
    sweep = own_sweep(bench.snapshot.experiment)
    folder = SweepFolder(usual_folder(sweep, place))
    folder.put_sweep(sweep)
    folder.file("a" * 32).write_bytes(bytes(3000))
    view = window.open_view("map")
    bench.qtbot.waitUntil(view.questions.clear.isVisible)
    assert view.questions.kept.text() == "Kept: 1 run of 1 map, 2.9 kB."
    view.questions.clear.click()
    box = window.findChild(QMessageBox, "clear_maps_box")
    assert "moons, by learning rate" in box.informativeText()
    box.findChild(QPushButton, "clear_maps_now").click()
    bench.qtbot.waitUntil(view.questions.clear.isHidden)
    assert list(place.iterdir()) == []


def test_that_data_that_gave_way_are_held_by_no_page(view: MapView) -> None:
    trainer = small_run(0)
    data = weakref.ref(trainer.dataset)
    view.show_snapshot(shot(trainer))
    for name in ("rate", "own", "taught"):
        view.open_question(name)
        view.show_questions()
    del trainer
    view.show_snapshot(shot(small_run(0, **{"data.samples": 20}), run=2))
    gc.collect()
    assert data() is None
