"""What is written, of Z alone, where sigmoid, tanh, ReLU, leaky ReLU or softmax is meant."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.network.activations import Activation
from core.own_numbers.slips.slip import NumPy, sigmoid

Function = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True, slots=True)
class Written:
    """One row: the slip's name, what is written, as a formula, and what it gives."""

    name: str
    formula: str
    g: Function


@dataclass(frozen=True, slots=True)
class Meant:
    """One activation: its right line, what is written in its place, and whether it is that one."""

    right: NumPy
    rows: tuple[Written, ...]
    is_of: Callable[[Activation], bool] = lambda row: False


def _e(Z: np.ndarray) -> np.ndarray:
    return np.asarray(np.exp(Z))


def _softmax(Z: np.ndarray) -> np.ndarray:
    e = _e(Z - Z.max(axis=0))
    return np.asarray(e / e.sum(axis=0))


def _shifted_along(axis: int) -> Function:
    """Return softmax less the greatest number along an axis, which is right along 0 alone."""

    def g(Z: np.ndarray) -> np.ndarray:
        e = _e(Z - Z.max(axis=axis, keepdims=True))
        return np.asarray(e / e.sum(axis=0))

    return g


SIGMOID = Meant(
    NumPy("A{l} = 1 / (1 + np.exp(-Z{l}))"),
    (
        Written("sign of the exponent", "1 / (1 + e^z)", lambda Z: sigmoid(-Z)),
        Written("sign of the exponent", "e^-z / (1 + e^z)", lambda Z: _e(-Z) / (1 + _e(Z))),
        Written("sign of the exponent", "e^z / (1 + e^-z)", lambda Z: _e(Z) / (1 + _e(-Z))),
        Written("minus in the denominator", "1 / (1 - e^-z)", lambda Z: 1 / (1 - _e(-Z))),
        Written("brackets", "1 / 1 + e^-z", lambda Z: 1 + _e(-Z)),
        Written("1 forgotten", "1 / e^-z", _e),
        Written("another base", "1 / (1 + 2^-z)", lambda Z: sigmoid(np.log(2) * Z)),
        Written("another base", "1 / (1 + 10^-z)", lambda Z: sigmoid(np.log(10) * Z)),
        Written("another argument", "1 / (1 + e^(-2z))", lambda Z: sigmoid(2 * Z)),
        Written("another argument", "1 / (1 + e^(-z/2))", lambda Z: sigmoid(Z / 2)),
        Written("another argument", "1 / (1 + e^-|z|)", lambda Z: sigmoid(np.abs(Z))),
        Written("activation twice", "sigmoid(sigmoid(z))", lambda Z: sigmoid(sigmoid(Z))),
    ),
    lambda row: row.range == (0, 1),
)
TANH = Meant(
    NumPy("A{l} = np.tanh(Z{l})"),
    (
        Written("another argument", "(e^z - 1) / (e^z + 1) = tanh(z/2)", lambda Z: np.tanh(Z / 2)),
        Written("another argument", "tanh(2z)", lambda Z: np.tanh(2 * Z)),
        Written("another argument", "tanh(-z)", lambda Z: np.tanh(-Z)),
        Written("tanh upside down", "(e^z + e^-z) / (e^z - e^-z)", lambda Z: 1 / np.tanh(Z)),
        Written("brackets", "(e^z - e^-z) / e^z + e^-z", lambda Z: 1 - _e(-2 * Z) + _e(-Z)),
        Written("brackets", "e^z - e^-z / (e^z + e^-z)", lambda Z: _e(Z) - sigmoid(-2 * Z)),
        Written("brackets", "e^z - e^-z / e^z + e^-z", lambda Z: _e(Z) - _e(-2 * Z) + _e(-Z)),
        Written("half a denominator", "(e^z - e^-z) / e^z", lambda Z: 1 - _e(-2 * Z)),
        Written("another function", "(e^z - e^-z) / 2 = sinh(z)", np.sinh),
        Written("another function", "e^z - e^-z", lambda Z: 2 * np.sinh(Z)),
        Written("another function", "tan(z)", np.tan),
        Written("another function", "arctan(z)", np.arctan),
        Written("another function", "sin(z)", np.sin),
        Written("another function", "z / (1 + |z|)", lambda Z: Z / (1 + np.abs(Z))),
        Written("activation twice", "tanh(tanh(z))", lambda Z: np.tanh(np.tanh(Z))),
    ),
    lambda row: row.range == (-1, 1),
)
RELU = Meant(
    NumPy("A{l} = np.maximum(0, Z{l})"),
    (
        Written("minimum for maximum", "min(0, z)", lambda Z: np.minimum(0, Z)),
        Written("sign of z", "max(0, -z)", lambda Z: np.maximum(0, -Z)),
        Written("absolute value", "|z|", np.abs),
        Written("another threshold", "max(1, z)", lambda Z: np.maximum(1, Z)),
        Written("another threshold", "z * (z > 1)", lambda Z: Z * (Z > 1)),
        Written("cut off above", "min(max(0, z), 1)", lambda Z: np.clip(Z, 0, 1)),
        Written("cut off above", "min(max(0, z), 6)", lambda Z: np.clip(Z, 0, 6)),
        Written("another function", "ln(1 + e^z)", lambda Z: np.logaddexp(0, Z)),
        Written("max for maximum", "np.max(Z, 0)", lambda Z: Z.max(axis=0, keepdims=True)),
    ),
    lambda row: row.can_die,
)


