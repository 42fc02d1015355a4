"""Units that learn nothing: dead, saturated, or all alike."""

from collections.abc import Iterator

import numpy as np

from core.errors import SuggestedFix
from core.messages import to_translate, tr
from core.network.activations import RECOMMENDED_FOR_DEAD_UNITS, SATURATED_SHARE
from core.network.network import ForwardPass
from core.training.health.findings import Finding, Level
from core.training.health.run_under_test import RunUnderTest

# At the start, where nothing has been learned that could ask for large sums, half of them is much.
STARTED_SHARE = 0.5
# In a network that works a few lost units do no harm: the course's parameters good runs have some
# dead ones. They are worth telling where the layer has lost more than this share of its units,
# or late in a run that does not work.
MANY_SATURATED, MANY_DEAD, LATE = 0.25, 0.5, 0.5
# A network works when it is wrong at most this share of the times that always answering the
# largest class is.
WORKS = 0.25
# More units than this are not named one by one.
NAMED = 8

ALL_DEAD = to_translate(
    "Layer {layer}: all its {units} units are dead: they output 0 on all {samples} samples looked "
    "at, so nothing passes through the network and no weight before it can change any more."
)
DEAD = to_translate(
    "Layer {layer}: {dead} of {units} units are dead (no. {names}): they output 0 on all "
    "{samples} samples looked at, so no gradient passes through them now."
)
SATURATED_TEXT = to_translate(
    "Layer {layer}: {saturated} of {units} units are saturated (no. {names}): on most samples "
    "they sit at the flat end of their curve, where hardly any gradient passes."
)
STARTED = to_translate(
    "Layer {layer}: {saturated} of {units} units began saturated (no. {names}): with the first "
    "weights they sit at the flat end of their curve on more than half of the samples, where "
    "hardly any gradient passes."
)
SYMMETRIC = to_translate(
    "Layer {layer}: of its {units} units only {different} differ; units {names} have the same "
    "weights, so they get the same gradient and stay the same."
)
ALL_SYMMETRIC = to_translate(
    "Layer {layer}: all its {units} units are alike: units {names} have the same weights, so they "
    "get the same gradient and stay the same."
)


def dead(seen: RunUnderTest) -> Iterator[Finding]:
    """Find units that are 0 on every sample, where their activation can die."""
    for l, activation in enumerate(seen.trainer.network.activations, 1):
        if not activation.can_die:
            continue
        A = seen.forward_pass.A[l]
        units = np.flatnonzero(~A.any(axis=1))
        all_dead, many = len(units) == len(A), len(units) > MANY_DEAD * len(A)
        if all_dead or (len(units) and not works(seen) and (many or _late(seen))):
            yield Finding(
                "dead_units",
                Level.ERROR if all_dead else Level.WARNING,
                ALL_DEAD if all_dead else DEAD,
                _values(l, A, units) | {"dead": len(units), "samples": A.shape[1]},
                l,
                _suggest_revival(seen, l),
            )


def saturated(seen: RunUnderTest) -> Iterator[Finding]:
    """Find units at the flat ends of their curve."""
    for l, A, units in _saturated(seen, seen.forward_pass, SATURATED_SHARE):
        many = len(units) > MANY_SATURATED * len(A)
        if len(units) and not works(seen) and (many or _late(seen)):
            yield _saturation_finding("saturated_units", SATURATED_TEXT, seen, l, A, units)


def began_saturated(seen: RunUnderTest) -> Iterator[Finding]:
    """Find layers whose first weights were too large, unless it can still be seen now."""
    if not any(row.saturation for row in seen.trainer.network.activations):
        return
    saturated_layers = {finding.layer for finding in saturated(seen)}
    for l, A, units in _saturated(seen, seen.first, STARTED_SHARE):
        if l not in saturated_layers and len(units) > MANY_SATURATED * len(A):
            yield _saturation_finding("saturated_start", STARTED, seen, l, A, units)


