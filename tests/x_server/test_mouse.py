"""Facts about the window under a real mouse on a real X server."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QAbstractSlider, QComboBox, QFileDialog, QPushButton, QWidget

from core.models.exporters import read_model
from core.training.snapshots.snapshot import Snapshot, State


@pytest.fixture
def window(open_experiment: Callable):
    return open_experiment()


@pytest.fixture
def wait(qtbot, window) -> Callable[[Callable[[Snapshot], bool]], Snapshot]:
    def until(wanted: Callable[[Snapshot], bool]) -> Snapshot:
        qtbot.waitUntil(lambda: wanted(window.cost.newest))
        return window.cost.newest

    return until


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A folder of eight small pictures of two classes."""
    for number in range(8):
        place = tmp_path / "photos" / ("light", "dark")[number % 2]
        place.mkdir(parents=True, exist_ok=True)
        pixels = np.full((9, 9, 3), 20 * number, np.uint8)
        Image.fromarray(pixels).save(place / f"{number}.png")
    return tmp_path / "photos"


class Source(QWidget):
    """A window that a folder can be dragged out of, like a file manager's."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder, self.done = folder, None
        self.setGeometry(1200, 20, 120, 60)
        self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        drag, data = QDrag(self), QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(self.folder))])
        drag.setMimeData(data)
        self.done = drag.exec(
            Qt.DropAction.CopyAction | Qt.DropAction.MoveAction, Qt.DropAction.MoveAction
        )


def test_that_training_pausing_stepping_and_resetting_work(window, wait, mouse) -> None:
    mouse.click(window.findChild(QPushButton, "train"))
    first = wait(lambda snapshot: snapshot.iteration > 5)
    mouse.click(window.findChild(QPushButton, "pause"))
    paused = wait(lambda snapshot: snapshot.state is not State.RUNNING)
    if paused.state is State.PAUSED:
        mouse.click(window.findChild(QPushButton, "step"))
        wait(lambda snapshot: snapshot.iteration == paused.iteration + 1)
    mouse.click(window.findChild(QPushButton, "reset"))
    assert wait(lambda snapshot: snapshot.run > first.run).iteration == 0


def test_that_dragging_the_layers_slider_adds_layers(window, wait, mouse) -> None:
    slider = window.findChild(QAbstractSlider, "hidden_layers")
    mouse.drag(slider, (slider.value() / 8, 0.3), (0.6, 0.3))
    assert wait(lambda snapshot: len(snapshot.layers) > 2)


def test_that_dragging_a_column_changes_its_units(window, wait, mouse) -> None:
    column = window.findChild(QAbstractSlider, "units_1")
    mouse.drag(column, (0.5, 0.8), (0.5, 0.2))
    wait(lambda snapshot: len(snapshot.layers[0].A) > 8)


def test_that_tanh_is_picked_from_the_list(
    open_experiment: Callable, mouse, qtbot, tmp_path
) -> None:
    (tmp_path / "mine.toml").write_text('[network]\nactivation = "relu"\n')
    window = open_experiment(tmp_path / "mine.toml")
    box = window.findChild(QComboBox, "activation_all")
    window.settings.ensureWidgetVisible(box)
    mouse.click(box)
    view = box.view()
    qtbot.waitUntil(view.isVisible)
    place = view.visualRect(view.model().index(box.findData("tanh"), 0)).center()
    viewport = view.viewport()
    mouse.click(viewport, place.x() / viewport.width(), place.y() / viewport.height())
    qtbot.waitUntil(lambda: window.cost.newest.layers[0].activation == "tanh")


def test_that_the_learning_rate_is_dragged_while_it_trains(window, wait, mouse) -> None:
    window.findChild(QWidget, "iterations").setValue(1_000_000)
    mouse.click(window.findChild(QPushButton, "train"))
    first = wait(lambda snapshot: snapshot.iteration > 5)
    rate = window.findChild(QWidget, "learning_rate")
    window.settings.ensureWidgetVisible(rate)
    mouse.drag(rate, (0.45, 0.5), (0.2, 0.5))
    later = wait(lambda snapshot: snapshot.learning_rate < first.learning_rate / 2)
    assert later.run == first.run
    assert later.rate_changes


def test_that_the_timeline_is_dragged_back_and_gone_on_from(window, wait, mouse) -> None:
    window.findChild(QWidget, "iterations").setValue(200)
    mouse.click(window.findChild(QPushButton, "train"))
    done = wait(lambda snapshot: snapshot.state is State.FINISHED)
    mouse.drag(window.findChild(QAbstractSlider, "timeline"), (0.97, 0.5), (0.3, 0.5))
    back = wait(lambda snapshot: 0 < snapshot.inside < done.iteration / 2)
    assert back.iteration == done.iteration
    mouse.click(window.findChild(QPushButton, "branch"))
    assert wait(lambda snapshot: snapshot.run > done.run).branches


def test_that_a_folder_dragged_onto_the_window_is_loaded(
    window, wait, mouse, qtbot, photos: Path
) -> None:
    source = Source(photos)
    qtbot.addWidget(source)
    with qtbot.waitExposed(source):
        source.show()
    mouse.carry(source, window.cost)
    # A file manager that hears of a move would take the folder away.
    qtbot.waitUntil(lambda: source.done is not None)
    assert source.done is Qt.DropAction.CopyAction
    assert wait(lambda snapshot: snapshot.classes == ("dark", "light")).train_count == 8


def test_that_a_picture_is_left_out_by_its_menu_and_taken_back(
    window, wait, mouse, qtbot, photos: Path
) -> None:
    window.dropped.emit(str(photos))
    wait(lambda snapshot: snapshot.train_count == 8)
    bar, view = window.inside.tabBar(), window.data
    tab = bar.tabRect(window.tabs.index(window.place("data"))).center()
    mouse.click(bar, tab.x() / bar.width(), tab.y() / bar.height())
    qtbot.waitUntil(lambda: view.parts is not None and len(view.grid.pictures.items) == 8)
    second = view.grid.visualRect(view.grid.pictures.index(1)).center()
    surface = view.grid.viewport()
    mouse.click(surface, second.x() / surface.width(), second.y() / surface.height(), button=3)
    qtbot.waitUntil(view.menu.isVisible)
    (picked,) = view.grid.selectedIndexes()
    name = view.grid.pictures.items[picked.row()].name
    first = view.menu.actionGeometry(view.menu.actions()[0]).center()
    mouse.click(view.menu, first.x() / view.menu.width(), first.y() / view.menu.height())
    out = wait(lambda snapshot: snapshot.train_count == 7).experiment.data.leave_out
    assert out == (name,)
    back = window.findChild(QPushButton, "take_back_leave_out")
    qtbot.waitUntil(back.isVisible)
    mouse.click(back, 0.2)
    assert wait(lambda snapshot: snapshot.train_count == 8).experiment.data.leave_out == ()


def test_that_weights_are_exported_by_mouse_and_keyboard(
    window, wait, mouse, qtbot, tmp_path: Path
) -> None:
    window.findChild(QWidget, "iterations").setValue(200)
    mouse.click(window.findChild(QPushButton, "train"))
    done = wait(lambda snapshot: snapshot.state is State.FINISHED)
    mouse.click(window.findChild(QPushButton, "export"))
    qtbot.waitUntil(lambda: window.findChild(QFileDialog) is not None)
    qtbot.waitUntil(window.findChild(QFileDialog).isActiveWindow)
    mouse.type(f"{tmp_path}/model.npz")
    qtbot.waitUntil(lambda: (tmp_path / "model.npz").exists())
    assert read_model(tmp_path / "model.npz").experiment == done.experiment


def test_that_pictures_dragged_onto_the_predictions_are_answered_and_a_click_shows_a_cell(
    open_experiment: Callable, mouse, qtbot, tmp_path: Path
) -> None:
    for number in range(8):
        place = tmp_path / "photos" / ("light", "dark")[number % 2]
        place.mkdir(parents=True, exist_ok=True)
        pixels = np.full((9, 9, 3), 20 * number + 100 * (number % 2 == 0), np.uint8)
        Image.fromarray(pixels).save(place / f"{number}.png")
    folder = (tmp_path / "photos").as_posix()
    (tmp_path / "mine.toml").write_text(
        f'[data]\nkind = "pictures"\nfolder = "{folder}"\nsize = 8\n'
    )
    window = open_experiment(tmp_path / "mine.toml")
    view, tabs = window.predictions, window.inside.tabBar()
    tab = tabs.tabRect(window.inside.indexOf(window.place("predictions"))).center()
    mouse.click(tabs, tab.x() / tabs.width(), tab.y() / tabs.height())
    matrix = view.dataset_panel.matrix
    qtbot.waitUntil(lambda: len(matrix.counts) == 2)
    cell = tuple(int(n) for n in np.argwhere(matrix.counts)[0])
    centre = matrix.layout_now().cell(*cell).center()
    mouse.click(matrix, centre.x() / matrix.width(), centre.y() / matrix.height())
    qtbot.waitUntil(lambda: matrix.cell == cell)
    assert len(view.dataset_panel.list.model.samples) == matrix.counts[cell]
    source = Source(tmp_path / "photos" / "light")
    qtbot.addWidget(source)
    with qtbot.waitExposed(source):
        source.show()
    mouse.carry(source, view)
    qtbot.waitUntil(lambda: len(view.files_panel.model.predictions) == 4)
    assert window.cost.newest.train_count == 8
