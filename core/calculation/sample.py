"""The calculation of one sample: every number of its passes forward and backward.

In the course's letters, small because one sample is a vector: z, a, and L for its own loss.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.interruption import pieces
from core.network.formula import Formula
from core.network.network import ForwardPass, Network
from core.network.parameters import Parameters

STEP = 1e-6
"""How far z is moved for a difference, times its size where that is above 1."""


@dataclass(frozen=True, slots=True, eq=False)
class LayerSlopes:
    """What comes back to one layer: dL/da and dL/dz of every unit, (n[l],) each.

    `by_others` is the part of dL/dz that comes through the other outputs, 0 but for softmax.
    """

    da: np.ndarray
    dz: np.ndarray
    by_others: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class SampleLayer:
    """One layer on one sample: `W` (n[l], n[l-1]), and b, z, a and g'(z) of its units, (n[l],).

    `inputs` (n[l-1],) is what it reads, and `back` what comes back to it, None without a target.
    """

    W: np.ndarray
    b: np.ndarray
    inputs: np.ndarray
    z: np.ndarray
    a: np.ndarray
    slope: np.ndarray
    back: LayerSlopes | None


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """A sum of products, the largest in size first: the sum of `products` and `rest`.

    `places` (k,) say which products of `left` and `right`, all (k,), are written out; the other
    `left_out` ones add up to `rest`.
    """

    places: np.ndarray
    left: np.ndarray
    right: np.ndarray
    products: np.ndarray
    rest: float
    left_out: int


@dataclass(frozen=True, slots=True, eq=False)
class UnitCalculation:
    """One unit on one sample: `z = terms + b`, `a`, its `slope` g'(z), and the way back.

    `above` is dL/da as the sum over the units of the next layer, None in the output layer. `da`,
    `dz`, `by_others`, and `dw` of the terms are None without a target; dL/db is `dz`.
    """

    layer: int
    unit: int
    terms: Terms
    b: float
    z: float
    a: float
    slope: float
    da: float | None
    dz: float | None
    by_others: float
    above: Terms | None
    dw: np.ndarray | None


@dataclass(frozen=True, eq=False)
class SampleCalculation:
    """All numbers of one sample; its arrays are read-only.

    `layers[l-1]` is layer l. `x` (n[0],) is what the network reads of it and `y` (n[L],) what it
    is to answer, None where that is not known; then there is no `loss` either. `cost` is the mean
    loss of all training samples, without penalties; None where there are none. `dZ[l-1]` (n[l], m)
    are the slopes of m training samples' own losses; empty where there are none. Dropout is off.
    """

    network: Network
    x: np.ndarray
    y: np.ndarray | None
    layers: tuple[SampleLayer, ...]
    loss: float | None
    cost: float | None = None
    dZ: tuple[np.ndarray, ...] = ()  # noqa: N815

    @cached_property
    def importance(self) -> tuple[np.ndarray, ...]:
        """Return how much every number of layers 0 to L matters for this sample, (n[l],) each.

        Of an output it is |a| + |y|. Of any other number it is the sum of its |w a| over the units
        above, each of which counts by its own importance, and all alike where none has any.
        """
        y = 0.0 if self.y is None else np.abs(self.y)
        found = [np.nan_to_num(np.abs(self.layers[-1].a) + y)]
        with np.errstate(all="ignore"):
            for layer in reversed(self.layers):
                above = found[0] / found[0].sum() if found[0].any() else np.ones_like(found[0])
                shares = np.zeros_like(layer.inputs)
                for units in pieces(*layer.W.shape):
                    shares += above[units] @ np.abs(layer.W[units])
                found.insert(0, np.nan_to_num(shares * np.abs(layer.inputs)))
        return tuple(found)

    @cached_property
    def ranking(self) -> tuple[np.ndarray, ...]:
        """Return the numbers of layers 0 to L, (n[l],) each, those that matter most first."""
        return tuple(np.argsort(-each, kind="stable") for each in self.importance)

    def function(self, layer: int) -> tuple[Formula, Formula]:
        """Return g and g' of a layer from 1, written of z and a."""
        if layer < len(self.layers):
            row = self.network.activations[layer - 1]
            return row.value, row.slope
        output = self.network.loss.output_layer(self.network.sizes[-1])
        return output.formula, output.slope_formula

    def unit(self, layer: int, unit: int, most: int) -> UnitCalculation:
        """Write out a unit, from 0, of a layer, from 1, in at most so many terms of each sum."""
        here = self.layers[layer - 1]
        terms = largest_terms(here.W[unit], here.inputs, most)
        back, above = here.back, None
        if back is not None and layer < len(self.layers):
            next_layer = self.layers[layer]
            if next_layer.back is not None:
                above = largest_terms(next_layer.W[:, unit], next_layer.back.dz, most)
        return UnitCalculation(
            layer,
            unit,
            terms,
            float(here.b[unit]),
            float(here.z[unit]),
            float(here.a[unit]),
            float(here.slope[unit]),
            None if back is None else float(back.da[unit]),
            None if back is None else float(back.dz[unit]),
            0.0 if back is None else float(back.by_others[unit]),
            above,
            None if back is None else back.dz[unit] * terms.right,
        )

    def dz_by_differences(self, layer: int, unit: int) -> float | None:
        """Return dL/dz of a unit, from 0, of a layer, from 1, by the loss on both sides of its z.

        In double precision; None without a target. Central differences: (L(z + h) - L(z - h)) / 2h.
        """
        if self.y is None:
            return None
        losses = []
        z = self.layers[layer - 1].z.astype(float)
        step = STEP * max(1.0, abs(float(z[unit])))
        for side in (step, -step):
            moved = z.copy()
            moved[unit] += side
            losses.append(self._loss_of(layer, moved))
        return (losses[0] - losses[1]) / (2 * step)

    def _loss_of(self, layer: int, z: np.ndarray) -> float:
        """Return the loss of this sample where a layer's sums are z."""
        assert self.y is not None
        with np.errstate(all="ignore"):
            for row, above in zip(
                self.network.activations[layer - 1 :], self.layers[layer:], strict=True
            ):
                z = above.W.astype(float) @ row.g(z) + above.b
        return self.network.loss.cost(z[:, np.newaxis], self.y.astype(float)[:, np.newaxis], None)


