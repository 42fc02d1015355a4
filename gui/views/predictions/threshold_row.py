"""A threshold to drag: above it the second of two classes is answered, or a label."""

import math

import numpy as np
from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from core.files import shown
from core.messages import tr
from core.training.snapshots.probes.predictions import Predictions
from gui import theme
from gui.widgets.button import Button, ButtonKind
from gui.widgets.drag_slider import DragSlider
from gui.widgets.number_format import count_percent, grouped, significant
from gui.widgets.plain_text import plain_label, plain_tip

STEPS = 1000


class ThresholdRow(QWidget):
    """Choose from which probability, or score, on yes is answered, and say what that costs.

    It is for looking until it is used: `used` carries the threshold that is to be the network's
    own, for all that it answers and for its files.
    """

    changed = Signal()
    used = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words, self.value, self.told = plain_label(), QLabel(), theme.make_muted(plain_label())
        self.slider = DragSlider(0, STEPS)
        self.usual = Button("", ButtonKind.LINK)
        self.use = Button(tr("Use in answers"), ButtonKind.LINK)
        self._chosen: float | None = None
        self._usual, self._span = 0.5, (0.0, 1.0)
        self._lay_out()
        self.slider.valueChanged.connect(self._drag)
        self.usual.clicked.connect(self._take_back)
        self.use.clicked.connect(lambda: self.used.emit(self.threshold))

    def applied(self, predictions: Predictions, names: tuple[str, ...]) -> Predictions:
        """Return the predictions with the threshold that is chosen, and say what it does."""
        readings = predictions.values if predictions.yes is not None else None
        if predictions.both is not None:
            readings = predictions.both[1]
        self.setVisible(readings is not None)
        if readings is None:
            return predictions
        self._usual, self._span = predictions.threshold, _span(readings, predictions.threshold)
        at = predictions.at(self.threshold)
        self._show(at, names)
        return at

    @property
    def threshold(self) -> float:
        """Return the threshold that is chosen, the network's own where none is."""
        return self._usual if self._chosen is None else self._chosen

    def forget(self) -> None:
        """Take the network's own threshold for other data."""
        self._chosen = None

    def _take_back(self) -> None:
        self._chosen = None
        self.changed.emit()

    def _drag(self, step: int) -> None:
        low, high = self._span
        value = low + (high - low) * step / STEPS
        self._chosen = None if math.isclose(value, self._usual, abs_tol=1e-9) else value
        self.changed.emit()

    def _show(self, predictions: Predictions, names: tuple[str, ...]) -> None:
        low, high = self._span
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(STEPS * (self.threshold - low) / (high - low)))
        of_labels = predictions.yes is not None
        text = tr("Answer a label above") if of_labels else tr("Answer {name} above")
        self.words.setText(text.format(name=shown(names[-1])))
        self.value.setText(significant(self.threshold, 3))
        back = tr("Back to {usual}").format(usual=significant(self._usual, 3))
        self.usual.setText(back)
        self.usual.setEnabled(self._chosen is not None)
        self.use.setEnabled(self._chosen is not None)
        cost = _cost(predictions, names)
        self.told.setText(cost)
        self.told.setVisible(self._chosen is not None)
        self.value.setToolTip(plain_tip(cost))

    def _lay_out(self) -> None:
        self.slider.setObjectName("threshold")
        self.slider.setAccessibleName(tr("Threshold"))
        self.usual.setObjectName("threshold_usual")
        self.usual.setAccessibleName(tr("Back to the threshold in use"))
        self.use.setObjectName("threshold_use")
        self.use.setAccessibleName(tr("Use this threshold in answers"))
        self.use.setToolTip(
            tr("Have the network answer by it everywhere, exports too. Undo takes it back.")
        )
        self.slider.setToolTip(
            tr(
                "Drag it: a lower threshold finds more of them, and is wrong more often. It is for "
                "looking alone until you press Use in answers."
            )
        )
        self.usual.setToolTip(tr("Look at the threshold that the network answers by"))
        self.told.setWordWrap(True)
        self.value.setFont(theme.figure_font())
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        parts: tuple[QWidget, ...] = (
            *(self.words, self.slider, self.value),
            *(self.usual, self.use),
        )
        for column, part in enumerate(parts):
            grid.addWidget(part, 0, column)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.told, 1, 0, 1, len(parts))


def _span(readings: np.ndarray, usual: float) -> tuple[float, float]:
    """Return from where to where a threshold can be dragged: 0 to 1, or about all scores."""
    if usual > 0:
        return 0.0, 1.0
    finite = readings[np.isfinite(readings)]
    reach = max(1.0, math.ceil(float(np.abs(finite).max(initial=0.0))))
    return -reach, reach


def _cost(predictions: Predictions, names: tuple[str, ...]) -> str:
    """Say how many are found, and how many of the answers are right."""
    if predictions.yes is not None and predictions.true is not None:
        name, has, said = tr("labels"), predictions.true > 0.5, predictions.yes
    else:
        name, has, said = shown(names[1]), predictions.labels == 1, predictions.answered == 1
    found, there, answered = (int(np.count_nonzero(part)) for part in (has & said, has, said))
    text = tr("{found} of {there} {name} found ({recall}); {found} of {answered} answers right")
    if answered:
        text = tr(
            "{found} of {there} {name} found ({recall}); {found} of {answered} answers right "
            "({precision})"
        )
    return text.format(
        found=grouped(found),
        there=grouped(there),
        name=name,
        recall=count_percent(found, there) if there else "-",
        answered=grouped(answered),
        precision=count_percent(found, answered) if answered else "",
    )
