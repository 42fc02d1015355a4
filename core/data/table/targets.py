"""What is learned of each row of a table: its class, several labels, or numbers."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Protocol

import numpy as np

from core.data.dataset import Samples, samples, target_samples
from core.data.folder.positive_class import order_classes
from core.data.split import groups_by_size
from core.data.table.columns import Cells
from core.data.table.read import Table
from core.data.table.roles import FeatureRole, Roles, separator_of
from core.errors import DataError
from core.experiment.settings import DataSettings
from core.experiment.table_cells import words
from core.experiment.target_scale import TargetScale
from core.files import list_shown, shown
from core.natural_sort import natural
from core.network.targets import LABELS, NUMBERS

MOST_CLASSES = 1000
_MOST_NAMED = 12
# So many deviations below their mean are hardly any numbers.
_FAR_BELOW = 4
# Names of classes that are a slip for another one: how they are known.
_MOST_COMPARED, _SO_MANY_TIMES, _LONG_WORD, _ALIKE = 100, 10, 4, 0.8

Rows = np.ndarray


class RowTargets(Protocol):
    """What is learned of rows: `names` of what is answered, and `groups` to share rows out by.

    `rows` are those whose targets are known, ascending, and `groups` has one number for each.
    """

    names: tuple[str, ...]
    rows: Rows
    groups: np.ndarray
    scale: TargetScale | None

    def learn(self, train: Rows) -> None:
        """Learn from the training rows alone what the targets need."""

    def samples(self, table: Table, rows: Rows, X: np.ndarray) -> Samples:
        """Make samples of some rows of this or another table; X (n, m) are their features."""


def row_targets(table: Table, roles: Roles, settings: DataSettings) -> RowTargets:
    """Return the targets of a table as its roles say.

    Raises DataError where they cannot be learned.
    """
    if roles.target_role == "number":
        return _Numbers(table, roles.targets)
    if roles.target_role == "categories":
        return _Labels(table, roles.targets)
    return _Classes(table, roles.targets, settings)


class _Classes:
    """One of several classes in each row."""

    scale: TargetScale | None = None

    def __init__(self, table: Table, targets: Sequence[str], settings: DataSettings) -> None:
        if len(targets) > 1:
            raise DataError(
                "{file}: {names} cannot all be classes: name one column with data.target, or give "
                'them the role "number".',
                file=shown(table.file),
                names=list_shown(targets, _MOST_NAMED),
            )
        self.targets = targets
        self.rows = known_rows(table, targets, "category")
        names = class_names(table, table.column(targets[0]), self.rows)
        self.names = order_classes(settings.folder, names, settings.positive_class)
        self.groups = class_numbers(table, table.column(targets[0]), self.rows, self.names)

    def learn(self, train: Rows) -> None:
        pass

    def samples(self, table: Table, rows: Rows, X: np.ndarray) -> Samples:
        labels = class_numbers(table, table.column(self.targets[0]), rows, self.names)
        return samples(X, labels, len(self.names))


class _Labels:
    """Labels of which a row has none, one or several."""

    scale: TargetScale | None = None

    def __init__(self, table: Table, targets: Sequence[str]) -> None:
        self.targets = targets
        self.rows = known_rows(table, targets, "categories")
        columns = [table.column(name) for name in targets]
        self.separator = separator_of(columns[0]) or ";"
        self.names = label_names(columns, self.rows, self.separator)
        self.groups = np.zeros(len(self.rows), np.intp)
        if len(self.names) > MOST_CLASSES or not self.names:
            raise DataError(
                "{file}: {names} has {count:,} different labels: name another column with "
                "data.target.",
                file=shown(table.file),
                names=list_shown(targets, _MOST_NAMED),
                count=len(self.names),
            )

    def learn(self, train: Rows) -> None:
        pass

    def samples(self, table: Table, rows: Rows, X: np.ndarray) -> Samples:
        columns = [table.column(name) for name in self.targets]
        Y = label_targets(table, columns, rows, self.names, self.separator)
        return target_samples(X, Y, LABELS)


class _Numbers:
    """A number or several, scaled by the training rows."""

    scale: TargetScale | None = None

    def __init__(self, table: Table, targets: Sequence[str]) -> None:
        self.table, self.names = table, tuple(targets)
        self.rows = known_rows(table, targets, "number")
        numbers = number_targets(table, targets, self.rows)
        if not len(self.rows) or (numbers.min(axis=1) == numbers.max(axis=1)).any():
            raise DataError(
                "{file}: {names} is the same in every row, so there is nothing to learn: name "
                "another column with data.target.",
                file=shown(table.file),
                names=list_shown(targets, _MOST_NAMED),
            )
        self.groups = groups_by_size(numbers[0])

    def learn(self, train: Rows) -> None:
        """Bring numbers to a spread of 1, and around 0; where none is below 0, above 0 instead, so
        that an output of ReLU can answer all of them.

        There 0 stays where it is unless it is far below them all, as it is below years.
        """
        numbers = number_targets(self.table, self.names, train)
        mean, deviation = numbers.mean(axis=1), numbers.std(axis=1)
        deviation = np.where(deviation > 0, deviation, 1.0)
        above = np.maximum(0.0, mean - _FAR_BELOW * deviation)
        mean = np.where(numbers.min(axis=1) >= 0, above, mean)
        self.scale = TargetScale(tuple(mean.tolist()), tuple(deviation.tolist()))

    def samples(self, table: Table, rows: Rows, X: np.ndarray) -> Samples:
        Y = number_targets(table, self.names, rows)
        return target_samples(X, self.scale.scale(Y) if self.scale else Y, NUMBERS)


def known_rows(table: Table, targets: Sequence[str], role: FeatureRole) -> Rows:
    """Return the numbers of the rows whose targets are all known, ascending."""
    known = np.ones(table.m, bool)
    for cells in map(table.column, targets):
        if role == "number":
            known &= np.isfinite(cells.as_numbers(table.decimal))
        elif cells.codes is not None:
            known &= ~cells.silent[cells.codes]
    return np.flatnonzero(known)


def class_names(table: Table, cells: Cells, rows: Rows) -> tuple[str, ...]:
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


def class_numbers(table: Table, cells: Cells, rows: Rows, classes: Sequence[str]) -> np.ndarray:
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


def slips(counts: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Return rare names that are written nearly as a frequent one, such as banan, with that one."""
    if len(counts) > _MOST_COMPARED:
        return
    for rare, n in counts.items():
        frequent = (name for name, count in counts.items() if count >= _SO_MANY_TIMES * max(1, n))
        alike = [name for name in frequent if n and _is_nearly(rare, name)]
        if alike:
            yield rare, max(alike, key=counts.__getitem__)


