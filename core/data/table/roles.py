"""What each column of a table is for: guessed from its cells, and changed by the settings."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal, cast

import numpy as np
from msgspec.structs import replace

from core.data.table.columns import MOST_TEXTS, NUMBERS_SHARE, Cells
from core.data.table.read import Table
from core.errors import DataError
from core.experiment.inputs import TableInputs
from core.experiment.settings import ColumnRole, DataSettings
from core.experiment.table_cells import DecimalMark, clean, words
from core.files import list_shown, shown
from core.messages import Message, paragraph, to_translate

FeatureRole = Literal["number", "category", "categories"]

SEPARATORS = (";", "|", ",")
TARGET_NAMES = ("target", "label", "labels", "class", "y", "outcome", "price", "species")
"""Names, in small letters, of columns that are usually what is learned, the likeliest first."""
FEW_NUMBERS = 20
"""Different whole numbers that a target may have and still name classes."""
_FEW_TEXTS = 10
_LISTS = 0.2  # the share of cells that list several words where a column is of lists
LARGEST = 1e150
"""Larger numbers have no square, which the spread of a column is made of."""
_MOST_NAMED = 12
_DATE = re.compile(
    r"\d{4}[-/.]\d{1,2}([-/.]\d{1,2})?([ T].*)?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}( .*)?"
    r"|\d{1,2}:\d{2}(:\d{2}.*)?"
)
_ID = re.compile(r"(?i:(.*[ _-])?(id|index|idx|nr|no|row|rowid|number|uuid))|.*[a-z]I[Dd]")

ROLE_LABELS: dict[str, str] = {
    "number": to_translate("number"),
    "category": to_translate("category"),
    "categories": to_translate("several categories"),
    "target": to_translate("target"),
    "leave_out": to_translate("left out"),
}
REASONS = {
    "empty": to_translate("{columns}: left out, because every cell is missing."),
    "constant": to_translate("{columns}: left out, because every row says the same."),
    "row_numbers": to_translate("{columns}: left out, because it only numbers the rows."),
    "dates": to_translate("{columns}: left out, because dates and times are not read."),
    "free_text": to_translate(
        "{columns}: left out, because nearly every row has another text, such as a name."
    ),
}
"""Why a column is left out where the settings say nothing."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column looks like; `reason` is a key of REASONS where it is left out."""

    role: ColumnRole
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Roles:
    """What every column is for, by its name; what the targets are; what columns look like.

    `target_role` says how the targets are learned: as numbers, as one of several classes, or as
    several labels at once.
    """

    of: dict[str, ColumnRole]
    targets: tuple[str, ...]
    target_role: FeatureRole
    guesses: dict[str, Guess]
    remarks: tuple[Message, ...] = ()

    @property
    def features(self) -> dict[str, FeatureRole]:
        """Return the columns that are learned from, with their roles."""
        others = {name: role for name, role in self.of.items() if role not in _NO_FEATURE}
        return cast(dict[str, FeatureRole], others)


_NO_FEATURE = ("target", "leave_out")


def with_target(settings: DataSettings, target: str) -> DataSettings:
    """Return settings that name what is learned: `target` where they do not themselves."""
    named = settings.target or "target" in settings.columns.values()
    return settings if named else replace(settings, target=target)


def roles_of(table: Table, settings: DataSettings) -> Roles:
    """Return what the columns of a table are for.

    Raises DataError where the settings name no column, give one a role that its cells do not
    suit, or where there is nothing to learn, or to learn from.
    """
    given = (settings.target,) if isinstance(settings.target, str) else settings.target
    with _offering_the_others(settings, table):
        chosen = {_column(table, name).name: role for name, role in settings.columns.items()}
        targets = [_column(table, name).name for name in given if name]
    guesses = {
        cells.name: guess(cells, table.decimal, first=not place and len(table.columns) > 2)
        for place, cells in enumerate(table.columns)
    }
    targets += [name for name, role in chosen.items() if role == "target" and name not in targets]
    remarks: list[Message] = []
    if not targets:
        targets = [_guessed_target(table, guesses, chosen)]
        remarks.append(
            Message("{name} is learned from the other columns.", "target", name=shown(targets[0]))
        )
    of = {name: chosen.get(name, guess.role) for name, guess in guesses.items()}
    of |= dict.fromkeys(targets, "target")
    for cells in table.columns:
        if cells.name in chosen:
            _check_role(table, cells, chosen[cells.name])
    target_role = _target_role(table, targets, chosen)
    if target_role != "category":
        for name in targets:
            _check_role(table, table.column(name), target_role)
    left = {name: guess.reason for name, guess in guesses.items() if of[name] == "leave_out"}
    remarks += _left_out({name: key for name, key in left.items() if name not in chosen})
    roles = Roles(of, tuple(targets), target_role, guesses, tuple(remarks))
    if not roles.features:
        raise DataError(
            "{file}: no column is left to learn from: give one a role with data.columns. {reasons}",
            file=shown(table.file),
            reasons=paragraph(*remarks),
        )
    _check_sizes(table, roles, settings)
    return roles


