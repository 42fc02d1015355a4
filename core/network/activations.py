"""The activations of a hidden layer: g(Z) and its derivative."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, isfinite

import numpy as np

from core.interruption import pieces
from core.messages import to_translate
from core.network.formula import Formula
from core.network.lookup import choose
from core.network.onnx_node import OnnxNode

Function = Callable[[np.ndarray, np.ndarray], None]
Backward = Callable[[np.ndarray, np.ndarray, np.ndarray | None], None]

# An A whose saturation is above this has a slope under 2 % of the greatest of tanh or sigmoid:
# hardly any gradient passes.
SATURATED = 0.99
# A unit is saturated when its A is so on more than this share of the samples.
SATURATED_SHARE = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Activation:
    """One row of ACTIVATIONS: all that is asked of an activation anywhere.

    `value` and `slope` are g(z) and g'(z), written of z and a = g(z).
    `apply(Z, out)` writes g(Z); `out` may be Z itself. `backward(dA, A, buffer)` turns dA into
    dZ = dA g'(Z) in place, from A = g(Z) alone; `buffer`, shaped like A, is overwritten where
    it is given.

    `range` holds the lowest and the highest value of g, infinite where there is none.
    `initialisation` is the row of INITIALISERS that keeps its signals from fading or growing.
    `is_linear` is True for a straight line; `has_kink` where g' jumps at 0; `can_die` where both
    g and g' are 0 on a whole side, so that a unit that is 0 on all samples never learns again.
    `saturation(A)` is 1 at an end of the range that g' fades to 0 at and falls with the distance
    from it; None where g' fades nowhere.

    `onnx` are the nodes from Z{l} to A{l}; none where A is Z. `script` is a NumPy expression of Z
    in the exported script, where `network` holds the experiment's settings of that name;
    `javascript` is one of the number z in a page, likewise.
    `setting` names the one of them that g reads, "" for none; `with_setting` is the row for
    another value of it.
    """

    name: str
    label: str
    value: Formula
    slope: Formula
    apply: Function
    backward: Backward
    range: tuple[float, float]
    initialisation: str
    script: str
    javascript: str
    onnx: tuple[OnnxNode, ...]
    is_linear: bool = False
    has_kink: bool = False
    can_die: bool = False
    saturation: Callable[[np.ndarray], np.ndarray] | None = None
    setting: str = ""
    with_setting: "Callable[[float], Activation] | None" = None

    @property
    def formula(self) -> str:
        return self.value.plain

    @property
    def is_bounded(self) -> bool:
        return all(map(isfinite, self.range))

    @property
    def is_signed(self) -> bool:
        return self.range[0] < 0

    def g(self, z: np.ndarray) -> np.ndarray:
        """Return g(z) in an array of its own."""
        a = np.empty_like(z)
        self.apply(z, a)
        return a

    def slope_at(self, z: np.ndarray) -> np.ndarray:
        """Return g'(z), which `backward` would multiply with."""
        slopes = np.ones_like(z)
        self.backward(slopes, self.g(z), None)
        return slopes

    def flat_units(self, A: np.ndarray, share: float = SATURATED_SHARE) -> np.ndarray:
        """Return the numbers of the units of A (n, m) at a flat end of g, which learn nothing.

        Where units can die these are the dead ones, 0 on all m samples; elsewhere the saturated
        ones, on more than this share of them.
        """
        is_flat = np.zeros(len(A), bool)
        for part in pieces(*A.shape):
            if self.can_die:
                is_flat[part] = ~A[part].any(axis=1)
            elif self.saturation:
                is_flat[part] = (self.saturation(A[part]) > SATURATED).mean(axis=1) > share
        return np.flatnonzero(is_flat)


def _sigmoid(Z: np.ndarray, out: np.ndarray) -> None:
    # By tanh, which cannot overflow: 1 / (1 + e^-z) = (1 + tanh(z / 2)) / 2.
    np.multiply(Z, 0.5, out)
    np.tanh(out, out)
    np.add(out, 1.0, out)
    np.multiply(out, 0.5, out)


