"""An .npz file of somebody else's: opened without running anything that is in it."""

import os
import tokenize
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, TypeVar

import numpy as np

from core.data.arrays.npz_archive import Archive, ArrayHeader
from core.errors import DataError
from core.file_type import (
    DICOM,
    GIT_LFS,
    HDF5,
    HEADER_BYTES,
    HTML,
    MATLAB,
    NPY,
    PICKLE,
    SVG,
    TEXT,
    XML,
    ZIP,
    FileType,
    detect,
)
from core.files import shown
from core.messages import Message, to_translate
from core.open_file import open_regular_file, problem_of

Result = TypeVar("Result")

# What is often given in place of a zip, and what to do then.
_OTHER_FILES = (
    (NPY, to_translate("{file}: this is one array (.npy): put X and Y together with numpy.savez.")),
    (
        PICKLE,
        to_translate(
            "{file}: this is a pickle, which can run program code: save with numpy.savez."
        ),
    ),
    (
        HDF5,
        to_translate(
            "{file}: this is an HDF5 file: read it with h5py and save with numpy.savez, "
            "train_X=..., train_Y=..., a sample as a column."
        ),
    ),
    (
        MATLAB,
        to_translate(
            "{file}: this is a MATLAB file: read it with scipy.io.loadmat, save with numpy.savez."
        ),
    ),
    (DICOM, to_translate("{file}: this is a DICOM scan: export it as PNG, and give its folder.")),
    (GIT_LFS, to_translate("{file}: this is only a Git LFS pointer: run git lfs pull.")),
    *(
        (page, to_translate("{file}: this is a web page, not the data: download the file itself."))
        for page in (HTML, XML, SVG)
    ),
)
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    tokenize.TokenError,  # this and the next two: the text that describes an array
    SyntaxError,
    TypeError,
    ValueError,
    OSError,
    EOFError,
    LookupError,  # a version of .npy that nobody has
    RuntimeError,  # a password; NotImplementedError, an unknown compression, is one too
)


def read(file: Path, wanted: tuple[str, ...]) -> tuple[dict[str, np.ndarray], tuple[str, ...]]:
    """Read those of the wanted arrays that are there, and name all arrays in the file.

    Raises DataError if there is no such file, if it is no .npz, or if it is damaged,
    too large for the memory or made of pickled objects, which are never loaded.
    """

    def take(archive: Archive) -> dict[str, np.ndarray]:
        return {name: _array(archive, name) for name in wanted if name in archive.names}

    return _reading(file, lambda archive: (take(archive), archive.names))


def describe(file: Path) -> dict[str, ArrayHeader]:
    """Describe all arrays in the file by their headers alone; raises what `read` does."""
    return _reading(file, lambda archive: {name: _stored(archive, name) for name in archive.names})


def _reading(file: Path, take: Callable[[Archive], Result]) -> Result:
    with _opened(file) as opened:
        try:
            _check_kind(file, opened.read(HEADER_BYTES))
            archive = Archive(opened)
            _check_twice(file, archive.names)
            return take(archive)
        except DataError as problem:
            if "file" in problem.values:
                raise
            text = to_translate("{file}: {problem}. Save it again with numpy.savez.")
            raise DataError(text, file=shown(file), problem=problem) from problem
        except MemoryError as error:
            text = to_translate(
                "{file}: it does not fit into memory: close other programs, or save less in it."
            )
            raise DataError(text, file=shown(file)) from error
        except _UNREADABLE as error:
            if isinstance(error, OSError) and error.errno:
                text = to_translate("{file}: {problem}: give an .npz file that you may open.")
                raise DataError(text, file=shown(file), problem=problem_of(error)) from error
            text = to_translate("{file}: the file is damaged: copy or save it again.")
            raise DataError(text, file=shown(file)) from error


def _stored(archive: Archive, name: str) -> ArrayHeader:
    header = archive.stored(name)
    if header is None:  # a member of the zip that is no .npy
        raise DataError("{name} is no NumPy array", name=shown(name))
    return header


def _array(archive: Archive, name: str) -> np.ndarray:
    return archive.array(name, _stored(archive, name))


def _opened(file: Path) -> BinaryIO:
    if os.path.isdir(file):
        raise DataError("{file}: this is a folder: give an .npz file.", file=shown(file))
    if not os.path.exists(file):
        raise DataError("{file}: there is no such file: check the name.", file=shown(file))
    try:
        return open_regular_file(str(file))
    except DataError as problem:
        text = to_translate("{file}: {problem}: give an .npz file that you may open.")
        raise DataError(text, file=shown(file), problem=problem) from problem


def _check_kind(file: Path, start: bytes) -> None:
    """Refuse what is no zip by its first bytes, and say what it is instead."""
    if not start:
        raise DataError(
            "{file}: the file is empty: save it again with numpy.savez.", file=shown(file)
        )
    for kind, text in _OTHER_FILES:
        if kind.starts(start):
            raise DataError(text, file=shown(file))
    if not ZIP.starts(start):
        raise _no_archive(file, detect(start))


def _no_archive(file: Path, kind: FileType) -> DataError:
    """Say what a file is in place of a zip, and what becomes of that."""
    text = to_translate("{file}: this is no .npz file: make one with numpy.savez.")
    if kind == TEXT:
        text = to_translate(
            '{file}: this is no .npz file but text: open a table as one (data.kind = "table"), or '
            "save its numbers with numpy.savez, X=..., Y=..."
        )
    elif kind.advice:
        text = to_translate("{file}: this is no .npz file but {kind}: {advice}.")
    return DataError(text, file=shown(file), kind=kind.words, advice=Message(kind.advice))


def _check_twice(file: Path, names: tuple[str, ...]) -> None:
    for name, count in Counter(names).items():
        if count > 1:
            text = to_translate(
                "{file}: {name} is in the file twice: save it again with one of each."
            )
            raise DataError(text, file=shown(file), name=shown(name))
