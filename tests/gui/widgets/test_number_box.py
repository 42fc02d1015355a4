"""Whole numbers as people type them."""

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolTip
from pytestqt.qtbot import QtBot

from core.messages import to_translate
from gui.controls.rows.number_row import NumberRow
from gui.views.data.picture_menu import _key
from gui.widgets.number_format import parse_number
from gui.widgets.pickers import Picker


@pytest.fixture
def row(qtbot: QtBot) -> NumberRow:
    made = NumberRow("training.iterations", to_translate("Iterations"), to_translate("Updates."))
    qtbot.addWidget(made)
    made.show_value(300)
    made.show()
    return made


def _type(row: NumberRow, text: str) -> None:
    row.box.lineEdit().selectAll()
    QTest.keyClicks(row.box.lineEdit(), text)
    QTest.keyClick(row.box, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("text", "number"), [("1e3", 1000), ("2500.0", 2500), ("2500,0", 2500), ("70", 70)]
)
@pytest.mark.parametrize("language", ["en_US", "de_DE", "fr_FR"])
def test_that_a_whole_number_is_taken_however_it_is_written(
    row: NumberRow, text: str, number: int, language: str
) -> None:
    row.box.setLocale(QLocale(language))
    _type(row, text)
    assert row.box.value() == number
    assert row.note.isHidden()


def test_that_digits_and_points_of_a_chinese_keyboard_are_a_number(row: NumberRow) -> None:
    row.box.lineEdit().setText("２５００。０")
    QTest.keyClick(row.box, Qt.Key.Key_Return)
    assert row.box.value() == 2500
    assert [parse_number(text) for text in ("０．５", "0。5", "－１ｅ－３")] == [0.5, 0.5, -0.001]


@pytest.mark.parametrize("text", ["-5", "2.5", "many", "1e99", "1.000", "1,000"])
def test_that_what_is_no_number_of_the_range_is_refused_with_the_range(
    row: NumberRow, text: str
) -> None:
    _type(row, text)
    assert row.box.value() == 300
    assert text in row.note.text()
    assert "From 1 to" in row.note.text()
    _type(row, "40")
    assert row.note.isHidden()


def test_that_a_refusal_is_told_until_something_else_is_done(row: NumberRow) -> None:
    for leave in (
        lambda: row.show_value(300),
        lambda: QTest.keyClicks(row.box.lineEdit(), "4"),
        lambda: row.box.editingFinished.emit(),
    ):
        _type(row, "0,5")
        assert not row.note.isHidden()
        leave()
        assert row.note.isHidden()
        row.show_value(300)


def test_that_a_unit_that_is_not_there_is_refused_with_the_range(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit, told = Picker("unit", "unit", "The unit"), []
    qtbot.addWidget(unit)
    unit.offer(64)
    unit.pick(3)
    unit.show()
    monkeypatch.setattr(QToolTip, "showText", lambda place, text, *part: told.append(text))
    for text in ("0", "99999"):
        unit.box.lineEdit().selectAll()
        QTest.keyClicks(unit.box.lineEdit(), text)
        QTest.keyClick(unit.box, Qt.Key.Key_Return)
        assert f"{text} is not taken. From 1 to 64." in told[-1]
    assert unit.number == 3


def test_that_the_key_of_a_class_that_is_a_digit_is_that_digit() -> None:
    digits = tuple("0123456789")
    assert [_key(number, name, digits) for number, name in enumerate(digits)] == list(digits)
    assert [_key(number, name, ("cat", "dog")) for number, name in enumerate(("cat", "dog"))] == [
        "1",
        "2",
    ]
