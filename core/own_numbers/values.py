"""Every array of one update, by the course's names, each worked out from those before it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np

from core.interruption import check_interruption
from core.network.activations import ACTIVATIONS, Activation
from core.network.formula import Formula
from core.network.losses import Loss
from core.network.penalties import WeightedPenalty


class Place(NamedTuple):
    """One array: its kind, as in dW, and the number of its layer, 0 where it has none."""

    kind: str
    layer: int = 0

    def __str__(self) -> str:
        kind, underscore, after = self.kind.partition("_")
        return f"{kind}{self.layer or ''}{underscore}{after}"


@dataclass(frozen=True, slots=True)
class Setup:
    """What is computed: the hidden layers' activations, the loss with its output, the penalties.

    `keep` are dropout's shares, one a hidden layer. `learning_rate` is None where nobody knows it,
    and `is_plain` False where the update is not plain gradient descent, which alone is compared.
    With `mean_in_dZ` the 1/m of the mean is taken in dZ already, and not again in dW and db.
    """

    activations: tuple[Activation, ...]
    loss: Loss
    learning_rate: float | None = None
    penalties: tuple[WeightedPenalty, ...] = ()
    keep: tuple[float, ...] = ()
    mean_in_dZ: bool = False
    is_plain: bool = True

    @property
    def layers(self) -> int:
        return len(self.activations) + 1

    def places(self) -> tuple[Place, ...]:
        """Return the places of all arrays, in the order in which they are computed."""
        return _places_of(self.layers)


@cache
def _places_of(count: int) -> tuple[Place, ...]:
    layers = range(1, count + 1)
    back = [Place(kind, l) for l in reversed(layers) for kind in ("dA", "dZ", "dW", "db")]
    return (
        Place("X"),
        Place("Y"),
        *(Place(kind, l) for l in layers for kind in ("W", "b")),
        *(Place(kind, l) for l in layers for kind in ("Z", "D", "A")),
        Place("cost"),
        *back,
        *(Place(kind, l) for l in layers for kind in ("W_after", "b_after")),
    )


class Unknown(Exception):
    """An array that neither the file nor anything before it gives."""


NO_RESULT = (Unknown, ValueError, LookupError, ArithmeticError)
"""What a line raises where an array is not there, or is not what the line takes it for."""


Line = Callable[["Values", int], np.ndarray]


class Values:
    """Arrays by their place: those that are given, and what follows from them.

    `slips` are lines that are used in place of the right ones; X, Y and the start of the weights
    are those `on_bench` where they are not given. Reading an array computes what it needs, and
    raises Unknown where that begins with something that is not there.
    """

    def __init__(
        self,
        setup: Setup,
        given: Mapping[Place, np.ndarray],
        slips: Mapping[Place, Line] | None = None,
        on_bench: Mapping[Place, np.ndarray] | None = None,
    ) -> None:
        self.setup = setup
        self.given = given
        self.slips = slips or {}
        self.on_bench = on_bench or {}
        self._known: dict[Place, tuple[np.ndarray, frozenset[Place]]] = {}
        self._read: list[set[Place]] = [set()]

    def with_slips(self, lines: Mapping[Place, Line]) -> "Values":
        """Return the values with these lines, too; what does not come from them is kept."""
        values = Values(self.setup, self.given, {**self.slips, **lines}, self.on_bench)
        changed = set(lines)
        if Place("dA", self.L) in lines:
            changed.add(Place("dZ", self.L))  # by way of dA from now on
        values._known = {
            place: (value, read)
            for place, (value, read) in self._known.items()
            if place not in changed and read.isdisjoint(changed)
        }
        return values

    def __getitem__(self, place: Place) -> np.ndarray:
        self._read[-1].add(place)
        if place in self.given:
            return self.given[place]
        if place not in self._known:
            self._known[place] = self.follow(place)
        value, read = self._known[place]
        self._read[-1] |= read
        return value

    def follow(self, place: Place, line: Line | None = None) -> tuple[np.ndarray, frozenset[Place]]:
        """Work an array out from those before it; return it and the places that this came from.

        The place itself is among them where a slip is used. `line` stands in for the right one.
        Raises Unknown, and ValueError where the shapes do not go together.
        """
        check_interruption()
        self._read.append({place} if place in self.slips and line is None else set())
        try:
            chosen = line or self.slips.get(place) or LINES[place.kind]
            return np.asarray(chosen(self, place.layer), float), frozenset(self._read[-1])
        finally:
            self._read.pop()

    def knows(self, kind: str, layer: int = 0) -> bool:
        """Tell whether an array is given, or follows from what is."""
        try:
            self[Place(kind, layer)]
        except (Unknown, ValueError):
            return False
        return True

    @property
    def X(self) -> np.ndarray:
        return self[Place("X")]

    @property
    def Y(self) -> np.ndarray:
        return self[Place("Y")]

    def W(self, l: int) -> np.ndarray:
        return self[Place("W", l)]

    def b(self, l: int) -> np.ndarray:
        return self[Place("b", l)]

    def D(self, l: int) -> np.ndarray:
        return self[Place("D", l)]

    def Z(self, l: int) -> np.ndarray:
        return self[Place("Z", l)]

    def A(self, l: int) -> np.ndarray:
        return self[Place("A", l)] if l else self.X

    def dA(self, l: int) -> np.ndarray:
        return self[Place("dA", l)]

    def dZ(self, l: int) -> np.ndarray:
        return self[Place("dZ", l)]

    def dW(self, l: int) -> np.ndarray:
        return self[Place("dW", l)]

    def db(self, l: int) -> np.ndarray:
        return self[Place("db", l)]

    @property
    def L(self) -> int:
        return self.setup.layers

    @property
    def m(self) -> int:
        """Count the samples, by whatever array of theirs is there."""
        for place in (Place("Y"), Place("X"), *self.given):
            if place in self.given and place.kind in PER_SAMPLE:
                return self.given[place].shape[-1]
        return self.Y.shape[1]

    @property
    def share(self) -> float:
        """Return what dW and db divide by m samples: 1/m, or 1 where dZ holds that already."""
        return 1.0 if self.setup.mean_in_dZ else 1 / self.m

    @property
    def scale(self) -> float:
        """Return what dA and dZ of the output layer are times a sample's own slope."""
        return 1 / self.m if self.setup.mean_in_dZ else 1.0

    def keep(self, l: int) -> float:
        keep = self.setup.keep
        return keep[l - 1] if 0 < l <= len(keep) else 1.0

    def activation(self, l: int) -> Activation:
        return self.setup.activations[l - 1]

    def drops(self, l: int) -> bool:
        return self.keep(l) < 1 or Place("D", l) in self.given

    def before_dropout(self, l: int) -> np.ndarray:
        """Return g(Z) of a hidden layer, (n[l], m), whole."""
        return self.activation(l).g(self.Z(l)) if l else self.X

    def slope(self, l: int) -> np.ndarray:
        """Return g'(Z) of a hidden layer, from A where nothing gives Z."""
        if self.knows("Z", l):
            return self.activation(l).slope_at(self.Z(l))
        slopes = np.ones_like(self.A(l))
        self.activation(l).backward(slopes, self.A(l), None)
        return slopes


