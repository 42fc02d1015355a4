"""A report as a document that a word processor goes on with: formulas stay formulas."""

import io
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

import docx
from docx.enum.text import WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part as FilePart
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from core import program
from core.files import write_whole
from core.report import contents
from core.report.contents import Part, Pulse, Report, no_pulse
from core.report.drawing import svg
from core.report.mathml import mathml
from printing.drawings import png_of
from printing.omml import omml
from printing.tables import shared

_MARGIN, _WIDTH = Mm(20), Mm(170)
_PIXEL = 0.75
"""Points of a CSS pixel."""
_IN_ROW, _ROOM_LINES = 6, 8
_LONGEST, _LETTER, _AROUND = 70, Pt(6), Pt(11)
"""Letters of a text that a column has room for, how wide one is, and what a cell leaves free."""
_MOST = 255
"""Characters of a property of a document."""
_SVG = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
_SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"


def write_docx(report: Report, path: str | Path, pulse: Pulse = no_pulse) -> None:
    """Write a report as a DOCX, whole or not at all.

    Raises OutputError where it cannot be written.
    """
    content = docx_bytes(report, pulse)
    write_whole(path, lambda file: file.write(content))


def docx_bytes(report: Report, pulse: Pulse = no_pulse) -> bytes:
    """Return a report as the bytes of a DOCX."""
    document = docx.Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = _MARGIN
    document.styles["Normal"].font.size = Pt(10.5)
    about = document.core_properties
    about.title, about.author = report.title[:_MOST], report.author[:_MOST]
    about.comments = f"Layerbench {program.VERSION}"
    about.created = about.modified = report.made
    document.add_heading(report.title, 0)
    document.add_paragraph("\n".join(report.byline))
    for section in report.sections:
        document.add_heading(section.title, 1)
        for part in section.parts:
            pulse()
            _add(document, part)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _add(document: Any, part: Part) -> None:
    match part:
        case contents.Heading():
            document.add_heading(part.text, 2)
        case contents.Paragraph():
            for line in part.text.split("\n"):
                document.add_paragraph(line)
        case contents.Items():
            for line in part.lines:
                document.add_paragraph(line, style="List Bullet")
        case contents.Formulas():
            document.add_heading(part.title, 3)
            for latex in part.latex:
                paragraph = document.add_paragraph()
                paragraph.paragraph_format.space_after = Pt(3)
                paragraph._p.append(omml(mathml(latex)))
        case contents.Table():
            _add_table(document, part)
        case contents.Pictures():
            _add_pictures(document, part)
        case contents.Figure():
            _add_figure(document, part)
        case contents.Room():
            for _ in range(_ROOM_LINES):
                document.add_paragraph()


def _add_table(document: Any, part: contents.Table) -> None:
    document.add_heading(part.title, 3)
    table = document.add_table(rows=1 + len(part.rows), cols=len(part.head), style="Table Grid")
    table.autofit = False
    widths = _widths(part)
    # Some programs go by the columns, others by the cells.
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row, cells in zip(table.rows, (part.head, *part.rows), strict=True):
        _set(row._tr.get_or_add_trPr(), "w:cantSplit")
        for cell, text, width in zip(row.cells, cells, widths, strict=True):
            cell.width = width
            run = cell.paragraphs[0].add_run(text)
            run.font.size = Pt(9)
            run.bold = cells is part.head
    _set(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader")
    document.add_paragraph()


def _widths(part: contents.Table) -> list[int]:
    """Return the widths of the columns by the lengths of their texts, at most a page together."""
    natural, least = [], []
    for column in range(len(part.head)):
        texts = [row[column] for row in (part.head, *part.rows)]
        longest = max(map(_letters, texts))
        word = max(_letters(word) for text in texts for word in text.split() or [""])
        natural.append(float(_LETTER * min(longest, _LONGEST)))
        least.append(float(_LETTER * min(word, longest, _LONGEST)))
    room = _WIDTH - _AROUND * len(natural)
    return [int(width) + _AROUND for width in shared(natural, least, room)]


def _letters(text: str) -> int:
    """Count the letters of a text, those of Chinese as two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _set(about: Any, name: str) -> None:
    about.append(OxmlElement(name))


def _add_pictures(document: Any, part: contents.Pictures) -> None:
    document.add_heading(part.title, 3)
    rows = -(-len(part.pictures) // _IN_ROW)
    table = document.add_table(rows=rows, cols=_IN_ROW)
    for number, picture in enumerate(part.pictures):
        paragraph = table.rows[number // _IN_ROW].cells[number % _IN_ROW].paragraphs[0]
        _add_picture(paragraph, picture, part.side)
    for row in table.rows:
        _set(row._tr.get_or_add_trPr(), "w:cantSplit")
    document.add_paragraph()


def _add_picture(paragraph: Any, picture: contents.Picture, side: int) -> None:
    scale = side * _PIXEL / max(picture.width, picture.height)
    run = paragraph.add_run()
    shape = run.add_picture(io.BytesIO(picture.data), Pt(picture.width * scale))
    shape._inline.docPr.set("descr", picture.caption)
    run.add_break(WD_BREAK.LINE)
    caption = paragraph.add_run(picture.caption)
    caption.font.size = Pt(8)


def _add_figure(document: Any, part: contents.Figure) -> None:
    """Add a drawing as SVG, and in pixels for programs that do not know it."""
    document.add_heading(part.title, 3)
    drawing = part.drawing
    width = min(Pt(drawing.width * _PIXEL), _WIDTH)
    shape = document.add_paragraph().add_run().add_picture(io.BytesIO(png_of(drawing)), width)
    shape._inline.docPr.set("descr", part.description)
    package = document.part.package
    names = {str(part.partname) for part in package.iter_parts()}
    number = next(n for n in range(1, len(names) + 2) if f"/word/media/chart{n}.svg" not in names)
    content = svg(drawing, part.description, alone=True).encode()
    name = PackURI(f"/word/media/chart{number}.svg")
    chart = FilePart(name, "image/svg+xml", content, package)
    relation = document.part.relate_to(chart, RELATIONSHIP_TYPE.IMAGE)
    blip = shape._inline.graphic.graphicData.pic.blipFill.find(qn("a:blip"))
    blip.append(
        parse_xml(
            f'<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
            f'<a:ext uri="{_SVG_EXTENSION}"><asvg:svgBlip xmlns:asvg="{_SVG}" xmlns:r='
            '"http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
            f'r:embed="{relation}"/></a:ext></a:extLst>'
        )
    )
