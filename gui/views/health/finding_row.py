"""One finding: how bad it is, what it says, and a button for what it suggests."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.errors import SuggestedFix
from core.messages import tr, translate
from core.training.health.findings import LEVELS, Finding, Level
from gui import theme
from gui.widgets.button import Button, ButtonKind
from gui.widgets.plain_text import plain_label

DOT = 10.0


class FindingRow(QWidget):
    """Show one finding; `accepted` carries its SuggestedFix when the button is pressed."""

    accepted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.finding: Finding | None = None
        self.dot, self.sentence, self.button = LevelDot(), plain_label(), Button()
        self.sentence.setWordWrap(True)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.button.setObjectName("accept_offer")
        self.button.clicked.connect(self._accept)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.SPACE)
        for part, stretch in ((self.dot, 0), (self.sentence, 1), (self.button, 0)):
            line.addWidget(part, stretch, Qt.AlignmentFlag.AlignTop)

    def show_finding(self, finding: Finding, with_button: bool = True) -> None:
        """Show this finding in the place of the one before, with a button for what it suggests."""
        self.finding = finding
        self.dot.show_level(finding.level)
        self.sentence.setText(finding.sentence())
        self.button.setVisible(with_button and finding.offer is not None)
        if finding.offer:
            self.button.setAccessibleName(finding.offer.label())
            self.button.setToolTip(_tip(finding.offer))

    def fit(self, width: int) -> None:
        """Write the button's words in two lines, unless so wide a row is higher then."""
        if self.finding is None or self.finding.offer is None:
            return
        label = self.finding.offer.label()
        text = min(_in_two_lines(label), label, key=lambda text: self._height(text, width))
        if text != self.button.text():
            self.button.setText(text)

    def _height(self, text: str, width: int) -> int:
        """Return how high the row is with a button of these words."""
        button, gaps = self.button.size_with(text), 2 * theme.SPACE
        room = width - self.dot.width() - button.width() - gaps
        return max(self.sentence.heightForWidth(room), button.height())

    def set_compact(self, on: bool) -> None:
        """Leave the sentence more room: the button is words alone."""
        self.button.set_kind(ButtonKind.LINK if on else ButtonKind.PLAIN)

    def _accept(self) -> None:
        if self.finding and self.finding.offer:
            self.accepted.emit(self.finding.offer)


class LevelDot(QWidget):
    """A dot in the colour of how bad a finding is."""

    def __init__(self) -> None:
        super().__init__()
        self._level = Level.NOTE
        self.setFixedSize(round(DOT) + 2, self.fontMetrics().height())

    def show_level(self, level: Level) -> None:
        """Show how bad it is."""
        self._level = level
        self.setAccessibleName(translate(LEVELS[level]))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(str(self._level)))
        painter.drawEllipse(QRectF(1, (self.height() - DOT) / 2, DOT, DOT))


def _in_two_lines(text: str) -> str:
    """Return a text with a line break at the space that is nearest to its middle."""
    spaces = [place for place, letter in enumerate(text) if letter == " "]
    middle = min(spaces, key=lambda place: abs(2 * place - len(text)), default=len(text))
    return f"{text[:middle]}\n{text[middle + 1 :]}".rstrip()


def _tip(offer: SuggestedFix) -> str:
    if offer.since is None:
        return tr("Makes this change and trains again from the first weights")
    return tr("Makes this change and trains on from that iteration, as a new run")
