"""A folder of pictures, one folder in it for each class: what is there, still unread."""

import os
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace

from core.data.folder.labels import (
    LabelledFiles,
    all_labels,
    are_labels,
    joined,
    label_file,
    labels_in,
)
from core.data.folder.level_check import check_classes, check_is_class_folder
from core.data.folder.listing import Entry, FolderVisits, same_spelling
from core.data.skipped import Skipped
from core.errors import DataError
from core.files import shown
from core.messages import to_translate
from core.natural_sort import natural

MOST_FILES = 300_000
"""More files than this in a folder are asked about."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that may be a picture: where it is, its path within the folder, its class.

    `path` keeps the bytes of any file name; `name` has "/" between its parts; `class_name` is
    spelled as `same_spelling` does.
    """

    path: str
    name: str
    class_name: str


@dataclass(frozen=True, slots=True)
class PictureFolder:
    """What `scan` found: classes in natural order, files in the order of the samples.

    `rubbish` counts the system files that were passed over, by name; `folders_left_out` are those
    in the folder that are no classes here, `respelled` the classes that have two folders whose
    names look the same. Of pictures with several `labels` the classes are these joined, as they
    stand together.
    """

    folder: str
    classes: tuple[str, ...]
    files: tuple[FoundFile, ...]
    skipped: tuple[Skipped, ...]
    rubbish: Counter[str]
    folders_left_out: tuple[str, ...] = ()
    respelled: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()

    @property
    def ignored(self) -> int:
        return self.rubbish.total()

    def prefix(self, number: int) -> str:
        """Return what the names of its files begin with in a list: for a second folder its own."""
        return prefix(self.folder) if number else ""

    def counts(self) -> dict[str, int]:
        """Count the files of every class."""
        counts = dict.fromkeys(self.classes, 0)
        for file in self.files:
            counts[file.class_name] += 1
        return counts


def prefix(test_folder: str) -> str:
    """Return what the names of the files of a test folder begin with in a list."""
    return f"{os.path.basename(os.path.abspath(test_folder))}/"


def folders_without_class(folder: str, test_folder: str, leave_out: Iterable[str]) -> list[str]:
    """Name the folders in a folder that are no classes: what is left out, and a test folder."""
    names = [name for name in leave_out if "/" not in name]
    if test_folder:
        within = os.path.relpath(os.path.realpath(test_folder), os.path.realpath(folder))
        names.append(within.split(os.sep)[0])
    return names


def scan(
    folder: str,
    step: Callable[[int], None] = lambda found: None,
    left_out: Collection[str] = (),
    level: str = "auto",
    labels: str = "none",
) -> PictureFolder:
    """List the files of every class, of which there are two or more, each with a file.

    Raises what `list_files` does, and DataError for classes that nothing can be learned from.
    """
    result = list_files(folder, step, left_out, level, labels)
    if not result.labels:
        check_classes(folder, result.counts())
    return result


def list_files(
    folder: str,
    step: Callable[[int], None] = lambda found: None,
    left_out: Collection[str] = (),
    level: str = "auto",
    labels: str = "none",
) -> PictureFolder:
    """List the files of every class; `step(files so far)` is called often and may raise.

    A folder in the folder is a class, and all that lies in it, at any depth, belongs to
    that class; each folder is visited once, whatever links lead to it.
    Folders whose names are `left_out` are no classes; `level` and `labels` are those of the
    settings. Raises DataError if the folder is missing, cannot be read, or does not have folders
    for classes.
    """
    if table := label_file(folder, labels):
        return _labelled(folder, table, step, left_out)
    check_is_class_folder(folder, left_out, level)
    most = None if level == "top" else MOST_FILES
    walk = _Walk(folder, step, frozenset(map(same_spelling, left_out)), most)
    walk.go()
    result = walk.result()
    return _with_labels(result) if are_labels(result.classes, labels) else result


def _labelled(
    folder: str, table: str, step: Callable[[int], None], left_out: Collection[str]
) -> PictureFolder:
    """List the files that a table gives labels."""
    found, unwanted = LabelledFiles(folder, table), set(map(same_spelling, left_out))
    files = [
        FoundFile(path, name, labels)
        for name, (path, labels) in found.names.items()
        if same_spelling(name.partition("/")[0]) not in unwanted
    ]
    step(len(files))
    within = {name.partition("/")[0] for name in found.names if "/" in name}
    folders = tuple(name for name in sorted(within) if same_spelling(name) in unwanted)
    return _in_order(
        PictureFolder(folder, (), tuple(files), tuple(found.skipped), Counter(), folders)
    )


