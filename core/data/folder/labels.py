"""What pictures are, where their folders do not say: a table of files, or folders such as cat+dog.

A table that gives every picture one label gives it a class. Several labels stand together, as
cat+dog, where a class would stand.
"""

import csv
import os
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from core.data.folder.level_check import is_picture, part_word
from core.data.folder.listing import entries, same_spelling
from core.data.folder.walk import walk
from core.data.skipped import Skipped
from core.data.text_file import open_text
from core.errors import DataError
from core.files import shown
from core.messages import listed, to_translate
from core.natural_sort import natural

USUAL_FILE = "labels.csv"
JOIN = "+"
_BETWEEN = re.compile(r"[;|]")
_DELIMITERS = ",;\t"
_ENDINGS = (".csv", ".tsv", ".tab", ".txt")
_LONGEST = 10_000
_SHOWN = 60
_CELLS = 1_000_000
"""Cells that are looked at to tell which column names the files."""
_FILE_HEADS = {"file", "filename", "file_name", "image", "picture", "path", "name", "id"}
_LABEL_HEADS = {"label", "labels", "tag", "tags", "class", "classes"}
_CLASS_HEADS = (*sorted(_LABEL_HEADS), "breed", "species", "category", "target", "type", "kind")
_OTHERS = re.compile("sample|submission", re.I)
"""What is in the names of tables that are to be filled in."""


@dataclass(frozen=True, slots=True)
class LabelTable:
    """A table of files, named as it stands there, each with its labels."""

    path: str
    labels: dict[str, tuple[str, ...]]

    @property
    def several(self) -> bool:
        """Tell whether some file has more labels than one, or none: else they are classes."""
        return any(len(labels) != 1 for labels in self.labels.values())

    def name_of(self, file: str) -> str:
        """Return the class of a file, or its labels joined."""
        labels = self.labels[file]
        return joined(labels) if self.several else same_spelling(labels[0])


def joined(labels: Iterable[str]) -> str:
    """Return labels as one name, each once, in natural order."""
    return JOIN.join(sorted(set(labels), key=natural))


def labels_in(name: str) -> tuple[str, ...]:
    """Return the labels of a joined name, none of an empty one."""
    return tuple(filter(None, (part.strip() for part in name.split(JOIN))))


def all_labels(names: Iterable[str]) -> tuple[str, ...]:
    """Return every label of joined names once, in natural order."""
    return tuple(sorted({label for name in names for label in labels_in(name)}, key=natural))


def named_table(folder: str, setting: str) -> LabelTable | None:
    """Return the table that data.labels names, None where it names none.

    "auto" is labels.csv where that gives a picture several labels or none: else folders are the
    classes. Raises DataError for a table that cannot be read.
    """
    if setting not in ("auto", "none", "folders"):
        path = os.path.join(folder, setting)
        found = _by_content(path, FolderFiles(folder))
        return found if isinstance(found, LabelTable) else read_labels(path)
    path = os.path.join(folder, USUAL_FILE)
    if setting != "auto" or not os.path.isfile(path) or not _columns(_heads(path)):
        return None
    table = read_labels(path)
    return table if table.several else None


def table_of_pictures(folder: str, most: int) -> LabelTable | None:
    """Return the table in a folder that names its pictures, which lie in no folders of classes.

    None where there is no table or more than `most` files, or where labels are what folders are
    called. Raises DataError where the pictures lie in the folder itself and no table says what
    they are.
    """
    tables = tables_in(folder)
    if not tables:
        return None
    files, problems = FolderFiles(folder, most + 1), []
    if files.count > most:
        return None
    for path in tables:
        found = _by_content(path, files)
        if isinstance(found, DataError):
            problems.append(found)
        else:
            return None if files.has_folders_of(found) else found
    if files.are_loose:
        raise problems[0]
    return None


def table_above(folder: str, most: int) -> str:
    """Return the table beside a folder that names the pictures in it, empty where there is none."""
    tables = tables_in(os.path.dirname(os.path.abspath(folder)))
    files = FolderFiles(folder, most) if tables else None
    found = (path for path in tables if files and isinstance(_by_content(path, files), LabelTable))
    return next(found, "")


def names_pictures(path: str, most: int) -> bool:
    """Tell whether a table says what the pictures are that lie beside it, or in folders there."""
    files = FolderFiles(os.path.dirname(os.path.abspath(path)), most)
    found = _by_content(path, files)
    if not isinstance(found, LabelTable):
        return False
    named = filter(None, map(files.match, found.labels))
    return any(is_picture(files.paths[name]) for name in islice(named, 1))


