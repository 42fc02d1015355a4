"""A student's arrays beside the right ones, in the order in which they are computed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal

import numpy as np

from core.experiment.settings import NetworkSettings
from core.interruption import check_interruption
from core.messages import Message, to_translate
from core.network.activations import ACTIVATIONS, Activation
from core.network.losses import LOSSES, Loss, loss
from core.network.penalties import PENALTIES, WeightedPenalty
from core.network.targets import CLASSES, LABELS, NUMBERS
from core.own_numbers.arrangement import PICTURES, Arrangement, possible
from core.own_numbers.bench import Bench
from core.own_numbers.read import OwnNumbers
from core.own_numbers.slips.registry import SLIPS
from core.own_numbers.slips.slip import Slip
from core.own_numbers.values import (
    Line,
    Place,
    Setup,
    Unknown,
    Values,
    cost_of_outputs,
    has_log,
    output_name,
    penalty_of,
)

Verdict = Literal["given", "right", "follows", "wrong"]
GIVEN = ("X", "Y", "W", "b", "D")
_FORWARD = ("Z", "A", "cost")
_EXACT, _SINGLE = 1e-8, 2e-4
"""How far a right array may be off, of its largest value: in float64, and in float32."""
_SURE = (0, 1)
"""No array wrong without a reason, and one that is wrong at all."""
_AVERAGE = re.compile(
    r"(?:[vs]_?(?:corrected_?)?d[Wb]|(?:v|s|adam|velocity)(?:[./_]|$))", re.IGNORECASE
)
_NOTHING = 1e-15
"""What a sum that is 0 comes out as."""
_DECIMALS = 12
"""An array of no more decimals than this was rounded when it was written down."""


@dataclass(frozen=True, slots=True)
class FoundSlip:
    """A slip that gives exactly the student's array, and where it happened."""

    slip: Slip
    place: Place
    everywhere: bool
    sentence: Message
    right: Message


