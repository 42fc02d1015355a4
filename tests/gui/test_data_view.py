"""Facts about the view of the data in the window: what it finds, and what a user corrects."""

import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tomli_w
from msgspec.structs import replace
from PIL import Image
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QColorDialog,
    QComboBox,
    QFileDialog,
    QLabel,
    QMessageBox,
    QPushButton,
)

from core.data.audit import audit as audits
from core.data.audit.audit import audit
from core.data.dataset import Dataset, samples
from core.data.file_notes import ImageInfo
from core.data.folder.items import Side
from core.data.images import decode_many
from core.data.images.read import read_with_info
from core.experiment.inputs import NumberInputs, PictureInputs
from gui.views.data.summary_text import about
from gui.views.data.view import DataView
from tests.gui.conftest import Bench, lay_out

PATIENCE = 60.0


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Twelve pictures of two classes, one copy across them, one of one colour, and rubbish."""
    random = np.random.RandomState(1)
    for number in range(12):
        place = tmp_path / "photos" / ("light", "dark")[number % 2]
        place.mkdir(parents=True, exist_ok=True)
        fields = random.randint(0, 256, (4, 4, 3), np.uint8)
        Image.fromarray(fields).resize((40, 20)).save(place / f"{number:02}.png")
    Image.open(tmp_path / "photos/light/00.png").save(tmp_path / "photos/dark/copy.png")
    Image.new("RGB", (20, 20), "red").save(tmp_path / "photos/light/red.png")
    (place / "notes.jpg").write_text("not a picture")
    (place / ".DS_Store").write_bytes(b"x")
    return tmp_path / "photos"


@pytest.fixture
def open_data(shared_window: Bench, tmp_path: Path) -> Callable[..., Bench]:
    """Open some data in the shared window, at the tab of the data."""

    def open_it(**data: object) -> Bench:
        shared_window.begin(experiment_of(data, tmp_path))
        return at_the_data(shared_window)

    return open_it


@pytest.fixture
def bench(open_data: Callable[..., Bench], photos: Path) -> Bench:
    """The window on the photos, looked through for faults."""
    bench = open_data(kind="pictures", folder=str(photos), size=16)
    bench.qtbot.waitUntil(lambda: "two_classes" in lines(bench.window.data))
    return bench


def experiment_of(data: dict[str, object], place: Path) -> Path:
    """Write an experiment on some data into a folder."""
    (place / "mine.toml").write_text(tomli_w.dumps({"data": data}))
    return place / "mine.toml"


def at_the_data(bench: Bench) -> Bench:
    """Open the tab of the data, and wait until it shows all of those of now."""
    view = bench.window.open_view("data")
    bench.qtbot.waitUntil(
        lambda: view.parts is not None and view._dataset is bench.snapshot.dataset
    )
    pick(view, "all")
    return bench


@pytest.fixture
def gate(bench, monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Hold the reading of the whole folder until this is set; single pictures are read."""
    gate = threading.Event()

    def waits(path: str, inputs: PictureInputs) -> tuple[np.ndarray, ImageInfo]:
        assert gate.wait(PATIENCE)
        return read_with_info(path, inputs)

    monkeypatch.setattr(decode_many, "read_with_info", waits)
    return gate


def lines(view: DataView) -> dict[str, str]:
    return {part.key: part.words for part in view.parts.lines() if part.key}


def pick(view: DataView, part: str) -> None:
    keys = [one.key for one in view.parts.lines()]
    view.sections.setCurrentRow(keys.index(part))


def press(view: DataView, key: Qt.Key, name: str) -> None:
    """Pick a picture by its name, and press a key."""
    names = [item.name for item in view.grid.pictures.items]
    row = names.index(name)
    # Whatever key an earlier test has left pressed: setCurrentIndex would ask for it.
    how = QItemSelectionModel.SelectionFlag.ClearAndSelect
    view.grid.selectionModel().setCurrentIndex(view.grid.pictures.index(row), how)
    view.grid.setFocus()
    QTest.keyClick(view.grid, key)


