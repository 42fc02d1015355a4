"""Picture files for a person to look at: as the network sees them, and as they are."""

import os
from dataclasses import dataclass

import numpy as np

from core.background import JobUpdate
from core.experiment.inputs import PictureInputs
from core.io_threads import Report


@dataclass(frozen=True, slots=True)
class PreviewRequest:
    """Ask for one file: as `inputs` say, and in its own shape on `paper`, a colour."""

    path: str
    inputs: PictureInputs
    side: int
    paper: str


@dataclass(frozen=True, slots=True, eq=False)
class Preview:
    """One file: pixels as the network sees them, its own in a square, its size as stored."""

    seen: np.ndarray
    own: np.ndarray
    size: tuple[int, int]
    bytes: int


def read_preview(order: PreviewRequest, report: Report) -> Preview:
    """Read one file in both ways; raises DataError where it cannot be read."""
    from core.data.images.read import (  # Pillow waits until it is needed
        read_picture,
        read_with_info,
    )

    seen = read_picture(order.path, order.inputs)
    report(1, 2)
    square = PictureInputs(order.side, True, "pad", order.paper, order.inputs.grey_range)
    pixels, about = read_with_info(order.path, square)
    return Preview(seen, pixels, about.size, os.path.getsize(order.path))


@dataclass(frozen=True, slots=True)
class ExamplesRequest:
    """Ask for several files as the network would see them."""

    paths: tuple[str, ...]
    inputs: PictureInputs


def read_examples(order: ExamplesRequest, report: Report) -> list[np.ndarray]:
    """Read the files; raises DataError where one cannot be read."""
    from core.data.images.read import read_picture  # Pillow waits until it is needed

    pictures = []
    for number, path in enumerate(order.paths):
        report(number, len(order.paths))
        pictures.append(read_picture(path, order.inputs))
    return pictures


PreviewUpdate = JobUpdate[PreviewRequest, Preview]
ExamplesUpdate = JobUpdate[ExamplesRequest, list[np.ndarray]]
