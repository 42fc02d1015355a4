"""What stands still in a widget, kept as a pixmap beneath what moves."""

from PySide6.QtGui import QPaintEngine, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from gui import theme


class Ground:
    """A `pixmap` as large as a widget, for its owner to paint."""

    def __init__(self) -> None:
        self.pixmap = QPixmap()

    def forget(self) -> None:
        """Have all of it painted again."""
        self.pixmap = QPixmap()

    def fitted(self, widget: QWidget) -> tuple[QPixmap, bool]:
        """Return it as large as a widget, and whether it is new and bare."""
        ratio = widget.devicePixelRatio()
        size = widget.size() * ratio
        is_bare = self.pixmap.size() != size
        if is_bare:
            self.pixmap = QPixmap(size)
            self.pixmap.setDevicePixelRatio(ratio)
            self.pixmap.fill(theme.colour("base"))
        return self.pixmap, is_bare


def is_of_pixels(painter: QPainter) -> bool:
    """Tell whether one paints pixels: into a file of lines and letters they go as such."""
    return painter.paintEngine().type() is QPaintEngine.Type.Raster
