"""The samples of one cell of a confusion matrix, as rows of a table and as small pictures."""

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QPixmap

from core.data.dataset import Dataset
from core.data.true_words import list_labels, number_text, true_number_texts
from core.experiment.inputs import FeatureInputs, PictureInputs
from core.files import shown
from core.messages import listed, to_translate, tr, translate
from core.models.answers import NONE
from core.network.targets import CLASSES, LABELS, NUMBERS
from core.training.snapshots.probes.predictions import Predictions
from gui.widgets.number_format import grouped, percent, significant
from gui.widgets.plain_text import plain_tip
from gui.widgets.thumbnail import thumbnail

MOST = 500
"""Samples that are listed; nobody looks at more of them one by one."""
MOST_FEATURES = 100
MOST_PICTURES = 128
"""Pictures that are kept as painted, 6 MB of the largest ones: more than a list has in sight."""
CAPTION = 0
_FIRST, _LAST = to_translate("Sample"), to_translate("Name")
# By the kind of targets.
HEADS = {
    "classes": (
        *(_FIRST, to_translate("Answered"), to_translate("Probability")),
        *(to_translate("True class"), _LAST),
    ),
    "labels": (
        *(_FIRST, to_translate("Answered"), to_translate("Wrong labels")),
        *(to_translate("True labels"), _LAST),
    ),
    "numbers": (
        *(_FIRST, to_translate("Answered"), to_translate("Error")),
        *(to_translate("True number"), _LAST),
    ),
}
COLUMNS = len(HEADS["classes"])
_ROLE = Qt.ItemDataRole

Index = QModelIndex | QPersistentModelIndex


