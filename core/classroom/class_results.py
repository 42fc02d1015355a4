"""The results of a class: a folder of projects, read to a table with a row for each."""

import csv
import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.csv_cell import csv_text
from core.data.dataset import Dataset
from core.data.load import load
from core.errors import Cancelled, DataError, LayerbenchError
from core.experiment.settings import DataSettings, Experiment
from core.files import shown
from core.io_threads import Report
from core.messages import paragraph, to_translate
from core.models.endings import PROJECT_ENDING
from core.natural_sort import natural
from core.network.losses import LOSSES
from core.network.targets import NUMBERS
from core.projects.own_words import OwnWords
from core.projects.project import UnpackedProject, data_beside, temporary_data, unpack_project
from core.runs.record import final, settings_name
from core.statistics import finite
from core.training.checkpoint import load_checkpoint, read_curves
from core.training.health.findings import Finding
from core.training.health.registry import final_findings

MOST = 1000
"""Projects of a class; a folder with more was hardly meant."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a project holds of its run: the last costs and accuracies, None where there is none.

    In the place of the accuracy of numbers stands R². `findings` are what Health says of the run;
    they are empty and `not_looked` says why where its data could not be read.
    """

    words: OwnWords
    experiment: Experiment
    saved: datetime
    iterations: int
    train_cost: float | None
    test_cost: float | None
    train_accuracy: float | None
    test_accuracy: float | None
    findings: tuple[Finding, ...] = ()
    not_looked: LayerbenchError | None = None

    @property
    def in_percent(self) -> bool:
        """Tell whether people write its accuracies in percent, and not as R²."""
        return NUMBERS.name not in LOSSES[self.experiment.training.loss].outputs


@dataclass(frozen=True, slots=True)
class ClassRow:
    """One project of a class; `name` is its path within the folder, without its ending.

    `problem` says why it could not be read, and then there is no `result`.
    """

    file: Path
    name: str
    result: Result | None = None
    problem: LayerbenchError | None = None

    def value(self, column: "Column") -> float | str | None:
        """Return what stands in a column, None where the project could not be read."""
        return column.value(self.result) if self.result else None

    @property
    def remarks(self) -> list[str]:
        """Return what Health found, or why it could not look, or what is wrong with the file."""
        if self.result is None:
            return [str(self.problem)]
        if self.result.not_looked:
            return [str(self.result.not_looked)]
        return [finding.sentence() for finding in self.result.findings]


@dataclass(frozen=True, slots=True)
class Column:
    """One column as a row of a table: its name in files, its heading, and what a result has there.

    A value is a number, a text, or None.
    """

    name: str
    label: str
    value: Callable[[Result], float | str | None]
    is_metric: bool = False


_COLUMNS = (
    Column("author", to_translate("Author"), lambda result: result.words.author),
    Column("title", to_translate("Title"), lambda result: result.words.title),
    Column("settings", to_translate("Settings"), lambda result: settings_name(result.experiment)),
    Column("iterations", to_translate("Iterations"), lambda result: result.iterations),
    Column("train_cost", to_translate("Train cost"), lambda result: result.train_cost),
    Column("test_cost", to_translate("Test cost"), lambda result: result.test_cost),
    Column("train_accuracy", to_translate("Train"), lambda result: result.train_accuracy, True),
    Column("test_accuracy", to_translate("Test"), lambda result: result.test_accuracy, True),
    Column("saved", to_translate("Saved"), lambda result: result.saved.isoformat()),
)
COLUMNS = {row.name: row for row in _COLUMNS}


def read_class(
    folder: str | Path, report: Report = lambda done, total: None
) -> tuple[ClassRow, ...]:
    """Read every project in a folder and in the folders within it, in natural order.

    `report(done, total)` counts them and may raise, such as Cancelled. A file that cannot be read
    is a row that says why. Raises DataError where there is none, or far too many.
    """
    files = _projects(folder)
    reader, rows = _Reader(), []
    for done, file in enumerate(files):

        def go_on(*_: int, done: int = done) -> None:
            report(done, len(files))

        go_on()
        rows.append(reader.row(file, _name(file, folder), go_on))
    report(len(files), len(files))
    return tuple(rows)


def to_csv(rows: tuple[ClassRow, ...]) -> bytes:
    """Write a class as comma-separated values, numbers in full precision with a decimal point."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("project", *COLUMNS, "health", "problem"))
    for row in rows:
        values = [_plain(row.value(column)) for column in _COLUMNS]
        remarks = csv_text(paragraph(*row.remarks))
        last = (remarks, "") if row.result else ("", remarks)
        writer.writerow((csv_text(row.name), *values, *last))
    return text.getvalue().encode()


class _Reader:
    """Read projects one after the other; those of a class are often of the same data."""

    def __init__(self) -> None:
        self._data: tuple[DataSettings, Dataset] | None = None

    def row(self, file: Path, name: str, report: Report) -> ClassRow:
        try:
            with unpack_project(file) as project:
                return ClassRow(file, name, self._result(project, file, report))
        except Cancelled:
            raise
        except LayerbenchError as problem:
            return ClassRow(file, name, problem=problem)

    def _result(self, project: UnpackedProject, file: Path, report: Report) -> Result:
        found, curves = project.description, read_curves(project.run)[0]
        last = {name: finite(final(curve)) for name, curve in curves.items()}
        findings, not_looked = self._look(project, file, report)
        return Result(
            words=found.words,
            experiment=found.experiment,
            saved=found.saved,
            iterations=found.iteration,
            train_cost=last["train_cost"],
            test_cost=last["test_cost"],
            train_accuracy=last["train_accuracy"],
            test_accuracy=last["test_accuracy"],
            findings=findings,
            not_looked=not_looked,
        )

    def _look(
        self, project: UnpackedProject, file: Path, report: Report
    ) -> tuple[tuple[Finding, ...], LayerbenchError | None]:
        """Return what Health finds, or why it cannot look."""
        try:
            with temporary_data(project, report) as data:
                data = data_beside(file, data)
                trainer = load_checkpoint(project.run, self._load(data, report), data)
                return final_findings(trainer), None
        except Cancelled:
            raise
        except MemoryError:
            return (), DataError("Health was not looked at: there is not enough memory for that.")
        except LayerbenchError as problem:
            return (), DataError("Health was not looked at: {problem}", problem=problem)

    def _load(self, data: DataSettings, report: Report) -> Dataset:
        if self._data is None or self._data[0] != data:
            # Not two at a time.
            self._data = None
            self._data = data, load(data, report)
        return self._data[1]


def _projects(folder: str | Path) -> list[Path]:
    """List the projects in a folder and below it; raises DataError without any, or far too many."""
    found: list[Path] = []
    if not os.path.isdir(folder):
        raise DataError("{folder}: no such folder. Check the name.", folder=shown(folder))
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(place, name) for name in files if _is_project(name)]
        if len(found) > MOST:
            raise DataError(
                "{folder} holds more than {most:,} projects: choose the folder of one class.",
                folder=shown(folder),
                most=MOST,
            )
    if not found:
        raise DataError(
            "{folder} holds no project: choose a folder with files that end in {ending}.",
            folder=shown(folder),
            ending=PROJECT_ENDING,
        )
    return sorted(found, key=lambda file: natural(_name(file, folder)))


def _is_project(name: str) -> bool:
    return name.lower().endswith(PROJECT_ENDING) and not name.startswith(".")


def _name(file: Path, folder: str | Path) -> str:
    return shown(file.relative_to(folder).with_suffix(""))


def _plain(value: float | str | None) -> float | str:
    if isinstance(value, str):
        return csv_text(value)
    return "" if value is None else value
