"""From the words on the command line to the experiment that is meant."""

import os
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from cli.progress import Progress
from core.data.arrays.hdf5 import is_hdf5
from core.data.folder.level_check import refuse_file
from core.data.folder.positive_class import positive_class_in
from core.data.registry import DATASETS, kind_of_file
from core.errors import DataError, ExperimentError
from core.experiment.presets import is_experiment, load_experiment
from core.experiment.settings import Experiment
from core.experiment.toml import parse_value, with_settings
from core.file_type import HEADER_BYTES, detect
from core.files import shown
from core.messages import tr
from core.open_file import read_start
from core.suggestion import Suggestion, suggest_for


def add_experiment(parser: ArgumentParser) -> None:
    """Add WHAT and the options that change it."""
    parser.add_argument(
        "what",
        metavar="WHAT",
        nargs="?",
        default="",
        help="a preset's name, an experiment file, or data (a folder of pictures, a table, an .npz "
        "or HDF5 file), for which settings are suggested; with --data alone it is that",
    )
    parser.add_argument("--data", metavar="FOLDER", help="the data to train on: a folder or a file")
    parser.add_argument("--test", metavar="FOLDER", help="the data to test on")
    parser.add_argument(
        "--target",
        metavar="COLUMN",
        action="append",
        help="the column of a table that is learned; give it again for several",
    )
    parser.add_argument(
        "--set",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        help="change a setting, as in training.learning_rate=0.01",
    )


def experiment_of(words: Namespace) -> tuple[Experiment, Suggestion | None]:
    """Return the experiment that the words ask for, with what was suggested where WHAT is data.

    Raises ExperimentError where WHAT is unknown, or a setting is or takes no such value.
    """
    changes = dict(_setting(text) for text in words.set)
    for word in ("data", "test"):
        if getattr(words, word) == "":
            raise ExperimentError(
                "--{word} is empty: name a folder or a file, or leave it out.", word=word
            )
    if not words.what:
        if words.data is None:
            raise ExperimentError(
                "Say what to do: a preset's name, an experiment file, or a folder or file of data."
            )
        words.what, words.data = words.data, None
    if words.target:
        # What is told to be added after a mistake in --target is a --set.
        target = words.target[0] if len(words.target) == 1 else words.target
        changes.setdefault("data.target", target)
    kind = _kind_of_data(words.what)
    if kind:
        _check_target(words, kind)
        return _suggested(words, kind, changes)
    experiment = _changed(load_experiment(words.what), words, changes)
    _check_target(words, experiment.data.kind)
    return experiment, None


def _check_target(words: Namespace, kind: str) -> None:
    """Raise ExperimentError where a target is named of data that have no columns."""
    if words.target and kind in DATASETS and "target" not in DATASETS[kind].settings:
        raise ExperimentError(
            "--target names a column of a table, and {what} has none: leave it out.",
            what=shown(words.what),
        )


def _kind_of_data(what: str) -> str:
    """Return the kind of data that a word names by its place, nothing where it is none.

    Raises DataError, which says what it is, for a file that is neither data nor a text.
    """
    if is_experiment(what):
        return ""
    if os.path.isdir(what):
        return "pictures"
    if kind := kind_of_file(what):
        return kind
    if is_hdf5(Path(what)):
        return "arrays"
    if os.path.isfile(what) and _is_no_text(what):
        refuse_file(what)
    return ""


def _is_no_text(file: str) -> bool:
    """Tell whether a file can be no experiment, which is a text."""
    try:
        kind = detect(read_start(file, HEADER_BYTES))
    except DataError:
        return True
    return kind.role != "other" or bool(kind.advice)


def _suggested(
    words: Namespace, kind: str, changes: dict[str, object]
) -> tuple[Experiment, Suggestion | None]:
    """Suggest settings for data; those of --set stay as they were set."""
    if words.data is not None:
        raise ExperimentError(
            "{what} is data already: leave out --data, or give an experiment before it.",
            what=shown(words.what),
        )
    place: dict[str, object] = {"data.kind": kind, "data.folder": words.what}
    if words.test is not None:
        place["data.test_folder"] = words.test
    experiment = with_settings(Experiment(), place | changes)
    suggestion = suggest_for(experiment, changes.keys(), Progress("Looking"))
    if suggestion is None:  # reading the data says why
        return experiment, None
    print(suggestion, file=sys.stderr)
    return with_settings(experiment, suggestion.changes), suggestion


def _changed(experiment: Experiment, words: Namespace, changes: dict[str, object]) -> Experiment:
    if words.data is not None and (told := kind_of_file(words.data)):
        changes.setdefault("data.kind", told)
    kind = str(changes.get("data.kind", experiment.data.kind))
    if words.data is not None:
        if "data.positive_class" not in changes:
            changes |= _positive(experiment, words.data)
        changes["data.folder"] = words.data
    if words.test is not None:
        changes["data.test_folder"] = words.test
    if (words.data or words.test) and kind in DATASETS and not DATASETS[kind].needs_folder:
        raise ExperimentError(
            'data.kind = "{kind}" is built in: leave out --data and --test, '
            'or add --set data.kind="pictures".',
            kind=kind,
        )
    return with_settings(experiment, changes)


def _positive(experiment: Experiment, folder: str) -> dict[str, object]:
    """Do without the positive class of a preset, whose own data has it, where a folder has not."""
    positive = experiment.data.positive_class
    if not positive or experiment.data.folder or positive_class_in(folder, positive):
        return {}
    text = tr("{folder} has no class {name}: its last class counts as 1.")
    print(text.format(folder=shown(folder), name=shown(positive)), file=sys.stderr)
    return {"data.positive_class": ""}


def _setting(text: str) -> tuple[str, object]:
    key, equals, value = text.partition("=")
    if not equals:
        raise ExperimentError(
            "--set {text}: write KEY=VALUE, as in training.learning_rate=0.01.", text=text
        )
    key = key.strip()
    return key, parse_value(value, key)
