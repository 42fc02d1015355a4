"""Slips in dA: of the outputs, and of what comes back to a hidden layer."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from core.messages import to_translate
from core.own_numbers.slips.slip import (
    NumPy,
    Slip,
    always,
    at_output,
    cross_entropy,
    drops_units,
    hidden,
    nothing,
    one_sigmoid,
    rounds_to_an_end,
    scaled,
)
from core.own_numbers.values import (
    Line,
    Place,
    Unknown,
    Values,
    rate_of,
    slope_by_outputs,
    slope_by_sums,
)


def _after(v: Values, l: int) -> np.ndarray:
    """Return W as it is after its update."""
    return v.W(l) - rate_of(v) * v.dW(l)


def _divided_by_0(v: Values, l: int) -> np.ndarray:
    """Return the slope with the student's own entries where a division by 0 has left no number."""
    own, slopes = v.given[Place("dA", l)], slope_by_outputs(v) * v.scale
    if np.isfinite(own).all() or not rounds_to_an_end(v):
        raise Unknown
    return np.where(np.isfinite(own), slopes, own)


_DROPOUT_BACK = NumPy("dA{l} = W{n}.T @ dZ{n} * D{l} / keep_prob")


_DA_RIGHT = NumPy("dA{l} = -(Y / A{l}) + (1 - Y) / (1 - A{l})")


_DA_HIDDEN = NumPy("dA{l} = W{n}.T @ dZ{n}")


def _masked_back(line: Line) -> Line:
    return lambda v, l: line(v, l) * v.D(l) / v.keep(l) if v.drops(l) else line(v, l)


