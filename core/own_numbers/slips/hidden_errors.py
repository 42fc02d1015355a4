"""Slips in dZ of a hidden layer: its slope."""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from core.messages import to_translate
from core.network.activations import ACTIVATIONS
from core.own_numbers.slips.slip import (
    LEAKS,
    SLOPES_OF_A,
    NumPy,
    Slip,
    Where,
    drops_units,
    has_kink,
    hidden,
    nothing,
    of_another,
    with_slope_in_a,
    with_slope_in_z,
    with_slope_of,
)
from core.own_numbers.values import (
    Line,
    Values,
    evaluated,
)


def _square_slope(v: Values, l: int) -> bool:
    return l < v.L and v.activation(l).name in SLOPES_OF_A


def _leaking(leak: float) -> Line:
    return lambda v, l: v.dA(l) * np.where(v.Z(l) > 0, 1, leak)


_DZ_HIDDEN = NumPy("dZ{l} = {dA_times_slope}")


_Slope = Callable[[np.ndarray, np.ndarray], np.ndarray]


def _times(slope: _Slope) -> Line:
    return lambda v, l: v.dA(l) * slope(v.Z(l), v.A(l))


def _leaks(v: Values, l: int) -> bool:
    return has_kink(v, l) and not v.activation(l).can_die


def _slopes_with(leak: float) -> tuple[tuple[str, _Slope, Where], ...]:
    return (
        (f"where(z > 0, {leak}, 1)", lambda z, a: np.where(z > 0, leak, 1), _leaks),
        (f"where(z > 0, 1, -{leak})", lambda z, a: np.where(z > 0, 1, -leak), _leaks),
        (f"where(z > 0, 1, {leak} z)", lambda z, a: np.where(z > 0, 1, leak * z), _leaks),
        (f"max({leak}, z)", lambda z, a: np.maximum(leak, z), _leaks),
    )


_OTHER_SLOPES: tuple[tuple[str, _Slope, Where], ...] = (
    ("1 + a^2", lambda z, a: 1 + a**2, _square_slope),
    ("(1 - a)^2", lambda z, a: (1 - a) ** 2, _square_slope),
    ("1 - 2 a", lambda z, a: 1 - 2 * a, _square_slope),
    ("1 - a^3", lambda z, a: 1 - a**3, _square_slope),
    ("a (1 + a)", lambda z, a: a * (1 + a), _square_slope),
    ("z > 1", lambda z, a: z > 1, has_kink),
    *(row for leak in (0.01, 0.1, 0.2) for row in _slopes_with(leak)),
)
"""Slopes that are written for the right one, of z and a."""


def hidden_error_slips() -> Iterator[Slip]:
    """Yield the slips in dZ of a hidden layer."""
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
            line=with_slope_of(row),
            where=of_another(row.name),
            values={"other": row.label},
        )

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
        slip(
            "dA forgotten",
            to_translate("{this} is the slope alone: it is multiplied with dA{l}."),
            lambda v, l: v.slope(l),
            where=hidden,
        ),
        slip(
            "plus for *",
            to_translate("{this} is dA{l} plus the slope: times the slope is meant."),
            lambda v, l: v.dA(l) + v.slope(l),
            where=hidden,
        ),
        slip(
            "brackets",
            to_translate(
                "{this} is dA{l} * A{l} - A{l}²: brackets are missing, A{l} * (1 - A{l})."
            ),
            lambda v, l: v.dA(l) * v.A(l) - v.A(l) ** 2,
            where=hidden,
        ),
        slip(
            "brackets",
            to_translate("{this} is dA{l} * A{l} * 1 - A{l}: brackets are missing."),
            lambda v, l: v.dA(l) * v.A(l) - v.A(l),
            where=hidden,
        ),
        slip(
            "brackets",
            to_translate("{this} is dA{l} * 1 - A{l}²: brackets are missing."),
            lambda v, l: v.dA(l) - v.A(l) ** 2,
            where=hidden,
        ),
        slip(
            "@ for *",
            to_translate("{this} is a matrix product of dA{l} and the slope: * is meant."),
            lambda v, l: v.dA(l) @ v.slope(l),
            where=hidden,
        ),
        slip(
            "@ for *",
            to_translate("{this} is a matrix product of dA{l} and the slope: * is meant."),
            lambda v, l: v.dA(l) @ v.slope(l).T,
            where=hidden,
        ),
        slip(
            "A - Y in a hidden layer",
            to_translate("{this} is A{l} - Y: that is of the output layer alone."),
            lambda v, l: v.A(l) - v.Y,
            where=hidden,
        ),
        slip(
            "slope of another layer",
            to_translate("{this} takes the slope at Z{n}: Z{l} is meant."),
            lambda v, l: v.dA(l) * v.activation(l).slope_at(v.Z(l + 1)),
            where=hidden,
        ),
        slip(
            "slope of another layer",
            to_translate("{this} takes the slope at {Z_prev}: Z{l} is meant."),
            lambda v, l: v.dA(l) * v.activation(l).slope_at(v.Z(l - 1) if l > 1 else nothing()),
            where=hidden,
        ),
        slip(
            "slope of what dropout left",
            to_translate(
                "{this} takes the slope at A{l} after dropout: it is that before, at Z{l}."
            ),
            lambda v, l: v.dA(l) * evaluated(v.activation(l).slope, a=v.A(l)),
            where=lambda v, l: drops_units(v, l) and _square_slope(v, l),
        ),
        *(
            slip(
                "slope written otherwise",
                to_translate(
                    "{this} is made with {formula}: the slope of {activation} is {slope}."
                ),
                _times(slope),
                where=where,
                values={"formula": formula},
            )
            for formula, slope, where in _OTHER_SLOPES
        ),
    )
    for name, slope in SLOPES_OF_A.items():
        yield Slip(
            name="slope of another activation",
            kind="dZ",
            sentence=to_translate(
                "{this} puts A{l} into {formula}, the slope of {other}; layer {l} has {activation}."
            ),
            right=_DZ_HIDDEN,
            line=with_slope_in_a(slope),
            where=of_another(name),
            values={"formula": slope.plain, "other": ACTIVATIONS[name].label},
        )
    for slope in SLOPES_OF_A.values():
        yield Slip(
            name="slope at Z taken of A",
            kind="dZ",
            sentence=to_translate(
                "{this} puts Z{l} into {formula}, which is written in A: layer {l} has "
                "{activation}, whose slope is {slope}."
            ),
            right=_DZ_HIDDEN,
            line=with_slope_in_z(slope),
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
