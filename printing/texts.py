"""Sentences broken into lines."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF
from PySide6.QtGui import (
    QColor,
    QFont,
    QPagedPaintDevice,
    QPainter,
    QTextLayout,
    QTextLine,
    QTextOption,
)

from printing.pages import Strip

TEXT = QColor("#222222")
LINE_SPACE = 1.25
_FEW = 4


@dataclass(frozen=True, slots=True, eq=False)
class TextBox:
    """A text in lines of at most a width."""

    layout: QTextLayout
    lines: tuple[QTextLine, ...]
    height: float

    def draw(self, painter: QPainter, corner: QPointF) -> None:
        """Draw all of it with its upper left corner there."""
        self.layout.draw(painter, corner)


def text_layout(text: str, font: QFont, device: QPagedPaintDevice, width: float) -> TextBox:
    """Break a text without line ends into lines."""
    layout = QTextLayout(text, font, device)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    lines: list[QTextLine] = []
    y = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0.0, y))
        y += line.height() * (LINE_SPACE if lines or line.textLength() < len(text) else 1.0)
        lines.append(line)
    layout.endLayout()
    return TextBox(layout, tuple(lines), y)


def lines_of(
    text: str,
    font: QFont,
    device: QPagedPaintDevice,
    width: float,
    indent: float = 0.0,
    keeps_with_next: bool = False,
) -> Iterator[Strip]:
    """Return a strip for every line of a text, in which line ends stay.

    A few lines stay on one page, and of more none stands alone.
    """
    for paragraph in text.split("\n"):
        box = text_layout(paragraph, font, device, width - indent)
        last = len(box.lines) - 1
        for place, line in enumerate(box.lines):
            keeps = place < last and (last < _FEW or place in (0, last - 1))
            yield _line(box, line, indent, keeps or keeps_with_next)


def _line(box: TextBox, line: QTextLine, indent: float, keeps_with_next: bool) -> Strip:
    def draw(painter: QPainter, x: float, y: float) -> None:
        # The layout owns its lines.
        assert box.layout is not None
        painter.setPen(TEXT)
        line.draw(painter, QPointF(x + indent, y - line.y()))

    return Strip(line.height() * LINE_SPACE, draw, keeps_with_next)
