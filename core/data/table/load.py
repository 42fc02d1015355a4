"""Samples from a table: a row is a sample, and its columns are features and targets."""

import os
from collections.abc import Iterator
from dataclasses import replace as with_lines
from pathlib import Path

import numpy as np
from msgspec.structs import replace

from core.data.dataset import Dataset
from core.data.folder.labels import names_pictures
from core.data.split import split
from core.data.table.features import encoding_remarks, learn_inputs, make_features, missing_numbers
from core.data.table.read import Report, Table, read_table
from core.data.table.roles import Roles, check_columns, roles_of, with_target
from core.data.table.targets import known_rows, row_targets, slips
from core.errors import DataError
from core.experiment.inputs import TableInputs
from core.experiment.settings import DataSettings
from core.files import list_shown, shown
from core.messages import Message

_MOST_NAMED = 6
_FILES_BESIDE = 50_000


def load_table(
    settings: DataSettings, report: Report | None = None, inputs: TableInputs | None = None
) -> Dataset:
    """Load the file that settings.folder names, and split off or load the rows to test on.

    What becomes of a cell `inputs` say, or else is learned from the training rows alone.
    `report(done, total)` may raise, such as Cancelled. Raises DataError if a file, a column or a
    setting cannot be used.
    """
    report = report or (lambda done, total: None)
    table = read_table(Path(settings.folder), report)
    test = read_table(Path(settings.test_folder), report) if settings.test_folder else None
    try:
        return dataset_of_tables(settings, table, test, inputs=inputs)
    except DataError as problem:
        _offer_pictures(settings.folder, problem)
        raise


def _offer_pictures(file: str, problem: DataError) -> None:
    """Raise DataError, which offers their folder, where a table names pictures beside it."""
    if problem.fixes or not names_pictures(file, _FILES_BESIDE):
        return
    folder = os.path.dirname(os.path.abspath(file))
    raise DataError(
        "{problem} But {file} says what the pictures beside it are: open their folder, {folder}.",
        problem=problem,
        file=shown(os.path.basename(file)),
        folder=shown(folder),
    ).suggest(
        {"data.kind": "pictures", "data.folder": folder}, "Open {folder}", folder=shown(folder)
    ) from problem


def dataset_of_tables(
    settings: DataSettings,
    table: Table,
    test: Table | None,
    target: str = "",
    inputs: TableInputs | None = None,
) -> Dataset:
    """Return the samples of a table, and of another one to test on; else a share is kept.

    `target` names what is learned where the settings do not; `inputs` say what becomes of a cell
    where they are given. Raises what `load_table` does.
    """
    settings = with_target(settings, target)
    if inputs is not None:  # a column that was left out in training need not be there
        there = {name: role for name, role in settings.columns.items() if name in table.names}
        settings = replace(settings, columns=there)
    return _Loading(settings, table, roles_of(table, settings), test, inputs).dataset()


class _Loading:
    """One data set in the making."""

    def __init__(
        self,
        settings: DataSettings,
        table: Table,
        roles: Roles,
        test: Table | None,
        inputs: TableInputs | None,
    ) -> None:
        self.settings, self.table, self.roles, self.test = settings, table, roles, test
        self.given = inputs
        self.targets = row_targets(table, roles, settings)

    def dataset(self) -> Dataset:
        """Return the training rows and the test rows as samples."""
        sides = [(self.table, self.targets.rows)]
        if self.settings.test_share:
            sides = [(self.table, rows) for rows in self._shared()]
        elif self.test is not None:
            sides.append((self.test, self._known(self.test)))
        train = sides[0][1]
        inputs = self.given or learn_inputs(self.table, self.roles, train, self.settings)
        for table in self._tables:
            check_columns(table, inputs)
        self.targets.learn(train)
        made = [
            with_lines(
                self.targets.samples(table, rows, make_features(table, inputs, rows)),
                lines=table.lines[rows],
                missing=missing_numbers(table, inputs, rows),
            )
            for table, rows in sides
        ]
        return Dataset(
            made[0],
            made[1] if made[1:] else None,
            self.targets.names,
            inputs,
            tuple(row for table in self._tables for row in table.skipped),
            (*self._remarks(), *encoding_remarks(inputs, sides)),
            target_scale=self.targets.scale,
        )

    def _shared(self) -> list[np.ndarray]:
        """Return the rows to train on, and a share of them to test on."""
        names = self.targets.names if self.roles.target_role == "category" else ()
        share, seed = self.settings.test_share, self.settings.split_seed
        shared = self._can_be_shared()
        groups = self.targets.groups[shared]
        train, test = (shared[side] for side in split(groups, share, seed, names))
        alone = np.setdiff1d(np.arange(len(self.targets.groups)), shared)
        return [self.targets.rows[np.union1d(train, alone)], self.targets.rows[test]]

    def _can_be_shared(self) -> np.ndarray:
        """Return the places of rows that are not the only one of their class.

        They are learned from, where two other classes are large enough to be shared out.
        """
        counts = np.bincount(self.targets.groups)
        alone = counts[self.targets.groups] == 1
        if (counts > 1).sum() < 2:
            alone[:] = False
        return np.flatnonzero(~alone)

    @property
    def _tables(self) -> list[Table]:
        return [self.table, self.test] if self.test is not None else [self.table]

    def _known(self, table: Table) -> np.ndarray:
        return known_rows(table, self.roles.targets, self.roles.target_role)

    def _remarks(self) -> Iterator[Message]:
        for table in self._tables:
            yield from table.remarks
        yield from self.roles.remarks
        for table in self._tables:
            if lost := table.m - len(self._known(table)):
                yield Message(
                    "{file}: {count:,} {count:row has|rows have} no {name}, and {count:is|are} "
                    "left out.",
                    "no_target",
                    file=shown(table.file.name),
                    count=lost,
                    name=list_shown(self.roles.targets, _MOST_NAMED),
                )
        if self.roles.target_role == "category":
            yield from self._about_slips()

    def _about_slips(self) -> Iterator[Message]:
        """Tell of classes of few rows that are written nearly as a frequent one."""
        counts = np.bincount(self.targets.groups, minlength=len(self.targets.names)).tolist()
        for rare, frequent in slips(dict(zip(self.targets.names, counts, strict=True))):
            yield Message(
                "{name}: {rare} ({count} {count:row|rows}) is a class of its own. If it is a slip "
                "for {frequent}, correct it in {file}.",
                "slip",
                name=shown(self.roles.targets[0]),
                rare=shown(rare),
                count=counts[self.targets.names.index(rare)],
                frequent=shown(frequent),
                file=shown(self.table.file.name),
            )
