"""Facts about the start laboratory: it is there before training, and a click takes a start."""

import csv
import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.training.snapshots.probes.initialisations import LayerStart, Start
from gui import theme
from gui.views.start.start_grid import (
    HEADER,
    LINE,
    StartGrid,
    common_scale,
    on_scale,
    slope_share,
    write_line,
)
from gui.views.start.view import StartView
from tests.gui.conftest import Bench
from tests.gui.views.conftest import shot, small_run


@pytest.fixture
def bench(shared_bench: Bench) -> Bench:
    return shared_bench


def open_view(bench) -> StartView:
    view = bench.window.open_view("start")
    bench.qtbot.waitUntil(
        lambda: view.newest is not None and "initialisations" in view.newest.probes
    )
    return view


def test_that_starts_are_seen_before_any_training(bench) -> None:
    view = open_view(bench)
    assert bench.snapshot.iteration == 0
    assert "400" in view.caption.text() or "256" in view.caption.text()
    assert view.grid.isVisible()


@pytest.mark.parametrize(
    ("slope", "share"),
    [
        (0.5, 0.0),
        (0.005, -0.5),
        (50.0, 0.5),
        (1e-9, -1.0),
        (1e9, 1.0),
        (0.0, -1.0),
        (math.inf, 1.0),
    ],
)
def test_that_a_bar_goes_left_where_the_gradient_fades_and_right_where_it_grows(
    slope: float, share: float
) -> None:
    assert slope_share(slope, 0.5) == pytest.approx(share)
    assert slope_share(slope, 0.0) == 0.0


def test_that_a_layer_s_histograms_share_one_scale_and_what_is_beyond_stands_at_its_end() -> None:
    def relu(high: float) -> LayerStart:
        A = high * np.linspace(0, 1, 4001)
        shares = np.histogram(A, 40, (0, high))[0] / 4001
        return LayerStart("relu", 0.0, high, shares, 0.0, high, float(A.std()), 1.0)

    zero = LayerStart("relu", 0.0, 1.0, np.eye(40)[0], 0.0, 0.0, 0.0, 0.0)
    columns = [relu(1.0), zero, relu(0.01), relu(1.0), relu(2.0), relu(1e5)]
    scale = common_scale(columns)
    assert scale == (0.0, 2.0)
    wide = [on_scale(layer, scale) for layer in columns]
    assert all(shares.sum() == pytest.approx(1) for shares in wide)
    assert wide[0][:20].sum() == pytest.approx(1)
    assert [wide[1][0], wide[2][0]] == pytest.approx([1, 1])
    np.testing.assert_allclose(wide[4], columns[4].shares, atol=1e-9)
    assert wide[5][-1] > 0.99
    largest = replace(columns[0], low=-1.7e308, high=1.7e308)
    assert on_scale(largest, scale).sum() == pytest.approx(1)
    assert common_scale([largest]) == (0.0, 1.0)


def test_that_dragging_the_scale_redraws_the_own_start(bench) -> None:
    view = open_view(bench)
    before = view.newest.probes["initialisations"].own
    bench.window.settings.changed.emit("network.scale", 3.0)
    bench.qtbot.waitUntil(lambda: view.newest.probes["initialisations"].own.scale == 3.0)
    spread = [
        start.layers[0].spread for start in (before, view.newest.probes["initialisations"].own)
    ]
    assert spread[0] < spread[1]


def test_that_a_click_on_a_column_begins_like_that(bench) -> None:
    view = open_view(bench)
    column = view.grid._column(4).center()
    QTest.mouseClick(view.grid, Qt.MouseButton.LeftButton, pos=QPoint(column.x(), 10))
    now = bench.wait(lambda snapshot: snapshot.experiment.network.initialisation == "he")
    assert now.experiment.network.scale == 1.0


def test_that_the_keyboard_takes_a_start_as_well(open_bench: Callable) -> None:
    bench = open_bench()
    view = open_view(bench)
    QTest.keyClick(view.grid, Qt.Key.Key_Right)
    QTest.keyClick(view.grid, Qt.Key.Key_Return)
    bench.wait(lambda snapshot: snapshot.experiment.network.initialisation == "zeros")


def test_that_every_layer_of_every_start_is_saved(qtbot, tmp_path) -> None:
    view, run = StartView(), small_run(0)
    qtbot.addWidget(view)
    view.show_snapshot(shot(run, "initialisations"))
    view.save_numbers(tmp_path / "starts.csv")
    header, *rows = csv.reader((tmp_path / "starts.csv").read_text().splitlines())
    assert header[:5] == ["initialisation", "scale", "first cost", "layer", "activation"]
    assert len(rows) == 6 * 3
    A = run.network.forward(run.parameters, run.train[0]).A
    own = [dict(zip(header, row, strict=True)) for row in rows[:3]]
    assert [row["activation"] for row in own] == ["tanh", "tanh", "output"]
    given = [float(row["standard deviation of A"]) for row in own]
    np.testing.assert_allclose(given, [layer.std() for layer in A[1:]], rtol=1e-9)


def test_that_a_wide_scale_goes_on_in_a_second_line(qtbot) -> None:
    layer = LayerStart("identity", -3.67, 3.67, np.eye(40)[3], -3.67, -0.0934, 1.0, 1.0)
    grid = StartGrid()
    qtbot.addWidget(grid)
    grid.resize(600, 200)
    grid.show_starts((Start("he", 1.0, 1.0, (layer,)),))
    picture = grid.grab(QRect(4, HEADER + 2 * LINE + 2, 56, LINE - 2)).toImage()
    colours = {picture.pixel(x, y) for x in range(56) for y in range(LINE - 2)}
    assert len(colours) > 1


def test_that_a_narrow_view_is_scrolled_rather_than_its_words_cut(qtbot: QtBot) -> None:
    grid = StartGrid()
    qtbot.addWidget(grid)
    found = shot(small_run(1), "initialisations").probes["initialisations"]
    starts = (found.own, *found.beside)
    grid.show_starts(starts)
    words = QFontMetrics(theme.small_font()).horizontalAdvance("first cost 1.23")
    assert grid.minimumWidth() >= len(starts) * words


class Painted(QObject):
    """Note which widgets are painted."""

    def __init__(self) -> None:
        super().__init__()
        self.widgets: list[QObject] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.widgets.append(watched)
        return False


def test_that_starts_that_stay_the_same_are_not_painted_again(qtbot: QtBot) -> None:
    view, trainer, painted = StartView(), small_run(0), Painted()
    qtbot.addWidget(view)
    view.show_snapshot(shot(trainer, "initialisations"))
    with qtbot.waitExposed(view):
        view.show()
    for widget in (view.grid, view.caption):
        widget.installEventFilter(painted)
    view.show_snapshot(shot(trainer, "initialisations"))
    view.caption.update()
    qtbot.waitUntil(lambda: view.caption in painted.widgets)
    assert view.grid not in painted.widgets
    other = small_run(0, **{"network.scale": 3.0})
    view.show_snapshot(shot(other, "initialisations", run=2))
    qtbot.waitUntil(lambda: view.grid in painted.widgets)


def test_that_a_line_that_only_just_fits_is_written_whole(qtbot: QtBot) -> None:
    text = "A 0.193 ... 0.536, σ 0.12"

    def written(room: int) -> QImage:
        picture = QImage(300, 40, QImage.Format.Format_RGB32)
        picture.fill(Qt.GlobalColor.white)
        painter = QPainter(picture)
        just = painter.fontMetrics().horizontalAdvance(text)
        write_line(painter, QRect(0, 0, just + room, 16), [text])
        painter.end()
        return picture

    assert written(0) == written(100)
