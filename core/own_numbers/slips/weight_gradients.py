"""Slips in the gradients dW and db."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from core.messages import to_translate
from core.own_numbers.slips.slip import (
    NumPy,
    Slip,
    hidden,
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


def _mean_input(v: Values, l: int) -> np.ndarray:
    return np.asarray(v.A(l - 1).mean(axis=1, keepdims=True).T)


def _of_one_sample(j: int, is_mean: bool) -> Line:
    """Return dW of sample j alone, divided by m where `is_mean`."""

    def line(v: Values, l: int) -> np.ndarray:
        share = v.share if is_mean else v.share * v.m
        return share * np.outer(v.dZ(l)[:, j], v.A(l - 1)[:, j]) + penalty_slope(v, l)

    return line


_DW_RIGHT = NumPy("dW{l} = 1 / m * dZ{l} @ {A_prev}.T")


_DB_RIGHT = NumPy("db{l} = 1 / m * np.sum(dZ{l}, axis=1, keepdims=True)")


def weight_gradient_slips() -> Iterator[Slip]:
    """Yield the slips in dW and db."""
    yield from _dW_slips()
    yield from _db_slips()


def _dW_slips() -> Iterator[Slip]:
    slip = partial(Slip, kind="dW", right=_DW_RIGHT)
    yield from (
        slip(
            "no 1/m",
            to_translate("{this} is the sum over the samples: 1/m is missing."),
            lambda v, l: v.m * v.share * v.dZ(l) @ v.A(l - 1).T + penalty_slope(v, l),
            where=mean_to_come,
        ),
        slip(
            "no 1/m",
            to_translate(
                "{this} is the sum over the samples, and the penalty's as well: 1/m is missing."
            ),
            lambda v, l: v.m * LINES["dW"](v, l),
            where=lambda v, l: mean_to_come(v, l) and penalised(v, l),
        ),
        slip(
            "1/m twice",
            to_translate("{this} is divided by m twice."),
            lambda v, l: v.share / v.m * v.dZ(l) @ v.A(l - 1).T + penalty_slope(v, l),
        ),
        slip(
            "divided by n",
            to_translate("{this} is divided by the number of inputs: m, the samples, is meant."),
            lambda v, l: (
                v.m * v.share * v.dZ(l) @ v.A(l - 1).T / len(v.A(l - 1)) + penalty_slope(v, l)
            ),
            where=lambda v, l: len(v.A(l - 1)) != v.m,
        ),
        slip(
            "divided by n",
            to_translate("{this} is divided by the number of units: m, the samples, is meant."),
            lambda v, l: (
                v.m * v.share * v.dZ(l) @ v.A(l - 1).T / len(v.dZ(l)) + penalty_slope(v, l)
            ),
            where=lambda v, l: len(v.dZ(l)) not in (1, v.m),
        ),
        slip(
            "A of its own layer",
            to_translate("{this} is made from A{l}: {A_prev}, what the layer read, is meant."),
            lambda v, l: _dW_of(v.dZ(l), v.A(l), v, l),
        ),
        slip(
            "Z for A",
            to_translate("{this} is made from {Z_prev}: {A_prev}, what the layer read, is meant."),
            lambda v, l: _dW_of(v.dZ(l), v.Z(l - 1) if l > 1 else nothing(), v, l),
        ),
        slip(
            "A of another layer",
            to_translate("{this} is made from X: {A_prev}, what the layer read, is meant."),
            lambda v, l: _dW_of(v.dZ(l), v.X if l > 1 else nothing(), v, l),
        ),
        slip(
            "A of another layer",
            to_translate("{this} is made from an A of two layers before: {A_prev} is meant."),
            lambda v, l: _dW_of(v.dZ(l), v.A(l - 2) if l > 2 else nothing(), v, l),
        ),
        slip(
            "mask not used",
            to_translate("{this} is made from {A_prev} before dropout: D{p} is not used."),
            lambda v, l: _dW_of(v.dZ(l), v.before_dropout(l - 1), v, l),
            where=lambda v, l: l > 1 and v.drops(l - 1),
        ),
        slip(
            "dA for dZ",
            to_translate("{this} is made from dA{l}: dZ{l} is meant, dA{l} times the slope."),
            lambda v, l: _dW_of(v.dA(l), v.A(l - 1), v, l),
        ),
        slip(
            "Z for dZ",
            to_translate("{this} is made from Z{l}: dZ{l} is meant."),
            lambda v, l: _dW_of(v.Z(l), v.A(l - 1), v, l),
        ),
        slip(
            "transposed",
            to_translate("{this} is transposed: it has the shape of W{l}."),
            lambda v, l: LINES["dW"](v, l).T,
        ),
        slip(
            "A not transposed",
            to_translate("{this} uses {A_prev} as it is: {A_prev}.T is meant."),
            lambda v, l: v.share * v.dZ(l) @ v.A(l - 1) + penalty_slope(v, l),
        ),
        slip(
            "* for @",
            to_translate(
                "{this} multiplies dZ{l} and {A_prev} entry by entry (*): a matrix product is "
                "meant."
            ),
            lambda v, l: v.share * v.dZ(l) * v.A(l - 1) + penalty_slope(v, l),
        ),
        slip(
            "* for @",
            to_translate(
                "{this} multiplies dZ{l} and {A_prev}.T entry by entry (*): a matrix product is "
                "meant."
            ),
            lambda v, l: v.share * v.dZ(l) * v.A(l - 1).T + penalty_slope(v, l),
        ),
        slip(
            "dZ of another layer",
            to_translate("{this} is made from dZ{n}: dZ{l} is meant."),
            lambda v, l: _dW_of(v.dZ(l + 1), v.A(l - 1), v, l),
            where=hidden,
        ),
        slip(
            "means for samples",
            to_translate(
                "{this} is the mean of dZ{l} times the mean of {A_prev}: the mean of their "
                "products is meant."
            ),
            lambda v, l: (
                v.m * v.share * v.dZ(l).mean(axis=1, keepdims=True) @ _mean_input(v, l)
                + penalty_slope(v, l)
            ),
        ),
        *(
            slip(
                "one sample for all",
                to_translate("{this} is that of one sample alone, as where a loop keeps no sum."),
                _of_one_sample(j, is_mean),
            )
            for j in (0, -1)
            for is_mean in (False, True)
        ),
        slip(
            "a sample left out",
            to_translate("{this} leaves the last sample out, as range(m - 1) does."),
            lambda v, l: _dW_of(v.dZ(l)[:, :-1], v.A(l - 1)[:, :-1], v, l),
        ),
        slip(
            "a sample left out",
            to_translate("{this} leaves the first sample out, as range(1, m) does."),
            lambda v, l: _dW_of(v.dZ(l)[:, 1:], v.A(l - 1)[:, 1:], v, l),
        ),
        slip(
            "A without keep",
            to_translate("{this} is made from {A_prev} that is not divided by keep_prob."),
            lambda v, l: _dW_of(v.dZ(l), v.A(l - 1) * v.keep(l - 1), v, l),
            where=lambda v, l: l > 1 and v.drops(l - 1),
        ),
    )


def _db_slips() -> Iterator[Slip]:
    slip = partial(Slip, kind="db", right=_DB_RIGHT)
    yield from (
        slip(
            "no 1/m",
            to_translate("{this} is the sum over the samples: 1/m is missing."),
            lambda v, l: v.m * v.share * v.dZ(l).sum(axis=1, keepdims=True),
            where=mean_to_come,
        ),
        slip(
            "1/m twice",
            to_translate("{this} is divided by m twice, as by np.mean and 1/m."),
            lambda v, l: v.share / v.m * v.dZ(l).sum(axis=1, keepdims=True),
        ),
        slip(
            "divided by n",
            to_translate("{this} is divided by the number of units: m, the samples, is meant."),
            lambda v, l: v.m * v.share * v.dZ(l).sum(axis=1, keepdims=True) / len(v.dZ(l)),
            where=lambda v, l: len(v.dZ(l)) not in (1, v.m),
        ),
        slip(
            "wrong axis",
            to_translate("{this} sums over the units (axis=0): it sums over the samples (axis=1)."),
            lambda v, l: v.share * v.dZ(l).sum(axis=0, keepdims=True),
        ),
        slip(
            "wrong axis",
            to_translate("{this} sums over the units (axis=0): it sums over the samples (axis=1)."),
            lambda v, l: v.share * v.dZ(l).sum(axis=0),
        ),
        slip(
            "sum over everything",
            to_translate(
                "{this} is one sum over units and samples: every unit has its own (axis=1)."
            ),
            lambda v, l: v.share * v.dZ(l).sum(keepdims=True),
        ),
        slip(
            "sum over everything",
            to_translate(
                "{this} is one sum over units and samples: every unit has its own (axis=1)."
            ),
            lambda v, l: np.full_like(v.b(l), v.share * v.dZ(l).sum()),
        ),
        slip(
            "no sum",
            to_translate("{this} is not summed over the samples."),
            lambda v, l: v.share * v.dZ(l),
            where=lambda v, l: len(v.dZ(l)) > 1,
        ),
        slip(
            "sum without keepdims",
            to_translate(
                "{this} is (n,) in place of (n, 1), since the sum was without keepdims=True: b{l} "
                "less it becomes a square."
            ),
            lambda v, l: v.share * v.dZ(l).sum(axis=1),
        ),
        slip(
            "dA for dZ",
            to_translate("{this} is made from dA{l}: dZ{l} is meant, dA{l} times the slope."),
            lambda v, l: v.share * v.dA(l).sum(axis=1, keepdims=True),
        ),
        slip(
            "mean over everything",
            to_translate("{this} is one mean over units and samples: every unit has its own."),
            lambda v, l: np.full_like(v.b(l), v.dZ(l).mean() * v.m * v.share),
        ),
        slip(
            "no sum",
            to_translate("{this} is dZ{l}: it is to be its mean over the samples."),
            lambda v, l: v.dZ(l),
        ),
        slip(
            "dW for dZ",
            to_translate("{this} is a sum of dW{l}: that of dZ{l} is meant."),
            lambda v, l: v.dW(l).sum(axis=1, keepdims=True),
        ),
        slip(
            "dW for dZ",
            to_translate("{this} is a mean of dW{l}: that of dZ{l} is meant."),
            lambda v, l: v.dW(l).mean(axis=1, keepdims=True),
        ),
        slip(
            "A for dZ",
            to_translate("{this} is made from A{l}: dZ{l} is meant."),
            lambda v, l: v.share * v.A(l).sum(axis=1, keepdims=True),
        ),
        slip(
            "dZ of another layer",
            to_translate("{this} is made from dZ{n}: dZ{l} is meant."),
            lambda v, l: v.share * v.dZ(l + 1).sum(axis=1, keepdims=True),
            where=hidden,
        ),
        slip(
            "one sample for all",
            to_translate("{this} is that of the last sample alone, as where a loop keeps no sum."),
            lambda v, l: v.dZ(l)[:, -1:] * v.m * v.share,
        ),
        slip(
            "one sample for all",
            to_translate("{this} is that of the last sample alone, as where a loop keeps no sum."),
            lambda v, l: v.dZ(l)[:, -1:] * v.share,
        ),
    )
