"""The column of the network's inputs or outputs, whose number the data decides."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from core.messages import fill, translate
from gui import theme
from gui.controls.network.unit_dots import paint_layer_bar
from gui.controls.network.units_slider import LOW_HEIGHT, bar_rect
from gui.widgets.field_outline import field_size
from gui.widgets.number_format import abbreviated, grouped

# Larger numbers have no room above the column.
MOST_EXACT = 99_999


class EndColumn(QWidget):
    """Show the number of inputs or outputs; "?" until there is data."""

    def __init__(self, letter: str, tip: str) -> None:
        super().__init__()
        self._tip = tip
        self.number = QLabel("?")
        self.number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.number.setFont(theme.figure_font())
        self.number.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        self.bar = _FixedBar()
        self.letter = theme.make_muted(QLabel(letter))
        self.letter.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.letter.setMinimumHeight(field_size(self, QSize()).height())
        self.number.setMinimumHeight(self.letter.minimumHeight())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.TIGHT)
        column.addWidget(self.number)
        column.addWidget(self.bar, 1)
        column.addWidget(self.letter)
        self.show_count(None)

    def show_count(self, count: int | None) -> None:
        """Show how many there are; None is not known yet."""
        exact = "?" if count is None else grouped(count)
        self.number.setText(abbreviated(count) if count and count > MOST_EXACT else exact)
        self.setToolTip(fill(translate(self._tip), count=exact))
        self.setAccessibleName(self.toolTip())
        self.bar.count = count
        self.bar.update()


class _FixedBar(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.count: int | None = None
        self.setMinimumSize(14, LOW_HEIGHT)

    def sizeHint(self) -> QSize:
        return QSize(26, LOW_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bar = bar_rect(QRectF(self.rect()).adjusted(1, 1, -1, -1), self.count or 1)
        paint_layer_bar(painter, bar, self.count or 0, muted=True)
