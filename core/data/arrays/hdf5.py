"""An HDF5 file of arrays, such as the course's own cats, where the package h5py is installed."""

from pathlib import Path
from typing import Any

import numpy as np

from core.errors import DataError
from core.file_type import HDF5, HEADER_BYTES
from core.files import shown
from core.memory import free_memory
from core.messages import to_translate
from core.open_file import open_regular_file
from core.program import IS_APP

_UNREADABLE = (OSError, ValueError, TypeError, LookupError, RuntimeError)
# So many times the bytes of its arrays are in memory once they are samples.
_AS_FLOATS = 10


def is_hdf5(file: Path) -> bool:
    """Return whether an ordinary file begins as HDF5 does; what cannot be opened does not."""
    try:
        with open_regular_file(str(file)) as opened:
            return HDF5.starts(opened.read(HEADER_BYTES))
    except (DataError, OSError, ValueError):
        return False


def read(file: Path, wanted: tuple[str, ...]) -> tuple[dict[str, np.ndarray], tuple[str, ...]]:
    """Read those of the wanted arrays that are there, and name all arrays in the file.

    Raises DataError if there is no h5py, or the file is damaged or too large for the memory.
    """
    try:
        import h5py
    except ImportError as error:
        text = (
            to_translate(
                "{file}: this is an HDF5 file, which this app cannot read: save its arrays with "
                "numpy.savez, train_X=..., train_Y=..., a sample as a column."
            )
            if IS_APP
            else to_translate(
                "{file}: this is an HDF5 file, which is read where the package h5py is installed "
                "(pip install h5py). Or save its arrays with numpy.savez, train_X=..., "
                "train_Y=..., a sample as a column."
            )
        )
        raise DataError(text, file=shown(file)) from error
    with open_regular_file(str(file)) as opened:
        try:
            with h5py.File(opened, "r") as stored:
                names = tuple(name for name in stored if _is_plain(stored, name))
                taken = [name for name in wanted if name in names]
                _check_memory(file, sum(int(stored[name].nbytes) for name in taken))
                return {name: _array(stored[name]) for name in taken}, names
        except _UNREADABLE as error:
            text = to_translate("{file}: this HDF5 file is damaged: copy or save it again.")
            raise DataError(text, file=shown(file)) from error


def _is_plain(stored: Any, name: str) -> bool:
    """Return whether a name is an array of this file itself, not of another one."""
    import h5py

    if not isinstance(stored.get(name, getlink=True), h5py.HardLink):
        return False
    found = stored[name]
    return isinstance(found, h5py.Dataset) and not (found.external or found.is_virtual)


def _array(dataset: Any) -> np.ndarray:
    """Read an array, texts of any length as NumPy keeps them."""
    array: np.ndarray = np.asarray(dataset[()])
    return array.astype(np.bytes_) if dataset.dtype.kind == "O" else array


def _check_memory(file: Path, size: int) -> None:
    free = free_memory()
    if free is not None and size * _AS_FLOATS > free:
        raise DataError(
            "{file}: its arrays would take {need:,.1f} GB as samples, and {free:,.1f} GB are free: "
            "save fewer samples.",
            file=shown(file),
            need=size * _AS_FLOATS / 1e9,
            free=free / 1e9,
        )
