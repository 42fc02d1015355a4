"""What lies in one folder: files, folders and what is neither; system rubbish only counted."""

import os
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
