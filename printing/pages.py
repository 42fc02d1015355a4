"""Pages that are filled from above with what is drawn, and broken where that may be."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPdfWriter

from core.messages import tr
from core.report.contents import Pulse, no_pulse
from printing.fonts import POINT, metrics, sans

Draw = Callable[[QPainter, float, float], None]
_GREY = QColor("#666666")


@dataclass(frozen=True, slots=True)
class Strip:
    """What is drawn across a page and never broken: its height, and `draw(painter, x, y)`.

    It stays on the page of the strip that follows where it `keeps_with_next`. `repeated` is drawn
    above it once more where it begins a page, as the head of a table.
    """

    height: float
    draw: Draw
    keeps_with_next: bool = False
    repeated: "Strip | None" = None


def space(points: float) -> Strip:
    """Return an empty strip, which is left out where it would begin a page."""
    return Strip(points * POINT, _nothing)


def _nothing(painter: QPainter, x: float, y: float) -> None:
    """Draw nothing."""


def paginate(strips: list[Strip], height: float) -> list[list[Strip]]:
    """Share strips out on pages of a height; what keeps with its next is there with it."""
    pages: list[list[Strip]] = [[]]
    used, place = 0.0, 0
    while place < len(strips):
        end = place
        while end + 1 < len(strips) and _keeps(strips, place, end):
            end += 1
        group = strips[place : end + 1]
        needed = sum(strip.height for strip in group)
        if used and used + needed > height:
            pages.append([])
            used = 0.0
            if group[0].repeated:
                pages[-1].append(group[0].repeated)
                used = group[0].repeated.height
        if used or group[0].draw is not _nothing:
            pages[-1] += group
            used += needed
        place = end + 1
    return pages


def _keeps(strips: list[Strip], first: int, last: int) -> bool:
    """Tell whether the last of a group stays with what follows; a space between them does, too."""
    is_between = strips[last].draw is _nothing and last > first
    return strips[last].keeps_with_next or is_between


def print_pages(
    pages: list[list[Strip]], writer: QPdfWriter, title: str, pulse: Pulse = no_pulse
) -> None:
    """Draw pages on a writer, each with its number below and the title."""
    area = writer.pageLayout().paintRectPixels(writer.resolution())
    painter, font = QPainter(writer), sans(8)
    for number, page in enumerate(pages, 1):
        try:
            pulse()
        except BaseException:
            painter.end()
            raise
        if number > 1:
            writer.newPage()
        y = 0.0
        for strip in page:
            strip.draw(painter, 0.0, y)
            y += strip.height
        painter.setFont(font)
        painter.setPen(_GREY)
        about = metrics(font, writer)
        text = tr("Page {number} of {total}").format(number=number, total=len(pages))
        bottom = float(area.height())
        painter.drawText(QPointF(area.width() - about.horizontalAdvance(text), bottom), text)
        painter.drawText(QPointF(0.0, bottom), title)
    painter.end()
