"""What a report is made of: sections of paragraphs, formulas, tables, pictures and figures."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from core.messages import fill, tr
from core.report.drawing import Drawing

if TYPE_CHECKING:
    from core.live_page.page import LiveRun


Pulse = Callable[[], object]
"""What is called often while a report is made or written; it may raise, such as Cancelled."""


def no_pulse() -> None:
    """Let the work go on."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences; line breaks in them stay."""

    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """Sentences that belong together, each of its own."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Formulas:
    """Formulas in LaTeX below the title of their stage; short ones may stand `in_columns`."""

    title: str
    latex: tuple[str, ...]
    in_columns: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Cells of text below a head; the first cell of a row names it."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A small picture, an encoded PNG of `width` by `height` pixels of its own."""

    data: bytes
    width: int
    height: int
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Pictures:
    """Small pictures side by side; each is shown `side` points wide and high at most."""

    title: str
    pictures: tuple[Picture, ...]
    side: int = 64


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing; `description` is a sentence on what is to be seen, for who cannot see it."""

    title: str
    drawing: Drawing
    description: str


@dataclass(frozen=True, slots=True)
class Room:
    """Room to write in by hand."""


Part = Heading | Paragraph | Items | Formulas | Table | Pictures | Figure | Room


@dataclass(frozen=True, slots=True)
class Section:
    """One section with its parts in their order."""

    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report; `made` is when, `author` may be empty.

    `live` is the run itself, for files that can replay it, and `language` the code of that of its
    sentences.
    """

    title: str
    author: str
    made: datetime
    sections: tuple[Section, ...]
    live: "LiveRun | None" = None
    language: str = "en"

    @property
    def byline(self) -> tuple[str, ...]:
        """Return who wrote it, if anybody said so, and when."""
        when = fill(tr("{time:%Y-%m-%d %H:%M}"), time=self.made)
        return (self.author, when) if self.author else (when,)
