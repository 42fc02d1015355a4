"""The folder of a sweep: what it is, and a file for every run, which are the truth."""

import contextlib
import os
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from core.errors import DataError, OutputError
from core.experiment.presets import without_words
from core.file_lock import claim
from core.files import shown, write_whole
from core.open_file import read_start
from core.sweeps.run_result import FORMAT, RunResult, from_json, to_json
from core.sweeps.sweep import Sweep, digest

RUNS, SWEEP, ENDING, LOCK = "runs", "sweep.json", ".json", ".lock"
# No run's file is longer: 20,000 marked pictures take a few million bytes.
LONGEST = 64_000_000


def usual_folder(sweep: Sweep, place: Path | None = None) -> Path:
    """Return where the runs of a sweep are kept where nobody has said.

    All sweeps of one experiment share a folder, so that other ranges find the runs that are there.
    """
    experiment = without_words(sweep.experiment)
    return (place or user_data_folder() / "sweeps") / digest(experiment)[:16]


def user_data_folder() -> Path:
    """Return the user's folder for larger things, which the window uses, too."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.expanduser("~\\AppData\\Local")
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Application Support")
    else:
        base = os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share")
    return Path(base) / "Layerbench"


class SweepFolder:
    """Keep the runs of a sweep, each in a file of its own that is written whole or not at all.

    It is made when it is opened. Raises OutputError where it cannot be.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            (folder / RUNS).mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise OutputError(
                "{folder} cannot be made ({reason}): choose another place for the runs.",
                folder=shown(folder),
                reason=problem.strerror or problem,
            ) from None

    @contextlib.contextmanager
    def in_use(self) -> Iterator[None]:
        """Have nobody take it away before the block ends, or the process."""
        name = self.folder / f"{os.getpid()}-{secrets.token_hex(4)}{LOCK}"
        try:
            lock = claim(name)
        except OSError:
            lock = None  # what cannot be written to is said where a run is kept
        try:
            yield
        finally:
            if lock:
                lock.close()
                with contextlib.suppress(OSError):
                    name.unlink()

    def file(self, key: str) -> Path:
        """Return the file of a run."""
        return self.folder / RUNS / f"{key}{ENDING}"

    def get(self, key: str) -> RunResult | None:
        """Return a run that is kept; None where it is not, or is damaged: it is made again."""
        file = self.file(key)
        if not file.is_file():
            return None
        try:
            result = from_json(read_start(str(file), LONGEST))
        except (DataError, OSError, msgspec.DecodeError):
            return None
        return result if result.format == FORMAT and result.key == key else None

    def put(self, result: RunResult) -> Path:
        """Keep a run; raises OutputError where it cannot be written."""
        file, data = self.file(result.key), to_json(result)
        write_whole(file, lambda opened: opened.write(data))
        return file

    def put_sweep(self, sweep: Sweep) -> None:
        """Keep what the sweep is; raises OutputError where it cannot be written."""
        data = msgspec.json.format(msgspec.json.encode(sweep), indent=1)
        write_whole(self.folder / SWEEP, lambda opened: opened.write(data))


def is_in_use(folder: Path) -> bool:
    """Tell whether somebody makes runs in a folder; the locks of those that have died are taken."""
    with contextlib.suppress(OSError):
        for name in folder.glob(f"*{LOCK}"):
            lock = claim(name)
            if lock is None:
                return True
            lock.close()
            name.unlink(missing_ok=True)
    return False


def read_sweep(folder: Path) -> Sweep:
    """Return the sweep that a folder is of.

    Raises DataError where there is none that can be read.
    """
    file = folder / SWEEP
    try:
        return msgspec.json.decode(read_start(str(file), LONGEST), type=Sweep)
    except (OSError, msgspec.DecodeError) as problem:
        raise DataError(
            "{file} cannot be read as a sweep: {problem}.", file=shown(file), problem=problem
        ) from None
