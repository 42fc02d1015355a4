"""Is it the right folder? If not, say what was found and which one to give instead."""

import os
import re
from collections.abc import Collection, Iterable
from typing import NoReturn

from core.data.folder.listing import Entry, entries, same_spelling
from core.errors import DataError
from core.file_type import HDF5, HEADER_BYTES, detect
from core.files import shown
from core.messages import Message, listed, to_translate
from core.natural_sort import natural
from core.open_file import problem_of, read_start

# What the parts of a data set are called, which are never its classes; training comes first.
_TRAIN = ("train", "training", "learn", "learning")
_VALIDATION = ("val", "valid", "validation", "dev", "eval", "evaluation")
_TEST = ("test", "testing", "holdout", "heldout", "unseen")
PART_WORDS = (*_TRAIN, *_VALIDATION, *_TEST)
# What is often joined to such a word without a mark between: trainset, testdata.
_ENDINGS = re.compile(r"(set|data|images?|imgs?|pics?|folder)$")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_DATE = re.compile(r"(19|20)\d\d([-_. ]?\d\d){0,2}")
# What Linux shows of itself as files.
_SYSTEM = ("/proc/", "/sys/")
TABLES = (".csv", ".tsv", ".tab", ".psv", ".xlsx")
# As many files beside folders are looked at.
_MOST_LOOKED_AT = 50


def part_word(name: str) -> str:
    """Return the word of PART_WORDS that is in a name such as seg_train or TestImages; else ""."""
    words = [word.casefold() for word in _WORD.findall(name.replace("-out", "out"))]
    words += [_ENDINGS.sub("", word) for word in words]
    return next((word for word in PART_WORDS if word in words), "")


def folder_title(folder: str) -> str:
    """Return what a folder, or a file, is called; of a part such as train, the folder above it."""
    *_, above, name = ("", *folder.rstrip("/\\").replace("\\", "/").split("/"))
    return shown(above if part_word(name) and above else name)


def check_is_class_folder(folder: str, left_out: Collection[str] = (), level: str = "auto") -> None:
    """Raise DataError if this is no folder, or not the one that holds the classes.

    Of the folders in it, those whose names are `left_out` are none of its classes. With `level`
    "top" they are the classes even where they look like parts of a data set.
    """
    top, names = _listed(folder), set(map(same_spelling, left_out))
    if f"{os.path.realpath(folder)}/".startswith(_SYSTEM):
        _refuse(
            to_translate(
                "{folder}: this folder is the system's own, and holds no pictures. Give a folder "
                "that has one folder for each class."
            ),
            folder,
        )
    folders = [
        entry for entry in top if entry.kind == "folder" and same_spelling(entry.name) not in names
    ]
    if not top:
        _refuse(
            to_translate(
                "{folder}: this folder is empty. Give a folder that has one folder for each class."
            ),
            folder,
        )
    if not folders and any(entry.kind == "folder" for entry in top):
        _refuse(
            to_translate(
                "{folder}: nothing is left to learn from, because data.leave_out names every "
                "folder in it. Take some of them back."
            ),
            folder,
        )
    if not folders:
        _refuse_loose(folder, len(top))
    if level == "top":
        return
    _check_file_systems(folder, folders)
    _check_parts(folder, folders)
    _check_parts_within(folder, folders)
    _check_test_among_classes(folder, folders)


def has_class_folders(folder: str, left_out: Collection[str], level: str) -> bool:
    """Tell whether a folder has folders for classes, two or more."""
    try:
        check_is_class_folder(folder, left_out, level)
    except DataError:
        return False
    unwanted = set(map(same_spelling, left_out))
    names = [entry.name for entry in _folders(folder) if same_spelling(entry.name) not in unwanted]
    return level == "top" or len(names) > 1


def _check_file_systems(folder: str, folders: list[Entry]) -> None:
    """Refuse a folder such as /, in which other file systems are mounted, unless it is meant."""
    mounts = [entry.name for entry in folders if not entry.is_link and os.path.ismount(entry.path)]
    if mounts:
        raise DataError(
            "{folder}: {names} in it are file systems of their own, which are not entered "
            "unasked. Give a folder that has one folder for each class, or say that these are "
            "classes.",
            folder=shown(folder),
            names=listed(map(shown, sorted(mounts, key=natural))),
        ).suggest({"data.level": "top"}, "They are classes")


def _check_parts(folder: str, folders: list[Entry]) -> None:
    """Refuse a folder of parts, and offer them: known by their names, or by what they hold."""
    all_named = len(folders) > 1 and all(part_word(entry.name) for entry in folders)
    deep = {
        entry.name: _class_names(entry.path)
        for entry in folders
        if _is_deep(entry) or (all_named and len(_folders(entry.path)) > 1)
    }
    alone = len(folders) == 1 and not folders[0].is_link
    named = all(part_word(name) for name in deep)
    same = len(folders) > 1 and len(deep) == len(folders) and _are_parts(list(deep.values()))
    parts = [entry for entry in folders if entry.name in deep]
    if not same and not alone:
        parts = [entry for entry in parts if part_word(entry.name)]
    if not parts:
        return
    names = {same_spelling(entry.name) for entry in folders if entry not in parts}
    beside = [entry for entry in parts if len(deep[entry.name] & names) > 1]
    if beside and not same:
        _refuse_test_beside(folder, beside[0])
    _refuse_above(
        folder, sorted(parts, key=_rank), [entry.name for entry in folders], same and not named
    )


