"""Facts about the cost surface: it comes when the run rests, and is of the run that is there."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from core.training.snapshot import State
from gui.views.cost_surface import CostSurfaceView


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


def test_that_two_weights_of_ones_choice_are_the_axes(bench) -> None:
    view = open_view(bench)
    wait_surface(bench, view)
    view.choice.kind.setCurrentIndex(1)
    view.choice.weights[0].unit.setValue(3)
    bench.qtbot.waitUntil(lambda: view.plot.surface.names == ("W1[3, 1]", "W1[1, 2]"))


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
