"""A data set in a file that every worker maps: read once, in memory once, and never written."""

import mmap
import pickle
from collections import OrderedDict
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

from core.data.dataset import Dataset
from core.files import write_whole
from core.training.compute_threads import ALL_CORES
from core.training.parametrisation import keep_products, sample_products

# Numbers begin where the processor likes them.
ALIGNMENT = 64
# A worker keeps so many data sets open: those of a sweep over data follow each other.
KEPT = 2


@dataclass(frozen=True, slots=True)
class SharedDataset:
    """Where a data set lies: a file, the bytes of its structure and the places of its arrays."""

    file: str
    structure: bytes
    places: tuple[tuple[int, int], ...]

    def dataset(self) -> Dataset:
        """Return the data set; its arrays are read-only, and of the file's own memory."""
        if self.file not in _OPENED:
            _OPENED[self.file] = self._opened()
            while len(_OPENED) > KEPT:
                _OPENED.popitem(last=False)
        _OPENED.move_to_end(self.file)
        return _OPENED[self.file]

    def _opened(self) -> Dataset:
        with open(self.file, "rb") as file:
            mapped = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        arrays = [mapped[start : start + size] for start, size in self.places]
        dataset: Dataset
        dataset, products = pickle.loads(self.structure, buffers=arrays)
        if products:
            keep_products(dataset, products)
        return dataset


_OPENED: OrderedDict[str, Dataset] = OrderedDict()


def share(dataset: Dataset, file: Path, in_span: bool = False) -> SharedDataset:
    """Write a data set where other processes of this machine can map it.

    For runs `in_span` of its samples the products that all of these begin with are made first.
    Raises OutputError where there is no room.
    """
    buffers: list[pickle.PickleBuffer] = []
    products = sample_products(dataset, ALL_CORES) if in_span else ()
    lean = replace(dataset, decoded=None), products
    structure = pickle.dumps(lean, protocol=5, buffer_callback=buffers.append)
    arrays = [buffer.raw() for buffer in buffers]
    places: list[tuple[int, int]] = []
    end = 0
    for array in arrays:
        start = -(-end // ALIGNMENT) * ALIGNMENT
        end = start + array.nbytes
        places.append((start, array.nbytes))
    write_whole(file, partial(_write, arrays, places))
    return SharedDataset(str(file), structure, tuple(places))


def _write(arrays: list[memoryview], places: list[tuple[int, int]], file: BinaryIO) -> None:
    file.write(b"\0")  # an empty file cannot be mapped
    for array, (start, _) in zip(arrays, places, strict=True):
        file.seek(start)
        file.write(array)