def guess(cells: Cells, decimal: DecimalMark, first: bool = False) -> Guess:
    """Guess the role of a column from its cells; `first` says that it is the first of several."""
    if cells.codes is None:
        if cells.numbers is None:
            dates = [_DATE.fullmatch(text) for text in cells.texts if not cells.says_nothing(text)]
            return Guess("leave_out", "dates" if all(dates) else "free_text")
        return _of_numbers(cells, cells.as_numbers(decimal), first)
    said = _said(cells)
    if len(said) < 2:
        return Guess("leave_out", "constant" if said else "empty")
    total = sum(said.values())
    are_numbers = ~np.isnan(cells.text_numbers(decimal))
    numbers = cells.text_counts()[are_numbers & ~cells.silent].sum()
    if numbers >= NUMBERS_SHARE * total:
        if len(said) == 2 and set(said) != {"0", "1"}:
            return Guess("category")
        return _of_numbers(cells, cells.as_numbers(decimal), first)
    if sum(n for text, n in said.items() if _DATE.fullmatch(text)) >= NUMBERS_SHARE * total:
        return Guess("leave_out", "dates")
    if separator_of(cells):
        return Guess("categories")
    if len(said) > max(_FEW_TEXTS, total / 2):
        return Guess("leave_out", "free_text")
    return Guess("category")


def separator_of(cells: Cells) -> str:
    """Return what stands between the words of a column whose cells list several; else nothing."""
    said = _said(cells)
    for mark in SEPARATORS:
        lists = sum(n for text, n in said.items() if mark in text)
        if lists < _LISTS * sum(said.values()) or not lists:
            continue
        counts: Counter[str] = Counter()
        for text, n in said.items():
            counts.update(dict.fromkeys(words(text, mark), n))
        # Words that lists have in common; a comma stands in names and sentences as well.
        most = len(said) - (mark == ",")
        if len(counts) <= most and counts.total() >= 2 * len(counts):
            return mark
    return ""


def _of_numbers(cells: Cells, numbers: np.ndarray, first: bool) -> Guess:
    """Tell numbers that say something from those that only tell the rows apart."""
    whole = np.isfinite(numbers).all() and (numbers == np.floor(numbers)).all()
    if whole and len(np.unique(numbers)) == len(numbers):
        counts = first and numbers[0] in (0, 1) and (np.diff(numbers) == 1).all()
        if _ID.fullmatch(cells.name) or counts:
            return Guess("leave_out", "row_numbers")
    return Guess("number")


def _column(table: Table, name: str) -> Cells:
    """Return the column of a name, in capitals or small letters."""
    wanted = clean(name)
    alike = [name for name in table.names if name.casefold() == wanted.casefold()]
    return table.column(alike[0] if wanted not in table.names and len(alike) == 1 else wanted)


@contextmanager
def _offering_the_others(settings: DataSettings, table: Table) -> Iterator[None]:
    """Offer to go on with the columns that are there, where settings name one that is not.

    Where it is several names between commas, each of which is one, to learn those comes first.
    """
    try:
        yield
    except DataError as problem:
        there = {name.casefold() for name in table.names}
        given = (settings.target,) if isinstance(settings.target, str) else settings.target
        kept = {n: role for n, role in settings.columns.items() if clean(n).casefold() in there}
        several = [name for part in given for name in map(clean, part.split(","))]
        if len(several) > len(given) and all(name.casefold() in there for name in several):
            problem.suggest(
                {"data.target": tuple(several)},
                to_translate("Learn {names}"),
                names=list_shown(several, _MOST_NAMED),
            )
        changes: dict[str, object] = {"data.columns": kept}
        if any(name and clean(name).casefold() not in there for name in given):
            changes = (
                {**changes, "data.target": ""} if kept != settings.columns else {"data.target": ""}
            )
        raise problem.suggest(changes, "Go on with the columns that are there") from None


def _guessed_target(table: Table, guesses: dict[str, Guess], chosen: dict[str, ColumnRole]) -> str:
    usable = [
        name for name in table.names if chosen.get(name, guesses[name].role) not in _NO_FEATURE
    ]
    for wanted in TARGET_NAMES:
        for name in usable:
            if name.casefold() == wanted:
                return name
    if not usable:
        raise DataError(
            "{file}: no column can be learned: name one with data.target.", file=shown(table.file)
        )
    return usable[-1]


