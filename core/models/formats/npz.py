"""Models as .npz: plain NumPy arrays W1, b1, ... and one text that describes them."""

import io
from pathlib import Path

import numpy as np

from core.data.arrays import npz
from core.errors import ModelError
from core.files import shown
from core.models.description import (
    LONGEST,
    Description,
    arrays,
    assemble,
    check_stored,
    describe,
    parse_description,
)
from core.models.model import Model
from core.models.weights import Tensor

DESCRIPTION = "layerbench"


def npz_bytes(model: Model) -> bytes:
    """Return a model as the bytes of an .npz file."""
    file = io.BytesIO()
    described = {DESCRIPTION: np.array(describe(model))}
    try:
        np.savez(file, allow_pickle=False, **described, **arrays(model))
    except ValueError as error:
        # Where the memory ends within a member, closing the archive raises over it.
        if _began_short_of_memory(error):
            raise MemoryError from error
        raise
    return file.getvalue()


def _began_short_of_memory(error: BaseException | None) -> bool:
    while error is not None and not isinstance(error, MemoryError):
        error = error.__context__
    return error is not None


def read_npz(path: Path) -> Model:
    """Read a model, its arrays only when their headers have passed.

    Raises DataError where the file is no .npz, ModelError where it holds no usable model.
    """
    file, description = shown(path), read_npz_description(path)
    headers = npz.describe(path)
    del headers[DESCRIPTION]
    tensors = {name: Tensor(header.shape, header.dtype.name) for name, header in headers.items()}
    check_stored(file, description, tensors)
    stored = npz.read(path, tuple(headers))[0]
    kinds = {name: _kind(array.dtype) for name, array in stored.items()}
    return assemble(file, description, stored, kinds)


def read_npz_description(path: Path) -> Description:
    """Read what a model says of itself, its arrays being as they may.

    Raises DataError where the file is no .npz, ModelError where it holds no description.
    """
    file, text = shown(path), npz.describe(path).get(DESCRIPTION)
    if text is None or text.dtype.kind != "U" or text.shape or text.dtype.itemsize > 4 * LONGEST:
        raise ModelError("{file} holds arrays, but no model that Layerbench wrote.", file=file)
    return parse_description(file, str(npz.read(path, (DESCRIPTION,))[0][DESCRIPTION]))


def _kind(dtype: np.dtype) -> str:
    return dtype.name if dtype.isnative else f"{dtype.name} with its bytes the other way round"
