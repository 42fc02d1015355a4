"""Slips in the gradients dW and db."""

from collections.abc import Iterator

import numpy as np

from core.messages import to_translate
from core.own_numbers.slips.slip import (
    NumPy,
    Slip,
    Where,
    always,
    mean_to_come,
    nothing,
    penalised,
)
from core.own_numbers.values import (
    LINES,
    Line,
    Values,
    penalty_slope,
)


def _dW_of(delta: np.ndarray, A: np.ndarray, v: Values, l: int) -> np.ndarray:
    return v.share * delta @ A.T + penalty_slope(v, l)


_DW_RIGHT = NumPy("dW{l} = 1 / m * dZ{l} @ {A_prev}.T")


_DB_RIGHT = NumPy("db{l} = 1 / m * np.sum(dZ{l}, axis=1, keepdims=True)")


def gradient_slips() -> Iterator[Slip]:
    """Yield the slips in dW and db."""
    rows: tuple[tuple[str, str, str, Line, Where], ...] = (
        (
            "no 1/m",
            "dW",
            to_translate("{this} is the sum over the samples: 1/m is missing."),
            lambda v, l: v.m * v.share * v.dZ(l) @ v.A(l - 1).T + penalty_slope(v, l),
            mean_to_come,
        ),
        (
            "no 1/m",
            "dW",
            to_translate(
                "{this} is the sum over the samples, and the penalty's as well: 1/m is missing."
            ),
            lambda v, l: v.m * LINES["dW"](v, l),
            lambda v, l: mean_to_come(v, l) and penalised(v, l),
        ),
        (
            "1/m twice",
            "dW",
            to_translate("{this} is divided by m twice."),
            lambda v, l: v.share / v.m * v.dZ(l) @ v.A(l - 1).T + penalty_slope(v, l),
            always,
        ),
        (
            "divided by n",
            "dW",
            to_translate("{this} is divided by the number of inputs: m, the samples, is meant."),
            lambda v, l: (
                v.m * v.share * v.dZ(l) @ v.A(l - 1).T / len(v.A(l - 1)) + penalty_slope(v, l)
            ),
            lambda v, l: len(v.A(l - 1)) != v.m,
        ),
        (
            "divided by n",
            "dW",
            to_translate("{this} is divided by the number of units: m, the samples, is meant."),
            lambda v, l: (
                v.m * v.share * v.dZ(l) @ v.A(l - 1).T / len(v.dZ(l)) + penalty_slope(v, l)
            ),
            lambda v, l: len(v.dZ(l)) not in (1, v.m),
        ),
        (
            "A of its own layer",
            "dW",
            to_translate("{this} is made from A{l}: {A_prev}, what the layer read, is meant."),
            lambda v, l: _dW_of(v.dZ(l), v.A(l), v, l),
            always,
        ),
        (
            "Z for A",
            "dW",
            to_translate("{this} is made from {Z_prev}: {A_prev}, what the layer read, is meant."),
            lambda v, l: _dW_of(v.dZ(l), v.Z(l - 1) if l > 1 else nothing(), v, l),
            always,
        ),
        (
            "A of another layer",
            "dW",
            to_translate("{this} is made from X: {A_prev}, what the layer read, is meant."),
            lambda v, l: _dW_of(v.dZ(l), v.X if l > 1 else nothing(), v, l),
            always,
        ),
        (
            "A of another layer",
            "dW",
            to_translate("{this} is made from an A of two layers before: {A_prev} is meant."),
            lambda v, l: _dW_of(v.dZ(l), v.A(l - 2) if l > 2 else nothing(), v, l),
            always,
        ),
        (
            "mask not used",
            "dW",
            to_translate("{this} is made from {A_prev} before dropout: D{p} is not used."),
            lambda v, l: _dW_of(v.dZ(l), v.before_dropout(l - 1), v, l),
            lambda v, l: l > 1 and v.drops(l - 1),
        ),
        (
            "dA for dZ",
            "dW",
            to_translate("{this} is made from dA{l}: dZ{l} is meant, dA{l} times the slope."),
            lambda v, l: _dW_of(v.dA(l), v.A(l - 1), v, l),
            always,
        ),
        (
            "Z for dZ",
            "dW",
            to_translate("{this} is made from Z{l}: dZ{l} is meant."),
            lambda v, l: _dW_of(v.Z(l), v.A(l - 1), v, l),
            always,
        ),
        (
            "transposed",
            "dW",
            to_translate("{this} is transposed: it has the shape of W{l}."),
            lambda v, l: LINES["dW"](v, l).T,
            always,
        ),
        (
            "A not transposed",
            "dW",
            to_translate("{this} uses {A_prev} as it is: {A_prev}.T is meant."),
            lambda v, l: v.share * v.dZ(l) @ v.A(l - 1) + penalty_slope(v, l),
            always,
        ),
        (
            "* for @",
            "dW",
            to_translate(
                "{this} multiplies dZ{l} and {A_prev} entry by entry (*): a matrix product is "
                "meant."
            ),
            lambda v, l: v.share * v.dZ(l) * v.A(l - 1) + penalty_slope(v, l),
            always,
        ),
        (
            "* for @",
            "dW",
            to_translate(
                "{this} multiplies dZ{l} and {A_prev}.T entry by entry (*): a matrix product is "
                "meant."
            ),
            lambda v, l: v.share * v.dZ(l) * v.A(l - 1).T + penalty_slope(v, l),
            always,
        ),
        (
            "minus for plus",
            "dW",
            to_translate("{this} has the wrong sign."),
            lambda v, l: -LINES["dW"](v, l),
            always,
        ),
        (
            "no 1/m",
            "db",
            to_translate("{this} is the sum over the samples: 1/m is missing."),
            lambda v, l: v.m * v.share * v.dZ(l).sum(axis=1, keepdims=True),
            mean_to_come,
        ),
        (
            "1/m twice",
            "db",
            to_translate("{this} is divided by m twice, as by np.mean and 1/m."),
            lambda v, l: v.share / v.m * v.dZ(l).sum(axis=1, keepdims=True),
            always,
        ),
        (
            "divided by n",
            "db",
            to_translate("{this} is divided by the number of units: m, the samples, is meant."),
            lambda v, l: v.m * v.share * v.dZ(l).sum(axis=1, keepdims=True) / len(v.dZ(l)),
            lambda v, l: len(v.dZ(l)) not in (1, v.m),
        ),
        (
            "wrong axis",
            "db",
            to_translate("{this} sums over the units (axis=0): it sums over the samples (axis=1)."),
            lambda v, l: v.share * v.dZ(l).sum(axis=0, keepdims=True),
            always,
        ),
        (
            "wrong axis",
            "db",
            to_translate("{this} sums over the units (axis=0): it sums over the samples (axis=1)."),
            lambda v, l: v.share * v.dZ(l).sum(axis=0),
            always,
        ),
        (
            "sum over everything",
            "db",
            to_translate(
                "{this} is one sum over units and samples: every unit has its own (axis=1)."
            ),
            lambda v, l: v.share * v.dZ(l).sum(keepdims=True),
            always,
        ),
        (
            "sum over everything",
            "db",
            to_translate(
                "{this} is one sum over units and samples: every unit has its own (axis=1)."
            ),
            lambda v, l: np.full_like(v.b(l), v.share * v.dZ(l).sum()),
            always,
        ),
        (
            "no sum",
            "db",
            to_translate("{this} is not summed over the samples."),
            lambda v, l: v.share * v.dZ(l),
            lambda v, l: len(v.dZ(l)) > 1,
        ),
        (
            "sum without keepdims",
            "db",
            to_translate(
                "{this} is (n,) in place of (n, 1), since the sum was without keepdims=True: b{l} "
                "less it becomes a square."
            ),
            lambda v, l: v.share * v.dZ(l).sum(axis=1),
            always,
        ),
        (
            "dA for dZ",
            "db",
            to_translate("{this} is made from dA{l}: dZ{l} is meant, dA{l} times the slope."),
            lambda v, l: v.share * v.dA(l).sum(axis=1, keepdims=True),
            always,
        ),
        (
            "minus for plus",
            "db",
            to_translate("{this} has the wrong sign."),
            lambda v, l: -v.share * v.dZ(l).sum(axis=1, keepdims=True),
            always,
        ),
    )
    for name, kind, sentence, line, where in rows:
        right = _DW_RIGHT if kind == "dW" else _DB_RIGHT
        yield Slip(name=name, kind=kind, sentence=sentence, right=right, line=line, where=where)
