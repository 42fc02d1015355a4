"""The experiments that come with the bench, each a file in resources/presets."""

import os
from functools import cache

from msgspec.structs import replace

import resources
from core.errors import ExperimentError
from core.experiment.settings import Experiment
from core.experiment.toml import read_experiment
from core.files import shown
from core.messages import listed

DEFAULT = "flower"
# A week begins with what is simple.
COURSE_ORDER = (
    *("logistic-cats", "flower", "two-layer-cats", "deep-cats"),
    *("circles-zeros", "circles-large", "circles-he"),
    *("football", "football-l2", "football-dropout"),
    *("moons-gd", "moons-momentum", "moons-adam"),
)
"""The presets that repeat a published run; others show what the course says in words."""
# Settings of the data that say where they lie.
PLACES = ("folder", "test_folder")
# The training samples of each class in the course's own data: cats, and football.
COURSE_COUNTS = {"pictures": [72, 137], "arrays": [105, 106]}


@cache
def preset_names() -> tuple[str, ...]:
    """Name the presets in alphabetical order."""
    return tuple(sorted(file.stem for file in resources.path("presets").glob("*.toml")))


def presets_by_week() -> dict[str, list[str]]:
    """Return the names of the presets of every week of the course, in its order."""
    others = (name for name in preset_names() if name not in COURSE_ORDER)
    weeks: dict[str, list[str]] = {}
    for name in (*COURSE_ORDER, *others):
        weeks.setdefault(preset(name).course, []).append(name)
    return dict(sorted(weeks.items()))


@cache
def preset(name: str) -> Experiment:
    """Return a preset.

    Raises ExperimentError naming all presets when there is none of this name.
    """
    if name not in preset_names():
        raise ExperimentError(
            "{name} is neither a preset nor an experiment file. The presets are: {names}.",
            name=name,
            names=listed(preset_names()),
        )
    return read_experiment(resources.path("presets") / f"{name}.toml")


def matching_preset(experiment: Experiment) -> str | None:
    """Name the preset that an experiment is, wherever its data lie; None where it is none."""
    return next((name for name in preset_names() if _same_numbers(preset(name), experiment)), None)


def _same_numbers(one: Experiment, other: Experiment) -> bool:
    """Tell whether two runs have the same numbers wherever their data lie.

    Fields are compared in place: a copy without the places would be checked anew, and the window
    asks this of every preset at every snapshot.
    """
    return (
        one.training == other.training
        and one.network == other.network
        and all(
            getattr(one.data, name) == getattr(other.data, name)
            for name in one.data.__struct_fields__
            if name not in PLACES
        )
    )


def with_words_of(opened: Experiment, experiment: Experiment) -> Experiment:
    """Return an experiment with the opened one's title, lesson and course while they are true.

    Words of a preset are about its numbers on its data; words of a user's own file about its data.
    """
    place = opened.data.kind, opened.data.folder or experiment.data.folder
    same = place == (experiment.data.kind, experiment.data.folder)
    if is_course_run(opened):
        same = same and _same_numbers(opened, experiment)
    return _with_words(experiment, opened if same else Experiment())


def without_words(experiment: Experiment) -> Experiment:
    """Return an experiment without title, lesson and course."""
    return _with_words(experiment, Experiment())


def _with_words(experiment: Experiment, words: Experiment) -> Experiment:
    return replace(experiment, title=words.title, lesson=words.lesson, course=words.course)


def is_course_run(experiment: Experiment) -> bool:
    """Return whether an experiment is a preset, and is called by its title."""
    name = matching_preset(experiment)
    return name is not None and preset(name).title == experiment.title


def is_course_data(kind: str, counts: tuple[int, ...]) -> bool:
    """Return whether data of so many training samples a class can be what the course learns from.

    What the bench makes itself is.
    """
    return kind not in COURSE_COUNTS or sorted(counts) == COURSE_COUNTS[kind]


def is_experiment(word: str) -> bool:
    """Tell whether a word is meant as an experiment: a preset's name, or a file of one."""
    return word.endswith(".toml") or word in preset_names()


def load_experiment(what: str) -> Experiment:
    """Return the preset of this name, or the experiment in this file.

    Raises ExperimentError where there is neither.
    """
    if what in preset_names():
        return preset(what)
    if what.endswith(".toml") or os.path.isfile(what):
        return read_experiment(what)
    return preset(shown(what))
