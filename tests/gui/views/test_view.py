"""Every view: what it draws, what it drops, and what it leaves on disk."""

import csv
import sys
from pathlib import Path

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QLabel, QListView, QMenu, QVBoxLayout
from pytestqt.qtbot import QtBot

from core.errors import OutputError
from core.experiment.settings import Experiment
from core.experiment.toml import with_settings
from core.training.history import Curve
from core.training.snapshots.snapshot import Snapshot, State
from gui import theme
from gui.plots.painted_strip import PaintedStrip
from gui.views.activations.view import ActivationsView
from gui.views.curves.accuracy import AccuracyView
from gui.views.curves.cost import CostView
from gui.views.registry import VIEWS
from gui.views.view import SnapshotView
from tests.gui.views.conftest import Make, shot, small_run

KINDS = [CostView, AccuracyView, ActivationsView]


class Counting(SnapshotView):
    """A view that remembers what it was asked to draw."""

    def __init__(self) -> None:
        super().__init__("counting", "Counting")
        self.drawn: list[Snapshot] = []
        self.coloured = 0

    def draw(self, snapshot: Snapshot) -> None:
        self.drawn.append(snapshot)

    def recolour(self) -> None:
        self.coloured += 1


@pytest.fixture
def view(qtbot: QtBot) -> Counting:
    made = Counting()
    qtbot.addWidget(made)
    return made


class CountingInside(Counting):
    """One that draws nothing but the inside of a network."""

    shows_inside_alone = True


def test_that_the_inside_of_a_run_that_goes_on_is_drawn_when_it_is_another(
    qtbot: QtBot, make: Make
) -> None:
    view = CountingInside()
    qtbot.addWidget(view)
    view.show()
    experiment = Experiment()
    slower = with_settings(experiment, {"training.learning_rate": 0.003})
    told = [
        make(inside_version=version, experiment=settings, state=state)
        for version, settings, state in (
            (1, experiment, State.RUNNING),
            (1, experiment, State.RUNNING),
            (2, experiment, State.RUNNING),
            (2, slower, State.RUNNING),
            (2, slower, State.PAUSED),
            (2, slower, State.PAUSED),
        )
    ]
    for snapshot in told:
        view.show_snapshot(snapshot)
    assert view.newest is told[-1]
    view.redraw()
    assert view.drawn == [told[0], *told[2:], told[-1]]


def test_that_a_view_that_gets_its_least_height_does_not_scroll_beside_its_list(view) -> None:
    words, inside = QLabel("word " * 40), QListView()
    words.setWordWrap(True)
    column = QVBoxLayout(view)
    for part in (words, inside):
        column.addWidget(part)
    margins = column.contentsMargins()
    spaces = margins.top() + margins.bottom() + column.spacing()
    width = 300 - margins.left() - margins.right()
    lowest = words.heightForWidth(width) + inside.minimumSizeHint().height() + spaces
    assert view.heightForWidth(300) == lowest


def test_that_a_stale_snapshot_is_dropped(view, make) -> None:
    view.show()
    new = make(run=2)
    view.show_snapshot(new)
    view.show_snapshot(make(run=1))
    assert view.drawn == [new]
    assert view.newest is new


def test_that_a_hidden_view_does_not_draw(view, make) -> None:
    for _ in range(3):
        view.show_snapshot(make())
    assert view.drawn == []


def test_that_a_view_draws_the_newest_snapshot_once_when_it_is_shown(view, make) -> None:
    view.show_snapshot(make())
    newest = make()
    view.show_snapshot(newest)
    view.show()
    view.hide()
    view.show()
    assert view.drawn == [newest]


def test_that_snapshots_alone_never_colour_a_view_again(view, make) -> None:
    view.show()
    for _ in range(3):
        view.show_snapshot(make())
    assert view.coloured == 1


def test_that_a_new_theme_colours_a_view_and_draws_it_again(view, make, qapp) -> None:
    view.show()
    view.show_snapshot(make())
    drawn = len(view.drawn)
    theme.apply(qapp, dark=True)
    assert view.coloured > 1
    assert len(view.drawn) > drawn


@pytest.mark.parametrize("kind", KINDS)
def test_that_every_view_follows_the_theme(kind, make, qtbot, qapp) -> None:
    made = kind()
    qtbot.addWidget(made)
    made.resize(600, 300)
    made.show()
    made.show_snapshot(make())
    light = _brightness(made)
    theme.apply(qapp, dark=True)
    assert _brightness(made) < light - 60


@pytest.mark.parametrize("kind", KINDS)
def test_that_every_view_has_a_name_for_scripts_and_screen_readers(kind, qtbot) -> None:
    made = kind()
    qtbot.addWidget(made)
    assert made.objectName()
    assert made.accessibleName()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ending", [".png", ".svg"])
def test_that_a_picture_of_a_view_can_be_opened(kind, ending, make, qtbot, tmp_path) -> None:
    made = kind()
    qtbot.addWidget(made)
    made.resize(600, 300)
    made.show_snapshot(make())
    path = tmp_path / f"picture{ending}"
    made.save_image(path)
    if ending == ".svg":
        assert QSvgRenderer(str(path)).isValid()
    else:
        assert path.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["weights", "gradients", "functions"])
