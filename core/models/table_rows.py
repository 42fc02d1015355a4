"""The rows of a table that a network answers for: its columns by their names, or in their order."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

import numpy as np

from core.data.table.features import values_of
from core.data.table.layout import DELIMITERS, SAMPLE, different_names
from core.data.table.roles import LARGEST
from core.data.table.workbook import is_workbook, read_workbook
from core.data.text_file import TextFile, open_text
from core.errors import DataError
from core.experiment.inputs import OTHER, TableColumn, TableInputs
from core.experiment.table_cells import DecimalMark, clean, is_missing, is_number, number
from core.files import list_shown, shown
from core.messages import Message, to_translate

MOST_ABOVE = 50
"""Rows that are looked through for the names of the columns."""
_PART = 4096
_MOST_NAMED, _LONGEST = 12, 40
_TOLD = re.compile(r"sep=(.)\s*")
_BY_PLACE = re.compile(r"x([1-9][0-9]{0,4})")
_END = "\x04"

Cells = Sequence[str]


@dataclass(frozen=True, slots=True)
class TableColumns:
    """The names of a table's columns, and the places of those that a network takes, in its order.

    `above` counts the rows up to the names; `delimiter` stands between two cells of the file, and
    `decimal` in a number.
    """

    names: tuple[str, ...]
    places: tuple[int, ...]
    above: int
    delimiter: str
    decimal: DecimalMark


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row by its number, from 1 below the names; `problem` is why there is no answer."""

    columns: TableColumns
    number: int
    cells: tuple[str, ...]
    problem: DataError | None = None


class TableRows:
    """The rows of one table as they are read."""

    def __init__(
        self, file: str, inputs: TableInputs, columns: TableColumns, rows: Iterable[Cells]
    ) -> None:
        self.file, self.columns = file, columns
        self._inputs, self._rows = inputs, rows
        self._lost: Counter[str] = Counter()
        self._others: Counter[str] = Counter()
        self._means = {column.name for column in inputs.columns if column.unseen}

    def parts(self) -> Iterator[tuple[list[TableRow], np.ndarray]]:
        """Return some rows at a time, and the inputs X (n[0], m) of those without a problem.

        Raises DataError where a column of numbers holds hardly any.
        """
        width = len(self.columns.names)
        # Blank lines are passed over, as training does.
        rows = (row for row in self._rows if len(row) >= width or any(map(str.strip, row)))
        numbered = enumerate(rows, 1)
        while lot := [self._row(*one) for one in islice(numbered, _PART)]:
            yield lot, self._inputs_of([row.cells for row in lot if not row.problem])

    def remarks(self) -> Iterator[Message]:
        """Tell what was done to cells that were read so far."""
        for name, count in self._lost.items():
            yield Message(
                "{file}: {count:,} {count:cell|cells} of {name} {count:is no number and counts|"
                "are no numbers and count} as missing.",
                file=self.file,
                count=count,
                name=shown(name),
            )
        for name, count in self._others.items():
            text = to_translate(
                "{file}: {count:,} {count:row has|rows have} a value of {name} that training did "
                'not have, and {count:counts|count} as "{other}".'
            )
            if name in self._means:
                text = to_translate(
                    "{file}: {count:,} {count:row has|rows have} a value of {name} that training "
                    'did not have, and {count:counts|count} as "{other}", the mean of those that '
                    "it had."
                )
            yield Message(text, file=self.file, count=count, name=shown(name), other=OTHER)

    def _row(self, number: int, row: Cells) -> TableRow:
        width = len(self.columns.names)
        if len(row) >= width and not any(map(str.strip, row[width:])):
            return TableRow(self.columns, number, tuple(row[:width]))
        problem = DataError(
            "{given} {given:cell|cells} in place of {wanted}", given=len(row), wanted=width
        )
        return TableRow(self.columns, number, tuple(row), problem)

    def _inputs_of(self, rows: Sequence[Cells]) -> np.ndarray:
        inputs = self._inputs
        features = []
        for column, place in zip(inputs.columns, self.columns.places, strict=True):
            cells = [row[place] for row in rows]
            self._count(column, cells)
            features.append(column.encode(cells, inputs.decimal))
        return inputs.scale(np.asfortranarray(np.vstack(features)))

    def _count(self, column: TableColumn, cells: Cells) -> None:
        """Count cells that are no numbers, or values that are none of the column's."""
        said = [cell for cell in cells if not is_missing(cell)]
        if column.role != "number":
            known = {*column.values, OTHER}
            others = [cell for cell in said if not known.issuperset(values_of(column, cell))]
            self._others += Counter({column.name: len(others)})
            return
        sizes = [abs(number(cell, self._inputs.decimal)) for cell in said]
        lost = [cell for cell, size in zip(said, sizes, strict=True) if not np.isfinite(size)]
        if large := [c for c, size in zip(said, sizes, strict=True) if LARGEST < size < np.inf]:
            raise DataError(
                "{file}: {name} is {cell} in a row, and {largest:g} is the largest number that can "
                "be reckoned with: correct it, or leave the cell empty.",
                file=self.file,
                name=shown(column.name),
                cell=shown(large[0][:_LONGEST]),
                largest=LARGEST,
            )
        self._lost += Counter({column.name: len(lost)})
        if 2 * len(lost) > len(said):
            raise DataError(
                "{file}: the network takes numbers from {name}, and {cell} is none: correct it, "
                "or leave the cell empty.",
                file=self.file,
                name=shown(column.name),
                cell=shown(lost[0][:_LONGEST]),
            )