def _with_labels(found: PictureFolder) -> PictureFolder:
    """Take the names of folders for labels, joined in one order."""
    files = (replace(file, class_name=joined(labels_in(file.class_name))) for file in found.files)
    return _in_order(replace(found, files=tuple(files)))


def _in_order(found: PictureFolder) -> PictureFolder:
    names = {file.class_name for file in found.files}
    labels = all_labels(names)
    if not labels:
        raise DataError("{folder}: no picture has a label.", folder=shown(found.folder))
    return replace(
        found,
        classes=tuple(sorted(names, key=natural)),
        files=tuple(sorted(found.files, key=_sample_order)),
        skipped=tuple(sorted(found.skipped, key=lambda skipped: os.fsencode(skipped.file))),
        labels=labels,
    )


@dataclass(slots=True)
class _Walk:
    """One visit of all folders: those that are there first, those behind links last."""

    folder: str
    step: Callable[[int], None]
    left_out: frozenset[str]
    most: int | None
    classes: Counter[str] = field(default_factory=Counter)
    files: list[FoundFile] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    folders_left_out: list[str] = field(default_factory=list)
    _visits: FolderVisits = field(default_factory=FolderVisits)
    _waiting: deque[tuple[Entry, str, str]] = field(default_factory=deque)

    def go(self) -> None:
        """Visit the folder and all that is in it."""
        self._visit(Entry(self.folder, "", "folder", False), "", "")
        while self._waiting:
            self._visit(*self._waiting.popleft())

    def result(self) -> PictureFolder:
        """Put everything in an order that does not depend on the machine."""
        return PictureFolder(
            self.folder,
            tuple(sorted(self.classes, key=natural)),
            tuple(sorted(self.files, key=_sample_order)),
            tuple(sorted(self.skipped, key=lambda skipped: os.fsencode(skipped.file))),
            self._visits.rubbish,
            tuple(self.folders_left_out),
            tuple(name for name, folders in self.classes.items() if folders > 1),
        )

    def _visit(self, folder: Entry, name: str, class_name: str) -> None:
        try:
            listed = self._visits.entries(folder.path, folder.is_link or self._is_class(name))
        except DataError as problem:
            if "/" not in name and not folder.is_link:
                text = to_translate("{folder}: {reason}. Make it readable, or take it out.")
                raise DataError(text, folder=shown(folder.path), reason=problem) from problem
            self.skipped.append(Skipped(name, problem))
            return
        if self._is_class(name):
            self.classes[class_name] += 1
        for entry in listed:
            self._take(entry, f"{name}/{entry.name}" if name else entry.name, class_name)

    @staticmethod
    def _is_class(name: str) -> bool:
        return bool(name) and "/" not in name

    def _check_count(self) -> None:
        if self.most is not None and len(self.files) > self.most:
            raise DataError(
                "{folder}: more than {most:,} files are in it. Are they all pictures to learn "
                "from? Give a folder of pictures, or say that they are.",
                folder=shown(self.folder),
                most=self.most,
            ).suggest({"data.level": "top"}, "Take all files")

    def _take(self, entry: Entry, name: str, class_name: str) -> None:
        self.step(len(self.files))
        if isinstance(entry.kind, DataError):
            self.skipped.append(Skipped(name, entry.kind))
        elif entry.kind == "folder" and same_spelling(name) in self.left_out:
            self.folders_left_out.append(name)
        elif entry.kind == "folder":
            line = self._waiting.append if entry.is_link else self._waiting.appendleft
            line((entry, name, class_name or same_spelling(entry.name)))
        elif class_name:
            self.files.append(FoundFile(entry.path, name, class_name))
            self._check_count()
        else:
            self.skipped.append(Skipped(name, DataError("not in the folder of a class")))


def _sample_order(file: FoundFile) -> tuple[bytes, bytes]:
    """Sort by file name over all classes together, as bytes, so that every machine agrees."""
    class_folder, _, within = file.name.partition("/")
    return os.fsencode(within), os.fsencode(class_folder)
