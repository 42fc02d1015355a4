"""Training samples and test samples: a share of every class, or generated with two seeds."""

import math
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from core.data.dataset import Dataset, samples
from core.errors import DataError, ExperimentError
from core.experiment.inputs import Inputs
from core.experiment.settings import DataSettings

_GROUPS, _NUMBERS_OF_A_GROUP = 10, 10

Draw = Callable[[int, int], tuple[np.ndarray, np.ndarray]]


def split(
    labels: np.ndarray,
    share: float,
    seed: int,
    classes: Sequence[str] = (),
    contents: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the indices of the training samples and of the test samples, both ascending.

    `labels` are class numbers (m,), `share` the part of each class that is kept for the
    test; every class has a sample or more on both sides. `contents` (m,) has equal numbers
    where samples are equal: those stay together. `classes` are the names to use in errors.
    Raises DataError if a class has less than two samples, or no two that differ.
    """
    counts = np.bincount(labels)
    _check(counts, labels, classes)
    quota = [kept_for_test(n, share) for n in counts]
    if contents is None:
        return _split_apart(labels, quota, seed)
    groups = members_of(contents)
    held_out = np.zeros(len(counts), np.intp)
    test: list[int] = []
    for chosen in np.random.RandomState(seed).permutation(len(groups)):
        group = groups[chosen]
        more = np.bincount(labels[group], minlength=len(counts))
        present = more > 0
        if (held_out < quota)[present].all() and (held_out + more < counts)[present].all():
            held_out += more
            test += group
    _check_kept(held_out, counts, classes)
    chosen_ones = np.zeros(len(labels), bool)
    chosen_ones[test] = True
    return np.flatnonzero(~chosen_ones), np.flatnonzero(chosen_ones)


def kept_for_test(count: int, share: float) -> int:
    """Return how many of a class's samples a share of them is, with one or more on both sides."""
    return min(max(1, math.floor(share * count + 0.5)), count - 1) if count else 0


def groups_by_size(numbers: np.ndarray) -> np.ndarray:
    """Number the groups of numbers of about the same size, (m,), so that each side has small ones.

    They are as many each, whatever the numbers are.
    """
    m = len(numbers)
    groups = np.empty(m, np.intp)
    count = max(1, min(_GROUPS, m // _NUMBERS_OF_A_GROUP))
    groups[np.argsort(numbers, kind="stable")] = np.arange(m) * count // m
    return groups


def _split_apart(labels: np.ndarray, quota: list[int], seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Hold out the first samples of each class in a drawn order: as many as its quota."""
    drawn = np.random.RandomState(seed).permutation(len(labels))
    held_out = np.zeros(len(labels), bool)
    for label, most in enumerate(quota):
        held_out[drawn[labels[drawn] == label][:most]] = True
    return np.flatnonzero(~held_out), np.flatnonzero(held_out)


def split_groups(
    labels: np.ndarray, groups: np.ndarray, share: float, seed: int, classes: Sequence[str] = ()
) -> tuple[np.ndarray, np.ndarray]:
    """Return what `split` does, with groups (m,) of samples whole on one side.

    A group is kept for the test where that brings the counts of its classes nearer to their
    share. Raises DataError where a class cannot have samples on both sides.
    """
    counts = np.bincount(labels)
    _check(counts, labels, classes)
    members = members_of(groups)
    of_class = [Counter(labels[group].tolist()) for group in members]
    wanted, held_out = (share * counts).tolist(), [0] * len(counts)
    test: list[int] = []

    def nearer(label: int, n: int) -> float:
        """Return how much nearer to its share a class comes with n more, as a part of it."""
        before = held_out[label] - wanted[label]
        return (before**2 - (before + n) ** 2) / int(counts[label]) ** 2

    def keep(group: int) -> None:
        if all(held_out[label] + n < counts[label] for label, n in of_class[group].items()):
            test.extend(members[group])
            for label, n in of_class[group].items():
                held_out[label] += n

    drawn = np.random.RandomState(seed).permutation(len(members)).tolist()
    for group in drawn:
        if sum(nearer(label, n) for label, n in of_class[group].items()) > 0:
            keep(group)
    for group in sorted(drawn, key=lambda group: len(members[group])):
        if any(not held_out[label] for label in of_class[group]):
            keep(group)
    _check_kept(np.array(held_out), counts, classes)
    chosen = np.zeros(len(labels), bool)
    chosen[test] = True
    return np.flatnonzero(~chosen), np.flatnonzero(chosen)


def members_of(contents: np.ndarray) -> list[list[int]]:
    """Put samples of equal content together, in the order of their first one."""
    groups: dict[int, list[int]] = {}
    for index, content in enumerate(contents.tolist()):
        groups.setdefault(content, []).append(index)
    return list(groups.values())


def _check(counts: np.ndarray, labels: np.ndarray, classes: Sequence[str]) -> None:
    for number in np.unique(labels):
        if counts[number] < 2:
            raise DataError(
                "The class {name} has {count} sample: to keep a share for the test, each class "
                "needs 2 or more. Add samples, or set data.test_share to 0.",
                name=_name(number, classes),
                count=int(counts[number]),
            )


def _check_kept(held_out: np.ndarray, counts: np.ndarray, classes: Sequence[str]) -> None:
    for number in np.flatnonzero((held_out == 0) & (counts > 0)):
        raise DataError(
            "The class {name} has {count} samples, but too many of them are equal to keep a "
            "share for the test. Add other samples, or set data.test_share to 0.",
            name=_name(number, classes),
            count=int(counts[number]),
        )


def _name(number: np.integer, classes: Sequence[str]) -> str:
    return classes[int(number)] if classes else str(number)


def split_dataset(
    X: np.ndarray,
    labels: np.ndarray,
    classes: tuple[str, ...],
    inputs: Inputs,
    share: float,
    seed: int,
) -> Dataset:
    """Keep a share of every class of X (n, m) for the test; no test samples if it is 0."""
    if not share:
        return Dataset(samples(X, labels, len(classes)), None, classes, inputs)
    train, test = (
        samples(X[:, chosen], labels[chosen], len(classes)) for chosen in split(labels, share, seed)
    )
    return Dataset(train, test, classes, inputs)


def generate_dataset(
    settings: DataSettings, usual: int, draw: Draw, classes: tuple[str, ...], inputs: Inputs
) -> Dataset:
    """Draw training samples, and test samples with the next seed or as a share of them.

    `draw(samples, seed)` gives X and class numbers; `usual` is how many if the settings
    leave it open. Raises ExperimentError if the settings ask for less than one sample
    a class, or for test samples in both ways.
    """
    count = usual if settings.samples is None else settings.samples
    _check_counts(settings, count, len(classes))
    X, labels = draw(count, settings.seed)
    if not settings.test_samples:
        return split_dataset(X, labels, classes, inputs, settings.test_share, settings.split_seed)
    train = samples(X, labels, len(classes))
    test = samples(*draw(settings.test_samples, (settings.seed + 1) % 2**32), len(classes))
    return Dataset(train, test, classes, inputs)


def check_one_test(settings: DataSettings) -> None:
    """Raise ExperimentError where test samples are asked for in both ways."""
    if settings.test_samples and settings.test_share:
        raise ExperimentError(
            "data.test_samples and data.test_share are both set: keep one, and set the other to 0."
        )


def _check_counts(settings: DataSettings, count: int, classes: int) -> None:
    check_one_test(settings)
    for name, given in (("samples", count), ("test_samples", settings.test_samples or classes)):
        if given < classes:
            raise ExperimentError(
                "data.{name} = {given}: there are {classes} classes, so give {classes} or more.",
                name=name,
                given=given,
                classes=classes,
            )
