"""A table from a file of text or a workbook: its columns, read a part at a time."""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import NoReturn

import numpy as np

from core.data.skipped import Skipped
from core.data.table.columns import Cells, ColumnCollector
from core.data.table.layout import SAMPLE, SAMPLE_ROWS, Layout, layout_of, layout_of_rows
from core.data.table.workbook import is_workbook, read_workbook
from core.data.text_file import TextFile, open_text
from core.errors import DataError
from core.experiment.table_cells import DecimalMark
from core.files import list_shown, shown
from core.interruption import check_interruption
from core.messages import Message, to_translate

Report = Callable[[int, int], None]
Rows = Sequence[Sequence[str]]

MOST_COLUMNS = 5000
# Rows and cells that are parsed at a time, few enough to be forgotten young by the garbage
# collector and to hear of the progress, and the share of rows that may be left out.
_PART, _PART_CELLS = 500, 200_000
_MOST_SKIPPED = 0.1
_MOST_NAMED, _MOST_LISTED = 6, 12
_FEW, _FEWEST = 100, 2
# Behind the last line of a file: where a quotation mark is still open, it is part of a cell.
_END = "\x04"
_LINE_ENDS = re.compile(r"\r\n?|\n")


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """All columns of a file, with the decimal mark of its numbers.

    `lines` (m,) are those of the file on which the rows end; `skipped` are rows with more or fewer
    cells than the others; `remarks` tell how the file was read.
    """

    file: Path
    columns: tuple[Cells, ...]
    lines: np.ndarray
    decimal: DecimalMark
    skipped: tuple[Skipped, ...] = ()
    remarks: tuple[Message, ...] = ()
    _by_name: dict[str, Cells] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_name = {cells.name: cells for cells in self.columns}
        object.__setattr__(self, "_by_name", by_name)

    @property
    def m(self) -> int:
        return len(self.lines)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(cells.name for cells in self.columns)

    def column(self, name: str) -> Cells:
        """Return the column of a name; raise DataError where there is none."""
        if name in self._by_name:
            return self._by_name[name]
        raise DataError(
            "{file} has no column {name}: it has {names}.",
            file=shown(self.file),
            name=shown(name),
            names=list_shown(self.names, _MOST_LISTED),
        )


def read_table(path: Path, report: Report = lambda done, total: None) -> Table:
    """Read all rows of a file; `report(done, total)` is told of bytes and may raise.

    Raises DataError, saying where and what to do, where the file is no table.
    """
    if is_workbook(path):
        return table_of_rows(path, *read_workbook(path), report=report)
    file = open_text(path)
    sample = file.sample(SAMPLE + 1)
    layout = layout_of(path, sample[:SAMPLE], len(sample) <= SAMPLE)
    reading = _Reading(path, layout)
    _read_text(file, reading, report)
    return reading.table(file.remarks)


def table_of_rows(
    path: Path,
    rows: Rows,
    remarks: tuple[Message, ...] = (),
    report: Report = lambda done, total: None,
) -> Table:
    """Return a table of rows of cells, of which the first may name the columns.

    Raises what `read_table` does.
    """
    layout = layout_of_rows(path, rows[:SAMPLE_ROWS])
    reading = _Reading(path, layout)
    for start in range(layout.skipped, len(rows), reading.part):
        check_interruption()
        part = rows[start : start + reading.part]
        reading.add(part, start + 1, start + len(part))
        report(start, len(rows))
    return reading.table(remarks)


def _read_text(file: TextFile, reading: "_Reading", report: Report) -> None:
    """Read all rows of a file of text, a part at a time."""
    with file.opened() as text:
        reader = csv.reader(chain(text, [_END]), delimiter=reading.layout.delimiter)
        try:
            list(islice(reader, reading.layout.skipped))
            line, end, row = reader.line_num + 1, 0, [_END]
            while rows := list(islice(reader, reading.part)):
                check_interruption()
                row = rows[-1]
                end = reader.line_num
                if row == [_END]:
                    rows, end = rows[:-1], end - 1
                reading.add(rows, line, end)
                line = end + 1
                report(text.buffer.tell(), file.size)
        except csv.Error as error:
            raise DataError(
                "{file}, line {line}: a cell has more than {most:,} letters. Is a quotation mark "
                "before it not closed? Close it, or shorten the cell.",
                file=shown(file.path),
                line=reader.line_num,
                most=csv.field_size_limit(),
            ) from error
    if row != [_END]:
        raise DataError(
            "{file}, line {line}: a quotation mark is not closed, so that all that follows is one "
            "cell. Close it, or take it out.",
            file=shown(file.path),
            line=end - _line_ends(row),
        )


