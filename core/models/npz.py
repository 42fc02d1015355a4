"""Models as .npz: plain NumPy arrays W1, b1, ... and one text that describes them."""

import io
from pathlib import Path

import numpy as np

from core.data import npz
from core.errors import ModelError
from core.files import shown
from core.models.description import arrays, assemble, describe, described, names
from core.models.model import Model

DESCRIPTION = "layerbench"


def npz_bytes(model: Model) -> bytes:
    """Give a model as the bytes of an .npz file."""
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, **{DESCRIPTION: np.array(describe(model))}, **arrays(model))
    return file.getvalue()


def read_npz(path: Path) -> Model:
    """Read a model.

    Raises DataError where the file is no .npz, ModelError where it holds no usable model.
    """
    file = shown(path)
    text = npz.read(path, (DESCRIPTION,))[0].get(DESCRIPTION)
    if text is None or text.dtype.kind != "U" or text.size != 1:
        raise ModelError("{file} holds arrays, but no model that Layerbench wrote.", file=file)
    description = described(file, str(text))
    return assemble(file, description, npz.read(path, names(len(description.sizes) - 1))[0])
