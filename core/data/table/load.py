"""Samples from a table: a row is a sample, and its columns are features and targets."""

from pathlib import Path

import numpy as np
from msgspec.structs import replace

from core.data.dataset import Dataset, Samples, samples
from core.data.folder.positive_class import order_classes
from core.data.split import split
from core.data.table.columns import Cells
from core.data.table.features import encoding_remarks, learn_inputs, make_features
from core.data.table.read import Report, Table, read_table
from core.data.table.roles import Roles, roles_of
from core.data.table.targets import class_names, class_numbers, known_rows
from core.errors import DataError
from core.experiment.inputs import TableInputs
from core.experiment.settings import DataSettings
from core.files import list_shown, shown
from core.messages import Message

_MOST_NAMED = 6


def load_table(settings: DataSettings, report: Report | None = None) -> Dataset:
    """Load the file that settings.folder names, and split off or load the rows to test on.

    What becomes of a cell is learned from the training rows alone. `report(done, total)` may
    raise, such as Cancelled. Raises DataError if a file, a column or a setting cannot be used.
    """
    report = report or (lambda done, total: None)
    table = read_table(Path(settings.folder), report)
    test = read_table(Path(settings.test_folder), report) if settings.test_folder else None
    return dataset_of_tables(settings, table, test)


def dataset_of_tables(
    settings: DataSettings, table: Table, test: Table | None, target: str = ""
) -> Dataset:
    """Return the samples of a table, and of another one to test on; else a share is kept.

    `target` names what is learned where the settings do not. Raises what `load_table` does.
    """
    named = settings.target or "target" in settings.columns.values()
    settings = settings if named else replace(settings, target=target)
    return _Loading(settings, table, roles_of(table, settings), test).dataset()


class _Loading:
    """One data set of classes in the making."""

    def __init__(
        self, settings: DataSettings, table: Table, roles: Roles, test: Table | None
    ) -> None:
        self.settings, self.table, self.roles, self.test = settings, table, roles, test
        _check_classes(table, roles)
        self.known = known_rows(table, self._targets(table))
        target = self._targets(table)[0]
        names = class_names(table, target, self.known)
        self.classes = order_classes(settings.folder, names, settings.positive_class)
        self.labels = class_numbers(table, target, self.known, self.classes)

    def dataset(self) -> Dataset:
        """Return the training rows and the test rows as samples."""
        train, test = self.known, None
        if self.settings.test_share:
            sides = split(
                self.labels, self.settings.test_share, self.settings.split_seed, self.classes
            )
            train, test = (self.known[side] for side in sides)
        inputs = learn_inputs(self.table, self.roles, train, self.settings)
        sides_of = [(self.table, train)]
        if self.test is not None:
            sides_of.append((self.test, known_rows(self.test, self._targets(self.test))))
        elif test is not None:
            sides_of.append((self.table, test))
        made = [self._samples(table, inputs, rows) for table, rows in sides_of]
        remarks = (
            *(remark for table in self._tables for remark in table.remarks),
            *self.roles.remarks,
            *self._unknown(),
            *encoding_remarks(inputs, sides_of),
        )
        skipped = tuple(row for table in self._tables for row in table.skipped)
        return Dataset(
            made[0], made[1] if made[1:] else None, self.classes, inputs, skipped, remarks
        )

    @property
    def _tables(self) -> list[Table]:
        return [self.table, self.test] if self.test is not None else [self.table]

    def _targets(self, table: Table) -> list[Cells]:
        return [table.column(name) for name in self.roles.targets]

    def _samples(self, table: Table, inputs: TableInputs, rows: np.ndarray) -> Samples:
        labels = class_numbers(table, self._targets(table)[0], rows, self.classes)
        return samples(make_features(table, inputs, rows), labels, len(self.classes))

    def _unknown(self) -> list[Message]:
        """Tell of rows whose target is missing."""
        return [
            Message(
                "{file}: {count:,} {count:row has|rows have} no {name}, and {count:is|are} left "
                "out.",
                "no_target",
                file=shown(table.file.name),
                count=lost,
                name=shown(self.roles.targets[0]),
            )
            for table in self._tables
            if (lost := table.m - len(known_rows(table, self._targets(table))))
        ]


def _check_classes(table: Table, roles: Roles) -> None:
    """Raise DataError for targets that are not the classes of one column."""
    if roles.target_role != "category" or len(roles.targets) > 1:
        raise DataError(
            "{file}: {name} does not name a class in each row, and only one column of classes can "
            'be learned: name it with data.target, or give it the role "category" in data.columns.',
            file=shown(table.file),
            name=list_shown(roles.targets, _MOST_NAMED),
        )