def tables_in(folder: str) -> list[str]:
    """Return the tables in a folder, those of training pictures first; none that is a form."""
    try:
        listed = entries(folder)[0]
    except (OSError, ValueError):
        return []
    names = [
        entry.name
        for entry in listed
        if entry.kind == "file" and entry.name.lower().endswith(_ENDINGS)
    ]

    def rank(name: str) -> tuple[bool, bool, bool, object]:
        part = part_word(os.path.splitext(name)[0])
        is_other = bool(part) and not part.startswith("train")
        return name != USUAL_FILE, is_other or bool(_OTHERS.search(name)), not part, natural(name)

    return [os.path.join(folder, name) for name in sorted(names, key=rank)]


def are_labels(names: Collection[str], setting: str) -> bool:
    """Tell whether the names of folders are labels: one joins two, of which another has one.

    With data.labels = "folders" one that joins two is enough.
    """
    several = [labels_in(name) for name in names if JOIN in name.strip(JOIN)]
    several = [labels for labels in several if len(set(labels)) > 1]
    known = Counter(label for name in names for label in set(labels_in(name)))
    shared = any(known[label] > 1 for labels in several for label in labels)
    return bool(several) and (setting == "folders" or (setting == "auto" and shared))


def read_labels(path: str) -> LabelTable:
    """Return a table of files and labels, whose first line names those two columns.

    Between labels stands ; or |. Raises DataError where it is no such table, or a file has two
    lines that differ.
    """
    delimiter = _delimiter(path)
    return _labels_of(path, delimiter, _columns(_heads(path)) or (0, 1), has_heads=True)


def _by_content(path: str, files: "FolderFiles") -> LabelTable | DataError:
    """Return a table whose lines name files, whatever its columns are called, or why it is none."""
    try:
        first = _first_line(path)
        delimiter = max(_DELIMITERS, key=first.count)
        with _rows(path, delimiter) as rows:
            head, *others = [row for _, row in rows] or [[]]
        if (place := _column_of_files(others, files)) is None:
            return DataError(
                "{table} lies beside the pictures, but does not name them: its first line is "
                "{line}. Each line must name a picture and its class, as in cat1.jpg,cat. Or give "
                "a folder that has one folder for each class.",
                table=shown(path),
                line=shown(first[:_SHOWN]),
            )
        columns = place, _column_of_classes(path, head, place)
        table = _labels_of(path, delimiter, columns, has_heads=not files.match(head[place]))
        if len(table.labels) > 2 and len({*table.labels.values()}) == len(table.labels):
            return DataError(
                "{table}: no two pictures have the same {column}, so there are no classes. Call "
                "the column of classes label.",
                table=shown(path),
                column=shown(head[columns[1]]),
            )
    except DataError as problem:
        return problem
    return table


