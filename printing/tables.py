"""Tables as strips of a page, a row each, below their title and a head that is repeated."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QPagedPaintDevice, QPainter, QPen

from core.report.contents import Table
from printing.fonts import POINT, metrics, sans
from printing.pages import Strip, space
from printing.texts import TEXT, lines_of, text_layout

SIZE = 8.5
_PADDING, _ABOVE = 4 * POINT, 2.5 * POINT
_SLACK = 1.03
"""A font that stands in for missing letters may be wider than is reckoned."""
_RULE = QColor("#bbbbbb")
_HEAD = QColor("#eef1f6")


def table_strips(table: Table, device: QPagedPaintDevice, width: float) -> Iterator[Strip]:
    """Lay a table out in at most this width; small ones stay on one page."""
    widths = _widths(table, device, width)
    head = _row(table.head, widths, device, bold=True)
    title = lines_of(table.title, sans(9, bold=True), device, width, keeps_with_next=True)
    yield from title
    yield Strip(head.height, head.draw, keeps_with_next=True)
    rows = [_row(row, widths, device) for row in table.rows]
    few = len(rows) <= _FEW
    for place, row in enumerate(rows):
        # At least two rows stand below the head and on the last page.
        keeps = (few or place in (0, len(rows) - 2)) and place + 1 < len(rows)
        yield Strip(row.height, row.draw, keeps, head)
    yield space(8)


_FEW = 8
"""Rows of a table that is not broken."""


def _widths(table: Table, device: QPagedPaintDevice, width: float) -> list[float]:
    """Return the widths of the columns, with what stands about their texts."""
    cells = [table.head, *table.rows]
    regular, bold = (metrics(sans(SIZE, bold=is_bold), device) for is_bold in (False, True))
    natural, least = [], []
    for column in range(len(table.head)):
        texts = [(row[column], bold if row is table.head else regular) for row in cells]
        longest = max(about.horizontalAdvance(text) for text, about in texts)
        natural.append(_SLACK * longest)
        words = [(word, about) for text, about in texts for word in text.split() or [""]]
        least.append(_SLACK * max(about.horizontalAdvance(word) for word, about in words))
    padding = 2 * _PADDING + 1
    room = width - padding * len(natural)
    return [one + padding for one in shared(natural, least, room)]


def shared(natural: list[float], least: list[float], room: float) -> list[float]:
    """Return widths that fit in a room together: the natural ones, or else no word is broken.

    `least` are what the longest words need; what is left is shared by what is wanted beyond that.
    """
    if sum(natural) <= room:
        return natural
    least = fitted(least, room)
    spare = max(room - sum(least), 0.0)
    wanted = [one - other for one, other in zip(natural, least, strict=True)]
    total = sum(wanted) or 1.0
    return [one + spare * more / total for one, more in zip(least, wanted, strict=True)]


def fitted(widths: list[float], room: float) -> list[float]:
    """Return widths that fit in a room together: the widest are cut to one width."""
    most, left = room, len(widths)
    for width in sorted(widths):
        if width * left > most:
            return [min(one, most / left) for one in widths]
        most, left = most - width, left - 1
    return widths


def _row(
    cells: Sequence[str], widths: list[float], device: QPagedPaintDevice, bold: bool = False
) -> Strip:
    font: QFont = sans(SIZE, bold=bold)
    layouts = [
        text_layout(cell, font, device, width - 2 * _PADDING)
        for cell, width in zip(cells, widths, strict=True)
    ]
    height = max(layout.height for layout in layouts) + 2 * _ABOVE

    def draw(painter: QPainter, x: float, y: float) -> None:
        for layout, width in zip(layouts, widths, strict=True):
            area = QRectF(x, y, width, height)
            if bold:
                painter.fillRect(area, _HEAD)
            painter.setPen(QPen(_RULE, 0.5 * POINT))
            painter.drawRect(area)
            painter.setPen(TEXT)
            layout.draw(painter, QPointF(x + _PADDING, y + _ABOVE))
            x += width

    return Strip(height, draw)
