"""A project in one file: the run as it stands, the network on its own, and where its data lie.

A zip of `project.json`, which says what is in it, `run.npz`, which the run goes on from bit for
bit, and `network.npz`, an exported network, for whoever has not got the data; these may be inside,
too (`data_inside.py`).
"""

import contextlib
import json
import math
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from dataclasses import replace as with_fields
from datetime import MAXYEAR, MINYEAR, UTC, datetime
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import msgspec
from msgspec.structs import replace

from core.data.arrays.npz_archive import check_contents
from core.data.folder.scan import MOST_FILES
from core.decimation import decimate
from core.errors import DataError, LayerbenchError, ModelError, damage
from core.experiment.settings import DataSettings, Experiment
from core.files import shown, temporary_folder, write_whole
from core.io_threads import Report
from core.messages import to_translate, tr
from core.models.formats.npz import npz_bytes
from core.models.model import Model
from core.open_file import open_regular_file, problem_of
from core.projects.data_inside import (
    LIST,
    LONGEST_LIST,
    MEMBERS,
    DataList,
    SourceData,
    read_list,
    unpack_files,
    without_places,
    write_data,
)
from core.projects.own_words import NO_WORDS, OwnWords
from core.statistics import finite
from core.training.calibration import calibrated_model
from core.training.checkpoint import CapturedRun, capture, with_earlier_split
from core.training.trainer import Trainer

FORMAT = 2
DESCRIPTION, RUN, NETWORK = "project.json", "run.npz", "network.npz"
# Costs of a run for a picture, about, and how many there may be.
COSTS, MOST_COSTS = 100, 1000
LONGEST = 16_000_000
"""Bytes of a description: corrections of very many pictures are long."""
_STORED_WITHOUT_PACKING = zipfile.ZIP_STORED
# Members beside the data, and bytes of the list of contents.
_OTHERS, _LONGEST_CONTENTS = 4, 60_000_000
# So many folders beside a project may its data lie in, where both have moved.
_DEEPEST = 3
_DAMAGES = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


class Description(msgspec.Struct, frozen=True, kw_only=True):
    """Say what a project holds, and when it was `saved`.

    `format` is that of the file, which may be older than FORMAT. `data_inside` tells whether the
    data are in it, too. `train_cost` is the newest, None before the first update or where it is not
    finite; `costs` are pairs of its place and a train cost, made few, for a picture of the run.
    `file` is the project that a run which a crash has left belongs to, empty for any other, and
    `words` are what its author has written for a report.
    """

    format: Annotated[int, msgspec.Meta(ge=1)]
    saved: Annotated[datetime, msgspec.Meta(tz=True)]
    experiment: Experiment
    iteration: Annotated[int, msgspec.Meta(ge=0)]
    data_inside: bool
    train_cost: float | None = None
    costs: Annotated[tuple[tuple[float, float], ...], msgspec.Meta(max_length=MOST_COSTS)] = ()
    file: str = ""
    words: OwnWords = NO_WORDS

    def __post_init__(self) -> None:
        # Nearer to an end of the calendar it is none in some zones.
        if not MINYEAR < self.saved.year < MAXYEAR:
            raise ValueError(self.saved)
        if self.train_cost is not None and not math.isfinite(self.train_cost):
            raise ValueError(self.train_cost)
        if not all(math.isfinite(at) and math.isfinite(cost) for at, cost in self.costs):
            raise ValueError(self.costs)


class DamagedProject(ModelError):
    """A file that is no project for any version of Layerbench."""


@dataclass(frozen=True, slots=True, eq=False)
class Project:
    """A run with its network, in arrays that training does not change."""

    description: Description
    run: CapturedRun
    network: Model


def capture_project(trainer: Trainer, words: OwnWords = NO_WORDS) -> Project:
    """Copy all that a project holds, so that it can be written while the run goes on."""
    trainer.finish_update()
    curve = trainer.history.train_cost.curve()
    chosen = decimate(curve.values, COSTS)
    costs = zip(curve.at[chosen].tolist(), curve.values[chosen].tolist(), strict=True)
    cost = float(curve.values[-1]) if len(curve.values) else None
    description = Description(
        format=FORMAT,
        saved=datetime.now(UTC).replace(microsecond=0),
        experiment=trainer.experiment,
        iteration=trainer.iteration,
        data_inside=False,
        train_cost=finite(cost),
        costs=tuple(pair for pair in costs if math.isfinite(pair[1])),
        words=words,
    )
    return Project(description, capture(trainer), calibrated_model(trainer))


