"""The table OUTPUT_LAYERS: what the last layer answers, of one unit or of many."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from core.network.activations import ACTIVATIONS
from core.network.formula import Formula
from core.network.onnx_node import OnnxNode


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputLayer:
    """What an output layer answers, of one unit or of many.

    `name` stands in files of models. One unit's output `g(z)` has the slope `slope(z)` and values
    in `range`; z, called `variable`, is what `argument(Z)` makes of the sums Z (n[L], m).
    `formula` and `slope_formula` are written of the sums themselves, and where every output
    depends on all of them `other_slope` is the slope of a by the sum of another output a_j.
    `onnx` are the nodes from Z{l} to OUTPUT (m, answers), and `script` is a NumPy expression of
    Z for what an exported script answers, (answers, m); `javascript` is one of the list Z of one
    sample in a page.
    """

    name: str
    formula: Formula
    slope_formula: Formula
    variable: str
    g: Callable[[np.ndarray], np.ndarray]
    slope: Callable[[np.ndarray], np.ndarray]
    range: tuple[float, float]
    argument: Callable[[np.ndarray], np.ndarray]
    onnx: tuple[OnnxNode, ...]
    script: str
    javascript: str
    other_slope: Formula | None = None


OUTPUT = "{answers}"
"""Stands for the name of what an exported graph answers."""

# Below, e^-z would overflow, and 1 / (1 + e^-z) is less than the smallest normal number.
_LOWEST = {"d": -709.0, "f": -88.0}


def sigmoid(Z: np.ndarray, out: np.ndarray) -> None:
    """Write 1 / (1 + e^-Z) to `out`, any shape, exact to rounding at both ends."""
    np.maximum(Z, _LOWEST[Z.dtype.char], out=out)
    np.negative(out, out)
    np.exp(out, out)
    np.add(out, 1.0, out)
    np.reciprocal(out, out)


def softmax(Z: np.ndarray, out: np.ndarray) -> None:
    """Write e^Z / sum of e^Z over the classes (rows) to `out`, (classes, m)."""
    np.subtract(Z, np.maximum.reduce(Z, 0), out)
    np.exp(out, out)
    np.divide(out, np.add.reduce(out, 0), out)


def _as_it_is(Z: np.ndarray) -> np.ndarray:
    return Z


def _sigmoid_of(z: np.ndarray) -> np.ndarray:
    a = np.empty_like(z)
    sigmoid(z, a)
    return a


def _sigmoid_slope(z: np.ndarray) -> np.ndarray:
    a = _sigmoid_of(z)
    return a * (1 - a)


def _less_the_others(Z: np.ndarray) -> np.ndarray:
    """Return how far every z exceeds ln Σ e^z of the other classes: softmax is its sigmoid."""
    with np.errstate(all="ignore"):
        return np.stack([z - np.logaddexp.reduce(np.delete(Z, k, 0)) for k, z in enumerate(Z)])


SIGMOID = OutputLayer(
    name="sigmoid",
    formula=ACTIVATIONS["sigmoid"].value,
    slope_formula=ACTIVATIONS["sigmoid"].slope,
    variable="z",
    g=_sigmoid_of,
    slope=_sigmoid_slope,
    range=(0.0, 1.0),
    argument=_as_it_is,
    onnx=(
        OnnxNode("Sigmoid"),
        OnnxNode("Sub", ("one", "A{l}"), "first", constants={"one": 1.0}),
        OnnxNode("Concat", ("first", "A{l}"), OUTPUT, attributes={"axis": 1}),
    ),
    script="np.exp(-np.logaddexp(0, np.vstack([Z, -Z])))",
    javascript="[Z[0], -Z[0]].map((z) => 1 / (1 + Math.exp(z)))",
)
SOFTMAX = OutputLayer(
    name="softmax",
    formula=Formula(
        "e^z / Σ e^z",
        r"\frac{e^{z}}{\sum_{j} e^{z_j}}",
        "np.exp(z - z.max(axis=0)) / np.sum(np.exp(z - z.max(axis=0)), axis=0)",
    ),
    slope_formula=ACTIVATIONS["sigmoid"].slope,
    other_slope=Formula("-a a_j", r"-a \cdot a_j", "-a * a_j"),
    variable="z less ln Σ e^z of the other classes",
    g=_sigmoid_of,
    slope=_sigmoid_slope,
    range=(0.0, 1.0),
    argument=_less_the_others,
    onnx=(OnnxNode("Softmax", output=OUTPUT, attributes={"axis": 1}),),
    script="np.exp(Z - np.logaddexp.reduce(Z))",
    javascript="shares(Z.map((z) => Math.exp(z - Math.max(...Z))))",
)


def _each(name: str) -> OutputLayer:
    """Make the layer whose every unit answers what the activation of this name makes of its z."""
    row = ACTIVATIONS[name]
    last = OnnxNode("Identity", ("A{l}" if row.onnx else "Z{l}",), OUTPUT)
    return OutputLayer(
        name=f"{name} each",
        formula=row.value,
        slope_formula=row.slope,
        variable="z",
        g=row.g,
        slope=row.slope_at,
        range=row.range,
        argument=_as_it_is,
        onnx=(*row.onnx, last),
        script=row.script,
        javascript=f"Z.map((z) => {row.javascript})",
    )


def _of_two(name: str, first: str, whole: float) -> OutputLayer:
    """Make the layer of one unit whose first class is answered `whole` less its output."""
    layer, row = _each(name), ACTIVATIONS[name]
    a = "A{l}" if row.onnx else "Z{l}"
    return replace(
        layer,
        name=f"{name} {first}",
        onnx=(
            *row.onnx,
            OnnxNode("Sub", ("whole", a), "first", constants={"whole": whole}),
            OnnxNode("Concat", ("first", a), OUTPUT, attributes={"axis": 1}),
        ),
        script=f"(lambda A: np.vstack([Z.dtype.type({whole}) - A, A]))({row.script})",
        javascript=f"Z.map((z) => {row.javascript}).flatMap((a) => [{whole} - a, a])",
    )


ONE_OUTPUT = {
    "complement": {name: _of_two(name, "of two", 1.0) for name in ("sigmoid", "identity", "relu")},
    "opposite": {"identity": _of_two("identity", "of opposites", 0.0)},
}
EACH = {name: _each(name) for name in ("sigmoid", "identity", "relu")}
OUTPUT_LAYERS = {
    layer.name: layer
    for layer in (
        *(SIGMOID, SOFTMAX, *EACH.values()),
        *(layer for row in ONE_OUTPUT.values() for layer in row.values()),
    )
}
"""Every output layer that a loss can have, as files of models name it."""
