"""Slips in the pass backward: dA and dZ."""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from core.messages import to_translate
from core.network.activations import ACTIVATIONS, Activation
from core.network.formula import Formula
from core.own_numbers.slips.slip import (
    LEAKS,
    NumPy,
    Slip,
    Where,
    always,
    cross_entropy,
    drops_units,
    has_kink,
    hidden,
    of_another,
    one_sigmoid,
)
from core.own_numbers.values import (
    Line,
    Unknown,
    Values,
    evaluated,
    is_slope_of_A,
    output_name,
    rate_of,
    slope_by_outputs,
    slope_by_sums,
)


def _square_slope(v: Values, l: int) -> bool:
    return l < v.L and v.activation(l).name in _SLOPES_OF_A


def _after(v: Values, l: int) -> np.ndarray:
    """Return W as it is after its update."""
    return v.W(l) - rate_of(v) * v.dW(l)


_SLOPES_OF_A = {name: row.slope for name, row in ACTIVATIONS.items() if is_slope_of_A(row)}
"""Slopes that are written in A; it is what Z is put into by mistake."""


def _with_slope_of(row: Activation) -> Line:
    return lambda v, l: v.dA(l) * row.slope_at(v.Z(l))


def _with_slope_in_z(slope: Formula) -> Line:
    return lambda v, l: v.dA(l) * evaluated(slope, a=v.Z(l))


def _with_slope_in_a(slope: Formula) -> Line:
    return lambda v, l: v.dA(l) * evaluated(slope, a=v.A(l))


def _leaking(leak: float) -> Line:
    return lambda v, l: v.dA(l) * np.where(v.Z(l) > 0, 1, leak)


def _scaled(line: Callable[[Values], np.ndarray]) -> Line:
    return lambda v, l: line(v) * v.scale


def _at_output(where: Where) -> Where:
    return lambda v, l: l == v.L and where(v, l)


def _in_columns(v: Values) -> np.ndarray:
    """Return A less labels of shape (m, 1), which NumPy makes (m, m)."""
    if len(v.Y) > 1:
        raise Unknown
    return v.A(v.L) - v.Y.T


_DROPOUT_BACK = NumPy("dA{l} = W{n}.T @ dZ{n} * D{l} / keep_prob")


_DA_RIGHT = NumPy("dA{l} = -(Y / A{l}) + (1 - Y) / (1 - A{l})")


_DA_HIDDEN = NumPy("dA{l} = W{n}.T @ dZ{n}")


_DZ_RIGHT = NumPy("dZ{l} = A{l} - Y")


_DZ_HIDDEN = NumPy("dZ{l} = dA{l} * {slope}")


def _masked_back(line: Line) -> Line:
    return lambda v, l: line(v, l) * v.D(l) / v.keep(l) if v.drops(l) else line(v, l)


def backward_slips() -> Iterator[Slip]:
    """Yield the slips in dA and dZ."""
    yield from _dA_slips()
    yield from _dZ_slips()