GIVEN = ("X", "Y", "W", "b", "D")
"""Kinds of arrays that others follow from, and that follow from nothing."""
WITHOUT_LAYER = ("X", "Y", "cost")
PER_SAMPLE = ("X", "Y", "Z", "D", "A", "dA", "dZ")
"""Kinds of arrays of which a column is a sample."""
PER_WEIGHT = ("W", "dW", "W_after")
PER_UNIT = ("b", "db", "b_after")


def _of_bench(kind: str) -> Line:
    def line(v: Values, l: int) -> np.ndarray:
        if Place(kind, l) not in v.on_bench:
            raise Unknown
        return v.on_bench[Place(kind, l)]

    return line


def _A(v: Values, l: int) -> np.ndarray:
    if l == v.L:
        A = np.empty_like(v.Z(l))
        v.setup.loss.output(v.Z(l), A)
        return A
    A = v.before_dropout(l)
    return A * v.D(l) / v.keep(l) if v.drops(l) else A


def penalty_of(v: Values) -> float:
    """Return what the penalties add to the cost."""
    return sum(
        strength / v.m * penalty.value(v.W(l))
        for penalty, strength in v.setup.penalties
        for l in range(1, v.L + 1)
    )


def _cost(v: Values, l: int) -> np.ndarray:
    if Place("A", v.L) in v.slips or not v.knows("Z", v.L):
        return np.asarray(cost_of_outputs(v) + penalty_of(v))
    return np.asarray(v.setup.loss.cost(v.Z(v.L), v.Y, None) + penalty_of(v))


