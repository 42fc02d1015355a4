"""A report as one page of HTML: no other file, formulas as MathML, curves as SVG.

All of it is read without a script; one at its end replays the run.
"""

from collections.abc import Iterator
from dataclasses import replace
from html import escape
from pathlib import Path
from xml.etree import ElementTree

from core.files import write_whole
from core.live_page.page import live_part, live_style
from core.messages import tr
from core.png import address
from core.report import contents
from core.report.contents import Part, Pulse, Report, no_pulse
from core.report.drawing import svg
from core.report.mathml import mathml

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #222; background: #fff; max-width: 52em;
  margin: 2em auto; padding: 0 1em; }
h1 { font-size: 1.9em; line-height: 1.2; margin-bottom: 0.2em; }
h2 { margin-top: 2em; border-bottom: 2px solid #1f5fa8; padding-bottom: 0.1em; }
h3 { margin: 1.6em 0 0.4em; }
h4, caption, figcaption { font-size: 0.95em; font-weight: 600; text-align: left; }
h4 { margin: 1.2em 0 0.3em; }
.byline { color: #555; margin-top: 0; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; margin: 1em 0; font-size: 0.92em; }
caption { padding-bottom: 0.3em; }
th, td { border: 1px solid #ccc; padding: 0.2em 0.6em; text-align: left; vertical-align: top; }
thead th { background: #f0f3f7; }
tbody th { font-weight: 400; }
caption { white-space: nowrap; }
tbody th { overflow-wrap: anywhere; min-width: 5em; }
figure { margin: 1em 0; }
svg { max-width: 100%; height: auto; font-family: system-ui, sans-serif; }
.formulas { overflow-x: auto; margin: 0.2em 0 0.8em 1em; }
.formulas.columns { columns: 18em; overflow-x: visible; }
.formulas math { display: block; margin: 0.5em 0; text-align: left; font-size: 1.05em;
  break-inside: avoid; }
.pictures { display: flex; flex-wrap: wrap; gap: 0.8em; margin: 0.4em 0 1em; }
.pictures figure { margin: 0; font-size: 0.8em; line-height: 1.3; }
.pictures figcaption { font-size: 1em; font-weight: 400; overflow-wrap: anywhere; }
.room { border: 1px solid #999; min-height: 14em; }
.words { white-space: pre-line; }
@media print {
  .live { display: none; }
  body { max-width: none; margin: 0; font-size: 11pt; }
  h2, h3, h4 { break-after: avoid; }
  figure, table, tr { break-inside: avoid; }
}
"""


LARGEST = 2_900_000
"""Letters of a page, most of which are one byte each."""


def write_html(report: Report, path: str | Path, pulse: Pulse = no_pulse) -> None:
    """Write a report as a page, whole or not at all.

    Raises OutputError where it cannot be written.
    """
    page = html(report, pulse).encode()
    write_whole(path, lambda file: file.write(page))


def html(report: Report, pulse: Pulse = no_pulse) -> str:
    """Return a report as a page; it replays the run unless that would make it larger than LARGEST.

    The rest of a page is half a megabyte at most, however noisy its pictures are.
    """
    page = _page(report, pulse)
    return page if len(page) < LARGEST else _page(replace(report, live=None), pulse)


def _page(report: Report, pulse: Pulse) -> str:
    title = escape(report.title)
    return "\n".join(
        (
            "<!DOCTYPE html>",
            f'<html lang="{report.language.replace("_", "-")}">',
            f'<head><meta charset="utf-8"><title>{title}</title>',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<style>{_STYLE}{live_style() if report.live else ''}</style></head>",
            "<body>",
            f'<header><h1>{title}</h1><p class="byline">{_lines(report.byline)}</p></header>',
            "<main>",
            *_sections(report, pulse),
            *_live(report, pulse),
            "</main>",
            "</body>",
            "</html>",
            "",
        )
    )


def _sections(report: Report, pulse: Pulse) -> Iterator[str]:
    for section in report.sections:
        yield f"<section><h2>{escape(section.title)}</h2>"
        for part in section.parts:
            pulse()
            yield from _part(part)
        yield "</section>"


def _live(report: Report, pulse: Pulse) -> Iterator[str]:
    if report.live:
        yield f'<section class="live"><h2>{escape(tr("The run to be replayed"))}</h2>'
        yield f"{live_part(report.live, pulse)}</section>"


def _part(part: Part) -> Iterator[str]:
    match part:
        case contents.Heading():
            yield f"<h3>{escape(part.text)}</h3>"
        case contents.Paragraph():
            yield f'<p class="words">{escape(part.text)}</p>'
        case contents.Items():
            yield "<ul>"
            yield from (f"<li>{escape(line)}</li>" for line in part.lines)
            yield "</ul>"
        case contents.Formulas():
            columns = " columns" if part.in_columns else ""
            yield f'<h4>{escape(part.title)}</h4><div class="formulas{columns}">'
            yield from map(_formula, part.latex)
            yield "</div>"
        case contents.Table():
            yield from _table(part)
        case contents.Pictures():
            yield f'<h4>{escape(part.title)}</h4><div class="pictures">'
            yield from (_picture(picture, part.side) for picture in part.pictures)
            yield "</div>"
        case contents.Figure():
            yield f"<figure><figcaption>{escape(part.title)}</figcaption>"
            yield f"{svg(part.drawing, part.description)}</figure>"
        case contents.Room():
            yield '<div class="room"></div>'


def _formula(latex: str) -> str:
    return ElementTree.tostring(mathml(latex), encoding="unicode")


def _table(table: contents.Table) -> Iterator[str]:
    yield f'<div class="wide"><table><caption>{escape(table.title)}</caption><thead><tr>'
    yield from (f'<th scope="col">{escape(cell)}</th>' for cell in table.head)
    yield "</tr></thead><tbody>"
    for name, *cells in table.rows:
        yield f'<tr><th scope="row">{escape(name)}</th>'
        yield from (f"<td>{escape(cell)}</td>" for cell in cells)
        yield "</tr>"
    yield "</tbody></table></div>"


def _picture(picture: contents.Picture, side: int) -> str:
    scale = side / max(picture.width, picture.height)
    width, height = round(picture.width * scale), round(picture.height * scale)
    caption = escape(picture.caption)
    return (
        f'<figure style="width:{max(width, 96)}px"><img src="{address(picture.data)}" '
        f'width="{width}" height="{height}" alt="{escape(picture.caption)}">'
        f"<figcaption>{caption}</figcaption></figure>"
    )


def _lines(texts: tuple[str, ...]) -> str:
    return "<br>".join(map(escape, texts))
