"""What a file may be of: activations, loss and update, the likeliest first."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product

import numpy as np

from core.experiment.settings import NetworkSettings
from core.network.activations import ACTIVATIONS, Activation
from core.network.losses import LOSSES, Loss, loss
from core.network.penalties import PENALTIES, WeightedPenalty
from core.network.targets import CLASSES, LABELS, NUMBERS, Targets
from core.own_numbers.bench import Bench
from core.own_numbers.precision import HALF, SINGLE, is_close
from core.own_numbers.read import OwnNumbers
from core.own_numbers.slips.slip import LEAKS
from core.own_numbers.values import NO_RESULT, Place, Setup, Values, is_signs, takes_log

_AVERAGE = re.compile(
    r"(?:[vs]_?(?:corrected_?)?d[Wb]|(?:v|s|adam|velocity)(?:[./_]|$))", re.IGNORECASE
)
_FEW_STEPS = 4
"""Fewer weights than these go equally far by chance."""


def setups_of(
    own: OwnNumbers, given: Mapping[Place, np.ndarray], bench: Bench | None
) -> Iterator[Setup]:
    """Yield what the file may be of, the likeliest first."""
    hidden = max(own.layers, 1) - 1
    if bench and len(bench.setup.activations) == hidden:
        base = bench.setup
        choices = [(base.loss, base.activations)]
    else:
        losses = _losses(given)
        base = Setup((), losses[0])
        choices = [*product(losses, _activations(own, hidden))]
        choices += product(losses[:1], _unseen_leaks(own, hidden))
    if _has_averages(own) or _steps_alike(given):
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
    for mean_in_dZ, (row, activations) in product((False, True), choices):
        setup = replace(base, activations=activations, loss=row, mean_in_dZ=mean_in_dZ)
        if mean_in_dZ and not any(place.kind in ("dZ", "dA") for place in given):
            continue
        yield _with_rate(setup, given, bench)


def _activations(own: OwnNumbers, hidden: int) -> list[tuple[Activation, ...]]:
    known = _activations_with(_leak_of(own))
    if len(own.activations) == 1:
        return [tuple(known[own.activations[0]] for _ in range(hidden))]
    if len(own.activations) in (hidden, hidden + 1) and hidden:
        return [tuple(known[name] for name in own.activations[:hidden])]
    usual = NetworkSettings().activation
    rows = sorted(known.values(), key=lambda row: (row.is_linear, row.name != usual))
    straight = rows.pop()
    each = [_fitting(own, l, rows) for l in range(1, hidden + 1)]
    found = [tuple(row if fit is straight else fit or row for fit in each) for row in rows]
    found.append(tuple(fit or rows[0] for fit in each))
    # One layer unlike the others is rather a slip than a network.
    counts = Counter(fit.name for fit in each if fit)
    found[:0] = [(known[name],) * hidden for name, _ in counts.most_common(1)]
    found.append((straight,) * hidden)
    by_name = {tuple(row.name for row in choice): choice for choice in found}
    return list(by_name.values())


def _activations_with(leak: float | None) -> dict[str, Activation]:
    return {
        name: row.with_setting(leak) if row.with_setting and leak is not None else row
        for name, row in ACTIVATIONS.items()
    }


def _unseen_leaks(own: OwnNumbers, hidden: int) -> list[tuple[Activation, ...]]:
    """Return leaky ReLU with the usual leaks, where the file neither names nor shows any."""
    if own.activations or _leak_of(own) is not None or not hidden:
        return []
    rows = [row.with_setting for row in ACTIVATIONS.values() if row.with_setting]
    return [(with_leak(leak),) * hidden for with_leak in rows for leak in LEAKS]


def _leak_of(own: OwnNumbers) -> float | None:
    """Read the leak of a leaky ReLU off Z and A of a hidden layer, where nothing says it."""
    if "leak" in own.numbers:
        return own.numbers["leak"]
    for l in range(1, own.layers):
        Z, A = own.arrays.get(Place("Z", l)), own.arrays.get(Place("A", l))
        if Z is None or A is None or Z.shape != A.shape:
            continue
        above, below = (Z > 0) & (A != 0), (Z < 0) & (A != 0)
        if above.any() and below.any():
            # Dropout divides both sides.
            leak = float(np.median(A[below] / Z[below]) / np.median(A[above] / Z[above]))
            leak = float(f"{leak:.5g}")
            fits = is_close(leak * Z[below], A[below], SINGLE)
            if 0 < leak < 1 and (fits or Place("D", l) in own.arrays):
                return leak
    return None


def _fitting(own: OwnNumbers, l: int, rows: list[Activation]) -> Activation | None:
    """Return the activation that leads from Z to A of a layer, where the file shows both."""
    Z, A = own.arrays.get(Place("Z", l)), own.arrays.get(Place("A", l))
    if Z is None or A is None or Z.shape != A.shape or Place("D", l) in own.arrays:
        return None
    Z, A = np.asarray(Z, np.float64), np.asarray(A, np.float64)
    straight = next(row for row in ACTIVATIONS.values() if row.is_linear)
    close = HALF if A.dtype.itemsize < 4 else SINGLE
    return next((row for row in (straight, *rows) if is_close(row.g(Z), A, close)), None)


def _has_averages(own: OwnNumbers) -> bool:
    """Tell whether an optimiser keeps averages in the file, as in vdW1 or sdb2."""
    return any(_AVERAGE.match(name) for name in own.left_out)


def _steps_alike(given: Mapping[Place, np.ndarray]) -> bool:
    """Tell whether every weight goes equally far, as in Adam's and RMSprop's first step."""
    steps = [
        np.abs(array - given[Place("W", place.layer)]).ravel()
        for place, array in given.items()
        if place.kind == "W_after"
        and Place("W", place.layer) in given
        and array.shape == given[Place("W", place.layer)].shape
    ]
    if sum(map(len, steps)) < _FEW_STEPS:
        return False
    far = np.concatenate(steps)
    # Weights without any gradient stay where they are.
    far = far[far > 1e-3 * far.max()]
    return len(far) >= _FEW_STEPS and bool(np.ptp(far) < 1e-2 * far.max())


def _losses(given: Mapping[Place, np.ndarray]) -> list[Loss]:
    """Return the losses that targets like these can have, the usual one first.

    Of those after it only such as lead from Z to A of the output layer, where any does.
    """
    Y, targets = given.get(Place("Y")), CLASSES
    if Y is not None and not np.isin(Y, (0, 1)).all():
        targets = NUMBERS
    elif Y is not None and len(Y) > 1 and not np.array_equal(Y.sum(axis=0), np.ones(Y.shape[1])):
        targets = LABELS
    rows = _losses_of(targets)
    if Y is not None and is_signs(Y):
        # Cross-entropy takes 0 and 1, which are -1 and 1 by mistake.
        rows += [row for row in _losses_of(CLASSES) if takes_log(row)]
    last = max((place.layer for place in given), default=0)
    Z, A = given.get(Place("Z", last)), given.get(Place("A", last))
    if Z is None or A is None or Z.shape != A.shape or Z.ndim < 2:
        return rows
    fitting = [row for row in rows if is_close(_outputs_of(row, Z), A, SINGLE)]
    return [rows[0], *(row for row in fitting if row is not rows[0])] if fitting else rows


def _losses_of(targets: Targets) -> list[Loss]:
    return [
        loss(name, targets.name, output)
        for name, row in LOSSES.items()
        for output in row.outputs.get(targets.name, ())
    ]


def _outputs_of(row: Loss, Z: np.ndarray) -> np.ndarray:
    A = np.empty_like(Z)
    row.output(Z, A)
    return A


def _with_rate(setup: Setup, given: Mapping[Place, np.ndarray], bench: Bench | None) -> Setup:
    """Read the learning rate off the first update, where nothing says it."""
    if setup.learning_rate is not None or not setup.is_plain:
        return setup
    values = Values(setup, given, on_bench=bench.arrays if bench else None)
    found = list(_rates(values))
    # A step that is small beside its weight has lost digits in it.
    return replace(setup, learning_rate=max(found)[1]) if found else setup


def _rates(values: Values) -> Iterator[tuple[float, float]]:
    """Yield the rate that each array shows, after how large its step is beside what it changes."""
    for l, kind in product(range(1, values.L + 1), ("W", "b")):
        place = Place(f"{kind}_after", l)
        if place not in values.given:
            continue
        try:
            old, slope = values[Place(kind, l)], values[Place(f"d{kind}", l)]
        except NO_RESULT:
            continue
        after = values.given[place]
        if old.shape != after.shape or slope.shape != old.shape or not slope.any():
            continue
        largest = np.unravel_index(np.abs(slope).argmax(), slope.shape)
        rate = float(abs((old - after)[largest] / slope[largest]))
        step = rate * slope
        if any(is_close(old + sign * step, after, SINGLE) for sign in (-1, 1)):
            size = float(np.abs(step).max() / (np.abs(old).max() or 1e-300))
            yield size, float(f"{rate:.10g}")