def cost_of_outputs(
    v: Values, A: np.ndarray | None = None, log: Callable[[np.ndarray], np.ndarray] = np.log
) -> float:
    """Return the cost as the course writes it, from A alone: not finite where log meets a 0."""
    A, Y = v.A(v.L) if A is None else A, v.Y
    c = v.setup.loss.sample_weights(Y)
    if has_square(v):
        return float((c * np.square(A - Y)).sum() / 2 / v.m)
    if not has_log(v):
        return v.setup.loss.cost(A, Y, None)
    total = Y * log(A)
    if is_two_sided(v):
        total = total + (1 - Y) * log(1 - A)
    return float(-(c * total).sum() / v.m)


def cost_without_penalty(v: Values) -> float:
    """Return the cost without what the penalties add, from Z where there is one."""
    if v.knows("Z", v.L):
        return v.setup.loss.cost(v.Z(v.L), v.Y, None)
    return cost_of_outputs(v)


def has_log(v: Values) -> bool:
    """Tell whether the loss takes the log of A, as cross-entropy does."""
    return takes_log(v.setup.loss)


def takes_log(loss: Loss) -> bool:
    """Tell whether a loss takes the log of an output."""
    return "log" in loss.formula


def is_signs(Y: np.ndarray) -> bool:
    """Tell whether labels are -1 and 1, one row of both."""
    return len(Y) == 1 and np.array_equal(np.unique(Y), (-1, 1))


def output_name(v: Values) -> str:
    """Name the activation of the output layer."""
    return v.setup.loss.output_layer(len(v.Y)).name.split()[0]


def has_square(v: Values) -> bool:
    """Tell whether the loss squares A - Y."""
    return "^2" in v.setup.loss.formula


def is_two_sided(v: Values) -> bool:
    """Tell whether the loss is of log a and log(1 - a), as after a sigmoid for each output."""
    return has_log(v) and "(1 - y)" in v.setup.loss.formulas(len(v.Y)).da.numpy


def _dA(v: Values, l: int) -> np.ndarray:
    if l == v.L:
        return slope_by_outputs(v) * v.scale
    dA = v.W(l + 1).T @ v.dZ(l + 1)
    return dA * v.D(l) / v.keep(l) if v.drops(l) else dA


def slope_by_outputs(v: Values) -> np.ndarray:
    """Return the slope of one sample's loss by the outputs A, (n[L], m)."""
    loss = v.setup.loss
    return evaluated(loss.formulas(len(v.Y)).da, a=v.A(v.L), y=v.Y, c=loss.sample_weights(v.Y))


def evaluated(formula: Formula, **letters: np.ndarray) -> np.ndarray:
    """Return what a formula of the tables gives for these arrays."""
    return np.asarray(eval(formula.numpy, {"np": np}, letters))


def slope_by_sums(v: Values) -> np.ndarray:
    """Return the slope of one sample's loss by the sums Z of the output layer, (n[L], m)."""
    dZ = np.empty_like(v.A(v.L))
    v.setup.loss.backward(v.A(v.L), v.Y, dZ)
    return dZ * v.m


def _dZ(v: Values, l: int) -> np.ndarray:
    if l == v.L and Place("dA", l) not in v.slips:
        return slope_by_sums(v) * v.scale
    if l == v.L:
        return _dZ_by_way_of_dA(v, l)
    if Place("A", l) in v.slips and is_slope_of_A(v.activation(l)) and not v.drops(l):
        return _dZ_by_slope_of_A(v, l)  # as from the course's cache
    return _dZ_by_slope_at_Z(v, l)


