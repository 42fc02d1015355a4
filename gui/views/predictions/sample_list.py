"""Samples to be inspected one by one: as pictures side by side, or as rows of numbers."""

import numpy as np
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from core.data.dataset import Dataset
from core.experiment.inputs import PictureInputs
from core.files import shown
from core.messages import tr
from core.network.targets import CLASSES
from core.training.snapshots.probes.predictions import Predictions
from gui import theme
from gui.views.predictions.samples_model import CAPTION, MOST, SamplesModel
from gui.widgets.number_format import percent
from gui.widgets.thumbnail import thumbnail_side

Index = QModelIndex | QPersistentModelIndex
CAPTION_SIZE = (44, 36)
"""Room beside and beneath a picture for its two lines, at least."""
WIDEST = 180


class PictureCell(QStyledItemDelegate):
    """Make every cell as large as the grid's, and outline the chosen one in its own colours."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        plain = QStyleOptionViewItem(option)
        # Chosen by the style it would be tinted, and a cat looks like a butterfly.
        plain.state &= ~(QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus)
        super().paint(painter, plain, index)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(theme.pen("accent", 2))
            painter.drawRect(option.rect.adjusted(1, 1, -1, -1))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        grid = self.parent()
        return grid.gridSize() if isinstance(grid, QListView) else super().sizeHint(option, index)


class SampleList(QWidget):
    """Show samples with their predictions: pictures side by side, all others as a table.

    `picked` carries the number of a sample that is clicked or reached by keys, `opened` says
    that one was double-clicked, or Enter pressed on it.
    """

    picked = Signal(int)
    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = SamplesModel()
        self.grid, self.table = _grid(self.model), _table(self.model)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.grid)
        self._pages.addWidget(self.table)
        self._following = False
        for view in (self.grid, self.table):
            view.selectionModel().currentChanged.connect(self._pick)
            view.clicked.connect(self._pick)
            view.activated.connect(lambda _: self.opened.emit())

    def show_samples(
        self,
        dataset: Dataset,
        predictions: Predictions,
        samples: np.ndarray,
        picked: int,
        output: int | None = None,
    ) -> None:
        """Show these samples, by their numbers, in this order; `picked` is marked, -1 for none.

        Of several outputs perhaps one alone.
        """
        pictures = isinstance(dataset.inputs, PictureInputs)
        if isinstance(dataset.inputs, PictureInputs):
            width = thumbnail_side(dataset.inputs.size)
            self.grid.setIconSize(QSize(width, width))
            cell = QSize(width + CAPTION_SIZE[0], width + CAPTION_SIZE[1])
            names = (predictions.samples.names[number] for number in samples[:MOST])
            longest = shown(max(names, key=len, default="")) if predictions.samples.names else ""
            texts = longest, *(f"{text} {percent(1.0)}" for text in _answers(dataset, predictions))
            named = max(map(self.grid.fontMetrics().horizontalAdvance, texts)) + theme.SPACE
            self.grid.setGridSize(QSize(min(max(cell.width(), named), WIDEST), cell.height()))
        self._pages.setCurrentWidget(self.grid if pictures else self.table)
        self._following = True
        self.model.show_samples(dataset, predictions, samples, output)
        self._mark(picked)
        self._following = False

    def _mark(self, picked: int) -> None:
        rows = np.flatnonzero(self.model.samples == picked)
        index = self.model.index(int(rows[0]), CAPTION) if len(rows) else QModelIndex()
        for view in (self.grid, self.table):
            if view.currentIndex().row() != index.row():
                # The list may change its order many times a second: it shall not scroll along.
                view.setAutoScroll(False)
                view.setCurrentIndex(index)
                view.setAutoScroll(True)

    def _pick(self, index: Index) -> None:
        if index.isValid() and not self._following:
            self.picked.emit(int(self.model.samples[index.row()]))


def _answers(dataset: Dataset, predictions: Predictions) -> tuple[str, ...]:
    """Return all that can be answered where there are classes."""
    if dataset.targets is not CLASSES:
        return ()
    none = (tr("none of these"),) if len(predictions.refused) else ()
    return (*map(shown, dataset.classes), *none)


def _grid(model: SamplesModel) -> QListView:
    grid = QListView()
    grid.setObjectName("judged_pictures")
    grid.setAccessibleName(tr("Pictures with their answers"))
    grid.setFrameShape(QFrame.Shape.NoFrame)
    grid.setViewMode(QListView.ViewMode.IconMode)
    grid.setResizeMode(QListView.ResizeMode.Adjust)
    grid.setMovement(QListView.Movement.Static)
    grid.setUniformItemSizes(True)
    grid.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    grid.setFont(theme.small_font())
    grid.setItemDelegate(PictureCell(grid))
    grid.setModel(model)
    grid.setModelColumn(CAPTION)
    return grid


def _table(model: SamplesModel) -> QTableView:
    table = QTableView()
    table.setObjectName("judged_samples")
    table.setAccessibleName(tr("Samples with their answers"))
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setFont(theme.small_font())
    table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    table.setModel(model)
    table.setColumnHidden(CAPTION, True)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(20)
    table.horizontalHeader().setDefaultSectionSize(90)
    return table