def write_project(
    project: Project,
    path: str | Path,
    data: SourceData | None = None,
    report: Report = lambda done, total: None,
) -> None:
    """Write a project, whole or not at all, with the files of `data` inside where they are given.

    `report(done, total)` counts their bytes and may raise, such as Cancelled; then nothing is
    left. Raises OutputError where it cannot be written, or a file cannot be put inside.
    """
    if data:
        project = _with_data_inside(project)

    def write(file: BinaryIO) -> None:
        # Weights hardly shrink when they are packed, and packing them takes its time.
        with zipfile.ZipFile(file, "w", _STORED_WITHOUT_PACKING) as archive:
            archive.writestr(DESCRIPTION, json.dumps(msgspec.to_builtins(project.description)))
            with archive.open(RUN, "w", force_zip64=True) as member:
                project.run.write(member)
            archive.writestr(NETWORK, npz_bytes(project.network))
            if data:
                write_data(archive, data, report)

    write_whole(path, write)


def _with_data_inside(project: Project) -> Project:
    """Say that the data are inside, and nowhere where they were on this machine."""
    before = project.description.experiment
    experiment = replace(before, data=without_places(before.data))
    return Project(
        replace(project.description, experiment=experiment, data_inside=True),
        project.run._replace(description=replace(project.run.description, experiment=experiment)),
        with_fields(project.network, experiment=experiment),
    )


def data_beside(file: str | Path, data: DataSettings) -> DataSettings:
    """Return where data are that have moved with their project: beside it, or in a folder there.

    Where they are where they were, or are not there either, the settings stay as they are. Whether
    they are the same the run tells, which knows them by their fingerprint.
    """
    return replace(
        data,
        folder=_beside(Path(file).parent, data.folder),
        test_folder=_beside(Path(file).parent, data.test_folder),
    )


def _beside(folder: Path, path: str) -> str:
    if not path or os.path.exists(path):
        return path
    parts = Path(path).parts[1:]
    places = (folder.joinpath(*parts[-count:]) for count in range(1, min(_DEEPEST, len(parts)) + 1))
    return next((str(place) for place in places if place.exists()), path)


@dataclass(frozen=True, slots=True)
class UnpackedProject:
    """Where the parts of a project lie for a while; `file` is the project itself, as shown.

    `data` lists the data inside, None where there are none.
    """

    file: str
    description: Description
    run: Path
    network: Path
    data: DataList | None
    _archive: zipfile.ZipFile

    def name_in(self, problem: LayerbenchError) -> None:
        """Have a mistake in a part name the project, which the user knows."""
        if problem.values.get("file") in (shown(self.run), shown(self.network)):
            problem.values["file"] = self.file

    def unpack_data(self, folder: str, report: Report) -> None:
        """Put the data that are inside into a folder; `report(done, total)` counts files.

        Raises DataError, naming the project, where they are damaged or cannot be written.
        """
        assert self.data is not None
        try:
            unpack_files(self._archive, self.data, folder, report)
        except (*_DAMAGES, DataError) as problem:
            raise DataError(
                "{file}: the data inside cannot be used: {problem}.",
                file=self.file,
                problem=problem,
            ) from None
        except OSError as problem:
            raise DataError(
                "{file}: the data inside cannot be unpacked into {folder} ({reason}).",
                file=self.file,
                folder=shown(os.path.dirname(folder)),
                reason=problem.strerror or problem,
            ) from None


@contextlib.contextmanager
def unpack_project(path: str | Path) -> Iterator[UnpackedProject]:
    """Unpack a project for the time of the block, its data only when they are asked for.

    Raises ModelError, naming the file, where it is none, is damaged or of another version or
    there is no room for it, and what reading its parts raises.
    """
    with contextlib.ExitStack() as block:
        archive = block.enter_context(_opened(path))
        description = _read_description(path, archive)
        with _told(path):
            data = _read_data_list(archive) if description.data_inside else None
            _check_members(archive, data, os.path.getsize(path))
            folder = block.enter_context(temporary_folder())
            for name in (RUN, NETWORK):
                archive.extract(_member(archive, name), folder)
        project = UnpackedProject(
            shown(path), description, Path(folder, RUN), Path(folder, NETWORK), data, archive
        )
        try:
            yield project
        except LayerbenchError as problem:
            project.name_in(problem)
            raise


