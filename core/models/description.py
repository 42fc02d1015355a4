"""What stands beside the weights in a file: everything needed to use them."""

import json
import math
from collections.abc import Mapping
from pathlib import PureWindowsPath  # it knows both systems' separators
from typing import Annotated, Any

import msgspec
import numpy as np
from msgspec import Meta
from msgspec.structs import replace

from core.errors import ExperimentError, ModelError, damage
from core.experiment.inputs import Inputs
from core.experiment.settings import DataSettings, Experiment, Seed, Temperature, loss_of
from core.experiment.target_scale import TargetScale
from core.memory import free_memory
from core.models.answers import READINGS, Answers
from core.models.calibration import Calibration, InputComponents, References, feature_count
from core.models.example import Example, check_examples, examples_of
from core.models.model import Model
from core.models.recipe import recipe
from core.models.weights import (
    Shape,
    Tensor,
    check_range,
    check_tensors,
    conversion_notes,
    count_bytes,
    names,
    reshape_all,
    shapes,
)
from core.network.losses import Loss
from core.network.parameters import Parameters
from core.network.targets import CLASSES, NUMBERS, TARGETS

FORMAT = 1
NEIGHBOURS, COMPONENTS = "neighbours", "components"
COMPONENT_MEANS = "component_means"
OF_REFERENCES = (NEIGHBOURS, COMPONENTS, COMPONENT_MEANS)
_LISTS = (tuple, dict)
_LARGEST_SCALE = 1e100
Size = Annotated[int, Meta(ge=1, le=10_000_000)]
LONGEST = 4 * 1024 * 1024
"""Characters of a description; it grows with the names of the classes and the scaled features."""


class Description(msgspec.Struct, frozen=True, kw_only=True):
    """Say what a file of weights holds.

    `sizes` are n[0] ... n[L]; `activations` name every layer's, the output's included;
    `scaling` says how a raw value becomes an input; `inputs` hold the mean and deviation.
    `classes` name what is answered, which `targets` say: classes, labels, or numbers, whose
    `target_scale` leads from outputs to their own unit. `readings` are what the outputs mean; the
    second of two classes, or a label, is answered where its reading is above `threshold`.
    `temperature`, `least_probability` and `largest_distance` are those of Calibration, as many
    `neighbours` as it has references and as many `components` as those have; a largest distance of
    None refuses nothing.
    `recipe` says in words how a file becomes inputs, and the outputs an answer. `examples`
    are samples with the answers of the network; older files have none.
    """

    format: Annotated[int, Meta(ge=1)]
    sizes: Annotated[tuple[Size, ...], Meta(min_length=2, max_length=10)]
    activations: tuple[str, ...]
    classes: Annotated[tuple[str, ...], Meta(min_length=1)]
    targets: str = CLASSES.name
    target_scale: TargetScale | None = None
    readings: str = READINGS["probability"]
    threshold: float = 0.5
    temperature: Temperature = 1.0
    least_probability: Annotated[float, Meta(ge=0, le=1)] = 0.0
    largest_distance: Annotated[float, Meta(ge=0)] | None = None
    neighbours: Annotated[int, Meta(ge=0, le=10_000)] = 0
    components: Annotated[int, Meta(ge=0, le=1000)] = 0
    inputs: Inputs
    scaling: str
    seed: Seed
    experiment: Experiment
    recipe: tuple[str, ...] = ()
    examples: Annotated[tuple[Example, ...], Meta(max_length=10)] = ()


def describe(model: Model) -> str:
    """Describe a model in JSON (ASCII: any class name survives)."""
    settings, answers = model.experiment.network, model.answers
    output = model.network.loss.output_layer(model.parameters.sizes[-1])
    calibration, far = model.calibration, model.calibration.largest_distance
    references = calibration.references
    components = references.components if references else None
    description = Description(
        format=FORMAT,
        sizes=model.parameters.sizes,
        activations=(*settings.activations, output.name),
        classes=model.classes,
        targets=model.targets,
        target_scale=model.target_scale,
        readings=answers.readings,
        threshold=answers.threshold,
        temperature=calibration.temperature,
        least_probability=calibration.least_probability,
        largest_distance=far if math.isfinite(far) else None,
        neighbours=len(references.features) if references else 0,
        components=len(components.directions) if components else 0,
        inputs=model.inputs,
        scaling=model.inputs.scaling,
        seed=settings.seed,
        experiment=without_paths(model.experiment),
        recipe=recipe(model),
        examples=examples_of(model),
    )
    return json.dumps(msgspec.to_builtins(description))


