"""Models as .safetensors: the weights by name, the description in the header."""

from pathlib import Path

from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from core.errors import ModelError
from core.files import shown
from core.models.description import arrays, assemble, describe, described, names
from core.models.model import Model

DESCRIPTION = "layerbench"


def safetensors_bytes(model: Model) -> bytes:
    """Give a model as the bytes of a .safetensors file."""
    return save(arrays(model), {DESCRIPTION: describe(model)})


def read_safetensors(path: Path) -> Model:
    """Read a model.

    Raises ModelError where the file is no .safetensors or holds no usable model.
    """
    file = shown(path)
    try:
        with safe_open(path, "numpy") as stored:
            text = (stored.metadata() or {}).get(DESCRIPTION)
            if text is None:
                raise ModelError("{file} holds no model that Layerbench wrote.", file=file)
            description = described(file, text)
            there = set(stored.keys())
            wanted = [name for name in names(len(description.sizes) - 1) if name in there]
            found = {name: stored.get_tensor(name) for name in wanted}
    except (SafetensorError, OSError, TypeError, ValueError) as problem:
        raise ModelError(
            "{file} cannot be read as safetensors: {problem}.", file=file, problem=problem
        ) from None
    return assemble(file, description, found)
