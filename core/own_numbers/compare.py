"""A student's arrays beside the right ones, in the order in which they are computed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np

from core.interruption import check_interruption
from core.messages import Message, to_translate
from core.own_numbers.arrangement import PICTURES, Arrangement, possible
from core.own_numbers.bench import Bench
from core.own_numbers.precision import digits_of, is_close, scale_of, tolerance_of
from core.own_numbers.read import OwnNumbers
from core.own_numbers.setups import setups_of
from core.own_numbers.slips.registry import SLIPS
from core.own_numbers.slips.slip import Slip
from core.own_numbers.values import (
    OTHER_LINES,
    Line,
    Place,
    Setup,
    Unknown,
    Values,
    has_log,
    output_name,
)

Verdict = Literal["given", "right", "follows", "wrong"]
Scope = Literal["here", "everywhere", "hidden"]
"""Where a slip is: in one layer, in all where it can be, or in the hidden ones alone."""
GIVEN = ("X", "Y", "W", "b", "D")
_FORWARD = ("Z", "A", "cost")
_MOST_SEARCHED = 6
"""How many setups that fit equally well are searched for slips."""
_SURE = (0, 1)
"""No array wrong without a reason, and one reason for all that are."""


@dataclass(frozen=True, slots=True)
class FoundSlip:
    """A slip that gives exactly the student's array, and where it happened."""

    slip: Slip
    place: Place
    scope: Scope
    sentence: Message
    right: Message


