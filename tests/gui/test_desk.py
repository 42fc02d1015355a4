"""Facts about the teacher's desk: made by clicks, opened as files are, left without a loss."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QMessageBox,
    QPlainTextEdit,
    QStyle,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
)

from core.classroom.desk import Desk, read_desk, write_desk
from core.experiment.presets import preset
from core.experiment.toml import with_settings
from core.lessons.lesson import lesson_of
from gui.actions.lesson_actions import LessonActions
from gui.controls.registry import CONTROLS
from gui.depths import Depth
from gui.dialogs.desk import DeskDialog
from gui.views.registry import VIEWS
from gui.widgets.button import Button
from tests.gui.conftest import Bench, let_fall
from tests.gui.test_depths import choose, shown_controls, shown_views

LEFT = Qt.MouseButton.LeftButton
EXPERIMENT = with_settings(preset("circles-zeros"), {"training.l2": 0.7, "training.iterations": 40})
DESK = Desk(
    depth="learn",
    controls=("learning_rate", "iterations"),
    views=("activations", "boundary"),
    experiment=EXPERIMENT,
    lessons=("zero-weights", "not there"),
    note="Why does the cost stay at 0.69?",
)


def click(bench: Bench, name: str) -> None:
    button = bench.find(name, Button)
    assert isinstance(button, Button)
    QTest.mouseClick(button, LEFT)


def click_tick(tree: QTreeWidget, text: str) -> QTreeWidgetItem:
    """Click the tick box of the item of this text."""
    (item,) = tree.findItems(text, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)
    tree.scrollToItem(item)
    option = QStyleOptionViewItem()
    tree.initViewItemOption(option)
    option.rect = tree.visualItemRect(item)
    option.features = QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator
    box = QStyle.SubElement.SE_ItemViewItemCheckIndicator
    QTest.mouseClick(
        tree.viewport(), LEFT, pos=tree.style().subElementRect(box, option, tree).center()
    )
    return item


def note_of(bench: Bench) -> str:
    words = bench.find("note_words", QPlainTextEdit)
    assert isinstance(words, QPlainTextEdit)
    return words.toPlainText()


def test_that_a_desk_is_made_by_clicks_and_opens_as_it_was_made(
    bench: Bench, tmp_path: Path
) -> None:
    window = bench.window
    window.menus.actions["desk"].trigger()
    dialog = bench.find("desk_dialog", DeskDialog)
    assert isinstance(dialog, DeskDialog)
    # It begins with what is shown: everything.
    assert dialog.begin.currentData() == "everything"
    assert dialog.desk().controls == tuple(CONTROLS)
    QTest.keyClick(dialog.begin, Qt.Key.Key_Home)
    dialog.begin.activated.emit(0)
    assert set(dialog.desk().views) == {n for n, row in VIEWS.items() if row.depth is Depth.LEARN}
    # A tick off the depth is by hand, and a heading ticks all below it.
    assert click_tick(dialog.tree, "Map").checkState(0) is Qt.CheckState.Checked
    assert dialog.begin.currentData() == "by_hand"
    click_tick(dialog.tree, "Augmentation")
    QTest.keyClicks(dialog.note, "Turn the pictures.")
    QTest.mouseClick(dialog.save, LEFT)
    file = tmp_path / "turned.layerdesk"
    bench.find("file_dialog", QFileDialog).fileSelected.emit(str(file))
    desk = read_desk(file)
    assert {"rotation", "flip", "learning_rate"} <= set(desk.controls)
    assert "l2" not in desk.controls
    assert "map" in desk.views
    assert desk.note == "Turn the pictures."
    assert desk.experiment == preset("flower")
    QTest.mouseClick(dialog.try_out, LEFT)
    assert shown_views(window) == set(desk.views)
    assert shown_controls(window) == set(desk.controls)
    assert note_of(bench) == "Turn the pictures."


def test_that_a_desk_is_opened_by_letting_it_fall_and_hides_nothing_for_good(
    bench: Bench, tmp_path: Path
) -> None:
    window = bench.window
    choose(window, Depth.EXPERIMENT)
    own = shown_controls(window), shown_views(window)
    file = tmp_path / "week 3.layerdesk"
    write_desk(DESK, file)
    let_fall(window, [file])
    bench.wait(lambda snapshot: snapshot.experiment.training.l2 == 0.7)
    assert note_of(bench) == DESK.note
    bench.find("desk_note_dialog", QDialog).close()
    # What the teacher has set and hidden stays hidden, and counts; the depth is not changed.
    assert shown_controls(window) == set(DESK.controls)
    assert shown_views(window) == set(DESK.views)
    assert window.settings.sections[1].isHidden()
    assert "week 3" in window.depth_line.words.text()
    assert window.preferences.depth is Depth.EXPERIMENT
    # What the student changes elsewhere is seen.
    window.settings.changed.emit("training.l2", 0.1)
    bench.wait(lambda snapshot: snapshot.experiment.training.l2 == 0.1)
    assert shown_controls(window) == {*DESK.controls, "l2"}
    click(bench, "show_everything")
    assert shown_controls(window) == set(CONTROLS)
    assert shown_views(window) == set(VIEWS)
    click(bench, "show_desk")
    assert shown_views(window) == set(DESK.views)
    click(bench, "show_note")
    assert note_of(bench) == DESK.note
    bench.find("desk_note_dialog", QDialog).close()
    click(bench, "leave_desk")
    # The experiment is on the bench; the l2 of now is unusual, and of this depth anyway.
    assert bench.snapshot is not None
    assert bench.snapshot.experiment.training.l2 == 0.1
    assert (shown_controls(window), shown_views(window)) == own
    assert not window.menus.actions["desk_note"].isEnabled()


def test_that_the_lessons_of_a_desk_are_those_that_can_be_chosen(
    open_bench: Callable[..., Bench], tmp_path: Path
) -> None:
    file = tmp_path / "a.layerdesk"
    write_desk(DESK, file)
    bench = open_bench(str(file))
    click(bench, "note_lessons")
    lessons = bench.find("lesson_list", QTreeWidget)
    assert isinstance(lessons, QTreeWidget)
    marks = Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive
    assert [item.text(0) for item in lessons.findItems("", marks) if item.text(1)] == [
        "All weights zero"
    ]


def test_that_own_work_is_asked_about_before_a_desk_takes_its_place(
    brief: Bench, tmp_path: Path
) -> None:
    window = brief.window
    window.started.emit()
    window.settings.changed.emit("training.learning_rate", 0.3)
    brief.wait(lambda snapshot: snapshot.experiment.training.learning_rate == 0.3)
    file = tmp_path / "a.layerdesk"
    write_desk(DESK, file)
    window.dropped.emit(str(file))
    box = brief.find("unsaved", QMessageBox)
    assert isinstance(box, QMessageBox)
    assert shown_views(window) == set(VIEWS)
    QTest.mouseClick(box.button(QMessageBox.StandardButton.Cancel), LEFT)
    assert shown_views(window) == set(VIEWS)
    assert brief.snapshot is not None
    assert brief.snapshot.experiment.training.learning_rate == 0.3
    # In a lesson what it put aside is asked about; unless that may go, the lesson goes on.
    lessons = window.findChild(LessonActions)
    lessons.begin(lesson_of("zero-weights"))
    played = lessons.run
    window.dropped.emit(str(file))
    box = brief.find("unsaved", QMessageBox)
    QTest.mouseClick(box.button(QMessageBox.StandardButton.Cancel), LEFT)
    assert lessons.run is played
    lessons.leave()
    brief.qtbot.waitUntil(lambda: not lessons.projects.is_aside)
    brief.wait(lambda snapshot: snapshot.experiment.training.learning_rate == 0.3)
    assert shown_views(window) == set(VIEWS)
    # A file that is none changes nothing either, and says why.
    file.write_text("format = 99")
    window.dropped.emit(str(file))
    texts = [box.text() for box in window.findChildren(QMessageBox)]
    assert any("newer Layerbench" in text for text in texts)
    for box in window.findChildren(QMessageBox):
        box.close()
    assert QApplication.activeModalWidget() is None