def _with_leak(leak: float) -> tuple[Written, ...]:
    return (
        Written("leak for its line", f"max({leak}, z)", lambda Z: np.maximum(leak, Z)),
        Written("the other side", f"min({leak} z, z)", lambda Z: np.minimum(leak * Z, Z)),
        Written(
            "sign of the leak",
            f"where(z > 0, z, -{leak} z)",
            lambda Z: np.where(Z > 0, Z, -leak * Z),
        ),
    )


LEAKY_RELU = Meant(
    NumPy("A{l} = np.where(Z{l} > 0, Z{l}, leak * Z{l})"),
    tuple(row for leak in (0.01, 0.1, 0.2) for row in _with_leak(leak)),
    lambda row: bool(row.setting),
)
SOFTMAX = Meant(
    NumPy("A{l} = np.exp(Z{l}) / np.sum(np.exp(Z{l}), axis=0, keepdims=True)"),
    (
        Written(
            "maximum over the wrong axis",
            "softmax(Z - max(Z, axis=1))",
            _shifted_along(1),
        ),
        Written("e forgotten", "Z / sum(Z, axis=0)", lambda Z: Z / Z.sum(axis=0)),
        Written("e forgotten", "|Z| / sum(|Z|, axis=0)", lambda Z: np.abs(Z) / np.abs(Z).sum(0)),
        Written(
            "maximum on one side",
            "e^(Z - max Z) / sum(e^Z)",
            lambda Z: _e(Z - Z.max(axis=0)) / _e(Z).sum(axis=0),
        ),
        Written(
            "maximum on one side",
            "e^Z / sum(e^(Z - max Z))",
            lambda Z: _e(Z) / _e(Z - Z.max(axis=0)).sum(axis=0),
        ),
        Written("log of the softmax", "log(softmax(Z))", lambda Z: np.log(_softmax(Z))),
        Written("activation twice", "softmax(softmax(Z))", lambda Z: _softmax(_softmax(Z))),
        Written("activation twice", "softmax(sigmoid(Z))", lambda Z: _softmax(sigmoid(Z))),
        Written("activation twice", "softmax(max(0, Z))", lambda Z: _softmax(np.maximum(0, Z))),
        Written("another base", "2^Z / sum(2^Z, axis=0)", lambda Z: _softmax(np.log(2) * Z)),
        Written("another base", "10^Z / sum(10^Z, axis=0)", lambda Z: _softmax(np.log(10) * Z)),
        Written("mean for sum", "e^Z / mean(e^Z, axis=0)", lambda Z: _softmax(Z) * len(Z)),
        Written(
            "answers for probabilities",
            "Z == max(Z, axis=0)",
            lambda Z: (Z.max(axis=0) == Z).astype(float),
        ),
        Written(
            "classes without one",
            "e^Z / (1 + sum(e^Z, axis=0))",
            lambda Z: _e(Z) / (1 + _e(Z).sum(axis=0)),
        ),
    ),
)
OF_HIDDEN_LAYERS = (SIGMOID, TANH, RELU, LEAKY_RELU)
