"""The network's predictions: for the samples of its data, and for pictures new to it."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QLabel,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from core.data.endings import TABLE_ENDINGS
from core.data.folder.level_check import is_picture
from core.messages import to_translate, tr, translate
from core.models.answers import Answers
from core.models.prediction import Prediction
from core.network.class_weights import BALANCE
from core.network.targets import CLASSES
from core.training.snapshots.probes.predictions import AllPredictions, Predictions
from core.training.snapshots.snapshot import Snapshot
from core.training.worker.events import Predicted
from gui import theme
from gui.views.csv_table import CsvTable
from gui.views.predictions.dataset_panel import DatasetPanel
from gui.views.predictions.earlier_weights import EarlierAnswers
from gui.views.predictions.files_panel import FilesPanel
from gui.views.sample_picker import why_button
from gui.views.view import SnapshotView
from gui.widgets.button import Button
from gui.widgets.file_drop import FileDrop
from gui.widgets.readout import set_label_text
from gui.widgets.text_row import TextRow

TEST, TRAIN, NEW = range(3)
_NOTHING, _DATASET, _FILES = range(3)
NOTHING = to_translate("Nothing to show yet.")
NO_DATA = to_translate(
    "There are no samples to answer for. Open data, or drop pictures under Your pictures."
)
NEW_PICTURES_TIP = to_translate("The answers to other pictures: drop some here.")
NEW_ROWS_TIP = to_translate(
    "The answers to the rows of another table: drop one here that has the same columns."
)
_CHOICES = (
    (
        "predictions_test",
        to_translate("Test samples"),
        to_translate("The answers to the samples kept for testing."),
    ),
    (
        "predictions_train",
        to_translate("Training samples"),
        to_translate("The answers to the samples that it learns from."),
    ),
    (
        "predictions_new",
        to_translate("Your pictures"),
        NEW_PICTURES_TIP,
    ),
)


class PredictionsView(SnapshotView):
    """Show a confusion matrix for test or training samples, or the answers for new pictures.

    Pictures and folders that are let fall here are answered for, not opened as data. `accepted`
    carries a SuggestedFix that is to be made, and trained with at once.
    """

    accepted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("predictions_view", tr("Predictions"), parent)
        self.dataset_panel, self.files_panel = DatasetPanel(), FilesPanel()
        self.nothing = theme.make_muted(QLabel(translate(NOTHING)))
        self.nothing.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.choice = QButtonGroup(self)
        self.why = why_button("predictions_why")
        self.untrained = theme.make_muted(QLabel())
        self.untrained.setWordWrap(True)
        self.untrained.setObjectName("predictions_untrained")
        self._wish = TEST
        self._ended: EarlierAnswers | None = None
        self._earlier: EarlierAnswers | None = None
        self.drop = FileDrop(self, self._takes)
        self._lay_out()
        self.choice.idClicked.connect(self.show_part)
        self.why.clicked.connect(self._explain)
        self.dataset_panel.picked.connect(self.sample_picked)
        self.dataset_panel.opened.connect(self.sample_opened)
        self.dataset_panel.used.connect(
            lambda threshold: self.changes.emit({"answers.threshold": threshold})
        )
        self.dataset_panel.balanced.connect(lambda: self.accepted.emit(BALANCE))
        self.files_panel.picked.connect(self.sample_picked)
        self.files_panel.opened.connect(self.sample_opened)
        self.drop.dropped.connect(self.predict)

    def show_part(self, part: int) -> None:
        """Show the answers to TEST or TRAIN samples, or those for NEW pictures."""
        self._wish = part
        self._enable_why()
        self.redraw()

    def predict(self, paths: Sequence[str | Path]) -> None:
        """Ask for predictions of files and folders."""
        self.files_panel.predict(paths)
        self.show_part(NEW)

    def show_predicted(self, predicted: Predicted) -> None:
        """Show some more predictions of files."""
        self.files_panel.show_predicted(predicted)
        self._enable_why()

    def answers_and_predictions(self) -> tuple[Answers, tuple[Prediction, ...]]:
        """Return what is answered, and the predictions of files so far."""
        model = self.files_panel.model
        return model.answers, tuple(model.predictions)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        super().show_snapshot(snapshot)
        # Where a drop leads to is asked before anything is drawn.
        self.files_panel.show_snapshot(snapshot)
        new = tr("Your rows") if self.files_panel.takes_tables else tr("Your pictures")
        if self.choice.button(NEW).text() != new:
            self.choice.button(NEW).setText(new)
            self.choice.button(NEW).setAccessibleName(new)
            tip = NEW_ROWS_TIP if self.files_panel.takes_tables else NEW_PICTURES_TIP
            self.choice.button(NEW).setToolTip(translate(tip))

    def draw(self, snapshot: Snapshot) -> None:
        """Draw the chosen page."""
        has_test = snapshot.dataset.test is not None
        part = TRAIN if self._wish == TEST and not has_test else self._wish
        self.choice.button(part).setChecked(True)
        self.dataset_panel.accuracy.setVisible(part != NEW and not snapshot.dataset.blank)
        set_label_text(self.untrained, str(snapshot.untrained or ""))
        self.untrained.setVisible(bool(snapshot.untrained))
        judged: AllPredictions | None = snapshot.probes.get("predictions")
        blank = snapshot.dataset.blank
        for number in (TEST, TRAIN):
            self.choice.button(number).setEnabled(not blank and (number != TEST or has_test))
        set_label_text(self.nothing, translate(NO_DATA if blank else NOTHING))
        if part == NEW:
            self._pages.setCurrentIndex(_FILES)
        elif blank:
            self._pages.setCurrentIndex(_NOTHING)
        elif judged is not None:
            train = part == TRAIN or judged.test is None
            predictions = judged.train if train or judged.test is None else judged.test
            self.dataset_panel.show_predictions(snapshot.dataset, predictions, snapshot.sample)
            self._find_earlier(snapshot)
            self.dataset_panel.show_earlier(self._earlier, snapshot, test=not train)
            self._pages.setCurrentIndex(_DATASET)

    def run_ended(self, last: Snapshot) -> None:
        self._ended = EarlierAnswers.of(last) or self._ended

    def _find_earlier(self, snapshot: Snapshot) -> None:
        """Keep the answers of the last run that had other class weights."""
        if self._ended and self._ended.is_beside(snapshot):
            self._earlier, self._ended = self._ended, None
        if self._earlier and not self._earlier.is_beside(snapshot):
            self._earlier = None

    def memory(self) -> tuple[Any, ...]:
        return self._wish, self._ended, self._earlier, self.files_panel.memory()

    def remember(self, memory: tuple[Any, ...]) -> None:
        self._wish, self._ended, self._earlier, files = memory
        self.files_panel.remember(files)

    def forget_data(self) -> None:
        self._ended = self._earlier = None
        self.dataset_panel.forget_data()

    def table(self, snapshot: Snapshot) -> CsvTable | None:
        """Return one row per side, true class and predicted class: the number of samples."""
        judged: AllPredictions | None = snapshot.probes.get("predictions")
        if judged is None or snapshot.dataset.blank:
            return None
        names = snapshot.classes
        sides = {"train": judged.train} | ({"test": judged.test} if judged.test else {})
        if snapshot.targets is not CLASSES:
            return _answer_table(sides, names)
        rows = (
            (side, names[true], names[answered], count)
            for side, predictions in sides.items()
            for (true, answered), count in np.ndenumerate(predictions.confusion(len(names)))
        )
        return CsvTable(("side", "true class", "answered class", "samples"), rows)

    def recolour(self) -> None:
        self.dataset_panel.matrix.update()
        self.dataset_panel.numbers.recolour()

    def _takes(self, paths: list[str]) -> bool:
        """Tell whether paths are to be answered for; others are opened as elsewhere."""
        if self.files_panel.takes_tables:
            return any(path.lower().endswith(TABLE_ENDINGS) for path in paths)
        answered = any(os.path.isdir(path) or is_picture(path) for path in paths)
        return answered and self.files_panel.takes_pictures

    def _explain(self) -> None:
        """Lead to the causes of an answer; of one's own pictures, to one that is listed."""
        if self._wish == NEW:
            self.files_panel.table.pick_current()
        self.sample_opened.emit()

    def _enable_why(self) -> None:
        self.why.setEnabled(self._wish != NEW or self.files_panel.table.has_pictures)

    def _lay_out(self) -> None:
        buttons: list[QWidget] = []
        for number, (name, label, tip) in enumerate(_CHOICES):
            button = Button(translate(label))
            button.setObjectName(name)
            button.setAccessibleName(translate(label))
            button.setToolTip(translate(tip))
            button.setCheckable(True)
            self.choice.addButton(button, number)
            buttons.append(button)
        words = QWidget()
        sentences = QVBoxLayout(words)
        sentences.setContentsMargins(0, 0, 0, 0)
        sentences.setSpacing(0)
        sentences.addWidget(self.dataset_panel.accuracy)
        sentences.addWidget(self.untrained)
        row = TextRow(buttons, words, [self.why])
        row.setContentsMargins(theme.SPACE, theme.TIGHT, theme.SPACE, theme.TIGHT)
        self._pages = QStackedLayout()
        for page in (self.nothing, self.dataset_panel, self.files_panel):
            self._pages.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, theme.TIGHT)
        whole.setSpacing(0)
        whole.addWidget(row)
        whole.addLayout(self._pages, 1)


def _answer_table(sides: dict[str, Predictions], names: Sequence[str]) -> CsvTable:
    """Return one row per side, sample and number or label: what is true and what is answered."""
    rows = (
        (side, number + 1, name, predictions.true[k, number], predictions.values[k, number])
        for side, predictions in sides.items()
        if predictions.true is not None and predictions.values is not None
        for number in range(predictions.samples.m)
        for k, name in enumerate(names)
    )
    return CsvTable(("side", "sample", "name", "true", "answered"), rows)
