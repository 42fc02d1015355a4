"""Facts about the boundary view: it colours by class, and points are painted with the mouse."""

import csv
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from core.training.snapshots.snapshot import Snapshot
from gui.plots.plane_plot import PlanePlot, decision
from gui.views.boundary.brush import Brush
from gui.views.boundary.view import BoundaryView
from tests.gui.conftest import Bench
from tests.gui.views.conftest import shot, small_run

SQUARE = (1.0, 1.0)


@pytest.fixture
def bench(shared_bench: Bench) -> Bench:
    return shared_bench


def open_view(bench) -> BoundaryView:
    view = bench.window.open_view("boundary")
    bench.qtbot.waitUntil(lambda: view.newest is not None and "boundary" in view.newest.probes)
    return view


def press(view: BoundaryView, name: str) -> None:
    QTest.mouseClick(view.findChild(QToolButton, name), Qt.MouseButton.LeftButton)


def drag(view: BoundaryView, *places: tuple[float, float]) -> None:
    """Draw a stroke through places given as shares of the plane."""
    port = view.plane.viewport()
    box = view.plane.getPlotItem().vb.sceneBoundingRect()
    points = [
        QPoint(int(box.left() + x * box.width()), int(box.top() + y * box.height()))
        for x, y in places
    ]
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=points[0])
    for point in points[1:]:
        QTest.mouseMove(port, point)
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=points[-1])


def painted(bench, view: BoundaryView) -> Snapshot:
    bench.wait(lambda snapshot: snapshot.experiment.data.kind == "painted")
    return bench.snapshot


def test_that_a_place_has_the_colour_of_the_class_that_wins_there() -> None:
    winner = np.array([[0, 0, 1], [0, 0, 1]], np.uint8)
    sure, unsure = (decision(winner, np.full(winner.shape, p), 2) for p in (1.0, 0.5))
    assert (sure[0, 0] != sure[0, 2]).any()
    away = [abs(int(part[0, 0, 0]) - int(part[0, 2, 0])) for part in (sure, unsure)]
    assert away[0] > away[1]


def test_that_painting_turns_any_points_into_painted_ones(bench) -> None:
    view = open_view(bench)
    before, names = bench.snapshot.dataset.train.m, bench.snapshot.classes
    press(view, "paint_1")
    drag(view, (0.1, 0.1))
    now = painted(bench, view)
    assert now.dataset.train.m == before + 1
    assert now.dataset.train.labels[-1] == 1
    assert now.classes == names
    x1, x2 = now.dataset.train.X[:, -1]
    assert x1 < 0 < x2


def test_that_a_new_class_can_be_painted(bench) -> None:
    view = open_view(bench)
    press(view, "paint_2")
    drag(view, (0.9, 0.9))
    assert len(painted(bench, view).classes) == 3


def test_that_erasing_takes_points_away(bench) -> None:
    view = open_view(bench)
    before = bench.snapshot.dataset.train.m
    press(view, "erase")
    drag(view, (0.5, 0.5))
    assert painted(bench, view).dataset.train.m < before


def test_that_looking_paints_nothing(open_bench: Callable) -> None:
    bench = open_bench()
    view = open_view(bench)
    with bench.qtbot.assertNotEmitted(view.changes):
        drag(view, (0.5, 0.5), (0.6, 0.6))


def test_that_a_stroke_leaves_points_apart_and_never_empties_a_class() -> None:
    brush = Brush([(0.0, 0.0, 0), (50.0, 0.0, 1)], 0)
    touched = [brush.touch(float(x), 5.0, SQUARE) for x in range(28)]
    assert sum(touched) == 4
    eraser = Brush(list(brush.points), None)
    assert eraser.touch(0.0, 0.0, SQUARE)
    assert not eraser.touch(50.0, 0.0, SQUARE)
    assert {label for _, _, label in eraser.points} == {0, 1}


