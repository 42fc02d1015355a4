"""The runs that are kept, each in a file of its own in the user's data folder."""

import contextlib
import math
from datetime import datetime
from itertools import count
from pathlib import Path

import numpy as np
from msgspec.structs import replace

from core.data.registry import DATASETS
from core.errors import DataError, LayerbenchError, OutputError, damage
from core.experiment.settings import AnswerSettings
from core.files import shown, write_whole
from core.messages import tr
from core.network.targets import TARGETS
from core.open_file import open_regular_file
from core.runs.record import FORMAT, Line, Record, from_json, to_json

MOST = 200
ENDING = ".run.json"
# A run of 20,000 marked pictures takes a few million bytes; a longer file is none.
LONGEST = 64_000_000
# No run counts as far, lasts as many seconds, or has such a learning rate.
LARGEST = 1e15
# A cost of 0 may be rounded below it.
_ROUNDED = -1e-6


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
        others = [other for other in self.records if other.key != record.key]
        if any(_goes_on_from(other, record) for other in others):
            return
        repeated = [
            other
            for other in others
            if other.numbers == record.numbers or _goes_on_from(record, other)
        ]
        for other in repeated:
            live = other.live and record.live
            record = replace(record, name=other.name, live=live)
        passed = [other for other in others if other.live and record.live]
        replaced = {other.key for other in (*repeated, *passed)}
        names = {other.name for other in others if other.key not in replaced}
        record = replace(record, name=_distinct(record.name, names))
        self._read()[record.key] = record
        # What it replaces goes only when it is whole itself: the program may be killed between.
        written = self._write(record)
        for key in replaced:
            self._drop(key) if written else self._read().pop(key)

    def rename(self, key: str, name: str) -> None:
        """Rename a run; one of Live then stays."""
        if key in self._read() and name.strip():
            self.put(replace(self._read()[key], name=name.strip(), live=False))

    def answer_by(self, key: str, answers: AnswerSettings, threshold: float | None) -> None:
        """Keep how the network of a run answers now; its figures stay."""
        if key in self._read():
            found = self._read()[key]
            experiment = replace(found.experiment, answers=answers)
            self.put(replace(found, experiment=experiment, threshold=threshold))

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

    def _write(self, record: Record) -> bool:
        """Write a run's file, and tell whether that could be done."""
        data = to_json(record)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(self._file(record.key), lambda file: file.write(data))
        except (OSError, OutputError) as problem:
            text = tr("Runs are kept until the window is closed only: {problem}")
            self._unkept = text.format(problem=problem)
            return False
        self._unkept = ""
        return True

    def _read(self) -> dict[str, Record]:
        if self._records is None:
            self._records = {}
            for file in sorted(self.folder.glob(f"*{ENDING}")):
                try:
                    self._records[_key(file)] = read_record(file)
                except DataError as problem:
                    self._damaged.append(str(problem))
        return self._records


def _goes_on_from(further: Record, cut: Record) -> bool:
    """Tell whether a run is one that was cut short, and went on from there or as far."""
    (settings, _, *others), (cut_settings, _, *cut_others) = further.numbers, cut.numbers
    same = (settings, others) == (cut_settings, cut_others)
    return cut.cut_short and same and cut.iterations <= further.iterations


def read_record(file: Path) -> Record:
    """Read a run that was kept; DataError, naming the file, says why that cannot be."""
    try:
        with open_regular_file(str(file)) as stored:
            data = stored.read(LONGEST + 1)
        if len(data) > LONGEST:
            raise DataError("it has more than {most:,} bytes", most=LONGEST)
        found = from_json(data)
    except (OSError, ValueError, RecursionError, LayerbenchError) as problem:
        raise DataError(
            "{file} is damaged: {problem}.", file=shown(file), problem=damage(problem)
        ) from None
    if found.format != FORMAT:
        raise DataError("{file} was written by another version of Layerbench.", file=shown(file))
    if not _is_possible(found):
        raise DataError("{file} is damaged: its figures cannot be of a run.", file=shown(file))
    # The name of the file counts: a copy of it is another run.
    return replace(found, key=_key(file))


def _is_possible(record: Record) -> bool:
    """Tell whether everything in a record may be of a run, so that every view can show it."""
    return (
        record.experiment.data.kind in DATASETS
        and record.unit in ("iteration", "epoch")
        and record.iterations >= 0
        and 0 <= record.seconds < LARGEST
        and _is_time(record.kept)
        # A cost may be as large as a float: the run has diverged.
        and _is_curve(record.train_cost, math.inf)
        and _is_curve(record.test_cost, math.inf)
        and record.targets in TARGETS
        and _is_metric(record.train_accuracy, record)
        and _is_metric(record.test_accuracy, record)
        and all(0 <= at <= LARGEST for at in record.branches)
        and all(0 <= at <= LARGEST and 0 <= rate <= LARGEST for at, rate in record.rate_changes)
    )


def _is_metric(line: Line, record: Record) -> bool:
    """Tell whether a curve may be of accuracies; R² may be as low as a float."""
    lowest = _ROUNDED if TARGETS[record.targets].in_percent else -math.inf
    return _is_curve(line, 1, lowest)


def _is_curve(line: Line, highest: float, lowest: float = _ROUNDED) -> bool:
    known = line.values[~np.isnan(line.values)]
    return (
        len(line.at) == len(line.values)
        and bool(np.all(line.at[:-1] <= line.at[1:]))
        and bool(np.all((line.at >= 0) & (line.at < LARGEST)))
        and bool(np.all((lowest <= known) & (known <= highest)))
    )


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _distinct(name: str, others: set[str]) -> str:
    """Return a name, with a number behind it where another run has it already."""
    numbered = (f"{name} ({number})" for number in count(2))
    return name if name not in others else next(each for each in numbered if each not in others)


def _key(file: Path) -> str:
    return file.name.removesuffix(ENDING)
