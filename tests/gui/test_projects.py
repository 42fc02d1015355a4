"""Projects in the window: saved, opened, asked about, recovered."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QAction, QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from core.data.load import load
from core.experiment.settings import DataSettings, Experiment, TrainingSettings
from core.projects.project import FORMAT, capture_project, read_description, write_project
from core.training.run import run
from core.training.snapshots.snapshot import State
from core.training.worker.events import Opened, Saving
from gui.actions import run_actions
from gui.actions.project_actions import ProjectActions
from gui.dialogs.project import offer_recovery
from gui.widgets.number_format import grouped
from tests.gui.conftest import Bench
from tests.noise_photos import noise_photos


def press(bench: Bench, box: str, words: str) -> None:
    """Press the button of a question whose text begins with these words."""
    buttons = bench.find(box, QMessageBox).buttons()
    texts = {button.text().replace("&", ""): button for button in buttons}
    next(button for text, button in texts.items() if text.startswith(words)).click()


def pictures(tmp_path: Path) -> Path:
    return noise_photos(tmp_path / "photos", ("cat", "dog"), 6, side=8)


def train_own(bench: Bench, tmp_path: Path, epochs: int = 100) -> Path:
    """Train on pictures of one's own."""
    photos = pictures(tmp_path)
    bench.window.dropped.emit(str(photos))
    train(bench, epochs)
    return photos


def train(bench: Bench, epochs: int = 100) -> None:
    """Train on the pictures that were opened; 1,200 epochs are suggested."""
    bench.wait(lambda snapshot: snapshot.classes == ("cat", "dog"))
    bench.window.settings.changed.emit("training.epochs", epochs)
    bench.find("train", QAbstractButton).click()
    # The snapshot of a run that had finished before, with fewer epochs, is not the end of this one.
    bench.wait(
        lambda snapshot: (
            snapshot.state is State.FINISHED
            and snapshot.experiment.training.epochs == epochs
            and snapshot.iteration == snapshot.iterations
        )
    )


def choose_name(bench: Bench, file: Path) -> None:
    dialog = bench.find("file_dialog", QFileDialog)
    dialog.fileSelected.emit(str(file))
    dialog.close()


def proposed_name(bench: Bench, action: str) -> str:
    bench.window.menus.actions[action].trigger()
    dialog = bench.find("file_dialog", QFileDialog)
    name = dialog.findChild(QLineEdit, "fileNameEdit")
    assert name is not None
    text = name.text()
    dialog.reject()
    bench.qtbot.waitUntil(lambda: bench.window.findChild(QFileDialog, "file_dialog") is None)
    return text


def test_that_a_project_is_saved_opened_and_named_in_the_title(
    open_bench: Callable[..., Bench], tmp_path: Path
) -> None:
    bench, file = open_bench(str(pictures(tmp_path))), tmp_path / "leaves.layerbench"
    train(bench)
    trained = bench.snapshot
    bench.qtbot.waitUntil(bench.window.isWindowModified)
    bench.window.menus.actions["save"].trigger()
    choose_name(bench, file)
    bench.qtbot.waitUntil(lambda: not bench.window.isWindowModified())
    assert bench.window.windowTitle() == "leaves[*] - Layerbench"
    again = open_bench(str(file))
    shown = again.wait(lambda snapshot: snapshot.iteration > 0)
    assert (shown.iteration, shown.experiment.data) == (
        trained.iteration,
        trained.experiment.data,
    )
    again.qtbot.waitUntil(lambda: again.window.windowTitle() == "leaves[*] - Layerbench")
    assert not again.window.isWindowModified()
    again.window.menus.actions["recent"].menu().aboutToShow.emit()
    assert file.name in [action.text() for action in again.window.findChildren(QAction)]


