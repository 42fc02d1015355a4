"""Slips in A of the hidden layers: activations and dropout."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from core.messages import to_translate
from core.own_numbers.slips.slip import (
    CURVED,
    LEAKS,
    STRAIGHT,
    NumPy,
    Slip,
    Where,
    drops_units,
    has_kink,
    hidden,
    made_by,
    masked,
    of_another,
)
from core.own_numbers.slips.written_functions import OF_HIDDEN_LAYERS, Function, Meant
from core.own_numbers.values import Line


def _leaking(leak: float) -> Line:
    return lambda v, l: masked(np.where(v.Z(l) > 0, v.Z(l), leak * v.Z(l)), v, l)


def _means(meant: Meant) -> Where:
    """Return what tells whether a hidden layer has this activation."""
    return lambda v, l: l < v.L and meant.is_of(v.activation(l))


def _written(g: Function) -> Line:
    return lambda v, l: masked(g(v.Z(l)), v, l)


_A_RIGHT = NumPy("A{l} = {g}(Z{l})")


_DROPOUT_RIGHT = NumPy("A{l} = g(Z{l}) * D{l} / keep_prob")


def activation_slips() -> Iterator[Slip]:
    """Yield the slips in A of a hidden layer."""
    yield Slip(
        name="another activation",
        kind="A",
        sentence=to_translate(
            "{this} is Z{l}: the activation of layer {l}, {activation}, is missing."
        ),
        right=_A_RIGHT,
        line=lambda v, l: masked(v.Z(l), v, l),
        where=of_another(STRAIGHT.name),
    )
    for row in CURVED:
        yield Slip(
            name="another activation",
            kind="A",
            sentence=to_translate("{this} is made by {other}; layer {l} has {activation}."),
            right=_A_RIGHT,
            line=made_by(row),
            where=of_another(row.name),
            values={"other": row.label},
        )

    slip = partial(Slip, kind="A", right=_A_RIGHT, where=hidden)
    yield from (
        slip(
            "slope for the activation",
            to_translate("{this} holds the slope of {activation}: its value is meant."),
            lambda v, l: masked(v.activation(l).slope_at(v.Z(l)), v, l),
        ),
        slip(
            "activation twice",
            to_translate("{this} is {activation} of {activation}: once is enough."),
            lambda v, l: masked(v.activation(l).g(v.activation(l).g(v.Z(l))), v, l),
            where=lambda v, l: l < v.L and v.activation(l).is_bounded,
        ),
        slip(
            "rounded",
            to_translate("{this} is rounded: later arrays need all its digits."),
            lambda v, l: masked(v.activation(l).g(v.Z(l)).round(), v, l),
        ),
    )
    for meant in OF_HIDDEN_LAYERS:
        for written in meant.rows:
            yield Slip(
                written.name,
                to_translate("{this} is {formula}: {activation} is meant."),
                _written(written.g),
                kind="A",
                right=meant.right,
                where=_means(meant),
                values={"formula": written.formula},
            )
    yield from _dropout_slips()
    for leak in LEAKS:
        yield Slip(
            "another activation",
            to_translate(
                "{this} has slope {leak} where z <= 0; {activation} has another one there."
            ),
            _leaking(leak),
            kind="A",
            right=_A_RIGHT,
            where=has_kink,
            values={"leak": leak},
        )


def _dropout_slips() -> Iterator[Slip]:
    slip = partial(Slip, kind="A", right=_DROPOUT_RIGHT, where=drops_units)
    yield from (
        slip(
            "mask not used",
            to_translate("{this} is whole: dropout's mask D{l} is not used."),
            lambda v, l: v.before_dropout(l),
        ),
        slip(
            "not divided by keep",
            to_translate("{this} is not divided by keep_prob, so that the layer after gets less."),
            lambda v, l: v.before_dropout(l) * v.D(l),
        ),
        slip(
            "times keep",
            to_translate("{this} is multiplied by keep_prob: it is divided by it."),
            lambda v, l: v.before_dropout(l) * v.D(l) * v.keep(l),
        ),
        slip(
            "divided by the dropped share",
            to_translate("{this} is divided by 1 - keep_prob: keep_prob is meant."),
            lambda v, l: v.before_dropout(l) * v.D(l) / (1 - v.keep(l)),
        ),
        slip(
            "mask the other way round",
            to_translate("{this} keeps the units that D{l} drops, and drops those that it keeps."),
            lambda v, l: v.before_dropout(l) * (1 - v.D(l)) / v.keep(l),
        ),
        slip(
            "divided without a mask",
            to_translate("{this} is divided by keep_prob and not multiplied with D{l}."),
            lambda v, l: v.before_dropout(l) / v.keep(l),
        ),
        slip(
            "keep without a mask",
            to_translate(
                "{this} is multiplied by keep_prob in place of D{l}: that is for predictions, "
                "without dropout before."
            ),
            lambda v, l: v.before_dropout(l) * v.keep(l),
        ),
        slip(
            "mask before the activation",
            to_translate("{this} has D{l} on Z{l}: it is put on what the activation gives."),
            lambda v, l: v.activation(l).g(v.Z(l) * v.D(l) / v.keep(l)),
        ),
        slip(
            "divided by keep twice",
            to_translate("{this} is divided by keep_prob twice."),
            lambda v, l: v.before_dropout(l) * v.D(l) / v.keep(l) ** 2,
        ),
    )
