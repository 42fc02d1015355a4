"""The look-up of a choice by its name in the table of its rows."""

from collections.abc import Mapping
from typing import TypeVar

from core.errors import ExperimentError
from core.messages import listed

Row = TypeVar("Row")


def choose(key: str, name: str, table: Mapping[str, Row]) -> Row:
    """Return the row of this name; `key` is the setting that names it, for the error.

    Raises ExperimentError for a name that is not in the table.
    """
    if name not in table:
        raise ExperimentError(
            '{key} = "{name}" is not known: choose one of {names}.',
            key=key,
            name=name,
            names=listed(table),
        )
    return table[name]