def test_that_a_late_snapshot_of_the_run_before_does_not_make_an_opened_project_changed(
    open_bench: Callable[..., Bench], tmp_path: Path
) -> None:
    experiment = Experiment(training=TrainingSettings(iterations=20))
    file = tmp_path / "f.layerbench"
    write_project(capture_project(run(experiment, load(experiment.data))), file)
    bench = open_bench(str(file))
    shown = bench.wait(lambda snapshot: snapshot.iteration == 20)
    projects = bench.window.findChild(ProjectActions)
    late = replace(shown, iteration=3)
    again = Opened(shown.experiment, shown.dataset, project=str(file), run=shown.run + 1)
    projects.show_opened(again)
    projects.show_snapshot(late)
    projects.show_snapshot(replace(shown, run=shown.run + 1))
    assert not projects.modified


def test_that_a_project_with_its_pictures_inside_opens_without_a_question(
    open_bench: Callable[..., Bench], tmp_path: Path
) -> None:
    bench, file = open_bench(str(pictures(tmp_path))), tmp_path / "leaves.layerbench"
    train(bench)
    trained = bench.snapshot
    bench.window.menus.actions["save_data_inside"].trigger()
    dialog = bench.find("file_dialog", QFileDialog)
    inside, plain = dialog.nameFilters()
    # Noise of 8 x 8 pixels, twelve times: a file has 200 bytes and more.
    assert inside.startswith("Projects with the pictures inside: 12 files, 0.0 MB")
    assert plain.startswith("Projects (")
    choose_name(bench, file)
    bench.qtbot.waitUntil(lambda: not bench.window.isWindowModified() and file.exists())
    bench.qtbot.waitUntil(bench.window.saving.isHidden)
    bench.window.close()
    (tmp_path / "photos").rename(tmp_path / "gone")
    again = open_bench(str(file))
    shown = again.wait(lambda snapshot: snapshot.iteration == trained.iteration)
    again.qtbot.waitUntil(lambda: again.window.windowTitle() == "leaves[*] - Layerbench")
    assert again.window.findChild(QMessageBox) is None
    again.window.settings.changed.emit("data.leave_out", ["cat/00.png"])
    again.wait(lambda snapshot: snapshot.train_count == shown.train_count - 1)
    again.window.open_view("sample")
    again.find("train", QAbstractButton).click()
    again.wait_state(State.FINISHED)
    # It lies in no other place that would last: so saving keeps it inside.
    before = file.stat().st_mtime_ns
    again.window.menus.actions["save"].trigger()
    again.qtbot.waitUntil(lambda: file.stat().st_mtime_ns != before)
    again.window.menus.actions["save_as"].trigger()
    assert len(again.find("file_dialog", QFileDialog).nameFilters()) == 1
    again.find("file_dialog", QFileDialog).close()
    again.window.close()
    assert not (again.window.preferences.data_folder / "unpacked").exists()


def test_that_saving_with_pictures_shows_how_far_it_is_and_can_be_cancelled(bench: Bench) -> None:
    saving, asked = bench.window.saving, []
    bench.window.saving.cancel_requested.connect(lambda: asked.append(True))
    saving.show_saving(Saving("/photos/leaves.layerbench", 3_400_000, 20_000_000))
    assert saving.isVisible()
    assert saving.text.text() == "Saving leaves.layerbench: 3.4 of 20.0 MB"
    assert saving.progress.value() * 20 == 3.4 * saving.progress.maximum()
    saving.cancel.click()
    assert asked == [True]
    saving.show_saving(Saving("/photos/leaves.layerbench", 0, 0, ended=True))
    assert not saving.isVisible()


def test_that_a_project_of_an_older_format_is_not_written_over_unasked(
    open_bench: Callable[..., Bench], tmp_path: Path
) -> None:
    files = Path(__file__).parents[1] / "core" / "projects" / "files"
    file = Path(shutil.copy(files / "format_1.layerbench", tmp_path))
    bench = open_bench(str(file))
    bench.wait(lambda snapshot: snapshot.iteration == 15)
    assert "older Layerbench" in bench.window.statusBar().currentMessage()
    bench.window.menus.actions["save"].trigger()
    choose_name(bench, file)
    bench.qtbot.waitUntil(lambda: read_description(file).format == FORMAT)


