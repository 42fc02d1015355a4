"""A frame over the part of the window that a lesson asks to touch."""

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QMenuBar, QTabBar, QWidget
from shiboken6 import isValid

from gui import theme

WIDTH, RADIUS = 3, 5


class LitFrame(QWidget):
    """Frame a part of another widget: all of it, a tab of a bar, or a menu of a menu bar."""

    def __init__(self, lit: QWidget, index: int = -1) -> None:
        super().__init__(lit)
        self.setObjectName("lit_frame")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.lit, self.index = lit, index
        lit.installEventFilter(self)
        self._follow()
        self.show()
        self.raise_()

    def _follow(self) -> None:
        place = self.lit.rect()
        if isinstance(self.lit, QTabBar):
            place = self.lit.tabRect(self.index)
        elif isinstance(self.lit, QMenuBar):
            place = self.lit.actionGeometry(self.lit.actions()[self.index])
        self.setGeometry(QRect(place))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._follow()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.pen("warning", WIDTH))
        edge = WIDTH / 2
        inside = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        painter.drawRoundedRect(inside, RADIUS, RADIUS)


def put_out(frame: LitFrame | None) -> None:
    """Take a frame away, unless what it framed has gone with it."""
    if frame is not None and isValid(frame):
        frame.lit.removeEventFilter(frame)
        frame.hide()
        frame.deleteLater()