@dataclass(frozen=True, slots=True)
class ComparedArray:
    """One array of the file: what it is, and if it is wrong where first, and by which slip.

    `digits` are those that agree, of the largest value. `index` is the first wrong entry, with the
    student's number there and the right one; None where the shapes differ already.
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
    tried = []
    for judge in _judges(own, bench):
        tried.append((judge.score(), judge))
        if judge.is_perfect:
            break
    best = max(score for score, _ in tried)
    found = []
    for score, judge in tried:
        if score == best:
            found.append(judge.comparison())
            if doubt(found[-1]) <= _SURE:
                break
    return min(found, key=doubt)


def _judges(own: OwnNumbers, bench: Bench | None) -> "Iterator[_Judge]":
    tolerance = _tolerance(own)
    for arrangement in possible(own.arrays):
        given = _completed(arrangement.arranged(own.arrays), own)
        for setup in _setups(own, given, bench):
            yield _Judge(own, arrangement, setup, given, bench, tolerance)


def doubt(comparison: Comparison) -> tuple[int, int]:
    """Count what is wrong without a reason, and what is wrong: less speaks for a comparison."""
    wrong = [array for array in comparison.arrays if array.verdict == "wrong"]
    return sum(not array.slips for array in wrong), len(wrong)


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


def _setups(
    own: OwnNumbers, given: Mapping[Place, np.ndarray], bench: Bench | None
) -> Iterator[Setup]:
    """Yield what the file may be of, the likeliest first."""
    hidden = max(own.layers, 1) - 1
    if bench and len(bench.setup.activations) == hidden:
        base = bench.setup
        choices = [(base.activations, base.loss)]
    else:
        base = Setup((), _losses(given)[0])
        choices = list(product(_activations(own, hidden), _losses(given)))
    if _has_averages(own):
        base = replace(base, is_plain=False)
    if "learning_rate" in own.numbers:
        base = replace(base, learning_rate=own.numbers["learning_rate"])
    if "l2" in own.numbers:
        strength = own.numbers["l2"]
        base = replace(
            base, penalties=(WeightedPenalty(PENALTIES["l2"], strength),) * bool(strength)
        )
    if "keep_prob" in own.numbers:
        base = replace(base, keep=(own.numbers["keep_prob"],) * hidden)
    for (activations, row), mean_in_dZ in product(choices, (False, True)):
        setup = replace(base, activations=activations, loss=row, mean_in_dZ=mean_in_dZ)
        if mean_in_dZ and not any(place.kind in ("dZ", "dA") for place in given):
            continue
        yield _with_rate(setup, given, bench)


def _activations(own: OwnNumbers, hidden: int) -> list[tuple[Activation, ...]]:
    if len(own.activations) == 1:
        return [tuple(ACTIVATIONS[own.activations[0]] for _ in range(hidden))]
    if len(own.activations) in (hidden, hidden + 1) and hidden:
        return [tuple(ACTIVATIONS[name] for name in own.activations[:hidden])]
    usual = NetworkSettings().activation
    rows = sorted(ACTIVATIONS.values(), key=lambda row: (row.is_linear, row.name != usual))
    straight = rows.pop()
    each = [_fitting(own, l, rows) for l in range(1, hidden + 1)]
    found = [tuple(row if fit is straight else fit or row for fit in each) for row in rows]
    found.append(tuple(fit or rows[0] for fit in each))
    found.append((straight,) * hidden)
    by_name = {tuple(row.name for row in choice): choice for choice in found}
    return list(by_name.values())


def _fitting(own: OwnNumbers, l: int, rows: list[Activation]) -> Activation | None:
    """Return the activation that leads from Z to A of a layer, where the file shows both."""
    Z, A = own.arrays.get(Place("Z", l)), own.arrays.get(Place("A", l))
    if Z is None or A is None or Z.shape != A.shape or Place("D", l) in own.arrays:
        return None
    Z, A = np.asarray(Z, np.float64), np.asarray(A, np.float64)
    straight = next(row for row in ACTIVATIONS.values() if row.is_linear)
    return next((row for row in (straight, *rows) if _is_close(row.g(Z), A, _SINGLE)), None)


def _has_averages(own: OwnNumbers) -> bool:
    """Tell whether an optimiser keeps averages in the file, as in vdW1 or sdb2."""
    return any(_AVERAGE.match(name) for name in own.left_out)


def _losses(given: Mapping[Place, np.ndarray]) -> list[Loss]:
    """Return the losses that targets like these can have, the usual one first."""
    Y, targets = given.get(Place("Y")), CLASSES
    if Y is not None and not np.isin(Y, (0, 1)).all():
        targets = NUMBERS
    elif Y is not None and len(Y) > 1 and not np.array_equal(Y.sum(axis=0), np.ones(Y.shape[1])):
        targets = LABELS
    return [
        loss(name, targets.name, output)
        for name, row in LOSSES.items()
        for output in row.outputs.get(targets.name, ())
    ]


def _with_rate(setup: Setup, given: Mapping[Place, np.ndarray], bench: Bench | None) -> Setup:
    """Read the learning rate off the first update, where nothing says it."""
    if setup.learning_rate is not None or not setup.is_plain:
        return setup
    values = Values(setup, given, on_bench=bench.arrays if bench else None)
    for l, kind in product(range(1, setup.layers + 1), ("W", "b")):
        place = Place(f"{kind}_after", l)
        if place not in given:
            continue
        try:
            old, slope = values[Place(kind, l)], values[Place(f"d{kind}", l)]
        except (Unknown, ValueError):
            continue
        if old.shape != given[place].shape or slope.shape != old.shape or not slope.any():
            continue
        largest = np.unravel_index(np.abs(slope).argmax(), slope.shape)
        rate = float(abs((old - given[place])[largest] / slope[largest]))
        step = rate * slope
        if any(_is_close(old + sign * step, given[place], _SINGLE) for sign in (-1, 1)):
            return replace(setup, learning_rate=float(f"{rate:.10g}"))
    return setup


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

    def score(self) -> tuple[int, int]:
        """Return how many arrays of the pass forward, and of all, follow from those before them."""
        fits = [place for place in self._judged() if self._fits(place)]
        # A hidden layer without an activation is rather a slip than a network.
        straight = sum(row.is_linear for row in self.setup.activations)
        return sum(place.kind in _FORWARD for place in fits) - straight, len(fits)

    @property
    def is_perfect(self) -> bool:
        return all(map(self._fits, self._judged()))

    def _judged(self) -> list[Place]:
        return [place for place in self.order if place.kind not in GIVEN]

    def _fits(self, place: Place, values: Values | None = None) -> bool:
        found = list(self._expected(values or self.local, place))
        return not found or any(self._close(place, expected) for expected, _ in found)

    def _expected(
        self, values: Values, place: Place
    ) -> Iterator[tuple[np.ndarray, frozenset[Place]]]:
        """Yield what an array is to be: of the cost, from Z and as the course writes it from A."""
        lines: list[Line | None] = [values.slips.get(place)]
        if place.kind == "cost" and place not in values.slips:
            lines.append(lambda v, l: np.asarray(cost_of_outputs(v) + penalty_of(v)))
        for line in lines:
            try:
                yield values.follow(place, line)
            except (Unknown, ValueError):
                continue

    def _close(self, place: Place, expected: np.ndarray) -> bool:
        return _is_close(expected, self.given[place], self._tolerance_of(place, expected))

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
            tuple(_remarks(self, self.is_said)),
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
        for expected, read in (*pure, *local):
            if (
                self._close(place, expected)
                and not read & self.wrong
                and np.isfinite(expected).all()
            ):
                return ComparedArray(place, shape, "right", digits_of(expected, array))
        if not local and not pure:
            return ComparedArray(place, shape, "given")
        self.wrong.add(place)
        for expected, read in local:
            if read & self.wrong and self._close(place, expected):
                cause = next(one for one in self.setup.places() if one in read & self.wrong)
                follows = ComparedArray(place, shape, "follows", after=cause)
                return self._with_place(follows, (pure or local)[0][0])
        slips = self._slips(place)
        if slips:
            self._go_on_with(slips[0])
        wrong = ComparedArray(place, shape, "wrong", slips=slips)
        return self._with_place(wrong, (local or pure)[0][0])

    def _compared_input(self, place: Place, shape: tuple[int, ...]) -> ComparedArray:
        """Compare an array that others follow from with the bench's, where it is the same kind."""
        array, known = self.given[place], self.on_bench.get(place)
        if known is None or place.kind == "D":
            return ComparedArray(place, shape, "given")
        if _is_close(known, array, self.tolerance):
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
        scale = _scale(right)
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

    def _slips(self, place: Place) -> tuple[FoundSlip, ...]:
        """Return the slips that give exactly this array, those that explain most of what follows.

        A slip may be here, in what this array is made of and the file does not show, or in every
        layer.
        """
        unseen = self._unseen(place)
        kinds = {place.kind, *(earlier.kind for earlier in unseen)}
        tried = [
            (slip, at, False) for at in (place, *unseen) for slip in SLIPS if slip.kind == at.kind
        ]
        if self.setup.layers > 1:
            tried += [(slip, place, True) for slip in SLIPS if slip.kind in kinds]
        later = self.order[self.order.index(place) + 1 :]
        found: dict[str, tuple[int, FoundSlip]] = {}
        for slip, at, everywhere in tried:
            check_interruption()
            lines = self._lines(slip, at, everywhere)
            if not lines or not self._makes(place, lines, slip.is_finite):
                continue
            values = self._with_lines(lines)
            explained = sum(self._fits(one, values) for one in later)
            if slip.name not in found or explained > found[slip.name][0]:
                found[slip.name] = (explained, self._found(slip, lines, everywhere))
        most = max((explained for explained, _ in found.values()), default=0)
        best = [slip for explained, slip in found.values() if explained == most]
        here = [slip for slip in best if slip.slip.kind == place.kind]
        return tuple(here or best)

    def _unseen(self, place: Place) -> list[Place]:
        """Return what this array is made of and the file does not show, the nearest first."""
        places = self.setup.places()
        before = places[: places.index(place)]
        return [earlier for earlier in reversed(before) if earlier not in self.given]

    def _lines(self, slip: Slip, at: Place, everywhere: bool) -> dict[Place, Line]:
        """Return the lines of a slip at one place, or in all layers where it can be."""
        layers = range(1, self.setup.layers + 1) if everywhere else (at.layer,)
        lines = {}
        for l in layers:
            try:
                if slip.where(self.local, l):
                    lines[Place(slip.kind, l)] = slip.line
            except (Unknown, ValueError, LookupError):
                continue
        return lines if not everywhere or len(lines) > 1 else {}

    def _with_lines(self, lines: Mapping[Place, Line]) -> Values:
        return Values(self.setup, self.given, {**self.local.slips, **lines}, self.on_bench)

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
        return _is_close(made, array, self._tolerance_of(place, made))

    def _found(self, slip: Slip, lines: Mapping[Place, Line], everywhere: bool) -> FoundSlip:
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
        return FoundSlip(slip, place, everywhere, Message(slip.sentence, "", **fields), right)

    def _go_on_with(self, found: FoundSlip) -> None:
        """Let what comes after follow from a slip in arrays that the file does not show."""
        lines = self._lines(found.slip, found.place, found.everywhere)
        unseen = {place: line for place, line in lines.items() if place not in self.given}
        if unseen:
            self.wrong |= unseen.keys()
            self.local = self._with_lines(unseen)


