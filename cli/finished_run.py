"""A run that was saved, from its project, its run file or its network alone."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from msgspec.structs import replace

from cli.progress import reading
from core.data.load import load
from core.errors import DataError, ExperimentError
from core.experiment.settings import DataSettings
from core.files import shown
from core.models.compatibility import load_for
from core.models.endings import MODEL_ENDINGS, PROJECT_ENDING
from core.models.exporters import read_model
from core.models.learned_samples import count_learned
from core.projects.own_words import NO_WORDS, OwnWords
from core.projects.project import UnpackedProject, data_beside, temporary_data, unpack_project
from core.training.checkpoint import load_checkpoint, read_run
from core.training.trainer import Trainer
from core.training.worker.file_contents import Contents, contents_of

_KINDS = (Contents.PROJECT, Contents.RUN, Contents.MODEL)


@dataclass(frozen=True, slots=True, eq=False)
class FinishedRun:
    """A run as it was saved, on its data, and what its author has written of it."""

    trainer: Trainer
    words: OwnWords = NO_WORDS


def is_finished_run(what: str) -> bool:
    """Tell whether a file holds a project, a run or a network, and no experiment or data.

    Raises DataError where an .npz cannot be read.
    """
    if not what.lower().endswith((PROJECT_ENDING, *MODEL_ENDINGS)) or os.path.isdir(what):
        return False
    return contents_of(what) in _KINDS


def open_run(what: str, folder: str | None = None, test_folder: str | None = None) -> FinishedRun:
    """Open a finished run; the folders are where its data lie now, if not where they were.

    Raises LayerbenchError where the file or its data cannot be read, or are others now.
    """
    contents = contents_of(what)
    if contents is Contents.PROJECT:
        with unpack_project(what) as project, _data_of(project, folder) as data:
            settings = _placed(data_beside(what, data), folder, test_folder)
            trainer = load_checkpoint(project.run, load(settings, reading()), settings)
            return FinishedRun(trainer, project.description.words)
    if contents is Contents.RUN:
        settings = _placed(read_run(what).experiment.data, folder, test_folder)
        return FinishedRun(load_checkpoint(what, load(settings, reading()), settings))
    return FinishedRun(_of_model(what, folder, test_folder))


@contextmanager
def _data_of(project: UnpackedProject, folder: str | None) -> Iterator[DataSettings]:
    """Return where the data of a project are, for the time of the block if they are inside."""
    if folder is not None:
        yield project.description.experiment.data
        return
    with temporary_data(project, reading()) as data:
        yield data


def _placed(data: DataSettings, folder: str | None, test_folder: str | None) -> DataSettings:
    places = {"folder": folder, "test_folder": test_folder}
    return replace(data, **{name: place for name, place in places.items() if place is not None})


def _of_model(what: str, folder: str | None, test_folder: str | None) -> Trainer:
    """Put a network on its data; it has not been trained on there."""
    model = read_model(what)
    data = _placed(model.experiment.data, folder, test_folder)
    try:
        dataset = load_for(model, data, reading())
    except DataError as problem:
        raise ExperimentError(
            "A report tells of samples, and those of {file} cannot be read: {problem} Give them "
            "with --data.",
            file=shown(what),
            problem=problem,
        ) from None
    experiment = replace(model.experiment, data=data)
    learned = count_learned(model, data, dataset)
    trainer = Trainer(experiment, dataset, first_weights=model.parameters, learned_before=learned)
    trainer.given_answers = model.experiment.answers, model.calibration
    return trainer
