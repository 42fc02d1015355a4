"""Costs that somebody else got for a run, and how well ours agree with them."""

import csv
import math
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

import resources
from core.errors import DataError
from core.files import shown
from core.open_file import open_regular_file

# A cost that differs in this decimal, or earlier, departs from the reference.
EXPECTED_DECIMALS = 6
# How far published copies of a run lie apart: from an iteration on, absolutely and relatively.
# The flower's rate of 1.2 oscillates late; the large weights let rounding decide.
COPIES_DIFFER = {"flower": (7001, 5e-4, 0.0), "circles-large": (0, 0.0, 0.05)}
# A larger file is not read: so many bytes are some 250,000 costs, which takes a second.
MOST_BYTES = 4_000_000
# Larger numbers of iterations are not exact as floats.
MOST_ITERATIONS = 2**53
# More decimals than this are rounding, in any order of adding up.
MOST_DECIMALS = 15


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """Costs at iterations (epochs, of a mini-batch run), read-only; printed to `decimals`.

    `copies_differ` is how far copies of each cost differ; a vector of zeros where none do.
    """

    at: np.ndarray
    costs: np.ndarray
    decimals: int
    copies_differ: np.ndarray


@dataclass(frozen=True, slots=True)
class Agreement:
    """How a run agrees with a reference: `compared` of its costs, to so many `decimals`.

    `departs` is the first place where it does not agree to the decimals that are printed,
    or to six of them, and `by` how far it is off there. `as_copies` is the largest difference
    that counts as agreement only because copies of the reference differ, 0 where none does.
    """

    compared: int
    decimals: int
    departs: int | None
    by: float
    as_copies: float = 0.0


def published(name: str) -> Reference | None:
    """Return the published costs of a preset, if there are any."""
    file = resources.path("published") / f"{name}.csv"
    if not file.is_file():
        return None
    reference = read_reference(file)
    since, absolute, relative = COPIES_DIFFER.get(name, (0, 0.0, 0.0))
    tolerance = np.maximum(absolute, relative * np.abs(reference.costs)) * (reference.at >= since)
    tolerance.flags.writeable = False
    return replace(reference, copies_differ=tolerance)


def read_reference(path: str | Path) -> Reference:
    """Read a CSV of iteration and cost, with or without a line of headings.

    Raises DataError naming the file and the line, and for what is no ordinary file or larger than
    MOST_BYTES. A cost that is no finite number is left out.
    """
    file = shown(path)
    try:
        lines = list(csv.reader(_text(path).splitlines()))
    except (OSError, UnicodeDecodeError, csv.Error, DataError) as problem:
        raise DataError(
            "{file} cannot be read as a CSV: {problem}.", file=file, problem=problem
        ) from None
    rows = [_row(file, number, line) for number, line in enumerate(lines, 1) if line]
    finite = [row for row in rows if row and math.isfinite(row[1])]
    if not finite:
        raise DataError("{file} holds no costs: write lines of iteration,cost.", file=file)
    at, costs, decimals = zip(*sorted(finite), strict=True)
    nothing = _read_only((0.0,) * len(at))
    return Reference(_read_only(at), _read_only(costs), min(decimals), nothing)


def compare(reference: Reference, at: np.ndarray, costs: np.ndarray) -> Agreement:
    """Compare the costs of a run so far, both vectors over rising iterations or epochs."""
    places = np.searchsorted(at, reference.at)
    within = places < len(at)
    within[within] = at[places[within]] == reference.at[within]
    apart = np.abs(costs[places[within]] - reference.costs[within])
    decimals = min(reference.decimals, EXPECTED_DECIMALS)
    exact = apart <= _half(decimals)
    as_copies = ~exact & (apart <= reference.copies_differ[within])
    wrong = np.flatnonzero(~(exact | as_copies))
    first = int(wrong[0]) if len(wrong) else None
    return Agreement(
        compared=len(apart),
        decimals=_decimals(apart, reference.decimals),
        departs=None if first is None else int(reference.at[within][first]),
        by=0.0 if first is None else float(apart[first]),
        as_copies=float(apart[as_copies].max(initial=0.0)),
    )


def _decimals(apart: np.ndarray, printed: int) -> int:
    """Count the decimals to which all agree, of those that are printed."""
    most = min(printed, MOST_DECIMALS)
    return next((k for k in range(most, 0, -1) if (apart <= _half(k)).all()), 0)


def _half(decimals: int) -> float:
    """Return half a unit of this decimal, which is as far as printing rounds."""
    return 0.501 * 10.0**-decimals


def _text(path: str | Path) -> str:
    with open_regular_file(str(path)) as source:
        content = source.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise DataError(
            "it is larger than {limit:.0f} MB; keep some of its lines", limit=MOST_BYTES / 1e6
        )
    return content.decode("utf-8-sig")


def _row(file: str, number: int, line: list[str]) -> tuple[int, float, int] | None:
    try:
        at, cost = line
        iteration = int(at)
        if abs(iteration) <= MOST_ITERATIONS:
            return iteration, float(cost), len(cost.strip().partition(".")[2])
    except ValueError:
        if number == 1:
            return None
    raise DataError(
        "{file}, line {number}: write iteration,cost, such as 100,0.672053.",
        file=file,
        number=number,
    )


def _read_only(values: tuple[float, ...]) -> np.ndarray:
    array = np.array(values, np.float64)
    array.flags.writeable = False
    return array
