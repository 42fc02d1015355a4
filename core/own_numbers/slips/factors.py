"""Slips in a factor: the right array times a number."""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from core.messages import to_translate
from core.own_numbers.slips.slip import (
    NumPy,
    Slip,
    Where,
    always,
    hidden,
    mean_to_come,
    penalised,
)
from core.own_numbers.values import LINES, Values, penalty_slope

_Factor = Callable[[Values, int], float]

_WRONG_SIGN = to_translate("{this} has the wrong sign.")
_DIVIDED_BY_2M = to_translate("{this} is half as large, as divided by 2m: it is divided by m.")
_TWICE = to_translate("{this} is twice as large.")
_WITHOUT_ONE = to_translate("{this} is divided by m - 1: all m samples count.")
_WHOLE_NUMBERS = to_translate("{this} is 0: 1/m in whole numbers is, as 1 // m.")
_BY_INPUTS = to_translate("{this} is divided by the number of inputs: m, the samples, is meant.")
_M_TOO_MUCH = to_translate("{this} is divided by m: that is done once, in dW and db.")


def factor_slips() -> Iterator[Slip]:
    """Yield the slips in a factor of what comes back to hidden layers, and of dW and db."""
    back: tuple[tuple[str, str, _Factor], ...] = (
        ("minus for plus", _WRONG_SIGN, lambda v, l: -1),
        ("1/m too much", _M_TOO_MUCH, lambda v, l: 1 / v.m),
        ("twice the gradient", _TWICE, lambda v, l: 2),
    )
    mean: tuple[tuple[str, str, _Factor, Where], ...] = (
        ("minus for plus", _WRONG_SIGN, lambda v, l: -1, always),
        ("half too much", _DIVIDED_BY_2M, lambda v, l: 0.5, always),
        ("twice the gradient", _TWICE, lambda v, l: 2, always),
        ("m - 1 for m", _WITHOUT_ONE, lambda v, l: v.m / (v.m - 1), mean_to_come),
        ("whole numbers", _WHOLE_NUMBERS, lambda v, l: 0, mean_to_come),
        ("divided by n", _BY_INPUTS, lambda v, l: v.m / len(v.X), mean_to_come),
    )
    for kind, right in (
        ("dA", NumPy("dA{l} = W{n}.T @ dZ{n}")),
        ("dZ", NumPy("dZ{l} = {dA_times_slope}")),
    ):
        for name, sentence, factor in back:
            line = partial(_times, factor, kind)
            yield Slip(name, sentence, line, kind=kind, right=right, where=hidden)
    for kind, right in (
        ("dW", NumPy("dW{l} = 1 / m * dZ{l} @ {A_prev}.T")),
        ("db", NumPy("db{l} = 1 / m * np.sum(dZ{l}, axis=1, keepdims=True)")),
    ):
        for name, sentence, factor, where in mean:
            line = partial(_times, factor, kind)
            yield Slip(name, sentence, line, kind=kind, right=right, where=where)
            if kind == "dW":
                line = partial(_mean_times, factor)
                both = partial(_with_penalty, where)
                yield Slip(name, sentence, line, kind=kind, right=right, where=both)


def _times(factor: _Factor, kind: str, v: Values, l: int) -> np.ndarray:
    return np.asarray(factor(v, l) * LINES[kind](v, l))


def _mean_times(factor: _Factor, v: Values, l: int) -> np.ndarray:
    """Return dW with the factor on the mean over the samples and not on the penalty."""
    penalty = penalty_slope(v, l)
    return np.asarray(factor(v, l) * (LINES["dW"](v, l) - penalty) + penalty)


def _with_penalty(where: Where, v: Values, l: int) -> bool:
    return penalised(v, l) and where(v, l)