def _column_of_files(rows: list[list[str]], files: "FolderFiles") -> int | None:
    """Return the column that names the most files, None where that is less than half of them."""
    looked_at = rows[:: 1 + sum(map(len, rows)) // _CELLS]
    named = Counter(n for row in looked_at for n, cell in enumerate(row) if files.match(cell))
    place, count = max(named.items(), key=lambda found: found[1], default=(0, 0))
    return place if count and 2 * count >= min(len(looked_at), files.count) else None


def _column_of_classes(path: str, head: list[str], place: int) -> int:
    """Return the column that says what the files are; raises DataError where none is told."""
    others = {cell.strip().casefold(): n for n, cell in enumerate(head) if n != place}
    if len(others) == 1:
        return next(iter(others.values()))
    if known := [others[name] for name in _CLASS_HEADS if name in others]:
        return known[0]
    raise DataError(
        "{table} names the pictures, but none of its other columns ({columns}) is called label or "
        "class. Call the one so that says what they are.",
        table=shown(path),
        columns=listed(map(shown, others)) if others else "0",
    )


def _labels_of(path: str, delimiter: str, columns: tuple[int, int], has_heads: bool) -> LabelTable:
    file, labels = columns
    found: dict[str, tuple[str, ...]] = {}
    with _rows(path, delimiter) as rows:
        if has_heads:
            next(rows, None)
        for line, row in rows:
            if len(row) <= file or not row[file].strip():
                continue
            cell = row[labels] if len(row) > labels else ""
            parts = tuple(filter(None, map(str.strip, _BETWEEN.split(cell))))
            key = row[file].strip().replace("\\", "/")
            if {*found.setdefault(key, parts)} != {*parts}:
                raise DataError(
                    "{file}, line {line}: {picture} has other labels further up. Keep one line.",
                    file=shown(path),
                    line=line,
                    picture=shown(key),
                )
    return LabelTable(path, found)


@contextmanager
def _rows(path: str, delimiter: str) -> Iterator[Iterator[tuple[int, list[str]]]]:
    """Open a table for its rows that are not empty, each with the number of its last line."""
    with open_text(Path(path)).opened() as text, _told(path):
        reader = csv.reader(text, delimiter=delimiter)
        yield ((reader.line_num, row) for row in reader if row)


@contextmanager
def _told(path: str) -> Iterator[None]:
    try:
        yield
    except csv.Error as error:
        text = to_translate("{file} is no table of files and labels: {reason}.")
        raise DataError(text, file=shown(path), reason=error) from error


def _first_line(path: str) -> str:
    with open_text(Path(path)).opened() as text:
        return text.readline(_LONGEST).rstrip("\r\n")


def _split(line: str, delimiter: str) -> list[str]:
    return [head.strip().strip('"').casefold() for head in line.split(delimiter)]


def _heads(path: str) -> list[str]:
    """Return the names of the columns, none where they are not those of files and labels."""
    line = _first_line(path)
    every = (_split(line, delimiter) for delimiter in _DELIMITERS)
    return next((heads for heads in every if _columns(heads)), [])


def _delimiter(path: str) -> str:
    """Return what stands between the columns in the first line."""
    line = _first_line(path)
    for delimiter in _DELIMITERS:
        if _columns(_split(line, delimiter)):
            return delimiter
    raise DataError(
        "{file}: its first line must name the columns file and labels, as in file,labels. Correct "
        'it, or set data.labels to "none".',
        file=shown(path),
    ).suggest({"data.labels": "none"}, "Take folders for classes")


def _columns(heads: list[str]) -> tuple[int, int] | None:
    """Return the places of the files and of their labels, None where one is not named."""
    files = [place for place, head in enumerate(heads) if head in _FILE_HEADS]
    labels = [place for place, head in enumerate(heads) if head in _LABEL_HEADS]
    return (files[0], labels[0]) if files and labels else None


class FolderFiles:
    """The files of a folder, by what a table in it calls them; `skipped` are no files."""

    def __init__(self, folder: str, most: int | None = None) -> None:
        self.skipped: list[Skipped] = []
        self.paths: dict[str, str] = {}
        for file in islice(walk(folder), most):
            name = os.path.relpath(file.path, folder).replace(os.sep, "/")
            if file.problem:
                self.skipped.append(Skipped(name, file.problem))
            else:
                self.paths[name] = file.path
        self._known = {same_spelling(name): name for name in self.paths}
        for way in (str.casefold, _bare, _last, _last_bare):
            self._know_by(way)

    def _know_by(self, way: Callable[[str], str]) -> None:
        """Know files by a shorter name, too, where it means one alone."""
        keys = Counter(map(way, map(same_spelling, self.paths)))
        for name in self.paths:
            if keys[key := way(same_spelling(name))] == 1:
                self._known.setdefault(key, name)

    @property
    def count(self) -> int:
        return len(self.paths)

    @property
    def are_loose(self) -> bool:
        """Tell whether no file lies in a folder within."""
        return not any("/" in name for name in self.paths)

    def match(self, key: str) -> str | None:
        """Find the file that a table means, also without its ending or its folders."""
        plain = key.strip().replace("\\", "/")
        name = same_spelling(os.path.normpath(plain).replace(os.sep, "/")) if plain else ""
        ways = (str, str.casefold, _bare, _last, _last_bare)
        found = (self._known.get(way(name)) for way in ways)
        return next(filter(None, found), None)

    def has_folders_of(self, table: LabelTable) -> bool:
        """Tell whether a table gives files the names of folders that they lie in."""
        classes = {label.casefold() for labels in table.labels.values() for label in labels}
        names = filter(None, map(self.match, table.labels))
        return any(part.casefold() in classes for name in names for part in name.split("/")[:-1])

    def not_in(self, table: LabelTable, found: Collection[str]) -> list[Skipped]:
        """Return the files that a table does not name, besides those `found`."""
        problem = DataError("{table} has no line for it", table=shown(os.path.basename(table.path)))
        own = os.path.realpath(table.path)
        return [
            Skipped(name, problem)
            for name, path in self.paths.items()
            if name not in found and os.path.realpath(path) != own
        ]


def _bare(name: str) -> str:
    return os.path.splitext(name)[0].casefold()


def _last(name: str) -> str:
    return name.rpartition("/")[2].casefold()


def _last_bare(name: str) -> str:
    return _bare(_last(name))
