"""Which arrays of a file follow from those before them, in one setup."""

from collections.abc import Callable, Iterator, Mapping
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

    `values` compute an array from those in the file that come before it. `shared` remembers between
    setups of the same file what no activation and no loss is asked for.
    """

    def __init__(
        self,
        setup: Setup,
        given: Mapping[Place, np.ndarray],
        on_bench: Mapping[Place, np.ndarray],
        precision: Precision,
        shared: "dict[tuple[object, ...], bool] | None" = None,
    ) -> None:
        self.setup, self.given, self.precision = setup, given, precision
        self.values = Values(setup, given, on_bench=on_bench)
        self._shared = {} if shared is None else shared
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
            place: self._follows_at_first(place) for place in self.order if place.kind not in GIVEN
        }

    def _follows_at_first(self, place: Place) -> bool:
        made_of = _MADE_OF.get(place.kind)
        if made_of is None or not all(one in self.given for one in made_of(place.layer)):
            return self.follows(place, self.values)
        setup = self.setup
        key = (place, setup.mean_in_dZ, setup.penalties, setup.learning_rate, setup.is_plain)
        if key not in self._shared:
            self._shared[key] = self.follows(place, self.values)
        return self._shared[key]

    def follows(self, place: Place, values: Values) -> bool:
        """Tell whether an array is what `values` make of those before it."""
        found = list(expected(values, place))
        if not found:
            return not clashes(values, place)
        return any(self.is_close(place, array) for array, _ in found)

    def is_close(self, place: Place, right: np.ndarray, own: np.ndarray | None = None) -> bool:
        """Tell whether an array of the file, or `own` in its place, agrees with the right one."""
        own = self.given[place] if own is None else own
        tolerance = self._tolerance_of(place)
        if is_close(right, own, tolerance, self.precision.absolute):
            return True
        return is_close(right, own, tolerance, self._rounding_of(place))

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

    @cached_property
    def _cost_precision(self) -> Precision:
        return precision_of_array(self.given[Place("cost")])

    def _tolerance_of(self, place: Place) -> float:
        """Allow more where A is near 0 or 1: the course's formulas lose digits there."""
        allowed = self.precision.relative
        if place.kind == "cost":
            allowed = max(allowed, self._cost_precision.relative)
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
    """Return how large that is at most, without signs, of which an array is the sum."""
    kind, l = place
    if kind == "Z":
        return _largest_product(v.W(l), v.A(l - 1).T) + float(np.abs(v.b(l)).max())
    if kind == "dA" and l < v.L:
        return _largest_product(v.W(l + 1).T, v.dZ(l + 1).T)
    if kind == "dZ":
        return float(np.abs(v.dA(l)).max()) if l < v.L else v.scale * float(np.abs(v.A(l)).max())
    if kind == "dW":
        return v.share * _largest_product(v.dZ(l), v.A(l - 1))
    if kind == "db":
        return v.share * float(np.abs(v.dZ(l)).sum())
    return 0.0


def _largest_product(one: np.ndarray, other: np.ndarray) -> float:
    """Return what no product of a row of each is larger than, by their lengths."""
    lengths = (np.sqrt(np.einsum("ij,ij->i", rows, rows).max()) for rows in (one, other))
    return float(np.prod(list(lengths)))


_MADE_OF: dict[str, Callable[[int], tuple[Place, ...]]] = {
    "Z": lambda l: (Place("W", l), Place("b", l), _before(l)),
    "dW": lambda l: (Place("dZ", l), _before(l), Place("W", l)),
    "db": lambda l: (Place("dZ", l),),
    "W_after": lambda l: (Place("W", l), Place("dW", l)),
    "b_after": lambda l: (Place("b", l), Place("db", l)),
}
"""What an array is made of that is the same for all activations and losses."""


def _before(l: int) -> Place:
    return Place("A", l - 1) if l > 1 else Place("X")
