"""The data of a project inside its file, so that it can be handed on: each file once, by its hash.

`data.json` says which file of the experiment is which member of the zip.
"""

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, BinaryIO, NamedTuple

import msgspec
from msgspec.structs import replace

from core.data.dataset import Dataset
from core.data.folder.listing import entries, same_spelling
from core.data.folder.overrides import LEFT_OUT
from core.data.folder.scan import MOST_FILES, folders_without_class, label_table, prefix
from core.data.registry import DATASETS
from core.errors import DataError, OutputError
from core.experiment.settings import DataSettings
from core.files import shown
from core.io_threads import Report, ReportThrottle
from core.open_file import Stamp, file_stamp, open_regular_file

LIST, MEMBERS = "data.json", "data/"
LONGEST_LIST = 200_000_000
"""Bytes; so many names of files have less."""
_CHUNK = 1_000_000
# More than any collection has of copies; what is small may be what it likes.
_LARGEST_RATIO, _SMALL = 20, 64_000_000
_DISK_SHARE = 0.9
_SIZE_AND_TIME = slice(2, 4)
_NEVER_IN_NAMES = {"\0", os.sep, os.altsep or os.sep, *(":" if os.name == "nt" else "")} - {"/"}


class SourceFile(NamedTuple):
    """A file to be put inside: its name there, where it is, and what it was when it was read."""

    name: str
    path: str
    stamp: Stamp | None = None

    @property
    def size(self) -> int:
        """Return its bytes, 0 where it cannot be seen."""
        stamp = self.stamp or file_stamp(self.path)
        return stamp[2] if stamp else 0


@dataclass(frozen=True, slots=True)
class SourceData:
    """The data of an experiment as files: what `DataList` says of them, before they are hashed."""

    folder: str
    test_folder: str
    files: tuple[SourceFile, ...]
    empty_folders: tuple[str, ...] = ()
    of_pictures: bool = False

    @property
    def size(self) -> int:
        """Return the bytes of all files."""
        return sum(file.size for file in self.files)


