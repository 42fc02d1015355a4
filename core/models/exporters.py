"""Weights that are written, proved and read, in any format of the table."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.errors import DataError, ModelError, OutputError
from core.experiment.inputs import PictureInputs
from core.files import Write, shown, temporary_folder, write_together
from core.messages import listed, to_translate
from core.models.file_check import check_first_bytes
from core.models.formats.registry import EXPORTERS, Exporter, exporter_of
from core.models.model import Model
from core.models.verification import check_difference, check_finite
from core.open_file import problem_of

BLOCK = 2**20

__all__ = ["EXPORTERS", "Exported", "beside", "check_target", "read_model", "save"]


@dataclass(frozen=True, slots=True)
class Exported:
    """A file that was written, opened again and compared with the network it came from.

    `largest_difference` is between probabilities on the samples it was tried on. `beside` is a
    second file that belongs to it, empty where there is none.
    """

    file: str
    verified: bool
    largest_difference: float
    beside: str = ""


def check_target(path: str | Path) -> Exporter:
    """Tell the format of a file to be written, and that there is a place for it.

    Raises OutputError where the ending or the folder is not one.
    """
    target = Path(path)
    exporter = exporter_of(target)
    if exporter is None:
        raise OutputError(
            "{file}: this ending is not known: use one of {endings}.",
            file=shown(target),
            endings=listed(EXPORTERS),
        )
    if os.path.isdir(target):
        raise OutputError("{file} is a folder: give the name of a file in it.", file=shown(target))
    if not os.path.isdir(target.parent):
        raise OutputError(
            "{file} cannot be written: there is no folder {folder}.",
            file=shown(target),
            folder=shown(target.parent),
        )
    return exporter


def save(model: Model, path: str | Path, X: np.ndarray) -> Exported:
    """Write a model whole, once it has answered for samples X (n[0], m) as the network does.

    Raises OutputError where it cannot be written, or answers otherwise when opened again, and
    ExperimentError where it takes no single pictures; what was there before is then untouched.
    """
    target = Path(path)
    exporter = check_target(target)
    if isinstance(model.inputs, PictureInputs):
        model.inputs.check_one_picture()
    try:
        check_finite(model, target)
        contents = exporter.contents(model)
        difference = _tried(exporter, model, contents, X)
        check_difference(target, difference, exporter.allowed(model), exporter.refusal)
        _write(target, exporter, contents)
    except MemoryError as error:
        raise OutputError(
            "{file} was not written: there is not enough memory to write the weights and to "
            "prove them. Close other programs, or make the layers smaller.",
            file=shown(target),
        ) from error
    second = beside(target)
    return Exported(shown(target), True, difference, shown(second) if second else "")


def beside(path: str | Path) -> Path | None:
    """Return the place of the second file that a model's file has, None where it has none."""
    exporter = exporter_of(Path(path))
    return _beside(Path(path), exporter.beside) if exporter and exporter.beside else None


def _tried(exporter: Exporter, model: Model, contents: dict[str, bytes], X: np.ndarray) -> float:
    """Open the files of a model somewhere else first, and compare their answers."""
    try:
        with temporary_folder() as folder:
            for ending, content in contents.items():
                Path(folder, f"model{ending}").write_bytes(content)
            return exporter.difference(model, Path(folder, f"model{exporter.ending}"), X)
    except (ModelError, DataError) as problem:
        if isinstance(problem.__cause__, MemoryError):
            raise MemoryError from problem
        return float("nan")  # what was written does not open
    except OSError as problem:
        raise OutputError(
            "There is no place to try the file before it is written ({reason}): "
            "free some space in {folder}.",
            reason=problem.strerror or problem,
            folder=shown(tempfile.gettempdir()),
        ) from problem


def _write(target: Path, exporter: Exporter, contents: dict[str, bytes]) -> None:
    """Write all files of a model or none, and read them again."""
    places = {
        target if ending == exporter.ending else _beside(target, ending): content
        for ending, content in contents.items()
    }
    for place, content in places.items():
        if place != target and not _begins_as(target, contents[exporter.ending]):
            _check_free(place, content)
    write_together((place, _writing(content)) for place, content in places.items())
    for place, content in places.items():
        if not _holds(place, content):
            raise OutputError(
                "{file}: what is on the disk now is not what was written. Choose another place.",
                file=shown(place),
            )


def _holds(place: Path, content: bytes) -> bool:
    """Compare a file with its content, by blocks: both at once may be too much to hold."""
    with place.open("rb") as file:
        starts = range(0, len(content) + 1, BLOCK)
        return all(file.read(BLOCK) == content[start : start + BLOCK] for start in starts)


def _writing(content: bytes) -> Write:
    return lambda file: file.write(content)


def _beside(target: Path, ending: str) -> Path:
    """Return the place of a second file that belongs to the one that was named."""
    return target.with_suffix(ending)


def _begins_as(target: Path, content: bytes) -> bool:
    """Tell whether a file is there that this program wrote: its first lines say so."""
    title = b"".join(content.splitlines(keepends=True)[:2])
    if not target.is_file():
        return False
    with target.open("rb") as file:
        return file.read(len(title)) == title


def _check_free(place: Path, content: bytes) -> None:
    """Raise OutputError where a second file, which nobody named, would replace anything else."""
    if place.exists() and not (place.is_file() and _holds(place, content)):
        raise OutputError(
            "{file} is needed for the weights, but another file is there: "
            "give the script another name.",
            file=shown(place),
        )


def read_model(path: str | Path) -> Model:
    """Read a model of any format that can be read.

    Raises ModelError or DataError, naming the file, where it cannot be used.
    """
    source = Path(path)
    exporter = exporter_of(source)
    if exporter is None:
        raise ModelError(
            "{file} is not a file of trained weights: give one of {endings}.",
            file=shown(source),
            endings=listed(EXPORTERS),
        )
    try:
        if not source.exists():
            raise ModelError("{file}: there is no such file: check the name.", file=shown(source))
        check_first_bytes(source, Path(exporter.ending).suffix or exporter.ending)
        return exporter.read(source)
    except MemoryError as error:
        text = to_translate(
            "{file}: there is not enough memory to read its weights: close other programs."
        )
        raise ModelError(text, file=shown(source)) from error
    except OSError as error:
        text = to_translate("{file}: {problem}. Give a file that Layerbench wrote.")
        raise ModelError(text, file=shown(source), problem=problem_of(error)) from error
