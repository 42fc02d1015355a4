"""A stored answer to a stored input, by which a file proves itself when it is read."""

from collections.abc import Iterable

import msgspec
import numpy as np

from core.errors import ModelError
from core.experiment.inputs import Inputs, PictureInputs
from core.models.model import Model
from core.models.verification import largest_difference

_LENGTH = 61
_MOST = 1000
_BRIGHTNESS = (1, 8)
TOLERANCES = {"float64": 1e-6, "float32": 1e-3, "float16": 0.1, "bfloat16": 0.5}
"""Differences, as `largest_difference` says, that the kinds of numbers in a file excuse."""


class Example(msgspec.Struct, frozen=True, omit_defaults=True):
    """A raw sample and the probability of every class, or the scores or numbers of the answer.

    `input` is repeated until the sample is full: bytes of a picture, row by row, then column,
    then channel, or numbers before they are scaled.
    """

    input: tuple[float, ...]
    probabilities: tuple[float, ...] = ()
    scores: tuple[float, ...] = ()
    numbers: tuple[float, ...] = ()


def examples_of(model: Model) -> tuple[Example, ...]:
    """Return a strong and a weak sample, and what a model answers to them."""
    inputs = [_pattern(model.inputs, weaker) for weaker in _BRIGHTNESS]
    name = model.answers.readings
    return tuple(
        Example(values, **{name: tuple(_answer(model, values)[:, 0].tolist())}) for values in inputs
    )


def check_examples(
    file: str, model: Model, examples: Iterable[Example], kinds: Iterable[str]
) -> None:
    """Raise ModelError unless a model answers as its examples say.

    `kinds` are the kinds of numbers that its weights had in the file.
    """
    precision = model.parameters.flat.dtype.name
    allowed = max(TOLERANCES[kind.split()[0]] for kind in (*kinds, precision))
    for example in examples:
        answer: tuple[float, ...] = getattr(example, model.answers.readings)
        fits = example.input and len(answer) == len(model.classes)
        if not fits or not _difference(model, example.input, answer) <= allowed:
            raise ModelError(
                "{file} gives other answers than the network that was exported: it has been "
                "changed since. Export it again.",
                file=file,
            )


def _difference(model: Model, values: tuple[float, ...], answer: tuple[float, ...]) -> float:
    return largest_difference(model, _answer(model, values), np.array(answer)[:, np.newaxis])


def _answer(model: Model, values: tuple[float, ...]) -> np.ndarray:
    raw = np.resize(np.array(values, np.float64), (model.inputs.count, 1))
    if isinstance(model.inputs, PictureInputs):
        raw = raw / 255.0
    with np.errstate(all="ignore"):
        return np.asarray(model.readings(model.inputs.scale(raw)), np.float64)


def _pattern(inputs: Inputs, weaker: int) -> tuple[float, ...]:
    steps = (37 * np.arange(_LENGTH) + 11) % _LENGTH
    if isinstance(inputs, PictureInputs):
        return tuple((steps * 255 // (_LENGTH - 1) // weaker).tolist())
    around_0 = np.resize((steps - _LENGTH // 2) / (10 * weaker), (inputs.count, 1))
    return tuple(inputs.unscale(around_0)[:_MOST, 0].tolist())
