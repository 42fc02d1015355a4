"""Slips in dZ of the output layer."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from core.messages import to_translate
from core.network.activations import ACTIVATIONS
from core.own_numbers.slips.slip import (
    SLOPES_OF_A,
    NumPy,
    Slip,
    Where,
    always,
    at_output,
    cross_entropy,
    one_sigmoid,
    scaled,
    weighted,
    with_slope_in_a,
    with_slope_in_z,
    with_slope_of,
)
from core.own_numbers.values import (
    Place,
    Unknown,
    Values,
    output_name,
    slope_by_outputs,
    slope_by_sums,
)

_DZ_RIGHT = NumPy("dZ{l} = A{l} - Y")


def _in_columns(v: Values) -> np.ndarray:
    """Return A less labels of shape (m, 1), which NumPy makes (m, m)."""
    if len(v.Y) > 1:
        raise Unknown
    return v.A(v.L) - v.Y.T


def _with_labels_moved(v: Values) -> np.ndarray:
    """Return A - Y with the labels in the order that the student's own dZ shows."""
    last = Place("dZ", v.L)
    if last not in v.given or v.given[last].shape != v.Y.shape:
        raise Unknown
    labels = (v.A(v.L) - v.given[last] / v.scale).round(3)
    is_moved = sorted(labels.T.tolist()) == sorted(v.Y.T.tolist())
    is_class_moved = len(v.Y) > 1 and sorted(labels.tolist()) == sorted(v.Y.tolist())
    if (not is_moved and not is_class_moved) or (len(v.Y) == 1 and np.array_equal(labels, 1 - v.Y)):
        raise Unknown
    if np.array_equal(labels, v.Y):  # as where only the class weights are forgotten
        raise Unknown
    return v.A(v.L) - labels


def output_error_slips() -> Iterator[Slip]:
    """Yield the slips in dZ of the output layer."""

    slip = partial(Slip, kind="dZ", right=_DZ_RIGHT)
    yield from (
        slip(
            "Y - A",
            to_translate("{this} is Y - A{l}: its sign is the other one, A{l} - Y."),
            scaled(lambda v: -slope_by_sums(v)),
            where=at_output(always),
        ),
        slip(
            "no class weights",
            to_translate("{this} lacks the weights of the classes: every column times its own."),
            scaled(lambda v: slope_by_sums(v) / v.setup.loss.sample_weights(v.Y)),
            right=NumPy("dZ{l} = c * (A{l} - Y)"),
            where=at_output(weighted),
        ),
        slip(
            "labels the other way round",
            to_translate("{this} takes y = 1 for y = 0."),
            scaled(lambda v: v.A(v.L) - (1 - v.Y)),
            where=at_output(cross_entropy),
        ),
        slip(
            "dA for dZ",
            to_translate(
                "{this} is dA{l}: it is not multiplied with the slope of the output layer."
            ),
            scaled(slope_by_outputs),
            where=at_output(always),
        ),
        slip(
            "slope too much",
            to_translate(
                "{this} is (A{l} - Y) times the slope of the sigmoid: with cross-entropy the slope "
                "falls out, and A{l} - Y is left."
            ),
            scaled(lambda v: (v.A(v.L) - v.Y) * v.A(v.L) * (1 - v.A(v.L))),
            where=at_output(lambda v, l: cross_entropy(v, l)),
        ),
        slip(
            "Z for A",
            to_translate("{this} is Z{l} - Y: A{l} - Y is meant."),
            scaled(lambda v: v.Z(v.L) - v.Y),
            where=at_output(always),
        ),
        slip(
            "twice the error",
            to_translate("{this} is 2 (A{l} - Y): the half in the cost takes the 2 away."),
            scaled(lambda v: 2 * slope_by_sums(v)),
            where=at_output(always),
        ),
        slip(
            "labels of shape (m, 1)",
            to_translate(
                "The labels are (m, 1) beside outputs (1, m): NumPy makes (m, m) of them, every "
                "sample with every other."
            ),
            scaled(_in_columns),
            where=at_output(always),
        ),
        slip(
            "1/m twice",
            to_translate("{this} is divided by m, and dW and db are so once more."),
            scaled(lambda v: slope_by_sums(v) / v.m),
            where=at_output(lambda v, l: v.m > 1),
        ),
        slip(
            "answers for probabilities",
            to_translate(
                "{this} is the answer, 1 where A{l} is above 0.5, less Y: A{l} itself is meant."
            ),
            scaled(lambda v: (v.A(v.L) > 0.5) - v.Y),
            where=at_output(lambda v, l: one_sigmoid(v, v.L)),
        ),
        slip(
            "absolute value",
            to_translate("{this} is |A{l} - Y|: its sign says which way to go."),
            scaled(lambda v: np.abs(slope_by_sums(v))),
            where=at_output(always),
        ),
        slip(
            "Y forgotten",
            to_translate("{this} is A{l}: Y is to be taken away."),
            scaled(lambda v: v.A(v.L)),
            where=at_output(always),
        ),
        slip(
            "plus for minus",
            to_translate("{this} is A{l} + Y: A{l} - Y is meant."),
            scaled(lambda v: v.A(v.L) + v.Y),
            where=at_output(always),
        ),
        slip(
            "error squared",
            to_translate("{this} is (A{l} - Y)²: its slope is meant, A{l} - Y."),
            scaled(lambda v: (v.A(v.L) - v.Y) ** 2),
            where=at_output(always),
        ),
        slip(
            "mean for the samples",
            to_translate("{this} is one mean for all samples: every sample has its own A{l} - Y."),
            scaled(lambda v: np.full_like(v.Y, slope_by_sums(v).mean())),
            where=at_output(always),
        ),
        slip(
            "labels of -1 and 1",
            to_translate("{this} takes labels of -1 and 1: A{l} is compared with 0 and 1."),
            scaled(lambda v: v.A(v.L) - (2 * v.Y - 1)),
            where=at_output(cross_entropy),
        ),
        slip(
            "labels in another order",
            to_translate(
                "{this} takes the labels in another order than the samples, as where X is "
                "shuffled and Y is not."
            ),
            scaled(_with_labels_moved),
            where=at_output(always),
        ),
    )
    yield from _by_another_slope()


def _by_another_slope() -> Iterator[Slip]:
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
                line=with_slope_of(row),
                where=at_output(_is_no(row.name)),
                values={"other": row.label},
            )
    for name, slope in SLOPES_OF_A.items():
        yield Slip(
            name="slope of another activation",
            kind="dZ",
            sentence=to_translate(
                "{this} puts A{l} into {formula}, the slope of {other}; the output layer has "
                "{output}."
            ),
            right=_DZ_RIGHT,
            line=with_slope_in_a(slope),
            where=at_output(_is_no(name)),
            values={"formula": slope.plain, "other": ACTIVATIONS[name].label},
        )
    for slope in SLOPES_OF_A.values():
        yield Slip(
            name="slope at Z taken of A",
            kind="dZ",
            sentence=to_translate(
                "{this} puts Z{l} into {formula}, which is written in A: A{l} is meant."
            ),
            right=_DZ_RIGHT,
            line=with_slope_in_z(slope),
            where=at_output(cross_entropy),
            values={"formula": slope.plain},
        )


def _is_no(name: str) -> Where:
    return lambda v, l: output_name(v) not in (name, "softmax")
