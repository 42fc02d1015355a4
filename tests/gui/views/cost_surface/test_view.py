"""Facts about the cost surface: it comes when the run rests, and is of the run that is there."""

import csv
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from core.data.load import load
from core.errors import OutputError
from core.experiment.settings import Experiment
from core.experiment.toml import with_settings
from core.training.analyses.cost_surface import Plane, surface
from core.training.analyses.largest_rate import LargestRate
from core.training.analyses.surface_comparison import COMPARISONS, Comparison, compare_surfaces
from core.training.snapshots.snapshot import State
from gui.views.cost_surface.surface_pair import measured
from gui.views.cost_surface.surface_plot import cost_ticks
from gui.views.cost_surface.view import CostSurfaceView
from gui.widgets.number_format import percent
from tests.gui.conftest import Bench
from tests.gui.views.conftest import shot, small_run


@pytest.fixture
def bench(shared_bench: Bench) -> Bench:
    return shared_bench


def open_view(bench) -> CostSurfaceView:
    return bench.window.open_view("cost_surface")


def wait_surface(bench, view: CostSurfaceView):
    bench.qtbot.waitUntil(lambda: view.plot.surface is not None and view.plot.isVisible())
    return view.plot.surface


def test_that_a_finished_run_has_a_surface_with_its_path(bench) -> None:
    bench.window.settings.changed.emit("training.iterations", 300)
    QTest.mouseClick(bench.find("train", QPushButton), Qt.MouseButton.LeftButton)
    done = bench.wait_state(State.FINISHED)
    view = open_view(bench)
    found = wait_surface(bench, view)
    assert (found.run, found.iterations[0], found.iterations[-1]) == (done.run, 0, 300)
    assert "iteration 300" in view.caption.text()
    assert view.plot.contours


def test_that_two_weights_of_ones_choice_are_the_axes(open_bench: Callable) -> None:
    bench = open_bench()
    view = open_view(bench)
    wait_surface(bench, view)
    view.choice.kind.setCurrentIndex(1)
    view.choice.weights[0].unit.setValue(3)
    bench.qtbot.waitUntil(lambda: view.plot.surface.names == ("W1[3, 1]", "W1[1, 2]"))


def test_that_a_choice_of_a_layer_that_goes_falls_back_to_a_weight_that_exists(
    open_bench: Callable,
) -> None:
    bench = open_bench()
    bench.window.settings.changed.emit("network.hidden", (5, 4))
    view = open_view(bench)
    wait_surface(bench, view)
    view.choice.kind.setCurrentIndex(1)
    for choice in view.choice.weights:
        choice.layer.setValue(3)
    bench.qtbot.waitUntil(lambda: view.plot.surface.names == ("W3[1, 1]", "W3[1, 2]"))
    asked: list[Plane] = []
    view.requested.connect(asked.append)
    bench.window.settings.changed.emit("network.hidden", (4,))
    bench.qtbot.waitUntil(lambda: view.plot.surface.names == ("W2[1, 1]", "W2[1, 2]"))
    assert {weight.layer for plane in asked for weight in plane.weights} == {2}


def test_that_a_new_run_takes_the_old_surface_away(bench) -> None:
    view = open_view(bench)
    first = wait_surface(bench, view)
    bench.window.settings.changed.emit("network.seed", 77)
    bench.qtbot.waitUntil(lambda: view.plot.surface.run > first.run)


def test_that_nothing_is_worked_out_while_nobody_looks(bench) -> None:
    view = bench.window.place("cost_surface").view
    with bench.qtbot.assertNotEmitted(view.requested):
        QTest.mouseClick(bench.find("step", QPushButton), Qt.MouseButton.LeftButton)
        bench.wait(lambda snapshot: snapshot.iteration == 1)


