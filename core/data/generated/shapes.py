"""Pictures of a circle, a square or a triangle, drawn from a seed at a random place and size."""

import math
from collections.abc import Callable

import numpy as np
from numpy.random import RandomState

from core.errors import ExperimentError
from core.experiment.inputs import PictureInputs
from core.memory import free_memory

CLASSES = ("circle", "square", "triangle")

# The directions in which a shape's straight sides face, in half turns; a circle has none.
_SIDES = {"square": (0.0, 0.5, 1.0, 1.5), "triangle": (1 / 6, 5 / 6, 3 / 2)}
# How far those sides are from the middle, so that every shape has the area of a circle of radius 1.
_INNER = {"square": np.sqrt(np.pi / 4), "triangle": np.sqrt(np.pi / np.sqrt(27))}
_BYTES = 8
_REACH = 2 * _INNER["triangle"]  # the farthest corner of all shapes


def shapes(
    samples: int,
    noise: float,
    seed: int,
    inputs: PictureInputs,
    report: Callable[[int, int], None] | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Draw the shapes in turn: X (inputs.count, samples) and class numbers (samples,).

    The values are whole 255ths in 0..1, as a picture file holds them.
    `noise` is the standard deviation of the background, whose range is 0..1. Place, size
    and colours have the same distribution in all classes: only the outline tells them apart.
    Raises ExperimentError if the pictures would not fit into memory.
    """
    _check_room(samples, inputs)
    random = RandomState(seed)
    X = np.empty((inputs.count, samples), order="F")
    labels = np.arange(samples) % len(CLASSES)
    for i in range(samples):
        X[:, i] = _picture(CLASSES[labels[i]], noise, inputs, random).ravel()
        if report:
            report(i + 1, samples)
    return X, labels


def _picture(shape: str, noise: float, inputs: PictureInputs, random: RandomState) -> np.ndarray:
    """Draw one picture, (size, size, channels) in 0..1."""
    background = random.rand(inputs.channels)
    colour = (background + random.uniform(0.35, 0.65, inputs.channels)) % 1
    radius = random.uniform(0.15, 0.3)
    middle = random.uniform(_REACH * radius, 1 - _REACH * radius, 2)
    pixels = (inputs.size, inputs.size, inputs.channels)
    ground = background + random.normal(scale=noise, size=pixels)
    inside = coverage(shape, inputs.size, middle, radius)[:, :, np.newaxis]
    shown = np.clip(ground * (1 - inside) + colour * inside, 0, 1)
    return np.asarray(np.rint(shown * 255) / 255)


def coverage(shape: str, size: int, middle: np.ndarray, radius: float) -> np.ndarray:
    """Tell how much of every pixel a shape covers, (size, size) in 0..1.

    `middle` (across, down) and `radius` are in widths of the picture; the shape has the
    area of a circle of that radius.
    """
    centres = (np.arange(size) + 0.5) / size
    across, down = centres - middle[0], centres[:, np.newaxis] - middle[1]
    if shape == "circle":
        outwards = np.hypot(across, down) - radius
    else:
        sides = [across * np.cos(a * np.pi) - down * np.sin(a * np.pi) for a in _SIDES[shape]]
        outwards = np.max(sides, axis=0) - radius * _INNER[shape]
    return np.asarray(np.clip(0.5 - outwards * size, 0, 1))


def _check_room(samples: int, inputs: PictureInputs) -> None:
    """Raise ExperimentError, which offers fewer or smaller pictures, where they do not fit."""
    need, free = samples * inputs.count * _BYTES, free_memory()
    if free is None or need <= free:
        return
    problem = ExperimentError(
        "{samples:,} pictures of {size} x {size} pixels need {need:,.1f} GB of memory, and "
        "{free:,.1f} GB are free: make data.samples or data.size smaller.",
        samples=samples,
        size=inputs.size,
        need=need / 1e9,
        free=free / 1e9,
    )
    fewer = free // (2 * inputs.count * _BYTES)
    size = math.isqrt(free // (samples * inputs.channels * _BYTES)) // 8 * 8
    if fewer > 1:
        problem.suggest({"data.samples": fewer}, "Draw {count:,} pictures", count=fewer)
    if size:
        problem.suggest({"data.size": size}, "Draw {size} x {size} pixels", size=size)
    raise problem
