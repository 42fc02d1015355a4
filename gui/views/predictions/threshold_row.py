"""A threshold to drag: above it the second of two classes is answered, or a label."""

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.files import shown
from core.messages import tr
from core.training.snapshots.probes.predictions import Predictions
from gui import theme
from gui.views.threshold_slider import ThresholdSlider, score_span
from gui.widgets.number_format import count_percent, grouped
from gui.widgets.plain_text import plain_label, plain_tip


class ThresholdRow(QWidget):
    """Choose from which probability, or score, on yes is answered, and say what that costs.

    `used` carries the threshold that is to be the network's own.
    """

    changed = Signal()
    used = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = ThresholdSlider("threshold")
        self.told = theme.make_muted(plain_label())
        self.told.setWordWrap(True)
        # It comes while one drags, and is not to push the slider away.
        keeping = self.told.sizePolicy()
        keeping.setRetainSizeWhenHidden(True)
        self.told.setSizePolicy(keeping)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.TIGHT)
        column.addWidget(self.choice)
        column.addWidget(self.told)
        self.choice.changed.connect(self.changed)
        self.choice.used.connect(self.used)

    def applied(self, predictions: Predictions, names: tuple[str, ...]) -> Predictions:
        """Return the predictions with the threshold that is chosen, and say what it does."""
        readings = predictions.values if predictions.yes is not None else None
        if predictions.both is not None:
            readings = predictions.both[1]
        self.setVisible(readings is not None)
        if readings is None:
            return predictions
        text = tr("Answer {name} above") if predictions.yes is None else tr("Answer a label above")
        self.choice.show_threshold(
            text.format(name=shown(names[-1])),
            predictions.threshold,
            _span(readings, predictions.usual_threshold),
        )
        at = predictions.at(self.choice.threshold)
        cost = _cost(at, names)
        self.told.setText(cost)
        self.told.setVisible(self.choice.is_chosen)
        self.choice.value.setToolTip(plain_tip(cost))
        return at

    def forget(self) -> None:
        """Take the network's own threshold for other data."""
        self.choice.forget()


def _span(readings: np.ndarray, usual: float) -> tuple[float, float]:
    """Return from where to where a threshold can be dragged: 0 to 1, or about all scores."""
    finite = readings[np.isfinite(readings)]
    if usual > 0 or not len(finite):
        return 0.0, 1.0
    return score_span(float(finite.min()), float(finite.max()))


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
