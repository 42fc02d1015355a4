"""The function g(z) of a layer, its slope, and where it is saturated or flat."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.messages import translate
from core.network.activations import SATURATED, Activation
from core.training.snapshots.snapshot import Snapshot

# A function that saturates nowhere is flat where its slope is under this share of its greatest.
FLAT = 0.02
_WIDE = np.linspace(-40.0, 40.0, 8001)


@dataclass(frozen=True)
class LayerFunction:
    """A function of one layer; `g` and `slope` turn z, any vector, into another one.

    z, called `variable` on the axis, is what `argument` makes of the layer's sums (units, samples).
    `slope_formula` is the slope in words of z and a; of the output layer `loss_slope` is dZ.
    `saturation` is that of the row of ACTIVATIONS, by which Health and the activations go.
    """

    label: str
    formula: str
    g: Callable[[np.ndarray], np.ndarray]
    slope: Callable[[np.ndarray], np.ndarray]
    slope_formula: str = ""
    variable: str = "z"
    argument: Callable[[np.ndarray], np.ndarray] = lambda Z: Z
    loss_slope: str = ""
    saturation: Callable[[np.ndarray], np.ndarray] | None = None

    @cached_property
    def ends(self) -> tuple[float | None, float | None]:
        """Return the z up to which, and from which on, g is saturated or flat; None: nowhere."""
        steep = np.flatnonzero(~self._is_flat(_WIDE))
        first, last = int(steep[0]), int(steep[-1])
        low = float(_WIDE[first - 1]) if first else None
        return low, float(_WIDE[last + 1]) if last + 1 < len(_WIDE) else None

    @cached_property
    def slopes(self) -> tuple[float, float]:
        """Return the slopes far to the left and far to the right."""
        left, right = self.slope(_WIDE[[0, -1]]).tolist()
        return left, right

    def _is_flat(self, z: np.ndarray) -> np.ndarray:
        if self.saturation:
            return self.saturation(self.g(z)) > SATURATED
        slopes = self.slope(z)
        return slopes <= FLAT * slopes.max()


def function_of(snapshot: Snapshot, number: int) -> LayerFunction:
    """Return the function of a layer, counted from 1; the last is the output."""
    rows = snapshot.experiment.network.activation_rows
    if number <= len(rows):
        return _hidden(rows[number - 1])
    row = snapshot.loss
    units = row.targets.units(len(snapshot.classes))
    layer = row.output_layer(units)
    return LayerFunction(
        layer.name,
        layer.formula.plain,
        layer.g,
        layer.slope,
        variable=layer.variable,
        argument=layer.argument,
        loss_slope="dZ = " + row.formulas(units).dz.with_letters("plain", "ay", str.upper),
        saturation=_of_range(*layer.range) if np.isfinite(layer.range).all() else None,
    )


def _of_range(low: float, high: float) -> Callable[[np.ndarray], np.ndarray]:
    """Return the saturation of a function that fades to both ends of its range."""
    return lambda a: np.abs(2 * (a - low) / (high - low) - 1)


def _hidden(row: Activation) -> LayerFunction:
    return LayerFunction(
        translate(row.label),
        row.formula,
        row.g,
        row.slope_at,
        row.slope.plain,
        saturation=row.saturation,
    )
