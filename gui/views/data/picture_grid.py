"""The pictures of a data set side by side; only those on the screen are made."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from core.data.folder.items import SampleItem, Side
from core.files import shown
from core.messages import tr
from gui.views.data.picture_cell import CELL, PictureCell
from gui.views.data.thumbnails import Thumbnails
from gui.widgets.plain_text import plain_tip

ITEM, GROUP = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


class Pictures(QAbstractListModel):
    """The items that are shown, in groups of pictures that belong together."""

    def __init__(self) -> None:
        super().__init__()
        self.items: list[SampleItem] = []
        self._groups: list[int] = []

    def show_groups(self, groups: Iterable[Sequence[SampleItem]]) -> None:
        """Show these groups one after the other."""
        self.beginResetModel()
        lots = list(groups)
        self.items = [item for lot in lots for item in lot]
        self._groups = [number for number, lot in enumerate(lots) for _ in lot]
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        item = self.items[index.row()]
        if role == ITEM:
            return item
        if role == GROUP:
            return self._groups[index.row()] if self.together else 0
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            name = shown(item.name) or tr("sample {number}").format(number=item.column + 1)
            return plain_tip(name) if role == Qt.ItemDataRole.ToolTipRole else name
        return None

    @property
    def together(self) -> bool:
        """Tell whether some pictures belong together."""
        return bool(self._groups) and self._groups[-1] + 1 < len(self._groups)


class PictureGrid(QListView):
    """Show pictures; `picked` says that another one is the present one.

    `chosen_by_user` says that it is so by mouse or key.
    """

    picked = Signal()
    chosen_by_user = Signal()

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data_pictures")
        self.setAccessibleName(tr("The pictures of the data set"))
        self.pictures = Pictures()
        self._following = False
        self.cell = PictureCell(thumbnails, ITEM, GROUP, self)
        self.setModel(self.pictures)
        self.setItemDelegate(self.cell)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setGridSize(QSize(*CELL))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.clicked.connect(self.chosen_by_user)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def show_groups(self, groups: Iterable[Sequence[SampleItem]]) -> None:
        """Show these; one picture is the present one again, and the same place is looked at.

        After a change to the present picture it is the next one, so that a user can go on.
        """
        self._following = True
        groups = [list(lot) for lot in groups]
        self.setGridSize(self.cell.size_for([item for lot in groups for item in lot]))
        before, row = self.current, self.currentIndex().row()
        place = self.verticalScrollBar().value()
        self.pictures.show_groups(groups)
        same = [_known(item) for item in self.pictures.items]
        if before is not None and _known(before) in same:
            row = same.index(_known(before))
        self.doItemsLayout()
        self.setAutoScroll(False)
        if same:
            self._pick_alone(min(max(row, 0), len(same) - 1))
        self.setAutoScroll(True)
        self.verticalScrollBar().setValue(place)
        self._following = False
        self.picked.emit()

    def select(self, side: Side, column: int) -> bool:
        """Make a sample the present picture; tell whether it is among these."""
        places = [(item.side, item.column) for item in self.pictures.items]
        if (side, column) not in places:
            return False
        now = self.current
        if now is None or (now.side, now.column) != (side, column):
            self._following = True
            self._pick_alone(places.index((side, column)))
            self._following = False
        return True

    def pick_first(self) -> None:
        """Make the first picture the present one, in sight."""
        if self.pictures.items:
            self._following = True
            self._pick_alone(0)
            self.scrollToTop()
            self._following = False

    def pick_next(self) -> None:
        """Make the picture behind the selected ones the present one, or else one before them."""
        rows = {index.row() for index in self.selectionModel().selectedIndexes()}
        if not rows:
            return
        behind = range(max(rows) + 1, len(self.pictures.items))
        free = (row for row in (*behind[:1], *range(max(rows), -1, -1)) if row not in rows)
        if (row := next(free, None)) is not None:
            self._pick_alone(row)

    def _pick_alone(self, row: int) -> None:
        """Make a picture the only selected one; setCurrentIndex adds it while Ctrl is held."""
        how = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(self.pictures.index(row), how)

    @property
    def current(self) -> SampleItem | None:
        """Return the picture that was picked last."""
        row = self.currentIndex().row()
        return self.pictures.items[row] if 0 <= row < len(self.pictures.items) else None

    @property
    def chosen(self) -> list[SampleItem]:
        """Return every selected picture."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        return [self.pictures.items[row] for row in rows]

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.picked.emit()
        if not self._following and current.isValid():
            self.chosen_by_user.emit()


def _known(item: SampleItem) -> object:
    """Tell an item by what a user sees of it; its column changes with the others'."""
    return item.name or item.column, item.class_name, item.side
