"""Several labels a picture: a table of files and labels in a folder, or folders such as cat+dog.

The labels of a picture stand together, as cat+dog, where a class would stand.
"""

import csv
import os
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from core.data.folder.listing import same_spelling
from core.data.folder.walk import walk
from core.data.skipped import Skipped
from core.data.text_file import open_text
from core.errors import DataError
from core.files import shown
from core.messages import to_translate
from core.natural_sort import natural

USUAL_FILE = "labels.csv"
JOIN = "+"
_BETWEEN = re.compile(r"[;|]")
_DELIMITERS = ",;\t"
_LONGEST = 10_000
_FILE_HEADS = {"file", "filename", "file_name", "image", "picture", "path", "name", "id"}
_LABEL_HEADS = {"label", "labels", "tag", "tags", "class", "classes"}


def joined(labels: Iterable[str]) -> str:
    """Return labels as one name, each once, in natural order."""
    return JOIN.join(sorted(set(labels), key=natural))


def labels_in(name: str) -> tuple[str, ...]:
    """Return the labels of a joined name, none of an empty one."""
    return tuple(filter(None, (part.strip() for part in name.split(JOIN))))


def all_labels(names: Iterable[str]) -> tuple[str, ...]:
    """Return every label of joined names once, in natural order."""
    return tuple(sorted({label for name in names for label in labels_in(name)}, key=natural))


def label_file(folder: str, setting: str) -> str:
    """Return the path of the table with the labels of a folder, empty where there is none.

    `setting` is data.labels: the name of a table that must be there, or "auto" for labels.csv where
    that gives a picture several labels or none: else folders are the classes.
    """
    if setting not in ("auto", "none", "folders"):
        return os.path.join(folder, setting)
    path = os.path.join(folder, USUAL_FILE)
    if setting != "auto" or not os.path.isfile(path):
        return ""
    try:
        several = any(len(labels_in(name)) != 1 for name in read_labels(path).values())
    except DataError:
        return path if _columns(_heads(path)) else ""
    return path if several else ""


def are_labels(names: Collection[str], setting: str) -> bool:
    """Tell whether the names of folders are labels: one joins two, of which another has one.

    With data.labels = "folders" one that joins two is enough.
    """
    several = [labels_in(name) for name in names if JOIN in name.strip(JOIN)]
    several = [labels for labels in several if len(set(labels)) > 1]
    known = Counter(label for name in names for label in set(labels_in(name)))
    shared = any(known[label] > 1 for labels in several for label in labels)
    return bool(several) and (setting == "folders" or (setting == "auto" and shared))


def read_labels(path: str) -> dict[str, str]:
    """Return the joined labels of every file that a table names.

    Its first line names the columns, file and labels; between labels stands ; or |. Raises
    DataError where it is no such table, or a file has two lines that differ.
    """
    file, labels = _columns(_heads(path)) or (0, 1)
    with open_text(Path(path)).opened() as text, _told(path):
        rows = csv.reader(text, delimiter=_delimiter(path))
        next(rows, [])
        found: dict[str, str] = {}
        for row in rows:
            if len(row) <= file or not row[file].strip():
                continue
            cell = row[labels] if len(row) > labels else ""
            name = joined(part.strip() for part in _BETWEEN.split(cell) if part.strip())
            key = row[file].strip().replace("\\", "/")
            if found.setdefault(key, name) != name:
                raise DataError(
                    "{file}, line {line}: {picture} has other labels further up. Keep one line.",
                    file=shown(path),
                    line=rows.line_num,
                    picture=shown(key),
                )
    return found


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


class LabelledFiles:
    """The files of a folder by the names in its table; `skipped` are those that do not fit it."""

    def __init__(self, folder: str, table: str) -> None:
        self.skipped: list[Skipped] = []
        self.names: dict[str, tuple[str, str]] = {}
        self._by_name: dict[str, tuple[str, str]] = {}
        listed = read_labels(table)
        self._walk(folder, os.path.relpath(table, folder).replace(os.sep, "/"))
        without = set(self._by_name)
        for key, labels in listed.items():
            match = self._match(key)
            if match is None:
                self.skipped.append(Skipped(key, DataError("there is no such file")))
                continue
            name, path = self._by_name[match]
            self.names[name] = path, labels
            without.discard(match)
        problem = DataError("{table} has no line for it", table=shown(os.path.basename(table)))
        self.skipped += [Skipped(self._by_name[match][0], problem) for match in without]

    def _walk(self, folder: str, table: str) -> None:
        for file in walk(folder):
            name = os.path.relpath(file.path, folder).replace(os.sep, "/")
            if file.problem:
                self.skipped.append(Skipped(name, file.problem))
            elif name != table:
                self._by_name[same_spelling(name)] = name, file.path
        bare = Counter(os.path.splitext(name)[0].casefold() for name in self._by_name)
        self._bare = {
            os.path.splitext(name)[0].casefold(): name
            for name in self._by_name
            if bare[os.path.splitext(name)[0].casefold()] == 1
        }

    def _match(self, key: str) -> str | None:
        """Find the file that a table means, also without its ending or in other letters."""
        name = same_spelling(os.path.normpath(key).replace(os.sep, "/"))
        if name in self._by_name:
            return name
        return self._bare.get(name.casefold()) or self._bare.get(
            os.path.splitext(name)[0].casefold()
        )