def test_that_a_click_on_a_unit_shows_its_own_surface(open_bench: Callable) -> None:
    bench = open_bench()
    view = open_view(bench)
    whole = view.plane.image.image.copy()
    QTest.mouseClick(view.tiles, Qt.MouseButton.LeftButton, pos=QPoint(20, 40))
    assert view.tiles.unit == (0, 0)
    assert view.plane.image.image.shape != whole.shape
    assert "unit 1" in view.caption.text()
    QTest.keyClick(view.tiles, Qt.Key.Key_Right)
    assert view.tiles.unit == (0, 1)
    QTest.keyClick(view.tiles, Qt.Key.Key_Escape)
    assert view.tiles.unit is None


def _same_plane(view: BoundaryView) -> bool:
    """Tell whether the picture lies where the plane was asked, whatever its pixels."""
    seen = view.newest.probes["boundary"]
    image = view.plane.image
    drawn = image.mapRectToParent(image.boundingRect()).getCoords()
    return bool(np.allclose(drawn, (seen.x1[0], seen.x2[0], seen.x1[1], seen.x2[1])))


def test_that_answer_and_units_fill_the_same_plane_also_of_other_data(qtbot) -> None:
    view = BoundaryView()
    qtbot.addWidget(view)
    view.show()
    moons, flower = (small_run(**{"data.kind": kind}) for kind in ("moons", "flower"))
    view.show_snapshot(shot(moons, "boundary"))
    assert _same_plane(view)
    QTest.keyClick(view.tiles, Qt.Key.Key_Right)
    assert view.plane.image.image.shape[:2] == view.newest.probes["boundary"].units[0].shape[1:]
    assert _same_plane(view)
    view.show_snapshot(shot(flower, "boundary", run=2))
    assert _same_plane(view)
    QTest.keyClick(view.tiles, Qt.Key.Key_Escape)
    assert view.plane.image.image.shape[:2] == view.newest.probes["boundary"].winner.shape
    assert _same_plane(view)


def _numbers(view: BoundaryView, path) -> tuple[list[str], list[list[str]]]:
    view.save_numbers(path)
    header, *rows = csv.reader(path.read_text().splitlines())
    return header, rows


def test_that_the_answers_all_over_the_plane_are_saved(qtbot, tmp_path) -> None:
    view, run = (
        BoundaryView(),
        small_run(60, **{"data.kind": "moons", "network.activation": "tanh"}),
    )
    qtbot.addWidget(view)
    view.show_snapshot(shot(run, "boundary"))
    header, rows = _numbers(view, tmp_path / "plane.csv")
    assert header == ["x1", "x2", "class answered", "probability"]
    X = np.array([row[:2] for row in rows], float).T
    A = run.network.forward(run.parameters, np.asfortranarray(X)).A[-1][0]
    assert [row[2] == run.dataset.classes[1] for row in rows] == (A > 0.5).tolist()
    np.testing.assert_allclose([float(row[3]) for row in rows], np.maximum(A, 1 - A), rtol=1e-6)


def test_that_a_chosen_unit_s_activations_are_saved_instead(qtbot, tmp_path) -> None:
    view, run = BoundaryView(), small_run(**{"data.kind": "moons", "network.activation": "tanh"})
    qtbot.addWidget(view)
    view.show()
    view.show_snapshot(shot(run, "boundary"))
    for _ in range(5 + 3):
        QTest.keyClick(view.tiles, Qt.Key.Key_Right)
    header, rows = _numbers(view, tmp_path / "unit.csv")
    assert header == ["x1", "x2", "A of layer 2 unit 3"]
    X = np.array([row[:2] for row in rows], float).T
    A = run.network.forward(run.parameters, np.asfortranarray(X)).A[2][2]
    np.testing.assert_allclose([float(row[2]) for row in rows], A, rtol=1e-5, atol=1e-7)


def test_that_many_numbers_are_drawn_in_few_colours(qtbot: QtBot) -> None:
    plot = PlanePlot()
    qtbot.addWidget(plot)
    shares = np.linspace(0, 1, 500)
    plot.show_numbers(plot.train, np.vstack([shares, shares]), shares)
    colours = {brush.color().rgb() for brush in plot.train.data["brush"]}
    assert 16 <= len(colours) <= 32
