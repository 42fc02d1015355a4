"""The confusion of the last run whose classes had other weights, beside that of now."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.data.dataset import Dataset
from core.experiment.settings import Experiment
from core.messages import clauses, tr
from core.network.class_weights import ALIKE
from core.network.targets import CLASSES
from core.runs.comparison import setting_text
from core.training.snapshots.probes.predictions import AllPredictions
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.views.predictions.confusion_matrix import ConfusionMatrix
from gui.widgets.number_format import grouped
from gui.widgets.plain_text import plain_label

WEIGHTS = "training.class_weights"
# Times as many samples in the largest class as in the smallest, from which weights matter.
UNEVEN, LISTED = 1.5, 4


@dataclass(frozen=True, slots=True, eq=False)
class EarlierAnswers:
    """What the last run with other class weights answered to the samples of a data set."""

    experiment: Experiment
    dataset: Dataset
    predictions: AllPredictions

    @classmethod
    def of(cls, snapshot: Snapshot) -> "EarlierAnswers | None":
        """Return the answers of a run that gives way, None where it has not learned or none."""
        predictions = snapshot.probes.get("predictions")
        if predictions is None or not snapshot.iteration or snapshot.targets is not CLASSES:
            return None
        return cls(snapshot.experiment, snapshot.dataset, predictions)

    def is_beside(self, snapshot: Snapshot) -> bool:
        """Tell whether these are answers to the same samples, with other class weights."""
        weights = snapshot.experiment.training.class_weights
        return (
            self.dataset is snapshot.dataset and self.experiment.training.class_weights != weights
        )

    def counts(self, test: bool) -> np.ndarray | None:
        """Return the confusion of the test samples, or of those that were learned."""
        of_side = self.predictions.test if test else self.predictions.train
        return of_side.confusion(len(self.dataset.classes)) if of_side else None


def can_balance(snapshot: Snapshot) -> bool:
    """Tell whether the classes are of uneven size, and all their samples count alike."""
    if snapshot.targets is not CLASSES or snapshot.dataset.blank:
        return False
    counts = snapshot.dataset.counts(snapshot.dataset.train).values()
    alike = snapshot.experiment.training.class_weights == ALIKE
    return alike and max(counts) >= UNEVEN * max(1, min(counts))


class EarlierMatrix(QWidget):
    """Two matrices side by side, each under its words; without an earlier one that of now alone."""

    def __init__(self, matrix: ConfusionMatrix) -> None:
        super().__init__()
        self.earlier = ConfusionMatrix()
        self.earlier.setObjectName("confusion_before")
        self.earlier.setAccessibleName(tr("Confusion matrix of the run with other class weights"))
        self.earlier.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.earlier.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._titles = plain_label(), plain_label()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE)
        for title, part in zip(self._titles, (self.earlier, matrix), strict=True):
            theme.make_muted(title)
            column = QVBoxLayout()
            column.setSpacing(0)
            column.addWidget(title)
            column.addWidget(part, 1)
            row.addLayout(column, 1)
        self._show_parts(False)

    def show_earlier(
        self, earlier: EarlierAnswers | None, now: Experiment, classes: tuple[str, ...], test: bool
    ) -> None:
        """Show an earlier confusion beside the matrix of now, or none."""
        counts = earlier.counts(test) if earlier else None
        self._show_parts(counts is not None)
        if earlier is None or counts is None:
            return
        self.earlier.show_counts(counts, classes)
        texts = tr("before, weights {weights}"), tr("now, weights {weights}")
        for title, text, experiment in zip(
            self._titles, texts, (earlier.experiment, now), strict=True
        ):
            weights = setting_text(WEIGHTS, experiment.training.class_weights)
            title.setText(text.format(weights=weights))

    def _show_parts(self, visible: bool) -> None:
        for part in (self.earlier, *self._titles):
            part.setVisible(visible)


def change_text(before: np.ndarray, now: np.ndarray, classes: tuple[str, ...]) -> str:
    """Say of which classes more samples are right now, and of which fewer; most changed first."""
    right = before.diagonal(), now.diagonal()
    order = np.argsort(-np.abs(right[1] - right[0]), kind="stable")[:LISTED]
    text = tr("{name} {before}, now {now} of {all}")
    changes = [
        text.format(
            name=classes[k],
            before=grouped(int(right[0][k])),
            now=grouped(int(right[1][k])),
            all=grouped(int(now[k].sum())),
        )
        for k in order
    ]
    return tr("Right with other class weights: {listed}.").format(listed=clauses(changes))
