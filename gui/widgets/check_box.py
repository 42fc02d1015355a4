"""A check box, and items that can be ticked, whose indicators are visible in both themes."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import (
    QCheckBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionButton,
    QStyleOptionViewItem,
)

from gui import theme
from gui.widgets.withheld import MayBeWithheld


class CheckBox(MayBeWithheld, QCheckBox):
    """Paint the indicator; the style paints the text."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        indicator = QStyle.SubElement.SE_CheckBoxIndicator
        rect = self.style().subElementRect(indicator, option, self)
        painter = QPainter(self)
        paint_indicator(painter, rect, self.checkState(), self.hasFocus())


class TickDelegate(QStyledItemDelegate):
    """Paint the indicators of items that can be ticked as those of check boxes."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        state = index.data(Qt.ItemDataRole.CheckStateRole)
        if state is None:
            return
        shown = QStyleOptionViewItem(option)
        self.initStyleOption(shown, index)
        indicator = QStyle.SubElement.SE_ItemViewItemCheckIndicator
        rect = shown.widget.style().subElementRect(indicator, shown, shown.widget)
        painter.save()
        paint_indicator(painter, rect, Qt.CheckState(state), focused=False)
        painter.restore()


def paint_indicator(painter: QPainter, rect: QRect, state: Qt.CheckState, focused: bool) -> None:
    """Paint a box: with a tick, with a dash where it stands for several that differ, or empty."""
    box = QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5)
    on = state is not Qt.CheckState.Unchecked
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(theme.pen("accent" if on or focused else "faint"))
    painter.setBrush(theme.colour("accent" if on else "base"))
    painter.drawRoundedRect(box, 3, 3)
    painter.setPen(QPen(theme.colour("on_accent"), 2, c=Qt.PenCapStyle.RoundCap))
    if state is Qt.CheckState.Checked:
        painter.drawPolyline(_line(box, ((0.25, 0.52), (0.43, 0.70), (0.76, 0.32))))
    elif on:
        painter.drawPolyline(_line(box, ((0.25, 0.5), (0.75, 0.5))))


def _line(box: QRectF, points: tuple[tuple[float, float], ...]) -> QPolygonF:
    return QPolygonF(
        [QPointF(box.x() + x * box.width(), box.y() + y * box.height()) for x, y in points]
    )