def _dA_slips() -> Iterator[Slip]:

    slip = partial(Slip, kind="dA", right=_DA_RIGHT)
    yield from (
        slip(
            "no minus",
            to_translate("{this} has the wrong sign."),
            _scaled(lambda v: -slope_by_outputs(v)),
            where=_at_output(always),
        ),
        slip(
            "minus for plus",
            to_translate("{this} takes (1 - Y) / (1 - A{l}) away: it is added."),
            _scaled(lambda v: -v.Y / v.A(v.L) - (1 - v.Y) / (1 - v.A(v.L))),
            where=_at_output(lambda v, l: one_sigmoid(v, v.L)),
        ),
        slip(
            "no minus",
            to_translate("{this} has Y / A{l}: -(Y / A{l}) is meant."),
            _scaled(lambda v: v.Y / v.A(v.L) + (1 - v.Y) / (1 - v.A(v.L))),
            where=_at_output(lambda v, l: one_sigmoid(v, v.L)),
        ),
        slip(
            "1/m too much",
            to_translate("{this} is divided by m: that is done once, in dW and db."),
            _scaled(lambda v: slope_by_outputs(v) / v.m),
            where=_at_output(lambda v, l: v.m > 1),
        ),
        slip(
            "second half missing",
            to_translate("{this} is -Y / A{l} alone: (1 - Y) / (1 - A{l}) is missing."),
            _scaled(lambda v: -v.Y / v.A(v.L)),
            where=_at_output(lambda v, l: one_sigmoid(v, v.L)),
        ),
        slip(
            "labels the other way round",
            to_translate("{this} takes y = 1 for y = 0."),
            _scaled(lambda v: v.Y / (1 - v.A(v.L)) - (1 - v.Y) / v.A(v.L)),
            where=_at_output(lambda v, l: one_sigmoid(v, v.L)),
        ),
        slip(
            "dZ for dA",
            to_translate(
                "{this} is A{l} - Y, which is dZ{l}: the slope of the loss by A is meant."
            ),
            _scaled(slope_by_sums),
            where=_at_output(lambda v, l: cross_entropy(v, l)),
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
            "1/m too much",
            to_translate("{this} is divided by m: that is done once, in dW and db."),
            _masked_back(lambda v, l: v.W(l + 1).T @ v.dZ(l + 1) / v.m),
        ),
        slip(
            "A for dZ",
            to_translate("{this} is made from A{n} in place of dZ{n}."),
            _masked_back(lambda v, l: v.W(l + 1).T @ v.A(l + 1)),
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
    )


def _dZ_slips() -> Iterator[Slip]:

    slip = partial(Slip, kind="dZ", right=_DZ_RIGHT)
    yield from (
        slip(
            "Y - A",
            to_translate("{this} is Y - A{l}: its sign is the other one, A{l} - Y."),
            _scaled(lambda v: -slope_by_sums(v)),
            where=_at_output(always),
        ),
        slip(
            "labels the other way round",
            to_translate("{this} takes y = 1 for y = 0."),
            _scaled(lambda v: v.A(v.L) - (1 - v.Y)),
            where=_at_output(cross_entropy),
        ),
        slip(
            "dA for dZ",
            to_translate(
                "{this} is dA{l}: it is not multiplied with the slope of the output layer."
            ),
            _scaled(slope_by_outputs),
            where=_at_output(always),
        ),
        slip(
            "slope too much",
            to_translate(
                "{this} is (A{l} - Y) times the slope of the sigmoid: with cross-entropy the slope "
                "falls out, and A{l} - Y is left."
            ),
            _scaled(lambda v: (v.A(v.L) - v.Y) * v.A(v.L) * (1 - v.A(v.L))),
            where=_at_output(lambda v, l: cross_entropy(v, l)),
        ),
        slip(
            "Z for A",
            to_translate("{this} is Z{l} - Y: A{l} - Y is meant."),
            _scaled(lambda v: v.Z(v.L) - v.Y),
            where=_at_output(always),
        ),
        slip(
            "twice the error",
            to_translate("{this} is 2 (A{l} - Y): the half in the cost takes the 2 away."),
            _scaled(lambda v: 2 * slope_by_sums(v)),
            where=_at_output(always),
        ),
        slip(
            "labels of shape (m, 1)",
            to_translate(
                "The labels are (m, 1) beside outputs (1, m): NumPy makes (m, m) of them, every "
                "sample with every other."
            ),
            _scaled(_in_columns),
            where=_at_output(always),
        ),
        slip(
            "1/m twice",
            to_translate("{this} is divided by m, and dW and db are so once more."),
            _scaled(lambda v: slope_by_sums(v) / v.m),
            where=_at_output(lambda v, l: v.m > 1),
        ),
        slip(
            "answers for probabilities",
            to_translate(
                "{this} is the answer, 1 where A{l} is above 0.5, less Y: A{l} itself is meant."
            ),
            _scaled(lambda v: (v.A(v.L) > 0.5) - v.Y),
            where=_at_output(lambda v, l: one_sigmoid(v, v.L)),
        ),
        slip(
            "absolute value",
            to_translate("{this} is |A{l} - Y|: its sign says which way to go."),
            _scaled(lambda v: np.abs(slope_by_sums(v))),
            where=_at_output(always),
        ),
        slip(
            "Y forgotten",
            to_translate("{this} is A{l}: Y is to be taken away."),
            _scaled(lambda v: v.A(v.L)),
            where=_at_output(always),
        ),
    )
    for row in ACTIVATIONS.values():
        sentence = to_translate(
            "{this} is made with the slope of {other}; layer {l} has {activation}."
        )
        if row.is_linear:
            sentence = to_translate(
                "{this} is dA{l}: it is not multiplied with the slope of {activation}."
            )
        yield Slip(
            name="dA for dZ" if row.is_linear else "slope of another activation",
            kind="dZ",
            sentence=sentence,
            right=_DZ_HIDDEN,
            line=_with_slope_of(row),
            where=of_another(row.name),
            values={"other": row.label},
        )
    yield from _dZ_by_another_slope()

    slip = partial(Slip, kind="dZ", right=_DZ_HIDDEN)
    yield from (
        slip(
            "slope at Z taken of A",
            to_translate("{this} takes the slope at A{l}: it is the slope at Z{l}, {slope}."),
            lambda v, l: v.dA(l) * v.activation(l).slope_at(v.A(l)),
            where=_square_slope,
        ),
        slip(
            "slope of the layer before",
            to_translate("{this} takes the slope of layer {p}: A{l} is meant."),
            lambda v, l: v.dA(l) * evaluated(v.activation(l).slope, a=v.A(l - 1)),
            where=_square_slope,
        ),
        slip(
            "activation for its slope",
            to_translate("{this} is dA{l} times A{l}: times the slope of {activation} is meant."),
            lambda v, l: v.dA(l) * v.A(l),
            where=hidden,
        ),
        slip(
            "Z for the slope",
            to_translate("{this} is dA{l} times Z{l}: times the slope of {activation} is meant."),
            lambda v, l: v.dA(l) * v.Z(l),
            where=hidden,
        ),
        slip(
            "square forgotten",
            to_translate("{this} is made with 1 - A{l}: the slope of {activation} is {slope}."),
            lambda v, l: v.dA(l) * (1 - v.A(l)),
            where=_square_slope,
        ),
        slip(
            "1 forgotten",
            to_translate("{this} is made with A{l}²: the slope of {activation} is {slope}."),
            lambda v, l: v.dA(l) * v.A(l) ** 2,
            where=_square_slope,
        ),
        slip(
            "slope where z is not above 0",
            to_translate("{this} lets the error through where z <= 0, and stops it where z > 0."),
            lambda v, l: v.dA(l) * (v.Z(l) <= 0),
            where=hidden,
        ),
        slip(
            "slope where z is not above 0",
            to_translate("{this} has slope 1 where z is 0: it is that of z <= 0 there, as in g."),
            lambda v, l: np.where(v.Z(l) == 0, v.dA(l), v.dA(l) * v.slope(l)),
            where=has_kink,
        ),
        slip(
            "slope where z is not above 0",
            to_translate("{this} is dA{l} cut at 0 where dA{l} <= 0: it is 0 where Z{l} <= 0."),
            lambda v, l: np.maximum(v.dA(l), 0),
            where=has_kink,
        ),
        slip(
            "A for dA",
            to_translate("{this} is A{l} times the slope: dA{l} times the slope is meant."),
            lambda v, l: v.A(l) * v.slope(l),
            where=hidden,
        ),
        slip(
            "slope twice",
            to_translate("{this} is multiplied with the slope of {activation} twice."),
            lambda v, l: v.dA(l) * v.slope(l) ** 2,
            where=_square_slope,
        ),
    )
    for name, slope in _SLOPES_OF_A.items():
        yield Slip(
            name="slope of another activation",
            kind="dZ",
            sentence=to_translate(
                "{this} puts A{l} into {formula}, the slope of {other}; layer {l} has {activation}."
            ),
            right=_DZ_HIDDEN,
            line=_with_slope_in_a(slope),
            where=of_another(name),
            values={"formula": slope.plain, "other": ACTIVATIONS[name].label},
        )
    for slope in _SLOPES_OF_A.values():
        yield Slip(
            name="slope at Z taken of A",
            kind="dZ",
            sentence=to_translate(
                "{this} puts Z{l} into {formula}, which is written in A: layer {l} has "
                "{activation}, whose slope is {slope}."
            ),
            right=_DZ_HIDDEN,
            line=_with_slope_in_z(slope),
            where=hidden,
            values={"formula": slope.plain},
        )
    for leak in LEAKS:
        yield Slip(
            name="slope of another activation",
            kind="dZ",
            sentence=to_translate(
                "{this} has slope {leak} where z <= 0; {activation} has another one there."
            ),
            right=_DZ_HIDDEN,
            line=_leaking(leak),
            where=has_kink,
            values={"leak": leak},
        )


def _dZ_by_another_slope() -> Iterator[Slip]:
    """Yield what dZ of the output layer is by way of dA, with the slope of another output."""
    for row in ACTIVATIONS.values():
        if not row.is_linear:
            yield Slip(
                name="slope of another activation",
                kind="dZ",
                sentence=to_translate(
                    "{this} is made with the slope of {other}; the output layer has {output}."
                ),
                right=_DZ_RIGHT,
                line=_with_slope_of(row),
                where=_at_output(_is_no(row.name)),
                values={"other": row.label},
            )
    for name, slope in _SLOPES_OF_A.items():
        yield Slip(
            name="slope of another activation",
            kind="dZ",
            sentence=to_translate(
                "{this} puts A{l} into {formula}, the slope of {other}; the output layer has "
                "{output}."
            ),
            right=_DZ_RIGHT,
            line=_with_slope_in_a(slope),
            where=_at_output(_is_no(name)),
            values={"formula": slope.plain, "other": ACTIVATIONS[name].label},
        )
    for slope in _SLOPES_OF_A.values():
        yield Slip(
            name="slope at Z taken of A",
            kind="dZ",
            sentence=to_translate(
                "{this} puts Z{l} into {formula}, which is written in A: A{l} is meant."
            ),
            right=_DZ_RIGHT,
            line=_with_slope_in_z(slope),
            where=_at_output(cross_entropy),
            values={"formula": slope.plain},
        )


def _is_no(name: str) -> Where:
    return lambda v, l: output_name(v) not in (name, "softmax")
