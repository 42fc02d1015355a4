"""Facts about asking the window's network about pictures: its answers are the command line's."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMessageBox, QPushButton, QTabWidget, QWidget

from cli.predict import main
from core.training.snapshots.snapshot import State
from gui.dialogs import files
from gui.preferences import Preferences
from gui.views.predictions.view import PredictionsView
from tests.gui.conftest import Bench, let_fall


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Twelve pictures of two classes, to train on."""
    generator = np.random.RandomState(1)
    for number in range(12):
        place = tmp_path / "photos" / ("light", "dark")[number % 2]
        place.mkdir(parents=True, exist_ok=True)
        pixels = generator.randint(0, 128, (9 + number, 9, 3)) + 120 * (number % 2 == 0)
        Image.fromarray(pixels.astype(np.uint8)).save(place / f"{number}.png")
    return tmp_path / "photos"


@pytest.fixture
def file(photos: Path, tmp_path: Path) -> Path:
    """An experiment on the photos."""
    file = tmp_path / "mine.toml"
    file.write_text(
        f'[data]\nkind = "pictures"\nfolder = "{photos.as_posix()}"\nsize = 8\n'
        "[training]\niterations = 40\n"
    )
    return file


@pytest.fixture
def bench(shared_window: Bench, file: Path) -> Bench:
    """The shared window with a network that has learned, and the tab of predictions on top."""
    shared_window.begin(file)
    return learned(shared_window)


@pytest.fixture
def own_bench(open_bench: Callable[..., Bench], file: Path) -> Bench:
    """A window of a test's own with the same."""
    return learned(open_bench(str(file)))


def learned(bench: Bench) -> Bench:
    """Have the tab of predictions on top, and train to the end."""
    bench.wait(lambda snapshot: snapshot.classes == ("dark", "light"))
    bench.window.open_view("predictions")
    QTest.keyClick(bench.window, Qt.Key.Key_F5)
    bench.wait_state(State.FINISHED)
    return bench


def answered(bench, count: int) -> PredictionsView:
    view = bench.find("predictions_view", PredictionsView)
    bench.qtbot.waitUntil(
        lambda: (
            len(view.files_panel.model.predictions) == count and view.files_panel.stop.isHidden()
        )
    )
    return view


def test_that_files_are_answered_by_the_settings_of_now_without_being_asked_for_again(
    bench, photos: Path
) -> None:
    let_fall(bench.find("predictions_view", PredictionsView), [photos])
    view = answered(bench, 12)
    assert view.files_panel.model.answers.threshold == 0.5
    bench.window.settings.changed.emit("answers.threshold", 0.9)
    bench.qtbot.waitUntil(lambda: view.files_panel.model.answers.threshold == 0.9)
    answered(bench, 12)
    assert view.files_panel.again.isHidden()


def test_that_a_drop_on_the_tab_is_answered_and_the_data_stays(bench, photos: Path) -> None:
    (photos / "light" / "notes.txt").write_text("not a picture")
    before = bench.window.predictions.newest.experiment
    let_fall(bench.window.predictions, [photos / "light", photos / "dark" / "1.png"])
    view = answered(bench, 8)
    problems = [one.file for one in view.files_panel.model.predictions if one.problem]
    assert problems == [str(photos / "light" / "notes.txt")]
    assert bench.snapshot.experiment == before
    assert not bench.window.findChildren(QMessageBox)


def test_that_what_is_no_picture_is_opened_as_anywhere_else_on_the_window(
    bench, photos: Path, tmp_path: Path
) -> None:
    view, file = bench.window.predictions, tmp_path / "mine.npz"
    view.predict([photos / "light"])
    answered(bench, 6)
    bench.window.run_bar.export_requested.emit()
    dialog = bench.find("file_dialog", QFileDialog)
    dialog.fileSelected.emit(str(file))
    dialog.close()
    bench.qtbot.waitUntil(file.exists)
    before = bench.snapshot.run
    assert let_fall(view, [file]) is Qt.DropAction.CopyAction
    assert not bench.window.drop.frame.isVisible()
    assert bench.wait(lambda snapshot: snapshot.run > before).iteration == 0
    assert len(view.files_panel.model.predictions) == 6
    assert not bench.window.findChildren(QMessageBox)


def test_that_loose_pictures_with_a_table_can_be_learned_as_well(
    bench, photos: Path, tmp_path: Path
) -> None:
    loose = tmp_path / "loose"
    loose.mkdir()
    for place in photos.rglob("*.png"):
        place.rename(loose / place.name)
    names = [f"{number}.png,{'ab'[number % 2]}" for number in range(12)]
    (loose / "labels.csv").write_text("\n".join(["file,label", *names]))
    bench.window.dropped.emit(str(loose))
    box = bench.window.findChildren(QMessageBox)[-1]
    offers = {button.text(): button for button in box.buttons()}
    assert {"Predict them", "Learn from them"} <= {*offers}
    offers["Learn from them"].click()
    bench.wait(lambda snapshot: snapshot.classes == ("a", "b"))