class _Reading:
    """The rows of a table as they become columns."""

    def __init__(self, path: Path, layout: Layout) -> None:
        if len(layout.names) > MOST_COLUMNS:
            raise DataError(
                "{file} has {count:,} columns, and {most:,} is the most: save fewer columns.",
                file=shown(path),
                count=len(layout.names),
                most=MOST_COLUMNS,
            )
        self.path, self.layout = path, layout
        self.part = max(1, min(_PART, _PART_CELLS // len(layout.names)))
        self._collectors = [ColumnCollector(name, layout.decimal) for name in layout.names]
        self._skipped: list[Skipped] = []
        self._lines: list[np.ndarray] = []
        self._m = 0

    def add(self, rows: Rows, first: int, last: int) -> None:
        """Add further rows, which stand on these lines of the file."""
        lines = np.arange(first, last + 1)
        if len(lines) != len(rows):
            lines = first - 1 + np.cumsum([1 + _line_ends(row) for row in rows])
        if {*map(len, rows)} != {len(self._collectors)}:
            rows, lines = self._full(rows, lines)
        self._m += len(rows)
        self._lines.append(lines)
        for collector, cells in zip(self._collectors, zip(*rows, strict=True), strict=False):
            collector.add(cells)

    def _full(self, rows: Rows, lines: np.ndarray) -> tuple[Rows, np.ndarray]:
        """Return the rows with a cell for each column; blank ones are passed over."""
        width, full = len(self._collectors), []
        for place, row in enumerate(rows):
            if any(map(str.strip, row[width:] if len(row) >= width else row)):
                self._skip(int(lines[place]), len(row))
            elif len(row) >= width:
                full.append(place)
        return [rows[place][:width] for place in full], lines[np.array(full, np.intp)]

    def _skip(self, line: int, given: int) -> None:
        problem = DataError(
            "{given} {given:cell|cells} in place of {wanted}",
            given=given,
            wanted=len(self._collectors),
        )
        self._skipped.append(Skipped(f"{shown(self.path.name)}:{line}", problem))
        if len(self._skipped) > _FEW and len(self._skipped) > _MOST_SKIPPED * self._m:
            self._refuse_ragged()

    def _refuse_ragged(self) -> NoReturn:
        first = self._skipped[0]
        raise DataError(
            "{row}: {problem}, as have {count:,} rows in all: put quotation marks around cells "
            "that hold the delimiter, and save it again.",
            row=first.file,
            problem=first.problem,
            count=len(self._skipped),
        )

    def table(self, remarks: tuple[Message, ...]) -> Table:
        """Return all columns; raise DataError where there are too few rows."""
        if len(self._skipped) > _MOST_SKIPPED * (self._m + len(self._skipped)):
            self._refuse_ragged()
        if self._m < _FEWEST:
            raise DataError(
                "{file}: {count} {count:row|rows} of data cannot be learned from: add rows.",
                file=shown(self.path),
                count=self._m,
            )
        columns = tuple(collector.cells() for collector in self._collectors)
        lines, skipped = np.concatenate(self._lines), tuple(self._skipped)
        remarks = (*remarks, *self._about_names())
        return Table(self.path, columns, lines, self.layout.decimal, skipped, remarks)

    def _about_names(self) -> Iterator[Message]:
        if not self.layout.has_header:
            text = to_translate("{file} has no names of columns: they are called {names}.")
            yield self._about(text, "no_header", self.layout.names)
        elif self.layout.renamed:
            text = to_translate(
                "{file} has columns without a name, or of the same: they are called {names}."
            )
            yield self._about(text, "renamed", self.layout.renamed)

    def _about(self, text: str, key: str, names: Sequence[str]) -> Message:
        return Message(text, key, file=shown(self.path.name), names=list_shown(names, _MOST_NAMED))


def _line_ends(row: Sequence[str]) -> int:
    return sum(len(_LINE_ENDS.findall(cell)) for cell in row)
