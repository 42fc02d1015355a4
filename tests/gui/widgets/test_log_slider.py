"""A number on a logarithmic slider, dragged, stepped and typed."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.widgets.log_slider import LogSlider


@pytest.fixture
def rate(qtbot: QtBot) -> LogSlider:
    slider = LogSlider(0.0001, 10.0, most=1000.0)
    qtbot.addWidget(slider)
    slider.setValue(0.1)
    slider.resize(300, 40)
    slider.show()
    return slider


@pytest.fixture
def scale(qtbot: QtBot) -> LogSlider:
    slider = LogSlider(0.001, 10.0, zero=True)
    qtbot.addWidget(slider)
    slider.setValue(1.0)
    slider.resize(300, 40)
    slider.show()
    return slider


def type_in(slider: LogSlider, text: str) -> None:
    slider.field.selectAll()
    QTest.keyClick(slider.field, Qt.Key.Key_Delete)
    QTest.keyClicks(slider.field, text)
    QTest.keyClick(slider.field, Qt.Key.Key_Return)


def drag(slider: LogSlider, start: QPoint, end: QPoint) -> None:
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(slider.slider, left, pos=start)
    QTest.mouseMove(slider.slider, end)
    QTest.mouseRelease(slider.slider, left, pos=end)


def test_that_the_middle_of_the_widget_is_the_slider(rate: LogSlider) -> None:
    assert rate.childAt(rate.rect().center()) is rate.slider


def test_that_dragging_to_the_right_makes_it_larger_and_to_the_left_smaller(
    rate: LogSlider,
) -> None:
    middle = rate.slider.rect().center()
    drag(rate, middle, middle + QPoint(60, 0))
    larger = rate.value()
    drag(rate, middle, middle - QPoint(60, 0))
    assert rate.value() < 0.1 < larger


def test_that_the_ends_of_the_slider_are_the_ends_of_its_range(rate: LogSlider) -> None:
    middle = rate.slider.rect().center()
    drag(rate, middle, QPoint(1000, middle.y()))
    assert rate.value() == 10.0
    drag(rate, middle, QPoint(-1000, middle.y()))
    assert rate.value() == 0.0001


def test_that_a_dragged_value_has_three_significant_digits(rate: LogSlider) -> None:
    middle = rate.slider.rect().center()
    for way in range(-50, 50, 7):
        drag(rate, middle, middle + QPoint(way, 0))
        assert float(f"{rate.value():.3g}") == rate.value()


def test_that_zero_is_reached_at_the_far_left_where_it_is_allowed(scale: LogSlider) -> None:
    drag(scale, scale.slider.rect().center(), QPoint(-1000, 10))
    assert scale.value() == 0.0
    QTest.keyClick(scale.slider, Qt.Key.Key_Right)
    assert scale.value() > 0


def test_that_arrows_step_a_hundredth_and_page_keys_a_tenth_of_the_range(rate: LogSlider) -> None:
    before = rate.slider.value()
    QTest.keyClick(rate.slider, Qt.Key.Key_Right)
    assert rate.slider.value() - before == 10
    QTest.keyClick(rate.slider, Qt.Key.Key_PageUp)
    assert rate.slider.value() - before == 110


@pytest.mark.parametrize(
    ("text", "value"),
    [("0.0075", 0.0075), ("0,0075", 0.0075), (" 3 ", 3.0), ("1e-5", 1e-5), ("1000", 1000.0)],
)
def test_that_typed_numbers_are_taken_exactly(rate: LogSlider, text: str, value: float) -> None:
    type_in(rate, text)
    assert rate.value() == value
    assert not rate.problem.isVisible()


def test_that_a_typed_value_keeps_every_digit(rate: LogSlider) -> None:
    type_in(rate, "0.123456789")
    assert rate.value() == 0.123456789
    assert rate.field.text() == "0.123456789"


@pytest.mark.parametrize(
    "text", ["", " ", "1e", "abc", "nan", "inf", "-inf", "1e400", "-1", "0", "1000.1", "1,000.5"]
)
def test_that_what_is_no_good_number_is_refused_with_a_sentence(
    rate: LogSlider, qtbot: QtBot, text: str
) -> None:
    with qtbot.assertNotEmitted(rate.valueChanged):
        type_in(rate, text)
    assert rate.value() == 0.1
    assert rate.problem.isVisible()
    assert "still 0.1" in rate.problem.text()
    assert rate.field.toolTip() == rate.problem.text()
    assert rate.field.property("refused")


def test_that_zero_may_be_typed_only_where_it_is_allowed(scale: LogSlider) -> None:
    type_in(scale, "0")
    assert scale.value() == 0.0


def test_that_escape_takes_back_what_was_typed(rate: LogSlider) -> None:
    type_in(rate, "1e")
    QTest.keyClick(rate.field, Qt.Key.Key_Escape)
    assert rate.field.text() == "0.1"
    assert not rate.problem.isVisible()


def test_that_a_good_number_ends_the_complaint(rate: LogSlider) -> None:
    type_in(rate, "nan")
    type_in(rate, "0.1")
    assert not rate.problem.isVisible()
    assert not rate.field.property("refused")


def test_that_the_scale_is_logarithmic(rate: LogSlider) -> None:
    positions = []
    for value in (0.001, 0.01, 0.1, 1.0):
        rate.setValue(value)
        positions.append(rate.slider.value())
    assert {b - a for a, b in pairwise(positions)} == {200}


def test_that_what_arithmetic_left_is_not_shown_and_a_long_number_shows_its_beginning(
    rate: LogSlider,
) -> None:
    rate.setValue(0.0003 / 10)
    assert rate.field.text() == "3e-05"
    type_in(rate, "0.12345678901234567")
    assert rate.field.cursorPosition() == 0
    assert rate.value() == 0.12345678901234567


def test_that_a_value_beyond_the_slider_is_kept(rate: LogSlider) -> None:
    rate.setValue(500.0)
    assert rate.value() == 500.0
    assert rate.slider.value() == rate.slider.maximum()


def test_that_a_digit_on_the_slider_begins_to_type_in_the_field(rate: LogSlider) -> None:
    rate.slider.setFocus()
    QTest.keyClick(rate.slider, Qt.Key.Key_0)
    QTest.keyClicks(rate.field, ".01")
    QTest.keyClick(rate.field, Qt.Key.Key_Return)
    assert rate.value() == 0.01


def test_that_the_letter_of_its_label_leads_to_the_slider(qtbot: QtBot) -> None:
    rate = LogSlider(0.0001, 10.0)
    label = QLabel("&Rate")
    label.setBuddy(rate)
    window = QWidget()
    column = QVBoxLayout(window)
    column.addWidget(QLineEdit())
    column.addWidget(label)
    column.addWidget(rate)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.AltModifier)
    assert rate.slider.hasFocus()
