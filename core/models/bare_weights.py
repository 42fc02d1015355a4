"""A network made elsewhere: W1, b1, W2, ... in an .npz, without a word of what they are for."""

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np

from core.data.arrays import npz
from core.data.arrays.npz_archive import ArrayHeader
from core.errors import ModelError
from core.experiment.inputs import Inputs, NumberInputs, PictureInputs
from core.experiment.settings import DataSettings, Experiment, NetworkSettings
from core.files import shown
from core.messages import Message, listed, to_translate
from core.models.description import FORMAT, assemble, check_stored, parse_description
from core.models.model import Model
from core.models.weights import Shape, Tensor, names
from core.network.losses import loss

_NAME = re.compile(r"W([1-9]\d?)")
_FEW = 16
"""Inputs that are rather a few numbers than a tiny picture."""
MOST_NUMBERS = 100_000
"""Inputs that get a name each."""


@dataclass(frozen=True, slots=True)
class BareWeights:
    """What a file of bare weights says: n[0] ... n[L], and whether W are inputs by outputs."""

    file: str
    sizes: tuple[int, ...]
    turned: bool

    @property
    def classes(self) -> int:
        """Count the classes: one sigmoid output tells two apart."""
        return max(2, self.sizes[-1])

    @property
    def output(self) -> str:
        """Name the output layer that a network of so many outputs has here."""
        return loss(Experiment().training.loss).output_layer(self.sizes[-1]).name


@dataclass(frozen=True, slots=True)
class Uses:
    """What the file does not say: activations of the hidden layers, inputs, names of classes."""

    activations: tuple[str, ...]
    inputs: Inputs
    classes: tuple[str, ...]


def has_bare_weights(headers: Iterable[str]) -> bool:
    """Tell whether the names in a file are those of a network: W1 and b1 at least."""
    return {"W1", "b1"} <= set(headers)


def possible_inputs(count: int) -> tuple[Inputs, ...]:
    """Return what so many inputs can be, the likeliest first: square pictures, or numbers."""
    found: list[Inputs] = []
    for colour, channels in ((True, 3), (False, 1)):
        size = math.isqrt(count // channels)
        if size > 1 and size * size * channels == count:
            found.append(PictureInputs(size, colour))
    if count > MOST_NUMBERS:
        return tuple(found)
    numbers = NumberInputs(tuple(f"x{i}" for i in range(1, count + 1)))
    return (numbers, *found) if count < _FEW else (*found, numbers)


def describe_bare_weights(path: str | Path) -> BareWeights:
    """Read the shapes of a network's arrays.

    Raises ModelError where they do not follow each other, DataError where there is no .npz.
    """
    headers = npz.describe(Path(path))
    layers = max((int(found[1]) for name in headers if (found := _NAME.fullmatch(name))), default=0)
    missing = [name for name in names(layers) if name not in headers]
    if missing:
        raise ModelError(
            "{file} is incomplete: {name} is missing.", file=shown(path), name=missing[0]
        )
    W = [headers[f"W{l}"].shape for l in range(1, layers + 1)]
    b = [math.prod(headers[f"b{l}"].shape) for l in range(1, layers + 1)]
    for turned in (False, True):
        sizes = _sizes([shape[::-1] for shape in W] if turned else W, b)
        if sizes and possible_inputs(sizes[0]):
            return BareWeights(str(path), sizes, turned)
    raise ModelError(
        "{file}: the shapes of its layers do not follow each other: {shapes}. Each W needs as many "
        "rows as its b, and as many columns as the layer before has units.",
        file=shown(path),
        shapes=listed(f"W{l} {'x'.join(map(str, shape))}" for l, shape in enumerate(W, 1)),
    )


def read_bare_weights(bare: BareWeights, uses: Uses) -> Model:
    """Make a model of bare weights and what they are for.

    A softmax of two outputs becomes the sigmoid of their difference, which is the same.
    Raises ModelError where the two do not go together, or a number is not finite.
    """
    file, path = shown(bare.file), Path(bare.file)
    last = len(bare.sizes) - 1
    outputs = 1 if bare.sizes[-1] == 2 else bare.sizes[-1]
    description = parse_description(file, _description((*bare.sizes[:-1], outputs), uses))
    wanted = names(last)
    headers = npz.describe(path)
    check_stored(file, description, _tensors(headers, wanted, bare))
    stored = {
        name: array.T if bare.turned and name.startswith("W") else array
        for name, array in npz.read(path, wanted)[0].items()
    }
    kinds = {name: array.dtype.name for name, array in stored.items()}
    remarks: tuple[Message, ...] = ()
    if bare.sizes[-1] == 2:
        stored |= {
            f"W{last}": np.diff(stored[f"W{last}"], axis=0),
            f"b{last}": np.diff(stored[f"b{last}"].reshape(2, 1), axis=0),
        }
        text = to_translate("Its softmax of two outputs became the sigmoid of their difference.")
        remarks = (Message(text),)
    model = assemble(file, description, stored, kinds)
    return replace(model, remarks=(*model.remarks, *remarks))


def _sizes(W: list[Shape], b: list[int]) -> tuple[int, ...] | None:
    """Return n[0] ... n[L] of matrices (n[l], n[l-1]); None where they are not that."""
    if any(len(shape) != 2 for shape in W):
        return None
    follow = all(after[1] == before[0] for before, after in pairwise(W))
    if not follow or min(map(min, W), default=0) < 1 or [shape[0] for shape in W] != b:
        return None
    return (W[0][1], *(shape[0] for shape in W))


def _tensors(
    headers: Mapping[str, ArrayHeader], wanted: tuple[str, ...], bare: BareWeights
) -> dict[str, Tensor]:
    """Describe the arrays as the model will have them."""
    tensors = {}
    for name in wanted:
        shape, kind = headers[name].shape, headers[name].dtype.name
        if name.startswith("W") and bare.turned:
            shape = shape[::-1]
        if name.startswith("b"):
            shape = (math.prod(shape), 1)
        if name in wanted[-2:] and bare.sizes[-1] == 2:
            shape = (1, *shape[1:])
        tensors[name] = Tensor(shape, kind)
    return tensors


def _description(sizes: tuple[int, ...], uses: Uses) -> str:
    """Write what a file of ours would say of the network."""
    inputs = uses.inputs
    data = DataSettings(kind="arrays")
    if isinstance(inputs, PictureInputs):
        data = DataSettings(kind="pictures", size=inputs.size, colour=inputs.colour)
    network = NetworkSettings(hidden=sizes[1:-1], activation=uses.activations)
    experiment = Experiment(data=data, network=network)
    output = loss(experiment.training.loss).output_layer(sizes[-1]).name
    return json.dumps(
        msgspec.to_builtins(
            {
                "format": FORMAT,
                "sizes": sizes,
                "activations": (*uses.activations, output),
                "classes": uses.classes,
                "inputs": inputs,
                "scaling": inputs.scaling,
                "seed": network.seed,
                "experiment": experiment,
            }
        )
    )
