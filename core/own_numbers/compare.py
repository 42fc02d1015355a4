"""A student's arrays beside the right ones, in the order in which they are computed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from core.interruption import check_interruption
from core.messages import Message, listed, to_translate
from core.own_numbers.arrangement import PICTURES, Arrangement, possible
from core.own_numbers.bench import Bench
from core.own_numbers.fit import Fit, clashes, expected
from core.own_numbers.precision import Precision, digits_of, is_close, precision_of, scale_of
from core.own_numbers.read import OwnNumbers
from core.own_numbers.search import FoundSlip, Search
from core.own_numbers.setups import setups_of
from core.own_numbers.values import GIVEN, Place, Setup, Values, is_signs, takes_log

Verdict = Literal["given", "right", "follows", "wrong"]

_MOST_SEARCHED = 6
"""How many setups that fit equally well are searched for slips."""
SURE = (0, 1)
"""No array wrong without a reason, and one reason for all that are."""


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
    def judges_something(self) -> bool:
        """Tell whether an array follows from others, so that it is right or wrong."""
        return any(array.verdict != "given" for array in self.arrays)

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
        if judge.fit.is_perfect:
            return _with_usual_reading(judge, tried)
    # A hidden layer without an activation is rather a slip than a network.
    usual = [judge for judge in tried if not judge.is_straight] or tried
    most = max(judge.fit.count for judge in usual)
    most_forward = max(judge.fit.count_forward for judge in usual)
    likely = [
        judge
        for judge in usual
        if judge.fit.count == most or judge.fit.count_forward == most_forward
    ]
    likely.sort(key=lambda judge: judge.fit.count != most)
    found: list[Comparison] = []
    for judge in likely[:_MOST_SEARCHED]:
        found.append(judge.comparison())
        if doubt(found[-1]) <= SURE:
            break
    return min(found, key=doubt)


def _with_usual_reading(perfect: "_Judge", tried: "list[_Judge]") -> Comparison:
    """Say, where all is right in an unusual network, which slip in the usual one gives the same.

    A cost that fits leaves no doubt about the loss.
    """
    comparison, loss = perfect.comparison(), tried[0].setup.loss
    is_unusual = perfect.setup.loss.name != loss.name and Place("cost") not in perfect.given
    is_usual = not is_unusual and not perfect.is_straight
    if is_usual or comparison.first_wrong is not None:
        return comparison
    usual = [one for one in tried if one.setup.loss.name == loss.name and not one.is_straight]
    for judge in usual[:_MOST_SEARCHED]:
        other = judge.comparison()
        if other.first_wrong is not None and doubt(other) <= SURE:
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
                activations=listed(dict.fromkeys(row.label for row in judge.setup.activations)),
                loss=loss.label,
                sentence=other.first_wrong.slips[0].sentence,
            )
            return replace(comparison, remarks=(*comparison.remarks, remark))
    return comparison


def _judges(own: OwnNumbers, bench: Bench | None) -> "Iterator[_Judge]":
    precision = precision_of(own)
    for arrangement in possible(own.arrays):
        given = _completed(arrangement.arranged(own.arrays), own)
        shared: dict[tuple[object, ...], bool] = {}
        for setup in setups_of(own, given, bench):
            yield _Judge(own, arrangement, setup, given, bench, precision, shared)


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
        precision: Precision,
        shared: dict[tuple[object, ...], bool],
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
        Y = self.given.get(Place("Y"))
        if Y is not None and is_signs(Y) and takes_log(setup.loss):
            self.on_bench[Place("Y")] = (Y + 1) / 2
        self.pure = Values(setup, inputs, on_bench=self.on_bench)
        self.fit = Fit(setup, self.given, self.on_bench, precision, shared)
        self.search = Search(self.fit)
        self.wrong: set[Place] = set()

    @property
    def is_straight(self) -> bool:
        """Tell whether a hidden layer has no activation."""
        return any(row.is_linear for row in self.setup.activations)

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
        for place in self.fit.order:
            check_interruption()
            yield self._compared(place)

    def _compared(self, place: Place) -> ComparedArray:
        array = self.given[place]
        shape = self.own.arrays[place].shape
        if place.kind in GIVEN:
            return self._compared_input(place, shape)
        pure, local = (
            list(expected(self.pure, place)),
            list(expected(self.fit.values, place)),
        )
        # What is worked out from X and the parameters alone is right whatever came between.
        wrong_inputs = {one for one in self.wrong if one.kind in GIVEN}
        for found, wrong in ((pure, wrong_inputs), (local, self.wrong)):
            for right, read in found:
                is_finite = np.isfinite(right).all()
                if self.fit.is_close(place, right) and not read & wrong and is_finite:
                    return ComparedArray(place, shape, "right", digits_of(right, array))
        if not local and not pure and not clashes(self.fit.values, place):
            return ComparedArray(place, shape, "given")
        self.wrong.add(place)
        if not local and not pure:
            self.search.give_up()
            return ComparedArray(place, shape, "wrong")
        for right, read in local:
            if read & self.wrong and self.fit.is_close(place, right):
                cause = next(one for one in self.setup.places() if one in read & self.wrong)
                follows = ComparedArray(place, shape, "follows", after=cause)
                return self._with_place(follows, (pure or local)[0][0])
        slips = self.search.find(place)
        self.wrong |= self.search.unseen
        compared = ComparedArray(place, shape, "wrong", slips=slips)
        return self._with_place(compared, (local or pure)[0][0])

    def _compared_input(self, place: Place, shape: tuple[int, ...]) -> ComparedArray:
        """Compare an array that others follow from with the bench's, where it is the same kind."""
        array, known = self.given[place], self.on_bench.get(place)
        if known is None or place.kind == "D":
            return ComparedArray(place, shape, "given")
        if is_close(known, array, self.fit.precision.relative):
            return ComparedArray(place, shape, "right", digits_of(known, array))
        slips = self.search.slips_of(place)
        if not slips:
            return ComparedArray(place, shape, "given")
        self.wrong.add(place)
        return self._with_place(ComparedArray(place, shape, "wrong", slips=slips), known)

    def _with_place(self, compared: ComparedArray, right: np.ndarray) -> ComparedArray:
        array = self.given[compared.place]
        if array.shape != right.shape:
            return replace(compared, right_shape=right.shape)
        scale = scale_of(right)
        off = ~(np.abs(array - right) <= self.fit.precision.relative * scale)
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


def _remarks(judge: _Judge) -> Iterator[Message]:
    if not judge.is_said:
        names = dict.fromkeys(row.label for row in judge.setup.activations)
        text = to_translate("Taken to be what fits the file best: {loss}, no hidden layer.")
        if names:
            text = to_translate("Taken to be what fits the file best: {activations}, {loss}.")
        yield Message(text, activations=listed(names), loss=judge.setup.loss.label)
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
    flat = [one for one, array in judge.own.arrays.items() if one.kind == "b" and array.ndim == 1]
    if any(judge.given[one].shape[0] > 1 for one in flat):
        yield Message(
            to_translate(
                "{names} is (n,) in the file, and compared as (n, 1): the course has b as a column."
            ),
            names=listed(flat),
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
