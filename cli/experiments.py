"""From the words on the command line to the experiment that is meant."""

import sys
from argparse import ArgumentParser, Namespace

from core.data.folder.positive_class import positive_class_in
from core.data.registry import DATASETS
from core.errors import ExperimentError
from core.experiment.presets import load_experiment
from core.experiment.settings import Experiment
from core.experiment.toml import parse_value, with_settings
from core.files import shown
from core.messages import tr


def add_experiment(parser: ArgumentParser) -> None:
    """Add WHAT and the options that change it."""
    parser.add_argument("what", metavar="WHAT", help="a preset's name, or an experiment file")
    parser.add_argument("--data", metavar="FOLDER", help="the data to train on")
    parser.add_argument("--test", metavar="FOLDER", help="the data to test on")
    parser.add_argument(
        "--set",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        help="change a setting, as in training.learning_rate=0.01",
    )


def experiment_of(words: Namespace) -> Experiment:
    """Return the experiment that the words ask for.

    Raises ExperimentError where WHAT is unknown, or a setting is or takes no such value.
    """
    experiment = load_experiment(words.what)
    changes = dict(_setting(text) for text in words.set)
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
    wanted = experiment.data.positive_class
    if not wanted or experiment.data.folder or positive_class_in(folder, wanted):
        return {}
    text = tr("{folder} has no class {name}: its last class counts as 1.")
    print(text.format(folder=shown(folder), name=shown(wanted)), file=sys.stderr)
    return {"data.positive_class": ""}


def _setting(text: str) -> tuple[str, object]:
    key, equals, value = text.partition("=")
    if not equals:
        raise ExperimentError(
            "--set {text}: write KEY=VALUE, as in training.learning_rate=0.01.", text=text
        )
    return key.strip(), parse_value(value)
