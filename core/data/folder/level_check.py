"""Is it the right folder? If not, say what was found and which one to give instead."""

import os
from collections.abc import Iterable
from typing import NoReturn

from core.data.folder.listing import Entry, entries
from core.errors import DataError
from core.file_type import HEADER_BYTES, detect
from core.files import shown
from core.messages import to_translate
from core.natural_sort import natural
from core.open_file import open_regular_file, problem_of

# Parts of a data set, which are never its classes. In this order one of them is offered.
PARTS = (
    "train",
    "training",
    "val",
    "valid",
    "validation",
    "test",
    "testing",
    "dev",
    "eval",
)


def check_is_class_folder(folder: str) -> None:
    """Raise DataError if this is no folder, or not the one that holds the classes."""
    top = _listed(folder)
    folders = [entry for entry in top if entry.kind == "folder"]
    if not top:
        _refuse(
            "{folder}: this folder is empty. Give a folder that has one folder for each class.",
            folder,
        )
    if not folders:
        _refuse_loose(folder, len(top))
    parts = [entry for entry in folders if entry.name.casefold() in PARTS]
    alone = [entry for entry in folders if len(folders) == 1 and not entry.is_link]
    above = [entry for entry in parts or alone if _only_folders(_list_quietly(entry.path))]
    if above:
        _refuse_above(folder, sorted(above, key=_rank))
    if len(parts) == len(folders) > 1:
        _refuse(
            "{folder}: {parts} are parts of a data set, and have no folders for the classes "
            "in them. Give a folder that has one folder for each class.",
            folder,
            parts=", ".join(sorted((shown(entry.name) for entry in parts), key=natural)),
        )


def check_there(folder: str, within: Iterable[str] = ()) -> None:
    """Raise DataError, which offers another try, where a folder that was there has gone.

    So it is where one of the folders `within` has, such as a stick's that was pulled out.
    """
    if not all(map(os.path.isdir, {folder, *within})):
        raise DataError(
            "{folder} is no longer there, or parts of it: put it back, and try again.",
            folder=shown(folder),
        ).suggest({}, "Try again")


def check_classes(folder: str, counts: dict[str, int]) -> None:
    """Raise DataError unless there are two classes or more, each with a file."""
    empty = [shown(name) for name, count in counts.items() if not count]
    if empty:
        _refuse(
            "{folder}: no pictures in the class {classes}. Put some in, or take its folder out.",
            folder,
            classes=", ".join(empty),
        )
    if len(counts) < 2:
        _refuse(
            "{folder}: only one class ({classes}), and two or more are needed. "
            "Give a folder that has one folder for each class.",
            folder,
            classes=", ".join(map(shown, counts)) or "0",
        )


def _refuse(text: str, folder: str, **values: object) -> NoReturn:
    raise DataError(text, folder=shown(folder), **values)


def _listed(folder: str) -> list[Entry]:
    try:
        return entries(folder)[0]
    except NotADirectoryError:
        _refuse_file(folder)
    except (FileNotFoundError, ValueError):
        _refuse("{folder}: no such folder. Check the name, or give another one.", folder)
    except OSError as error:
        text = to_translate("{folder}: {reason}. Give a folder that you may read.")
        _refuse(text, folder, reason=problem_of(error))


def _list_quietly(folder: str) -> list[Entry]:
    """List a folder within; one that cannot be read is told of later."""
    try:
        return entries(folder)[0]
    except OSError:
        return []


def _only_folders(inside: list[Entry]) -> bool:
    return bool(inside) and all(entry.kind == "folder" for entry in inside)


def _refuse_file(file: str) -> NoReturn:
    try:
        with open_regular_file(file) as opened:
            kind = detect(opened.read(HEADER_BYTES))
    except DataError as problem:
        text = to_translate(
            "{folder}: this is no folder ({reason}). "
            "Give a folder that has one folder for each class."
        )
        _refuse(text, file, reason=problem)
    if kind.role == "archive":
        text = to_translate(
            "{folder}: this is {kind}, not a folder. Unpack it, and give what comes out."
        )
    elif kind.role == "other":
        text = to_translate(
            "{folder}: this is {kind}, not a folder. "
            "Give a folder that has one folder for each class."
        )
    else:
        text = to_translate(
            "{folder}: this is one file ({kind}), not a folder. "
            "Give a folder that has one folder for each class."
        )
    _refuse(text, file, kind=kind.name)


def _refuse_loose(folder: str, count: int) -> NoReturn:
    above = os.path.dirname(os.path.abspath(folder))
    beside = [entry for entry in _list_quietly(above) if entry.kind == "folder"]
    text = to_translate(
        "{folder}: {count} files, and no folders in it. "
        "Give a folder that has one folder for each class."
    )
    if len(beside) > 1:
        text = to_translate(
            "{folder}: {count} files, and no folders in it. Give a folder that has "
            "one folder for each class; perhaps the one above, {above}?"
        )
    _refuse(text, folder, count=count, above=shown(above))


def _refuse_above(folder: str, above: list[Entry]) -> NoReturn:
    """Offer the folder within that has the classes, however deep that is, and one to test on."""
    right = _deepest(above[0].path)
    tests = [_deepest(entry.path) for entry in above[1:] if "test" in entry.name.casefold()]
    text = to_translate(
        "{folder}: one level too high: {name} in it has only folders in it ({count}). "
        "Give {right} instead."
    )
    if tests:
        text = to_translate(
            "{folder}: one level too high: {name} in it has only folders in it ({count}). "
            "Give {right} instead, and {test} for the test."
        )
    raise DataError(
        text,
        folder=shown(folder),
        name=shown(above[0].name),
        count=len(_list_quietly(above[0].path)),
        right=shown(right),
        test=shown(tests[0]) if tests else "",
    ).suggest({"data.folder": right, "data.test_folder": tests[0] if tests else ""})


def _deepest(folder: str) -> str:
    while len(within := _list_quietly(folder)) == 1 and _leads_on(within[0]):
        folder = within[0].path
    return folder


def _leads_on(entry: Entry) -> bool:
    return not entry.is_link and _only_folders(_list_quietly(entry.path))


def _rank(part: Entry) -> int:
    name = part.name.casefold()
    return PARTS.index(name) if name in PARTS else len(PARTS)