def test_that_what_waited_for_a_save_that_was_given_up_does_not_come_with_a_later_one(
    bench: Bench, tmp_path: Path
) -> None:
    train_own(bench, tmp_path)
    bench.qtbot.waitUntil(bench.window.isWindowModified)
    bench.window.started.emit()
    bench.window.close()
    press(bench, "unsaved", "Save")
    bench.find("file_dialog", QFileDialog).reject()
    bench.qtbot.waitUntil(lambda: bench.window.findChild(QFileDialog, "file_dialog") is None)
    bench.window.menus.actions["save"].trigger()
    choose_name(bench, tmp_path / "kept.layerbench")
    bench.qtbot.waitUntil(lambda: not bench.window.isWindowModified())
    assert bench.window.isVisible()


def test_that_other_data_are_not_saved_into_the_project_of_before(
    open_bench: Callable[..., Bench], tmp_path: Path
) -> None:
    bench, file = open_bench(str(pictures(tmp_path))), tmp_path / "leaves.layerbench"
    bench.wait(lambda snapshot: snapshot.classes == ("cat", "dog"))
    bench.window.menus.actions["save"].trigger()
    choose_name(bench, file)
    bench.qtbot.waitUntil(lambda: bench.window.windowTitle() == "leaves[*] - Layerbench")
    other = noise_photos(tmp_path / "other", ("cat", "dog"), 7, side=8)
    bench.window.dropped.emit(str(other))
    bench.wait(lambda snapshot: snapshot.experiment.data.folder == str(other))
    bench.qtbot.waitUntil(lambda: bench.window.windowTitle() == "other[*] - Layerbench")
    bench.window.menus.actions["save"].trigger()
    choose_name(bench, tmp_path / "other.layerbench")
    bench.qtbot.waitUntil((tmp_path / "other.layerbench").exists)


def test_that_a_run_that_a_correction_takes_from_the_bench_is_said_to_be_in_runs(
    bench: Bench, tmp_path: Path
) -> None:
    train_own(bench, tmp_path, epochs=1000)
    iterations = bench.snapshot.iteration
    bench.window.settings.changed.emit("data.leave_out", ["cat/00.png"])
    bench.wait(lambda snapshot: snapshot.experiment.data.leave_out != ())
    said = bench.window.statusBar().currentMessage
    bench.qtbot.waitUntil(lambda: said().endswith("iterations is in Runs."))
    assert grouped(iterations) in said()


def test_that_closing_asks_about_what_is_unsaved(bench: Bench, tmp_path: Path) -> None:
    train_own(bench, tmp_path)
    bench.qtbot.waitUntil(bench.window.isWindowModified)
    bench.window.started.emit()
    bench.window.close()
    said = bench.find("unsaved", QMessageBox).informativeText()
    assert said == "Without saving, what was changed and trained is lost."
    press(bench, "unsaved", "Cancel")
    assert bench.window.isVisible()
    bench.window.close()
    press(bench, "unsaved", "Save")
    choose_name(bench, tmp_path / "kept.layerbench")
    bench.qtbot.waitUntil(lambda: not bench.window.isVisible())
    assert (tmp_path / "kept.layerbench").exists()


def test_that_a_run_of_the_course_is_not_asked_about(bench: Bench) -> None:
    bench.window.started.emit()
    bench.find("train", QAbstractButton).click()
    bench.wait(lambda snapshot: snapshot.iteration > 0)
    assert bench.window.close()


def _is_drawn(picture: QPixmap) -> bool:
    """Tell whether a picture has more colours than one."""
    image = picture.toImage()
    row = range(image.width())
    return len({image.pixel(x, y) for x in row for y in range(image.height())}) > 1


def test_that_an_end_from_outside_is_offered_at_the_next_start(
    open_bench: Callable[..., Bench], tmp_path: Path
) -> None:
    first = open_bench()
    train_own(first, tmp_path)
    trained = first.snapshot
    first.window.started.emit()
    first.window.ended.emit()
    assert not first.window.isVisible()
    second = open_bench()
    second.window.started.emit()
    offer = second.find("recovery", QMessageBox)
    assert "photos" in offer.text()
    assert _is_drawn(offer.iconPixmap())
    press(second, "recovery", "Bring it back")
    shown = second.wait(lambda snapshot: snapshot.iteration == trained.iteration)
    assert shown.experiment.data == trained.experiment.data
    second.qtbot.waitUntil(second.window.isWindowModified)
    second.window.close()
    press(second, "unsaved", "Do not save")
    assert not second.window.isVisible()
    assert list((second.window.preferences.data_folder / "recovery").iterdir()) == []


