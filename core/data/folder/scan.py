"""A folder of pictures, one folder in it for each class: what is there, still unread."""

import os
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace

from core.data.folder.labels import (
    FolderFiles,
    LabelTable,
    all_labels,
    are_labels,
    joined,
    labels_in,
    named_table,
    table_above,
    table_of_pictures,
)
from core.data.folder.level_check import (
    check_classes,
    check_is_class_folder,
    has_class_folders,
    has_loose_pictures,
)
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
    stand together. `table` is the file that says what the pictures are, empty where folders do.
    """

    folder: str
    classes: tuple[str, ...]
    files: tuple[FoundFile, ...]
    skipped: tuple[Skipped, ...]
    rubbish: Counter[str]
    folders_left_out: tuple[str, ...] = ()
    respelled: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    table: str = ""

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
    if result.table and len(result.classes) == 1:
        raise DataError(
            "{table} gives all its pictures the class {name}, and two or more are needed.",
            table=shown(result.table),
            name=shown(result.classes[0]),
        )
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
    that class, unless a table says what the pictures are (see `label_table`); each folder is
    visited once, whatever links lead to it.
    Folders whose names are `left_out` are no classes; `level` and `labels` are those of the
    settings. Raises DataError if the folder is missing, cannot be read, or does not have folders
    for classes.
    """
    if table := label_table(folder, left_out, level, labels):
        return _labelled(folder, table, step, left_out)
    _check_classes_here(folder, left_out, level, labels)
    most = None if level == "top" else MOST_FILES
    walk = _Walk(folder, step, frozenset(map(same_spelling, left_out)), most)
    walk.go()
    result = walk.result()
    return _with_labels(result) if are_labels(result.classes, labels) else result


def _check_classes_here(folder: str, left_out: Collection[str], level: str, labels: str) -> None:
    """Raise what `check_is_class_folder` does, which offers the folder above if a table is there.

    So it is where the folder has pictures alone, and the table beside it names them.
    """
    try:
        check_is_class_folder(folder, left_out, level)
    except DataError as refused:
        is_alone = labels == "auto" and has_loose_pictures(folder)
        if is_alone and (table := table_above(folder, MOST_FILES)):
            raise DataError(
                "{folder}: the pictures in it are in no folders of classes, and {table} beside it "
                "says what they are. Give the folder that holds both.",
                folder=shown(folder),
                table=shown(os.path.basename(table)),
            ).suggest(
                {"data.folder": os.path.dirname(table)},
                "Open {folder}",
                folder=shown(os.path.dirname(table)),
            ) from refused
        raise


def label_table(
    folder: str, left_out: Collection[str], level: str, labels: str
) -> LabelTable | None:
    """Return the table that says what the pictures of a folder are, None where their folders do.

    It is the one that data.labels names; "auto" is labels.csv with several labels a picture, and
    in a folder without folders for classes any table that names its pictures. Raises DataError
    where it cannot be read.
    """
    table = named_table(folder, labels)
    if table or labels != "auto" or has_class_folders(folder, left_out, level):
        return table
    return table_of_pictures(folder, MOST_FILES)


def _labelled(
    folder: str, table: LabelTable, step: Callable[[int], None], left_out: Collection[str]
) -> PictureFolder:
    """List the files that a table gives a class, or labels."""
    listed, unwanted = FolderFiles(folder), set(map(same_spelling, left_out))
    skipped, files = listed.skipped, dict[str, FoundFile]()
    for key in table.labels:
        if name := listed.match(key):
            files[name] = FoundFile(listed.paths[name], name, table.name_of(key))
        else:
            skipped.append(Skipped(key, DataError("there is no such file")))
    skipped += listed.not_in(table, files)
    step(len(files))
    # A picture that lies in the folder itself is left out as any other, not as a folder.
    top = {name: same_spelling(name.partition("/")[0]) for name in files if "/" in name}
    folders = {name.partition("/")[0] for name, part in top.items() if part in unwanted}
    kept = [file for name, file in files.items() if top.get(name) not in unwanted]
    found = PictureFolder(
        folder, (), tuple(kept), tuple(skipped), Counter(), tuple(sorted(folders)), table=table.path
    )
    return _in_order(found, table.several)


def _with_labels(found: PictureFolder) -> PictureFolder:
    """Take the names of folders for labels, joined in one order."""
    files = (replace(file, class_name=joined(labels_in(file.class_name))) for file in found.files)
    return _in_order(replace(found, files=tuple(files)))


def _in_order(found: PictureFolder, several: bool = True) -> PictureFolder:
    names = {file.class_name for file in found.files}
    labels = all_labels(names) if several else ()
    if several and not labels:
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