@contextlib.contextmanager
def temporary_data(project: UnpackedProject, report: Report) -> Iterator[DataSettings]:
    """Return the settings of a project's data; those inside lie in a folder for the block's time.

    `report(done, total)` counts files. Raises DataError, naming the project, where they are damaged
    or cannot be written.
    """
    data = project.description.experiment.data
    if project.data is None:
        yield data
        return
    with temporary_folder() as place:
        inside = os.path.join(place, "data")
        os.mkdir(inside)
        project.unpack_data(inside, report)
        yield project.data.settings_in(Path(inside), data)


def read_description(path: str | Path) -> Description:
    """Read what a project says of itself.

    Raises ModelError, naming the file, where it cannot be read or is of another version, and
    DamagedProject where it is none.
    """
    with _opened(path) as archive:
        return _read_description(path, archive)


@contextlib.contextmanager
def _opened(path: str | Path) -> Iterator[zipfile.ZipFile]:
    try:
        file = open_regular_file(os.fspath(path))
    except LayerbenchError as problem:
        raise ModelError("{file}: {problem}.", file=shown(path), problem=problem) from None
    with file:
        with _told(path):
            check_contents(file, MOST_FILES + _OTHERS, _LONGEST_CONTENTS)
            archive = zipfile.ZipFile(file)
        with archive:
            yield archive


@contextlib.contextmanager
def _told(path: str | Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise ModelError(
            "{file}: {problem}.", file=shown(path), problem=problem_of(problem)
        ) from None
    except (*_DAMAGES, KeyError, ValueError, DataError) as problem:
        raise DamagedProject(
            to_translate("{file} is no project of Layerbench, or it is damaged: {problem}."),
            file=shown(path),
            problem=problem,
        ) from None


def _read_description(path: str | Path, archive: zipfile.ZipFile) -> Description:
    with _told(path):
        member = _member(archive, DESCRIPTION)
        if member.file_size > LONGEST:
            raise ValueError(DESCRIPTION)
        values: Any = json.loads(archive.read(member))
    found = values.get("format") if isinstance(values, dict) else None
    if isinstance(found, int) and found > FORMAT:
        raise ModelError(
            "{file} was saved by a newer Layerbench (format {found}, and this one reads up to "
            "{known}): open it with that one.",
            file=shown(path),
            found=found,
            known=FORMAT,
        )
    try:
        return msgspec.convert(with_earlier_split(_migrated(values)), Description)
    except (msgspec.ValidationError, LayerbenchError) as problem:
        raise DamagedProject(
            to_translate("{file} is damaged: {problem}."), file=shown(path), problem=damage(problem)
        ) from None


def _migrated(values: Any) -> Any:
    """Return a description as this format has it; its number stays that of the file."""
    if not isinstance(values, dict):
        return values
    found = values.get("format")
    for number in range(found if isinstance(found, int) else FORMAT, FORMAT):
        values = _MIGRATIONS.get(number, dict)(values)
    return values


def _without_data_inside(values: dict[str, Any]) -> dict[str, Any]:
    return values | {"data_inside": False}


_MIGRATIONS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {1: _without_data_inside}
"""What makes a description of each format one of the next."""


def _read_data_list(archive: zipfile.ZipFile) -> DataList:
    member = _member(archive, LIST)
    if member.file_size > LONGEST_LIST:
        raise ValueError(LIST)
    return read_list(archive.read(member))


def _check_members(archive: zipfile.ZipFile, data: DataList | None, size: int) -> None:
    """Raise BadZipFile unless just what belongs to a project is there, each once.

    Nothing is packed, so nothing unpacks to more than the file: members that overlap would.
    """
    wanted = {DESCRIPTION, RUN, NETWORK}
    if data:
        wanted |= {LIST, *(MEMBERS + digest for digest in data.files.values())}
    found = archive.namelist()
    for name in {*found} ^ wanted:
        raise zipfile.BadZipFile(shown(name))
    if len(found) != len(wanted):
        raise zipfile.BadZipFile(tr("it holds two files of one name"))
    sizes = sum(_member(archive, name).file_size for name in found)
    if sizes > size:
        raise zipfile.BadZipFile(tr("its files overlap"))


def _member(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    """Return a member that is stored as it is, so that none is larger than the file."""
    member = archive.getinfo(name)
    packed = member.compress_type != _STORED_WITHOUT_PACKING
    if packed or member.file_size != member.compress_size:
        raise zipfile.BadZipFile(name)
    return member
