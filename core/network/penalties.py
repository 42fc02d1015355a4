"""What large weights cost: penalties on every W, never on a bias."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np

from core.interruption import pieces
from core.network.formula import Formula
from core.network.parallel import Call, bind_rows
from core.network.parameters import Parameters, sum_of_squares


@dataclass(frozen=True, slots=True)
class Penalty:
    """One row: a strength λ adds λ/m · size(W) to the cost, and λ/m times its slope to dW.

    `slope(W, out)` writes the derivative of `value` by every weight. `has_kink` is True where
    there is none at a weight of 0 (0 is taken); `linear` says that it is linear in the
    weights. `name` is the training setting that gives λ. `cost_formula` and `slope_formula` are
    what a matrix w adds to the cost and to its gradient.
    """

    name: str
    label: str
    cost_formula: Formula
    slope_formula: Formula
    value: Callable[[np.ndarray], float]
    slope: Callable[[np.ndarray, np.ndarray], None]
    has_kink: bool = False
    linear: bool = False

    @property
    def formula(self) -> str:
        return self.cost_formula.plain

    def formula_of(self, m: str) -> str:
        """Return the formula with a number of samples in the place of m."""
        return re.sub(r"\bm\b", m, re.sub(r"(?<=\d)m\b", f"·{m}", self.formula))


class WeightedPenalty(NamedTuple):
    """A penalty and its strength."""

    penalty: Penalty
    strength: float


def _half_square(W: np.ndarray) -> float:
    return 0.5 * sum_of_squares(W)


def _identity(W: np.ndarray, out: np.ndarray) -> None:
    np.copyto(out, W)


def _absolute(W: np.ndarray) -> float:
    parts = pieces(*W.shape)
    return sum(float(np.abs(W[part]).sum(dtype=np.float64)) for part in parts)


def _sign(W: np.ndarray, out: np.ndarray) -> None:
    np.sign(W, out=out)


# L2: the course's (C2W1), Hoerl and Kennard 1970, "Ridge regression". L1: Tibshirani 1996,
# "Regression shrinkage and selection via the lasso".
PENALTIES = {
    row.name: row
    for row in (
        Penalty(
            "l2",
            "L2",
            Formula("λ/(2m) Σ w²", r"\frac{\lambda}{2m} \sum {w}^2", "l2 / (2 * m) * np.sum(w**2)"),
            Formula("λ/m w", r"\frac{\lambda}{m} w", "l2 / m * w"),
            _half_square,
            _identity,
            linear=True,
        ),
        Penalty(
            "l1",
            "L1",
            Formula("λ₁/m Σ |w|", r"\frac{\lambda_1}{m} \sum |w|", "l1 / m * np.sum(np.abs(w))"),
            Formula(
                "λ₁/m sign(w)",
                r"\frac{\lambda_1}{m} \operatorname{sign}(w)",
                "l1 / m * np.sign(w)",
            ),
            _absolute,
            _sign,
            has_kink=True,
        ),
    )
}


class Regularisation:
    """Add penalties to the cost and gradient of m samples.

    m counts the samples at hand, as in the course: all of them in a full-batch run, those of
    the batch in a mini-batch one. A smaller batch is so held back more; divide the strength
    by the number of batches where that is not wanted.
    """

    def __init__(self, weighted: Iterable[WeightedPenalty]) -> None:
        self.weighted = tuple(row for row in weighted if row.strength)
        self._buffer: Parameters | None = None

    def cost(self, parameters: Parameters, m: int) -> float:
        """Return what the penalties add to the cost of m samples."""
        return sum(
            strength / m * penalty.value(W)
            for penalty, strength in self.weighted
            for W in parameters.W
        )

    def add_slopes(self, parameters: Parameters, m: int, gradients: Parameters) -> None:
        """Add the derivative of that cost by every weight to the gradients."""
        for call in self.slope_calls(parameters, m, gradients):
            call()

    def slope_calls(self, parameters: Parameters, m: int, gradients: Parameters) -> Iterator[Call]:
        """List the calls that do so."""
        buffer = self._buffer = self._buffer or parameters.alike()
        for penalty, strength in self.weighted:
            add = partial(_add_slope, penalty, strength / m)
            for arrays in zip(parameters.W, gradients.W, buffer.W, strict=True):
                yield bind_rows(add, *arrays)


def _add_slope(
    penalty: Penalty, factor: float, W: np.ndarray, dW: np.ndarray, buffer: np.ndarray
) -> None:
    penalty.slope(W, buffer)
    np.multiply(buffer, factor, buffer)
    np.add(dW, buffer, dW)