def _check_parts_within(folder: str, folders: list[Entry]) -> None:
    """Refuse classes of which each holds its own parts, such as cats/train and cats/test."""
    if len(folders) < 2 or not all(map(_is_deep, folders)):
        return
    parts = [(entry, within) for entry in folders for within in _folders(entry.path)]
    words = {part_word(within.name) for _, within in parts}
    if not all(words) or not words & {*_TRAIN} or words <= {*_TRAIN}:
        return
    kept = _TEST if words & {*_TEST} else _VALIDATION
    names: dict[bool, list[str]] = {True: [], False: []}
    for entry, within in sorted(parts, key=lambda pair: natural(f"{pair[0].name}/{pair[1].name}")):
        if (word := part_word(within.name)) not in _TRAIN:
            names[word in kept].append(f"{entry.name}/{within.name}")
    test = listed(map(shown, names[True]))
    raise (
        DataError(
            "{folder}: every class is divided into parts of a data set ({parts}). Keep {test} for "
            "the test, or say that all pictures belong together.",
            folder=shown(folder),
            parts=listed(map(shown, sorted({within.name for _, within in parts}, key=natural))),
            test=test,
        )
        .suggest(
            {
                "data.level": "top",
                "data.test_pictures": names[True],
                "data.test_folder": "",
                "data.test_share": 0.0,
            }
            | ({"data.leave_out": names[False]} if names[False] else {}),
            "Test on {test}",
            test=test,
        )
        .suggest({"data.level": "top"}, "Take all pictures together")
    )


def _check_test_among_classes(folder: str, folders: list[Entry]) -> None:
    """Refuse pictures in a folder called test, or the like, that lies beside classes."""
    parts = [entry for entry in folders if part_word(entry.name)]
    names = sorted((shown(entry.name) for entry in parts), key=natural)
    if len(parts) == len(folders) > 1:
        _refuse(
            to_translate(
                "{folder}: {parts} are parts of a data set, and have no folders for the classes "
                "in them. Give a folder that has one folder for each class."
            ),
            folder,
            parts=listed(names),
        )
    for entry in parts:
        if len(folders) > 1 and part_word(entry.name) not in _TRAIN:
            _refuse_test_class(folder, entry)


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
            to_translate(
                "{folder}: no pictures in the class {classes}. Put some in, or take its folder out."
            ),
            folder,
            classes=listed(empty),
        )
    if len(counts) < 2:
        _refuse(
            to_translate(
                "{folder}: only one class ({classes}), and two or more are needed. "
                "Give a folder that has one folder for each class."
            ),
            folder,
            classes=listed(map(shown, counts)) or "0",
        )


def _refuse(text: str, folder: str, **values: object) -> NoReturn:
    raise DataError(text, folder=shown(folder), **values)


def _listed(folder: str) -> list[Entry]:
    try:
        return entries(folder)[0]
    except NotADirectoryError:
        refuse_file(folder)
    except (FileNotFoundError, ValueError):
        _refuse(
            to_translate("{folder}: no such folder. Check the name, or give another one."), folder
        )
    except OSError as error:
        text = to_translate("{folder}: {reason}. Give a folder that you may read.")
        _refuse(text, folder, reason=problem_of(error))


def _list_quietly(folder: str) -> list[Entry]:
    """List a folder within; one that cannot be read is told of later."""
    try:
        return entries(folder)[0]
    except OSError:
        return []


def _is_deep(entry: Entry) -> bool:
    """Return whether a folder holds folders and no pictures beside them."""
    within = _list_quietly(entry.path)
    files = [inside for inside in within if inside.kind == "file"]
    return any(inside.kind == "folder" for inside in within) and not any(
        is_picture(file.path) for file in files[:_MOST_LOOKED_AT]
    )


def folder_of_classes(picture: str) -> str:
    """Return the folder that holds a picture's class, or its own folder if that is no class."""
    own = os.path.dirname(os.path.abspath(picture))
    above = os.path.dirname(own)
    return above if len(_folders(above)) > 1 else own


def is_picture(file: str) -> bool:
    """Return whether an ordinary file is a picture, of a kind that is read here or another."""
    try:
        return detect(read_start(file, HEADER_BYTES)).role in ("picture", "other picture")
    except DataError:
        return False


def has_loose_pictures(folder: str) -> bool:
    """Return whether a folder holds pictures and no folders; False where it cannot be listed."""
    within = _list_quietly(folder)
    files = [entry.path for entry in within if entry.kind == "file"][:_MOST_LOOKED_AT]
    return all(entry.kind != "folder" for entry in within) and any(map(is_picture, files))


