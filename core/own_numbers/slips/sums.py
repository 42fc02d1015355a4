"""Slips in the sums Z."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from core.messages import to_translate
from core.own_numbers.slips.slip import (
    NumPy,
    Slip,
    nothing,
)
from core.own_numbers.values import LINES, Line, Place

_Z_RIGHT = NumPy("Z{l} = W{l} @ {A_prev} + b{l}")

_DROPOUT_RIGHT = NumPy("A{l} = g(Z{l}) * D{l} / keep_prob")


def _rounded(digits: int) -> Line:
    return lambda v, l: LINES["Z"](v, l).round(digits)


def sum_slips() -> Iterator[Slip]:
    """Yield the slips in Z."""
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
        slip(
            "minus for plus",
            to_translate("{this} has the wrong sign."),
            lambda v, l: -LINES["Z"](v, l),
        ),
        slip(
            "1/m too much",
            to_translate("{this} divides W{l} {A_prev} by m: there is no mean over the samples."),
            lambda v, l: v.W(l) @ v.A(l - 1) / v.m + v.b(l),
        ),
        slip(
            "divided by n",
            to_translate("{this} is divided by the number of inputs: it is their sum."),
            lambda v, l: v.W(l) @ v.A(l - 1) / len(v.A(l - 1)) + v.b(l),
        ),
        slip(
            "one b for all units",
            to_translate("{this} adds the sum of b{l} to every unit: each has its own."),
            lambda v, l: v.W(l) @ v.A(l - 1) + v.b(l).sum(),
        ),
        slip(
            "one b for all units",
            to_translate("{this} adds the first b{l} to every unit: each has its own."),
            lambda v, l: v.W(l) @ v.A(l - 1) + v.b(l).ravel()[0],
        ),
        slip(
            "transposed",
            to_translate("{this} is transposed: its rows are units, its columns samples."),
            lambda v, l: LINES["Z"](v, l).T,
        ),
        slip(
            "W after the update",
            to_translate("{this} is made with W{l} and b{l} as they are after the update."),
            lambda v, l: v.given[Place("W_after", l)] @ v.A(l - 1) + v.given[Place("b_after", l)],
        ),
        *(
            slip(
                "rounded",
                to_translate("{this} is rounded: later arrays need all its digits."),
                _rounded(digits),
            )
            for digits in (0, 1, 2)
        ),
        slip(
            "whole numbers",
            to_translate("{this} is cut to whole numbers, as astype(int) does."),
            lambda v, l: np.trunc(LINES["Z"](v, l)),
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
