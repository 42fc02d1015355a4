"""The predictions for picture files, as rows of a table that can be sorted."""

from collections.abc import Sequence
from pathlib import PurePath

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from core.files import shown
from core.messages import tr
from core.models.prediction import Prediction
from gui import theme
from gui.widgets.number_format import percent
from gui.widgets.plain_text import plain_tip
from gui.widgets.thumbnail import plain_icon, thumbnail

MOST_COLUMNS = 12
"""With more classes there is no column for each of them."""
PICTURE, FILE, CLASS, FIRST = range(4)
SORT = Qt.ItemDataRole.UserRole
SHARE = Qt.ItemDataRole.UserRole + 1
"""The probability that a cell shows as a bar, and whether it is that of the answer."""
_ROLE = Qt.ItemDataRole
_NEXT = 3

Index = QModelIndex | QPersistentModelIndex


class FilesModel(QAbstractTableModel):
    """Hold predictions in the order of their files: one column per class, or the best of many.

    `wrong` counts the files that could not be read.
    """

    def __init__(self) -> None:
        super().__init__()
        self.classes: tuple[str, ...] = ()
        self.predictions: list[Prediction] = []
        self.wrong = 0

    @property
    def many(self) -> bool:
        """Tell whether the classes are too many for a column each."""
        return len(self.classes) > MOST_COLUMNS

    def start(self, classes: tuple[str, ...]) -> None:
        """Begin with no predictions, for a network of these classes."""
        self.beginResetModel()
        self.classes, self.predictions, self.wrong = classes, [], 0
        self.endResetModel()

    def add(self, answers: Sequence[Prediction]) -> None:
        """Append predictions."""
        if answers:
            start = len(self.predictions)
            self.beginInsertRows(QModelIndex(), start, start + len(answers) - 1)
            self.predictions.extend(answers)
            self.wrong += sum(prediction.problem is not None for prediction in answers)
            self.endInsertRows()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.predictions)

    def columnCount(self, parent: Index | None = None) -> int:
        return FIRST + (2 if self.many else len(self.classes))

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole
    ) -> object:
        if role != _ROLE.DisplayRole or orientation is Qt.Orientation.Vertical:
            return None
        heads = [tr("Picture"), tr("File"), tr("Class")]
        more = [tr("Probability"), tr("Next")] if self.many else map(shown, self.classes)
        return [*heads, *more][section]

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> object:
        prediction, column = self.predictions[index.row()], index.column()
        if role == _ROLE.DisplayRole:
            return self._text(prediction, column)
        if role == SORT:
            return self._key(index.row(), prediction, column)
        if role == SHARE:
            return self._share(prediction, column)
        if role == _ROLE.DecorationRole and column == PICTURE:
            pixels = prediction.pixels
            return None if pixels is None else plain_icon(thumbnail(pixels))
        if role in (_ROLE.ToolTipRole, _ROLE.AccessibleTextRole):
            sentence = _sentence(prediction)
            return plain_tip(sentence) if role == _ROLE.ToolTipRole else sentence
        if role == _ROLE.ForegroundRole and prediction.problem and column == FILE:
            return theme.colour("error")
        return None

    def _text(self, prediction: Prediction, column: int) -> str:
        if column == FILE:
            name = shown(PurePath(*PurePath(prediction.file).parts[-2:]))
            return f"{name}\n{prediction.problem}" if prediction.problem else name
        if prediction.problem or column == PICTURE:
            return ""
        if column == CLASS:
            return shown(prediction.predicted_class)
        if self.many and column > FIRST:
            return ", ".join(_best(prediction)[1:])
        return percent(self._share(prediction, column)[0])

    def _key(self, row: int, prediction: Prediction, column: int) -> object:
        if column == PICTURE:
            return row
        if column in (FILE, CLASS):
            return self._text(prediction, column).casefold() or "\U0010ffff"
        return -1.0 if prediction.problem else self._share(prediction, column)[0]

    def _share(self, prediction: Prediction, column: int) -> tuple[float, bool]:
        if prediction.problem or column < FIRST or (self.many and column > FIRST):
            return -1.0, False
        name = prediction.predicted_class if self.many else self.classes[column - FIRST]
        return prediction.probabilities[name], name == prediction.predicted_class


def _sentence(prediction: Prediction) -> str:
    if prediction.problem:
        return f"{shown(prediction.file)}\n{prediction.problem}"
    return "\n".join([shown(prediction.file), *_best(prediction)])


def _best(prediction: Prediction) -> list[str]:
    """Return the most probable classes with their probabilities."""
    ordered = sorted(prediction.probabilities.items(), key=lambda pair: -pair[1])
    return [f"{shown(name)} {percent(p)}" for name, p in ordered[: _NEXT + 1]]
