"""Training samples and test samples: a share of every class, drawn with a seed."""

import math
from collections.abc import Sequence

import numpy as np

from core.errors import DataError


def split(
    labels: np.ndarray,
    share: float,
    seed: int,
    classes: Sequence[str] = (),
    contents: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Give the indices of the training samples and of the test samples, both ascending.

    `labels` are class numbers (m,), `share` the part of each class that is kept for the
    test; every class has a sample or more on both sides. `contents` (m,) has equal numbers
    where samples are equal: those stay together. `classes` are the names to use in errors.
    Raises DataError if a class has less than two samples, or no two that differ.
    """
    counts = np.bincount(labels)
    _check(counts, labels, classes)
    wanted = [min(max(1, math.floor(share * n + 0.5)), n - 1) if n else 0 for n in counts]
    groups = _groups(len(labels), contents)
    kept = np.zeros(len(counts), np.intp)
    test: list[int] = []
    for chosen in np.random.RandomState(seed).permutation(len(groups)):
        group = groups[chosen]
        more = np.bincount(labels[group], minlength=len(counts))
        there = more > 0
        if (kept < wanted)[there].all() and (kept + more < counts)[there].all():
            kept += more
            test += group
    _check_kept(kept, counts, classes)
    chosen_ones = np.zeros(len(labels), bool)
    chosen_ones[test] = True
    return np.flatnonzero(~chosen_ones), np.flatnonzero(chosen_ones)


def _groups(m: int, contents: np.ndarray | None) -> list[list[int]]:
    """Put samples of equal content together, in the order of their first one."""
    if contents is None:
        return [[index] for index in range(m)]
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


def _check_kept(kept: np.ndarray, counts: np.ndarray, classes: Sequence[str]) -> None:
    for number in np.flatnonzero((kept == 0) & (counts > 0)):
        raise DataError(
            "The class {name} has {count} samples, but too many of them are equal to keep a "
            "share for the test. Add other samples, or set data.test_share to 0.",
            name=_name(number, classes),
            count=int(counts[number]),
        )


def _name(number: np.integer, classes: Sequence[str]) -> str:
    return classes[int(number)] if classes else str(number)
