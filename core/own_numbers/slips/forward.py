"""Slips before and in the pass forward: X, Y, Z and A."""

from collections.abc import Iterator
from functools import partial

import numpy as np
from numpy.random import RandomState

from core.messages import to_translate
from core.network.activations import ACTIVATIONS
from core.own_numbers.slips.slip import (
    LEAKS,
    NumPy,
    Slip,
    Where,
    drops_units,
    has_kink,
    hidden,
    made_by,
    masked,
    nothing,
    of_another,
    one_sigmoid,
    sigmoid,
    softmax,
)
from core.own_numbers.values import LINES, Line, Place, Values, output_name

_STRAIGHT = next(row for row in ACTIVATIONS.values() if row.is_linear)
_CURVED = tuple(row for row in ACTIVATIONS.values() if not row.is_linear)


def _can_die(v: Values, l: int) -> bool:
    return l < v.L and v.activation(l).can_die


def _leaking(leak: float) -> Line:
    return lambda v, l: masked(np.where(v.Z(l) > 0, v.Z(l), leak * v.Z(l)), v, l)


def _is_sigmoid(v: Values, l: int) -> bool:
    return l < v.L and v.activation(l).range == (0, 1)


def _answers_by_another(name: str) -> Where:
    return lambda v, l: l == v.L and not softmax(v, l) and output_name(v) != name


def _pixels(v: Values) -> np.ndarray:
    """Return the right X flattened the other way: a pixel of all pictures, then the next."""
    X = LINES["X"](v, 0)
    return X.T.reshape(-1, X.shape[1])


def _exponentials(Z: np.ndarray, shifted: bool) -> np.ndarray:
    """Return e^Z, times one number, or `shifted` by every sample's greatest z."""
    return np.exp(Z - (Z.max(axis=0) if shifted else Z.max()))


def _softmax_over(axis: int | None, shifted: bool, sign: int = 1) -> Line:
    def line(v: Values, l: int) -> np.ndarray:
        e = _exponentials(sign * v.Z(l), shifted)
        return np.asarray(e / e.sum(axis=axis, keepdims=axis is not None))

    return line


_Z_RIGHT = NumPy("Z{l} = W{l} @ {A_prev} + b{l}")


_A_RIGHT = NumPy("A{l} = {g}(Z{l})")


_DROPOUT_RIGHT = NumPy("A{l} = g(Z{l}) * D{l} / keep_prob")


_SOFTMAX_RIGHT = NumPy("A{l} = np.exp(Z{l}) / np.sum(np.exp(Z{l}), axis=0, keepdims=True)")


SEEDS = (*range(11), 42, 123, 1234, 2018, 2019, 2020)
"""Seeds that are looked for where a start is another."""


def given_slips() -> Iterator[Slip]:
    """Yield the slips before anything is computed: samples, labels, the start."""
    undivided = to_translate("{this} is not divided by 255: pixels go from 0 to 1.")
    turned = to_translate(
        "{this} is flattened the other way, reshape(-1, m): every column then mixes pixels of all "
        "pictures, where it should be one picture."
    )
    yield Slip(
        name="pictures not divided",
        kind="X",
        sentence=undivided,
        right=NumPy("X = pictures.reshape(m, -1).T / 255"),
        line=lambda v, l: 255 * LINES["X"](v, 0),
    )
    yield Slip(
        name="flattened the other way",
        kind="X",
        sentence=turned,
        right=NumPy("X = pictures.reshape(m, -1).T / 255"),
        line=lambda v, l: _pixels(v),
    )
    yield Slip(
        name="flattened the other way",
        kind="X",
        sentence=to_translate(
            "{this} is flattened the other way, reshape(-1, m), and not divided by 255."
        ),
        right=NumPy("X = pictures.reshape(m, -1).T / 255"),
        line=lambda v, l: 255 * _pixels(v),
    )
    yield Slip(
        name="labels the other way round",
        kind="Y",
        sentence=to_translate("The labels are the other way round: 1 where 0 is meant."),
        right=NumPy("Y = 1 - Y"),
        line=lambda v, l: 1 - LINES["Y"](v, 0),
    )
    yield from _start_slips()


