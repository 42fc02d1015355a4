"""Reports as pages of HTML, read back by a parser that takes nothing but valid HTML."""

from html import unescape
from xml.etree.ElementTree import Element

import html5lib

from core.report.html import html
from core.report.report import report_of
from core.report.reported_run import ReportedRun, reported_run
from core.training.trainer import Trainer

NAMESPACES = {
    "h": "http://www.w3.org/1999/xhtml",
    "m": "http://www.w3.org/1998/Math/MathML",
    "s": "http://www.w3.org/2000/svg",
}


class Page:
    """A report of a run, as a browser reads it; anything that is no valid HTML fails at once."""

    def __init__(self, trainer: Trainer, **values: object) -> None:
        self.trainer = trainer
        self.run: ReportedRun = reported_run(trainer, **values)
        self.report = report_of(self.run)
        self.source = html(self.report)
        self.root: Element = html5lib.HTMLParser(strict=True).parse(self.source)

    def every(self, tag: str) -> list[Element]:
        """All elements of a tag, such as h:table."""
        return self.root.findall(f".//{tag}", NAMESPACES)

    def texts(self, tag: str) -> list[str]:
        return [text_of(element) for element in self.every(tag)]

    @property
    def text(self) -> str:
        return text_of(self.root)

    def table(self, title: str) -> dict[str, dict[str, str]]:
        """The rows of the table with this title: by their names, the cells by their heads."""
        for table in self.every("h:table"):
            if text_of(table.find("h:caption", NAMESPACES)) == title:
                _, *heads = [text_of(cell) for cell in table.findall("h:thead//h:th", NAMESPACES)]
                rows = [
                    list(map(text_of, row)) for row in table.findall("h:tbody/h:tr", NAMESPACES)
                ]
                return {name: dict(zip(heads, cells, strict=True)) for name, *cells in rows}
        raise KeyError(title)


def text_of(element: Element) -> str:
    return unescape("".join(element.itertext())).strip()