def words(bench, name: str) -> str:
    return bench.find(name, QLabel).text().replace("\u00a0", " ")


def test_that_the_data_is_counted_and_its_faults_are_listed(bench) -> None:
    view = bench.window.data
    assert lines(view) == {
        "all": "14",
        "class 0": "7",
        "class 1": "7",
        "two_classes": "1",  # The pair is told of once.
        "constant": "1",
        "unread": "1",
    }
    assert "Always answering dark is right for 50.0 %" in words(bench, "data_words")
    assert "1 system file ignored: 1 .DS_Store." in words(bench, "data_words")


def test_that_a_part_shows_its_pictures_and_copies_stand_together(bench) -> None:
    view = bench.window.data
    pick(view, "two_classes")
    view.grid.setCurrentIndex(view.grid.pictures.index(0))
    assert [item.name for item in view.grid.pictures.items] == ["light/00.png", "dark/copy.png"]
    assert "The same as dark/copy.png" in view.large.words.text
    assert not view.grid.grab().isNull()
    pick(view, "unread")
    (row,) = [view.skipped.topLevelItem(0)]
    assert row.text(0) == "dark/notes.jpg"
    assert "text" in row.text(1)


def test_that_each_reason_to_leave_files_out_has_a_line_with_its_count(
    open_data: Callable, photos: Path, without_heic: None
) -> None:
    for number in range(3):
        (photos / "dark" / f"{number}.jpg").write_bytes(b"\0\0\0\x1cftypheic" + bytes(99))
    view = open_data(kind="pictures", folder=str(photos), size=16).window.data
    found = lines(view)
    assert (found["unread"], found["unread 0"], found["unread 1"]) == ("4", "3", "1")
    pick(view, "unread 0")
    assert view.skipped.topLevelItemCount() == 3
    assert "HEIC photo" in view.skipped.topLevelItem(0).text(1)


def test_that_a_picture_is_shown_large_as_seen_and_as_it_is(bench) -> None:
    view = bench.window.data
    pick(view, "class 0")
    captions = lambda: [caption for _, caption in view.large.pair.pictures]  # noqa: E731
    bench.qtbot.waitUntil(lambda: captions() == ["network: 16 x 16", "file: 40 x 20"])
    (seen, _), (own, _) = view.large.pair.pictures
    assert (seen.width(), own.width()) == (16, 320)


def test_that_a_file_that_has_changed_since_it_was_read_is_told(bench, photos: Path) -> None:
    view = bench.window.data
    names = [item.name for item in view.grid.pictures.items]
    Image.new("RGB", (40, 20), "blue").save(photos / names[3])
    view.grid.setCurrentIndex(view.grid.pictures.index(3))
    bench.qtbot.waitUntil(lambda: "has changed since it was read" in view.large.words.text)
    view.grid.setCurrentIndex(view.grid.pictures.index(4))
    bench.qtbot.waitUntil(lambda: view.large.pair.pictures[1][0] is not None)
    assert "has changed" not in view.large.words.text


def test_that_a_picture_is_left_out_by_a_key_and_taken_back_by_a_button(
    bench, photos: Path
) -> None:
    view = bench.window.data
    press(view, Qt.Key.Key_Delete, "light/red.png")
    bench.wait(lambda snapshot: snapshot.train_count + snapshot.test_count == 13)
    bench.qtbot.waitUntil(lambda: lines(view).get("by_user") == "1")
    assert bench.snapshot.experiment.data.leave_out == ("light/red.png",)
    assert "constant" not in lines(view)
    assert (photos / "light/red.png").exists()
    back = bench.find("take_back_leave_out", QPushButton)
    assert back.text() == "1 left out by you: take back"
    QTest.mouseClick(back, Qt.MouseButton.LeftButton)
    bench.wait(lambda snapshot: snapshot.train_count == 14)
    assert not back.isVisible()


