"""The losses, each with the output that belongs to it, computed stably from Z."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.messages import to_translate
from core.network.lookup import choose
from core.network.onnx_node import OnnxNode
from core.network.targets import CLASSES, Targets


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputLayer:
    """What the output layer of a loss is, for one output or for many.

    `name` stands in files of models. One unit's output `g(z)` has the slope `slope(z)` and values
    in `range`; z, called `variable`, is what `argument(Z)` makes of the sums Z (n[L], m).
    `onnx` are the nodes from Z{l} to OUTPUT (m, classes), and `script` is a NumPy expression of
    Z for what an exported script answers, (classes, m).
    """

    name: str
    formula: str
    variable: str
    g: Callable[[np.ndarray], np.ndarray]
    slope: Callable[[np.ndarray], np.ndarray]
    range: tuple[float, float]
    argument: Callable[[np.ndarray], np.ndarray]
    onnx: tuple[OnnxNode, ...]
    script: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """One row of LOSSES: all that is asked of a loss anywhere.

    `output(Z, out)` writes the output layer's A; `cost(Z, Y, buffer)` returns the mean
    over the samples; `buffer`, shaped like Z, is overwritten where it is given.
    `backward(A, Y, out)` writes dZ of that mean, whose formula for one sample is `slope`.

    `targets` say what Y is. `probabilities(A)` are those of all classes, (classes, ...);
    `answers(A)` the class numbers that are answered, and `count_right(A, Y)` how many of them
    are right, whose share is the `metric`.
    """

    name: str
    label: str
    formula: str
    slope: str
    output: Callable[[np.ndarray, np.ndarray], None]
    cost: Callable[[np.ndarray, np.ndarray, np.ndarray | None], float]
    backward: Callable[[np.ndarray, np.ndarray, np.ndarray], None]
    targets: Targets
    one_output: OutputLayer
    many_outputs: OutputLayer
    probabilities: Callable[[np.ndarray], np.ndarray]
    answers: Callable[[np.ndarray], np.ndarray]
    count_right: Callable[[np.ndarray, np.ndarray], int]
    metric: str

    def output_layer(self, units: int) -> OutputLayer:
        """Return the output layer of so many units."""
        return self.one_output if units == 1 else self.many_outputs


OUTPUT = "probabilities"
"""The name of what an exported graph answers."""

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


def _output(Z: np.ndarray, out: np.ndarray) -> None:
    (sigmoid if len(Z) == 1 else softmax)(Z, out)


# From Z, never from log(A): A rounds to exactly 0 or 1 long before Z overflows.
def _cost(Z: np.ndarray, Y: np.ndarray, buffer: np.ndarray | None = None) -> float:
    total = (_binary_cost if len(Z) == 1 else _classes_cost)(Z, Y, buffer)
    return float(total) / Z.shape[1]


def _binary_cost(Z: np.ndarray, Y: np.ndarray, buffer: np.ndarray | None) -> float:
    """Return Σ log(1 + e^-|z|) + max(0, z) - y z."""
    buffer = np.abs(Z, buffer)
    np.negative(buffer, buffer)
    np.exp(buffer, buffer)
    np.log1p(buffer, buffer)
    total: float = np.add.reduce(buffer, None, np.float64)
    np.greater(Z, 0.0, buffer)
    np.subtract(buffer, Y, buffer)
    return total + np.vdot(buffer, Z)


def _classes_cost(Z: np.ndarray, Y: np.ndarray, buffer: np.ndarray | None) -> float:
    """Return Σ log(Σ e^z) - Σ y z; subtracting a sample's greatest z first avoids overflow."""
    buffer = np.subtract(Z, np.maximum.reduce(Z, 0), buffer)
    of_class = np.vdot(Y, buffer)
    np.exp(buffer, buffer)
    sums = np.add.reduce(buffer, 0)
    return np.add.reduce(np.log(sums, sums), None, np.float64) - of_class


def _backward(A: np.ndarray, Y: np.ndarray, out: np.ndarray) -> None:
    np.subtract(A, Y, out)
    np.multiply(out, 1 / A.shape[1], out)


def _probabilities(A: np.ndarray) -> np.ndarray:
    return np.concatenate([1 - A, A]) if len(A) == 1 else A


def _answers(A: np.ndarray) -> np.ndarray:
    """Return the most probable class; of two the second needs more than one half."""
    return (A[0] > 0.5).astype(np.intp) if len(A) == 1 else A.argmax(axis=0)


def _count_right(A: np.ndarray, Y: np.ndarray) -> int:
    return int(np.count_nonzero(_answers(A) == _answers(Y)))


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


_SIGMOID = OutputLayer(
    name="sigmoid",
    formula="1 / (1 + e^-z)",
    variable="z",
    g=_sigmoid_of,
    slope=_sigmoid_slope,
    range=(0.0, 1.0),
    argument=lambda Z: Z,
    onnx=(
        OnnxNode("Sigmoid"),
        OnnxNode("Sub", ("one", "A{l}"), "first", constants={"one": 1.0}),
        OnnxNode("Concat", ("first", "A{l}"), OUTPUT, attributes={"axis": 1}),
    ),
    script="np.exp(-np.logaddexp(0, np.vstack([Z, -Z])))",
)
_SOFTMAX = OutputLayer(
    name="softmax",
    formula="e^z / Σ e^z",
    variable="z less ln Σ e^z of the other classes",
    g=_sigmoid_of,
    slope=_sigmoid_slope,
    range=(0.0, 1.0),
    argument=_less_the_others,
    onnx=(OnnxNode("Softmax", output=OUTPUT, attributes={"axis": 1}),),
    script="np.exp(Z - np.logaddexp.reduce(Z))",
)

LOSSES = {
    row.name: row
    for row in (
        Loss(
            name="cross_entropy",
            label=to_translate("cross-entropy"),
            formula="-1/m Σ Σ y log a",
            slope="dZ = A - Y",
            output=_output,
            cost=_cost,
            backward=_backward,
            targets=CLASSES,
            one_output=_SIGMOID,
            many_outputs=_SOFTMAX,
            probabilities=_probabilities,
            answers=_answers,
            count_right=_count_right,
            metric="accuracy",
        ),
    )
}


def loss(name: str) -> Loss:
    """Return the loss of this name; raises ExperimentError for one that is not in LOSSES."""
    return choose("training.loss", name, LOSSES)
