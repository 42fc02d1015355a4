"""The push button of this program: quiet, primary, or plain words like a link or a heading."""

from enum import Enum

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QIcon, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QDialogButtonBox, QPushButton, QStyle, QStyleOptionButton, QWidget

from gui import theme
from gui.widgets.plain_text import without_mnemonic
from gui.widgets.withheld import MayBeWithheld

RADIUS = 5
MARGIN = QSize(22, 10)
# A link and a heading keep room for the line below them that shows the focus.
BARE_MARGIN = QSize(2, 2)


class ButtonKind(Enum):
    """How a button is drawn."""

    PLAIN = "plain"
    PRIMARY = "primary"
    LINK = "link"
    HEADING = "heading"

    @property
    def bare(self) -> bool:
        """Return whether the button is words alone."""
        return self in (ButtonKind.LINK, ButtonKind.HEADING)


class Button(MayBeWithheld, QPushButton):
    """Draw a button in the colours of the theme.

    Not by a style sheet: with one set for the program each window takes twice as long to build
    and the theme 0.7 s to change.
    """

    def __init__(
        self, text: str = "", kind: ButtonKind = ButtonKind.PLAIN, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self.kind = ButtonKind.PLAIN
        self._other_texts: tuple[str, ...] = ()
        self.set_kind(kind)

    def set_kind(self, kind: ButtonKind) -> None:
        """Draw the button as this kind from now on."""
        if kind is self.kind:
            return
        self.kind = kind
        self.setCursor(
            Qt.CursorShape.PointingHandCursor if kind.bare else Qt.CursorShape.ArrowCursor
        )
        font = theme.small_font() if kind is ButtonKind.LINK else QFont()
        font.setUnderline(kind is ButtonKind.LINK)
        self.setFont(font)
        self.updateGeometry()

    def keep_room_for(self, *texts: str) -> None:
        """Be as wide as the longest of these texts, so that nothing moves when they are shown."""
        self._other_texts = texts
        self.updateGeometry()

    def size_with(self, text: str) -> QSize:
        """Return the room that the button takes with this text, whose lines may be several."""
        margin = BARE_MARGIN if self.kind.bare else MARGIN
        return self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, text) + margin

    def sizeHint(self) -> QSize:
        size = QSize()
        for text in (self.text(), *self._other_texts):
            size = size.expandedTo(self.size_with(text))
        if self.menu() is not None:
            arrow = QStyle.PixelMetric.PM_MenuButtonIndicator
            size += QSize(self.style().pixelMetric(arrow, None, self), 0)
        return size

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.kind.bare:
            self._paint_bare(painter)
            return
        words = self._paint_ground(painter)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.palette.setColor(QPalette.ColorRole.ButtonText, theme.colour(words))
        style = self.style()
        style.drawControl(QStyle.ControlElement.CE_PushButtonLabel, option, painter, self)
        if self.menu() is not None:
            side = style.pixelMetric(QStyle.PixelMetric.PM_MenuButtonIndicator, option, self)
            option.rect = QRect(self.width() - side - theme.SPACE, 0, side, self.height())
            arrow = QStyle.PrimitiveElement.PE_IndicatorArrowDown
            style.drawPrimitive(arrow, option, painter, self)

    def _paint_bare(self, painter: QPainter) -> None:
        """Paint the words alone, with a line below them that shows the focus."""
        if self.hasFocus():
            painter.setPen(theme.pen("accent"))
            painter.drawLine(self.rect().bottomLeft(), self.rect().bottomRight())
        if not self.isEnabled():
            words = "faint"
        elif self.kind is ButtonKind.LINK:
            words = "accent"
        else:
            words = "text" if self.underMouse() else "quiet"
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.setPen(theme.colour(words))
        painter.drawText(self.rect(), flags | Qt.TextFlag.TextShowMnemonic, self.text())

    def _paint_ground(self, painter: QPainter) -> str:
        """Paint the ground and its edge; return the name of the words' colour."""
        lit = self.isChecked() or self.kind is ButtonKind.PRIMARY
        over = self.underMouse()
        if not self.isEnabled():
            words, ground, edge = "faint", "groove" if lit else "window", "groove"
        elif lit:
            words, ground = "on_accent", "column_unit" if over else "accent"
            edge = "text" if self.hasFocus() else ground
        else:
            words, ground = "text", "border" if self.isDown() else "groove" if over else "raised"
            edge = "accent" if self.hasFocus() else "faint" if over else "border"
        painter.setPen(theme.pen(edge))
        painter.setBrush(theme.colour(ground))
        inside = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(inside, RADIUS, RADIUS)
        return words


def push_button(name: str, text: str, tip: str = "", kind: ButtonKind = ButtonKind.PLAIN) -> Button:
    """Return a button; `name` is its object name, `&` in the text marks its shortcut."""
    button = Button(text, kind)
    button.setObjectName(name)
    button.setAccessibleName(without_mnemonic(text))
    button.setToolTip(tip)
    return button


def link_button(name: str, text: str = "", tip: str = "") -> Button:
    """Return a button of small underlined words."""
    return push_button(name, text, tip, ButtonKind.LINK)


def close_box() -> QDialogButtonBox:
    """Return a box with a button that closes a dialog, without Qt's icon for light grounds."""
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    box.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())
    return box