@dataclass(frozen=True, slots=True)
class ComparedArray:
    """One array of the file: what it is, and if it is wrong where first, and by which slip.

    `digits` are those that agree, of the largest value. `index` is the first wrong entry, with the
    student's number there and the right one; None where the shapes differ already. Without a
    `right_shape` the shapes of what it is made of do not go together.
    `after` is the array, or the slip's place, that a wrong one only follows from.
    """

    place: Place
    shape: tuple[int, ...]
    verdict: Verdict
    digits: int = 0
    right_shape: tuple[int, ...] | None = None
    index: tuple[int, ...] | None = None
    own: float = 0.0
    right: float = 0.0
    after: Place | None = None
    slips: tuple[FoundSlip, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """All arrays in the order in which they are computed, and what was taken for granted."""

    arrays: tuple[ComparedArray, ...]
    setup: Setup
    arrangement: Arrangement
    remarks: tuple[Message, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def first_wrong(self) -> ComparedArray | None:
        return next((array for array in self.arrays if array.verdict == "wrong"), None)


def compare(own: OwnNumbers, bench: Bench | None = None) -> Comparison:
    """Compare a student's arrays with those that follow from the first of them.

    Without a `bench` the activations, the loss and the rate are those that fit the file best.
    """
    with np.errstate(all="ignore"):
        return _likeliest(own, bench)


def _likeliest(own: OwnNumbers, bench: Bench | None) -> Comparison:
    tried: list[_Judge] = []
    for judge in _judges(own, bench):
        tried.append(judge)
        if judge.is_perfect:
            return _with_usual_reading(judge, tried)
    # A hidden layer without an activation is rather a slip than a network.
    usual = [judge for judge in tried if not judge.is_straight] or tried
    most = max(judge.fits for judge in usual)
    most_forward = max(judge.fits_forward for judge in usual)
    likely = [judge for judge in usual if judge.fits == most or judge.fits_forward == most_forward]
    likely.sort(key=lambda judge: judge.fits != most)
    found: list[Comparison] = []
    for judge in likely[:_MOST_SEARCHED]:
        found.append(judge.comparison())
        if doubt(found[-1]) <= _SURE:
            break
    return min(found, key=doubt)


def _with_usual_reading(perfect: "_Judge", tried: "list[_Judge]") -> Comparison:
    """Say, where all is right in an unusual network, which slip in the usual one gives the same.

    A cost that fits leaves no doubt about the loss.
    """
    comparison, loss = perfect.comparison(), tried[0].setup.loss
    is_unusual = perfect.setup.loss.name != loss.name and Place("cost") not in perfect.given
    if not is_unusual and not perfect.is_straight:
        return comparison
    usual = [one for one in tried if one.setup.loss.name == loss.name and not one.is_straight]
    for judge in usual[:_MOST_SEARCHED]:
        other = judge.comparison()
        if other.first_wrong is not None and doubt(other) <= _SURE:
            text = to_translate(
                "Were it {activations} with {loss}, as is usual, one slip would give the same "
                "numbers: {sentence}"
            )
            if not judge.setup.activations:
                text = to_translate(
                    "Were it {loss}, as is usual, one slip would give the same numbers: {sentence}"
                )
            remark = Message(
                text,
                activations=", ".join(dict.fromkeys(row.label for row in judge.setup.activations)),
                loss=loss.label,
                sentence=other.first_wrong.slips[0].sentence,
            )
            return replace(comparison, remarks=(*comparison.remarks, remark))
    return comparison


def _judges(own: OwnNumbers, bench: Bench | None) -> "Iterator[_Judge]":
    tolerance = tolerance_of(own)
    for arrangement in possible(own.arrays):
        given = _completed(arrangement.arranged(own.arrays), own)
        for setup in setups_of(own, given, bench):
            yield _Judge(own, arrangement, setup, given, bench, tolerance)


def doubt(comparison: Comparison) -> tuple[int, int]:
    """Count the arrays that are wrong without a reason, and the reasons: less is likelier."""
    wrong = [array.slips for array in comparison.arrays if array.verdict == "wrong"]
    reasons = {slips[0].slip.name for slips in wrong if slips}
    return wrong.count(()), len(reasons)


def _completed(given: dict[Place, np.ndarray], own: OwnNumbers) -> dict[Place, np.ndarray]:
    """Make one-hot columns of class numbers where there is an output a class."""
    Y, layers = given.get(Place("Y")), own.layers
    outputs = next(
        (
            len(given[Place(kind, layers)])
            for kind in ("W", "A", "Z", "b")
            if (kind, layers) in given
        ),
        0,
    )
    if Y is not None and len(Y) == 1 and outputs > 1 and np.array_equal(Y, Y.round()):
        low = 0 if Y.min() >= 0 else Y.min()
        if Y.max() - low < outputs:
            given[Place("Y")] = np.eye(outputs)[:, (Y[0] - low).astype(int)]
    return given


class _Judge:
    """Judge every array of a file against one setup."""

    def __init__(
        self,
        own: OwnNumbers,
        arrangement: Arrangement,
        setup: Setup,
        given: Mapping[Place, np.ndarray],
        bench: Bench | None,
        tolerance: float,
    ) -> None:
        self.own, self.setup, self.given = own, setup, dict(given)
        self.arrangement = arrangement
        self.is_said = bench is not None and bench.setup.activations == setup.activations
        self.on_bench = dict(bench.arrays) if bench else {}
        pictures = own.arrays.get(PICTURES)
        if pictures is not None and pictures.ndim > 2:
            flat = pictures.reshape(len(pictures), -1).T.astype(np.float64)
            self.on_bench[Place("X")] = flat / (255 if flat.max() > 1 else 1)
        inputs = {place: array for place, array in self.given.items() if place.kind in GIVEN}
        self.pure = Values(setup, inputs, on_bench=self.on_bench)
        self.local = Values(setup, self.given, on_bench=self.on_bench)
        self.tolerance = tolerance
        self.order = [place for place in setup.places() if place in self.given]
        self.wrong: set[Place] = set()
        self.slips: list[Slip] = []
        self.is_puzzled = False

    @property
    def is_perfect(self) -> bool:
        return all(self._fitting.values())

    @property
    def fits(self) -> int:
        """Count the arrays that follow from those before them."""
        return sum(self._fitting.values())

    @property
    def fits_forward(self) -> int:
        """Count those of the pass forward alone."""
        return sum(fits for place, fits in self._fitting.items() if place.kind in _FORWARD)

    @property
    def is_straight(self) -> bool:
        """Tell whether a hidden layer has no activation."""
        return any(row.is_linear for row in self.setup.activations)

    @cached_property
    def _fitting(self) -> dict[Place, bool]:
        """Tell of every array whether it follows from those before it."""
        return {place: self._fits(place) for place in self.order if place.kind not in GIVEN}

    def _fits(self, place: Place, values: Values | None = None) -> bool:
        values = values or self.local
        found = list(self._expected(values, place))
        if not found:
            return not self._clashes(values, place)
        return any(self._close(place, expected) for expected, _ in found)

    def _clashes(self, values: Values, place: Place) -> bool:
        """Tell whether the shapes of what an array is made of do not go together."""
        try:
            values.follow(place)
        except Unknown:
            return False
        except ValueError:
            return True
        return False

    def _expected(
        self, values: Values, place: Place
    ) -> Iterator[tuple[np.ndarray, frozenset[Place]]]:
        """Yield what an array is to be, by each line that is right."""
        lines = [values.slips.get(place)]
        if place.kind in OTHER_LINES and place not in values.slips:
            lines.append(OTHER_LINES[place.kind])
        for line in lines:
            try:
                yield values.follow(place, line)
            except (Unknown, ValueError):
                continue

    def _close(self, place: Place, expected: np.ndarray) -> bool:
        return is_close(expected, self.given[place], self._tolerance_of(place, expected))

    def _tolerance_of(self, place: Place, expected: np.ndarray) -> float:
        """Allow more where A is near 0 or 1: the course's formulas lose digits there."""
        last = Place("A", self.setup.layers)
        if place.kind not in ("cost", "dA") or not has_log(self.local):
            return self.tolerance
        if not self.local.knows(*last):
            return self.tolerance
        A = self.local[last]
        nearest = float(np.minimum(A, 1 - A).clip(1e-16).min())
        return (
            min(1e-3, self.tolerance + 1e-15 / nearest)
            if self.tolerance < 1e-6
            else (min(1e-2, self.tolerance + 1e-7 / nearest))
        )

    def comparison(self) -> Comparison:
        return Comparison(
            tuple(self.arrays()),
            self.setup,
            self.arrangement,
            tuple(_remarks(self)),
            tuple(self.own.left_out),
        )

    def arrays(self) -> Iterator[ComparedArray]:
        """Judge the arrays one by one; the slip that is found is part of what follows."""
        for place in self.order:
            check_interruption()
            yield self._compared(place)

    def _compared(self, place: Place) -> ComparedArray:
        array = self.given[place]
        shape = self.own.arrays[place].shape
        if place.kind in GIVEN:
            return self._compared_input(place, shape)
        pure, local = (
            list(self._expected(self.pure, place)),
            list(self._expected(self.local, place)),
        )
        # What is worked out from X and the parameters alone is right whatever came between.
        wrong_inputs = {one for one in self.wrong if one.kind in GIVEN}
        for found, wrong in ((pure, wrong_inputs), (local, self.wrong)):
            for expected, read in found:
                is_finite = np.isfinite(expected).all()
                if self._close(place, expected) and not read & wrong and is_finite:
                    return ComparedArray(place, shape, "right", digits_of(expected, array))
        if not local and not pure and not self._clashes(self.local, place):
            return ComparedArray(place, shape, "given")
        self.wrong.add(place)
        if not local and not pure:
            self.is_puzzled = True
            return ComparedArray(place, shape, "wrong")
        for expected, read in local:
            if read & self.wrong and self._close(place, expected):
                cause = next(one for one in self.setup.places() if one in read & self.wrong)
                follows = ComparedArray(place, shape, "follows", after=cause)
                return self._with_place(follows, (pure or local)[0][0])
        slips = self._slip_once_more(place) or self._slips(place)
        if slips:
            self.slips.append(slips[0].slip)
            self._go_on_with(slips[0])
        else:
            self.is_puzzled = True
        compared = ComparedArray(place, shape, "wrong", slips=slips)
        return self._with_place(compared, (local or pure)[0][0])

    def _compared_input(self, place: Place, shape: tuple[int, ...]) -> ComparedArray:
        """Compare an array that others follow from with the bench's, where it is the same kind."""
        array, known = self.given[place], self.on_bench.get(place)
        if known is None or place.kind == "D":
            return ComparedArray(place, shape, "given")
        if is_close(known, array, self.tolerance):
            return ComparedArray(place, shape, "right", digits_of(known, array))
        slips = self._slips(place)
        if not slips:
            return ComparedArray(place, shape, "given")
        self.wrong.add(place)
        return self._with_place(ComparedArray(place, shape, "wrong", slips=slips), known)

    def _with_place(self, compared: ComparedArray, right: np.ndarray) -> ComparedArray:
        array = self.given[compared.place]
        if array.shape != right.shape:
            return replace(compared, right_shape=right.shape)
        scale = scale_of(right)
        off = ~(np.abs(array - right) <= self.tolerance * scale)
        if not off.any():
            off = np.abs(array - right) == np.abs(array - right).max()
        index = tuple(int(i) for i in np.argwhere(off)[0]) if off.ndim else ()
        return replace(
            compared,
            digits=digits_of(right, array),
            right_shape=right.shape,
            index=index,
            own=float(array[index]),
            right=float(right[index]),
        )

    def _slip_once_more(self, place: Place) -> tuple[FoundSlip, ...]:
        """Return a slip of an earlier layer that gives this array, too: nothing else is tried."""
        for slip in self.slips:
            if slip.kind == place.kind:
                lines = self._lines(slip, place, "here")
                if lines and self._makes(place, lines, slip.is_finite):
                    return (self._found(slip, lines, "here"),)
        return ()

    def _slips(self, place: Place) -> tuple[FoundSlip, ...]:
        """Return the slips that give exactly this array, those that explain most of the others.

        A slip may be here, in what this array is made of and the file does not show, or in every
        layer.
        """
        unseen = self._unseen(place)
        kinds = {place.kind, *(earlier.kind for earlier in unseen)}
        tried: list[tuple[Slip, Place, Scope]] = [
            (slip, at, "here") for at in (place, *unseen) for slip in SLIPS if slip.kind == at.kind
        ]
        scopes: tuple[Scope, ...] = ("everywhere", "hidden")
        # One hidden layer alone is "here".
        for scope in scopes[: max(0, self.setup.layers - 1)]:
            tried += [(slip, place, scope) for slip in SLIPS if slip.kind in kinds]
        others = [one for one in self.order if one != place and one.kind not in GIVEN]
        found: dict[str, tuple[int, FoundSlip]] = {}
        for slip, at, scope in tried:
            check_interruption()
            lines = self._lines(slip, at, scope)
            if not lines or not self._makes(place, lines, slip.is_finite):
                continue
            values = self._with_lines(lines)
            explained = sum(self._fits(one, values) for one in others)
            if slip.name not in found or explained > found[slip.name][0]:
                found[slip.name] = (explained, self._found(slip, lines, scope))
        most = max((explained for explained, _ in found.values()), default=0)
        best = [slip for explained, slip in found.values() if explained == most]
        here = [slip for slip in best if slip.slip.kind == place.kind]
        # dA of the outputs is a detour, which a file that does not show it may not have gone.
        straight = [slip for slip in best if slip.place != Place("dA", self.setup.layers)]
        return tuple(here or straight or best)

    def _unseen(self, place: Place) -> list[Place]:
        """Return what this array is made of and the file does not show, the nearest first.

        Nothing is looked for there once an array is wrong without a reason: what is made of the
        same unseen arrays is wrong with it.
        """
        if self.is_puzzled:
            return []
        read = frozenset[Place]().union(*(read for _, read in self._expected(self.local, place)))
        if Place("dZ", self.setup.layers) in read | {place}:
            read |= {Place("dA", self.setup.layers)}  # the course works dZ out by way of it
        places = reversed(self.setup.places())
        return [one for one in places if one in read and one not in self.given]

    def _lines(self, slip: Slip, at: Place, scope: Scope) -> dict[Place, Line]:
        """Return the lines of a slip at one place, or in all layers where it can be."""
        count = self.setup.layers
        layers: dict[Scope, Iterable[int]] = {
            "here": (at.layer,),
            "everywhere": range(1, count + 1),
            "hidden": range(1, count),
        }
        lines = {}
        for l in layers[scope]:
            try:
                if slip.where(self.local, l):
                    lines[Place(slip.kind, l)] = slip.line
            except (Unknown, ValueError, LookupError):
                continue
        return lines if scope == "here" or len(lines) > 1 else {}

    def _with_lines(self, lines: Mapping[Place, Line]) -> Values:
        return self.local.with_slips(lines)

    def _makes(self, place: Place, lines: Mapping[Place, Line], is_finite: bool) -> bool:
        """Tell whether lines with a slip make the student's array."""
        values = self._with_lines(lines)
        try:
            made, read = values.follow(place)
        except (Unknown, ValueError, LookupError):
            return False
        if place not in lines and not read & lines.keys():
            return False
        if is_finite and not np.isfinite(made).all():
            return False
        array = self.given[place]
        if array.shape != made.shape and array.T.shape == made.shape:
            array = array.T
        return is_close(made, array, self._tolerance_of(place, made))

    def _found(self, slip: Slip, lines: Mapping[Place, Line], scope: Scope) -> FoundSlip:
        place = next(one for one in self.setup.places() if one in lines)
        l = place.layer
        row = self.setup.activations[l - 1] if 0 < l < self.setup.layers else None
        fields: dict[str, object] = {
            "this": str(place),
            "l": l,
            "p": l - 1,
            "A_prev": f"A{l - 1}" if l > 1 else "X",
            "Z_prev": f"Z{l - 1}",
            "n": l + 1,
            "L": self.setup.layers,
            "activation": row.label if row else self.setup.loss.label,
            "output": output_name(self.local) if self.local.knows("Y") else "",
            "g": row.name if row else "",
            "slope": row.slope.plain if row else "",
            **slip.values,
        }
        right = Message(slip.right, "", **fields)
        return FoundSlip(slip, place, scope, Message(slip.sentence, "", **fields), right)

    def _go_on_with(self, found: FoundSlip) -> None:
        """Let what comes after follow from a slip in arrays that the file does not show."""
        lines = self._lines(found.slip, found.place, found.scope)
        unseen = {place: line for place, line in lines.items() if place not in self.given}
        if unseen:
            self.wrong |= unseen.keys()
            self.local = self._with_lines(unseen)


def _remarks(judge: _Judge) -> Iterator[Message]:
    if not judge.is_said:
        names = dict.fromkeys(row.label for row in judge.setup.activations)
        text = to_translate("Taken to be what fits the file best: {loss}, no hidden layer.")
        if names:
            text = to_translate("Taken to be what fits the file best: {activations}, {loss}.")
        yield Message(text, activations=", ".join(names), loss=judge.setup.loss.label)
    if judge.is_straight:
        yield Message(
            to_translate(
                "A hidden layer has no activation here: with the next one it is a single linear "
                "layer, and could be left out."
            )
        )
    if judge.arrangement.samples_as_rows:
        yield Message(
            to_translate("Samples are rows in the file; they are compared as columns, transposed.")
        )
    if judge.arrangement.weights_turned:
        yield Message(
            to_translate("W is (inputs, outputs) in the file; it is compared as (outputs, inputs).")
        )
    if judge.setup.mean_in_dZ:
        yield Message(
            to_translate(
                "dZ holds the 1/m already, which the course has in dW and db: both are right."
            )
        )
    if not judge.setup.is_plain:
        yield Message(
            to_translate(
                "The update is not plain gradient descent: W and b after it are not compared."
            )
        )
    yield from _unseen_pixels(judge)


def _unseen_pixels(judge: _Judge) -> Iterator[Message]:
    X = judge.given.get(Place("X"))
    if (
        X is not None
        and Place("X") not in judge.on_bench
        and X.max() > 100
        and (np.array_equal(X, X.round()) and X.min() >= 0 and X.max() <= 255)
    ):
        yield Message(
            to_translate(
                "X goes up to {most:g}: pixels are divided by 255 before they are learned."
            ),
            most=float(X.max()),
        )