def calculate(
    network: Network,
    parameters: Parameters,
    x: np.ndarray,
    y: np.ndarray | None,
    cost: float | None = None,
    dZ: Sequence[np.ndarray] = (),
) -> SampleCalculation:
    """Pass one sample x (n[0],) with target y (n[L],) forward and, where there is y, back.

    Dropout is off, and penalties are left out. The arrays of the parameters are not copied.
    """
    forward_pass = network.forward(parameters, x[:, np.newaxis])
    slopes = _slopes(network, forward_pass)
    back: Sequence[LayerSlopes | None] = [None] * len(slopes)
    loss = None
    if y is not None:
        Y = y[:, np.newaxis]
        back = _backward(network, parameters, forward_pass, Y, slopes)
        loss = network.cost(forward_pass, Y)
    layers = tuple(
        SampleLayer(
            _read_only(parameters.W[l]),
            _read_only(parameters.b[l][:, 0]),
            _read_only(forward_pass.A[l][:, 0]),
            _read_only(forward_pass.Z[l][:, 0]),
            _read_only(forward_pass.A[l + 1][:, 0]),
            slopes[l],
            back[l],
        )
        for l in range(len(slopes))
    )
    known = None if y is None else _read_only(y)
    return SampleCalculation(
        network, _read_only(x), known, layers, loss, cost, tuple(map(_read_only, dZ))
    )


def largest_terms(left: np.ndarray, right: np.ndarray, most: int) -> Terms:
    """Return the sum of products of two vectors (n,), its largest terms first, at most so many."""
    with np.errstate(all="ignore"):
        products = left * right
    order = np.argsort(-np.abs(products), kind="stable")
    places, others = order[:most], order[most:]
    return Terms(
        _read_only(places),
        _read_only(left[places]),
        _read_only(right[places]),
        _read_only(products[places]),
        float(products[others].sum()),
        len(others),
    )


def _slopes(network: Network, forward_pass: ForwardPass) -> list[np.ndarray]:
    """Return g'(z) of every layer."""
    slopes = []
    for row, A in zip(network.activations, forward_pass.A[1:-1], strict=True):
        slope = np.ones_like(A)
        row.backward(slope, A, None)
        slopes.append(_read_only(slope[:, 0]))
    output = network.loss.output_layer(network.sizes[-1])
    slopes.append(_read_only(output.slope(output.argument(forward_pass.Z[-1]))[:, 0]))
    return slopes


def _backward(
    network: Network,
    parameters: Parameters,
    forward_pass: ForwardPass,
    Y: np.ndarray,
    slopes: Sequence[np.ndarray],
) -> list[LayerSlopes]:
    dZ = network.backward(parameters, forward_pass, Y, with_first_layer=False).dZ
    A, last, units = forward_pass.A[-1], len(dZ) - 1, network.sizes[-1]
    found = []
    with np.errstate(all="ignore"):
        for l, dz in enumerate(dZ):
            by_others = np.zeros_like(dz)
            if l < last:
                da = parameters.W[l + 1].T @ dZ[l + 1]
            else:
                da = network.loss.formulas(units).slope_by_output(A, Y)
                if network.loss.output_layer(units).other_slope:
                    # da_j/dz_k = -a_j a_k
                    by_others = A * (da * A - (da * A).sum())
            columns = (_read_only(part[:, 0]) for part in (da, dz, by_others))
            found.append(LayerSlopes(*columns))
    return found


def _read_only(array: np.ndarray) -> np.ndarray:
    seen = array.view()
    seen.flags.writeable = False
    return seen
