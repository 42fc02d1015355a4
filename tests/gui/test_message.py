"""Facts about the message that says what went wrong."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from core.errors import DataError, SuggestedFix
from gui.dialogs.message import show_problem


@pytest.mark.parametrize("number", [0, 1])
def test_that_every_way_to_put_it_right_is_a_button(qtbot: QtBot, number: int) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    problem = DataError("Too large.").suggest({"data.size": 8}, "Take {size} pixels", size=8)
    problem.suggest({"data.storage": "cache"}, "Keep them in a file on the disk")
    accepted: list[SuggestedFix] = []
    show_problem(parent, problem, accepted.append)
    (box,) = parent.findChildren(QMessageBox)
    ways = {b.text(): b for b in box.buttons() if box.buttonRole(b) == box.ButtonRole.AcceptRole}
    assert list(ways) == ["Take 8 pixels", "Keep them in a file on the disk"]
    QTest.mouseClick(list(ways.values())[number], Qt.MouseButton.LeftButton)
    assert accepted == [problem.fixes[number]]


def test_that_a_mistake_without_a_way_out_has_none(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    show_problem(parent, DataError("Empty."), lambda offer: None)
    (box,) = parent.findChildren(QMessageBox)
    assert [box.standardButton(button) for button in box.buttons()] == [box.StandardButton.Ok]
    box.close()
