"""Facts about the help: every view and every control on the left has its own."""

import re

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from gui.controls.rows.setting_row import SettingRow
from gui.help import CONTROL_HELP, HELP, VIEW_HELP, help_text
from gui.views.registry import VIEWS
from tests.gui.conftest import Bench


def help_of(part: QWidget | None) -> str:
    """The help that a click on a part shows: its own, or that of what it is in."""
    while part is not None and not part.whatsThis():
        part = part.parentWidget()
    return part.whatsThis() if part else ""


def shown_help() -> QWidget | None:
    """The help that is on the screen, if there is any."""
    kinds = (part for part in QApplication.topLevelWidgets() if part.isVisible())
    return next((part for part in kinds if part.metaObject().className() == "QWhatsThat"), None)


def test_that_every_view_is_told_in_three_sentences_a_formula_and_what_to_try() -> None:
    views = {f"{name}_view" for name in VIEWS} | {"cost_plot", "accuracy_plot", "health"}
    assert VIEW_HELP.keys() == views
    for name, row in VIEW_HELP.items():
        assert len(re.findall(r"[.?](?= |$)", row.what)) == 3, name
        assert row.formula, name
    assert all(row.to_try.endswith((".", "?")) for row in HELP.values())


def test_that_every_view_and_every_control_on_the_left_has_its_help(bench: Bench) -> None:
    window = bench.window
    made = {place.view.objectName() for place in window.lazy_views}
    assert made | {"health"} == VIEW_HELP.keys()
    rows = {row.key for row in window.settings.findChildren(SettingRow)}
    assert rows == {name for name in CONTROL_HELP if "." in name}
    used = {part.whatsThis() for part in window.findChildren(QWidget)}
    assert {name for name in HELP if help_text(name) not in used} == set()
    reached = (Qt.FocusPolicy.StrongFocus, Qt.FocusPolicy.WheelFocus, Qt.FocusPolicy.TabFocus)
    silent = [
        part.objectName() or type(part).__name__
        for part in window.settings.widget().findChildren(QWidget)
        if part.focusPolicy() in reached and not help_of(part)
    ]
    assert [name for name in silent if not name.startswith("fold_")] == []


def test_that_a_key_and_a_button_explain_what_is_looked_at(bench: Bench) -> None:
    window = bench.window
    rate = bench.find("learning_rate", QWidget)
    rate.findChild(QWidget).setFocus()
    window.explain_focus()
    assert "α dW" in help_of(window.focusWidget())
    QTest.keyClick(shown_help(), Qt.Key.Key_Escape)
    bench.qtbot.waitUntil(lambda: shown_help() is None)
    bench.find("view_help", QAbstractButton).click()
    assert shown_help() is not None
