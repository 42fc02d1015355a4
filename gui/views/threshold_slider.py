"""A slider for a threshold, above which the second of two classes, or a label, is answered."""

import math

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from core.messages import tr
from gui import theme
from gui.widgets.button import link_button
from gui.widgets.drag_slider import DragSlider
from gui.widgets.number_format import significant
from gui.widgets.plain_text import plain_label
from gui.widgets.readout import set_label_text

STEPS = 1000
# The figure that takes most room, with three digits.
WIDEST = "-0.0888"


class ThresholdSlider(QWidget):
    """Choose a threshold, for looking until it is used.

    `changed` says that another is looked at; `used` carries the one that is to be the network's
    own, for all that it answers and for its files.
    """

    changed = Signal()
    used = Signal(float)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words, self.value = plain_label(), QLabel()
        self.slider = DragSlider(0, STEPS)
        self.back = link_button(
            f"{name}_back", tip=tr("Look at the threshold that the network answers by")
        )
        self.use = link_button(
            f"{name}_use",
            tr("Use in answers"),
            tr("Have the network answer by it everywhere, exports too. Undo takes it back."),
        )
        self._chosen: float | None = None
        self._own, self.span = 0.5, (0.0, 1.0)
        self.slider.setObjectName(name)
        self.slider.setAccessibleName(tr("Threshold"))
        self.slider.setToolTip(
            tr(
                "Drag it: a lower threshold finds more of them, and is wrong more often. It is for "
                "looking alone until you press Use in answers."
            )
        )
        self.back.setAccessibleName(tr("Back to the threshold in use"))
        self.use.setAccessibleName(tr("Use this threshold in answers"))
        self.value.setFont(theme.figure_font())
        # What moved or shrank with the figures would slip from under the mouse.
        self.value.setMinimumWidth(self.value.fontMetrics().horizontalAdvance(WIDEST))
        self.back.setText(tr("Back to {usual}").format(usual=WIDEST))
        self.back.setMinimumWidth(self.back.sizeHint().width())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.words)
        row.addWidget(self.slider, 1)
        for part in (self.value, self.back, self.use):
            row.addWidget(part)
        self.slider.valueChanged.connect(self._drag)
        self.back.clicked.connect(self._take_back)
        self.use.clicked.connect(lambda: self.used.emit(self.threshold))

    @property
    def threshold(self) -> float:
        """Return the threshold that is chosen, the network's own where none is."""
        return self._own if self._chosen is None else self._chosen

    @property
    def is_chosen(self) -> bool:
        """Tell whether another than the network's own is looked at."""
        return self._chosen is not None

    def show_threshold(self, words: str, own: float, span: tuple[float, float]) -> None:
        """Show the network's own threshold, between which and which it can be, and what it does."""
        if self._chosen == own:
            self._chosen = None
        self._own, self.span = own, span
        low, high = span
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(STEPS * (self.threshold - low) / (high - low)))
        set_label_text(self.words, words)
        set_label_text(self.value, significant(self.threshold, 3))
        back = tr("Back to {usual}").format(usual=significant(own, 3))
        if back != self.back.text():
            self.back.setText(back)
        for button in (self.back, self.use):
            button.setEnabled(self.is_chosen)

    def forget(self) -> None:
        """Take the network's own threshold, for other data."""
        self._chosen = None

    def _take_back(self) -> None:
        self._chosen = None
        self.changed.emit()

    def _drag(self, step: int) -> None:
        low, high = self.span
        value = low + (high - low) * step / STEPS
        self._chosen = None if math.isclose(value, self._own, abs_tol=1e-9) else value
        self.changed.emit()


def score_span(lowest: float, highest: float) -> tuple[float, float]:
    """Return from where to where a threshold of scores between these can be dragged, 0 amid."""
    reach = max(1.0, math.ceil(max(abs(lowest), abs(highest))))
    return -reach, reach
