"""One picture large: as the network sees it, beside the file's own, and what is known of it."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from core.messages import tr
from gui import theme
from gui.widgets.elided_lines import ElidedLines

CAPTION = 16


class PicturePair(QWidget):
    """Show a picture twice; `menu` is the button for what can be done with it."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("data_picture")
        self.setAccessibleName(tr("The picture that was picked"))
        self.pair = _Pair()
        self.words = ElidedLines("data_picture_words")
        self.menu = QPushButton(tr("Change"))
        self.menu.setObjectName("data_change")
        self.menu.setToolTip(
            tr("Leave the picture out, give it another class, or keep it for the test.\n")
            + tr("The file itself stays as it is.")
        )
        low = QHBoxLayout()
        low.addWidget(self.words, 1)
        low.addWidget(self.menu, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE, 0, theme.SPACE, theme.TIGHT)
        column.setSpacing(theme.TIGHT)
        column.addWidget(self.pair, 1)
        column.addLayout(low)
        self.setMinimumWidth(170)

    def show_pictures(self, pictures: list[tuple[QPixmap | None, str]]) -> None:
        """Show one or two, each with its caption; a picture still to come leaves its place."""
        self.pair.pictures = pictures
        self.pair.setAccessibleName(", ".join(caption for _, caption in pictures))
        self.pair.update()

    def say(self, text: str) -> None:
        """Say what is known of the picture."""
        self.words.show_text(text)


class _Pair(QWidget):
    """Paint both pictures as large as there is room, side by side or one above the other."""

    def __init__(self) -> None:
        super().__init__()
        self.pictures: list[tuple[QPixmap | None, str]] = []
        self.setObjectName("data_pair")
        self.setToolTip(tr("Left as the network sees it, right the file's own picture."))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def minimumSizeHint(self) -> QSize:
        return QSize(150, 80)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.small_font())
        for number, (picture, caption) in enumerate(self.pictures):
            self._paint(painter, self._place(number), picture, caption, sharp=number == 0)

    def _place(self, number: int) -> QRect:
        """Give the place of the first or the second picture: a square and its caption."""
        width, height = self.width(), self.height()
        if len(self.pictures) == 1:
            return QRect(0, 0, *(max(1, min(width, height - CAPTION)),) * 2)
        beside = min((width - theme.SPACE) // 2, height - CAPTION)
        below = min(width, (height - theme.SPACE) // 2 - CAPTION)
        side = max(1, beside, below)
        step = side + theme.SPACE
        if beside >= below:
            return QRect(number * step, 0, side, side)
        return QRect(0, number * (step + CAPTION), side, side)

    def _paint(
        self, painter: QPainter, place: QRect, picture: QPixmap | None, caption: str, sharp: bool
    ) -> None:
        if picture is None:
            painter.fillRect(place, theme.colour("groove", 0.5))
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not sharp)
            painter.drawPixmap(place, picture)
        painter.setPen(theme.colour("quiet"))
        below = QRect(place.x(), place.bottom() + 1, place.width(), CAPTION)
        metrics = QFontMetrics(painter.font())
        shown = metrics.elidedText(caption, Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