def _is_nearly(one: str, other: str) -> bool:
    """Tell whether two names differ in capitals alone, or in a letter or so of one long word."""
    one, other = one.casefold(), other.casefold()
    pairs = [
        pair for pair in zip_longest(one.split(), other.split(), fillvalue="") if len({*pair}) > 1
    ]
    if len(pairs) > 1:
        return False
    return all(
        min(map(len, pair)) >= _LONG_WORD
        and "".join(pair).isalpha()
        and SequenceMatcher(None, *pair).ratio() >= _ALIKE
        for pair in pairs
    )


def number_targets(table: Table, targets: Sequence[str], rows: Rows) -> np.ndarray:
    """Return the numbers that some rows have in these columns, (k, m)."""
    numbers = [table.column(name).as_numbers(table.decimal)[rows] for name in targets]
    return np.asfortranarray(np.stack(numbers))


def label_names(targets: Sequence[Cells], rows: Rows, separator: str) -> tuple[str, ...]:
    """Name the labels: the columns, where there are several of 0 and 1, or the words of one."""
    if len(targets) > 1:
        return tuple(cells.name for cells in targets)
    counts = targets[0].counts(rows)
    found = {word for text, n in counts.items() if n for word in words(text, separator)}
    return tuple(sorted(found, key=natural))


def label_targets(
    table: Table, targets: Sequence[Cells], rows: Rows, names: Sequence[str], separator: str
) -> np.ndarray:
    """Return for some rows which of the labels they have, Y (k, m) of 0 and 1."""
    if len(targets) > 1:
        return number_targets(table, [cells.name for cells in targets], rows)
    cells = targets[0]
    codes = np.zeros(0, np.intp) if cells.codes is None else cells.codes[rows]
    listed = [words(text, separator) for text in cells.texts]
    has = np.array([[name in several for several in listed] for name in names], np.float64)
    return np.asfortranarray(has[:, codes])
