"""Many picture files into one array of pixels, a few at a time."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.data.crew import PACE, Report, in_threads
from core.data.inputs import PictureInputs
from core.data.picture import see_picture
from core.data.storage import BYTES, make_rows
from core.data.tally import About
from core.errors import DataError

__all__ = ["PACE", "Decoded", "decode"]


@dataclass(frozen=True, slots=True, eq=False)
class Decoded:
    """Pixels as uint8 (files, inputs); a hash, what it is, or the reason why not, of each file."""

    pixels: np.ndarray
    hashes: list[bytes]
    about: list[About | None]
    problems: list[DataError | None]


def decode(
    paths: Sequence[str], inputs: PictureInputs, report: Report, storage: str = BYTES
) -> Decoded:
    """Read pictures in threads; what comes out does not depend on their order in time.

    `storage` says where the pixels go, see storage.py. Whatever `report(done, total)` raises,
    such as Cancelled, is passed on at once.
    """
    count = len(paths)
    rows = make_rows(storage, count, inputs.count)
    found = Decoded(rows, [b""] * count, [None] * count, [None] * count)

    def read(index: int) -> None:
        try:
            pixels, found.about[index] = see_picture(paths[index], inputs)
        except DataError as problem:
            found.problems[index] = problem
        else:
            found.pixels[index] = pixels.ravel()
            found.hashes[index] = content_hash(found.pixels[index])

    in_threads(count, read, report)
    return found


def content_hash(pixels: np.ndarray) -> bytes:
    """Tell pictures apart by their pixels."""
    return hashlib.blake2b(pixels.data, digest_size=16).digest()