def test_that_what_a_crash_left_of_a_project_is_saved_in_that_project(
    open_bench: Callable[..., Bench], tmp_path: Path
) -> None:
    first, file = open_bench(str(pictures(tmp_path))), tmp_path / "leaves.layerbench"
    train(first, 5)
    # A folder is called photos, which a file of just this name would open.
    assert proposed_name(first, "export") == "photos-model"
    assert proposed_name(first, "save") == "photos.layerbench"
    first.window.menus.actions["save"].trigger()
    choose_name(first, file)
    first.qtbot.waitUntil(lambda: not first.window.isWindowModified() and file.exists())
    train(first, 9)
    first.window.started.emit()
    first.window.ended.emit()
    second = open_bench()
    second.window.started.emit()
    assert "\n\nleaves, " in second.find("recovery", QMessageBox).text()
    press(second, "recovery", "Bring it back")
    trained = second.wait(lambda snapshot: snapshot.iteration == first.snapshot.iteration)
    second.qtbot.waitUntil(second.window.isWindowModified)
    assert second.window.windowTitle() == "leaves[*] - Layerbench"
    said = second.window.statusBar().currentMessage()
    assert said == f"Brought back as it stood after {trained.iteration} updates."
    second.window.menus.actions["save"].trigger()
    second.qtbot.waitUntil(lambda: not second.window.isWindowModified())
    assert read_description(file).iteration == trained.iteration


def test_that_buttons_say_so_where_several_runs_were_left(qtbot: QtBot) -> None:
    parent, deleted = QWidget(), []
    qtbot.addWidget(parent)
    offer_recovery(parent, ["one", "two"], (), lambda: None, lambda: deleted.append(True))
    box = parent.findChild(QMessageBox, "recovery")
    assert box is not None
    buttons = {button.text().replace("&", ""): button for button in box.buttons()}
    assert set(buttons) == {"Bring back the first", "Delete all of them", "Ask me later"}
    buttons["Delete all of them"].click()
    assert deleted == [True]


def open_without_photos(
    open_bench: Callable[..., Bench], tmp_path: Path
) -> tuple[Path, Path, Bench]:
    """Save a project of own pictures and open it once they have moved: from where, and to where."""
    photos, file = pictures(tmp_path), tmp_path / "leaves.layerbench"
    data = DataSettings(kind="pictures", folder=str(photos), size=8)
    experiment = Experiment(data=data, training=TrainingSettings(iterations=100))
    write_project(capture_project(run(experiment, load(data))), file)
    moved = photos.rename(tmp_path / "moved")
    again = open_bench(str(file))
    return photos, moved, again


@pytest.mark.parametrize("answer", ["Show where they are", "Go on without them"])
def test_that_pictures_that_were_moved_are_asked_for_once(
    open_bench: Callable[..., Bench], tmp_path: Path, answer: str
) -> None:
    photos, moved, again = open_without_photos(open_bench, tmp_path)
    press(again, "locate", answer)
    if answer.startswith("Show"):
        choose_name(again, moved)
        again.wait(lambda snapshot: snapshot.experiment.data.folder == str(moved))
    else:
        # Who then wants to train on is told again why that cannot be, and asked.
        before = again.wait(lambda snapshot: snapshot.state is State.FINISHED).experiment
        assert str(photos) in again.find("data_state", QLabel).text()
        again.qtbot.waitUntil(lambda: again.window.findChild(QMessageBox, "locate") is None)
        again.find("go_on", QAbstractButton).click()
        assert str(photos) in again.find("locate", QMessageBox).text()
        assert again.window.findChild(QMessageBox, "message") is None
        press(again, "locate", "Show where they are")
        choose_name(again, moved)
        found = again.wait(lambda snapshot: snapshot.experiment.data.folder == str(moved))
        assert found.experiment.training == before.training
    assert again.wait(lambda snapshot: snapshot.iteration > 0).train_cost.at.size