def test_that_a_copied_picture_and_copied_files_are_answered(bench, photos: Path) -> None:
    clipboard = QGuiApplication.clipboard()
    file = photos / "dark" / "3.png"
    clipboard.setImage(QImage(str(file)))
    bench.window.open_view("activations")
    bench.window.menus.actions["paste"].trigger()
    view = answered(bench, 1)
    assert bench.window.inside.currentWidget() is bench.window.place("predictions")
    (copied,) = view.files_panel.model.predictions
    # A view that the window itself has copied is a QPixmap.
    clipboard.setPixmap(bench.window.grab())
    bench.window.menus.actions["paste"].trigger()
    bench.qtbot.waitUntil(lambda: [*view.files_panel.model.predictions] not in ([], [copied]))
    assert not view.files_panel.model.predictions[0].problem
    copies = QMimeData()
    copies.setUrls([QUrl.fromLocalFile(str(file)), QUrl.fromLocalFile(str(photos / "light/0.png"))])
    clipboard.setMimeData(copies)
    bench.window.menus.actions["paste"].trigger()
    view = answered(bench, 2)
    own = view.files_panel.model.predictions[0]
    assert (own.file, own.readings) == (str(file), copied.readings)


def test_that_the_saved_table_is_the_command_line_s(bench, photos: Path, tmp_path: Path) -> None:
    (photos / "broken.png").write_text("not a picture")
    let_fall(bench.window.predictions, [photos])
    view = answered(bench, 13)
    view.files_panel.table.sortByColumn(3, Qt.SortOrder.AscendingOrder)
    QTest.mouseClick(view.files_panel.save, Qt.MouseButton.LeftButton)
    bench.find("file_dialog", QFileDialog).fileSelected.emit(str(tmp_path / "window.csv"))
    bench.qtbot.waitUntil(lambda: (tmp_path / "window.csv").exists())
    bench.window.findChild(QFileDialog).close()
    QTest.mouseClick(bench.find("export", QPushButton), Qt.MouseButton.LeftButton)
    for dialog in bench.window.findChildren(QFileDialog):
        if dialog.isVisible():
            dialog.fileSelected.emit(str(tmp_path / "net.npz"))
    bench.qtbot.waitUntil(lambda: "Same answers" in bench.window.statusBar().currentMessage())
    main([str(tmp_path / "net.npz"), str(photos), "--csv", str(tmp_path / "cli.csv")])
    assert (tmp_path / "window.csv").read_bytes() == (tmp_path / "cli.csv").read_bytes()


def test_that_a_folder_is_remembered_only_once_answers_were_written_there(
    own_bench, photos: Path, tmp_path: Path
) -> None:
    let_fall(own_bench.window.predictions, [photos])
    view = answered(own_bench, 12)
    QTest.mouseClick(view.files_panel.save, Qt.MouseButton.LeftButton)
    own_bench.find("file_dialog", QFileDialog).fileSelected.emit(str(tmp_path / "none" / "x.csv"))
    own_bench.qtbot.waitUntil(lambda: bool(own_bench.window.findChildren(QMessageBox)))
    assert own_bench.window.preferences.folder("answers") == ""
    own_bench.find("file_dialog", QFileDialog).fileSelected.emit(str(tmp_path / "x.csv"))
    own_bench.qtbot.waitUntil(lambda: own_bench.window.preferences.folder("answers") != "")
    assert own_bench.window.preferences.folder("answers") == str(tmp_path)
    own_bench.find("file_dialog", QFileDialog).close()


@pytest.mark.parametrize("folder", ["/proc", "/proc/self", "/sys/class", "/dev/shm"])
def test_that_no_dialog_begins_in_a_folder_of_the_system_s_own(tmp_path: Path, folder: str) -> None:
    preferences = Preferences(tmp_path / "settings.ini")
    preferences.keep_folder("answers", folder)
    assert preferences.folder("answers") == ""


def test_that_a_click_in_the_window_shows_the_samples_of_a_cell(own_bench) -> None:
    judged = own_bench.window.predictions.dataset_panel
    own_bench.qtbot.waitUntil(lambda: len(judged.matrix.counts) == 2)
    cell = tuple(int(n) for n in np.argwhere(judged.matrix.counts)[0])
    place: QPoint = judged.matrix.layout_now().cell(*cell).center().toPoint()
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(judged.matrix, left, none, place)
    assert len(judged.list.model.samples) == judged.matrix.counts[cell]


def test_that_answers_cost_nothing_while_nobody_looks(bench) -> None:
    bench.find("inside", QTabWidget).setCurrentIndex(0)
    bench.wait(lambda snapshot: "predictions" not in snapshot.probes)


def test_that_a_folder_that_is_gone_is_told(bench, tmp_path: Path) -> None:
    bench.window.predictions.predict([tmp_path / "gone"])
    bench.qtbot.waitUntil(lambda: bool(bench.window.findChildren(QMessageBox)))
    (box,) = bench.window.findChildren(QMessageBox)
    assert "no such picture or folder" in box.text()
    box.close()


def test_that_the_dialog_for_pictures_shows_every_kind_that_is_read(qtbot, tmp_path: Path) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    files.ask_pictures(parent, str(tmp_path), lambda paths: None)
    dialog = parent.findChild(QFileDialog)
    pictures, every = dialog.nameFilters()
    assert all(f"*{ending}" in pictures for ending in (".jpg", ".png", ".webp", ".tif", ".ppm"))
    assert every.endswith("(*)")
    dialog.close()
