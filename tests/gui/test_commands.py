"""Facts about the table of commands: menus, keys, buttons and the sheet all come from it."""

from collections import Counter

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from gui.commands import COMMANDS, MENUS, shown_keys
from gui.dialogs.keyboard import AT_FOCUS
from gui.menus import view_command
from gui.views.data.picture_menu import PictureMenu
from gui.views.registry import VIEWS
from tests.gui.conftest import Bench

ROWS = {row.name: row for row in (*map(view_command, VIEWS.values()), *COMMANDS.values())}


@pytest.fixture
def bench(shared_bench: Bench) -> Bench:
    return shared_bench


def keys(text: str) -> list[str]:
    """The keys of a row as Qt reads them; a key that Qt does not know is empty."""
    return [sequence.toString() for sequence in QKeySequence.listFromString(text) if text]


def test_that_no_key_stands_twice() -> None:
    counted = Counter(key for row in ROWS.values() for key in keys(row.keys))
    assert "" not in counted
    assert [key for key, count in counted.items() if count > 1] == []


def test_that_every_entry_of_a_menu_says_in_a_sentence_what_it_does() -> None:
    for name, row in COMMANDS.items():
        assert row.tip.endswith((".", "?")), name


def test_that_no_letter_opens_two_entries_of_a_menu() -> None:
    for menu in MENUS:
        texts = [row.text for row in COMMANDS.values() if row.menu == menu]
        letters = Counter(text[text.index("&") + 1].lower() for text in texts)
        assert [letter for letter, count in letters.items() if count > 1] == [], menu


def test_that_no_letter_with_alt_leads_to_two_places(bench: Bench) -> None:
    window = bench.window
    for place in window.lazy_views:
        assert place.view
    labels = [label for label in window.findChildren(QLabel) if label.buddy()]
    marked = [*window.menuBar().actions(), *window.findChildren(QAbstractButton), *labels]
    letters: dict[str, list[str]] = {}
    for part in marked:
        letters.setdefault(QKeySequence.mnemonic(part.text()).toString(), []).append(part.text())
    del letters[""]
    assert {letter: texts for letter, texts in letters.items() if len(texts) > 1} == {}


def test_that_dialogs_leave_nothing_in_the_window_when_they_are_closed(bench: Bench) -> None:
    names = ("open_folder", "save_as", "settings", "seeds", "keyboard", "first_steps", "about")

    def open_and_close_each() -> int:
        for name in names:
            bench.window.menus.actions[name].trigger()
            dialog = QApplication.activeModalWidget()
            assert isinstance(dialog, QDialog), name
            dialog.close()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        return len(bench.window.findChildren(QObject))

    first = open_and_close_each()
    assert [open_and_close_each() for _ in range(3)] == [first] * 3


def test_that_the_sheet_has_the_keys_of_pictures(qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    menu = PictureMenu(owner, list)
    used = {key.toString() for action in menu.actions() for key in action.shortcuts()}
    listed = {key for keys, what in AT_FOCUS if what.startswith("Data") for key in keys.split(", ")}
    assert used <= listed


def test_that_every_entry_of_a_menu_is_a_row_of_the_table_with_a_slot(bench: Bench) -> None:
    entries = {
        action.objectName()
        for menu in bench.window.menuBar().findChildren(
            QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly
        )
        for action in menu.actions()
        if not action.isSeparator() and (action.menu() is None or action.objectName())
    }
    assert entries == {f"command_{name}" for name in ROWS}


def test_that_the_sheet_has_every_key_and_f1_shows_it(bench: Bench) -> None:
    QTest.keyClick(bench.window, Qt.Key.Key_F1)
    sheet = bench.find("keyboard", QDialog)
    shown = {label.text() for label in sheet.findChildren(QLabel)}
    assert {shown_keys(row.keys) for row in ROWS.values() if row.keys} <= shown


def test_that_the_whole_screen_is_used_by_key_and_left_by_escape(bench: Bench) -> None:
    QTest.keyClick(bench.window, Qt.Key.Key_F11)
    bench.qtbot.waitUntil(bench.window.isFullScreen)
    QTest.keyClick(bench.window, Qt.Key.Key_F11, Qt.KeyboardModifier.ShiftModifier)
    assert not bench.window.settings.isVisible()
    # First the view gives its room back, then the window the screen.
    QTest.keyClick(bench.window, Qt.Key.Key_Escape)
    assert bench.window.settings.isVisible()
    assert bench.window.isFullScreen()
    QTest.keyClick(bench.window, Qt.Key.Key_Escape)
    bench.qtbot.waitUntil(lambda: not bench.window.isFullScreen())
    actions = bench.window.menus.actions
    assert not actions["full_screen"].isChecked()
    assert not actions["back"].isEnabled()
