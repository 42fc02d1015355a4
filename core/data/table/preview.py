"""The first rows of a table beside what they become: what each column is for, and its features."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.background import JobUpdate
from core.data.table.columns import Cells
from core.data.table.features import learn_inputs
from core.data.table.read import Report, Table, read_table
from core.data.table.roles import Guess, Roles, is_label, roles_of, with_target
from core.data.table.targets import known_rows
from core.experiment.inputs import TableColumn, TableInputs
from core.experiment.settings import ColumnRole, DataSettings
from core.experiment.table_cells import is_missing

FIRST = 8
"""Rows that are shown."""


@dataclass(frozen=True, slots=True, eq=False)
class PreviewColumn:
    """A column: its role, the role that its cells look like, and the text of its first cells.

    `features` (k, rows) are what those become before they are scaled, named `feature_names`; a
    column that is not learned from has none. `distances` (values, values) are those between the
    values of a category as a network sees them, each named in `values`. One that `is_label` has
    nothing but 0 and 1.
    """

    name: str
    role: ColumnRole
    guess: Guess
    cells: tuple[str, ...]
    feature_names: tuple[str, ...] = ()
    features: np.ndarray | None = None
    values: tuple[str, ...] = ()
    distances: np.ndarray | None = None
    is_label: bool = False


TablePreview = tuple[PreviewColumn, ...]
TablePreviewOrder = tuple[DataSettings, TableInputs]
TablePreviewUpdate = JobUpdate[TablePreviewOrder, TablePreview]


def preview_table(
    settings: DataSettings,
    inputs: TableInputs | None = None,
    report: Report = lambda done, total: None,
) -> TablePreview:
    """Return what becomes of the first rows of the table in settings.folder, column by column.

    The `inputs` say what, or else all rows are learned from, as where no share is kept for the
    test. Raises DataError where it is no table, or a column that the settings name is not there.
    """
    return preview_of(read_table(Path(settings.folder), report), settings, inputs)


def preview_of(
    table: Table, settings: DataSettings, inputs: TableInputs | None = None, target: str = ""
) -> TablePreview:
    """Return what becomes of a table's first rows, as the `inputs` say where they are given.

    What is learned is `target`, where the settings name none.

    Raises DataError where a column that they name is not there.
    """
    settings = with_target(settings, target)
    roles = roles_of(table, settings)
    if inputs is None:
        rows = known_rows(table, roles.targets, roles.target_role)
        inputs = learn_inputs(table, roles, rows, settings)
    learned = {column.name: column for column in inputs.columns}
    return tuple(_column(table, cells, roles, learned.get(cells.name)) for cells in table.columns)


def _column(table: Table, cells: Cells, roles: Roles, learned: TableColumn | None) -> PreviewColumn:
    first, role, guess = _first_texts(cells), roles.of[cells.name], roles.guesses[cells.name]
    if learned is None:
        return PreviewColumn(cells.name, role, guess, first, is_label=is_label(cells))
    values = learned.values if learned.role == "category" else ()
    return PreviewColumn(
        cells.name,
        role,
        guess,
        first,
        learned.names,
        learned.encode(first, "." if cells.codes is None else table.decimal),
        values,
        distances(learned) if values else None,
        is_label(cells),
    )


def distances(column: TableColumn) -> np.ndarray:
    """Return how far apart the values of a category are as features, (values, values).

    One-hot each two of them are the root of 2 apart, as integers 1, 2, 3 and so on.
    """
    features = column.encode(column.values)
    differences = features[:, :, np.newaxis] - features[:, np.newaxis, :]
    return np.sqrt(np.square(differences).sum(axis=0))


def _first_texts(cells: Cells) -> tuple[str, ...]:
    """Return the text of the first cells, as far as it was kept."""
    if cells.codes is not None:
        return tuple(cells.texts[code] for code in cells.codes[:FIRST])
    if cells.numbers is None:
        return tuple(text for text in cells.texts[:FIRST] if not is_missing(text))
    return tuple("" if np.isnan(x) else f"{x:.15g}" for x in cells.numbers[:FIRST])
