"""The cells of a table's columns, kept small: a number for each text, or the numbers themselves."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from core.errors import DataError
from core.experiment.table_cells import (
    MISSING,
    DecimalMark,
    clean,
    is_missing,
    number,
)
from core.files import shown

MOST_TEXTS = 10_000
"""Different texts of a column; of one that has more, numbers alone are kept."""
MOST_SHOWN = 100
NUMBERS_SHARE = 0.9
"""Of the cells that say something, so many are numbers where a column is one of numbers."""

_USUAL_GAPS = MISSING | {text.upper() for text in MISSING} | {"NaN", "Null"}


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """All cells of a column, (m,).

    `codes` (m,) say which of `texts`, the different ones in the order of their first, each cell
    is. Where there are more than MOST_TEXTS of them, `texts` are the first ones alone, `codes` is
    None and `numbers` (m,) are what the cells are as numbers, NaN where they are none; None where
    most are none. `missing` counts cells that say nothing.

    What its texts are is found out once, for some of the rows as for all.
    """

    name: str
    texts: tuple[str, ...]
    codes: np.ndarray | None
    numbers: np.ndarray | None
    missing: int = 0
    _found: dict[str, np.ndarray] = field(default_factory=dict, repr=False)

    def text_numbers(self, decimal: DecimalMark) -> np.ndarray:
        """Return what each of the texts is as a number, (texts,); NaN where it is none."""
        if decimal not in self._found:
            self._found[decimal] = _numbers(self.texts, decimal)
        return self._found[decimal]

    @property
    def silent(self) -> np.ndarray:
        """Tell of each of the texts whether it says nothing, (texts,)."""
        if "silent" not in self._found:
            self._found["silent"] = np.array(list(map(self.says_nothing, self.texts)), bool)
        return self._found["silent"]

    def as_numbers(self, decimal: DecimalMark) -> np.ndarray:
        """Return all cells as numbers, (m,); NaN where a cell is none, or is infinite.

        Raises DataError where most of them are none.
        """
        found = self.numbers
        if self.codes is not None:
            found = self.text_numbers(decimal)[self.codes]
        if found is None:
            raise DataError(
                "{name} holds other texts than numbers: correct them, or leave the column out.",
                name=shown(self.name),
            )
        return np.where(np.isfinite(found), found, np.nan)

    def says_nothing(self, text: str) -> bool:
        """Tell whether a text of the column stands for what is not known; a minus beside a plus
        does not.
        """
        return is_missing(text) and not (text == "-" and "+" in self.texts)

    def counts(self, rows: np.ndarray | slice = slice(None)) -> dict[str, int]:
        """Count every text in some rows; those that are not there have 0."""
        if self.codes is None:
            return {}
        return dict(zip(self.texts, self.text_counts(rows).tolist(), strict=True))

    def text_counts(self, rows: np.ndarray | slice = slice(None)) -> np.ndarray:
        """Count each of the texts in some rows, (texts,); 0 where they are not kept."""
        if self.codes is None:
            return np.zeros(len(self.texts), np.intp)
        return np.bincount(self.codes[rows], minlength=len(self.texts))

    def taken(self, rows: np.ndarray) -> "Cells":
        """Return the cells of some rows."""
        codes, numbers = self.codes, self.numbers
        codes = None if codes is None else codes[rows]
        numbers = None if numbers is None else numbers[rows]
        return Cells(self.name, self.texts, codes, numbers, _found=self._found).counted()

    def counted(self) -> "Cells":
        """Return them with the number of cells that say nothing."""
        if self.codes is not None:
            missing = int(self.text_counts()[self.silent].sum())
        else:
            missing = 0 if self.numbers is None else int(np.isnan(self.numbers).sum())
        return replace(self, missing=missing)


class ColumnCollector:
    """Takes the cells of one column, a part at a time."""

    def __init__(self, name: str, decimal: DecimalMark) -> None:
        self.name, self.decimal = name, decimal
        self._texts: dict[str, int] = {}
        self._codes: dict[str, int] = {}  # of cells as they stand in the file
        self._parts: list[np.ndarray] = []
        self._kept: Literal["texts", "numbers", "nothing"] = "texts"
        self._m = self._missing = self._lost = 0

    def add(self, cells: Sequence[str]) -> None:
        """Add the cells of further rows."""
        self._m += len(cells)
        if self._kept == "texts":
            self._add_texts(cells)
        elif self._kept == "numbers":
            self._add_numbers(cells)

    def cells(self) -> Cells:
        """Return all that was added, and forget it."""
        whole = np.concatenate(self._parts) if self._parts else np.zeros(0, np.int32)
        self._parts = []
        texts = tuple(self._texts)
        if self._kept == "texts":
            return Cells(self.name, texts, whole, None).counted()
        numbers = whole if self._kept == "numbers" else None
        return Cells(self.name, texts, None, numbers, self._missing)

    def _add_texts(self, cells: Sequence[str]) -> None:
        codes, texts = self._codes, self._texts
        for cell in dict.fromkeys(cells):
            if cell not in codes:
                codes[cell] = texts.setdefault(clean(cell), len(texts))
        self._parts.append(np.fromiter(map(codes.__getitem__, cells), np.int32, len(cells)))
        if len(texts) > MOST_TEXTS:
            self._keep_numbers()

    def _keep_numbers(self) -> None:
        """Go over from texts to numbers."""
        codes = np.concatenate(self._parts)
        self._missing = Cells(self.name, tuple(self._texts), codes, None).counted().missing
        numbers = _numbers(tuple(self._texts), self.decimal)
        self._kept, self._parts, self._codes = "numbers", [numbers[codes]], {}
        self._texts = dict.fromkeys(list(self._texts)[:MOST_SHOWN], 0)
        self._check_numbers()

    def _add_numbers(self, cells: Sequence[str]) -> None:
        found = _plain_numbers(cells, self.decimal)
        if found is None:
            found = np.array([number(cell, self.decimal) for cell in cells])
            self._missing += sum(map(is_missing, cells))
        else:
            self._missing += int(np.isnan(found).sum())
        self._parts.append(found)
        self._check_numbers()

    def _check_numbers(self) -> None:
        """Keep nothing of a column that is mostly neither numbers nor missing."""
        self._lost += int(np.isnan(self._parts[-1]).sum())
        if self._lost - self._missing > self._m * (1 - NUMBERS_SHARE):
            self._kept, self._parts = "nothing", []


def _numbers(texts: Sequence[str], decimal: DecimalMark) -> np.ndarray:
    """Return the numbers that texts are, NaN where one is none."""
    found = _plain_numbers(texts, decimal)
    return np.array([number(text, decimal) for text in texts]) if found is None else found


def _plain_numbers(cells: Sequence[str], decimal: DecimalMark) -> np.ndarray | None:
    """Return numbers without marks of thousands, read ten times as fast as others; else None."""
    text = "".join(cells)
    if "_" in text or (decimal == "," and "." in text):
        return None
    if decimal == ",":
        cells = [cell.replace(",", ".") for cell in cells]
    for plain in (cells, ("nan" if cell in _USUAL_GAPS else cell for cell in cells)):
        with suppress(ValueError):
            return np.fromiter(map(float, plain), np.float64, len(cells))
    return None