def test_that_a_surface_that_gave_way_to_another_is_not_asked_for_again(qtbot, make) -> None:
    view, asked = CostSurfaceView(), []
    qtbot.addWidget(view)
    view.requested.connect(asked.append)
    view.show()
    for iteration in (3, 4):
        view.show_snapshot(make(state=State.PAUSED, iteration=iteration))
    view.show_result(asked[0], None)
    assert len(asked) == 2
    view.show_result(asked[1], None)
    assert len(asked) == 3


def test_that_a_diverged_run_has_the_surface_of_where_its_weights_were_finite(
    open_bench: Callable,
) -> None:
    bench = open_bench()
    for key, value in {"learning_rate": 100.0, "l2": 1.0, "iterations": 600}.items():
        bench.window.settings.changed.emit(f"training.{key}", value)
    bench.window.settings.changed.emit("network.activation", "identity")
    QTest.mouseClick(bench.find("train", QPushButton), Qt.MouseButton.LeftButton)
    bench.wait_state(State.DIVERGED)
    view = open_view(bench)
    found = wait_surface(bench, view)
    assert np.isfinite(found.path).all()
    assert found.iterations[-1] < bench.snapshot.iteration
    assert f"iteration {found.iterations[-1]}." in view.caption.text()
    view.show_result(found.plane, replace(found, costs=np.full_like(found.costs, np.nan)))
    assert "no finite number" in view.sentence.text()
    assert view.sentence.isVisible()


def test_that_a_surface_without_the_path_to_it_says_so(qtbot) -> None:
    view, run = CostSurfaceView(), small_run()
    qtbot.addWidget(view)
    view.show()
    view.show_snapshot(shot(run))
    now = [(run.iteration, run.parameters)]
    view.show_result(Plane(), replace(surface(run.network, now, run.dataset.train, Plane()), run=1))
    assert "about iteration 3" in view.caption.text()
    assert "the path to the star was not kept" in view.caption.text()


def test_that_costs_near_the_largest_number_have_ticks() -> None:
    assert all(text for _, text in cost_ticks(2.0, np.log10(np.finfo(float).max)))


@pytest.mark.parametrize("high", [2.0, 0.6932, 0.6931488])
def test_that_no_two_ticks_of_the_colour_bar_read_the_same(high: float) -> None:
    ticks = cost_ticks(np.log10(0.69314718), np.log10(high))
    texts = [text for _, text in ticks]
    assert len(set(texts)) == 5
    np.testing.assert_allclose([float(text) for text in texts], [10**at for at, _ in ticks], 5e-3)


def test_that_a_surface_which_takes_long_is_said_to_be_on_its_way(qtbot, make) -> None:
    view = CostSurfaceView()
    qtbot.addWidget(view)
    view.show()
    view.show_snapshot(make())
    assert "stands still" in view.sentence.text()
    view.show_snapshot(make(state=State.PAUSED))
    assert "being worked out" in view.sentence.text()
    view.mode.setCurrentIndex(2)
    view.show_progress(0.4)
    assert "40\u00a0% done" in view.sentence.text()


def test_that_a_surface_goes_while_the_run_goes_on_and_its_caption_names_the_ring(
    open_bench: Callable,
) -> None:
    bench = open_bench()
    view = open_view(bench)
    wait_surface(bench, view)
    assert "ring" not in view.caption.text()
    back = replace(view.newest, looking_back=True, inside=0)
    view.show_snapshot(back)
    assert "The ring is iteration 0." in view.caption.text()
    assert view.plot.iteration_mark.isVisible()
    view.show_snapshot(replace(back, looking_back=False))
    assert not view.plot.iteration_mark.isVisible()
    view.show_snapshot(replace(back, state=State.RUNNING))
    assert "stands still" in view.sentence.text()
    assert view.sentence.isVisible()
    assert view.caption.text() == ""
    view.show_snapshot(replace(back, state=State.PAUSED, looking_back=False))
    bench.qtbot.waitUntil(view.plot.isVisible)
    assert "about iteration 0." in view.caption.text()


