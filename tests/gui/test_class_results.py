"""Facts about the sheet of a class: read beside the window, sorted, saved, a way to projects."""

import csv
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QTableWidget

from core.background import JobUpdate
from core.data.load import load
from core.errors import Cancelled
from core.experiment.presets import preset
from core.experiment.toml import with_settings
from core.projects.own_words import OwnWords
from core.projects.project import capture_project, write_project
from core.training.run import run
from gui.actions.window_actions import WindowActions
from gui.dialogs.class_results import ClassSheet
from gui.widgets.button import Button
from tests.gui.conftest import Bench

LEFT = Qt.MouseButton.LeftButton
RATES = {"student 10": 0.02, "student 2": 0.7, "student 1": 1.2}


def a_class(folder: Path) -> Path:
    """Three students' projects of one exercise, and one that is damaged."""
    for name, rate in RATES.items():
        changes = {"training.learning_rate": rate, "training.iterations": 30}
        experiment = with_settings(preset("flower"), changes)
        trainer = run(experiment, load(experiment.data))
        file = folder / f"{name}.layerbench"
        write_project(capture_project(trainer, OwnWords(author=f"{name} A.")), file)
    (folder / "student 3.layerbench").write_text("no project")
    return folder


def column(table: QTableWidget, heading: str) -> list[str]:
    headings = [table.horizontalHeaderItem(n).text() for n in range(table.columnCount())]
    return [table.item(row, headings.index(heading)).text() for row in range(table.rowCount())]


def click_heading(table: QTableWidget, heading: str) -> None:
    headings = [table.horizontalHeaderItem(n).text() for n in range(table.columnCount())]
    place = headings.index(heading)
    bar = table.horizontalHeader()
    x = bar.sectionViewportPosition(place) + bar.sectionSize(place) // 2
    QTest.mouseClick(bar.viewport(), LEFT, pos=QPoint(x, 5))


def test_that_a_class_is_a_table_that_is_sorted_saved_and_opens_projects(
    bench: Bench, tmp_path: Path
) -> None:
    folder = a_class(tmp_path)
    bench.window.menus.actions["class_results"].trigger()
    dialog = bench.find("file_dialog", QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(folder))
    dialog.close()
    sheet = bench.find("class_sheet", ClassSheet)
    assert isinstance(sheet, ClassSheet)
    table = sheet.table
    bench.qtbot.waitUntil(lambda: table.rowCount() == 4)
    # In natural order; the damaged one has a row, too, which says so and opens nothing.
    names = ["student 1", "student 2", "student 3", "student 10"]
    assert column(table, "Project") == names
    assert "student 3.layerbench" in column(table, "Health")[2]
    assert column(table, "Train cost")[2] == ""
    table.selectRow(2)
    assert not sheet.open_project.isEnabled()
    # By a figure: the lowest cost first, and what has none last.
    click_heading(table, "Train cost")
    assert column(table, "Project") == ["student 1", "student 2", "student 10", "student 3"]
    QTest.mouseClick(sheet.findChild(Button, "save_class"), LEFT)
    file = tmp_path / "class.csv"
    bench.find("file_dialog", QFileDialog).fileSelected.emit(str(file))
    with open(file, encoding="utf-8", newline="") as opened:
        saved = list(csv.DictReader(opened))
    assert [row["project"] for row in saved] == names
    assert float(saved[0]["train_cost"]) < float(saved[1]["train_cost"])
    item = table.item(2, 0)
    at = table.visualItemRect(item).center()
    QTest.mouseClick(table.viewport(), LEFT, pos=at)
    QTest.mouseDClick(table.viewport(), LEFT, pos=at)
    bench.wait(lambda snapshot: snapshot.experiment.training.learning_rate == 0.02)
    assert bench.snapshot is not None
    assert bench.snapshot.iteration == 30
    # A folder without projects is told of in the sheet, which takes the last one's place.
    (tmp_path / "empty").mkdir()
    bench.window.menus.actions["class_results"].trigger()
    bench.find("file_dialog", QFileDialog).fileSelected.emit(str(tmp_path / "empty"))
    bench.qtbot.waitUntil(
        lambda: any(
            "no project" in one.words.text() for one in bench.window.findChildren(ClassSheet)
        )
    )
    # What the reading of another folder comes to is none of it.
    (last,) = (one for one in bench.window.findChildren(ClassSheet) if one.isVisible())
    stale = JobUpdate(str(folder), problem=Cancelled())
    bench.window.findChild(WindowActions).classes.show_news(stale)
    assert "no project" in last.words.text()
    for one in bench.window.findChildren(ClassSheet):
        one.close()