def test_that_several_pictures_are_used_again_by_a_key(bench) -> None:
    view = bench.window.data
    view.grid.selectAll()
    assert len(view.grid.chosen) == 14
    press(view, Qt.Key.Key_Delete, "light/red.png")
    bench.qtbot.waitUntil(lambda: "by_user" in lines(view))
    pick(view, "by_user")
    press(view, Qt.Key.Key_Insert, "light/red.png")
    bench.wait(lambda snapshot: snapshot.train_count == 14)


def test_that_a_picture_gets_another_class_by_a_key(bench) -> None:
    view = bench.window.data
    press(view, Qt.Key.Key_1, "light/00.png")
    bench.wait(lambda snapshot: snapshot.experiment.data.relabel == {"light/00.png": "dark"})
    bench.qtbot.waitUntil(lambda: lines(view)["class 0"] == "8")
    assert "two_classes" not in lines(view)
    press(view, Qt.Key.Key_2, "light/00.png")
    bench.wait(lambda snapshot: snapshot.experiment.data.relabel == {})
    press(view, Qt.Key.Key_Ampersand, "light/00.png")  # the key of 1 on a French keyboard
    bench.wait(lambda snapshot: snapshot.experiment.data.relabel == {"light/00.png": "dark"})


def test_that_a_picture_is_kept_for_the_test_by_a_key_and_its_copy_with_it(bench) -> None:
    view = bench.window.data
    press(view, Qt.Key.Key_T, "light/00.png")
    bench.wait(lambda snapshot: snapshot.test_count == 2)
    bench.qtbot.waitUntil(lambda: lines(view).get("test") == "2")
    assert bench.snapshot.experiment.data.test_pictures == ("light/00.png",)
    press(view, Qt.Key.Key_R, "light/00.png")
    bench.wait(lambda snapshot: snapshot.test_count == 0)


def test_that_a_choice_is_marked_before_the_data_has_followed(bench) -> None:
    view = bench.window.data
    item = view.grid.pictures.items[0]
    press(view, Qt.Key.Key_Delete, item.name)
    assert view.grid.cell.wished(item).side is Side.EXCLUDED


def test_that_the_last_picture_of_a_class_stays(bench) -> None:
    view = bench.window.data
    pick(view, "class 0")
    view.grid.selectAll()
    view.grid.setFocus()
    QTest.keyClick(view.grid, Qt.Key.Key_Delete)
    bench.qtbot.waitUntil(lambda: bool(bench.window.findChildren(QMessageBox)))
    (box,) = bench.window.findChildren(QMessageBox)
    assert "no picture of the class dark is left" in box.text()
    box.close()
    bench.qtbot.waitUntil(lambda: not view.settings.leave_out)


def test_that_another_fit_shows_at_once_on_the_samples_and_the_picked_picture(bench) -> None:
    view = bench.window.data
    bench.qtbot.waitUntil(lambda: view.large.pair.pictures[1][0] is not None)
    before = view.large.pair.pictures[0][0].toImage()
    strip = bench.window.settings.data.summary.strip.grab().toImage()
    bench.find("fit", QComboBox).setCurrentIndex(2)
    bench.wait(lambda snapshot: snapshot.experiment.data.fit == "pad")
    bench.qtbot.waitUntil(lambda: view.large.pair.pictures[0][0].toImage() != before)
    assert view.large.pair.pictures[0][0].toImage().pixelColor(0, 0) == QColor("#ffffff")
    assert bench.window.settings.data.summary.strip.grab().toImage() != strip


def test_that_examples_come_before_the_whole_folder_is_read(bench, gate: threading.Event) -> None:
    strip = bench.window.settings.data.summary.strip
    before = strip.grab().toImage()
    bench.find("fit", QComboBox).setCurrentIndex(2)
    bench.qtbot.waitUntil(lambda: strip.grab().toImage() != before)
    assert bench.snapshot.experiment.data.fit == "stretch"
    gate.set()
    bench.wait(lambda snapshot: snapshot.experiment.data.fit == "pad")