def _sigmoid_backward(dA: np.ndarray, A: np.ndarray, buffer: np.ndarray | None = None) -> None:
    np.multiply(dA, A, dA)
    np.multiply(dA, np.subtract(1.0, A, buffer), dA)


def _tanh(Z: np.ndarray, out: np.ndarray) -> None:
    np.tanh(Z, out)


def _tanh_backward(dA: np.ndarray, A: np.ndarray, buffer: np.ndarray | None = None) -> None:
    slope = np.multiply(A, A, buffer)
    np.subtract(1.0, slope, slope)
    np.multiply(dA, slope, dA)


def _relu(Z: np.ndarray, out: np.ndarray) -> None:
    np.maximum(Z, 0.0, out=out)


def _relu_backward(dA: np.ndarray, A: np.ndarray, buffer: np.ndarray | None = None) -> None:
    np.multiply(dA, np.greater(A, 0.0, buffer), dA)


def _leaky_relu(leak: float) -> Activation:
    def apply(Z: np.ndarray, out: np.ndarray) -> None:
        np.maximum(Z, leak * Z, out=out)

    def backward(dA: np.ndarray, A: np.ndarray, buffer: np.ndarray | None = None) -> None:
        slope = np.greater(A, 0.0, np.empty_like(A) if buffer is None else buffer)
        np.maximum(slope, leak, out=slope)
        np.multiply(dA, slope, dA)

    # ONNX's own LeakyRelu is not made for float64 in every runtime.
    onnx = (
        OnnxNode("Mul", ("Z{l}", "slope{l}"), "leak{l}", constants={"slope{l}": leak}),
        OnnxNode("Max", ("Z{l}", "leak{l}")),
    )
    return Activation(
        name="leaky_relu",
        label=to_translate("leaky ReLU"),
        value=Formula(
            "max(leak z, z)",
            r"\max(\mathrm{leak} \cdot z, z)",
            "np.maximum(leak * z, z)",
        ),
        slope=Formula(
            "1 if z > 0 else leak",
            r"\begin{cases} 1 & z > 0 \\ \mathrm{leak} & z \le 0 \end{cases}",
            "np.where(z > 0, 1, leak)",
        ),
        apply=apply,
        backward=backward,
        range=(-inf, inf),
        initialisation="he",
        script='np.maximum(Z, Z.dtype.type(network["leak"]) * Z)',
        javascript="Math.max(network.leak * z, z)",
        onnx=onnx,
        has_kink=True,
        setting="leak",
        with_setting=_leaky_relu,
    )


def _elu(Z: np.ndarray, out: np.ndarray) -> None:
    below = np.expm1(np.minimum(Z, 0.0))
    np.maximum(Z, 0.0, out=out)
    np.add(out, below, out)


def _elu_backward(dA: np.ndarray, A: np.ndarray, buffer: np.ndarray | None = None) -> None:
    slope = np.minimum(A, 0.0, out=buffer)
    np.add(slope, 1.0, slope)
    np.multiply(dA, slope, dA)


def _identity(Z: np.ndarray, out: np.ndarray) -> None:
    if out is not Z:
        np.copyto(out, Z)


def _identity_backward(dA: np.ndarray, A: np.ndarray, buffer: np.ndarray | None = None) -> None:
    """Leave dA as it is: the slope is 1 everywhere."""


DEFAULT_LEAK = 0.01

