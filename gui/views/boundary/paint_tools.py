"""The tools for points: inspect, paint a class, paint a new class, erase."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from core.files import shown
from core.messages import tr
from gui import theme
from gui.views.boundary.brush import MOST_CLASSES
from gui.widgets.field_outline import OutlinedButton

# Numbers that no class has; a group of buttons keeps -1 for itself.
INSPECT, ERASE = 100, 101
DOT = 12


class PaintTools(QWidget):
    """Choose a tool; `tool` is INSPECT, ERASE or the number of the class that is painted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._buttons: dict[int, QToolButton] = {}
        self._classes: tuple[str, ...] | None = None
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(theme.TIGHT)
        self._add(INSPECT, tr("Look"), tr("Click a point to look at that sample in all views"))
        self._add(ERASE, tr("Erase"), tr("Drag over points to take them away"))
        self._buttons[INSPECT].setChecked(True)

    @property
    def tool(self) -> int:
        return self._group.checkedId()

    def show_classes(self, classes: tuple[str, ...]) -> None:
        """Offer to paint each of these classes, and one more."""
        if classes == self._classes:
            return
        self._classes = classes
        for number in range(MOST_CLASSES):
            button = self._buttons.get(number)
            if number <= len(classes) and button is None:
                button = self._add(number, "", "")
            if button:
                self._name(button, number, classes)

    def _name(self, button: QToolButton, number: int, classes: tuple[str, ...]) -> None:
        new = number == len(classes)
        button.setVisible(number <= len(classes))
        button.setText(tr("new class") if new else "")
        unknown = new or number > len(classes)
        what = tr("a class that is new") if unknown else shown(classes[number])
        button.setToolTip(tr("Drag over the plane to paint points of {what}").format(what=what))
        button.setAccessibleName(tr("Paint {what}").format(what=what))

    def _add(self, number: int, text: str, tip: str) -> QToolButton:
        button = OutlinedButton()
        button.setCheckable(True)
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(text)
        button.setObjectName({INSPECT: "look", ERASE: "erase"}.get(number, f"paint_{number}"))
        if number < INSPECT:
            button.setIcon(_dot(theme.class_colour(number)))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._group.addButton(button, number)
        self._buttons[number] = button
        self._line.insertWidget(self._line.count() - (number < INSPECT), button)
        return button


def _dot(shade: QColor) -> QIcon:
    dot = QPixmap(DOT, DOT)
    dot.fill(shade)
    return QIcon(dot)
