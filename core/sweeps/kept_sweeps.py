"""The sweeps whose runs are kept in one place: how many they are, and how they are taken away."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from core.errors import DataError
from core.files import remove_folder
from core.io_threads import Report
from core.sweeps.sweep import Sweep
from core.sweeps.sweep_folder import ENDING, RUNS, is_in_use, read_sweep


@dataclass(frozen=True, slots=True)
class KeptSweep:
    """The runs of the sweeps of one experiment: how many, their bytes, and whether more are made.

    `sweep` is the last of them, None where its file cannot be read.
    """

    folder: Path
    sweep: Sweep | None
    runs: int
    size: int
    used: float
    in_use: bool


@dataclass(frozen=True, slots=True)
class KeptOrder:
    """Look at the sweeps that are kept in `place`, once the folders `remove` have gone."""

    place: Path
    remove: tuple[Path, ...] = ()


def keep(order: KeptOrder, report: Report) -> tuple[KeptSweep, ...]:
    """Take away what is to go, but for sweeps that go on, and return those kept, newest first."""
    for number, folder in enumerate(order.remove):
        report(number, len(order.remove))
        if not is_in_use(folder):
            _remove(folder)
    try:
        with os.scandir(order.place) as entries:
            folders = [Path(entry) for entry in entries if entry.is_dir(follow_symlinks=False)]
    except OSError:
        return ()
    found = []
    for number, folder in enumerate(folders):
        report(number, len(folders))
        # Another window may take it away just now, or it is no folder of a map.
        with suppress(OSError):
            found.append(_kept(folder))
    return tuple(sorted(found, key=lambda each: each.used, reverse=True))


def _kept(folder: Path) -> KeptSweep:
    try:
        sweep = read_sweep(folder)
    except DataError:
        sweep = None
    with os.scandir(folder / RUNS) as entries:
        # Others are being written, and have another name a moment later.
        files = [Path(entry).stat() for entry in entries if entry.name.endswith(ENDING)]
    used = max((file.st_mtime for file in files), default=folder.stat().st_mtime)
    size = sum(file.st_size for file in files)
    return KeptSweep(folder, sweep, len(files), size, used, is_in_use(folder))


def _remove(folder: Path) -> None:
    try:
        remove_folder(str(folder))
    except OSError:
        return  # it is still there, and so it is seen
