"""A report as a PDF of A4 pages, with Qt's own writer; formulas and curves stay vectors."""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen

from core import program
from core.files import write_whole
from core.report import contents
from core.report.contents import Part, Pulse, Report, no_pulse
from core.report.mathml import mathml
from printing import drawings
from printing.fonts import DOTS_PER_INCH, PIXEL, POINT, have_program, sans
from printing.formulas import FormulaBox, FormulaLayout
from printing.pages import Strip, paginate, print_pages, space
from printing.tables import table_strips
from printing.texts import TEXT, lines_of, text_layout

MARGIN, FOOT = 20.0, 22 * POINT
"""Millimetres around a page, and what is kept for its number."""
_BLUE = QColor("#1f5fa8")
_BODY = 9.5
_ROOM_LINES, _ROOM_LINE = 12, 20 * POINT


def write_pdf(report: Report, path: str | Path, pulse: Pulse = no_pulse) -> None:
    """Write a report as a PDF, whole or not at all.

    Raises OutputError where it cannot be written.
    """
    content = pdf(report, pulse)
    write_whole(path, lambda file: file.write(content))


def pdf(report: Report, pulse: Pulse = no_pulse) -> bytes:
    """Return a report as the bytes of a PDF."""
    have_program()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(report.title)
    writer.setCreator(f"Layerbench {program.VERSION}")
    writer.setResolution(DOTS_PER_INCH)
    margins = QMarginsF(MARGIN, MARGIN, MARGIN, MARGIN)
    page = QPageLayout(
        QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, margins
    )
    page.setUnits(QPageLayout.Unit.Millimeter)
    page.setMargins(margins)
    writer.setPageLayout(page)
    area = writer.pageLayout().paintRectPixels(writer.resolution())
    strips = list(_Printed(writer, float(area.width())).strips(report, pulse))
    print_pages(paginate(strips, area.height() - FOOT), writer, report.title, pulse)
    buffer.close()
    return bytes(buffer.data().data())


