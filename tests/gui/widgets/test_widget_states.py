"""Facts about putting back what was chosen in a part, in another part of the same kind."""

from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QPushButton,
    QSlider,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gui.widgets.widget_states import put_back, states_of


class Part(QWidget):
    """Two lists, a box, two buttons of which one is pressed, and a list that the box brings."""

    def __init__(self) -> None:
        super().__init__()
        self.lists = QComboBox(), QComboBox()
        self.box, self.slider, self.late = QCheckBox("tick"), QSlider(), None
        self.buttons, self.pressed = [QPushButton("a"), QPushButton("b")], []
        self.group, column = QButtonGroup(self), QVBoxLayout(self)
        for button in self.buttons:
            button.setCheckable(True)
            self.group.addButton(button)
            button.clicked.connect(lambda _, button=button: self.pressed.append(button.text()))
        for each in self.lists:
            each.addItems(["one", "two", "three"])
        for part in (*self.lists, self.box, self.slider, *self.buttons):
            column.addWidget(part)
        self.buttons[0].setChecked(True)
        self.box.toggled.connect(self.bring)

    def bring(self) -> None:
        self.late = QComboBox()
        self.late.addItems(["x", "y"])
        self.layout().addWidget(self.late)


class Table(QWidget):
    """A table of some columns."""

    def __init__(self, columns: int) -> None:
        super().__init__()
        self.table = QTableWidget(1, columns, self)


def test_that_choices_come_back_as_if_they_were_made_there(qtbot: QtBot) -> None:
    part, other = Part(), Part()
    for each in (part, other):
        qtbot.addWidget(each)
    part.lists[1].setCurrentIndex(2)
    part.box.click()
    part.late.setCurrentIndex(1)
    part.slider.setValue(30)
    part.buttons[1].click()
    put_back(other, states_of(part))
    assert [each.currentIndex() for each in other.lists] == [0, 2]
    assert other.box.isChecked()
    assert other.late.currentText() == "y"
    assert other.slider.value() == 30
    assert other.pressed == ["b"]
    assert other.group.checkedButton() is other.buttons[1]


def test_that_what_another_part_does_not_have_is_passed_over(qtbot: QtBot) -> None:
    part, other = Part(), QWidget()
    for each in (part, other):
        qtbot.addWidget(each)
    shorter = Part()
    qtbot.addWidget(shorter)
    shorter.lists[1].clear()
    part.lists[1].setCurrentIndex(2)
    states = states_of(part)
    put_back(other, states)
    put_back(shorter, states)
    assert shorter.lists[1].currentIndex() == -1


def test_that_a_table_is_never_left_with_more_columns_than_it_has(qtbot: QtBot) -> None:
    wide, alike, narrow = (Table(columns) for columns in (7, 7, 5))
    for each in (wide, alike, narrow):
        qtbot.addWidget(each)
    wide.table.setColumnWidth(6, 33)
    for other in (alike, narrow):
        put_back(other, states_of(wide))
    assert alike.table.columnWidth(6) == 33
    assert narrow.table.horizontalHeader().count() == 5
