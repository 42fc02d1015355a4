"""A thin bar of progress whose empty part is seen on dark grounds, too."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QProgressBar

from gui import theme


class ProgressBar(QProgressBar):
    """Show progress without words; where its end is not known the style paints it."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextVisible(False)
        self.setFixedHeight(theme.THIN)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.maximum() <= self.minimum():
            super().paintEvent(event)
            return
        painter, line, radius = QPainter(self), QRectF(self.rect()), theme.THIN / 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("border"))
        painter.drawRoundedRect(line, radius, radius)
        share = (self.value() - self.minimum()) / (self.maximum() - self.minimum())
        if share > 0:
            line.setWidth(max(share * line.width(), float(theme.THIN)))
            painter.setBrush(theme.colour("accent"))
            painter.drawRoundedRect(line, radius, radius)