def test_that_the_surface_and_the_path_are_saved(bench, tmp_path) -> None:
    view = open_view(bench)
    QTest.mouseClick(bench.find("step", QPushButton), Qt.MouseButton.LeftButton)
    bench.qtbot.waitUntil(
        lambda: view.plot.surface is not None and view.plot.surface.iterations[-1] == 1
    )
    surface = view.plot.surface
    view.save_numbers(tmp_path / "surface.csv")
    header, *rows = csv.reader((tmp_path / "surface.csv").read_text().splitlines())
    assert header == [*surface.names, "cost", "iteration of the run"]
    costs = [float(row[2]) for row in rows if row[2]]
    np.testing.assert_array_equal(np.reshape(costs, surface.costs.shape), surface.costs)
    assert [row[3] for row in rows if row[3]] == ["0", "1"]


def test_that_no_surface_of_an_earlier_run_is_saved(qtbot, make, tmp_path) -> None:
    view = CostSurfaceView()
    qtbot.addWidget(view)
    view.show_snapshot(make())
    with pytest.raises(OutputError, match="no numbers"):
        view.save_numbers(tmp_path / "surface.csv")


def test_that_two_losses_are_compared_on_the_run_of_the_bench(bench, tmp_path) -> None:
    for key, value in {"network.hidden": (), "training.iterations": 50}.items():
        bench.window.settings.changed.emit(key, value)
    view = open_view(bench)
    wait_surface(bench, view)
    view.mode.setCurrentIndex(1)
    bench.qtbot.waitUntil(view.pair.isVisible)
    assert [choice.currentText() for choice in view.pair.choices] == [
        "cross-entropy",
        "half squared error, sigmoid",
    ]
    shown = view.pair.shown
    assert [plot.surface for plot in view.pair.plots] == [each.surface for each in shown.surfaces]
    assert shown.surfaces[0].surface.names == ("W1[1, 1]", "W1[1, 2]")
    first, second = shown.surfaces
    for fact in (
        f"{percent(first.surface.bent, 0)} and {percent(second.surface.bent, 0)} bends down",
        "ended after 50 and 50 iterations",
        f"at a cost of {first.score.cost:.3g} and {second.score.cost:.3g}, accuracy",
    ):
        assert fact in view.pair.sentence.text()
    view.save_numbers(tmp_path / "both.csv")
    header, *rows = csv.reader((tmp_path / "both.csv").read_text().splitlines())
    assert header == ["surface", "W1[1, 1]", "W1[1, 2]", "cost", "iteration of the descent"]
    assert {row[0] for row in rows} == {"cross-entropy", "half squared error, sigmoid"}
    with bench.qtbot.assertNotEmitted(view.requested):
        view.redraw()
    view.pair.choices[1].setCurrentIndex(2)
    bench.qtbot.waitUntil(lambda: view.pair.shown is not shown)
    assert str(view.pair.shown.surfaces[1].side.label) == "half squared error, identity"
    view.mode.setCurrentIndex(0)
    bench.qtbot.waitUntil(view.plot.isVisible)


@pytest.mark.parametrize(
    ("hidden", "says"),
    [((), "2 / largest eigenvalue"), ((3,), "in trial runs of 50")],
)
def test_that_the_largest_rates_of_two_scalings_are_said_and_how_they_are_known(
    hidden: tuple[int, ...], says: str
) -> None:
    experiment = with_settings(
        Experiment(), {"network.hidden": hidden, "training.iterations": 10, "data.samples": 40}
    )
    dataset = load(experiment.data)
    row = COMPARISONS["scalings"]
    first, second, *_ = row.sides(dataset.targets.name)
    found = compare_surfaces(
        experiment, dataset, Comparison((first, second), Plane(), row.with_rates)
    )
    sentence = measured(found, dataset.targets)
    assert says in sentence
    for each in found.surfaces:
        assert f"{each.largest_rate.rate:.3g}" in sentence
    lost = replace(found.surfaces[0], largest_rate=LargestRate(None, by_curvature=False))
    assert "none and" in measured(replace(found, surfaces=(lost, lost)), dataset.targets)