def activation_gradient_slips() -> Iterator[Slip]:
    """Yield the slips in dA."""

    slip = partial(Slip, kind="dA", right=_DA_RIGHT)
    yield from (
        slip(
            "no minus",
            to_translate("{this} has the wrong sign."),
            scaled(lambda v: -slope_by_outputs(v)),
            where=at_output(always),
        ),
        slip(
            "minus for plus",
            to_translate("{this} takes (1 - Y) / (1 - A{l}) away: it is added."),
            scaled(lambda v: -v.Y / v.A(v.L) - (1 - v.Y) / (1 - v.A(v.L))),
            where=at_output(lambda v, l: one_sigmoid(v, v.L)),
        ),
        slip(
            "no minus",
            to_translate("{this} has Y / A{l}: -(Y / A{l}) is meant."),
            scaled(lambda v: v.Y / v.A(v.L) + (1 - v.Y) / (1 - v.A(v.L))),
            where=at_output(lambda v, l: one_sigmoid(v, v.L)),
        ),
        slip(
            "1/m too much",
            to_translate("{this} is divided by m: that is done once, in dW and db."),
            scaled(lambda v: slope_by_outputs(v) / v.m),
            where=at_output(lambda v, l: v.m > 1),
        ),
        slip(
            "second half missing",
            to_translate("{this} is -Y / A{l} alone: (1 - Y) / (1 - A{l}) is missing."),
            scaled(lambda v: -v.Y / v.A(v.L)),
            where=at_output(lambda v, l: one_sigmoid(v, v.L)),
        ),
        slip(
            "labels the other way round",
            to_translate("{this} takes y = 1 for y = 0."),
            scaled(lambda v: v.Y / (1 - v.A(v.L)) - (1 - v.Y) / v.A(v.L)),
            where=at_output(lambda v, l: one_sigmoid(v, v.L)),
        ),
        slip(
            "dZ for dA",
            to_translate(
                "{this} is A{l} - Y, which is dZ{l}: the slope of the loss by A is meant."
            ),
            scaled(slope_by_sums),
            where=at_output(lambda v, l: cross_entropy(v, l)),
        ),
        slip(
            "A for 1 - A",
            to_translate("{this} divides 1 - Y by A{l}: 1 - A{l} is meant."),
            scaled(lambda v: -v.Y / v.A(v.L) + (1 - v.Y) / v.A(v.L)),
            where=at_output(lambda v, l: one_sigmoid(v, v.L)),
        ),
        slip(
            "1 for 1 - Y",
            to_translate("{this} has 1 / (1 - A{l}): (1 - Y) / (1 - A{l}) is meant."),
            scaled(lambda v: -v.Y / v.A(v.L) + 1 / (1 - v.A(v.L))),
            where=at_output(lambda v, l: one_sigmoid(v, v.L)),
        ),
        slip(
            "first half missing",
            to_translate("{this} is (1 - Y) / (1 - A{l}) alone: -Y / A{l} is missing."),
            scaled(lambda v: (1 - v.Y) / (1 - v.A(v.L))),
            where=at_output(lambda v, l: one_sigmoid(v, v.L)),
        ),
        slip(
            "division by 0",
            to_translate(
                "{this} divides by 0 where A{l} has rounded to 0 or 1: A{l} - Y is the same dZ{l} "
                "without a division."
            ),
            _divided_by_0,
            where=at_output(cross_entropy),
            is_finite=False,
        ),
        slip(
            "A and Y swapped",
            to_translate("{this} divides A{l} by Y, which is 0 for some: Y / A{l} is meant."),
            scaled(lambda v: -v.A(v.L) / v.Y + (1 - v.A(v.L)) / (1 - v.Y)),
            where=at_output(lambda v, l: one_sigmoid(v, v.L)),
            is_finite=False,
        ),
        slip(
            "loss for its slope",
            to_translate("{this} is the loss of every sample: its slope by A{l} is meant."),
            scaled(lambda v: -v.Y * np.log(v.A(v.L)) - (1 - v.Y) * np.log(1 - v.A(v.L))),
            where=at_output(lambda v, l: one_sigmoid(v, v.L)),
        ),
    )

    slip = partial(Slip, kind="dA", right=_DA_HIDDEN, where=hidden)
    yield from (
        slip(
            "W not transposed",
            to_translate("{this} uses W{n} as it is: going back it is transposed, W{n}.T."),
            _masked_back(lambda v, l: v.W(l + 1) @ v.dZ(l + 1)),
        ),
        slip(
            "W of another layer",
            to_translate(
                "{this} uses W{l}: the error comes back through W{n}, by which it went on."
            ),
            _masked_back(lambda v, l: v.W(l).T @ v.dZ(l + 1)),
        ),
        slip(
            "W of another layer",
            to_translate(
                "{this} uses W{l}: the error comes back through W{n}, by which it went on."
            ),
            _masked_back(lambda v, l: v.W(l) @ v.dZ(l + 1)),
        ),
        slip(
            "update before it is used",
            to_translate(
                "{this} uses W{n} after its update: all gradients are made with the weights of the "
                "pass forward, then all weights are updated."
            ),
            _masked_back(lambda v, l: _after(v, l + 1).T @ v.dZ(l + 1)),
        ),
        slip(
            "dA for dZ",
            to_translate(
                "{this} is made from dA{n} in place of dZ{n}: the slope of layer {n} is missing."
            ),
            _masked_back(lambda v, l: v.W(l + 1).T @ v.dA(l + 1)),
        ),
        slip(
            "* for @",
            to_translate(
                "{this} multiplies W{n} and dZ{n} entry by entry (*): a matrix product is meant."
            ),
            _masked_back(lambda v, l: v.W(l + 1).T * v.dZ(l + 1)),
        ),
        slip(
            "A for dZ",
            to_translate("{this} is made from A{n} in place of dZ{n}."),
            _masked_back(lambda v, l: v.W(l + 1).T @ v.A(l + 1)),
        ),
        slip(
            "dW for W",
            to_translate("{this} uses dW{n} in place of W{n}."),
            _masked_back(lambda v, l: v.dW(l + 1).T @ v.dZ(l + 1)),
        ),
        slip(
            "dZ of another layer",
            to_translate("{this} uses dZ{L} of the output layer: dZ{n} is meant."),
            _masked_back(lambda v, l: v.W(l + 1).T @ (v.dZ(v.L) if l + 1 < v.L else nothing())),
        ),
    )

    slip = partial(Slip, kind="dA", right=_DROPOUT_BACK, where=drops_units)
    yield from (
        slip(
            "mask not used",
            to_translate("{this} is whole: dropout's mask D{l} is used backward as well."),
            lambda v, l: v.W(l + 1).T @ v.dZ(l + 1),
        ),
        slip(
            "not divided by keep",
            to_translate("{this} is not divided by keep_prob, as A{l} was."),
            lambda v, l: v.W(l + 1).T @ v.dZ(l + 1) * v.D(l),
        ),
        slip(
            "divided without a mask",
            to_translate("{this} is divided by keep_prob and not multiplied with D{l}."),
            lambda v, l: v.W(l + 1).T @ v.dZ(l + 1) / v.keep(l),
        ),
        slip(
            "mask the other way round",
            to_translate("{this} lets the error through the units that D{l} drops."),
            lambda v, l: v.W(l + 1).T @ v.dZ(l + 1) * (1 - v.D(l)) / v.keep(l),
        ),
        slip(
            "times keep",
            to_translate("{this} is multiplied by keep_prob: it is divided by it, as A{l} was."),
            lambda v, l: v.W(l + 1).T @ v.dZ(l + 1) * v.D(l) * v.keep(l),
        ),
        slip(
            "divided by keep twice",
            to_translate("{this} is divided by keep_prob twice."),
            lambda v, l: v.W(l + 1).T @ v.dZ(l + 1) * v.D(l) / v.keep(l) ** 2,
        ),
        slip(
            "mask of another layer",
            to_translate("{this} uses D{n}: D{l} is meant, as in A{l}."),
            lambda v, l: v.W(l + 1).T @ v.dZ(l + 1) * v.D(l + 1) / v.keep(l),
        ),
        slip(
            "mask of another layer",
            to_translate("{this} uses D{p}: D{l} is meant, as in A{l}."),
            lambda v, l: v.W(l + 1).T @ v.dZ(l + 1) * v.D(l - 1) / v.keep(l),
        ),
    )
