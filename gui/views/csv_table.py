"""The numbers that a view holds, as a table that other programs read."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from core.csv_cell import csv_text
from core.training.history import Curve


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A table: names of its columns, and rows of as many numbers or texts; None is left empty."""

    columns: Sequence[str]
    rows: Iterable[Sequence[object]]

    def to_csv(self) -> bytes:
        """Write it as comma-separated values, numbers in full precision."""
        return self._written(",").encode()

    def to_text(self) -> str:
        """Write it as values parted by tabs, as other programs paste tables."""
        return self._written("\t")

    def _written(self, delimiter: str) -> str:
        text = io.StringIO()
        writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
        writer.writerow(map(csv_text, self.columns))
        writer.writerows([_plain(value) for value in row] for row in self.rows)
        return text.getvalue()


def curve_table(unit: str, curves: dict[str, Curve]) -> CsvTable | None:
    """Put curves side by side, a row for every place where one has a point; None without any."""
    places = np.unique(np.concatenate([np.empty(0), *(curve.at for curve in curves.values())]))
    if not len(places):
        return None
    columns = []
    for curve in curves.values():
        known = dict(zip(curve.at.tolist(), curve.values.tolist(), strict=True))
        columns.append([known.get(at) for at in places.tolist()])
    return CsvTable((unit, *curves), zip(places.astype(int).tolist(), *columns, strict=True))


def _plain(value: object) -> object:
    if isinstance(value, str):
        return csv_text(value)
    # NumPy's own numbers would be written with their type.
    return value.item() if isinstance(value, np.generic) else value