def without_paths(experiment: Experiment) -> Experiment:
    """Return an experiment as a file that is taken elsewhere tells it.

    Of the data's places it has the last name alone, and no names of single files: where a
    user keeps what is nobody else's business. The roles of a table's columns stay.
    """
    data = experiment.data
    usual = {name: getattr(DataSettings(), name) for name in data.__struct_fields__}
    changes: dict[str, object] = {
        name: value
        for name, value in usual.items()
        if isinstance(value, _LISTS) and name != "columns"
    }
    for name in ("folder", "test_folder"):
        changes[name] = PureWindowsPath(getattr(data, name)).name
    return replace(experiment, data=replace(data, **changes))


def parse_description(file: str, text: str) -> Description:
    """Read a description; `file` is for the error.

    Raises ModelError where it is damaged, of a newer program, or at odds with itself.
    """
    if len(text) > LONGEST:
        raise ModelError("{file}: its description is too long to be one.", file=file)
    values = _json(file, text)
    if isinstance(values.get("format"), int) and values["format"] > FORMAT:
        raise ModelError("{file} was written by a newer Layerbench: update this one.", file=file)
    try:
        description = msgspec.convert(values, Description)
    except (msgspec.ValidationError, ExperimentError) as problem:
        raise ModelError(
            "{file} is damaged: {problem}.", file=file, problem=damage(problem)
        ) from None
    _check(file, description)
    return description


def arrays(model: Model) -> dict[str, np.ndarray]:
    """Return a model's weights by their names: W1 (n[1], n[0]), b1 (n[1], 1), ...

    Those that measure distances have the features of training samples, too, as NEIGHBOURS, and
    the COMPONENTS of the inputs (k, n[0]) with their COMPONENT_MEANS (k, 1).
    """
    pairs = zip(model.parameters.W, model.parameters.b, strict=True)
    parts = (part for pair in pairs for part in pair)
    weights = dict(zip(names(len(model.parameters.W)), parts, strict=True))
    references = model.calibration.references
    if references is None:
        return weights
    weights[NEIGHBOURS] = references.features
    if references.components:
        weights[COMPONENTS] = references.components.directions
        weights[COMPONENT_MEANS] = references.components.means
    return weights


def stored_shapes(description: Description) -> dict[str, Shape]:
    """Return the shapes of the arrays of a file that this describes."""
    sizes, k = description.sizes, description.components
    found = shapes(sizes)
    if description.neighbours:
        found[NEIGHBOURS] = (description.neighbours, feature_count(sizes, k))
    if k:
        found |= {COMPONENTS: (k, sizes[0]), COMPONENT_MEANS: (k, 1)}
    return found


def check_stored(file: str, description: Description, tensors: Mapping[str, Tensor]) -> None:
    """Raise ModelError unless the arrays of a file, still unread, are those of its network."""
    check_tensors(file, stored_shapes(description), tensors)
    need, free = count_bytes(tensors.values()), free_memory()
    if free is not None and need > free:
        raise ModelError(
            "{file} needs {need:,.1f} GB of memory, and {free:,.1f} GB are free.",
            file=file,
            need=need / 1e9,
            free=free / 1e9,
        )


