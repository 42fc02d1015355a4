"""The function g(z) of a layer, its slope, and where it is flat."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.messages import tr
from core.network.activations import Activation
from core.network.losses import sigmoid
from core.training.snapshots.probes.preactivations import PreActivations
from core.training.snapshots.snapshot import Snapshot

# Flat is where the slope is under this share of its greatest; of tanh beyond |a| = 0.99.
FLAT = 0.02
_WIDE = np.linspace(-40.0, 40.0, 8001)


@dataclass(frozen=True)
class LayerFunction:
    """A function of one layer; `g` and `slope` turn z, any vector, into another one.

    `variable` is what z is called on the axis; `output` says that it belongs to the loss.
    """

    label: str
    formula: str
    g: Callable[[np.ndarray], np.ndarray]
    slope: Callable[[np.ndarray], np.ndarray]
    variable: str = "z"
    output: bool = False

    @cached_property
    def ends(self) -> tuple[float | None, float | None]:
        """Return the z up to which, and from which on, the function is flat; None: nowhere."""
        slopes = self.slope(_WIDE)
        steep = np.flatnonzero(slopes > FLAT * slopes.max())
        first, last = int(steep[0]), int(steep[-1])
        low = float(_WIDE[first - 1]) if first else None
        return low, float(_WIDE[last + 1]) if last + 1 < len(_WIDE) else None


def function_of(snapshot: Snapshot, number: int) -> LayerFunction:
    """Return the function of a layer, counted from 1; the last is the output."""
    rows = snapshot.experiment.network.activation_rows
    if number <= len(rows):
        return _hidden(rows[number - 1])
    if len(snapshot.classes) == 2:
        return _OUTPUTS[0]
    return _OUTPUTS[1]


def sums_of(sums: PreActivations, number: int) -> np.ndarray:
    """Return the z of a layer on all samples as its function reads them, (units, samples).

    To a softmax of several outputs z counts as far as it exceeds the others: their
    ln Σ e^z is taken off.
    """
    Z = sums.Z[number - 1]
    if number < len(sums.Z) or len(Z) == 1:
        return Z
    with np.errstate(all="ignore"):
        return np.stack([z - np.logaddexp.reduce(np.delete(Z, k, 0)) for k, z in enumerate(Z)])


def _hidden(row: Activation) -> LayerFunction:
    def g(z: np.ndarray) -> np.ndarray:
        a = np.empty_like(z)
        row.apply(z, a)
        return a

    def slope(z: np.ndarray) -> np.ndarray:
        slopes = np.ones_like(z)
        row.backward(slopes, g(z), None)
        return slopes

    return LayerFunction(tr(row.label), row.formula, g, slope)


def _sigmoid(z: np.ndarray) -> np.ndarray:
    a = np.empty_like(z)
    sigmoid(z, a)
    return a


def _sigmoid_slope(z: np.ndarray) -> np.ndarray:
    a = _sigmoid(z)
    return a * (1 - a)


_OUTPUTS = (
    LayerFunction("sigmoid", "1 / (1 + e^-z)", _sigmoid, _sigmoid_slope, output=True),
    LayerFunction(
        "softmax",
        "e^z / Σ e^z",
        _sigmoid,
        _sigmoid_slope,
        "z less ln Σ e^z of the other classes",
        output=True,
    ),
)