def read_rows(path: str | Path, inputs: TableInputs) -> TableRows:
    """Return the rows of a file; raise DataError where it is no table, or has other columns."""
    file = shown(path)
    if is_workbook(Path(path)):
        rows = [row for row in read_workbook(Path(path))[0] if row]
        columns = _columns(file, inputs, {",": rows[:MOST_ABOVE]})
        return TableRows(file, inputs, columns, rows[columns.above :])
    text = open_text(Path(path))
    lines = text.sample(SAMPLE).splitlines(keepends=True)
    told = [found[1] for line in lines[:1] if (found := _TOLD.fullmatch(line))]
    first = {mark: _first_rows(lines, mark) for mark in (*told, *DELIMITERS)}
    columns = _columns(file, inputs, first)
    return TableRows(file, inputs, columns, _text_rows(text, file, columns))


def typed_row(text: str, inputs: TableInputs) -> TableRows:
    """Return a row that somebody has typed, a cell for each column that the network takes.

    Raises DataError where it has more or fewer cells.
    """
    first = {mark: _first_rows([text], mark)[:1] for mark in DELIMITERS}
    columns = _in_order(shown(text[:_LONGEST]), inputs, first)
    return TableRows(shown(text[:_LONGEST]), inputs, columns, first[columns.delimiter])


def _first_rows(lines: Iterable[str], delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    with suppress(csv.Error):  # a cell that never ends: the reading of all rows says where
        rows.extend(islice(filter(None, csv.reader(lines, delimiter=delimiter)), MOST_ABOVE))
    return rows


def _text_rows(text: TextFile, file: str, columns: TableColumns) -> Iterator[Cells]:
    """Return the rows below the names; raise DataError where a quotation mark is not closed."""
    with text.opened() as lines:
        reader = csv.reader(chain(lines, [_END]), delimiter=columns.delimiter)
        row: Cells = [_END]
        try:
            for row in islice(filter(None, reader), columns.above, None):
                if row != [_END]:
                    yield row
        except csv.Error:
            row = []
        if row != [_END]:
            raise DataError(
                "{file}, line {line}: a quotation mark before it is not closed. Close it, or take "
                "it out.",
                file=file,
                line=reader.line_num,
            )


def _columns(file: str, inputs: TableInputs, first: Mapping[str, list[list[str]]]) -> TableColumns:
    """Find the names of the columns in the first rows, parsed by each delimiter that may be.

    Without any name a file has the columns that the network takes, in their order.
    """
    wanted = [column.name for column in inputs.columns]
    best: tuple[int, tuple[str, ...]] = (0, ())
    for delimiter, rows in first.items():
        for place, row in enumerate(rows, 1):
            below = rows[place] if place < len(rows) else row
            # R names no column of row names.
            named = ["", *row] if len(below) == len(row) + 1 else row
            names = different_names([clean(name) for name in named])
            found = len({*wanted} & {*names})
            if found == len(wanted):
                places = tuple(map(names.index, wanted))
                return TableColumns(names, places, place, delimiter, inputs.decimal)
            # A row of data may hold a text that is the name of a column.
            if not any(is_number(cell, inputs.decimal) for cell in row):
                best = max(best, (found, names), key=lambda one: one[0])
    if best[0] and not all(map(_BY_PLACE.fullmatch, wanted)):
        missing = [name for name in wanted if name not in best[1]]
        raise DataError(
            "{file}: the {count:column|columns} {missing} {count:is|are} missing, which the "
            "network takes: it has {names}.",
            file=file,
            count=len(missing),
            missing=list_shown(missing, _MOST_NAMED),
            names=list_shown(best[1], _MOST_NAMED),
        )
    return _in_order(file, inputs, first)


def _in_order(file: str, inputs: TableInputs, first: Mapping[str, list[list[str]]]) -> TableColumns:
    """Return the columns of rows without names; x3 is the third of a file that never had any."""
    wanted = tuple(column.name for column in inputs.columns)
    widths = {mark: len(rows[0]) if rows else 0 for mark, rows in first.items()}
    for delimiter, width in widths.items():
        if width == len(wanted):
            return TableColumns(wanted, tuple(range(width)), 0, delimiter, inputs.decimal)
    by_place = [found for name in wanted if (found := _BY_PLACE.fullmatch(name))]
    places = tuple(int(found[1]) - 1 for found in by_place)
    delimiter = max(widths, key=widths.__getitem__)
    if len(places) == len(wanted) and max(places) < widths[delimiter]:
        names = tuple(f"x{number}" for number in range(1, widths[delimiter] + 1))
        return TableColumns(names, places, 0, delimiter, inputs.decimal)
    raise DataError(
        "{file}: no row names the columns {names}, and the first one has {given} {given:cell|"
        "cells} where the network takes {wanted}: name the columns, or give these in this order.",
        file=file,
        names=list_shown(wanted, _MOST_NAMED),
        given=widths[delimiter],
        wanted=len(wanted),
    )