def test_that_a_folder_that_vanishes_is_read_at_another_try_and_the_bench_stays(
    bench, gate: threading.Event, photos: Path
) -> None:
    bench.find("fit", QComboBox).setCurrentIndex(2)
    bench.qtbot.waitUntil(lambda: bench.window.settings.data.loading.isVisible())
    photos.rename(photos.parent / "away")
    gate.set()
    bench.qtbot.waitUntil(lambda: bool(bench.window.findChildren(QMessageBox)))
    (box,) = bench.window.findChildren(QMessageBox)
    assert "photos is no longer there" in box.text()
    assert bench.snapshot.experiment.data.fit == "stretch"
    assert bench.snapshot.train_count == 14
    (photos.parent / "away").rename(photos)
    again = next(button for button in box.buttons() if button.text() == "Try again")
    QTest.mouseClick(again, Qt.MouseButton.LeftButton)
    bench.wait(lambda snapshot: snapshot.experiment.data.fit == "pad")


def test_that_the_background_is_chosen_in_a_dialog(bench) -> None:
    QTest.mouseClick(bench.find("background", QPushButton), Qt.MouseButton.LeftButton)
    dialog = bench.find("colour_dialog", QColorDialog)
    dialog.setCurrentColor(QColor("#102030"))
    dialog.accept()
    bench.wait(lambda snapshot: snapshot.experiment.data.background == "#102030")
    assert bench.find("background", QPushButton).text() == "#102030"


def test_that_a_background_is_seen_while_it_is_chosen_and_a_cancel_brings_the_old_one_back(
    bench, photos: Path
) -> None:
    Image.new("RGBA", (20, 20)).save(photos / "dark" / "0.png")
    bench.window.menus.actions["read_again"].trigger()
    bench.wait(lambda snapshot: snapshot.train_count == 15)
    view, strip = bench.window.data, bench.window.settings.data.summary.strip
    bench.qtbot.waitUntil(lambda: "dark/0.png" in [one.name for one in view.grid.pictures.items])
    names = [item.name for item in view.grid.pictures.items]
    view.grid.setCurrentIndex(view.grid.pictures.index(names.index("dark/0.png")))
    bench.wait(lambda snapshot: snapshot.sample.name == "dark/0.png")

    def seen() -> str:
        picture = view.large.pair.pictures[0][0]
        return picture.toImage().pixelColor(8, 8).name() if picture else ""

    bench.qtbot.waitUntil(lambda: seen() == "#ffffff")
    before, run = strip.grab().toImage(), bench.snapshot.run
    QTest.mouseClick(bench.find("background", QPushButton), Qt.MouseButton.LeftButton)
    dialog = bench.find("colour_dialog", QColorDialog)
    for colour in ("#102030", "#ff0000"):
        dialog.setCurrentColor(QColor(colour))
    bench.qtbot.waitUntil(lambda: seen() == "#ff0000")
    assert bench.find("background", QPushButton).text() == "#ff0000"
    dialog.reject()
    bench.qtbot.waitUntil(lambda: seen() == "#ffffff")
    assert bench.find("background", QPushButton).text() == "#ffffff"
    assert strip.grab().toImage() == before
    assert bench.snapshot.run == run
    assert bench.snapshot.experiment.data.background == "#ffffff"