def _tolerance(own: OwnNumbers) -> float:
    """Return how far right arrays may be off: more in float32, and where numbers were rounded."""
    tolerance = _EXACT
    for place, array in own.arrays.items():
        if place.kind in ("X", "Y", "D", "pictures") or array.dtype.kind != "f":
            continue
        if array.dtype.itemsize < 8:
            tolerance = max(tolerance, _SINGLE)
        elif (decimals := _decimals(array)) is not None:
            tolerance = max(tolerance, 50 * 10.0**-decimals / max(_scale(array), 1e-3))
    return min(tolerance, 1e-2)


def _decimals(array: np.ndarray) -> int | None:
    """Return after how many decimals all numbers of an array end; None where they do not."""
    some = array.ravel()[:1000]
    if not np.isfinite(some).all() or np.array_equal(some, some.round()):
        return None
    for decimals in range(1, _DECIMALS + 1):
        if np.array_equal(some, some.round(decimals)):
            return decimals
    return None


def _scale(array: np.ndarray) -> float:
    finite = np.abs(array[np.isfinite(array)]) if array.ndim else np.abs(array)
    return float(finite.max()) if finite.size and np.isfinite(finite).all() else 0.0


def _is_close(right: np.ndarray, own: np.ndarray, tolerance: float) -> bool:
    if right.shape != own.shape:
        return False
    is_number = np.isfinite(right)
    if not np.array_equal(is_number, np.isfinite(own)):
        return False
    if not is_number.all():
        return np.array_equal(right[~is_number], own[~is_number], equal_nan=True) and _is_close(
            right[is_number], own[is_number], tolerance
        )
    return bool((np.abs(right - own) <= tolerance * _scale(right) + _NOTHING).all())


def digits_of(right: np.ndarray, own: np.ndarray) -> int:
    """Count the digits of the largest value to which two arrays agree, 16 where they are equal."""
    if right.shape != own.shape:
        return 0
    with np.errstate(all="ignore"):
        off = np.abs(right - own).max(initial=0) / (_scale(right) or 1.0)
    return 16 if off == 0 else int(np.clip(-np.log10(off), 0, 16)) if np.isfinite(off) else 0


def _remarks(judge: _Judge, said: bool) -> Iterator[Message]:
    if not said:
        names = dict.fromkeys(row.label for row in judge.setup.activations)
        text = to_translate("Taken to be what fits the file best: {loss}, no hidden layer.")
        if names:
            text = to_translate("Taken to be what fits the file best: {activations}, {loss}.")
        yield Message(text, activations=", ".join(names), loss=judge.setup.loss.label)
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
