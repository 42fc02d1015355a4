"""Where the pixels of many pictures are kept: floats or bytes in memory, or bytes in a file."""

import math
from collections.abc import Iterator

import numpy as np

from core.data.images.mapped_file import rows_on_disk
from core.errors import DataError, LayerbenchError, SuggestedFix
from core.experiment.inputs import PictureInputs
from core.experiment.settings import DataSettings
from core.messages import to_translate

FLOAT, BYTES, CACHE = "float", "bytes", "cache"
LARGE = 256_000_000
"""Bytes; floats that would take more are kept as bytes."""

# Bytes of memory for each number: as a byte while the files are read, and then as float64.
_COSTS = {FLOAT: 1 + 8, BYTES: 1, CACHE: 0}
_STEP = 8
_TEXTS = (
    to_translate(
        "{count:,} pictures of {size} x {size} x {channels} need {need:,.1f} GB of memory, and "
        "{free:,.1f} GB are free: that is enough for {most:,} of them."
    ),
    to_translate(
        "{count:,} pictures of {size} x {size} x {channels} need {need:,.1f} GB on the disk, and "
        "{free:,.1f} GB are free: that is enough for {most:,} of them."
    ),
)


def choose_storage(
    settings: DataSettings, count: int, inputs: PictureInputs, free: int | None, disk: int | None
) -> str:
    """Choose where so many pictures are kept: FLOAT, BYTES or CACHE.

    `free` are the bytes of memory and `disk` those of the cache's disk, None if not known.
    Raises DataError, which offers what fits, where they do not.
    """
    numbers = count * inputs.count
    usual = FLOAT if 8 * numbers <= LARGE else BYTES
    storage = usual if settings.storage == "auto" else settings.storage
    available = disk if storage == CACHE else free
    cost = max(1, _COSTS[storage])
    if available is None or numbers * cost <= available:
        return storage
    fixes = list(_fitting(count, inputs, storage, free, disk))
    raise _refused(count, inputs, storage, available, fixes)


def make_rows(storage: str, count: int, n: int) -> np.ndarray:
    """Make room for pixels, uint8 (count, n); raises DataError where there is none."""
    return rows_on_disk(count, n) if storage == CACHE else np.zeros((count, n), np.uint8)


def _fitting(
    count: int, inputs: PictureInputs, storage: str, free: int | None, disk: int | None
) -> Iterator[SuggestedFix]:
    """Return the settings with which so many pictures fit; the first keeps most of each picture."""
    numbers, cost = count * inputs.count, max(1, _COSTS[storage])
    memory = free or 0
    if storage == FLOAT and numbers <= memory:
        text = to_translate("Keep them as bytes: the same numbers, an eighth of the memory")
        yield SuggestedFix(text, {"data.storage": BYTES})
    if storage == CACHE and numbers <= memory:
        text = to_translate("Keep them in the memory, as bytes")
        yield SuggestedFix(text, {"data.storage": BYTES})
    if storage != CACHE and memory < numbers <= (disk or 0):
        text = to_translate("Keep them in a file on the disk")
        yield SuggestedFix(text, {"data.storage": CACHE})
    available = (disk or 0) if storage == CACHE else memory
    size = _largest_size(count, inputs, available // cost)
    if size:
        text = to_translate("Take {size} x {size} pixels")
        yield SuggestedFix(text, {"data.size": size}, {"size": size})
    if inputs.colour and numbers * cost <= 3 * available:
        text = to_translate("Take grey levels instead of colours")
        yield SuggestedFix(text, {"data.colour": False})


def _largest_size(count: int, inputs: PictureInputs, most: int) -> int:
    """Return the largest size of that many numbers, a multiple of 8; 0 if even that is too much."""
    side = math.isqrt(most // (count * inputs.channels))
    return min(side, inputs.size - 1) // _STEP * _STEP


def _refused(
    count: int, inputs: PictureInputs, storage: str, available: int, fitting: list[SuggestedFix]
) -> LayerbenchError:
    cost = max(1, _COSTS[storage])
    problem = DataError(
        _TEXTS[storage == CACHE],
        count=count,
        size=inputs.size,
        channels=inputs.channels,
        need=count * inputs.count * cost / 1e9,
        free=available / 1e9,
        most=available // (inputs.count * cost),
    )
    problem.fixes.extend(fitting)
    return problem
