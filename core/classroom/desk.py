"""A teacher's desk in one file: what of the window is shown, an experiment, lessons and a note.

A TOML text with an experiment in the table `experiment`, which has the keys of an experiment file.
"""

import os
from pathlib import Path
from typing import Annotated, Any

import msgspec
import tomli_w
from msgspec import Meta, Struct
from msgspec.structs import replace

from core.errors import ExperimentError, LayerbenchError, damage
from core.experiment.settings import Experiment
from core.experiment.toml import (
    check_length,
    experiment_values,
    read_text,
    to_experiment,
    toml_values,
    with_folders_beside,
)
from core.files import shown, write_whole

DESK_ENDING = ".layerdesk"
FORMAT = 1
LONGEST_NOTE = 20_000
Names = Annotated[tuple[Annotated[str, Meta(max_length=200)], ...], Meta(max_length=1000)]


class Desk(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Choose the controls and views that are shown, by their names in the window's tables.

    `depth` is that of the commands in the menus. `lessons` are names of files in
    resources/lessons, in the order of the list; none are all of them.
    """

    depth: str
    controls: Names
    views: Names
    experiment: Experiment
    lessons: Names = ()
    note: Annotated[str, Meta(max_length=LONGEST_NOTE)] = ""


def write_desk(desk: Desk, path: str | Path) -> None:
    """Write a desk, whole or not at all; data that lie beside the file are named from there.

    Raises OutputError where it cannot be written, ExperimentError where it would be too long to be
    read again.
    """
    experiment = _with_near_folders(path, desk.experiment)
    values = {
        "format": FORMAT,
        "depth": desk.depth,
        "controls": list(desk.controls),
        "views": list(desk.views),
        "lessons": list(desk.lessons),
        "note": desk.note,
        "experiment": experiment_values(experiment),
    }
    text = tomli_w.dumps(values, multiline_strings=True)
    check_length(text)
    write_whole(path, lambda file: file.write(text.encode()))


def read_desk(path: str | Path) -> Desk:
    """Read a desk; a relative folder of its data is looked for beside the file first.

    Raises ExperimentError naming the file, where it is none, is damaged, or of a newer version.
    """
    try:
        values = toml_values(read_text(path))
        desk = _desk(values)
    except LayerbenchError as problem:
        raise ExperimentError(
            "{file} cannot be opened as a teacher's desk: {problem}",
            file=shown(path),
            problem=problem,
        ) from None
    return replace(desk, experiment=with_folders_beside(path, desk.experiment))


def _desk(values: dict[str, Any]) -> Desk:
    found = values.pop("format", None)
    if not isinstance(found, int) or found < 1:
        raise ExperimentError("it says no format, so it is none, or it is damaged.")
    if found > FORMAT:
        raise ExperimentError(
            "it was saved by a newer Layerbench (format {found}, and this one reads up to "
            "{known}): open it with that one.",
            found=found,
            known=FORMAT,
        )
    experiment = to_experiment(values.get("experiment", {}))
    try:
        return msgspec.convert(values | {"experiment": experiment}, Desk)
    except msgspec.ValidationError as problem:
        raise ExperimentError("it is damaged: {problem}.", problem=damage(problem)) from None


def _with_near_folders(path: str | Path, experiment: Experiment) -> Experiment:
    """Name folders from that of the desk where they lie in it: both may be handed on together."""
    data, place = experiment.data, os.path.dirname(os.path.abspath(path))
    near = {
        name: Path(os.path.relpath(folder, place)).as_posix()
        for name, folder in (("folder", data.folder), ("test_folder", data.test_folder))
        if folder and os.path.join(os.path.abspath(folder), "").startswith(os.path.join(place, ""))
    }
    return replace(experiment, data=replace(data, **near))