@pytest.mark.parametrize("data", ["digits", "moons"])
def test_that_a_look_is_drawn_into_files_and_in_both_themes(
    name, data, qtbot, qapp, tmp_path
) -> None:
    made = VIEWS[name].make()
    qtbot.addWidget(made)
    made.resize(600, 200)
    made.show()
    made.show_snapshot(shot(small_run(3, **{"data.kind": data}), *VIEWS[name].probes))
    for ending in (".png", ".svg"):
        made.save_image(tmp_path / f"picture{ending}")
    assert QSvgRenderer(str(tmp_path / "picture.svg")).isValid()
    light = _brightness(made)
    theme.apply(qapp, dark=True)
    assert _brightness(made) < light - 30


def test_that_a_picture_shows_what_a_hidden_view_has_not_drawn_yet(view, make, tmp_path) -> None:
    newest = make()
    view.show_snapshot(newest)
    view.save_image(tmp_path / "picture.png")
    assert view.drawn == [newest]


def test_that_a_picture_with_another_ending_is_refused(view, tmp_path) -> None:
    with pytest.raises(OutputError, match=r"ends in \.png or \.svg"):
        view.save_image(tmp_path / "picture.doc")


def test_that_a_picture_that_cannot_be_written_is_an_output_error(view, tmp_path) -> None:
    with pytest.raises(OutputError, match="does not exist"):
        view.save_image(tmp_path / "missing" / "picture.png")


def _numbers(view: SnapshotView, snapshot: Snapshot, path: Path) -> list[list[str]]:
    view.show_snapshot(snapshot)
    view.save_numbers(path)
    return list(csv.reader(path.read_text().splitlines()))


def test_that_the_costs_are_saved_in_full_precision(make, qtbot, tmp_path) -> None:
    made = CostView()
    qtbot.addWidget(made)
    snapshot = make(test_cost=Curve(np.array([1.0]), np.array([1 / 3])))
    header, *rows = _numbers(made, snapshot, tmp_path / "cost.csv")
    assert header == ["iteration", "train cost", "test cost"]
    assert [float(row[1]) for row in rows] == snapshot.train_cost.values.tolist()
    assert [row[2] for row in rows] == ["", repr(1 / 3), ""]


def test_that_activations_are_saved_with_the_numbers_of_their_samples(
    make, qtbot, tmp_path
) -> None:
    made = ActivationsView()
    qtbot.addWidget(made)
    header, *rows = _numbers(made, make(shown=np.array([0, 2, 5])), tmp_path / "a.csv")
    assert header == ["layer", "unit", "sample 1", "sample 3", "sample 6"]
    assert rows[1] == ["1", "2", "0.5", "0.0", "0.25"]


def test_that_there_are_no_numbers_before_a_run(view, tmp_path) -> None:
    with pytest.raises(OutputError, match="no numbers"):
        view.save_numbers(tmp_path / "numbers.csv")


def test_that_numbers_with_another_ending_are_refused(make, qtbot, tmp_path) -> None:
    made = CostView()
    qtbot.addWidget(made)
    made.show_snapshot(make())
    with pytest.raises(OutputError, match=r"ends in \.csv"):
        made.save_numbers(tmp_path / "numbers.xls")


@pytest.mark.parametrize("kind", KINDS)
def test_that_the_menu_key_offers_picture_and_numbers(kind, make, qtbot) -> None:
    made = kind()
    qtbot.addWidget(made)
    made.show()
    made.show_snapshot(make())
    plots = [plot.viewport() for plot in made.findChildren(pg.GraphicsView)]
    inside = [*plots, *made.findChildren(PaintedStrip)][0]
    QApplication.sendEvent(
        inside, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint(1, 1))
    )
    menu = made.findChild(QMenu, "view_menu")
    asked = []
    wanted = [
        made.image_copied,
        made.image_requested,
        made.numbers_copied,
        made.numbers_requested,
    ]
    for number, signal in enumerate(wanted):
        signal.connect(lambda view, number=number: asked.append((number, view)))
    for action in menu.actions():
        action.trigger()
    assert asked == [(number, made) for number in range(4)]
    menu.close()


def test_that_the_exporter_that_crashes_is_not_offered() -> None:
    assert "SVGExporter" not in [kind.__name__ for kind in pg.exporters.listExporters()]


def test_that_the_table_makes_what_it_names(qtbot) -> None:
    assert VIEWS
    for name, row in VIEWS.items():
        made = row.make()
        qtbot.addWidget(made)
        assert row.name == name
        assert isinstance(made, SnapshotView)


def test_that_drawing_keeps_no_reference_to_none_or_true_and_loses_none(make, qtbot) -> None:
    views = [kind() for kind in KINDS]
    for made in views:
        qtbot.addWidget(made)
        made.show()
    shots = [make(iteration=i) for i in range(2)]
    _show(views, shots, 50)
    before = sys.getrefcount(None), sys.getrefcount(True)
    _show(views, shots, 1000 // len(views) + 1)
    after = sys.getrefcount(None), sys.getrefcount(True)
    assert abs(after[0] - before[0]) < 100
    assert abs(after[1] - before[1]) < 100


def _show(views: list[SnapshotView], shots: list[Snapshot], times: int) -> None:
    for i in range(times):
        for made in views:
            made.show_snapshot(shots[i % len(shots)])
        # paints what was asked for
        QApplication.sendPostedEvents()


def _brightness(made: SnapshotView) -> float:
    image = made.grab().toImage()
    places = [(x, y) for x in range(2, image.width(), 7) for y in range(2, image.height(), 7)]
    return sum(image.pixelColor(x, y).lightness() for x, y in places) / len(places)
