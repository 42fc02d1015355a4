"""A number on a logarithmic slider, with a field beside it for exact values."""

import math

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from core.errors import ExperimentError
from core.messages import paragraph, tr
from gui import theme
from gui.widgets.drag_slider import DragSlider
from gui.widgets.field_outline import field_size, paint_outline, set_refused
from gui.widgets.number_format import parse_number, round_significant, shortest
from gui.widgets.undo_keys import UndoKeys

STEPS = 1000
SHOWN_DIGITS = 12


class LogSlider(QWidget):
    """Choose a number from low to high by dragging, or up to `most` by typing.

    With `zero` the left end of the slider is 0; else 0 is refused.
    """

    valueChanged = Signal(float)  # noqa: N815

    def __init__(
        self, low: float, high: float, *, most: float | None = None, zero: bool = False
    ) -> None:
        super().__init__()
        self._low, self._high, self._zero = low, high, zero
        self._most = high if most is None else most
        self._value = low
        self.slider = DragSlider(0, STEPS)
        self.slider.setSingleStep(STEPS // 100)
        self.slider.setPageStep(STEPS // 10)
        self.field = _Field(shortest(low))
        self.problem = QLabel()
        self._build()
        self.slider.valueChanged.connect(self._slide)
        self.field.editingFinished.connect(self._type)
        self.field.escaped.connect(self._restore)

    def _build(self) -> None:
        theme.make_muted(self.problem)
        theme.set_alert(self.problem)
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.setFocusProxy(self.slider)
        # Without one of its own the letter of its label would not reach the slider.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.slider.installEventFilter(self)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE)
        row.addWidget(self.slider, 3)
        row.addWidget(self.field, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.TIGHT)
        column.addLayout(row)
        column.addWidget(self.problem)

    def value(self) -> float:
        """Return the last valid value."""
        return self._value

    def setValue(self, value: float) -> None:
        """Set a value without rounding it, with a signal if it is new."""
        if value == self._value:
            return
        self._value = value
        with QSignalBlocker(self.slider):
            self.slider.setValue(self._position(value))
        self._restore()
        self.valueChanged.emit(value)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Begin to type in the field where a digit is pressed on the slider."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        digit = event.text()
        if not digit.isdecimal() or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        self.field.setFocus(Qt.FocusReason.TabFocusReason)
        self.field.selectAll()
        self.field.insert(digit)
        return True

    def describe(self, name: str, tip: str) -> None:
        """Set the accessible names of the slider and the field, and the tooltip."""
        self.setAccessibleName(name)
        self.slider.setAccessibleName(name)
        self.field.setAccessibleName(tr("{name}, typed").format(name=name))
        self.setToolTip(tip)

    def _position(self, value: float) -> int:
        first = 1 if self._zero else 0
        if value <= 0:
            return 0
        share = math.log(value / self._low) / math.log(self._high / self._low)
        return round(first + min(1.0, max(0.0, share)) * (STEPS - first))

    def _value_at(self, position: int) -> float:
        first = 1 if self._zero else 0
        if position < first:
            return 0.0
        share = (position - first) / (STEPS - first)
        value = round_significant(self._low * (self._high / self._low) ** share)
        return min(value, self._high)

    def _slide(self, position: int) -> None:
        self.setValue(self._value_at(position))

    def _type(self) -> None:
        if not self.field.isModified():
            return
        try:
            value = self._checked(parse_number(self.field.text()))
        except ExperimentError as problem:
            self._refuse(str(problem))
        else:
            self._restore()
            self.setValue(value)

    def _checked(self, value: float) -> float:
        if value < 0 or value > self._most or (value == 0 and not self._zero):
            raise ExperimentError("{value} is out of range.", value=shortest(value))
        return value

    def _refuse(self, reason: str) -> None:
        sentence = tr("Give a number from 0 to {most}.") if self._zero else ""
        sentence = sentence or tr("Give a number above 0, up to {most}.")
        unchanged = tr("It is still {value}.").format(value=shortest(self._value))
        text = paragraph(reason, sentence.format(most=shortest(self._most)), unchanged)
        set_refused(self.field)
        self.field.setToolTip(text)
        self.problem.setText(text)
        self.problem.show()

    def _restore(self) -> None:
        set_refused(self.field, False)
        # Beyond that stands what arithmetic left: 2.9999999999999997e-05 for 3e-05.
        self.field.setText(shortest(round_significant(self._value, SHOWN_DIGITS)))
        self.field.setCursorPosition(0)
        self.field.setToolTip("")
        self.problem.hide()


class _Field(QLineEdit):
    """A field that emits `escaped` when Escape takes back what was typed."""

    escaped = Signal()

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("0.00075") + 16)
        UndoKeys(self, self)

    def sizeHint(self) -> QSize:
        return field_size(self, super().sizeHint())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_outline(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)