def test_that_a_table_that_was_moved_is_asked_for_as_a_file(
    open_bench: Callable[..., Bench], tmp_path: Path
) -> None:
    table = tmp_path / "plane.csv"
    table.write_text("a,b,kind\n" + "".join(f"{n},{n % 5},{'no' * (n % 2)}x\n" for n in range(30)))
    bench, file = open_bench(str(table)), tmp_path / "plane.layerbench"
    bench.wait(lambda snapshot: snapshot.experiment.data.kind == "table")
    bench.window.menus.actions["save"].trigger()
    name = bench.find("file_dialog", QFileDialog).findChild(QLineEdit, "fileNameEdit")
    assert name.text() == "plane.layerbench"
    choose_name(bench, file)
    bench.qtbot.waitUntil(file.exists)
    moved = table.rename(tmp_path / "moved.csv")
    again = open_bench(str(file))
    press(again, "locate", "Show where they are")
    dialog = again.find("file_dialog", QFileDialog)
    assert dialog.fileMode() is QFileDialog.FileMode.ExistingFile
    assert dialog.windowTitle() == "Where the data of the project are now"
    choose_name(again, moved)
    found = again.wait(lambda snapshot: snapshot.experiment.data.folder == str(moved))
    assert found.train_count == 24


def test_that_pictures_that_are_back_are_found_by_whoever_wants_them(
    open_bench: Callable[..., Bench], tmp_path: Path
) -> None:
    photos, moved, again = open_without_photos(open_bench, tmp_path)
    press(again, "locate", "Go on without them")
    without = again.wait(lambda snapshot: snapshot.dataset.blank and snapshot.iteration > 0)
    again.qtbot.waitUntil(lambda: again.window.findChild(QMessageBox, "locate") is None)
    again.window.menus.actions["read_again"].trigger()
    press(again, "locate", "Go on without them")
    assert again.window.findChild(QMessageBox, "message") is None
    moved.rename(photos)
    again.find("go_on", QAbstractButton).click()
    found = again.wait(lambda snapshot: snapshot.iteration > without.iteration)
    assert found.experiment.data.folder == str(photos)


def test_that_a_run_cut_short_by_a_change_is_in_runs(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_actions, "SHORTEST_S", 0.0)
    bench.window.open_view("runs")
    bench.find("train", QAbstractButton).click()
    before = bench.wait(lambda snapshot: snapshot.iteration > 0)
    bench.window.menus.preset.emit("circles-zeros")
    bench.wait(lambda snapshot: snapshot.run > before.run)
    table = bench.find("runs_table", QTableView)
    bench.qtbot.waitUntil(lambda: table.model().rowCount() == 1)
    last = table.model().index(0, table.model().columnCount() - 1)
    assert "cut short after" in last.data()


def test_that_a_run_that_a_crash_ended_is_in_runs(
    open_bench: Callable[..., Bench], tmp_path: Path
) -> None:
    first = open_bench()
    first.window.started.emit()
    first.find("train", QAbstractButton).click()
    first.wait(lambda snapshot: snapshot.iteration > 0)
    first.window.ended.emit()
    second = open_bench()
    second.window.open_view("runs")
    second.window.started.emit()
    table = second.find("runs_table", QTableView)
    second.qtbot.waitUntil(lambda: table.model().rowCount() == 1)
    last = table.model().index(0, table.model().columnCount() - 1)
    assert "cut short after" in last.data()
    press(second, "recovery", "Delete it")


def test_that_closing_says_that_a_map_is_going_on(bench: Bench, tmp_path: Path) -> None:
    train_own(bench, tmp_path)
    bench.qtbot.waitUntil(bench.window.isWindowModified)
    bench.window.started.emit()
    view = bench.window.open_view("map")
    bench.qtbot.waitUntil(lambda: view.newest is not None)
    view.open_question("own")
    view.sweep.start.click()
    # What is paused goes on until somebody ends it.
    view.sweep.pause.click()
    bench.window.close()
    assert "A map is going on" in bench.find("unsaved", QMessageBox).informativeText()
    press(bench, "unsaved", "Do not save")
    bench.qtbot.waitUntil(lambda: not bench.window.isVisible())
