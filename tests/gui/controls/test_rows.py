"""Rows of the panel: a choice from a table, a whole number, a number on a slider."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from core.experiment.settings import Experiment, NetworkSettings, TrainingSettings
from core.network.initialisers import INITIALISERS
from gui.controls.rows.choice_row import ChoiceRow
from gui.controls.rows.number_row import NumberRow
from gui.controls.rows.setting_row import SettingRow
from gui.controls.rows.slider_row import SliderRow

Asked = list[tuple[str, object]]


def listen(row: SettingRow) -> Asked:
    asked: Asked = []
    row.changed.connect(lambda key, value: asked.append((key, value)))
    return asked


@pytest.fixture
def shown(qtbot: QtBot) -> Callable[[SettingRow], SettingRow]:
    def show(row: SettingRow) -> SettingRow:
        qtbot.addWidget(row)
        row.show()
        return row

    return show


@pytest.fixture
def start(shown: Callable[[SettingRow], SettingRow]) -> SettingRow:
    key = "network.initialisation"
    return shown(ChoiceRow(key, "Initialisation", "The start.", INITIALISERS.values()))


@pytest.fixture
def seed(shown: Callable[[SettingRow], SettingRow]) -> SettingRow:
    return shown(NumberRow("network.seed", "Seed", "The seed."))


def test_that_a_choice_offers_every_row_of_its_table(start: SettingRow) -> None:
    box = start.findChild(QComboBox, "initialisation")
    assert [box.itemData(i) for i in range(box.count())] == list(INITIALISERS)
    tip = Qt.ItemDataRole.ToolTipRole
    formulas = [row.formula for row in INITIALISERS.values()]
    assert [box.itemData(i, tip) for i in range(box.count())] == formulas


def test_that_choosing_with_the_keyboard_asks_for_the_row_by_its_name(start: SettingRow) -> None:
    start.show_experiment(Experiment(network=NetworkSettings(initialisation="scaled")))
    asked = listen(start)
    QTest.keyClick(start.inner, Qt.Key.Key_Down)
    assert asked == [("network.initialisation", "he")]


def test_that_showing_an_experiment_asks_for_nothing(start: SettingRow, seed: SettingRow) -> None:
    asked = listen(start) + listen(seed)
    experiment = Experiment(network=NetworkSettings(initialisation="zeros", seed=7))
    start.show_experiment(experiment)
    seed.show_experiment(experiment)
    assert asked == []
    assert start.inner.currentData() == "zeros"
    assert seed.inner.value() == 7


def test_that_a_value_that_no_row_has_is_shown_as_it_is(start: SettingRow) -> None:
    start.show_value(0.15)
    assert start.inner.currentIndex() == -1
    assert start.inner.placeholderText() == "0.15"


def test_that_a_typed_number_is_asked_for_once_when_it_is_complete(seed: SettingRow) -> None:
    asked = listen(seed)
    seed.inner.selectAll()
    QTest.keyClicks(seed.inner, "123")
    assert asked == []
    QTest.keyClick(seed.inner, Qt.Key.Key_Return)
    assert asked == [("network.seed", 123)]


def test_that_an_emptied_number_keeps_the_last_good_value(seed: SettingRow) -> None:
    seed.show_value(5)
    asked = listen(seed)
    seed.inner.selectAll()
    QTest.keyClick(seed.inner, Qt.Key.Key_Delete)
    QTest.keyClick(seed.inner, Qt.Key.Key_Return)
    assert asked == []
    assert seed.inner.value() == 5


def test_that_a_seed_beyond_the_box_is_shown_and_not_changed(seed: SettingRow) -> None:
    asked = listen(seed)
    seed.show_experiment(Experiment(network=NetworkSettings(seed=2**32 - 1)))
    assert seed.inner.text() == str(2**32 - 1)
    QTest.keyClick(seed.inner, Qt.Key.Key_Return)
    assert asked == []


def test_that_the_lowest_number_can_have_a_word(qtbot: QtBot) -> None:
    row = NumberRow("training.batch_size", "Batch size", "Samples.", zero="all")
    qtbot.addWidget(row)
    row.show_experiment(Experiment(training=TrainingSettings(batch_size=0)))
    assert row.findChild(QSpinBox, "batch_size").text() == "all"


def test_that_a_slider_row_asks_with_its_key(qtbot: QtBot) -> None:
    row = SliderRow("network.scale", "Scale", "Multiplies.", 0.001, name="init_scale")
    slider = row.slider
    qtbot.addWidget(row)
    row.show_experiment(Experiment(network=NetworkSettings(scale=0.5)))
    asked = listen(row)
    assert row.findChild(QWidget, "init_scale") is slider
    slider.setValue(0.25)
    assert asked == [("network.scale", 0.25)]


def test_that_every_row_has_a_name_for_screen_readers_and_a_tooltip(
    start: SettingRow, seed: SettingRow
) -> None:
    for row in (start, seed):
        assert row.inner.accessibleName()
        assert row.inner.toolTip()


def test_that_the_wheel_over_a_box_without_the_keyboard_changes_nothing(seed: SettingRow) -> None:
    seed.show_value(5)
    asked = listen(seed)
    seed.inner.clearFocus()
    place = QPointF(seed.inner.rect().center())
    event = QWheelEvent(
        place, QPointF(seed.inner.mapToGlobal(place)), QPoint(0, 120), QPoint(0, 120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(seed.inner, event)
    assert asked == []