def assemble(
    file: str,
    description: Description,
    stored: Mapping[str, np.ndarray],
    kinds: Mapping[str, str] | None = None,
) -> Model:
    """Make a model of a description and its arrays, which `check_stored` has let pass.

    `kinds` are the kinds of numbers in the file, where they are not NumPy's own.
    Raises ModelError where an array holds NaN or infinity.
    """
    weights, remarks = reshape_all(file, stored_shapes(description), stored)
    references = {name: weights.pop(name) for name in OF_REFERENCES if name in weights}
    precision = description.experiment.network.precision
    of_all = kinds or {name: array.dtype.name for name, array in stored.items()}
    kinds = {name: of_all[name] for name in weights}
    parameters = Parameters(description.sizes, precision)
    parts = [part for pair in zip(parameters.W, parameters.b, strict=True) for part in pair]
    for part, array in zip(parts, weights.values(), strict=True):
        part[...] = array
    check_range(file, parameters)
    model = Model(
        description.experiment,
        description.inputs,
        description.classes,
        parameters.read_only(),
        (*remarks, *conversion_notes(file, kinds, precision)),
        targets=description.targets,
        target_scale=description.target_scale,
        calibration=_calibration(description, references),
    )
    check_examples(file, model, description.examples, kinds.values())
    return model


def _calibration(description: Description, stored: Mapping[str, np.ndarray]) -> Calibration:
    far = description.largest_distance
    parts = {name: np.ascontiguousarray(array, np.float32) for name, array in stored.items()}
    for array in parts.values():
        array.flags.writeable = False
    components = None
    if COMPONENTS in parts:
        components = InputComponents(parts[COMPONENTS], parts[COMPONENT_MEANS])
    return Calibration(
        description.temperature,
        description.least_probability,
        math.inf if far is None else far,
        References(parts[NEIGHBOURS], components) if NEIGHBOURS in parts else None,
    )


def _check(file: str, description: Description) -> None:
    settings, sizes = description.experiment.network, description.sizes
    if description.targets not in TARGETS:
        raise ModelError("{file} was written by a newer Layerbench: update this one.", file=file)
    targets = TARGETS[description.targets]
    if targets is CLASSES and len(description.classes) < 2:
        raise ModelError("{file} is damaged: it names one class only.", file=file)
    outputs = targets.units(len(description.classes))
    if sizes != (description.inputs.count, *settings.hidden, outputs):
        raise ModelError(
            "{file} is damaged: its layer sizes {sizes} are at odds with its experiment.",
            file=file,
            sizes=sizes,
        )
    if description.activations[:-1] != settings.activations:
        raise ModelError(
            "{file} is damaged: its activations are at odds with its experiment.", file=file
        )
    loss = _loss(file, description)
    answers = Answers.of(description.classes, loss, description.experiment.answers)
    lies = {
        "activations": description.activations[-1] != loss.output_layer(outputs).name,
        "scaling": description.scaling != description.inputs.scaling,
        "seed": description.seed != settings.seed,
        "target_scale": not _fits(description.target_scale, answers),
        "readings": description.readings != answers.readings,
        "threshold": description.threshold != answers.threshold,
        "temperature": description.temperature != 1 and not loss.is_log_loss,
        "neighbours": description.largest_distance is not None and not description.neighbours,
        "components": bool(description.components) > bool(description.neighbours),
    }
    for name in (name for name, lie in lies.items() if lie):
        raise ModelError(
            "{file} is damaged: its description is at odds with itself ({name}).",
            file=file,
            name=name,
        )
    if len(set(description.classes)) < len(description.classes):
        raise ModelError("{file} is damaged: two classes have the same name.", file=file)


def _fits(scale: TargetScale | None, answers: Answers) -> bool:
    """Tell whether a scale is one of these numbers, none of which it makes infinite."""
    if scale is None:
        return True
    numbers = (*map(abs, scale.mean), *scale.deviation, *(1 / d for d in scale.deviation))
    return (
        answers.targets is NUMBERS
        and len(scale.mean) == len(answers.names)
        and max(numbers) <= _LARGEST_SCALE
    )


def _loss(file: str, description: Description) -> Loss:
    try:
        return loss_of(description.experiment, description.targets)
    except ExperimentError as problem:
        raise ModelError(
            "{file} is damaged: its description is at odds with itself ({name}).",
            file=file,
            name="targets",
        ) from problem


def _json(file: str, text: str) -> dict[str, Any]:
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        raise ModelError("{file} holds no description of a Layerbench model.", file=file)
    return values