ACTIVATIONS = {
    row.name: row
    for row in (
        Activation(
            name="sigmoid",
            label=to_translate("sigmoid"),
            value=Formula("1 / (1 + e^-z)", r"\frac{1}{1 + e^{-z}}", "1 / (1 + np.exp(-z))"),
            slope=Formula("a (1 - a)", r"a \cdot (1 - a)", "a * (1 - a)"),
            apply=_sigmoid,
            backward=_sigmoid_backward,
            range=(0.0, 1.0),
            initialisation="xavier",
            script="(1 + np.tanh(Z / 2)) / 2",
            javascript="(1 + Math.tanh(z / 2)) / 2",
            onnx=(OnnxNode("Sigmoid"),),
            saturation=lambda A: np.abs(2 * A - 1),
        ),
        Activation(
            name="tanh",
            label=to_translate("tanh"),
            value=Formula(
                "(e^z - e^-z) / (e^z + e^-z)",
                r"\frac{e^{z} - e^{-z}}{e^{z} + e^{-z}}",
                "np.tanh(z)",
            ),
            slope=Formula("1 - a^2", "1 - {a}^2", "1 - a**2"),
            apply=_tanh,
            backward=_tanh_backward,
            range=(-1.0, 1.0),
            initialisation="xavier",
            script="np.tanh(Z)",
            javascript="Math.tanh(z)",
            onnx=(OnnxNode("Tanh"),),
            saturation=np.abs,
        ),
        Activation(
            name="relu",
            label=to_translate("ReLU"),
            value=Formula("max(0, z)", r"\max(0, z)", "np.maximum(0, z)"),
            slope=Formula(
                "1 if z > 0 else 0",
                r"\begin{cases} 1 & z > 0 \\ 0 & z \le 0 \end{cases}",
                "(z > 0)",
            ),
            apply=_relu,
            backward=_relu_backward,
            range=(0.0, inf),
            initialisation="he",
            script="np.maximum(Z, 0)",
            javascript="Math.max(0, z)",
            onnx=(OnnxNode("Relu"),),
            has_kink=True,
            can_die=True,
        ),
        _leaky_relu(DEFAULT_LEAK),
        # Clevert, Unterthiner and Hochreiter 2016, arXiv:1511.07289, equation 15 with α = 1.
        Activation(
            name="elu",
            label=to_translate("ELU"),
            value=Formula(
                "z if z > 0 else e^z - 1",
                r"\begin{cases} z & z > 0 \\ e^{z} - 1 & z \le 0 \end{cases}",
                "np.where(z > 0, z, np.expm1(np.minimum(z, 0)))",
            ),
            slope=Formula(
                "1 if z > 0 else a + 1",
                r"\begin{cases} 1 & z > 0 \\ a + 1 & z \le 0 \end{cases}",
                "np.where(z > 0, 1, a + 1)",
            ),
            apply=_elu,
            backward=_elu_backward,
            range=(-1.0, inf),
            initialisation="he",
            script="np.where(Z > 0, Z, np.expm1(np.minimum(Z, 0)))",
            javascript="z > 0 ? z : Math.expm1(z)",
            # ONNX's own Elu is not made for float64 in every runtime.
            onnx=(
                OnnxNode("Min", ("Z{l}", "zero{l}"), "below{l}", constants={"zero{l}": 0.0}),
                OnnxNode("Exp", ("below{l}",), "exp{l}"),
                OnnxNode("Sub", ("exp{l}", "one{l}"), "negative{l}", constants={"one{l}": 1.0}),
                OnnxNode("Relu", output="positive{l}"),
                OnnxNode("Add", ("positive{l}", "negative{l}")),
            ),
            saturation=np.negative,
        ),
        Activation(
            name="identity",
            label=to_translate("identity"),
            value=Formula("z", "z", "z"),
            slope=Formula("1", "1", "1"),
            apply=_identity,
            backward=_identity_backward,
            range=(-inf, inf),
            initialisation="xavier",
            script="Z",
            javascript="z",
            onnx=(),
            is_linear=True,
        ),
    )
}

RECOMMENDED = ACTIVATIONS["relu"]
"""What to try where gradients fade, or where layers are linear."""
RECOMMENDED_FOR_DEAD_UNITS = ACTIVATIONS["leaky_relu"]


def activation(name: str, **settings: float) -> Activation:
    """Return the activation of this name with its setting, if it reads one, from `settings`.

    Raises ExperimentError for a name that is not in ACTIVATIONS.
    """
    row = choose("network.activation", name, ACTIVATIONS)
    if row.with_setting is None or row.setting not in settings:
        return row
    return row.with_setting(settings[row.setting])
