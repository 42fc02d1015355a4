"""The runs that are kept, each in a file of its own in the user's data folder."""

import contextlib
from pathlib import Path

import msgspec

from core.errors import DataError, LayerbenchError, OutputError
from core.files import shown, write_whole
from core.messages import tr
from core.runs.record import FORMAT, Record

MOST = 200
ENDING = ".run.json"
# No run takes as many bytes; another file may.
LONGEST = 1_000_000


class RunStore:
    """Keep runs in a folder, which is made when the first comes; the oldest beyond 200 go.

    `problems` says of every file that could not be read, and of a place that cannot be
    written to, what is wrong: the other runs are there all the same. `removed` can be undone.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.removed: list[tuple[Record, ...]] = []
        self._records: dict[str, Record] | None = None
        self._damaged: list[str] = []
        self._unkept = ""

    @property
    def records(self) -> tuple[Record, ...]:
        """Return every run that is kept, the newest first."""
        return tuple(sorted(self._read().values(), key=lambda record: record.key, reverse=True))

    @property
    def problems(self) -> tuple[str, ...]:
        """Say what could not be read or written."""
        self._read()
        return (*self._damaged, *([self._unkept] if self._unkept else []))

    def put(self, *records: Record) -> None:
        """Keep runs, each in the place of one that it repeats, or of the last one of Live."""
        for record in records:
            self._put(record)
        for oldest in self.records[MOST:]:
            self._drop(oldest.key)

    def _put(self, record: Record) -> None:
        for other in self.records:
            if other.key == record.key:
                continue
            if other.numbers == record.numbers:
                live = other.live and record.live
                record = msgspec.structs.replace(record, name=other.name, live=live)
                self._drop(other.key)
            elif other.live and record.live:
                self._drop(other.key)
        self._read()[record.key] = record
        self._write(record)

    def rename(self, key: str, name: str) -> None:
        """Return a run another name; one of Live then stays."""
        if key in self._read() and name.strip():
            self.put(msgspec.structs.replace(self._read()[key], name=name.strip(), live=False))

    def remove(self, *keys: str) -> None:
        """Keep these runs no longer; until the program ends that can be undone."""
        gone = tuple(self._drop(key) for key in keys if key in self._read())
        self.removed += [gone] if gone else []

    def undo(self) -> None:
        """Bring back what was removed last."""
        if self.removed:
            self.put(*self.removed.pop())

    def _drop(self, key: str) -> Record:
        with contextlib.suppress(OSError):
            self._file(key).unlink(missing_ok=True)
        return self._read().pop(key)

    def _file(self, key: str) -> Path:
        return self.folder / f"{key}{ENDING}"

    def _write(self, record: Record) -> None:
        data = msgspec.json.encode(record)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(self._file(record.key), lambda file: file.write(data))
            self._unkept = ""
        except (OSError, OutputError) as problem:
            text = tr("Runs are kept until the window is closed only: {problem}")
            self._unkept = text.format(problem=problem)

    def _read(self) -> dict[str, Record]:
        if self._records is None:
            self._records = {}
            for file in sorted(self.folder.glob(f"*{ENDING}")):
                try:
                    self._records[_key(file)] = read_record(file)
                except DataError as problem:
                    self._damaged.append(str(problem))
        return self._records


def read_record(file: Path) -> Record:
    """Read a run that was kept; DataError, naming the file, says why that cannot be."""
    try:
        with file.open("rb") as stored:
            data = stored.read(LONGEST)
        found = msgspec.json.decode(data, type=Record)
    except (OSError, ValueError, RecursionError, LayerbenchError) as problem:
        raise DataError(
            "{file} is damaged: {problem}.", file=shown(file), problem=problem
        ) from None
    if found.format != FORMAT:
        raise DataError("{file} was written by another version of Layerbench.", file=shown(file))
    # The name of the file counts: a copy of it is another run.
    return msgspec.structs.replace(found, key=_key(file))


def _key(file: Path) -> str:
    return file.name.removesuffix(ENDING)
