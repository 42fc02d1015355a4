"""What is learned of each row: the number of its class, labels of 0 and 1, or numbers."""

from collections.abc import Sequence

import numpy as np

from core.data.table.columns import Cells
from core.data.table.read import Table
from core.errors import DataError
from core.experiment.table_cells import words
from core.files import list_shown, shown
from core.natural_sort import natural

MOST_CLASSES = 1000
_MOST_NAMED = 12


def known_rows(table: Table, targets: Sequence[Cells], numbers: bool = False) -> np.ndarray:
    """Return the numbers of the rows whose targets are all known, ascending.

    Of `numbers` those that are finite are known.
    """
    known = np.ones(table.m, bool)
    for cells in targets:
        if numbers:
            known &= np.isfinite(cells.as_numbers(table.decimal))
        elif cells.codes is not None:
            known &= ~np.array([cells.says_nothing(text) for text in cells.texts])[cells.codes]
    return np.flatnonzero(known)


def class_names(table: Table, cells: Cells, rows: np.ndarray) -> tuple[str, ...]:
    """Name the classes that some rows have, in natural order.

    Raises DataError where there are less than two, or too many.
    """
    counts = cells.counts(rows)
    names = sorted(
        (text for text, n in counts.items() if n and not cells.says_nothing(text)), key=natural
    )
    if cells.codes is None or len(names) > MOST_CLASSES:
        raise DataError(
            "{file}: {name} has more than {most:,} different texts, too many for classes: name "
            "another column with data.target.",
            file=shown(table.file),
            name=shown(cells.name),
            most=MOST_CLASSES,
        )
    if len(names) < 2:
        raise DataError(
            "{file}: {name} is {text} in every row, so there is nothing to learn: name another "
            "column with data.target, or add rows.",
            file=shown(table.file),
            name=shown(cells.name),
            text=shown(names[0]) if names else "-",
        )
    return tuple(names)


def class_numbers(
    table: Table, cells: Cells, rows: np.ndarray, classes: Sequence[str]
) -> np.ndarray:
    """Return the class number of some rows, (m,).

    Raises DataError for a class that is none of these.
    """
    places = {name: place for place, name in enumerate(classes)}
    if cells.codes is None:
        raise DataError(
            "{file}: {name} names none of the classes {classes}.",
            file=shown(table.file),
            name=shown(cells.name),
            classes=list_shown(classes, _MOST_NAMED),
        )
    strange = [text for text, n in cells.counts(rows).items() if n and text not in places]
    if strange:
        raise DataError(
            "{file}: {name} is {text} in a row, and no training row is: add some, or take it out.",
            file=shown(table.file),
            name=shown(cells.name),
            text=shown(strange[0]),
        )
    return np.array([places.get(text, -1) for text in cells.texts], np.intp)[cells.codes[rows]]


def number_targets(table: Table, targets: Sequence[Cells], rows: np.ndarray) -> np.ndarray:
    """Return the numbers that some rows have in these columns, Y (k, m)."""
    numbers = [cells.as_numbers(table.decimal)[rows] for cells in targets]
    return np.asfortranarray(np.stack(numbers))


def label_names(targets: Sequence[Cells], rows: np.ndarray, separator: str) -> tuple[str, ...]:
    """Name the labels: the columns, where there are several of 0 and 1, or the words of one."""
    if len(targets) > 1:
        return tuple(cells.name for cells in targets)
    counts = targets[0].counts(rows)
    found = {word for text, n in counts.items() if n for word in words(text, separator)}
    return tuple(sorted(found, key=natural))


def label_targets(
    table: Table, targets: Sequence[Cells], rows: np.ndarray, names: Sequence[str], separator: str
) -> np.ndarray:
    """Return for some rows which of the labels they have, Y (k, m) of 0 and 1."""
    if len(targets) > 1:
        return number_targets(table, targets, rows)
    cells = targets[0]
    codes = np.zeros(0, np.intp) if cells.codes is None else cells.codes[rows]
    listed = [words(text, separator) for text in cells.texts]
    has = np.array([[name in several for several in listed] for name in names], np.float64)
    return np.asfortranarray(has[:, codes])
