"""Which arrays of a file follow from those before them, in one setup."""

from collections.abc import Iterator, Mapping
from functools import cached_property

import numpy as np

from core.own_numbers.precision import Precision, is_close, precision_of_array
from core.own_numbers.values import (
    GIVEN,
    NO_RESULT,
    OTHER_LINES,
    Place,
    Setup,
    Unknown,
    Values,
    has_log,
)

_FORWARD = ("Z", "A", "cost")


class Fit:
    """Tell of every array of a file whether it follows from those before it.

    `values` compute an array from those in the file that come before it.
    """

    def __init__(
        self,
        setup: Setup,
        given: Mapping[Place, np.ndarray],
        on_bench: Mapping[Place, np.ndarray],
        precision: Precision,
    ) -> None:
        self.setup, self.given, self.precision = setup, given, precision
        self.values = Values(setup, given, on_bench=on_bench)
        self._rounding: dict[Place, float] = {}
        self.order = [place for place in setup.places() if place in given]

    @property
    def is_perfect(self) -> bool:
        return all(self._fitting.values())

    @property
    def count(self) -> int:
        """Count the arrays that follow from those before them."""
        return sum(self._fitting.values())

    @property
    def count_forward(self) -> int:
        """Count those of the pass forward alone."""
        return sum(fits for place, fits in self._fitting.items() if place.kind in _FORWARD)

    @cached_property
    def _fitting(self) -> dict[Place, bool]:
        return {
            place: self.follows(place, self.values)
            for place in self.order
            if place.kind not in GIVEN
        }

    def follows(self, place: Place, values: Values) -> bool:
        """Tell whether an array is what `values` make of those before it."""
        found = list(expected(values, place))
        if not found:
            return not clashes(values, place)
        return any(self.is_close(place, array) for array, _ in found)

    def is_close(self, place: Place, right: np.ndarray, own: np.ndarray | None = None) -> bool:
        """Tell whether an array of the file, or `own` in its place, agrees with the right one."""
        own = self.given[place] if own is None else own
        return is_close(right, own, self._tolerance_of(place), self._rounding_of(place))

    def _rounding_of(self, place: Place) -> float:
        """Return what rounding leaves where the summands of an array cancel.

        The mean error of a network that has learned is 0 to rounding, and so is a sum over the
        classes of a softmax; both are noise beside their own size.
        """
        if place not in self._rounding:
            try:
                summands = _largest_summands(self.values, place)
            except NO_RESULT:
                summands = 1.0
            self._rounding[place] = self.precision.where_cancelling(summands)
        return self._rounding[place]

    def _tolerance_of(self, place: Place) -> float:
        """Allow more where A is near 0 or 1: the course's formulas lose digits there."""
        allowed = self.precision.relative
        if place.kind == "cost":
            allowed = max(allowed, precision_of_array(self.given[place]).relative)
        last = Place("A", self.setup.layers)
        if place.kind not in ("cost", "dA") or not has_log(self.values):
            return allowed
        if not self.values.knows(*last):
            return allowed
        A = self.values[last]
        nearest = float(np.minimum(A, 1 - A).clip(1e-16).min())
        if allowed < 1e-6:
            return min(1e-3, allowed + 1e-15 / nearest)
        return min(1e-2, allowed + 1e-7 / nearest)


def expected(values: Values, place: Place) -> Iterator[tuple[np.ndarray, frozenset[Place]]]:
    """Yield what an array is to be, by each line that is right, and what that is made of."""
    lines = [values.slips.get(place)]
    if place.kind in OTHER_LINES and place not in values.slips:
        lines += OTHER_LINES[place.kind]
    for line in lines:
        try:
            yield values.follow(place, line)
        except NO_RESULT:
            continue


def clashes(values: Values, place: Place) -> bool:
    """Tell whether the shapes of what an array is made of do not go together."""
    try:
        values.follow(place)
    except Unknown:
        return False
    except NO_RESULT:
        return True
    return False


def _largest_summands(v: Values, place: Place) -> float:
    """Return how large that is, without signs, of which an array of a kind is the sum."""
    kind, l = place
    if kind == "Z":
        return float((np.abs(v.W(l)) @ np.abs(v.A(l - 1))).max() + np.abs(v.b(l)).max())
    if kind == "dA" and l < v.L:
        return float((np.abs(v.W(l + 1)).T @ np.abs(v.dZ(l + 1))).max())
    if kind == "dZ":
        return float(np.abs(v.dA(l)).max()) if l < v.L else v.scale * float(np.abs(v.A(l)).max())
    if kind == "dW":
        return v.share * float((np.abs(v.dZ(l)) @ np.abs(v.A(l - 1)).T).max())
    if kind == "db":
        return v.share * float(np.abs(v.dZ(l)).sum())
    return 0.0
