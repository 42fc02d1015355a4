"""Models as .safetensors: the weights by name, the description in the header."""

from pathlib import Path

import numpy as np
from safetensors.numpy import save

from core.errors import ModelError
from core.files import shown
from core.models.description import arrays, assemble, check_stored, describe, described
from core.models.formats.header import KINDS, TensorEntry, read_header
from core.models.model import Model
from core.models.weights import Tensor

DESCRIPTION = "layerbench"


def safetensors_bytes(model: Model) -> bytes:
    """Give a model as the bytes of a .safetensors file."""
    return save(arrays(model), {DESCRIPTION: describe(model)})


def read_safetensors(path: Path) -> Model:
    """Read a model, its arrays only when the header has passed.

    Raises ModelError where the file is no .safetensors or holds no usable model.
    """
    file = shown(path)
    about, placed = read_header(path)
    if DESCRIPTION not in about:
        raise ModelError("{file} holds no model that Layerbench wrote.", file=file)
    description = described(file, about[DESCRIPTION])
    kinds = {name: KINDS.get(one.dtype, one.dtype) for name, one in placed.items()}
    tensors = {name: Tensor(one.shape, kinds[name]) for name, one in placed.items()}
    check_stored(file, description, tensors)
    content = path.read_bytes()
    found = {name: _array(content, one) for name, one in placed.items()}
    return assemble(file, description, found, kinds)


def _array(content: bytes, one: TensorEntry) -> np.ndarray:
    part = memoryview(content)[one.start : one.end]
    if one.dtype == "BF16":  # the upper half of a float32
        upper = np.frombuffer(part, "<u2").astype(np.uint32) << 16
        return upper.view(np.float32).reshape(one.shape)
    return np.frombuffer(part, f"<f{one.width}").reshape(one.shape)
