"""All files in a folder, at any depth, as training and audit would meet them."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from core.data.folder.listing import Entry, FolderVisits
from core.errors import DataError
from core.natural_sort import natural


@dataclass(frozen=True, slots=True)
class WalkedFile:
    """A file, or what cannot be read as one, and why."""

    path: str
    problem: DataError | None = None


def walk(folder: str) -> Iterator[WalkedFile]:
    """Return the files of a folder in natural order, those behind links to folders last.

    System files are passed over, and each folder is visited once. A folder without any file
    is itself returned with the problem that it has none.
    """
    visits, waiting, empty = FolderVisits(), deque([folder]), True
    while waiting:
        place = waiting.popleft()
        try:
            listed = sorted(visits.entries(place), key=lambda entry: natural(entry.name))
        except DataError as problem:
            yield WalkedFile(place, problem)
            empty = False
            continue
        for entry in listed:
            if entry.kind != "folder":
                yield WalkedFile(entry.path, entry.kind if entry.kind != "file" else None)
                empty = False
        _queue(waiting, listed)
    if empty:
        yield WalkedFile(folder, DataError("there is no picture in this folder"))


def _queue(waiting: deque[str], listed: list[Entry]) -> None:
    """Put the folders of a folder before all others, and links to folders behind them."""
    folders = [entry for entry in listed if entry.kind == "folder"]
    waiting.extendleft(entry.path for entry in reversed(folders) if not entry.is_link)
    waiting.extend(entry.path for entry in folders if entry.is_link)
