"""A check box whose indicator is visible in both themes."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QCheckBox, QStyle, QStyleOptionButton

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
        box = QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5)
        on = self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.pen("accent" if on or self.hasFocus() else "faint"))
        painter.setBrush(theme.colour("accent" if on else "base"))
        painter.drawRoundedRect(box, 3, 3)
        if on:
            painter.setPen(QPen(theme.colour("on_accent"), 2, c=Qt.PenCapStyle.RoundCap))
            painter.drawPolyline(_tick(box))


def _tick(box: QRectF) -> QPolygonF:
    corners = ((0.25, 0.52), (0.43, 0.70), (0.76, 0.32))
    return QPolygonF(
        [QPointF(box.x() + x * box.width(), box.y() + y * box.height()) for x, y in corners]
    )