class _Printed:
    """Lay the parts of a report out across pages of a width."""

    def __init__(self, writer: QPdfWriter, width: float) -> None:
        self._writer, self._width = writer, width
        self._formulas = FormulaLayout(writer)

    def strips(self, report: Report, pulse: Pulse) -> Iterator[Strip]:
        yield from self._text(report.title, 20, bold=True)
        yield from self._text("\n".join(report.byline), _BODY)
        for section in report.sections:
            yield space(16)
            yield from self._text(section.title, 14, bold=True, keeps_with_next=True)
            yield Strip(8 * POINT, self._underline, keeps_with_next=True)
            for part in section.parts:
                pulse()
                yield from self._part(part)

    def _part(self, part: Part) -> Iterator[Strip]:
        match part:
            case contents.Heading():
                yield space(8)
                yield from self._text(part.text, 11.5, bold=True, keeps_with_next=True)
            case contents.Paragraph():
                yield from self._text(part.text, _BODY)
                yield space(5)
            case contents.Items():
                for line in part.lines:
                    yield from self._text(f"•  {line}", _BODY, indent=8 * POINT)
                yield space(5)
            case contents.Formulas():
                yield from self._formula_strips(part)
            case contents.Table():
                yield from table_strips(part, self._writer, self._width)
            case contents.Pictures():
                yield from self._pictures(part)
            case contents.Figure():
                yield from self._figure(part)
            case contents.Room():
                rows = range(1, _ROOM_LINES + 1)
                yield from (Strip(_ROOM_LINE, self._rule, row < _ROOM_LINES) for row in rows)

    def _text(
        self,
        text: str,
        size: float,
        bold: bool = False,
        indent: float = 0.0,
        keeps_with_next: bool = False,
    ) -> Iterator[Strip]:
        font = sans(size, bold)
        return lines_of(text, font, self._writer, self._width, indent, keeps_with_next)

    def _formula_strips(self, part: contents.Formulas) -> Iterator[Strip]:
        yield from self._text(part.title, 9, bold=True, keeps_with_next=True)
        boxes = [self._formulas.box(mathml(latex)) for latex in part.latex]
        half = self._width / 2
        fits = all(box.width < half - 12 * POINT for box in boxes)
        if part.in_columns and fits and len(boxes) > 2:
            middle = -(-len(boxes) // 2)
            pairs = [
                [(12 * POINT, boxes[row]), *[(half, box) for box in boxes[row + middle :][:1]]]
                for row in range(middle)
            ]
            yield from map(_formula_row, pairs)
        else:
            yield from (self._formula(box) for box in boxes)
        yield space(6)

    def _formula(self, box: FormulaBox) -> Strip:
        """Return a formula on a line of its own, smaller where it is wider than the page."""
        room = self._width - 12 * POINT
        if box.width <= room:
            return _formula_row([(12 * POINT, box)])
        scale = room / box.width

        def draw(painter: QPainter, x: float, y: float) -> None:
            painter.save()
            painter.translate(x + 12 * POINT, y)
            painter.scale(scale, scale)
            _formula_row([(0.0, box)]).draw(painter, 0.0, 0.0)
            painter.restore()

        return Strip(_formula_row([(0.0, box)]).height * scale, draw)

    def _pictures(self, part: contents.Pictures) -> Iterator[Strip]:
        yield from self._text(part.title, 9, bold=True, keeps_with_next=True)
        side = part.side * PIXEL
        cell = max(side, 70 * POINT) + 8 * POINT
        in_row = int(self._width // cell)
        for first in range(0, len(part.pictures), in_row):
            yield self._picture_row(part.pictures[first : first + in_row], side, cell)
        yield space(6)

    def _picture_row(self, row: tuple[contents.Picture, ...], side: float, cell: float) -> Strip:
        font = sans(7.5)
        captions = [
            text_layout(picture.caption, font, self._writer, cell - 8 * POINT) for picture in row
        ]
        images = [QImage.fromData(picture.data) for picture in row]

        def draw(painter: QPainter, x: float, y: float) -> None:
            for image, caption in zip(images, captions, strict=True):
                scale = side / max(image.width(), image.height())
                area = QRectF(x, y, image.width() * scale, image.height() * scale)
                painter.drawImage(area, image)
                painter.setPen(TEXT)
                caption.draw(painter, QPointF(x, y + side + 2 * POINT))
                x += cell

        height = side + max(caption.height for caption in captions) + 8 * POINT
        return Strip(height, draw)

    def _figure(self, part: contents.Figure) -> Iterator[Strip]:
        yield from self._text(part.title, 9, bold=True, keeps_with_next=True)
        drawing = part.drawing
        scale = min(PIXEL, self._width / drawing.width)

        def draw(painter: QPainter, x: float, y: float) -> None:
            drawings.draw(drawing, painter, x, y, scale)

        yield Strip(drawing.height * scale, draw)
        yield space(8)

    def _underline(self, painter: QPainter, x: float, y: float) -> None:
        painter.setPen(QPen(_BLUE, 1.2 * POINT))
        painter.drawLine(QPointF(x, y), QPointF(x + self._width, y))

    def _rule(self, painter: QPainter, x: float, y: float) -> None:
        painter.setPen(QPen(QColor("#bbbbbb"), 0.5 * POINT))
        painter.drawLine(QPointF(x, y + _ROOM_LINE), QPointF(x + self._width, y + _ROOM_LINE))


def _formula_row(placed: list[tuple[float, FormulaBox]]) -> Strip:
    """Put formulas on one baseline, each at its distance from the left."""
    ascent = max(box.ascent for _, box in placed) + 2.5 * POINT
    descent = max(box.descent for _, box in placed) + 2.5 * POINT

    def draw(painter: QPainter, x: float, y: float) -> None:
        painter.setPen(TEXT)
        for right, box in placed:
            box.draw(painter, x + right, y + ascent)

    return Strip(ascent + descent, draw)
