"""A part that is as high as its words need, up to a height beyond which it scrolls."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

QT_MOST = (1 << 24) - 1
"""As high as a widget can be."""


class FittingArea(QScrollArea):
    """Show a widget whole where that is no more than `most` pixels high, and else a part of it."""

    def __init__(self, inner: QWidget) -> None:
        super().__init__()
        self.inner, self.most = inner, QT_MOST
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inner)
        self.setWidgetResizable(True)

    def set_most(self, most: int) -> None:
        """Be no higher than so many pixels from now on."""
        self.most = most
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        inner = self.inner
        wanted = inner.heightForWidth(width) if inner.hasHeightForWidth() else -1
        return min(max(wanted, inner.minimumSizeHint().height()), self.most)

    def sizeHint(self) -> QSize:
        return QSize(self.inner.sizeHint().width(), self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, min(self.inner.minimumSizeHint().height(), self.most))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)