def _dZ_by_slope_at_Z(v: Values, l: int) -> np.ndarray:
    if l == v.L:
        raise Unknown
    return v.dA(l) * v.slope(l)


def penalty_slope(v: Values, l: int) -> np.ndarray:
    """Return what the penalties add to dW, (n[l], n[l-1]); 0 without any."""
    total = np.zeros(())
    for penalty, strength in v.setup.penalties:
        slope = np.empty_like(v.W(l))
        penalty.slope(v.W(l), slope)
        total = total + strength / v.m * slope
    return total


def rate_of(v: Values) -> float:
    """Return the learning rate; raise Unknown where nobody knows it."""
    if v.setup.learning_rate is None or not v.setup.is_plain:
        raise Unknown
    return v.setup.learning_rate


LINES: dict[str, Line] = {
    **{kind: _of_bench(kind) for kind in ("X", "Y", "W", "b", "D")},
    "Z": lambda v, l: v.W(l) @ v.A(l - 1) + v.b(l),
    "A": _A,
    "cost": _cost,
    "dA": _dA,
    "dZ": _dZ,
    "dW": lambda v, l: v.share * v.dZ(l) @ v.A(l - 1).T + penalty_slope(v, l),
    "db": lambda v, l: v.share * v.dZ(l).sum(axis=1, keepdims=True),
    "W_after": lambda v, l: v.W(l) - rate_of(v) * v.dW(l),
    "b_after": lambda v, l: v.b(l) - rate_of(v) * v.db(l),
}
"""The right line of every kind of array, layer l of L."""


def _dZ_by_way_of_dA(v: Values, l: int) -> np.ndarray:
    if l < v.L or output_name(v) not in ACTIVATIONS:
        raise Unknown
    return v.dA(l) * ACTIVATIONS[output_name(v)].slope_at(v.Z(l))


def _dZ_by_slope_of_A(v: Values, l: int) -> np.ndarray:
    """Return dZ of a hidden layer by a slope that is written in A alone, as tanh's is."""
    if l == v.L or v.drops(l) or not is_slope_of_A(v.activation(l)):
        raise Unknown
    return v.dA(l) * evaluated(v.activation(l).slope, a=v.A(l))


def is_slope_of_A(row: Activation) -> bool:
    """Tell whether an activation's slope is written in A alone."""
    letters = set(re.findall(r"\b[az]\b", row.slope.numpy))
    return letters == {"a"}


def _cost_of_A(v: Values, l: int) -> np.ndarray:
    return np.asarray(cost_of_outputs(v) + penalty_of(v))


def _cost_with(epsilon: float) -> Line:
    """Return the cost with a small number in its logs, which keeps them from log 0."""

    def line(v: Values, l: int) -> np.ndarray:
        if not has_log(v):
            raise Unknown
        return np.asarray(cost_of_outputs(v, log=lambda A: np.log(A + epsilon)) + penalty_of(v))

    return line


def _cost_of_clipped(epsilon: float) -> Line:
    def line(v: Values, l: int) -> np.ndarray:
        if not has_log(v):
            raise Unknown
        A = v.A(v.L).clip(epsilon, 1 - epsilon)
        return np.asarray(cost_of_outputs(v, A) + penalty_of(v))

    return line


SAFE = (1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15)
"""What is added inside a log as a precaution, and changes the cost by no more than it may."""


OTHER_LINES: dict[str, tuple[Line, ...]] = {
    "cost": (
        _cost_of_A,
        *(made(epsilon) for epsilon in SAFE for made in (_cost_with, _cost_of_clipped)),
    ),
    "dZ": (_dZ_by_way_of_dA, _dZ_by_slope_of_A, _dZ_by_slope_at_Z),
}
"""Lines that are right as well: the cost as the course writes it, from A, with a precaution against
log 0 or without; dZ by way of dA, by the A of the layer or by its Z."""
