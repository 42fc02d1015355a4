"""One known slip, and the networks and layers that it can be in."""

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass, field

import numpy as np

from core.network.activations import ACTIVATIONS, Activation
from core.network.formula import Formula
from core.own_numbers.values import (
    Line,
    Unknown,
    Values,
    evaluated,
    has_log,
    has_square,
    is_slope_of_A,
    is_two_sided,
)

Where = Callable[[Values, int], bool]
LEAKS = (0.001, 0.01, 0.05, 0.1, 0.2, 0.25, 0.3, 0.5)
"""Slopes that a leaky ReLU usually has below 0."""
STRAIGHT = next(row for row in ACTIVATIONS.values() if row.is_linear)
CURVED = tuple(row for row in ACTIVATIONS.values() if not row.is_linear)


def always(v: Values, l: int) -> bool:
    """Tell that a slip can be in any network."""
    return True


class NumPy(str):
    """A line of NumPy with {fields}, which is the same in every language."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Slip:
    """One row of SLIPS: a mistake that makes an array of `kind` come out as `line` does.

    `sentence` says what was done and why it is wrong, in words of {this}, the array, the layer {l},
    the one before {p} and the one after {n}; `right` is the NumPy line that is meant. `values` fill
    further {fields}. `where(values, l)` says for which networks and layers the slip can be. What is
    not finite tells no other slip than one that is about it, whose `is_finite` is False.
    """

    name: str
    sentence: str
    line: Line
    _: KW_ONLY
    kind: str
    right: NumPy
    where: Where = always
    values: dict[str, object] = field(default_factory=dict)
    is_finite: bool = True


def hidden(v: Values, l: int) -> bool:
    """Tell whether a layer is hidden."""
    return l < v.L


def cross_entropy(v: Values, l: int) -> bool:
    """Tell whether the loss is cross-entropy."""
    return has_log(v)


def weighted(v: Values, l: int) -> bool:
    """Tell whether the samples of the classes have weights."""
    return bool(v.setup.loss.class_weights)


def squared(v: Values, l: int) -> bool:
    """Tell whether the loss is half the squared error."""
    return has_square(v)


def softmax(v: Values, l: int) -> bool:
    """Tell whether a layer is a softmax."""
    return l == v.L and has_log(v) and not is_two_sided(v)


def one_sigmoid(v: Values, l: int) -> bool:
    """Tell whether a layer is a sigmoid for each output."""
    return l == v.L and is_two_sided(v)


def has_kink(v: Values, l: int) -> bool:
    """Tell whether a hidden layer's activation has a kink at 0."""
    return l < v.L and v.activation(l).has_kink


def drops_units(v: Values, l: int) -> bool:
    """Tell whether dropout is on a hidden layer."""
    return l < v.L and v.drops(l)


def penalised(v: Values, l: int) -> bool:
    """Tell whether there is a penalty."""
    return bool(v.setup.penalties)


def mean_to_come(v: Values, l: int) -> bool:
    """Tell whether dW and db take the 1/m."""
    return not v.setup.mean_in_dZ


def of_another(name: str) -> Where:
    """Return what tells whether a hidden layer has another activation."""
    return lambda v, l: l < v.L and v.activation(l).name != name


def made_by(row: Activation) -> Line:
    """Return the line of a layer with this activation."""
    return lambda v, l: masked(row.g(v.Z(l)), v, l)


def masked(A: np.ndarray, v: Values, l: int) -> np.ndarray:
    """Return A with what dropout does to it."""
    return A * v.D(l) / v.keep(l) if l < v.L and v.drops(l) else A


def nothing() -> np.ndarray:
    """Raise Unknown, where a slip needs a layer that is not there."""
    raise Unknown


def sigmoid(Z: np.ndarray) -> np.ndarray:
    """Return 1 / (1 + e^-Z)."""
    return np.asarray(1 / (1 + np.exp(-Z)))


def scaled(line: Callable[[Values], np.ndarray]) -> Line:
    return lambda v, l: line(v) * v.scale


def at_output(where: Where) -> Where:
    return lambda v, l: l == v.L and where(v, l)


SLOPES_OF_A = {name: row.slope for name, row in ACTIVATIONS.items() if is_slope_of_A(row)}
"""Slopes that are written in A; it is what Z is put into by mistake."""


def with_slope_of(row: Activation) -> Line:
    return lambda v, l: v.dA(l) * row.slope_at(v.Z(l))


def with_slope_in_z(slope: Formula) -> Line:
    return lambda v, l: v.dA(l) * evaluated(slope, a=v.Z(l))


def with_slope_in_a(slope: Formula) -> Line:
    return lambda v, l: v.dA(l) * evaluated(slope, a=v.A(l))


def rounds_to_an_end(v: Values) -> bool:
    """Tell whether an output rounds to 0 or 1, in float32 or already in float64."""
    A = v.A(v.L)
    with np.errstate(invalid="ignore"):
        return bool((~(np.finfo(np.float32).tiny < A) | (np.finfo(np.float32).eps > 1 - A)).any())