def _start_slips() -> Iterator[Slip]:
    yield Slip(
        name="scale of another start",
        kind="W",
        sentence=to_translate(
            "{this} is the start of the bench times another number: its scale is another one."
        ),
        right=NumPy("W{l} = np.random.randn(n{l}, n{p}) * scale"),
        line=lambda v, l: _scaled_to(_own_start(v, l), LINES["W"](v, l)),
    )
    for seed in SEEDS:
        yield Slip(
            name="seed of another start",
            kind="W",
            sentence=to_translate("{this} is drawn from the seed {seed}; the bench has another."),
            right=NumPy("np.random.seed(the bench's), before all layers are drawn in turn"),
            line=partial(_drawn_from, seed),
            where=_differs_from(seed),
            values={"seed": seed},
        )


def _differs_from(seed: int) -> Where:
    """Return what tells whether the bench's start is drawn from another seed."""

    def where(v: Values, l: int) -> bool:
        drawn, start = _drawn_from(seed, v, l), LINES["W"](v, l)
        return not np.allclose(drawn, _scaled_to(drawn, start))

    return where


def _own_start(v: Values, l: int) -> np.ndarray:
    return v.given[Place("W", l)] if Place("W", l) in v.given else nothing()


def _scaled_to(own: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    """Return the numbers drawn, times what makes them most like one's own."""
    return drawn * float(np.vdot(own, drawn) / np.vdot(drawn, drawn))


def _drawn_from(seed: int, v: Values, l: int) -> np.ndarray:
    random = RandomState(seed)
    for layer in range(1, l + 1):
        drawn = random.randn(*_own_start(v, layer).shape)
    return _scaled_to(_own_start(v, l), drawn)


def forward_slips() -> Iterator[Slip]:
    """Yield the slips in Z and A."""
    star = to_translate(
        "{this} multiplies W{l} and {A_prev} entry by entry (*): a matrix product is "
        "meant (@, np.dot)."
    )

    slip = partial(Slip, kind="Z", right=_Z_RIGHT)
    yield from (
        slip(
            "b forgotten",
            to_translate("{this} is W{l} {A_prev} without b{l}."),
            lambda v, l: v.W(l) @ v.A(l - 1),
        ),
        slip(
            "b subtracted",
            to_translate("{this} takes b{l} away: it is added."),
            lambda v, l: v.W(l) @ v.A(l - 1) - v.b(l),
        ),
        slip(
            "b added twice",
            to_translate("{this} adds b{l} twice: once is meant."),
            lambda v, l: v.W(l) @ v.A(l - 1) + 2 * v.b(l),
        ),
        slip(
            "b along the samples",
            to_translate(
                "{this} adds b{l} as (n,): NumPy lays it along the samples. With (n, 1) every unit "
                "has its own."
            ),
            lambda v, l: v.W(l) @ v.A(l - 1) + v.b(l).ravel(),
        ),
        slip("* for @", star, lambda v, l: v.W(l) * v.A(l - 1) + v.b(l)),
        slip("* for @", star, lambda v, l: v.W(l).T * v.A(l - 1) + v.b(l)),
        slip(
            "W transposed",
            to_translate("{this} uses W{l} transposed: rows of W are units, columns their inputs."),
            lambda v, l: v.W(l).T @ v.A(l - 1) + v.b(l),
        ),
        slip(
            "Z for A",
            to_translate(
                "{this} is made from {Z_prev} in place of {A_prev}: the activation of layer {p} is "
                "missing."
            ),
            lambda v, l: v.W(l) @ (v.Z(l - 1) if l > 1 else nothing()) + v.b(l),
        ),
        slip(
            "A of another layer",
            to_translate("{this} is made from X in place of {A_prev}."),
            lambda v, l: v.W(l) @ (v.X if l > 1 else nothing()) + v.b(l),
        ),
        slip(
            "A of another layer",
            to_translate("{this} is made from an A of two layers before: {A_prev} is meant."),
            lambda v, l: v.W(l) @ (v.A(l - 2) if l > 2 else nothing()) + v.b(l),
        ),
        slip(
            "W of another layer",
            to_translate("{this} uses W{n} in place of W{l}."),
            lambda v, l: v.W(l + 1) @ v.A(l - 1) + v.b(l),
        ),
        slip(
            "W of another layer",
            to_translate("{this} uses W{p} in place of W{l}."),
            lambda v, l: v.W(l - 1) @ v.A(l - 1) + v.b(l),
        ),
        slip(
            "b of another layer",
            to_translate("{this} adds b{n} in place of b{l}."),
            lambda v, l: v.W(l) @ v.A(l - 1) + v.b(l + 1),
        ),
        slip(
            "b of another layer",
            to_translate("{this} adds b{p} in place of b{l}."),
            lambda v, l: v.W(l) @ v.A(l - 1) + v.b(l - 1),
        ),
    )
    yield Slip(
        name="mask not used",
        kind="Z",
        sentence=to_translate("{this} is made from {A_prev} before dropout: D{p} is not used."),
        right=_DROPOUT_RIGHT,
        line=lambda v, l: v.W(l) @ v.before_dropout(l - 1) + v.b(l),
        where=lambda v, l: l > 1 and v.drops(l - 1),
    )
    yield Slip(
        name="another activation",
        kind="A",
        sentence=to_translate(
            "{this} is Z{l}: the activation of layer {l}, {activation}, is missing."
        ),
        right=_A_RIGHT,
        line=lambda v, l: masked(v.Z(l), v, l),
        where=of_another(_STRAIGHT.name),
    )
    for row in _CURVED:
        yield Slip(
            name="another activation",
            kind="A",
            sentence=to_translate("{this} is made by {other}; layer {l} has {activation}."),
            right=_A_RIGHT,
            line=made_by(row),
            where=of_another(row.name),
            values={"other": row.label},
        )

    slip = partial(Slip, kind="A")
    yield from (
        slip(
            "slope for the activation",
            to_translate("{this} holds the slope of {activation}: its value is meant."),
            lambda v, l: masked(v.activation(l).slope_at(v.Z(l)), v, l),
            right=_A_RIGHT,
            where=hidden,
        ),
        slip(
            "minimum for maximum",
            to_translate("{this} keeps what is below 0: ReLU is np.maximum(0, Z{l})."),
            lambda v, l: masked(np.minimum(v.Z(l), 0), v, l),
            right=NumPy("A{l} = np.maximum(0, Z{l})"),
            where=_can_die,
        ),
        slip(
            "absolute value",
            to_translate("{this} is |Z{l}|: ReLU is 0 where Z{l} is below 0."),
            lambda v, l: masked(np.abs(v.Z(l)), v, l),
            right=NumPy("A{l} = np.maximum(0, Z{l})"),
            where=_can_die,
        ),
        slip(
            "tanh upside down",
            to_translate("{this} is (e^z + e^-z) / (e^z - e^-z): tanh is the other way up."),
            lambda v, l: masked(1 / np.tanh(v.Z(l)), v, l),
            right=NumPy("A{l} = np.tanh(Z{l})"),
            where=lambda v, l: l < v.L and v.activation(l).range == (-1, 1),
        ),
        slip(
            "minus in the denominator",
            to_translate("{this} is 1 / (1 - e^-z): a plus is meant in the denominator."),
            lambda v, l: masked(1 / (1 - np.exp(-v.Z(l))), v, l),
            right=NumPy("A{l} = 1 / (1 + np.exp(-Z{l}))"),
            where=_is_sigmoid,
        ),
        slip(
            "activation twice",
            to_translate("{this} is {activation} of {activation}: once is enough."),
            lambda v, l: masked(v.activation(l).g(v.activation(l).g(v.Z(l))), v, l),
            right=_A_RIGHT,
            where=lambda v, l: l < v.L and v.activation(l).is_bounded,
        ),
        slip(
            "sign of the exponent",
            to_translate("{this} is 1 / (1 + e^z): the exponent's minus is missing."),
            lambda v, l: masked(1 - sigmoid(v.Z(l)), v, l),
            right=NumPy("A{l} = 1 / (1 + np.exp(-Z{l}))"),
            where=_is_sigmoid,
        ),
        slip(
            "mask not used",
            to_translate("{this} is whole: dropout's mask D{l} is not used."),
            lambda v, l: v.before_dropout(l),
            right=_DROPOUT_RIGHT,
            where=drops_units,
        ),
        slip(
            "not divided by keep",
            to_translate("{this} is not divided by keep_prob, so that the layer after gets less."),
            lambda v, l: v.before_dropout(l) * v.D(l),
            right=_DROPOUT_RIGHT,
            where=drops_units,
        ),
        slip(
            "times keep",
            to_translate("{this} is multiplied by keep_prob: it is divided by it."),
            lambda v, l: v.before_dropout(l) * v.D(l) * v.keep(l),
            right=_DROPOUT_RIGHT,
            where=drops_units,
        ),
        slip(
            "divided by the dropped share",
            to_translate("{this} is divided by 1 - keep_prob: keep_prob is meant."),
            lambda v, l: v.before_dropout(l) * v.D(l) / (1 - v.keep(l)),
            right=_DROPOUT_RIGHT,
            where=drops_units,
        ),
        slip(
            "mask the other way round",
            to_translate("{this} keeps the units that D{l} drops, and drops those that it keeps."),
            lambda v, l: v.before_dropout(l) * (1 - v.D(l)) / v.keep(l),
            right=_DROPOUT_RIGHT,
            where=drops_units,
        ),
        slip(
            "divided without a mask",
            to_translate("{this} is divided by keep_prob and not multiplied with D{l}."),
            lambda v, l: v.before_dropout(l) / v.keep(l),
            right=_DROPOUT_RIGHT,
            where=drops_units,
        ),
    )
    for leak in LEAKS:
        yield Slip(
            name="another activation",
            kind="A",
            sentence=to_translate(
                "{this} has slope {leak} where z <= 0; {activation} has another one there."
            ),
            right=_A_RIGHT,
            line=_leaking(leak),
            where=has_kink,
            values={"leak": leak},
        )
    yield from _output_rows()


def _output_rows() -> Iterator[Slip]:
    shifts = (False, True)
    over_samples = to_translate(
        "{this} sums the softmax over the samples (axis=1): the classes of one sample add up to 1 "
        "(axis=0)."
    )
    over_all = to_translate(
        "{this} divides by one sum over all samples: every column has its own (axis=0)."
    )
    undivided = to_translate("{this} is e^Z alone: it is divided by its sum over the classes.")

    slip = partial(Slip, kind="A", right=_SOFTMAX_RIGHT, where=softmax)
    yield from (
        *(
            slip("softmax over the wrong axis", over_samples, _softmax_over(1, way))
            for way in shifts
        ),
        *(slip("softmax over everything", over_all, _softmax_over(None, way)) for way in shifts),
        slip("softmax not divided", undivided, lambda v, l: np.exp(v.Z(l))),
        slip("softmax not divided", undivided, lambda v, l: _exponentials(v.Z(l), True)),
        slip(
            "sign of the exponent",
            to_translate("{this} is the softmax of -Z{l}: the minus is too much."),
            _softmax_over(0, True, -1),
        ),
        slip(
            "sigmoid for softmax",
            to_translate("{this} is the sigmoid of each output: softmax is meant."),
            lambda v, l: sigmoid(v.Z(l)),
        ),
        slip(
            "no softmax",
            to_translate("{this} is Z{l} itself: softmax is missing."),
            lambda v, l: v.Z(l),
        ),
    )
    right = NumPy("A{l} = 1 / (1 + np.exp(-Z{l}))")
    yield Slip(
        name="sign of the exponent",
        kind="A",
        sentence=to_translate("{this} is 1 / (1 + e^z): the exponent's minus is missing."),
        right=right,
        line=lambda v, l: 1 - sigmoid(v.Z(l)),
        where=one_sigmoid,
    )
    yield Slip(
        name="softmax for sigmoid",
        kind="A",
        sentence=to_translate(
            "{this} is a softmax of several labels, or of one output: each has its own sigmoid."
        ),
        right=right,
        line=lambda v, l: np.exp(v.Z(l)) / np.exp(v.Z(l)).sum(axis=0, keepdims=True),
        where=one_sigmoid,
    )
    yield Slip(
        name="minus in the denominator",
        kind="A",
        sentence=to_translate("{this} is 1 / (1 - e^-z): a plus is meant in the denominator."),
        right=right,
        line=lambda v, l: 1 / (1 - np.exp(-v.Z(l))),
        where=one_sigmoid,
    )
    yield Slip(
        name="answers for probabilities",
        kind="A",
        sentence=to_translate(
            "{this} is 1 where the output is above 0.5 and 0 elsewhere: the cost and the pass "
            "backward take the output itself."
        ),
        right=right,
        line=lambda v, l: (v.Z(l) > 0).astype(float),
        where=one_sigmoid,
    )
    yield Slip(
        name="another activation",
        kind="A",
        sentence=to_translate(
            "{this} is Z{l} itself: the {output} of the output layer is missing."
        ),
        right=NumPy("A{l} = {output}(Z{l})"),
        line=lambda v, l: v.Z(l),
        where=_answers_by_another(_STRAIGHT.name),
    )
    for row in _CURVED:
        yield Slip(
            name="another activation",
            kind="A",
            sentence=to_translate("{this} is made by {other}; the output layer has {output}."),
            right=NumPy("A{l} = {output}(Z{l})"),
            line=made_by(row),
            where=_answers_by_another(row.name),
            values={"other": row.label},
        )
