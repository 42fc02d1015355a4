"""The formats that weights leave in, and come back in."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from core.errors import ModelError, OutputError
from core.files import shown, write_whole
from core.models.model import Model
from core.models.npz import read_npz, write_npz
from core.models.tensors import read_safetensors, write_safetensors


@dataclass(frozen=True, slots=True)
class Exporter:
    """One format, known by the ending of its files."""

    ending: str
    label: str
    write: Callable[[Model, BinaryIO], None]
    read: Callable[[Path], Model]


EXPORTERS = {
    row.ending: row
    for row in (
        Exporter(".npz", "NumPy arrays", write_npz, read_npz),
        Exporter(".safetensors", "safetensors", write_safetensors, read_safetensors),
    )
}


@dataclass(frozen=True, slots=True)
class Exported:
    """A file that was written, opened again and compared with the network it came from.

    `largest_difference` is between probabilities on the samples it was tried on.
    """

    file: str
    verified: bool
    largest_difference: float


def check_target(path: str | Path) -> Exporter:
    """Tell the format of a file to be written, and that there is a place for it.

    Raises OutputError where the ending or the folder is not one.
    """
    target = Path(path)
    exporter = EXPORTERS.get(target.suffix.lower())
    if exporter is None:
        raise OutputError(
            "{file}: this ending is not known: use one of {endings}.",
            file=shown(target),
            endings=", ".join(EXPORTERS),
        )
    if not target.parent.is_dir() or target.is_dir():
        raise OutputError(
            "{file} cannot be written: there is no folder {folder}.",
            file=shown(target),
            folder=shown(target.parent),
        )
    return exporter


def save(model: Model, path: str | Path, X: np.ndarray) -> Exported:
    """Write a model whole, open it again, and compare both on samples X (n[0], m).

    Raises OutputError where it cannot be written, or answers otherwise when opened again.
    """
    target = Path(path)
    exporter = check_target(target)
    write_whole(target, lambda file: exporter.write(model, file))
    again = exporter.read(target)
    difference = float(np.abs(model.probabilities(X) - again.probabilities(X)).max())
    return Exported(shown(target), difference <= 1e-12, difference)


def read_model(path: str | Path) -> Model:
    """Read a model of any format that can be read.

    Raises ModelError or DataError, naming the file, where it cannot be used.
    """
    source = Path(path)
    exporter = EXPORTERS.get(source.suffix.lower())
    if exporter is None:
        raise ModelError(
            "{file} is not a file of trained weights: give one of {endings}.",
            file=shown(source),
            endings=", ".join(EXPORTERS),
        )
    if not source.is_file():
        raise ModelError("{file}: there is no such file: check the name.", file=shown(source))
    return exporter.read(source)
