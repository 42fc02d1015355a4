"""Slips in A of the output layer."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from core.messages import to_translate
from core.own_numbers.slips.slip import (
    CURVED,
    STRAIGHT,
    NumPy,
    Slip,
    Where,
    made_by,
    one_sigmoid,
    sigmoid,
    softmax,
)
from core.own_numbers.slips.written_functions import SIGMOID, SOFTMAX, Function
from core.own_numbers.values import Line, Values, output_name


def _answers_by_another(name: str) -> Where:
    return lambda v, l: l == v.L and not softmax(v, l) and output_name(v) != name


def _exponentials(Z: np.ndarray, shifted: bool) -> np.ndarray:
    """Return e^Z, times one number, or `shifted` by every sample's greatest z."""
    return np.exp(Z - (Z.max(axis=0) if shifted else Z.max()))


def _softmax_over(axis: int | None, shifted: bool, sign: int = 1) -> Line:
    def line(v: Values, l: int) -> np.ndarray:
        e = _exponentials(sign * v.Z(l), shifted)
        return np.asarray(e / e.sum(axis=axis, keepdims=axis is not None))

    return line


def _written(g: Function) -> Line:
    return lambda v, l: g(v.Z(l))


def output_slips() -> Iterator[Slip]:
    """Yield the slips in A of the output layer."""
    shifts = (False, True)
    over_samples = to_translate(
        "{this} sums the softmax over the samples (axis=1): the classes of one sample add up to 1 "
        "(axis=0)."
    )
    over_all = to_translate(
        "{this} divides by one sum over all samples: every column has its own (axis=0)."
    )
    undivided = to_translate("{this} is e^Z alone: it is divided by its sum over the classes.")

    slip = partial(Slip, kind="A", right=SOFTMAX.right, where=softmax)
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
    for meant, where in ((SIGMOID, one_sigmoid), (SOFTMAX, softmax)):
        for written in meant.rows:
            yield Slip(
                written.name,
                to_translate("{this} is {formula}: {output} is meant."),
                _written(written.g),
                kind="A",
                right=meant.right,
                where=where,
                values={"formula": written.formula},
            )
    yield Slip(
        name="softmax for sigmoid",
        kind="A",
        sentence=to_translate(
            "{this} is a softmax of several labels, or of one output: each has its own sigmoid."
        ),
        right=SIGMOID.right,
        line=lambda v, l: np.exp(v.Z(l)) / np.exp(v.Z(l)).sum(axis=0, keepdims=True),
        where=one_sigmoid,
    )
    yield Slip(
        name="answers for probabilities",
        kind="A",
        sentence=to_translate(
            "{this} is 1 where the output is above 0.5 and 0 elsewhere: the cost and the pass "
            "backward take the output itself."
        ),
        right=SIGMOID.right,
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
        where=_answers_by_another(STRAIGHT.name),
    )
    for row in CURVED:
        yield Slip(
            name="another activation",
            kind="A",
            sentence=to_translate("{this} is made by {other}; the output layer has {output}."),
            right=NumPy("A{l} = {output}(Z{l})"),
            line=made_by(row),
            where=_answers_by_another(row.name),
            values={"other": row.label},
        )