def _target_role(table: Table, targets: list[str], chosen: dict[str, ColumnRole]) -> FeatureRole:
    """Say how the targets are learned; several columns are several numbers or several labels."""
    columns = [_column(table, name) for name in targets]
    roles = [chosen.get(cells.name, "target") for cells in columns]
    if roles[0] in ("number", "category", "categories"):
        return roles[0]
    if len(columns) > 1:
        return "categories" if all(map(is_label, columns)) else "number"
    return target_role(columns[0], table.decimal)


def is_label(cells: Cells) -> bool:
    """Tell whether a column says nothing but 0 and 1: whether a label is one of a row's."""
    # The texts of very many are not kept.
    return cells.codes is not None and set(_said(cells)) <= {"0", "1"}


def target_role(cells: Cells, decimal: DecimalMark) -> FeatureRole:
    """Guess how one target is learned: few whole numbers and texts are classes."""
    if cells.codes is None:
        return "category" if cells.numbers is None else "number"
    said = _said(cells)
    if not np.isnan(cells.text_numbers(decimal)[~cells.silent & (cells.text_counts() > 0)]).any():
        numbers = cells.as_numbers(decimal)
        numbers = numbers[np.isfinite(numbers)]
        whole = (numbers == np.floor(numbers)).all()
        return "category" if len(said) <= 2 or (whole and len(said) <= FEW_NUMBERS) else "number"
    return "categories" if separator_of(cells) else "category"


def _said(cells: Cells) -> dict[str, int]:
    """Count the texts of a column that say something."""
    rows = zip(cells.counts().items(), cells.silent.tolist(), strict=False)
    return {text: n for (text, n), silent in rows if n and not silent}


def check_columns(table: Table, inputs: TableInputs) -> None:
    """Raise DataError where a table has not the columns that inputs are made of."""
    for column in inputs.columns:
        cells = table.column(column.name)
        _check_role(table, cells, column.role)
        if column.role == "number" and (problem := too_large(table, cells)):
            raise problem


def _check_role(table: Table, cells: Cells, role: ColumnRole) -> None:
    """Raise DataError for a role that the cells of a column do not suit."""
    if role in ("category", "categories") and cells.codes is None:
        raise DataError(
            "{file}: {name} has more than {most:,} different texts, too many for a category: give "
            'it the role "number" or "leave_out" in data.columns.',
            file=shown(table.file),
            name=shown(cells.name),
            most=MOST_TEXTS,
        )
    if role != "number":
        return
    if cells.codes is None and cells.numbers is not None:
        return
    if cells.codes is None or not np.isfinite(cells.as_numbers(table.decimal)).any():
        raise DataError(
            '{file}: {name} holds no numbers, such as {text}: give it the role "category" or '
            '"leave_out" in data.columns.',
            file=shown(table.file),
            name=shown(cells.name),
            text=shown(next(iter(_said(cells) or cells.texts), "")[:40]),
        )


def _check_sizes(table: Table, roles: Roles, settings: DataSettings) -> None:
    """Raise DataError for a number that is too large, and offer to do without its column."""
    for name, role in roles.features.items():
        if role == "number" and (problem := too_large(table, table.column(name))):
            columns = {**settings.columns, name: "leave_out"}
            raise problem.suggest({"data.columns": columns}, "Leave {name} out", name=shown(name))
    for name in roles.targets if roles.target_role == "number" else ():
        if problem := too_large(table, table.column(name)):
            raise problem


def too_large(table: Table, cells: Cells) -> DataError | None:
    """Return what to say where a number of a column is too large to reckon with."""
    numbers = cells.as_numbers(table.decimal)
    places = np.flatnonzero(np.abs(numbers) > LARGEST)
    if not len(places):
        return None
    return DataError(
        "{file}, line {line:,}: {name} is {number:.4g}, and {largest:g} is the largest number that "
        "can be reckoned with. Correct it, empty the cell, or leave the column out.",
        file=shown(table.file),
        line=int(table.lines[places[0]]),
        name=shown(cells.name),
        number=float(numbers[places[0]]),
        largest=LARGEST,
    )


def _left_out(reasons: dict[str, str]) -> Iterator[Message]:
    for key, text in REASONS.items():
        names = [name for name, reason in reasons.items() if reason == key]
        if names:
            yield Message(text, key, columns=list_shown(names, _MOST_NAMED))
