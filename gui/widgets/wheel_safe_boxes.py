"""Boxes that the mouse wheel changes only while they have the focus, so that a panel scrolls."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSpinBox

from core.messages import translate
from gui.widgets.field_outline import field_size, paint_outline
from gui.widgets.number_format import of_usual_width
from gui.widgets.undo_keys import UndoKeys
from gui.widgets.withheld import MayBeWithheld

INTERMEDIATE = QValidator.State.Intermediate


class Row(Protocol):
    """What ChoiceBox shows of a row of a table."""

    @property
    def name(self) -> object: ...
    @property
    def label(self) -> str: ...
    @property
    def formula(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Option:
    """A choice that is no row of a table of core."""

    name: object
    label: str
    formula: str = ""


class ChoiceBox(MayBeWithheld, QComboBox):
    """Choose a row of a table; an item's text is the row's label, its data the row's name."""

    def __init__(self, rows: Iterable[Row]) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        for row in rows:
            self.addItem(translate(row.label), row.name)
            self.setItemData(self.count() - 1, translate(row.formula), Qt.ItemDataRole.ToolTipRole)

    def show_value(self, value: object, otherwise: str = "") -> None:
        """Show the row of this name without a signal, or the text `otherwise` if there is none."""
        names = [self.itemData(index) for index in range(self.count())]
        index = names.index(value) if value in names else -1
        with QSignalBlocker(self):
            self.setPlaceholderText(otherwise)
            self.setCurrentIndex(index)

    def sizeHint(self) -> QSize:
        return field_size(self, super().sizeHint())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_outline(self)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


# Is 1.000 one, or a thousand as in German? As 1,000 in English it is not taken.
_GROUPS = re.compile(r"[+-]?\d{1,3}([.,]\d{3})+")


def _typed_number(text: str) -> float:
    """Read a number as people type it, with either decimal mark; ValueError where it is none."""
    plain = "".join(of_usual_width(text).split())  # there may be spaces between groups of digits
    if _GROUPS.fullmatch(plain):
        raise ValueError(text)
    return float(plain.replace(",", "."))


class NumberBox(QSpinBox):
    """Type or step an integer, as 1e3 or 1000.0 too; one above the range is shown as it is.

    `refused` carries what was typed and is no such number, or none of the range.
    """

    refused = Signal(str)

    def __init__(self, low: int, high: int) -> None:
        super().__init__()
        self._beyond: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setKeyboardTracking(False)
        self.setRange(low, high)
        self.editingFinished.connect(self._finish)
        UndoKeys(self, self.lineEdit())

    def _finish(self) -> None:
        self.lineEdit().setModified(False)
        self.lineEdit().deselect()  # Enter selects all

    def setRange(self, low: int, high: int) -> None:
        # Even the range that it has lays the window out again.
        if (low, high) != (self.minimum(), self.maximum()):
            super().setRange(low, high)

    def show_value(self, value: int) -> None:
        """Show a value without a signal."""
        with QSignalBlocker(self):
            self._beyond = value if value > self.maximum() else None
            self.setValue(min(value, self.maximum()))
            # A number above the range may leave the value unchanged but not its text.
            self.lineEdit().setText(self.textFromValue(self.value()))

    def textFromValue(self, value: int) -> str:
        if value == self.minimum() and self.specialValueText():
            return self.specialValueText()
        if self._beyond is not None and value == self.maximum():
            return str(self._beyond)
        return str(value)

    def valueFromText(self, text: str) -> int:
        if text == self.textFromValue(self.value()):
            return self.value()
        return self.minimum() if text == self.specialValueText() else int(_typed_number(text))

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        shown = bool(text) and text in (self.specialValueText(), self.textFromValue(self.value()))
        state = QValidator.State.Acceptable if shown or self._takes(text) else INTERMEDIATE
        return state, text, place

    def fixup(self, text: str) -> str:
        self.refused.emit(text)
        return self.textFromValue(self.value())

    def _takes(self, text: str) -> bool:
        try:
            number = _typed_number(text)
        except ValueError:
            return False
        return number.is_integer() and self.minimum() <= number <= self.maximum()

    def sizeHint(self) -> QSize:
        return field_size(self, super().sizeHint())

    def minimumSizeHint(self) -> QSize:
        return field_size(self, super().minimumSizeHint())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFrame():
            paint_outline(self)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
