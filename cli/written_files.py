"""Where a verb writes: never onto what it reads, nor twice onto one file."""

import os
from collections.abc import Iterable
from pathlib import Path

from core.errors import OutputError
from core.files import shown

Name = str | os.PathLike[str]


def check_place(file: Name | None) -> None:
    """Refuse, before any work, a file that has no folder; raises OutputError."""
    if file is not None and not Path(file).absolute().parent.is_dir():
        raise OutputError(
            "{file} cannot be written: its folder does not exist. Make it first.", file=shown(file)
        )


def check_written(written: Iterable[Name | None], read: Iterable[Name | None]) -> None:
    """Refuse, before any work, to write a file onto one that is read, or two onto one.

    Raises OutputError.
    """
    before: list[Name] = []
    inputs = [file for file in read if file]
    for file in (file for file in written if file):
        if any(_is_same(file, other) for other in inputs):
            raise OutputError(
                "{file} is read here, and would be written over: give what is written another "
                "name.",
                file=shown(file),
            )
        if any(_is_same(file, other) for other in before):
            raise OutputError(
                "{file} would be written twice: give each file a name of its own.",
                file=shown(file),
            )
        before.append(file)


def _is_same(one: Name, other: Name) -> bool:
    """Tell whether two names lead to one file, which may not be there yet."""
    try:
        return os.path.samefile(one, other)
    except (OSError, ValueError):
        return os.path.normcase(os.path.realpath(one)) == os.path.normcase(os.path.realpath(other))