class SamplesModel(QAbstractTableModel):
    """Show chosen samples with their predictions; column 0 is a picture with its caption."""

    def __init__(self) -> None:
        super().__init__()
        self._predictions: Predictions | None = None
        self._dataset: Dataset | None = None
        self.samples = np.empty(0, np.intp)
        self._pictures: dict[int, QPixmap] = {}
        self._output: int | None = None

    def show_samples(
        self,
        dataset: Dataset,
        predictions: Predictions,
        samples: np.ndarray,
        output: int | None = None,
    ) -> None:
        """Show these samples, by their numbers, in this order; of several outputs perhaps one."""
        samples, self._output = samples[:MOST], output
        same = dataset is self._dataset and np.array_equal(samples, self.samples)
        if same and self._predictions and predictions.samples is self._predictions.samples:
            self._predictions = predictions
            if len(samples):
                self.dataChanged.emit(self.index(0, 0), self.index(len(samples) - 1, 4))
            return
        is_of_others = not self._predictions or predictions.samples is not self._predictions.samples
        if dataset is not self._dataset or is_of_others:
            self._pictures = {}
        self.beginResetModel()
        self._dataset, self._predictions, self.samples = dataset, predictions, samples
        self.endResetModel()

    def forget_data(self) -> None:
        """Show nothing, and let go of the data."""
        self.beginResetModel()
        self._dataset, self._predictions, self.samples = None, None, np.empty(0, np.intp)
        self._pictures = {}
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.samples)

    def columnCount(self, parent: Index | None = None) -> int:
        return COLUMNS + len(self._features())

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole
    ) -> object:
        if role != _ROLE.DisplayRole:
            return None
        if orientation is Qt.Orientation.Vertical:
            return str(section + 1)
        heads = HEADS[self._dataset.targets.name if self._dataset else CLASSES.name]
        if section < COLUMNS:
            return translate(heads[section])
        return self._features()[section - COLUMNS]

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> object:
        if role == _ROLE.DisplayRole:
            return self._text(index.row(), index.column())
        if role == _ROLE.DecorationRole and index.column() == CAPTION:
            return self._picture(index.row())
        if role in (_ROLE.ToolTipRole, _ROLE.AccessibleTextRole):
            sentence = self._sentence(index.row())
            return plain_tip(sentence) if role == _ROLE.ToolTipRole else sentence
        return None

    def _text(self, row: int, column: int) -> str:
        if column == CAPTION:
            return "\n".join((f"{self._text(row, 1)} {self._text(row, 2)}", self._text(row, 4)))
        if column >= COLUMNS:
            return self._feature(row, column - COLUMNS)
        number, judged = int(self.samples[row]), self._predictions
        if judged is None or self._dataset is None:
            return ""
        words = answer_words(judged, self._dataset, number, self._output)
        return ("", *words, self._name(number))[column]

    def _feature(self, row: int, place: int) -> str:
        missing = self._predictions.samples.missing if self._predictions else None
        if missing is not None and missing[place, self.samples[row]]:
            return tr("missing")
        return significant(float(self._raw(row)[place]))

    def _sentence(self, row: int) -> str:
        text = tr("{name}: answered {answered} with {probability}, truly {true}")
        if self._dataset and self._dataset.targets is LABELS:
            text = tr("{name}: answered {answered}, truly {true}; wrong labels: {probability}")
        elif self._dataset and self._dataset.targets is NUMBERS:
            text = tr("{name}: answered {answered}, truly {true}; error {probability}")
        if self._predictions is None or self._dataset is None:
            return ""
        number = int(self.samples[row])
        answered, probability, true = answer_words(self._predictions, self._dataset, number)
        name = self._name(number)
        return text.format(name=name, answered=answered, probability=probability, true=true)

    def _name(self, number: int) -> str:
        side = self._predictions.samples if self._predictions else None
        if side and side.names:
            return shown(side.names[number])
        if side and side.lines is not None:
            return tr("line {number}").format(number=grouped(int(side.lines[number])))
        return tr("sample {number}").format(number=grouped(number + 1))

    def _picture(self, row: int) -> QPixmap | None:
        inputs = self._dataset.inputs if self._dataset else None
        if not isinstance(inputs, PictureInputs):
            return None
        number = int(self.samples[row])
        if number not in self._pictures:
            if len(self._pictures) >= MOST_PICTURES:
                del self._pictures[next(iter(self._pictures))]
            image = thumbnail(inputs.picture(self._X(row)))
            self._pictures[number] = QPixmap.fromImage(image)
        return self._pictures[number]

    def _X(self, row: int) -> np.ndarray:
        if self._predictions is None:
            return np.empty(0)
        return self._predictions.samples.X[:, self.samples[row]]

    def _raw(self, row: int) -> np.ndarray:
        """Return the features of a sample before they are scaled."""
        x = self._X(row)
        return self._dataset.inputs.unscale(x[:, np.newaxis])[:, 0] if self._dataset else x

    def _features(self) -> tuple[str, ...]:
        inputs = self._dataset.inputs if self._dataset else None
        return inputs.names[:MOST_FEATURES] if isinstance(inputs, FeatureInputs) else ()


def answer_words(
    judged: Predictions, dataset: Dataset, number: int, output: int | None = None
) -> tuple[str, str, str]:
    """Say what is answered to a sample, how sure or how wrong that is, and what is true.

    Of several numbers all are said, or that of one output.
    """
    if judged.values is None or judged.true is None:
        said = int(judged.answered[number])
        return (
            tr("none of these") if said == NONE else shown(dataset.classes[said]),
            percent(float(judged.probability[number])),
            shown(dataset.classes[int(judged.labels[number])]),
        )
    names = tuple(map(shown, dataset.classes))
    values, true = judged.values[:, number], judged.true[:, number]
    if judged.yes is not None:
        yes, has = judged.yes[:, number], true > 0.5
        wrong = grouped(int(np.count_nonzero(yes != has)))
        return list_labels(names, yes), wrong, list_labels(names, has)
    said_of = slice(None) if output is None else slice(output, output + 1)
    parts = (part[said_of] for part in (values, values - true))
    answered, error = (str(listed(number_text(float(v)) for v in part)) for part in parts)
    return answered, error, str(listed(true_number_texts(dataset, true)[said_of]))
