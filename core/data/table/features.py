"""The features of a table's rows: learned from the training part alone, then made of any rows."""

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from msgspec.structs import replace

from core.data.table.columns import Cells
from core.data.table.read import Table
from core.data.table.roles import FeatureRole, Roles, separator_of
from core.errors import DataError
from core.experiment.inputs import OTHER, TableColumn, TableInputs
from core.experiment.settings import DataSettings
from core.experiment.table_cells import clean, words
from core.files import shown
from core.interruption import check_interruption
from core.memory import free_memory
from core.messages import Message, to_translate
from core.natural_sort import natural

MOST_VALUES = 100
"""Values of a category that have a feature of their own, the most frequent ones."""
_PART = 2**16
_FLOAT = 8

Rows = np.ndarray


def learn_inputs(table: Table, roles: Roles, train: Rows, settings: DataSettings) -> TableInputs:
    """Return how rows become features, as the training rows (their numbers, ascending) say.

    The values of a category are in natural order, whatever the order of the rows.
    """
    learned = []
    for name, role in roles.features.items():
        check_interruption()
        learned.append(_learned(table.column(name).taken(train), role, table, settings))
    return TableInputs(columns=tuple(learned), decimal=table.decimal)


def _learned(cells: Cells, role: FeatureRole, table: Table, settings: DataSettings) -> TableColumn:
    if role == "number":
        numbers = cells.as_numbers(table.decimal)
        missing = np.isnan(numbers)
        mean = 0.0 if missing.all() else float(numbers[~missing].mean())
        marked = settings.missing == "other" and bool(missing.any())
        return TableColumn(name=cells.name, role=role, mean=mean, marks_missing=marked)
    separator = (separator_of(cells) if role == "categories" else "") or ";"
    counts: Counter[str] = Counter()
    for text, n in cells.counts().items():
        if n:
            values = words(text, separator) if role == "categories" else (clean(text),)
            counts.update({value: n for value in values if not cells.says_nothing(value)})
    del counts[OTHER]
    frequent = sorted(counts, key=lambda value: (-counts[value], natural(value)))[:MOST_VALUES]
    column = TableColumn(
        name=cells.name,
        role=role,
        values=tuple(sorted(frequent, key=natural)),
        code=settings.category_code if role == "category" else "one_hot",
        separator=separator,
    )
    return replace(column, unseen=_unseen(column, cells))


def _unseen(column: TableColumn, cells: Cells) -> tuple[float, ...]:
    """Return the features of a value that no training row has, where none is one of the others."""
    counts = np.array([*cells.counts().values()], np.float64)
    if not counts.sum():
        return ()
    features = column.encode(cells.texts)
    others = features[-1] == (0 if column.is_number else 1)
    if counts[others].any():
        return ()
    means = features @ counts / counts.sum()
    return tuple(means.tolist() if column.is_number else [*means[:-1].tolist(), 1.0])


def make_features(table: Table, inputs: TableInputs, rows: Rows) -> np.ndarray:
    """Return some rows of a table as raw samples, float64 (count, m) in Fortran order.

    Raises DataError where a column is not there, or the memory is too small.
    """
    _check_memory(table, inputs, len(rows))
    X = np.empty((inputs.count, len(rows)), order="F")
    start = 0
    for column in inputs.columns:
        end = start + len(column.names)
        _fill(X[start:end], column, table.column(column.name), table, rows)
        start = end
    return X


def missing_numbers(table: Table, inputs: TableInputs, rows: Rows) -> np.ndarray | None:
    """Return which features (count, m) of some rows stand for a missing number, None for none."""
    missing, start = None, 0
    for column in inputs.columns:
        if column.role == "number":
            lost = ~np.isfinite(table.column(column.name).as_numbers(table.decimal)[rows])
            if lost.any():
                missing = np.zeros((inputs.count, len(rows)), bool) if missing is None else missing
                missing[start] = lost
        start += len(column.names)
    return missing


def _fill(X: np.ndarray, column: TableColumn, cells: Cells, table: Table, rows: Rows) -> None:
    """Write the features of a column, a part of the rows at a time."""
    if cells.codes is None and column.role != "number":
        raise DataError(
            "{file}: {name} has too many different texts for a category: correct them.",
            file=shown(table.file),
            name=shown(column.name),
        )
    numbers = cells.as_numbers(table.decimal) if column.role == "number" else None
    encoded = column.encode(cells.texts, table.decimal) if numbers is None else None
    for start in range(0, len(rows), _PART):
        check_interruption()
        part = rows[start : start + _PART]
        if encoded is not None and cells.codes is not None:
            X[:, start : start + _PART] = encoded[:, cells.codes[part]]
        elif numbers is not None:
            X[:, start : start + _PART] = column.encode_numbers(numbers[part])


