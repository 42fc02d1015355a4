"""The predictions for picture files, as rows of a table that can be sorted."""

from collections.abc import Sequence
from math import inf
from pathlib import PurePath

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from core.files import shown
from core.messages import fill, listed, to_translate, tr, translate
from core.models.answers import Answers, number_text
from core.models.prediction import Prediction
from core.network.targets import CLASSES, LABELS, NUMBERS
from gui import theme
from gui.widgets.number_format import percent
from gui.widgets.plain_text import plain_tip
from gui.widgets.thumbnail import plain_icon, thumbnail

MOST_COLUMNS = {CLASSES.name: 5, LABELS.name: 12, NUMBERS.name: inf}
"""With more classes or labels there is no column for each of them.

Of classes the answer's own is to be in sight on a screen of 1366 pixels; labels have several.
"""
PICTURE, FILE, CLASS, FIRST = range(4)
SORT = Qt.ItemDataRole.UserRole
SHARE = Qt.ItemDataRole.UserRole + 1
"""The probability that a cell shows as a bar, and whether it is that of the answer."""
_ROLE = Qt.ItemDataRole
_NEXT = 3
_ANSWER = {
    CLASSES.name: to_translate("Answer"),
    LABELS.name: to_translate("Labels"),
    NUMBERS.name: to_translate("Numbers"),
}
_BEST = {"probabilities": to_translate("Probability"), "scores": to_translate("Score")}

Index = QModelIndex | QPersistentModelIndex


class FilesModel(QAbstractTableModel):
    """Hold predictions in the order of their files: a column for each reading, or the best of many.

    `wrong` counts the files that could not be read.
    """

    def __init__(self) -> None:
        super().__init__()
        self.answers = Answers(())
        self.predictions: list[Prediction] = []
        self.wrong = 0

    @property
    def of_rows(self) -> bool:
        """Tell whether the answers are for rows of tables."""
        return bool(self.predictions) and self.predictions[0].row is not None

    @property
    def many(self) -> bool:
        """Tell whether the classes or labels are too many for a column each."""
        return len(self.answers.names) > MOST_COLUMNS[self.answers.targets.name]

    def start(self, answers: Answers) -> None:
        """Begin with no predictions, for a network of these answers."""
        self.beginResetModel()
        self.answers, self.predictions, self.wrong = answers, [], 0
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
        return FIRST + (2 if self.many else len(self.answers.names))

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole
    ) -> object:
        if role != _ROLE.DisplayRole or orientation is Qt.Orientation.Vertical:
            return None
        file = tr("Row") if self.of_rows else tr("File")
        heads = [tr("Picture"), file, translate(_ANSWER[self.answers.targets.name])]
        if self.many:
            return [*heads, translate(_BEST[self.answers.readings]), tr("Next")][section]
        return [*heads, *map(shown, self.answers.names)][section]

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
            sentence = self._sentence(prediction)
            return plain_tip(sentence) if role == _ROLE.ToolTipRole else sentence
        if role == _ROLE.ForegroundRole and prediction.problem and column == FILE:
            return theme.colour("error")
        return None

    def _text(self, prediction: Prediction, column: int) -> str:
        if column == FILE:
            name = self._name_of(prediction)
            return f"{name}\n{prediction.problem}" if prediction.problem else name
        if prediction.problem or column == PICTURE:
            return ""
        far = prediction.distance is not None and self.answers.largest_distance < inf
        if column == CLASS and prediction.refused and far:
            text = tr("none of these\ndistance {distance}")
            return fill(text, distance=number_text(prediction.distance or 0.0, 3))
        if column == CLASS and prediction.refused:
            return tr("none of these")
        if column == CLASS:
            return str(listed(map(shown, prediction.answered)))
        if self.many and column > FIRST:
            return str(listed(self._best(prediction)[1:]))
        return self._reading_text(prediction.readings[self._name(prediction, column)])

    def _key(self, row: int, prediction: Prediction, column: int) -> object:
        if column == PICTURE or (column == FILE and self.of_rows):
            return row
        if column in (FILE, CLASS):
            return self._text(prediction, column).casefold() or "\U0010ffff"
        return -inf if prediction.problem else prediction.readings[self._name(prediction, column)]

    def _name_of(self, prediction: Prediction) -> str:
        """Name a file by its last two parts, a row by its number and what it says."""
        row = prediction.row
        if row is None:
            return shown(PurePath(*PurePath(prediction.file).parts[-2:]))
        return fill(tr("{number}: {cells}"), number=row.number, cells=listed(map(shown, row.cells)))

    def _name(self, prediction: Prediction, column: int) -> str:
        """Name whose reading a column shows: of many the highest."""
        if not self.many:
            return self.answers.names[column - FIRST]
        return max(prediction.readings, key=prediction.readings.__getitem__)

    def _share(self, prediction: Prediction, column: int) -> tuple[float, bool]:
        beside = prediction.problem or column < FIRST or (self.many and column > FIRST)
        if beside or self.answers.readings != "probabilities":
            return -1.0, False
        name = self._name(prediction, column)
        return prediction.readings[name], name in prediction.answered

    def _reading_text(self, value: float) -> str:
        return percent(value) if self.answers.readings == "probabilities" else number_text(value)

    def _sentence(self, prediction: Prediction) -> str:
        if prediction.problem:
            return f"{shown(prediction.file)}\n{prediction.problem}"
        lines = [shown(prediction.file), *self._best(prediction)]
        if prediction.refused:
            lines.insert(1, fill(tr("None of these: {reason}."), reason=prediction.refused))
        return "\n".join(lines)

    def _best(self, prediction: Prediction) -> list[str]:
        """Return the highest readings with their names; of numbers the first."""
        ordered = [*prediction.readings.items()]
        if self.answers.targets is not NUMBERS:
            ordered.sort(key=lambda pair: -pair[1])
        best = ordered[: _NEXT + 1]
        return [f"{shown(name)} {self._reading_text(value)}" for name, value in best]
