"""What a window leaves behind for the case that it ends otherwise than by being closed.

Each has a project of its own in one folder, and beside it a lock that the system takes away with
the process, whatever ends it: so what lives is never offered, and a number of a process that
somebody else has now deceives nobody.
"""

import contextlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

from core.errors import LayerbenchError
from core.models.endings import PROJECT_ENDING
from core.projects.project import Description, Project, read_description, write_project

LOCK = ".lock"


@dataclass(frozen=True, slots=True)
class Offer:
    """A project that can be recovered: its file, and what it says of itself."""

    file: Path
    description: Description


class Recovery:
    """Keep the newest project of one window in a folder, and find those of windows that are dead.

    `problem` says why nothing is kept, where that cannot be. Projects that are offered stay
    claimed, so that no second window offers them, until they are forgotten or this window ends.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problem = ""
        self._key = f"{os.getpid()}-{token_hex(4)}"
        self._locks: dict[Path, BinaryIO] = {}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._claim(self._file(self._key))
        except OSError as problem:
            self.problem = str(problem.strerror or problem)

    def put(self, project: Project) -> None:
        """Keep a project in place of the one before, whole or not at all.

        Raises OutputError where it cannot be written.
        """
        if not self.problem:
            write_project(project, self._file(self._key))

    def offers(self) -> tuple[Offer, ...]:
        """Claim and return what dead windows left, the newest first; what is of no use goes."""
        found = []
        with contextlib.suppress(OSError):
            for lock in sorted(self.folder.glob(f"*{LOCK}")):
                file = lock.with_suffix(PROJECT_ENDING)
                if file in self._locks or not self._claim(file):
                    continue
                try:
                    found.append(Offer(file, read_description(file)))
                except LayerbenchError:
                    self.forget(file)
        return tuple(sorted(found, key=lambda offer: offer.description.saved, reverse=True))

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
            self._file(self._key).unlink(missing_ok=True)

    def close(self, keep: bool = False) -> None:
        """Leave nothing of this window, unless it is to `keep` it, and give back other claims."""
        if not keep:
            self.forget(self._file(self._key))
        for lock in self._locks.values():
            lock.close()
        self._locks.clear()

    def _file(self, key: str) -> Path:
        return self.folder / f"{key}{PROJECT_ENDING}"

    def _claim(self, file: Path) -> bool:
        """Take the lock beside a project, and tell whether it was free."""
        lock = open(file.with_suffix(LOCK), "ab")  # noqa: SIM115 (held as long as the claim)
        if not _lock(lock):
            lock.close()
            return False
        self._locks[file] = lock
        return True


def _lock(file: BinaryIO) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
