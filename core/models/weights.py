"""Weights as a file has them: checked before they are read, and brought into our own form."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from core.errors import ModelError
from core.files import list_shown
from core.messages import Message, listed, to_translate
from core.network.parameters import Parameters

KINDS = ("float64", "float32", "float16", "bfloat16")
"""The kinds of numbers that are taken; all others are refused by name."""
Shape = tuple[int, ...]
_NAMED = 12
_LARGEST_INPUT = 1e6


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


def check_tensors(file: str, expected: Mapping[str, Shape], tensors: Mapping[str, Tensor]) -> None:
    """Raise ModelError unless a file has the expected arrays and no others, all of usable form."""
    missing = [name for name in expected if name not in tensors]
    extra = [name for name in tensors if name not in expected]
    if missing:
        raise ModelError(
            "{file} is incomplete: {names} is missing.",
            file=file,
            names=list_shown(missing, _NAMED),
        )
    if extra:
        raise ModelError(
            "{file} holds arrays that do not belong to its network: {names}.",
            file=file,
            names=list_shown(extra, _NAMED),
        )
    for name, shape in expected.items():
        tensor = tensors[name]
        if tensor.kind not in KINDS or not _usable(tensor.shape, shape):
            raise ModelError(
                "{file}: {name} is {found} of {kind}, this network needs {shape} of "
                "floating-point numbers ({kinds}).",
                file=file,
                name=name,
                found=_shape_text(tensor.shape),
                kind=tensor.kind,
                shape=_shape_text(shape),
                kinds=listed(KINDS),
            )


def reshape_all(
    file: str, expected: Mapping[str, Shape], stored: Mapping[str, np.ndarray]
) -> tuple[dict[str, np.ndarray], tuple[Message, ...]]:
    """Return arrays in the expected shapes, and a message that names those that were transposed.

    Raises ModelError where one holds NaN or infinity.
    """
    turned = [name for name, shape in expected.items() if _is_turned(stored[name].shape, shape)]
    weights = {
        name: stored[name].T if name in turned else stored[name].reshape(shape)
        for name, shape in expected.items()
    }
    for name, array in weights.items():
        _check_finite(file, name, array)
    if not turned:
        return weights, ()
    text = to_translate("{file}: {names} was transposed (inputs by outputs) and has been turned.")
    return weights, (Message(text, file=file, names=list_shown(turned, _NAMED)),)


def conversion_notes(file: str, kinds: Mapping[str, str], precision: str) -> tuple[Message, ...]:
    """Return a message that names the kinds of numbers that were converted into `precision`."""
    others = sorted({kind for kind in kinds.values() if kind != precision})
    text = to_translate("{file}: its numbers are {kinds}; they were converted to {own}.")
    return (Message(text, file=file, kinds=listed(others), own=precision),) if others else ()


def _usable(shape: Shape, expected: Shape) -> bool:
    flat = expected[1:] == (1,) and shape == expected[:1]
    return shape == expected or flat or _is_turned(shape, expected)


def _is_turned(shape: Shape, expected: Shape) -> bool:
    return shape == expected[::-1] and shape != expected


def _check_finite(file: str, name: str, array: np.ndarray) -> None:
    wrong = array.size - int(np.count_nonzero(np.isfinite(array)))
    if wrong:
        raise ModelError(
            "{file}: {name} holds {count:,} {count:value that is no finite number|values that are "
            "no finite numbers}: this network cannot be used.",
            file=file,
            name=name,
            count=wrong,
        )


def check_range(file: str, parameters: Parameters) -> None:
    """Raise ModelError for weights so large that an answer may be no number."""
    if not is_in_range(parameters):
        raise ModelError(
            "{file}: its weights are so large that its answers would be no numbers: "
            "this network cannot be used.",
            file=file,
        )


def is_in_range(parameters: Parameters) -> bool:
    """Tell whether weights are so small that every answer is a number.

    No unit's sum exceeds, in size, the largest of the layer before times the largest sum of the
    sizes of a row of W, plus b; no activation makes a number larger than 1 larger.
    """
    largest = float(_LARGEST_INPUT)
    with np.errstate(over="ignore"):
        for W, b in zip(parameters.W, parameters.b, strict=True):
            rows = np.abs(W).sum(axis=1, keepdims=True, dtype=np.float64)
            largest = max(1.0, float((rows * largest + np.abs(b)).max()))
    return bool(largest < np.sqrt(np.finfo(parameters.flat.dtype).max) * _LARGEST_INPUT)


def count_bytes(tensors: Iterable[Tensor]) -> int:
    """Count the bytes that arrays take as float64."""
    return sum(8 * math.prod(tensor.shape) for tensor in tensors)


def _shape_text(shape: Shape) -> str | Message:
    return "x".join(map(str, shape)) or Message("one number")
