"""What a table holds, and what is wrong with it, before anything is trained."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.data.dataset import UNEVEN
from core.data.skipped import Skipped
from core.data.table.columns import Cells
from core.data.table.read import Report, Table, read_table
from core.data.table.roles import Roles, roles_of
from core.data.table.targets import known_rows
from core.experiment.settings import ColumnRole, DataSettings
from core.files import list_shown, shown
from core.messages import Message, to_translate

TELLS = 0.99
"""The share of a target that a column tells alone where it gives the target away."""
_ENOUGH = 20  # rows; of fewer any column may tell the target by chance
_BINS = 100
_ROWS_OF_A_BIN = 5
_MANY_MISSING = 0.05
_MOST_NAMED = 6
_MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class AuditedColumn:
    """A column: its role, how many cells are missing, how many different ones there are.

    `different` is None where there are too many to be counted; `low`, `mean` and `high` are of
    numbers.
    """

    name: str
    role: ColumnRole
    missing: int
    different: int | None
    low: float | None = None
    mean: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class TableAudit:
    """All that was found in a table, and in another one to test on.

    `classes` counts the rows of every class, where the target names classes. `repeated` counts
    training rows that stand further up as well, `leaked` test rows that are training rows too,
    `contradicted` rows of which another has equal features and another target. `giveaways` are
    columns that tell the target alone.
    """

    file: str
    test_file: str
    rows: int
    test_rows: int
    columns: tuple[AuditedColumn, ...]
    targets: tuple[str, ...]
    classes: dict[str, int]
    test_classes: dict[str, int]
    repeated: int
    leaked: int
    contradicted: int
    giveaways: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    remarks: tuple[Message, ...]


def audit_table(settings: DataSettings, report: Report = lambda done, total: None) -> TableAudit:
    """Look at all rows of the table in settings.folder, and of the one in settings.test_folder.

    Raises DataError where one of them is no table, or a column that is named is not there.
    """
    table = read_table(Path(settings.folder), report)
    test = read_table(Path(settings.test_folder), report) if settings.test_folder else None
    roles = roles_of(table, settings)
    rows = known_rows(table, roles.targets, roles.target_role)
    used = [*roles.features, *roles.targets]
    keys, features = _keys(table, used, roles)[rows], _keys(table, [*roles.features], roles)[rows]
    tables = [table] if test is None else [table, test]
    return TableAudit(
        settings.folder,
        settings.test_folder,
        table.m,
        test.m if test else 0,
        tuple(_looked_at(cells, roles.of[cells.name], table) for cells in table.columns),
        roles.targets,
        _classes(table, roles),
        _classes(test, roles) if test else {},
        len(keys) - len(np.unique(keys)),
        int(np.isin(_keys(test, used, roles), keys).sum()) if test else 0,
        _contradicted(features, keys),
        tuple(name for name in roles.features if _tells(table, name, roles, rows)),
        tuple(row for part in tables for row in part.skipped),
        (*(remark for part in tables for remark in part.remarks), *roles.remarks),
    )


def _looked_at(cells: Cells, role: ColumnRole, table: Table) -> AuditedColumn:
    said = {text for text, n in cells.counts().items() if n and not cells.says_nothing(text)}
    different = None if cells.codes is None else len(said)
    if role != "number":
        return AuditedColumn(cells.name, role, cells.missing, different)
    numbers = cells.as_numbers(table.decimal)
    numbers = numbers[~np.isnan(numbers)]
    low, mean, high = (float(of(numbers)) for of in (np.min, np.mean, np.max))
    return AuditedColumn(cells.name, role, cells.missing, different, low, mean, high)


def _classes(table: Table, roles: Roles) -> dict[str, int]:
    target = table.column(roles.targets[0])
    if roles.target_role != "category" or len(roles.targets) > 1:
        return {}
    counts = target.counts()
    return {name: n for name, n in counts.items() if n and not target.says_nothing(name)}


def _keys(table: Table, names: list[str], roles: Roles) -> np.ndarray:
    """Return a number for each row, (m,), that is the same where these cells are."""
    keys = np.zeros(table.m, np.uint64)
    for name in names:
        keys = keys * _MIX + _cell_keys(table.column(name), table, roles)
        keys ^= keys >> np.uint64(29)
    return keys


def _cell_keys(cells: Cells, table: Table, roles: Roles) -> np.ndarray:
    is_number = roles.features.get(cells.name) == "number"
    if cells.codes is None or is_number:
        numbers = np.nan_to_num(cells.as_numbers(table.decimal), nan=np.inf) + 0.0
        return numbers.view(np.uint64) * _MIX
    hashes = np.array([hash(text) for text in cells.texts], np.int64)
    return hashes.view(np.uint64)[cells.codes]


def _contradicted(features: np.ndarray, keys: np.ndarray) -> int:
    """Count the rows of which another has the same features and another target."""
    _, group = np.unique(features, return_inverse=True)
    firsts = np.unique(np.stack([group.astype(np.uint64), keys]), axis=1)[0].astype(np.intp)
    targets = np.bincount(firsts, minlength=group.max(initial=-1) + 1)
    return int((targets[group] > 1).sum())


def _tells(table: Table, name: str, roles: Roles, rows: np.ndarray) -> bool:
    """Tell whether the cells of a column say alone what the target is."""
    target = table.column(roles.targets[0])
    if len(rows) < _ENOUGH or len(roles.targets) > 1:
        return False
    groups = _groups(table.column(name), table, rows)
    if groups is None:
        return False
    if roles.target_role == "number":
        return _explained(groups, target.as_numbers(table.decimal)[rows]) >= TELLS
    if target.codes is None:
        return False
    labels = target.codes[rows]
    table_of_counts = np.zeros((groups.max() + 1, len(target.texts)), np.intp)
    np.add.at(table_of_counts, (groups, labels), 1)
    right = table_of_counts.max(axis=1).sum() / len(rows)
    constant = np.bincount(labels).max() / len(rows)
    return bool(right >= TELLS and 1 - right <= (1 - constant) / 10)


def _groups(cells: Cells, table: Table, rows: np.ndarray) -> np.ndarray | None:
    """Number the groups of rows whose cells are the same or, of many numbers, alike."""
    most = len(rows) // _ROWS_OF_A_BIN
    if cells.codes is not None and len(np.unique(cells.codes[rows])) <= most:
        return np.unique(cells.codes[rows], return_inverse=True)[1]
    if cells.codes is None and cells.numbers is None:
        return None
    numbers = np.nan_to_num(cells.as_numbers(table.decimal)[rows], nan=-np.inf)
    if np.isinf(numbers).all():
        return None
    order = np.argsort(numbers, kind="stable")
    groups = np.empty(len(rows), np.intp)
    groups[order] = np.arange(len(rows)) * min(_BINS, most) // len(rows)
    return groups


def _explained(groups: np.ndarray, numbers: np.ndarray) -> float:
    """Return the share of the variance of numbers that lies between groups."""
    counts = np.maximum(1, np.bincount(groups))
    means = np.bincount(groups, numbers) / counts
    total = float(np.square(numbers - numbers.mean()).sum())
    within = float(np.square(numbers - means[groups]).sum())
    return 1 - within / total if total else 0.0


def table_advice(audit: TableAudit) -> tuple[Message, ...]:
    """Say what stands out, what matters most first; each remark's key names its kind."""
    return (*_of_targets(audit), *_of_rows(audit), *_of_columns(audit))


