"""The function g(z) of a layer, its slope, and where it is flat."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.messages import translate
from core.network.activations import Activation
from core.network.losses import loss
from core.training.snapshots.snapshot import Snapshot

# Flat is where the slope is under this share of its greatest; of tanh beyond |a| = 0.99.
FLAT = 0.02
_WIDE = np.linspace(-40.0, 40.0, 8001)


@dataclass(frozen=True)
class LayerFunction:
    """A function of one layer; `g` and `slope` turn z, any vector, into another one.

    z, called `variable` on the axis, is what `argument` makes of the layer's sums (units, samples).
    `slope_formula` is the slope in words of z and a; of the output layer `loss_slope` is dZ.
    """

    label: str
    formula: str
    g: Callable[[np.ndarray], np.ndarray]
    slope: Callable[[np.ndarray], np.ndarray]
    slope_formula: str = ""
    variable: str = "z"
    argument: Callable[[np.ndarray], np.ndarray] = lambda Z: Z
    loss_slope: str = ""

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
    row = loss(snapshot.experiment.training.loss)
    layer = row.output_layer(row.targets.units(len(snapshot.classes)))
    return LayerFunction(
        layer.name,
        layer.formula,
        layer.g,
        layer.slope,
        variable=layer.variable,
        argument=layer.argument,
        loss_slope=row.slope,
    )


def _hidden(row: Activation) -> LayerFunction:
    def g(z: np.ndarray) -> np.ndarray:
        a = np.empty_like(z)
        row.apply(z, a)
        return a

    def slope(z: np.ndarray) -> np.ndarray:
        slopes = np.ones_like(z)
        row.backward(slopes, g(z), None)
        return slopes

    return LayerFunction(translate(row.label), row.formula, g, slope, row.slope)
