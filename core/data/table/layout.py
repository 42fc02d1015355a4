"""How a table is laid out, guessed from its first rows: delimiter, decimal mark, header."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from pathlib import Path

from core.errors import DataError
from core.experiment.table_cells import DecimalMark, clean, is_number, without_unit
from core.files import shown

DELIMITERS = ("\t", ";", "|", ",")
SAMPLE, SAMPLE_ROWS = 2**18, 1000
"""Letters and rows that the layout is guessed from."""
# Excel's first line where the delimiter is not the usual one.
_TOLD = re.compile(r"sep=(.)")
_NO_NAME = frozenset({"?", "-", "--", "nan", "null", "n/a", "#n/a"})
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")

_ALIKE = 0.9  # the share of rows with the same number of cells

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Layout:
    """How the rows of a table become cells, and where they begin.

    `names` are those of the columns; the rows of data are those after the first `skipped`,
    which are titles and the header. `renamed` are names that the file has twice, or not at all.
    """

    delimiter: str
    decimal: DecimalMark
    names: tuple[str, ...]
    skipped: int
    has_header: bool
    renamed: tuple[str, ...] = ()


def layout_of(path: Path, text: str, whole: bool) -> Layout:
    """Guess the layout from a text's beginning; `whole` says that nothing follows it.

    Raises DataError where there are no two columns.
    """
    first, _, below = text.partition("\n")
    told = _TOLD.fullmatch(first.rstrip("\r"))
    if told:
        layout = layout_of_rows(path, _rows(below, told[1], whole), told[1])
        return replace(layout, skipped=layout.skipped + 1)
    parsed = {mark: _rows(text, mark, whole) for mark in DELIMITERS}
    delimiter = max(parsed, key=lambda mark: _fit(parsed[mark]))
    return layout_of_rows(path, parsed[delimiter], delimiter)


def layout_of_rows(path: Path, rows: Rows, delimiter: str = "") -> Layout:
    """Guess where the header is, and the decimal mark, from the first rows of a table.

    Raises DataError where there are no two columns.
    """
    if not any(map(str.strip, chain.from_iterable(rows))):
        raise DataError("{file}: there is nothing in it but blanks.", file=shown(path))
    if _width(rows) < 2:
        raise DataError(
            "{file}: only one column was found: put commas, semicolons, tabs or | between the "
            "columns.",
            file=shown(path),
        )
    width = _width(rows)
    start = next(number for number, row in enumerate(rows) if len(row) == width)
    body = [row for row in rows[start:] if len(row) == width]
    decimal = _decimal(body, delimiter)
    if start == 1 and len(rows[0]) == width - 1 and _is_header([rows[0]], decimal):
        body, start = [["", *rows[0]]], 0  # R names no column of row names
    if not _is_header(body, decimal):
        names = tuple(f"x{number}" for number in range(1, width + 1))
        return Layout(delimiter, decimal, names, start, False)
    given = [clean(name) for name in body[0]]
    names = different_names(given)
    renamed = tuple(new for new, old in zip(names, given, strict=True) if new != old)
    return Layout(delimiter, decimal, names, start + 1, True, renamed)


def _rows(text: str, delimiter: str, whole: bool) -> list[list[str]]:
    """Parse the beginning of a text; its last row may have been cut."""
    rows = []
    try:
        for row in csv.reader(text.splitlines(keepends=True), delimiter=delimiter):
            rows.append(row)
            if len(rows) > SAMPLE_ROWS:
                break
    except csv.Error:  # a cell that never ends: the reading of all rows says where
        pass
    return rows if whole or len(rows) < 2 else rows[:-1]


def _width(rows: Rows) -> int:
    """Return the usual number of cells of a row."""
    counts = Counter(len(row) for row in rows if row)
    return max(counts, key=lambda width: (counts[width], width), default=0)


def _fit(rows: Rows) -> tuple[bool, bool, bool, float, int]:
    """Say how well rows that were parsed by a delimiter look like a table; the larger the better.

    What counts is that there are columns, that nearly all rows have the same number of them, the
    first one too, how many cells are numbers, and how many columns there are.
    """
    width = _width(rows)
    filled = [row for row in rows if row]
    same = sum(len(row) == width for row in filled) / max(1, len(filled))
    cells = [cell for row in filled for cell in row]
    plain = sum(is_number(cell) or is_number(cell, ",") for cell in cells) / max(1, len(cells))
    first = bool(filled) and len(filled[0]) == width
    return width > 1, same >= _ALIKE, first, plain, width


def _decimal(rows: Rows, delimiter: str) -> DecimalMark:
    """Return the decimal mark that most numbers need; what may be either counts for no one."""
    votes: Counter[str] = Counter()
    either = False
    for row in rows:
        for cell in row:
            point, comma = is_number(cell, "."), is_number(cell, ",")
            if point != comma:
                votes["." if point else ","] += 1
            either = either or (point and comma and "," in cell)
    if votes[","] == votes["."] == 0 and delimiter != ",":
        columns = zip_longest(*rows, fillvalue="")
        if either or any(_has_dots_of_thousands(column) for column in columns):
            return ","
    return "," if votes[","] > votes["."] else "."


def _has_dots_of_thousands(column: Sequence[str]) -> bool:
    """Tell whether numbers below 1000 stand beside others such as 1.200, and none such as 1.5."""
    said = [text for cell in column if is_number(cell) and (text := without_unit(cell))]
    grouped = sum(bool(_GROUPED.fullmatch(text)) for text in said)
    small = sum(len(text) < 4 and text.isdigit() for text in said)
    return min(grouped, small) > 1 and grouped + small == len(said)


def _is_header(rows: Rows, decimal: DecimalMark) -> bool:
    """Tell whether the first row names the columns: it holds no number and none of their texts."""
    first, others = rows[0], rows[1:]
    if any(is_number(cell, decimal) or cell.strip().casefold() in _NO_NAME for cell in first):
        return False
    columns = list(zip(*others, strict=True))
    numbers = any(is_number(cell, decimal) for column in columns for cell in column)
    again = any(cell in column for cell, column in zip(first, columns, strict=False))
    return numbers or not again


def different_names(names: Sequence[str]) -> tuple[str, ...]:
    """Number names that are there twice, and name columns without a name by their place."""
    found: dict[str, None] = {}
    for place, name in enumerate(names, 1):
        wanted = plain = name or f"x{place}"
        number = 2
        while wanted in found:
            wanted, number = f"{plain} ({number})", number + 1
        found[wanted] = None
    return tuple(found)