class DataList(msgspec.Struct, frozen=True, kw_only=True):
    """The hash (SHA-256) of every file by its name, parted by "/", and where the settings look.

    `folder` and `test_folder` are names of that kind, too, the second empty where there is none;
    `empty_folders` are those that an experiment leaves out as a whole, and names in its settings.
    """

    folder: str
    test_folder: str
    files: Annotated[
        dict[str, Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]],
        msgspec.Meta(min_length=1, max_length=MOST_FILES),
    ]
    empty_folders: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in (self.folder, *self.files, *self.empty_folders):
            _check_within(name)
        if self.test_folder:
            _check_within(self.test_folder)

    @property
    def key(self) -> str:
        """Tell lists apart: what is in it, and what it is called."""
        text = json.dumps(msgspec.to_builtins(self), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def settings_in(self, folder: Path, settings: DataSettings) -> DataSettings:
        """Return settings that read the files once they are in a folder."""
        test = str(folder / self.test_folder) if self.test_folder else ""
        return replace(settings, folder=str(folder / self.folder), test_folder=test)


def has_files(settings: DataSettings) -> bool:
    """Tell whether an experiment learns from files, and not from what the bench makes itself."""
    return settings.kind in DATASETS and DATASETS[settings.kind].needs_folder


def source_data(settings: DataSettings, dataset: Dataset) -> SourceData:
    """List the files of a data set: its samples, and what the user left out by hand."""
    folder = _inner_name("0", settings.folder)
    test_folder = _inner_name("1", settings.test_folder) if settings.test_folder else ""
    if DATASETS[settings.kind].opens == "file":
        pairs = [(folder, settings.folder), (test_folder, settings.test_folder)]
        files = [SourceFile(name, path, file_stamp(path)) for name, path in pairs if path]
        return SourceData(folder, test_folder, tuple(files))
    records = dataset.decoded.records if dataset.decoded else {}
    files = []
    for second, within in _names(settings, dataset):
        outer = settings.test_folder if second else settings.folder
        path = os.path.join(outer, *within.split("/"))
        record = records.get(path)
        name = f"{test_folder if second else folder}/{within}"
        files.append(SourceFile(name, path, record.stamp if record else None))
    for name, outer in ((folder, settings.folder), (test_folder, settings.test_folder)):
        if outer and (table := _label_table(outer, settings)):
            within = os.path.relpath(table, outer).replace(os.sep, "/")
            files.append(SourceFile(f"{name}/{within}", table, file_stamp(table)))
    empty = tuple(f"{folder}/{name}" for name in _folders_left_out(settings))
    return SourceData(folder, test_folder, tuple(files), empty, of_pictures=True)


def without_places(settings: DataSettings) -> DataSettings:
    """Return the settings without the folders above the data, which are nobody else's business."""
    names = {
        name: os.path.basename(os.path.abspath(path))
        for name in ("folder", "test_folder")
        if (path := getattr(settings, name))
    }
    return replace(settings, **names)


def write_data(archive: zipfile.ZipFile, data: SourceData, report: Report) -> None:
    """Put files into a zip, and say which is which; `report(done, total)` counts bytes.

    Raises OutputError where one cannot be read, or is not what it was when the run read it.
    """
    hashes: dict[str, str] = {}
    known: set[str] = set()
    done, total, throttle = 0, max(data.size, 1), ReportThrottle(report)
    for file in data.files:
        try:
            hashes[file.name] = digest = _hash_of(file)
            if digest in known:
                done += file.size
                continue
            known.add(digest)
            with archive.open(MEMBERS + digest, "w", force_zip64=True) as inside:
                for part in _parts(file, digest):
                    inside.write(part)
                    done += len(part)
                    throttle.report(min(done, total), total)
        except DataError as problem:
            raise OutputError(
                "{file}: {problem}. Nothing was saved: read the data again, and save then.",
                file=shown(file.path),
                problem=problem,
            ) from None
    listed = DataList(
        folder=data.folder,
        test_folder=data.test_folder,
        files=hashes,
        empty_folders=data.empty_folders,
    )
    archive.writestr(LIST, json.dumps(msgspec.to_builtins(listed)))


def read_list(text: bytes) -> DataList:
    """Read which file is which; raises ValueError where it is no such list, or leads elsewhere."""
    values: Any = json.loads(text)
    return msgspec.convert(values, DataList)


def unpack_files(archive: zipfile.ZipFile, data: DataList, folder: str, report: Report) -> None:
    """Put the files of a list into a folder; `report(done, total)` counts them.

    Raises DataError where one is not what its hash says, or they take more room than there is, and
    OSError where they cannot be written.
    """
    _check_room(archive, data, folder)
    for name in data.empty_folders:
        os.makedirs(os.path.join(folder, *name.split("/")), exist_ok=True)
    throttle = ReportThrottle(report)
    for number, (name, digest) in enumerate(data.files.items()):
        path = os.path.join(folder, *name.split("/"))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        seen = hashlib.sha256()
        with archive.open(MEMBERS + digest) as inside, open(path, "xb") as file:
            while part := inside.read(_CHUNK):
                seen.update(part)
                file.write(part)
        if seen.hexdigest() != digest:
            raise DataError("{name} in it is damaged", name=shown(name))
        throttle.report(number + 1, len(data.files))


def _check_room(archive: zipfile.ZipFile, data: DataList, folder: str) -> None:
    """Refuse few files that are to become very many, and more than there is room for."""
    sizes = {digest: archive.getinfo(MEMBERS + digest).file_size for digest in data.files.values()}
    total, free = sum(map(sizes.__getitem__, data.files.values())), shutil.disk_usage(folder).free
    if total > max(_SMALL, _LARGEST_RATIO * sum(sizes.values())):
        raise DataError(
            "it says that it has the same files over and over, {size:,.1f} GB in all",
            size=total / 1e9,
        )
    if total > free * _DISK_SHARE:
        raise DataError(
            "they need {size:,.1f} GB on the disk, and {free:,.1f} GB are free",
            size=total / 1e9,
            free=free / 1e9,
        )


def _inner_name(side: str, path: str) -> str:
    """Name a folder or a file by its last two parts: of a folder called train the one above counts.

    The two sides lie apart, whatever they are called.
    """
    whole = Path(os.path.abspath(path))
    return "/".join((side, *[part for part in whole.parts if part != whole.anchor][-2:]))


def _names(settings: DataSettings, dataset: Dataset) -> list[tuple[bool, str]]:
    """Name the samples within their folders, with whether that is the second one.

    What the user left out can be taken back, so it is among them, and so is what the settings
    name although it cannot be read.
    """
    names = [(False, name) for name in dataset.train.names]
    if dataset.test:
        names += [(bool(settings.test_folder), name) for name in dataset.test.names]
    corrected = (*settings.relabel, *settings.test_pictures, *settings.train_pictures)
    named = set(map(same_spelling, corrected))
    start = prefix(settings.test_folder) if settings.test_folder else ""
    for skipped in dataset.skipped:
        spellings = {same_spelling(skipped.file), same_spelling(shown(skipped.file))}
        if skipped.problem.text == LEFT_OUT or not named.isdisjoint(spellings):
            within = skipped.file.removeprefix(start)
            names.append((within != skipped.file, within))
    return names


def _label_table(folder: str, settings: DataSettings) -> str:
    """Return the table that says what the pictures are, which is data as well."""
    left_out = folders_without_class(settings.folder, settings.test_folder, settings.leave_out)
    try:
        table = label_table(folder, left_out, settings.level, settings.labels)
    except DataError:  # it has gone, or was changed: the pictures are saved all the same
        return ""
    return table.path if table else ""


def _folders_left_out(settings: DataSettings) -> list[str]:
    """Name the folders that are no classes because the experiment leaves them out."""
    names = set(map(same_spelling, settings.leave_out))
    if not any("/" not in name for name in names):
        return []
    try:
        listed = entries(settings.folder)[0]
    except OSError:
        return []
    folders = [entry.name for entry in listed if entry.kind == "folder"]
    return sorted(name for name in folders if same_spelling(name) in names)


def _hash_of(file: SourceFile) -> str:
    """Return the hash of a file; raises DataError where it cannot be read, or is another now."""
    digest = hashlib.sha256()
    with _opened(file) as opened:
        while part := opened.read(_CHUNK):
            digest.update(part)
    return digest.hexdigest()


def _parts(file: SourceFile, digest: str) -> Iterator[bytes]:
    """Read a file a part at a time; raises DataError where it is not what its hash said."""
    seen = hashlib.sha256()
    with _opened(file) as opened:
        while part := opened.read(_CHUNK):
            seen.update(part)
            yield part
    if seen.hexdigest() != digest:
        raise DataError("changed while it was read")


def _opened(file: SourceFile) -> BinaryIO:
    opened = open_regular_file(file.path)
    now = file_stamp(file.path)
    if file.stamp and now and file.stamp[_SIZE_AND_TIME] != now[_SIZE_AND_TIME]:
        opened.close()
        raise DataError("it has changed since the network read it")
    return opened


def _check_within(name: str) -> None:
    """Raise ValueError for a name that leads anywhere but into its folder."""
    for part in name.split("/"):
        if part in ("", ".", "..") or not _NEVER_IN_NAMES.isdisjoint(part):
            raise ValueError(name)
