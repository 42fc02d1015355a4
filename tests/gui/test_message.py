"""Facts about the message that says what went wrong."""

import re
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt, qVersion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from core.errors import DataError, SuggestedFix
from gui.dialogs.message import show_about, show_problem

ROOT = Path(__file__).resolve().parents[2]


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


def test_that_about_says_the_versions_and_that_nothing_is_fetched(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    show_about(parent, "1.2.3")
    (box,) = parent.findChildren(QMessageBox)
    assert "Layerbench 1.2.3" in box.text()
    for said in (qVersion(), np.__version__, "never uses the internet"):
        assert said in box.informativeText()
    box.close()


def test_that_nothing_in_the_program_can_reach_the_internet() -> None:
    files = [file for room in ("core", "cli", "gui") for file in (ROOT / room).rglob("*.py")]
    # The system may show a file that was written, and nothing else.
    opens = r"openUrl\((?!QUrl\.fromLocalFile\()"
    ways = ("urllib.request", "http.client", "QTcpSocket", "QNetworkAccess", opens)
    found = {
        file.name: way
        for file in files
        for way in ways
        if re.search(way, file.read_text(encoding="utf-8"))
    }
    assert files
    assert found == {}
