"""What a window leaves behind for the case that it ends otherwise than by being closed.

Each has a project of its own in one folder, and beside it a lock that the system takes away with
the process, whatever ends it: so what lives is never offered, and a number of a process that
somebody else has now deceives nobody.
"""

import contextlib
import os
import re
from dataclasses import dataclass, replace
from pathlib import Path
from secrets import token_hex
from typing import IO

import msgspec

from core.errors import LayerbenchError, OutputError
from core.file_lock import claim
from core.files import remove_leftovers, shown
from core.models.endings import PROJECT_ENDING
from core.projects.project import (
    DamagedProject,
    Description,
    Project,
    read_description,
    write_project,
)

LOCK = ".lock"
_KEY = re.compile(r"(\d+)-[0-9a-f]+")


@dataclass(frozen=True, slots=True)
class Offer:
    """A project that can be recovered: its file, and what it says of itself."""

    file: Path
    description: Description


class Recovery:
    """Keep the newest project of one window in a folder, and find those of windows that are dead.

    `key` is the name of the window here, `project_file` the project that it saves in, empty without
    one. `problem` is why nothing is kept, where that cannot be; a
    later `put` tries again. Projects that are offered stay claimed, so that no second window offers
    them, until they are forgotten or this window ends.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problem: OutputError | None = None
        self.key, self.project_file = _new_key(), ""
        self._locks: dict[Path, IO[bytes]] = {}
        self._begin()

    def _begin(self) -> None:
        """Take the own lock, in a folder that may have to be made."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            while not self._claim(self._file(self.key)):
                # Another window took the lock for a dead one's before it was locked.
                self.key = _new_key()
            self.problem = None
        except OSError as problem:
            self.problem = OutputError(
                "{folder}: nothing can be written there ({reason}).",
                folder=shown(self.folder),
                reason=problem.strerror or problem,
            )

    def put(self, project: Project) -> None:
        """Keep a project in place of the one before, whole or not at all.

        Raises OutputError where it cannot be written.
        """
        if self.problem:
            self._begin()
        if self.problem:
            raise self.problem
        description = msgspec.structs.replace(project.description, file=self.project_file)
        write_project(replace(project, description=description), self._file(self.key))

    def offers(self) -> tuple[Offer, ...]:
        """Claim and return what dead windows left, the newest first; what is of no use goes.

        What was brought back and left once more, as it was, is offered once. What cannot be read
        now, or by this version, stays for another time.
        """
        found = []
        for file in self._files():
            with contextlib.suppress(OSError):
                if file not in self._locks and self._claim(file):
                    self._remove_leftovers(file)
                    found += self._offered(file)
        offers: list[Offer] = []
        for offer in sorted(found, key=lambda offer: offer.description.saved, reverse=True):
            if any(_same_run(offer.description, newer.description) for newer in offers):
                self.forget(offer.file)
            else:
                offers.append(offer)
        return tuple(offers)

    def keeps(self, key: str) -> bool:
        """Tell whether the window of this key lives, or can be recovered."""
        file = self._file(key)
        return file.exists() or file.with_suffix(LOCK).exists()

    def forget(self, file: Path) -> None:
        """Delete a project that was recovered, or is not wanted, with its lock."""
        for gone in (file, file.with_suffix(LOCK)):
            with contextlib.suppress(OSError):
                gone.unlink(missing_ok=True)
        if lock := self._locks.pop(file, None):
            lock.close()

    def clear(self) -> None:
        """Delete the own project: what is in it has been saved, or is not wanted."""
        with contextlib.suppress(OSError):
            self._file(self.key).unlink(missing_ok=True)

    def close(self, keep: bool = False) -> None:
        """Leave nothing of this window, unless it is to `keep` it, and give back other claims."""
        if not keep:
            self.forget(self._file(self.key))
        for lock in self._locks.values():
            lock.close()
        self._locks.clear()

    def _files(self) -> list[Path]:
        """Return the projects that are there, or that locks stand for."""
        found: set[Path] = set()
        with contextlib.suppress(OSError):
            for path in self.folder.iterdir():
                if path.suffix in (LOCK, PROJECT_ENDING) and _KEY.fullmatch(path.stem):
                    found.add(path.with_suffix(PROJECT_ENDING))
        return sorted(found)

    def _offered(self, file: Path) -> list[Offer]:
        try:
            return [Offer(file, read_description(file))]
        except DamagedProject:
            self.forget(file)
        except LayerbenchError:
            if file.exists():
                self._locks.pop(file).close()
            else:
                self.forget(file)
        return []

    def _remove_leftovers(self, file: Path) -> None:
        """Take away what a dead window was writing, unless a process with its number lives."""
        process = file.stem.partition("-")[0]
        others = [other for other in self._files() if other.stem.startswith(f"{process}-")]
        if others == [file]:
            remove_leftovers(self.folder, int(process))

    def _file(self, key: str) -> Path:
        return self.folder / f"{key}{PROJECT_ENDING}"

    def _claim(self, file: Path) -> bool:
        """Take the lock beside a project, and tell whether it was free."""
        lock = claim(file.with_suffix(LOCK))
        if lock:
            self._locks[file] = lock
        return lock is not None


def _same_run(one: Description, other: Description) -> bool:
    return one == msgspec.structs.replace(other, saved=one.saved, file=one.file)


def _new_key() -> str:
    return f"{os.getpid()}-{token_hex(4)}"
