"""What lies in one folder: files, folders and what is neither; system rubbish only counted."""

import os
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from core.errors import DataError
from core.open_file import problem_of

# What systems and programs leave behind; so do names that begin with a dot.
_SYSTEM_FILES = frozenset(
    {
        "thumbs.db",
        "ehthumbs.db",
        "desktop.ini",
        "icon\r",
        "__macosx",
        "__pycache__",
        "@eadir",
        "$recycle.bin",
        "system volume information",
        "lost+found",
    }
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or a folder; for what is neither, `kind` is the reason why."""

    path: str
    name: str
    kind: Literal["file", "folder"] | DataError
    is_link: bool


class FolderVisits:
    """Folders that are listed once each, whatever links lead to them.

    `rubbish` counts the system files that were passed over, by name.
    """

    def __init__(self) -> None:
        self.rubbish: Counter[str] = Counter()
        self._seen: set[tuple[int, int]] = set()
        self._devices: set[int] = set()

    def entries(self, folder: str, asked_for: bool = False) -> list[Entry]:
        """List a folder; raises DataError where that was done before, or it cannot be read.

        So it does for a folder of another file system, but for the first and those `asked_for`.
        """
        try:
            device = os.stat(folder).st_dev
            if asked_for or not self._devices:
                self._devices.add(device)
            if device not in self._devices:
                raise DataError("a folder of another file system, which is not entered")
            if not self._is_new(folder):
                raise DataError("a link that leads to a folder which is read already")
            listed, rubbish = entries(folder)
        except OSError as error:
            raise problem_of(error) from error
        self.rubbish += rubbish
        return listed

    def _is_new(self, folder: str) -> bool:
        about = os.stat(folder)
        size = len(self._seen)
        self._seen.add((about.st_dev, about.st_ino))
        return len(self._seen) > size


def entries(folder: str) -> tuple[list[Entry], Counter[str]]:
    """List a folder, and count the rubbish in it by kind; raises OSError if it cannot be read."""
    with os.scandir(folder) as scanned:
        listed = list(_looked_at(scanned))
    rubbish = {entry.name: kind for entry in listed if (kind := system_file_kind(entry.name))}
    useful = [entry for entry in listed if entry.name not in rubbish]
    return useful, Counter(rubbish.values())


def system_file_kind(name: str) -> str:
    """Name the kind of rubbish that a file or a folder of this name is; empty for data."""
    if name.startswith("._"):
        return "._*"
    return name if name.startswith(".") or name.casefold() in _SYSTEM_FILES else ""


# Zero-width space, word joiner, byte order mark, soft hyphen, and the marks of direction.
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad\u200e\u200f"))


def same_spelling(name: str) -> str:
    """Return a name as Unicode composes it, equal for names that look the same.

    Systems write é in one sign or in two; https://unicode.org/reports/tr15 (form NFC). Signs
    without a width, and blanks at the end, are left out.
    """
    name = name.rstrip(" \u00a0") or name
    return name if name.isascii() else unicodedata.normalize("NFC", name.translate(_UNSEEN))


def _looked_at(scanned: Iterator[os.DirEntry[str]]) -> Iterator[Entry]:
    for entry in scanned:
        yield Entry(entry.path, entry.name, _kind(entry), entry.is_symlink())


def _kind(entry: os.DirEntry[str]) -> Literal["file", "folder"] | DataError:
    try:
        if entry.is_dir():
            return "folder"
        if entry.is_file():
            return "file"
        entry.stat()
    except FileNotFoundError:
        return DataError("a link that leads nowhere")
    except OSError as error:
        return problem_of(error)
    return DataError("not an ordinary file")
