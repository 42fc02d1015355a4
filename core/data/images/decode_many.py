"""Many picture files into one array of pixels, a few at a time."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from msgspec.structs import replace as changed

from core.data.file_notes import ImageInfo
from core.data.images.grey_range import GreyValues, choose_range
from core.data.images.read import read_with_info
from core.data.images.storage import BYTES, CACHE, make_rows
from core.errors import DataError
from core.experiment.inputs import PictureInputs
from core.experiment.settings import DataSettings
from core.io_threads import Report, map_in_threads
from core.open_file import Stamp, file_stamp


@dataclass(frozen=True, slots=True)
class Record:
    """What came of one file: its row of pixels, its hash and what it is, or the reason why not."""

    row: int
    stamp: Stamp | None
    hash: bytes = b""
    about: ImageInfo | None = None
    problem: DataError | None = None

    @property
    def values(self) -> GreyValues | None:
        return self.about.values if self.about else None


@dataclass(frozen=True, slots=True, eq=False)
class Decoded:
    """Pixels as uint8 (files, inputs), and a record for every path."""

    inputs: PictureInputs
    on_disk: bool
    pixels: np.ndarray
    records: dict[str, Record]

    def fresh(self, paths: Iterable[str], inputs: PictureInputs) -> set[str]:
        """Return those of the paths whose files are as they were when they were read.

        Where the inputs have another grey range, deep pictures are none of them.
        """
        known = ((path, self.records[path]) for path in paths if path in self.records)
        same = inputs.grey_range == self.inputs.grey_range
        return {
            path
            for path, record in known
            if (same or not record.values) and record.stamp and record.stamp == file_stamp(path)
        }


def decode(
    paths: Sequence[str],
    inputs: PictureInputs,
    report: Report,
    storage: str = BYTES,
    before: Decoded | None = None,
) -> Decoded:
    """Read pictures in threads; what comes out does not depend on their order in time.

    `storage` says where the pixels go, see storage.py. Files that were read `before` and are
    the same still are not read again. Whatever `report(done, total)` raises, such as Cancelled,
    is passed on at once.
    """
    unique = list(dict.fromkeys(paths))
    alike = before and inputs == changed(before.inputs, grey_range=inputs.grey_range)
    if before and (not alike or before.on_disk != (storage == CACHE)):
        before = None
    fresh = before.fresh(unique, inputs) if before else set()
    if before and len(fresh) == len(unique):
        return before if before.inputs == inputs else replace(before, inputs=inputs)
    pixels = make_rows(storage, len(unique), inputs.count)
    by_row: list[Record | None] = [None] * len(unique)

    def read(row: int) -> None:
        path = unique[row]
        if before and path in fresh:
            old = before.records[path]
            pixels[row] = before.pixels[old.row]
            by_row[row] = replace(old, row=row)
        else:
            by_row[row] = _read(path, row, inputs, pixels)

    map_in_threads(len(unique), read, report)
    records = {path: record for path, record in zip(unique, by_row, strict=True) if record}
    return Decoded(inputs, storage == CACHE, pixels, records)


def decode_in_one_range(
    paths: Sequence[str],
    measured: Iterable[str],
    settings: DataSettings,
    report: Report,
    storage: str,
    before: Decoded | None,
) -> Decoded:
    """Read pictures as `decode` does, all that have more than 8 bits in one range.

    The range is that of the settings, or of the paths that are `measured`; for that they are read
    first in the range of `before`, which is right unless something has changed.
    """
    inputs = settings.picture_inputs
    first = inputs.with_range_of(before.inputs) if before else inputs
    decoded = decode(paths, first, report, storage, before)
    values = [found for path in measured if (found := decoded.records[path].values)]
    inputs = changed(inputs, grey_range=choose_range(settings.grey_range, values))
    if inputs == decoded.inputs:
        return decoded
    return decode(paths, inputs, report, storage, decoded)


def _read(path: str, row: int, inputs: PictureInputs, pixels: np.ndarray) -> Record:
    stamp = file_stamp(path)  # of before, so that what is written meanwhile makes it another
    try:
        seen, about = read_with_info(path, inputs)
    except DataError as problem:
        return Record(row, stamp, problem=problem)
    pixels[row] = seen.ravel()
    return Record(row, stamp, content_hash(pixels[row]), about)


def content_hash(pixels: np.ndarray) -> bytes:
    """Tell pictures apart by their pixels."""
    return hashlib.blake2b(pixels.data, digest_size=16).digest()