def _check_memory(table: Table, inputs: TableInputs, m: int) -> None:
    need, free = _FLOAT * inputs.count * m, free_memory()
    if free is not None and need > free:
        widest = max(inputs.columns, key=lambda column: len(column.names))
        raise DataError(
            "{file}: {m:,} rows of {count:,} features take {need:,.1f} GB, and {free:,.1f} GB are "
            "free: leave out {name}, which has {most:,} of them, or save fewer rows.",
            file=shown(table.file),
            m=m,
            count=inputs.count,
            need=need / 1e9,
            free=free / 1e9,
            name=shown(widest.name),
            most=len(widest.names),
        )


def encoding_remarks(inputs: TableInputs, sides: Sequence[tuple[Table, Rows]]) -> Iterator[Message]:
    """Tell of what is missing, is no number, or is one of the others on the sides of a data set.

    The first side is the training part.
    """
    for column in inputs.columns:
        parts = [(table.column(column.name).taken(rows), table, rows) for table, rows in sides]
        missing = sum(cells.missing for cells, _, _ in parts)
        if column.role == "number":
            yield from _about_missing(column, missing)
            for cells, table, rows in parts:
                yield from _about_numbers(cells, table, rows)
        else:
            yield from _about_values(column, missing, [cells for cells, _, _ in parts])


def _about_missing(column: TableColumn, missing: int) -> Iterator[Message]:
    if missing:
        yield Message(
            "{name}: {count:,} missing {count:number counts|numbers count} as {mean:.6g}, the "
            "mean of the training part.",
            "missing",
            name=shown(column.name),
            count=missing,
            mean=column.mean,
        )


def _about_numbers(cells: Cells, table: Table, rows: Rows) -> Iterator[Message]:
    """Tell of cells that are no finite numbers, and where the first of them is."""
    lost = np.isnan(cells.as_numbers(table.decimal))
    if cells.codes is not None:
        lost &= ~cells.silent[cells.codes]
    elif cells.numbers is not None:
        lost = np.isinf(cells.numbers)
    places = np.flatnonzero(lost)
    if len(places):
        yield Message(
            "{file}, line {line:,}: {name} is no finite number and counts as missing, as "
            "{count:,} of its cells {count:does|do}.",
            "no_number",
            file=shown(table.file.name),
            line=int(table.lines[rows[places[0]]]),
            name=shown(cells.name),
            count=len(places),
        )


def _about_values(column: TableColumn, missing: int, sides: Sequence[Cells]) -> Iterator[Message]:
    if missing:
        yield Message(
            '{name}: {count:,} missing {count:cell counts|cells count} as "{other}".',
            "missing",
            name=shown(column.name),
            count=missing,
            other=OTHER,
        )
    train, *tests = (_rows_of_others(column, cells) for cells in sides)
    if train:
        yield Message(
            "{name}: {rows:,} training {rows:row has|rows have} a rare value, and {rows:counts|"
            'count} as "{other}": the {most} most frequent ones have a feature each.',
            "rare",
            name=shown(column.name),
            rows=train,
            other=OTHER,
            most=MOST_VALUES,
        )
    if sum(tests):
        text = to_translate(
            "{name}: {rows:,} test {rows:row has|rows have} a value that no training row has, and "
            '{rows:counts|count} as "{other}".'
        )
        if column.unseen:
            text = to_translate(
                "{name}: {rows:,} test {rows:row has|rows have} a value that no training row has, "
                'and {rows:counts|count} as "{other}", the mean of the training part.'
            )
        yield Message(
            text,
            "unseen",
            name=shown(column.name),
            rows=sum(tests),
            other=OTHER,
        )


def _rows_of_others(column: TableColumn, cells: Cells) -> int:
    """Count the rows of a column with a value that has no feature of its own."""
    known = {*column.values, OTHER}
    return sum(
        n
        for text, n in cells.counts().items()
        if n and not cells.says_nothing(text) and not known.issuperset(values_of(column, text))
    )


def values_of(column: TableColumn, text: str) -> tuple[str, ...]:
    """Return the value of a cell of categories, or the several that it lists."""
    return words(text, column.separator) if column.role == "categories" else (clean(text),)
