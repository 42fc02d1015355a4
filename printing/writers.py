"""The table WRITERS: the kinds of files that a report can be."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from core import program
from core.errors import OutputError
from core.files import shown
from core.messages import listed, to_translate
from core.report.contents import Pulse, Report, no_pulse


@dataclass(frozen=True, slots=True)
class Writer:
    """One row: the ending of a file, what it is called, and how a report is written to it.

    `write(report, path, pulse)` writes it whole or not at all, and raises OutputError where it
    cannot, and whatever `pulse` raises, which is called often.
    `library` is what it needs that may not be installed, and `missing` says so.
    """

    ending: str
    label: str
    write: Callable[..., None]
    library: str = ""
    missing: str = ""

    @property
    def can_write(self) -> bool:
        """Tell whether its library is there."""
        return not self.library or find_spec(self.library) is not None


def _write_html(report: Report, path: str | Path, pulse: Pulse = no_pulse) -> None:
    from core.report.html import write_html

    write_html(report, path, pulse)


def _write_pdf(report: Report, path: str | Path, pulse: Pulse = no_pulse) -> None:
    from printing.pdf import write_pdf

    write_pdf(report, path, pulse)


def _write_docx(report: Report, path: str | Path, pulse: Pulse = no_pulse) -> None:
    from printing.docx_file import write_docx

    write_docx(report, path, pulse)


_NO_DOCX = (
    to_translate("{file}: this app cannot write documents (.docx). Write .html or .pdf.")
    if program.IS_APP
    else to_translate(
        "{file}: documents (.docx) are written where the package python-docx is installed (pip "
        "install python-docx). Or write .html or .pdf."
    )
)
WRITERS = {
    row.ending: row
    for row in (
        Writer(".html", to_translate("Page for a browser"), _write_html),
        Writer(".pdf", to_translate("Pages to print"), _write_pdf),
        Writer(".docx", to_translate("Document to go on with"), _write_docx, "docx", _NO_DOCX),
    )
}


def check_target(path: str | Path) -> Writer:
    """Return the writer of a file, once there is a place for it.

    Raises OutputError where the ending is none of the table, its library or the folder is not
    there.
    """
    target = Path(path)
    writer = WRITERS.get(target.suffix.lower())
    if writer is None:
        raise OutputError(
            "{file}: this ending is not known: use one of {endings}.",
            file=shown(target),
            endings=listed(WRITERS),
        )
    if not writer.can_write:
        raise OutputError(writer.missing, file=shown(target))
    if os.path.isdir(target):
        raise OutputError("{file} is a folder: give the name of a file in it.", file=shown(target))
    if not os.path.isdir(target.absolute().parent):
        raise OutputError(
            "{file} cannot be written: there is no folder {folder}.",
            file=shown(target),
            folder=shown(target.parent),
        )
    return writer
