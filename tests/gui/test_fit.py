"""Facts about room: what the window says is seen whole, in every language and in longer words."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QHeaderView,
    QLabel,
    QMenu,
    QMenuBar,
    QPushButton,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QWidget,
)
from pytestqt.exceptions import TimeoutError

from core.languages import OURS, languages
from core.messages import set_number_spaces, set_translator
from core.pseudo_language import PSEUDO
from core.training.snapshots.snapshot import State
from gui.language import speak
from gui.views.registry import VIEWS
from gui.widgets.elided_label import ElidedLabel
from tests.gui.conftest import Bench

WIDTH, PATIENCE_MS = 1366, 5_000
DIALOGS = ("settings", "seeds", "folds", "lessons", "desk", "keyboard", "first_steps", "about")


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    yield
    monkeypatch.delenv(OURS, raising=False)
    speak("en")
    set_translator(str)
    set_number_spaces(",", " ")


def width_of(part: QWidget, text: str) -> int:
    """How wide a text is, its longest line, without the sign before a letter for the keyboard."""
    return part.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, text).width()


def cut_in_button(button: QAbstractButton) -> list[str]:
    least = button.sizeHint().width() if isinstance(button, QCheckBox) else 0
    return [button.text()] * (button.width() < max(least, width_of(button, button.text())))


def cut_in_label(label: QLabel) -> list[str]:
    if isinstance(label, ElidedLabel):
        cut = label.width() < width_of(label, label.text())
    elif label.wordWrap():
        cut = label.height() < label.heightForWidth(label.width())
    else:
        cut = label.width() < label.sizeHint().width()
    return [label.text()] * (cut and not label.toolTip())


def cut_in_box(box: QComboBox) -> list[str]:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    field = QStyle.SubControl.SC_ComboBoxEditField
    room = box.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, box)
    text = box.currentText()
    return [text] * (room.width() < width_of(box, text) and text not in box.toolTip())


def cut_in_tabs(bar: QTabBar) -> list[str]:
    shown = filter(bar.isTabVisible, range(bar.count()))
    return [bar.tabText(i) for i in shown if bar.tabRect(i).width() < width_of(bar, bar.tabText(i))]


def cut_in_header(header: QHeaderView) -> list[str]:
    model, across = header.model(), Qt.Orientation.Horizontal
    if model is None or header.orientation() is not across:
        return []
    cut = []
    for i in range(header.count()):
        text = str(model.headerData(i, across) or "")
        has_tip = model.headerData(i, across, Qt.ItemDataRole.ToolTipRole)
        if not header.isSectionHidden(i) and header.sectionSize(i) < width_of(header, text):
            cut += [text] * (not has_tip)
    return cut


def cut_in_menu_bar(bar: QMenuBar) -> list[str]:
    return [one.text() for one in bar.actions() if bar.actionGeometry(one).right() > bar.width()]


MEASURES: tuple[tuple[type[QWidget], Callable[[Any], list[str]]], ...] = (
    (QAbstractButton, cut_in_button),
    (QLabel, cut_in_label),
    (QComboBox, cut_in_box),
    (QTabBar, cut_in_tabs),
    (QHeaderView, cut_in_header),
    (QMenuBar, cut_in_menu_bar),
)


def cut_texts(whole: QWidget) -> set[str]:
    """The texts in a part of the window that have no room and are said whole in no tooltip."""
    found = set()
    for part in whole.findChildren(QWidget):
        cut = next((cut for kind, cut in MEASURES if isinstance(part, kind)), None)
        if cut and part.isVisible() and not part.visibleRegion().isEmpty():
            found |= {f"{part.objectName()}: {text}" for text in cut(part) if text}
    return found


def still_cut(bench: Bench, whole: QWidget) -> set[str]:
    """The texts that are cut even once what is shown has found its place, in a later turn."""
    found = cut_texts(whole)

    def is_whole() -> bool:
        nonlocal found
        found = cut_texts(whole)
        return not found

    if found:
        with suppress(TimeoutError):
            bench.qtbot.waitUntil(is_whole, timeout=PATIENCE_MS)
    return found


# A usual screen, and the same at 200 %.
SCREENS = ((WIDTH, 768), (683, 384))


def test_that_all_words_of_all_views_have_room_in_every_language(
    brief: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, cut = brief.window, {}
    brief.find("train", QPushButton).click()
    brief.wait_state(State.FINISHED)
    for code in (PSEUDO, *languages()):
        monkeypatch.setenv(OURS, code)
        before = window.menus
        window.menus.language.emit(code)
        brief.qtbot.waitUntil(lambda before=before: window.menus is not before)
        for section in window.settings.folds:
            section.set_folded(False)
        for screen in SCREENS:
            window.resize(*screen)
            cut[code, screen, "window"] = still_cut(brief, window)
            for name in VIEWS:
                window.open_view(name)
                cut[code, screen, name] = still_cut(brief, window.place(name))
        menus = window.menuBar().findChildren(QMenu)
        cut[code, "menus"] = {one.title() for one in menus if one.sizeHint().width() > WIDTH}
    assert {place: texts for place, texts in cut.items() if texts} == {}


def test_that_the_words_of_dialogs_have_room(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(OURS, PSEUDO)
    speak("")
    cut = {}
    for name in DIALOGS:
        bench.window.menus.actions[name].trigger()
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog), name
        cut[name] = still_cut(bench, dialog)
        dialog.close()
    assert {name: texts for name, texts in cut.items() if texts} == {}