def test_that_a_test_folder_is_given_and_taken_away(bench, photos: Path) -> None:
    button = bench.find("test_folder", QPushButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    dialog = bench.find("file_dialog", QFileDialog)
    dialog.fileSelected.emit(str(photos))
    dialog.close()
    bench.wait(lambda snapshot: snapshot.test_count == 14)
    bench.qtbot.waitUntil(lambda: "leak" in lines(bench.window.data))
    # What is corrected among its pictures goes with it.
    left_out = ["dark/01.png", "photos/dark/01.png"]
    bench.window.data.corrected.emit(
        replace(bench.snapshot.experiment.data, leave_out=tuple(left_out))
    )
    bench.wait(lambda snapshot: snapshot.test_count == 13)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    bench.wait(lambda snapshot: snapshot.test_count == 0)
    assert bench.snapshot.experiment.data.leave_out == ("dark/01.png",)


def test_that_a_preset_of_cats_opens_a_folder_of_other_classes(
    open_data: Callable, photos: Path
) -> None:
    bench = open_data(kind="pictures", folder=str(photos), size=16, positive_class="dark")
    other = photos.rename(photos.parent / "other")
    (other / "dark").rename(other / "black")
    bench.window.dropped.emit(str(other))
    bench.wait(lambda snapshot: snapshot.classes == ("black", "light"))
    assert bench.snapshot.experiment.data.positive_class == ""
    assert "other has no class dark" in bench.window.statusBar().currentMessage()


def test_that_marks_stay_with_their_folder(open_data: Callable, photos: Path) -> None:
    other = photos.parent / "other"
    shutil.copytree(photos, other)
    (other / "dark" / "01.png").unlink()
    bench = open_data(
        kind="pictures", folder=str(photos), size=16, leave_out=["dark/01.png", "dark/03.png"]
    )
    bench.wait(lambda snapshot: snapshot.train_count == 12)
    bench.window.dropped.emit(str(photos))
    assert bench.snapshot.experiment.data.leave_out == ("dark/01.png", "dark/03.png")
    bench.window.dropped.emit(str(other))
    bench.wait(lambda snapshot: snapshot.train_count + snapshot.test_count == 13)


def test_that_corrections_of_a_folder_do_not_follow_into_other_data(
    open_data: Callable, photos: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    shutil.copytree(photos, other)
    corrected = {"relabel": {"dark/01.png": "light"}, "leave_out": ["dark/03.png"]}
    bench = open_data(kind="pictures", folder=str(photos), size=16, level="top", **corrected)
    bench.wait(lambda snapshot: snapshot.train_count == 13)
    arrays = tmp_path / "arrays.npz"
    np.savez(arrays, X=np.eye(12), y=np.arange(12) % 2)
    for place in (arrays, other):
        bench.window.dropped.emit(str(place))
        bench.wait(lambda snapshot, place=place: snapshot.experiment.data.folder == str(place))
        data = bench.snapshot.experiment.data
        assert (data.relabel, data.leave_out, data.level) == ({}, (), "auto")
    bench.wait(lambda snapshot: snapshot.train_count + snapshot.test_count == 14)


def test_that_corrections_stay_with_a_folder_that_has_moved(
    open_data: Callable, photos: Path, tmp_path: Path
) -> None:
    corrected = {"relabel": {"dark/01.png": "light"}}
    bench = open_data(kind="pictures", folder=str(photos), size=16, **corrected)
    bench.wait(lambda snapshot: snapshot.train_count == 14)
    elsewhere = tmp_path / "elsewhere" / "photos"
    shutil.move(photos, elsewhere)
    bench.window.dropped.emit(str(elsewhere))
    bench.wait(lambda snapshot: snapshot.experiment.data.folder == str(elsewhere))
    assert bench.snapshot.experiment.data.relabel == corrected["relabel"]


def test_that_a_column_of_a_table_is_not_looked_for_in_built_in_data(
    open_data: Callable, tmp_path: Path
) -> None:
    table = tmp_path / "t.csv"
    table.write_text("a,b,c\n" + "".join(f"{n},{n % 7},{n % 2}\n" for n in range(40)))
    bench = open_data(kind="table", folder=str(table), target="b", columns={"a": "number"})
    bench.wait(lambda snapshot: snapshot.experiment.data.kind == "table")
    bench.window.settings.kind_requested.emit("houses")
    bench.wait(lambda snapshot: snapshot.experiment.data.kind == "houses")
    data = bench.snapshot.experiment.data
    assert (data.target, data.columns) == ("", {})


def test_that_a_folder_one_level_too_high_is_offered_right_in_the_view(bench, photos: Path) -> None:
    for part in ("train", "test"):
        (photos.parent / "both").mkdir(exist_ok=True)
        (photos.parent / "both" / part).symlink_to(photos, target_is_directory=True)
    bench.window.dropped.emit(str(photos.parent / "both"))
    offer = bench.find("data_offer", QPushButton)
    bench.qtbot.waitUntil(offer.isVisible)
    for box in bench.window.findChildren(QMessageBox):
        box.close()
    QTest.mouseClick(offer, Qt.MouseButton.LeftButton)
    bench.wait(lambda snapshot: snapshot.train_count == snapshot.test_count == 14)
    bench.qtbot.waitUntil(lambda: not offer.isVisible())


def test_that_looking_for_faults_can_be_stopped_and_asked_for_again(
    open_data: Callable, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, there = threading.Event(), threading.Event()

    def stands_still(
        folder: str, test_folder: str, report: Callable[[int, int], None], *rest: Any
    ) -> object:
        report(3, 14)
        there.set()
        while not gate.is_set():
            report(3, 14)
        return audit(folder, test_folder, report, *rest)

    monkeypatch.setattr(audits, "audit", stands_still)
    bench = open_data(kind="pictures", folder=str(photos), size=16)
    state = bench.find("audit_state", QLabel)
    bench.qtbot.waitUntil(lambda: state.text() == "Looking at 3 of 14")
    lay_out()
    place = bench.window.data.across.geometry()
    QTest.mouseClick(bench.find("cancel_audit", QPushButton), Qt.MouseButton.LeftButton)
    again = bench.find("audit", QPushButton)
    bench.qtbot.waitUntil(again.isVisible)
    lay_out()
    assert bench.window.data.across.geometry() == place
    gate.set()
    above = list(lines(bench.window.data))
    QTest.mouseClick(again, Qt.MouseButton.LeftButton)
    bench.qtbot.waitUntil(lambda: "two_classes" in lines(bench.window.data))
    assert state.text() == "Sizes from 20 x 20 to 40 x 20."
    lay_out()
    assert bench.window.data.across.geometry() == place
    assert list(lines(bench.window.data))[: len(above)] == above


def test_that_points_show_statistics_and_no_pictures(open_data: Callable) -> None:
    bench = open_data(kind="spiral", test_share=0.3)
    view = bench.window.data
    assert lines(view)["all"] == "210 + 90"
    assert view.statistics.isVisible()
    assert not view.large.isVisible()
    X = bench.window.findChild(DataView)._dataset.train.X
    table = view.statistics.statistics
    shown = [table.data(table.index(0, column)) for column in range(4)]
    expected = [X[0].min(), X[0].max(), X[0].mean(), X[0].std()]
    assert shown == [format(value, ".4g") for value in expected]
    pick(view, "class 1")
    assert table.data(table.index(0, 2)) != shown[2]


def test_that_points_are_not_listed_one_by_one(open_data: Callable) -> None:
    view = open_data(kind="moons", samples=100_000).window.data
    assert view.sections.count() == 3
    assert view.parts.items == ()


def test_that_digits_are_pictures_without_files(open_data: Callable) -> None:
    bench = open_data(kind="digits", samples=50)
    view = bench.window.data
    assert len(view.grid.pictures.items) == 50
    assert [caption for _, caption in view.large.pair.pictures] == ["network: 8 x 8"]
    press(view, Qt.Key.Key_Delete, "")
    assert view.settings.leave_out == ()
    assert not view.large.menu.isVisible()


def test_that_closing_stops_the_readers(
    open_bench: Callable[..., Bench], photos: Path, tmp_path: Path
) -> None:
    before = set(threading.enumerate())
    file = experiment_of({"kind": "pictures", "folder": str(photos), "size": 16}, tmp_path)
    at_the_data(open_bench(str(file))).window.close()
    names = {thread.name for thread in threading.enumerate() if thread not in before}
    assert not names & {"audit", "picture", "examples"}


def test_that_the_next_picture_is_the_present_one_after_a_change(bench) -> None:
    view = bench.window.data
    names = [item.name for item in view.grid.pictures.items]
    press(view, Qt.Key.Key_2, names[2])
    bench.qtbot.waitUntil(lambda: view.grid.current.name == names[3])
    press(view, Qt.Key.Key_Delete, names[3])
    assert view.grid.current.name == names[4]
    bench.wait(lambda snapshot: snapshot.train_count == 13)
    bench.wait(lambda snapshot: snapshot.sample.name == names[4])
    assert [item.name for item in view.grid.chosen] == [names[4]]
    QTest.keyClick(view.grid, Qt.Key.Key_Delete)
    bench.wait(lambda snapshot: snapshot.train_count == 12)
    assert bench.snapshot.experiment.data.leave_out == (names[3], names[4])
    view.grid.selectAll()
    view.grid.pick_next()
    assert len(view.grid.chosen) == 12


def test_that_settings_taken_back_before_they_were_read_show_the_samples_as_they_are(
    bench, gate: threading.Event
) -> None:
    strip = bench.window.settings.data.summary.strip
    before, fit = strip.grab().toImage(), bench.find("fit", QComboBox)
    fit.setCurrentIndex(2)
    bench.qtbot.waitUntil(lambda: strip.grab().toImage() != before)
    fit.setCurrentIndex(0)
    gate.set()
    assert strip.grab().toImage() == before


def test_that_the_best_constant_answers_of_training_and_test_are_each_named() -> None:
    """The course's cats: most training pictures are non-cats, most test pictures cats."""
    train, test = (
        samples(np.zeros((2, len(labels))), np.array(labels), 2) for labels in ([0, 0, 1], [1, 1])
    )
    said = about(Dataset(train, test, ("non-cat", "cat"), NumberInputs(("x1", "x2"))))
    said = said.replace("\u00a0", " ")
    assert "Always answering non-cat is right for 66.7 %" in said
    assert "always answering cat for 100.0 %" in said


def test_that_doubtful_labels_are_found_and_one_key_corrects_and_one_keeps(
    open_data: Callable, tmp_path: Path
) -> None:
    random = np.random.RandomState(1)
    for number in range(40):
        light = number % 2
        name = "light" if light != (number in (6, 9)) else "dark"
        place = tmp_path / "photos" / name
        place.mkdir(parents=True, exist_ok=True)
        pixels = random.randint(150 * light, 100 + 150 * light, (8, 8, 3)).astype(np.uint8)
        Image.fromarray(pixels).save(place / f"{number}x.png")
    bench = open_data(kind="pictures", folder=str(tmp_path / "photos"), size=4)
    view = bench.window.data
    bench.window.settings.changed.emit("training.iterations", 60)
    before = bench.wait(lambda snapshot: snapshot.experiment.training.iterations == 60)
    view.grid.setCurrentIndex(view.grid.pictures.index(12))
    view.header.doubts.click()
    bench.qtbot.waitUntil(lambda: view.sections.key == "doubtful")
    names = [item.name for item in view.grid.pictures.items]
    assert set(names[:2]) == {"light/6x.png", "dark/9x.png"}
    assert view.grid.current.name == names[0]
    assert view.grid.verticalScrollBar().value() == 0
    said = view.header.words.text()
    assert "2 labels may be wrong; 2 more, on grey, are less doubtful. The networks that " in said
    assert "dark (" in view.large.words.text or "light (" in view.large.words.text
    press(view, Qt.Key.Key_K, "light/6x.png")
    bench.qtbot.waitUntil(lambda: "light/6x.png" not in view.parts.doubts)
    bench.wait(lambda snapshot: snapshot.experiment.data.kept_labels == ("light/6x.png",))
    assert bench.snapshot.run == before.run
    press(view, Qt.Key.Key_C, "dark/9x.png")
    bench.wait(lambda snapshot: snapshot.experiment.data.relabel == {"dark/9x.png": "light"})
    bench.qtbot.waitUntil(lambda: "dark/9x.png" not in view.parts.doubts)
    assert "No label looks wrong; the 2 most doubtful are listed." in view.header.words.text()
    bench.find("take_back_kept_labels", QPushButton).click()
    bench.qtbot.waitUntil(lambda: "light/6x.png" in view.parts.doubts)
    bench.window.menus.actions["undo"].trigger()
    bench.qtbot.waitUntil(lambda: "light/6x.png" not in view.parts.doubts)
