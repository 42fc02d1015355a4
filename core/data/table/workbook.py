"""The first sheet of a workbook (.xlsx), where the package python-calamine is installed."""

import datetime
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from core.data.arrays.npz_archive import check_contents
from core.errors import DataError
from core.file_type import HEADER_BYTES, ZIP
from core.files import shown
from core.memory import free_memory
from core.messages import Message, to_translate
from core.open_file import open_regular_file
from core.program import IS_APP

MOST_CELLS = 20_000_000
_BOOK = "xl/workbook.xml"
_SHEETS = re.compile(r"xl/worksheets/[^/]+\.xml")
_PLACE = re.compile(rb'<c [^>]*?r="([A-Z]{1,3})([0-9]{1,7})"')
_PIECE = 2**20
# So many times its unpacked size is in memory while a sheet is read.
_AS_CELLS = 4
_RATIO = 200
_SMALL = 10_000_000

Value = float | str | bool | datetime.date | datetime.time | datetime.timedelta


def is_workbook(path: Path) -> bool:
    """Return whether a file is a workbook of .xlsx, whatever its name says."""
    try:
        with open_regular_file(str(path)) as file:
            if not ZIP.starts(file.read(HEADER_BYTES)):
                return False
            check_contents(file)
            return _BOOK in zipfile.ZipFile(file).namelist()
    except (DataError, OSError, ValueError, zipfile.BadZipFile):
        return False


def read_workbook(path: Path) -> tuple[list[list[str]], tuple[Message, ...]]:
    """Return the rows of the first sheet that has cells, and what should be known of the others.

    Raises DataError where there is no reader, or the workbook is damaged or too large.
    """
    try:
        import python_calamine as calamine
    except ImportError as error:
        text = (
            to_translate("{file}: this is a workbook: save its sheet as CSV, and open that.")
            if IS_APP
            else to_translate(
                "{file}: this is a workbook, which is read where the package python-calamine is "
                "installed (pip install python-calamine). Or save its sheet as CSV, and open that."
            )
        )
        raise DataError(text, file=shown(path)) from error
    try:
        with open_regular_file(str(path)) as file:
            _check_size(path, file)
            file.seek(0)
            book = calamine.CalamineWorkbook.from_filelike(file)
            for name in book.sheet_names:
                rows = book.get_sheet_by_name(name).to_python()
                if rows:
                    return [[_text(value) for value in row] for row in rows], _others(
                        path, book.sheet_names
                    )
    except (calamine.CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        raise DataError(
            "{file}: this workbook is damaged or has a password: save its sheet as CSV, and open "
            "that.",
            file=shown(path),
        ) from error
    raise DataError("{file}: its sheets are empty.", file=shown(path))


def _check_size(path: Path, file: BinaryIO) -> None:
    """Refuse sheets that would take too much: the reader makes room for all cells to the last."""
    with zipfile.ZipFile(file) as opened:
        sheets = [info for info in opened.infolist() if _SHEETS.fullmatch(info.filename)]
        unpacked = sum(info.file_size for info in opened.infolist())
        packed = sum(info.compress_size for info in opened.infolist())
        free = free_memory()
        bomb = unpacked > max(_SMALL, _RATIO * packed)
        if bomb or (free is not None and unpacked * _AS_CELLS > free):
            raise DataError(
                "{file}: this workbook unpacks to {size:,.1f} GB, which is too much to read: save "
                "its sheet as CSV, and open that.",
                file=shown(path),
                size=unpacked / 1e9,
            )
        for sheet in sheets:
            rows, columns = _reach(opened, sheet)
            if rows * columns > MOST_CELLS:
                raise DataError(
                    "{file}: its cells reach to row {rows:,} and column {columns:,}, and at most "
                    "{most:,} cells are read: delete what lies far off, or save it as CSV.",
                    file=shown(path),
                    rows=rows,
                    columns=columns,
                    most=MOST_CELLS,
                )


def _reach(opened: zipfile.ZipFile, sheet: zipfile.ZipInfo) -> tuple[int, int]:
    """Return the number of rows and columns up to the last cell."""
    rows = columns = 0
    rest = b""
    with opened.open(sheet) as xml:
        while piece := xml.read(_PIECE):
            text = rest + piece
            for letters, row in _PLACE.findall(text):
                number = 0
                for letter in letters:
                    number = 26 * number + letter - ord("A") + 1
                rows, columns = max(rows, int(row)), max(columns, number)
            rest = text[-100:]
    return rows, columns


def _text(value: Value) -> str:
    """Return the text that a table of text would have in place of a cell."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return value if isinstance(value, str) else str(value)


def _others(path: Path, names: Sequence[str]) -> tuple[Message, ...]:
    """Tell of further sheets."""
    if len(names) < 2:
        return ()
    text = to_translate(
        "{file} has {count} sheets, of which the first with cells was read: save another one as "
        "CSV to use that."
    )
    return (Message(text, "sheets", file=shown(path.name), count=len(names)),)
