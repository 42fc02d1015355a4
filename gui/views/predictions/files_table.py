"""A table of predictions for picture files, with a bar for every probability."""

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from core.data.sample import Sample
from core.messages import tr
from core.network.targets import NUMBERS
from gui import theme
from gui.views.predictions.files_model import (
    CLASS,
    FILE,
    FIRST,
    PICTURE,
    SHARE,
    SORT,
    FilesModel,
)
from gui.widgets.thumbnail import MIN_SIDE

BAR_HEIGHT = 6
FILE_WIDTH, CLASS_WIDTH, BAR_WIDTH, BARS_WIDTH, NEXT_WIDTH = 190, 110, 72, 300, 260
ROW_WIDTH = 2 * FILE_WIDTH

Index = QModelIndex | QPersistentModelIndex


class BarCell(QStyledItemDelegate):
    """Draw a probability as a number over a bar."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        share, answered = index.data(SHARE)
        if share < 0:
            return
        room = QRectF(option.rect).adjusted(theme.TIGHT, 0, -theme.TIGHT, 0)
        bar = QRectF(room.left(), room.center().y() + 10, room.width(), BAR_HEIGHT)
        painter.fillRect(bar, theme.colour("groove"))
        if option.state & QStyle.StateFlag.State_Selected:
            # The selection has the colour of the bar: an edge tells the two apart.
            painter.fillRect(bar.adjusted(-1, -1, 1, 1), theme.colour("base"))
        bar.setWidth(max(share * room.width(), 1.0))
        painter.fillRect(bar, theme.colour("accent" if answered else "faint"))


class FilesTable(QTableView):
    """Show the predictions of a model, sorted by a click on a header.

    `picked` carries the Sample of a row that is clicked or reached by keys.
    """

    picked = Signal(object)

    def __init__(self, model: FilesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("answers")
        self.setAccessibleName(tr("Answers for pictures"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._model, self._sorted = model, QSortFilterProxyModel(self)
        self._sorted.setSourceModel(model)
        self._sorted.setSortRole(SORT)
        self.setModel(self._sorted)
        self.setItemDelegate(BarCell(self))
        self.setSortingEnabled(True)
        self.sortByColumn(PICTURE, Qt.SortOrder.AscendingOrder)
        self.verticalHeader().hide()
        model.modelReset.connect(self._fit_columns)
        model.rowsInserted.connect(self._fit_rows)
        self.fit_pictures(MIN_SIDE)
        self.selectionModel().currentChanged.connect(self._pick)
        self.clicked.connect(self._pick)

    def fit_pictures(self, side: int) -> None:
        """Make room for pictures of this side."""
        self.setIconSize(QSize(side, side))
        self.verticalHeader().setDefaultSectionSize(side + 2 * theme.TIGHT)
        self.setColumnWidth(PICTURE, side + 3 * theme.TIGHT)

    @property
    def has_pictures(self) -> bool:
        """Tell whether there is any row that can be picked."""
        return any(prediction.pixels is not None for prediction in self._model.predictions)

    def pick_current(self) -> None:
        """Pick the current row, or the first one with a picture where that has none."""
        rows = [self.currentIndex(), *map(self._index_of, range(self._sorted.rowCount()))]
        found = next((row for row in rows if self._sample(row)), None)
        if found is not None:
            self.setCurrentIndex(found)
            self._pick(found)

    def _index_of(self, row: int) -> QModelIndex:
        return self._sorted.index(row, FILE)

    def _pick(self, index: Index) -> None:
        sample = self._sample(index)
        if sample:
            self.picked.emit(sample)

    def _sample(self, index: Index) -> Sample | None:
        if not index.isValid():
            return None
        prediction = self._model.predictions[self._sorted.mapToSource(index).row()]
        pixels = prediction.pixels
        return None if pixels is None else Sample.of_file(prediction.file, pixels)

    def _fit_rows(self) -> None:
        """Make lines of rows of a table, which have no picture but many cells."""
        of_rows = self._model.of_rows
        if of_rows == self.isColumnHidden(PICTURE):
            return
        self.setColumnHidden(PICTURE, of_rows)
        side = self.iconSize().height()
        height = 2 * self.fontMetrics().height() if of_rows else side + 2 * theme.TIGHT
        self.verticalHeader().setDefaultSectionSize(height)
        self.setColumnWidth(FILE, ROW_WIDTH if of_rows else FILE_WIDTH)

    def _fit_columns(self) -> None:
        widths = {FILE: FILE_WIDTH, CLASS: CLASS_WIDTH}
        many, count = self._model.many, len(self._model.answers.names)
        self.setColumnHidden(CLASS, self._model.answers.targets is NUMBERS)
        self._fit_rows()
        bar = max(BAR_WIDTH, BARS_WIDTH // max(count, 1))
        more = [2 * BAR_WIDTH, NEXT_WIDTH] if many else [bar] * count
        widths |= {FIRST + i: width for i, width in enumerate(more)}
        for column, width in widths.items():
            self.setColumnWidth(column, width)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
