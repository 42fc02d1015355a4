"""A hand that plays lessons: real clicks and keys on the parts of the window, found by name."""

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from core.lessons.lesson import Action
from gui.main_window import MainWindow
from gui.views.registry import VIEWS

LEFT = Qt.MouseButton.LeftButton


class Hand:
    """Do what the actions of a lesson say; files are written into `folder`."""

    def __init__(self, qtbot: QtBot, window: MainWindow, folder: Path) -> None:
        self.qtbot, self.window, self.folder = qtbot, window, folder

    def find(self, name: str) -> QWidget:
        """Wait until a part of this object name can be seen, and return it."""

        def shown() -> list[QWidget]:
            return [one for one in self.window.findChildren(QWidget, name) if one.isVisible()]

        self.qtbot.waitUntil(lambda: shown() != [], timeout=60_000)
        return shown()[0]

    def do(self, action: Action) -> None:
        """Make one movement."""
        if action.view:
            self.open_view(action.view)
        elif action.press:
            self.press(action.press)
        elif action.command:
            self.choose(action.command)
        elif action.key:
            self.push(action)
        elif action.click:
            part = self.find(action.click)
            place = QPoint(int(action.x * part.width()), int(action.y * part.height()))
            target = part.childAt(place) or part
            QTest.mouseClick(target, LEFT, pos=target.mapFrom(part, place))
        else:
            self.set(action.control, action.value)

    def press(self, name: str) -> None:
        """Click a button, once it can be."""
        button = self.find(name)
        assert isinstance(button, QAbstractButton), name
        self.qtbot.waitUntil(button.isEnabled, timeout=60_000)
        QTest.mouseClick(button, LEFT)

    def open_view(self, name: str) -> None:
        """Click the tab of a view."""
        bar = self.window.inside.tabBar()
        place = bar.tabRect(list(VIEWS).index(name)).center()
        QTest.mouseClick(bar, LEFT, pos=place)
        self.wait_until_drawn()

    def wait_until_drawn(self) -> None:
        """Wait: a hand takes longer to its next movement than a view to what it draws."""
        self.qtbot.waitUntil(lambda: self.window.probes <= self.window.cost.newest.probes.keys())

    def choose(self, name: str) -> None:
        """Choose an entry of a menu by the mouse."""
        entry = self.window.menus.actions[name]
        bar = self.window.menuBar()
        opened = next(
            action
            for action in bar.actions()
            if isinstance(menu := action.menu(), QMenu) and entry in menu.actions()
        )
        QTest.mouseClick(bar, LEFT, pos=bar.actionGeometry(opened).center())
        menu = opened.menu()
        assert isinstance(menu, QMenu)
        self.qtbot.waitUntil(menu.isVisible, timeout=60_000)
        QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(entry).center())

    def push(self, action: Action) -> None:
        """Press a key at a part, or where the focus is."""
        part = self.find(action.control) if action.control else self.window
        self.wait_until_drawn()
        part.setFocus()
        for _ in range(action.times):
            QTest.keyClick(part.focusProxy() or part, Qt.Key[f"Key_{action.key}"])

    def set(self, name: str, value: object) -> None:
        """Give a control a value by keys, as its kind takes it."""
        part = self.find(name)
        if isinstance(part, QCheckBox):
            if part.isChecked() is not value:
                QTest.mouseClick(part, LEFT, pos=QPoint(8, part.height() // 2))
        elif isinstance(part, QComboBox):
            self._choose_in(part, value)
        elif isinstance(part, QAbstractSlider):
            self._slide(part, int(str(value)))
        elif isinstance(part, QSpinBox):
            self._type(part.lineEdit(), value)
        elif isinstance(part, QPlainTextEdit):
            part.selectAll()
            QTest.keyClicks(part, str(value))
        else:
            self._type(part.findChild(QLineEdit), value)

    def _choose_in(self, box: QComboBox, value: object) -> None:
        rows = [index for index in range(box.count()) if value in (box.itemData(index),)]
        assert rows, [box.itemData(index) for index in range(box.count())]
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Home)
        while box.currentIndex() != rows[0]:
            before = box.currentIndex()
            QTest.keyClick(box, Qt.Key.Key_Down)
            assert box.currentIndex() != before, value

    def _slide(self, slider: QAbstractSlider, value: int) -> None:
        slider.setFocus()
        name = slider.objectName()
        while slider.value() != value:
            before = slider.value()
            up = slider.orientation() is Qt.Orientation.Vertical
            more, less = (
                (Qt.Key.Key_Up, Qt.Key.Key_Down) if up else (Qt.Key.Key_Right, Qt.Key.Key_Left)
            )
            QTest.keyClick(slider, more if value > before else less)
            assert slider.value() != before, (name, before)

    def _type(self, field: QLineEdit, value: object) -> None:
        QTest.mouseClick(field, LEFT)
        field.selectAll()
        QTest.keyClicks(field, str(value))
        QTest.keyClick(field, Qt.Key.Key_Return)

    def close_dialogs(self, following: str = "") -> None:
        """Close what a command has opened in front of the window; a file is given its name.

        What holds the part of an object name, which is to be touched next, stays open.
        """
        while isinstance(dialog := QApplication.activeModalWidget(), QDialog):
            if following and dialog.findChild(QWidget, following):
                return
            saving = QFileDialog.AcceptMode.AcceptSave
            if isinstance(dialog, QFileDialog) and dialog.acceptMode() is saving:
                # A name of its own: nothing asks whether to replace a file.
                file = self.folder / f"{len([*self.folder.iterdir()])}.html"
                dialog.findChild(QLineEdit).setText(str(file))
                save = QDialogButtonBox.StandardButton.Save
                QTest.mouseClick(dialog.findChild(QDialogButtonBox).button(save), LEFT)
            else:
                QTest.keyClick(dialog, Qt.Key.Key_Escape)
            self.qtbot.waitUntil(
                lambda gone=dialog: QApplication.activeModalWidget() is not gone, timeout=60_000
            )
