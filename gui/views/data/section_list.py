"""The sections of a data set to choose from: classes with their counts as bars, and findings."""

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from core.messages import tr
from gui import theme
from gui.widgets.number_format import grouped
from gui.widgets.plain_text import plain_tip

Index = QModelIndex | QPersistentModelIndex
ROW, BAR, GAP = 22, 3, 6
ENTRY = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Section:
    """One line: training and test samples make its bar; `most` is the longest bar's length.

    A line without a key is a heading.
    """

    key: str
    label: str
    tip: str = ""
    train: int = 0
    test: int = 0
    most: int = 0

    @property
    def words(self) -> str:
        """Write the counts, the test samples behind a plus sign."""
        if not self.key:
            return ""
        return " + ".join(map(grouped, filter(None, (self.train, self.test)))) or "0"


class SectionList(QListWidget):
    """Choose a section; `picked` carries its key."""

    picked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("data_parts")
        self.setAccessibleName(tr("Parts of the data set"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setItemDelegate(_SectionRow(self))
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setMinimumWidth(140)
        self.currentItemChanged.connect(lambda: self.picked.emit(self.key))

    @property
    def key(self) -> str:
        """Return the key of the chosen section."""
        item = self.currentItem()
        part: Section | None = item.data(ENTRY) if item else None
        return part.key if part else ""

    def show_parts(self, parts: list[Section]) -> None:
        """Show these sections; the chosen one stays chosen where it is still there."""
        before, place = self.key, self.verticalScrollBar().value()
        blocked = self.blockSignals(True)
        self.clear()
        for part in parts:
            self.addItem(_line(part))
        keys = [part.key for part in parts]
        chosen = keys.index(before) if before and before in keys else 0
        self.setCurrentRow(chosen)
        self.verticalScrollBar().setValue(place)
        self.blockSignals(blocked)
        self.picked.emit(self.key)

    def pick(self, key: str) -> None:
        """Choose a section, if it is there."""
        for row in range(self.count()):
            if self.item(row).data(ENTRY).key == key:
                self.setCurrentRow(row)


def _line(part: Section) -> QListWidgetItem:
    item = QListWidgetItem()
    item.setData(ENTRY, part)
    item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{part.label} {part.words}".strip())
    item.setToolTip(plain_tip("\n".join(filter(None, (part.label, part.tip)))))
    item.setSizeHint(QSize(0, ROW))
    if not part.key:
        item.setFlags(Qt.ItemFlag.NoItemFlags)
    return item


class _SectionRow(QStyledItemDelegate):
    """Paint a line: its name, its count, and under both the bar."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        part: Section = index.data(ENTRY)
        place: QRect = option.rect.adjusted(GAP, 0, -GAP, 0)
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(option.rect, theme.colour("groove"))
            if option.state & QStyle.StateFlag.State_HasFocus:
                edge = QRect(option.rect.topLeft(), QSize(3, option.rect.height()))
                painter.fillRect(edge, theme.colour("accent"))
        painter.setFont(theme.small_font() if part.key else theme.heading_font())
        _words(painter, place, part)
        _bar(painter, place, part)
        painter.restore()


def _words(painter: QPainter, place: QRect, part: Section) -> None:
    upright = Qt.AlignmentFlag.AlignVCenter
    metrics = QFontMetrics(painter.font())
    width = metrics.horizontalAdvance(part.words)
    painter.setPen(theme.colour("text" if part.key else "quiet"))
    label = part.label if part.key else part.label.upper()
    room = place.width() - width - GAP
    shown = metrics.elidedText(label, Qt.TextElideMode.ElideMiddle, room)
    painter.drawText(place, Qt.AlignmentFlag.AlignLeft | upright, shown)
    painter.setPen(theme.colour("quiet"))
    painter.drawText(place, Qt.AlignmentFlag.AlignRight | upright, part.words)


def _bar(painter: QPainter, place: QRect, part: Section) -> None:
    if not part.most:
        return
    train, test = (round(count / part.most * place.width()) for count in (part.train, part.test))
    top = place.bottom() - BAR + 1
    painter.fillRect(QRect(place.x(), top, place.width(), BAR), theme.colour("groove", 0.5))
    painter.fillRect(QRect(place.x(), top, train, BAR), theme.colour("train"))
    painter.fillRect(QRect(place.x() + train, top, test, BAR), theme.colour("test"))