def _saturated(
    seen: RunUnderTest, forward_pass: ForwardPass, share: float
) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
    """Return the number, A and saturated units of every layer that can saturate."""
    for l, activation in enumerate(seen.trainer.network.activations, 1):
        if activation.saturation:
            A = forward_pass.A[l]
            yield l, A, activation.saturated_units(A, share)


def _saturation_finding(
    key: str, text: str, seen: RunUnderTest, l: int, A: np.ndarray, units: np.ndarray
) -> Finding:
    values = _values(l, A, units) | {"saturated": len(units)}
    return Finding(key, Level.WARNING, text, values, l, _smaller_start(seen))


def symmetric(seen: RunUnderTest) -> Iterator[Finding]:
    """Find units of a layer whose weights are the same, bit for bit."""
    for l, A in enumerate(seen.forward_pass.A[1:-1], 1):
        # Units with the same weights have the same activations, which are quicker to compare.
        if len(_groups(A)) == len(A):
            continue
        # Only the first weights may take long to work out: every parametrisation has the others.
        parameters = seen.parameters if l == 1 else seen.trainer.parametrisation.parameters
        groups = _groups(np.hstack([parameters.W[l - 1], parameters.b[l - 1]]))
        if len(groups) < len(A):
            alike = max(groups, key=len)
            yield Finding(
                "symmetric_units",
                Level.WARNING,
                SYMMETRIC if len(groups) > 1 else ALL_SYMMETRIC,
                _values(l, A, np.array(alike)) | {"different": len(groups)},
                l,
                SuggestedFix(
                    to_translate("Start with random weights"),
                    {"network.initialisation": "scaled", "network.scale": 1.0},
                ),
            )


def works(seen: RunUnderTest) -> bool:
    """Tell whether the network names most of the samples that the largest class leaves over."""
    return 1 - seen.train_accuracy <= WORKS * (1 - seen.baseline)


def _late(seen: RunUnderTest) -> bool:
    return seen.trainer.iteration >= LATE * seen.trainer.updates


def _values(l: int, A: np.ndarray, units: np.ndarray) -> dict[str, object]:
    return {"layer": l, "units": len(A), "names": _named(units)}


def _named(units: np.ndarray) -> str:
    names = ", ".join(str(unit + 1) for unit in units[:NAMED])
    return names if len(units) <= NAMED else tr("{names}, ...").format(names=names)


def _groups(rows: np.ndarray) -> list[list[int]]:
    """Put rows together that are the same bit for bit: their numbers."""
    groups: dict[bytes, list[int]] = {}
    for i, row in enumerate(rows):
        groups.setdefault(row.tobytes(), []).append(i)
    return list(groups.values())


def _suggest_revival(seen: RunUnderTest, l: int) -> SuggestedFix:
    """Offer smaller steps where those have thrown the units out of reach, else another curve."""
    if seen.went_up:
        return SuggestedFix(to_translate("Try a tenth of the learning rate"), _lower_rate(seen))
    names = list(seen.experiment.network.activations)
    names[l - 1] = RECOMMENDED_FOR_DEAD_UNITS.name
    return SuggestedFix(
        to_translate("Try {activation} in this layer"),
        {"network.activation": names},
        {"activation": RECOMMENDED_FOR_DEAD_UNITS.label},
    )


def _smaller_start(seen: RunUnderTest) -> SuggestedFix:
    start = seen.experiment.network
    if start.initialisation == "scaled" and start.scale <= 1:
        return SuggestedFix(to_translate("Try a tenth of the learning rate"), _lower_rate(seen))
    changes = {"network.initialisation": "scaled", "network.scale": 1.0}
    return SuggestedFix(to_translate("Start with smaller weights"), changes)


def _lower_rate(seen: RunUnderTest) -> dict[str, object]:
    return {"training.learning_rate": seen.experiment.training.learning_rate / 10}