def _class_names(folder: str) -> set[str]:
    """Return the names of the folders that would be the classes of a part."""
    within = _list_quietly(deepest_folder(folder))
    return {same_spelling(entry.name) for entry in within if entry.kind == "folder"}


def _are_parts(names: list[set[str]]) -> bool:
    """Return whether several folders that hold these folders are parts of one data set.

    Folders by year, or a training and a test folder within every class, are none.
    """
    first = names[0]
    divided = all(_DATE.fullmatch(name) or part_word(name) for name in first)
    return len(first) > 1 and not divided and all(names_of_one == first for names_of_one in names)


def refuse_file(file: str) -> NoReturn:
    """Raise DataError that says what a file is in place of a folder, and what to do."""
    try:
        kind = detect(read_start(file, HEADER_BYTES))
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
    elif kind.advice:
        text = to_translate("{folder}: this is {kind}, not a folder: {advice}.")
    elif file.lower().endswith(TABLES):
        text = to_translate(
            '{folder}: this is a table, not a folder: open it as one (data.kind = "table").'
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
    refused = DataError(text, folder=shown(file), kind=kind.words, advice=Message(kind.advice))
    if file.lower().endswith(TABLES):
        refused.suggest({"data.kind": "table"}, "Open as a table")
    raise refused.suggest({"data.kind": "arrays"}, "Open as arrays") if kind == HDF5 else refused


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


def _refuse_test_beside(folder: str, part: Entry) -> NoReturn:
    """Offer a folder that has the classes of those beside it as the test."""
    test = deepest_folder(part.path)
    raise DataError(
        "{folder}: {name} holds folders of the same names as the classes beside it. "
        "Give {test} for the test.",
        folder=shown(folder),
        name=shown(part.name),
        test=shown(test),
    ).suggest({"data.test_folder": test}, "Test on {name}", name=shown(part.name))


def _refuse_test_class(folder: str, part: Entry) -> NoReturn:
    """Ask about a folder called test that would become a class."""
    raise (
        DataError(
            "{folder}: is {name}, beside the classes, one of them? Its pictures have no classes of "
            "their own. Leave it out, or say that it is a class.",
            folder=shown(folder),
            name=shown(part.name),
        )
        .suggest({"data.leave_out": [part.name]}, "Leave {name} out", name=shown(part.name))
        .suggest({"data.level": "top"}, "{name} is a class", name=shown(part.name))
    )


def _refuse_above(folder: str, above: list[Entry], names: list[str], same: bool) -> NoReturn:
    """Offer the folder within that has the classes, however deep that is, and one to test on."""
    right = deepest_folder(above[0].path)
    tests = [deepest_folder(entry.path) for entry in above[1:] if part_word(entry.name) in _TEST]
    if not tests and len(above) == 2:
        tests = [deepest_folder(above[1].path)]
    text = to_translate(
        "{folder}: one level too high: {name} in it holds folders ({count}) and no pictures. "
        "Give {right} instead."
    )
    if tests:
        text = to_translate(
            "{folder}: one level too high: {name} in it holds folders ({count}) and no pictures. "
            "Give {right} instead, and {test} for the test."
        )
    if same and tests:
        text = to_translate(
            "{folder}: {parts} hold folders of the same names, so they are parts of a data set, "
            "not classes. Give {right} instead, and {test} for the test."
        )
    elif same:
        text = to_translate(
            "{folder}: {parts} hold folders of the same names, so they are parts of a data set, "
            "not classes. Give {right} instead."
        )
    problem = DataError(
        text,
        folder=shown(folder),
        parts=listed(shown(entry.name) for entry in above),
        name=shown(above[0].name),
        count=sum(entry.kind == "folder" for entry in _list_quietly(above[0].path)),
        right=shown(right),
        test=shown(tests[0]) if tests else "",
    ).suggest({"data.folder": right, "data.test_folder": tests[0] if tests else ""})
    if len(names) > 1:
        problem.suggest(
            {"data.level": "top"},
            "Take {names} as the classes",
            names=listed(map(shown, sorted(names, key=natural))),
        )
    raise problem


def deepest_folder(folder: str) -> str:
    """Follow folders that hold one folder and no pictures, while that one holds folders too."""
    while len(within := _folders(folder)) == 1 and not within[0].is_link and _is_deep(within[0]):
        folder = within[0].path
    return folder


def _folders(folder: str) -> list[Entry]:
    return [entry for entry in _list_quietly(folder) if entry.kind == "folder"]


def _rank(part: Entry) -> tuple[int, int, object]:
    """Sort training before validation before test, and of unknown names the larger first."""
    word = part_word(part.name)
    place = PART_WORDS.index(word) if word else len(_TRAIN)
    files = sum(len(_list_quietly(within.path)) for within in _folders(deepest_folder(part.path)))
    return place, 0 if word else -files, natural(part.name)
