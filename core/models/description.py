"""What stands beside the weights in a file: everything needed to use them."""

import json
from typing import Annotated, Any

import msgspec
import numpy as np
from msgspec import Meta

from core.data.inputs import Inputs
from core.errors import ExperimentError, ModelError
from core.experiment import Experiment
from core.models.model import Model
from core.network.parameters import Parameters

FORMAT = 1
Size = Annotated[int, Meta(ge=1, le=10_000_000)]


class Description(msgspec.Struct, frozen=True, kw_only=True):
    """Say what a file of weights holds.

    `sizes` are n[0] ... n[L]; `activations` name every layer's, the output's included;
    `scaling` says what a raw value is divided by before it goes in.
    """

    format: int
    sizes: Annotated[tuple[Size, ...], Meta(min_length=2, max_length=10)]
    activations: tuple[str, ...]
    classes: Annotated[tuple[str, ...], Meta(min_length=2)]
    inputs: Inputs
    scaling: str
    seed: int
    experiment: Experiment


def describe(model: Model) -> str:
    """Describe a model in JSON (ASCII: any class name survives)."""
    settings = model.experiment.network
    output = "sigmoid" if model.parameters.sizes[-1] == 1 else "softmax"
    description = Description(
        format=FORMAT,
        sizes=model.parameters.sizes,
        activations=(*settings.activations, output),
        classes=model.classes,
        inputs=model.inputs,
        scaling=model.inputs.scaling,
        seed=settings.seed,
        experiment=model.experiment,
    )
    return json.dumps(msgspec.to_builtins(description))


def described(file: str, text: str) -> Description:
    """Read a description; `file` is for the error.

    Raises ModelError where it is damaged, of a newer program, or at odds with itself.
    """
    values = _json(file, text)
    if isinstance(values.get("format"), int) and values["format"] > FORMAT:
        raise ModelError("{file} was written by a newer Layerbench: update this one.", file=file)
    try:
        description = msgspec.convert(values, Description)
    except (msgspec.ValidationError, ExperimentError) as problem:
        raise ModelError("{file} is damaged: {problem}.", file=file, problem=problem) from None
    _check(file, description)
    return description


def names(layers: int) -> tuple[str, ...]:
    """Name the arrays of a network of this many layers: W1, b1, W2, ..."""
    return tuple(f"{letter}{l}" for l in range(1, layers + 1) for letter in "Wb")


def arrays(model: Model) -> dict[str, np.ndarray]:
    """Give a model's weights by their names: W1 (n[1], n[0]), b1 (n[1], 1), ..."""
    pairs = zip(model.parameters.W, model.parameters.b, strict=True)
    parts = (part for pair in pairs for part in pair)
    return dict(zip(names(len(model.parameters.W)), parts, strict=True))


def assemble(file: str, description: Description, found: dict[str, np.ndarray]) -> Model:
    """Make a model of a description and its arrays.

    Raises ModelError where one is missing, of another shape, or holds NaN or infinity.
    """
    parameters = Parameters(description.sizes, description.experiment.network.precision)
    parts = [part for pair in zip(parameters.W, parameters.b, strict=True) for part in pair]
    for name, part in zip(names(len(parameters.W)), parts, strict=True):
        part[...] = _checked(file, name, found.get(name), part.shape)
    return Model(
        description.experiment, description.inputs, description.classes, parameters.read_only()
    )


def _checked(file: str, name: str, array: np.ndarray | None, shape: tuple[int, ...]) -> np.ndarray:
    if array is None:
        raise ModelError("{file} is incomplete: {name} is missing.", file=file, name=name)
    if array.shape != shape or array.dtype.kind != "f":
        raise ModelError(
            "{file}: {name} is {found}, this network needs {shape} of floating-point numbers.",
            file=file,
            name=name,
            found=f"{array.shape} {array.dtype}",
            shape=shape,
        )
    wrong = array.size - int(np.count_nonzero(np.isfinite(array)))
    if wrong:
        raise ModelError(
            "{file}: {name} holds {count} values that are no finite numbers: "
            "this network cannot be used.",
            file=file,
            name=name,
            count=wrong,
        )
    return array


def _check(file: str, description: Description) -> None:
    settings, sizes = description.experiment.network, description.sizes
    outputs = 1 if len(description.classes) == 2 else len(description.classes)
    if sizes != (description.inputs.count, *settings.hidden, outputs):
        raise ModelError(
            "{file} is damaged: its layer sizes {sizes} are at odds with its experiment.",
            file=file,
            sizes=sizes,
        )


def _json(file: str, text: str) -> dict[str, Any]:
    try:
        values = json.loads(text)
    except ValueError:
        values = None
    if not isinstance(values, dict):
        raise ModelError("{file} holds no description of a Layerbench model.", file=file)
    return values
