"""The columns of a table in the Data view: their roles, their first rows and what those become."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.data.table.preview import TablePreview, preview_table
from core.experiment.settings import DataSettings
from gui.views.data.column_table import MORE, ColumnTable, role_changes
from gui.widgets.wheel_safe_boxes import ChoiceBox

HOUSES = """id;area;city;jobs;price
1;30,5;Paris;cook;100000
2;60,0;Lyon;cook|singer;210000
3;45,0;Nice;singer;150000
4;80,5;Paris;driver|cook;300000
5;52,0;Lyon;driver;180000
6;75,0;Nice;cook;240000
"""


def preview(folder: Path, **settings: object) -> TablePreview:
    file = folder / "houses.csv"
    file.write_text(HOUSES, encoding="utf-8")
    return preview_table(DataSettings(kind="table", folder=str(file), **settings))


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> ColumnTable:
    table = ColumnTable()
    qtbot.addWidget(table)
    table.resize(700, 400)
    table.show()
    table.show_columns(preview(tmp_path))
    return table


def texts(table: ColumnTable, row: int) -> list[str]:
    return [table.table.item(row, column).text() for column in (0, 2, 3)]


def test_that_each_column_says_what_it_is_for(table: ColumnTable) -> None:
    roles = [box.currentData() for box in table.boxes.values()]
    assert roles == ["leave_out", "number", "category", "categories", "target"]
    assert "only numbers the rows" in table.boxes[0].toolTip()


def test_that_thousands_of_columns_have_boxes_only_where_they_are_seen(
    table: ColumnTable, tmp_path: Path, qtbot: QtBot
) -> None:
    names = [f"c{number}" for number in range(1000)]
    rows = [",".join(f"{number}.{row}" for number in range(1000)) for row in range(2)]
    (tmp_path / "wide.csv").write_text("\n".join([",".join(names), *rows]), encoding="utf-8")
    columns = preview_table(DataSettings(kind="table", folder=str(tmp_path / "wide.csv")))
    table.show_columns(columns)
    seen = len(table.boxes)
    assert 5 < seen < 50
    qtbot.waitUntil(lambda: len(table.table.findChildren(ChoiceBox)) == seen)
    table.table.scrollToBottom()
    assert table.boxes[999].currentData() == columns[999].role
    assert texts(table, 999)[0] == "c999"
    assert len(table.boxes) < 2 * 50


def test_that_no_former_columns_are_shown_while_others_are_read(
    table: ColumnTable, tmp_path: Path
) -> None:
    table.show_reading()
    assert table.table.rowCount() == len(table.boxes) == 0
    assert table.words.isVisible()
    assert table.words.text() == "The columns are being read."
    table.show_columns(preview(tmp_path))
    assert texts(table, 1)[0] == "area"
    assert table.words.text() != "The columns are being read."


def test_that_first_rows_stand_beside_what_they_become(table: ColumnTable) -> None:
    assert texts(table, 1) == ["area", "30,5 · 60,0 · 45,0 · 80,5", "area: 30.5 · 60 · 45 · 80.5"]
    name, first, become = texts(table, 2)
    assert (name, first) == ("city", "Paris · Lyon · Nice · Paris")
    assert "city = Paris: 1 · 0 · 0 · 1" in become
    assert texts(table, 4)[2] == ""


def test_that_distances_of_a_category_are_the_root_of_two(table: ColumnTable) -> None:
    table.table.setCurrentCell(2, 0)
    assert table.distances.isVisible()
    found = {table.distances.item(0, j).text() for j in (1, 2)}
    assert found == {"1.414"}
    assert "the root of 2" in table.words.text()


def test_that_distances_of_integers_are_told_to_be_false(
    table: ColumnTable, tmp_path: Path
) -> None:
    table.show_columns(preview(tmp_path, category_code="integer"))
    table.table.setCurrentCell(2, 0)
    assert [table.distances.item(0, j).text() for j in (1, 2)] == ["1", "2"]
    assert "although none is nearer" in table.words.text()


def test_that_large_numbers_stand_as_they_are_in_the_table(
    table: ColumnTable, tmp_path: Path
) -> None:
    table.show_columns(preview(tmp_path, target="area"))
    assert texts(table, 4)[1:] == [
        "100000 · 210000 · 150000 · 300000",
        "price: 100000 · 210000 · 150000 · 300000",
    ]


def test_that_another_role_is_asked_for(qtbot: QtBot, table: ColumnTable) -> None:
    box = table.boxes[1]
    with qtbot.waitSignal(table.chosen) as asked:
        box.setCurrentIndex(box.findData("leave_out"))
        box.activated.emit(box.currentIndex())
    assert asked.args == ["area", "leave_out"]


@pytest.mark.parametrize(
    ("name", "role", "expected"),
    [
        ("area", "leave_out", {"data.columns": {"id": "number", "area": "leave_out"}}),
        (
            "price",
            "number",
            {"data.columns": {"id": "number", "price": "number"}, "data.target": ""},
        ),
        (
            "area",
            "target",
            {
                "data.columns": {"id": "number"},
                "data.target": "area",
                "training.loss": "half_squared_error",
                "network.output": "auto",
            },
        ),
        (
            "area",
            MORE,
            {
                "data.columns": {"id": "number"},
                "data.target": ["price", "area"],
                "training.loss": "half_squared_error",
                "network.output": "auto",
            },
        ),
        (
            "city",
            "target",
            {
                "data.columns": {"id": "number"},
                "data.target": "city",
                "training.loss": "cross_entropy",
                "network.output": "auto",
            },
        ),
    ],
)
def test_that_a_role_becomes_settings(
    tmp_path: Path, name: str, role: str, expected: dict[str, object]
) -> None:
    assert role_changes(preview(tmp_path), {"id": "number"}, name, role) == expected


def test_that_one_of_several_targets_leaves_the_others(tmp_path: Path) -> None:
    columns = preview(tmp_path, target=("id", "area", "price"))
    assert role_changes(columns, {}, "area", "number")["data.target"] == ["id", "price"]
    two = preview(tmp_path, target=("area", "price"))
    assert role_changes(two, {}, "area", "leave_out")["data.target"] == "price"


def test_that_columns_of_0_and_1_are_labels_together(tmp_path: Path) -> None:
    file = tmp_path / "tags.csv"
    file.write_text("size,red,round\n1,0,1\n2,1,1\n3,0,0\n4,1,0\n", encoding="utf-8")
    settings = DataSettings(kind="table", folder=str(file), target="red")
    changes = role_changes(preview_table(settings), {}, "round", MORE)
    assert (changes["data.target"], changes["training.loss"]) == (["red", "round"], "cross_entropy")
