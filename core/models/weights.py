"""Weights as a file has them: checked before they are read, and brought into our own form."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from core.errors import ModelError
from core.files import shown
from core.messages import Message, to_translate

KINDS = ("float64", "float32", "float16", "bfloat16")
"""The kinds of numbers that are taken; all others are refused by name."""
Shape = tuple[int, ...]
_NAMED = 12


@dataclass(frozen=True, slots=True)
class Tensor:
    """One array that a file has, unread."""

    shape: Shape
    kind: str


def names(layers: int) -> tuple[str, ...]:
    """Name the arrays of a network of this many layers: W1, b1, W2, ..."""
    return tuple(f"{letter}{l}" for l in range(1, layers + 1) for letter in "Wb")


def shapes(sizes: tuple[int, ...]) -> dict[str, Shape]:
    """Return the shapes of the arrays of a network with layers of these sizes."""
    pairs = [pair for n_in, n_out in pairwise(sizes) for pair in ((n_out, n_in), (n_out, 1))]
    return dict(zip(names(len(sizes) - 1), pairs, strict=True))


def check_tensors(file: str, wanted: Mapping[str, Shape], found: Mapping[str, Tensor]) -> None:
    """Raise ModelError unless a file has the wanted arrays and no others, all of usable form."""
    missing = [name for name in wanted if name not in found]
    extra = [name for name in found if name not in wanted]
    if missing:
        raise ModelError(
            "{file} is incomplete: {names} is missing.", file=file, names=_listed(missing)
        )
    if extra:
        raise ModelError(
            "{file} holds arrays that do not belong to its network: {names}.",
            file=file,
            names=_listed(extra),
        )
    for name, shape in wanted.items():
        tensor = found[name]
        if tensor.kind not in KINDS or not _usable(tensor.shape, shape):
            raise ModelError(
                "{file}: {name} is {found} of {kind}, this network needs {shape} of "
                "floating-point numbers ({kinds}).",
                file=file,
                name=name,
                found=_shape_text(tensor.shape),
                kind=tensor.kind,
                shape=_shape_text(shape),
                kinds=", ".join(KINDS),
            )


def reshape_all(
    file: str, wanted: Mapping[str, Shape], found: Mapping[str, np.ndarray]
) -> tuple[dict[str, np.ndarray], tuple[Message, ...]]:
    """Turn arrays into the wanted shapes, and say which ones were turned.

    Raises ModelError where one holds NaN or infinity.
    """
    turned = [name for name, shape in wanted.items() if _is_turned(found[name].shape, shape)]
    right = {
        name: found[name].T if name in turned else found[name].reshape(shape)
        for name, shape in wanted.items()
    }
    for name, array in right.items():
        _check_finite(file, name, array)
    if not turned:
        return right, ()
    text = to_translate("{file}: {names} was transposed (inputs by outputs) and has been turned.")
    return right, (Message(text, file=file, names=_listed(turned)),)


def conversion_notes(file: str, kinds: Mapping[str, str], own: str) -> tuple[Message, ...]:
    """Say which kinds of numbers were converted into the network's own."""
    others = sorted({kind for kind in kinds.values() if kind != own})
    text = to_translate("{file}: its numbers are {kinds}; they were converted to {own}.")
    return (Message(text, file=file, kinds=", ".join(others), own=own),) if others else ()


def _usable(found: Shape, wanted: Shape) -> bool:
    flat = wanted[1:] == (1,) and found == wanted[:1]
    return found == wanted or flat or _is_turned(found, wanted)


def _is_turned(found: Shape, wanted: Shape) -> bool:
    return found == wanted[::-1] and found != wanted


def _check_finite(file: str, name: str, array: np.ndarray) -> None:
    wrong = array.size - int(np.count_nonzero(np.isfinite(array)))
    if wrong:
        raise ModelError(
            "{file}: {name} holds {count} values that are no finite numbers: "
            "this network cannot be used.",
            file=file,
            name=name,
            count=wrong,
        )


def count_bytes(found: Iterable[Tensor]) -> int:
    """Count the bytes that arrays take as float64."""
    return sum(8 * math.prod(tensor.shape) for tensor in found)


def _shape_text(shape: Shape) -> str:
    return "x".join(map(str, shape)) or "one number"


def _listed(names: list[str]) -> str:
    more = ["..."] if len(names) > _NAMED else []
    return ", ".join([*map(shown, names[:_NAMED]), *more])