def _of_targets(audit: TableAudit) -> Iterator[Message]:
    target = list_shown(audit.targets, _MOST_NAMED)
    for name in audit.giveaways:
        yield Message(
            "{name} tells {target} almost alone: if it is only known once {target} is, give it "
            'the role "leave_out".',
            "giveaway",
            name=shown(name),
            target=target,
        )
    if len(audit.classes) == 1:
        yield Message("{target} is the same in every row.", "one_class", target=target)
    if not audit.classes:
        return
    most, least = (choose(audit.classes, key=audit.classes.__getitem__) for choose in (max, min))
    if audit.classes[most] >= UNEVEN * audit.classes[least]:
        yield Message(
            "The classes are uneven: {most:,} {most:row|rows} of {large}, {least:,} of {small}.",
            "imbalance",
            most=audit.classes[most],
            large=shown(most),
            least=audit.classes[least],
            small=shown(least),
        )
    if strange := sorted(set(audit.test_classes) - set(audit.classes)):
        yield Message(
            "The test table has classes that no training row has: {names}.",
            "other_classes",
            names=list_shown(strange, _MOST_NAMED),
        )


def _of_rows(audit: TableAudit) -> Iterator[Message]:
    counts = (
        (
            audit.leaked,
            "leak",
            to_translate(
                "{count:,} test {count:row is|rows are} in the training table as well, which "
                "flatters the test."
            ),
        ),
        (
            audit.contradicted,
            "contradictions",
            to_translate(
                "{count:,} rows have the same features as another row of another {target}: "
                "nothing can tell them apart."
            ),
        ),
        (
            audit.repeated,
            "duplicates",
            to_translate(
                "{count:,} training {count:row is|rows are} equal to one further up: a share for "
                "the test would have copies on both sides."
            ),
        ),
    )
    target = list_shown(audit.targets, _MOST_NAMED)
    for count, key, text in counts:
        if count:
            yield Message(text, key, count=count, target=target)


def _of_columns(audit: TableAudit) -> Iterator[Message]:
    for column in audit.columns:
        if column.role != "leave_out" and column.missing > _MANY_MISSING * audit.rows:
            yield Message(
                "{name}: {count:,} of {rows:,} cells are missing.",
                "missing",
                name=shown(column.name),
                count=column.missing,
                rows=audit.rows,
            )
