"""Units that learn nothing: dead, saturated, or all alike."""

from collections.abc import Iterator, Sequence

import numpy as np

from core.errors import SuggestedFix
from core.interruption import pieces
from core.messages import Joined, Message, listed, to_translate
from core.network.activations import RECOMMENDED_FOR_DEAD_UNITS, SATURATED_SHARE
from core.training.health.architecture import fewer_wider_layers
from core.training.health.findings import Finding, Level
from core.training.health.rates import calmer
from core.training.health.run_under_test import RunUnderTest
from core.training.health.start import smaller_start, smaller_start_or_calmer

# At the start, where nothing has been learned that could ask for large sums, half of the samples is
# much. Such a unit is not called saturated, which everywhere is one beyond SATURATED_SHARE.
STARTED_SHARE = 0.5
# In a network that is good some lost units do no harm: of the course's good runs deep-cats has lost
# 2 of the 7 units of a layer, circles-he 3 of 5. They are information there, more than MOST of a
# layer a note. Elsewhere any is one from the middle of a run on, and sooner where it is MANY.
MANY_SATURATED, MANY_DEAD, MOST, LATE = 0.25, 0.5, 2 / 3, 0.5
# Weights of a unit that are compared first.
COMPARED = 64
# More units than this are not named one by one.
NAMED = 8

ALL_DEAD = to_translate(
    "Layer {layer}: {units:its only unit is|all its {units} units are} dead after training with "
    "the learning rate {rate:g}: {units:it outputs|they output} 0 on all {samples:,} samples "
    "looked at, so nothing passes through the network, and {layer:layer 1 no longer learns|layers "
    "1 to {layer} no longer learn}."
)
ALL_DEAD_SINCE = {
    "iteration": to_translate(
        "Layer {layer}: {units:its only unit is|all its {units} units are} dead since iteration "
        "{since}, with the learning rate {rate:g}: {units:it outputs|they output} 0 on all "
        "{samples:,} samples looked at, so nothing passes through the network, and {layer:layer 1 "
        "no longer learns|layers 1 to {layer} no longer learn}."
    ),
    "epoch": to_translate(
        "Layer {layer}: {units:its only unit is|all its {units} units are} dead since epoch "
        "{since}, with the learning rate {rate:g}: {units:it outputs|they output} 0 on all "
        "{samples:,} samples looked at, so nothing passes through the network, and {layer:layer 1 "
        "no longer learns|layers 1 to {layer} no longer learn}."
    ),
}
DEAD_FROM_START = to_translate(
    "Layer {layer}: {units:its only unit is|all its {units} units are} dead, from the start on: "
    "{units:it outputs|they output} 0 on all {samples:,} samples looked at, so nothing passes "
    "through the network, and {layer:layer 1 learns|layers 1 to {layer} learn} nothing."
)
DEAD = to_translate(
    "Layer {layer}: {dead} of {units} units {dead:is|are} dead (no. {names}), from the start on: "
    "{dead:it outputs|they output} 0 on all {samples:,} samples looked at, so no gradient passes "
    "through {dead:it|them} now."
)
DEAD_AFTER = to_translate(
    "Layer {layer}: {dead} of {units} units {dead:is|are} dead (no. {names}), after training with "
    "the learning rate {rate:g}: {dead:it outputs|they output} 0 on all {samples:,} samples "
    "looked at, so no gradient passes through {dead:it|them} now."
)
DEAD_SINCE = {
    "iteration": to_translate(
        "Layer {layer}: {dead} of {units} units {dead:is|are} dead (no. {names}), since "
        "iteration {times}, with the learning rate {rate:g}: {dead:it outputs|they output} 0 on "
        "all {samples:,} samples looked at, so no gradient passes through {dead:it|them} now."
    ),
    "epoch": to_translate(
        "Layer {layer}: {dead} of {units} units {dead:is|are} dead (no. {names}), since "
        "epoch {times}, with the learning rate {rate:g}: {dead:it outputs|they output} 0 on all "
        "{samples:,} samples looked at, so no gradient passes through {dead:it|them} now."
    ),
}
DEAD_FROM_START_YET_GOOD = to_translate(
    "Layer {layer}: {dead} of {units} units {dead:is|are} dead (no. {names}), from the start on: "
    "{dead:it outputs|they output} 0 on all {samples:,} samples looked at. The others do the work."
)
DEAD_NOW_YET_GOOD = to_translate(
    "Layer {layer}: {dead} of {units} units {dead:is|are} dead (no. {names}): {dead:it outputs|"
    "they output} 0 on all {samples:,} samples looked at. The others do the work."
)
DEAD_YET_GOOD = {
    "iteration": to_translate(
        "Layer {layer}: {dead} of {units} units {dead:is|are} dead (no. {names}), since "
        "iteration {times}: {dead:it outputs|they output} 0 on all {samples:,} samples looked at. "
        "The others do the work."
    ),
    "epoch": to_translate(
        "Layer {layer}: {dead} of {units} units {dead:is|are} dead (no. {names}), since "
        "epoch {times}: {dead:it outputs|they output} 0 on all {samples:,} samples looked at. The "
        "others do the work."
    ),
}
SATURATED_FROM_START = to_translate(
    "Layer {layer}: {saturated} of {units} {units:unit|units} {saturated:is|are} saturated (no. "
    "{names}), this many from the start on: on more than {share:.0%} of the samples "
    "{saturated:it sits|they sit} at the flat end of {saturated:its|their} curve, where hardly any "
    "gradient passes."
)
SATURATED_AFTER = to_translate(
    "Layer {layer}: {saturated} of {units} {units:unit|units} {saturated:is|are} saturated (no. "
    "{names}), after training with the learning rate {rate:g}: on more than {share:.0%} of the "
    "samples {saturated:it sits|they sit} at the flat end of {saturated:its|their} curve, where "
    "hardly any gradient passes."
)
SATURATED_SINCE = {
    "iteration": to_translate(
        "Layer {layer}: {saturated} of {units} {units:unit|units} {saturated:is|are} saturated "
        "(no. {names}), since iteration {times}, with the learning rate {rate:g}: on more than "
        "{share:.0%} of the samples {saturated:it sits|they sit} at the flat end of "
        "{saturated:its|their} curve, where hardly any gradient passes."
    ),
    "epoch": to_translate(
        "Layer {layer}: {saturated} of {units} {units:unit|units} {saturated:is|are} saturated "
        "(no. {names}), since epoch {times}, with the learning rate {rate:g}: on more than "
        "{share:.0%} of the samples {saturated:it sits|they sit} at the flat end of "
        "{saturated:its|their} curve, where hardly any gradient passes."
    ),
}
STARTED = to_translate(
    "Layer {layer}: {flat} of {units} {units:unit|units} {flat:begins|begin} mostly at the flat "
    "end of {flat:its|their} curve (no. {names}): with the first weights {flat:it sits|they sit} "
    "there on more than {share:.0%} of the samples, where hardly any gradient passes."
)
SYMMETRIC = to_translate(
    "Layer {layer}: of its {units} units only {different} differ; units {names} have the same "
    "weights, so they get the same gradient and stay the same."
)
ALL_SYMMETRIC = to_translate(
    "Layer {layer}: all its {units} units are alike: units {names} have the same weights, so they "
    "get the same gradient and stay the same."
)


def lost_layers(seen: RunUnderTest) -> Iterator[Finding]:
    """Find layers of which no unit is left that is not 0, or of which most have been killed."""
    return (finding for lost, finding in _dead(seen) if lost)


def dead(seen: RunUnderTest) -> Iterator[Finding]:
    """Find single units that are 0 on every sample, in layers that are not lost."""
    return (finding for lost, finding in _dead(seen) if not lost and not seen.is_good)


def dead_yet_good(seen: RunUnderTest) -> Iterator[Finding]:
    """Find units that are 0 on every sample in a network that is good without them."""
    return (finding for lost, finding in _dead(seen) if not lost and seen.is_good)


def _dead(seen: RunUnderTest) -> Iterator[tuple[bool, Finding]]:
    """Find dead units of every layer whose activation can die, and tell whether it is lost."""
    for l, activation in enumerate(seen.trainer.network.activations, 1):
        if not activation.can_die:
            continue
        A = seen.shown_activations[l]
        units = activation.flat_units(A)
        all_dead, many = len(units) == len(A), len(units) > MANY_DEAD * len(A)
        told = many or seen.is_good or _late(seen)
        if all_dead or (len(units) and told):
            killed = bool(seen.first.A[l][units].any(axis=1).any())
            yield (
                all_dead or (many and killed and not seen.is_good),
                _dead_units(seen, l, A, units, killed),
            )


def _dead_units(
    seen: RunUnderTest, l: int, A: np.ndarray, units: np.ndarray, killed: bool
) -> Finding:
    """Say of a layer which units are dead and since when; `killed` where training has done it."""
    all_dead = len(units) == len(A)
    since = seen.flat_since(l, len(units)) if killed else 0
    values = _values(l, A, units) | {"dead": len(units), "samples": A.shape[1]}
    values |= {"since": since, "times": _times(seen, l, len(units)), "rate": seen.highest_rate}
    level, offer = Level.ERROR, _leaky(seen, l, all_dead)
    texts, at_once, from_start = ALL_DEAD_SINCE, ALL_DEAD, DEAD_FROM_START
    if not all_dead:
        level, texts, at_once, from_start = Level.WARNING, DEAD_SINCE, DEAD_AFTER, DEAD
    if killed:
        offer = smaller_start_or_calmer(seen) or offer or fewer_wider_layers(seen)
    if seen.is_good and not all_dead:
        level, offer, texts = Level.INFORMATION, None, DEAD_YET_GOOD
        at_once, from_start = DEAD_NOW_YET_GOOD, DEAD_FROM_START_YET_GOOD
        if len(units) > MOST * len(A):
            level = Level.NOTE
    text = _since(seen, since, texts, at_once) if killed else from_start
    began = None if since is None else seen.iteration_at(since)
    return Finding("dead_units", level, text, values, l, offer, began)


def _since(seen: RunUnderTest, since: int | None, text: dict[str, str], without: str) -> str:
    """Choose the sentence that says since when, where that is known."""
    return without if since is None else text[seen.trainer.unit]


def saturated_start(seen: RunUnderTest) -> Iterator[Finding]:
    """Find layers at whose flat ends the first weights put many units, and whether they still are.

    The flat ends of a curve are where hardly any gradient passes.
    """
    began = {*_began_saturated(seen)}
    now = {finding.layer: finding for _, finding in _saturated_now(seen, began)}
    for l in sorted(began):
        if l in now:
            yield now[l]
            continue
        A = seen.first.A[l]
        units = seen.trainer.network.activations[l - 1].flat_units(A, STARTED_SHARE)
        values = _values(l, A, units) | {"flat": len(units), "share": STARTED_SHARE}
        yield Finding("saturated_start", Level.WARNING, STARTED, values, l, smaller_start(seen), 0)


def saturated_layers(seen: RunUnderTest) -> Iterator[Finding]:
    """Find layers of which training has driven many units to the flat ends of their curve."""
    return (finding for many, finding in _driven_to_saturation(seen) if many)


def saturated(seen: RunUnderTest) -> Iterator[Finding]:
    """Find single units that training has driven to the flat ends of their curve."""
    return (finding for many, finding in _driven_to_saturation(seen) if not many)


def _driven_to_saturation(seen: RunUnderTest) -> Iterator[tuple[bool, Finding]]:
    began = {*_began_saturated(seen)}
    return (one for one in _saturated_now(seen, began) if one[1].layer not in began)


def _saturated_now(seen: RunUnderTest, began_saturated: set[int]) -> Iterator[tuple[bool, Finding]]:
    """Find saturated units of every layer, and tell whether they are many of it."""
    for l, A, units in _saturated(seen, seen.shown_activations, SATURATED_SHARE):
        many = len(units) > MANY_SATURATED * len(A)
        if len(units) and not seen.works and (many or _late(seen)):
            began, since = l in began_saturated, seen.flat_since(l, len(units))
            driven = _since(seen, since, SATURATED_SINCE, SATURATED_AFTER)
            start = 0 if began else since
            values = _values(l, A, units) | {"saturated": len(units), "share": SATURATED_SHARE}
            values |= {"times": _times(seen, l, len(units)), "rate": seen.highest_rate}
            yield (
                many,
                Finding(
                    "saturated_units",
                    Level.WARNING,
                    SATURATED_FROM_START if since == 0 else driven,
                    values,
                    l,
                    smaller_start(seen) if began else calmer(seen),
                    None if start is None else seen.iteration_at(start),
                ),
            )


def _began_saturated(seen: RunUnderTest) -> Iterator[int]:
    """Return the layers of which the first weights saturate many units."""
    if any(row.saturation for row in seen.trainer.network.activations):
        for l, A, units in _saturated(seen, seen.first.A, STARTED_SHARE):
            if len(units) > MANY_SATURATED * len(A):
                yield l


def _saturated(
    seen: RunUnderTest, all_A: Sequence[np.ndarray], share: float
) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
    """Return the number, A and saturated units of every layer that can saturate."""
    for l, activation in enumerate(seen.trainer.network.activations, 1):
        if activation.saturation:
            A = all_A[l]
            yield l, A, activation.flat_units(A, share)


def symmetric(seen: RunUnderTest) -> Iterator[Finding]:
    """Find units of a layer whose weights are the same, bit for bit."""
    for l, A in enumerate(seen.forward_pass.A[1:-1], 1):
        # Units with the same weights have the same activations, which are quicker to compare.
        if len(_groups(A)) == len(A):
            continue
        # Only the first weights may take long to work out: every parametrisation has the others.
        parameters = seen.parameters if l == 1 else seen.trainer.parametrisation.parameters
        groups = _groups(parameters.b[l - 1], parameters.W[l - 1])
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
                0 if len(_groups(seen.first.A[l])) < len(A) else None,
            )


def _late(seen: RunUnderTest) -> bool:
    return seen.trainer.iteration >= LATE * seen.trainer.updates


def _values(l: int, A: np.ndarray, units: np.ndarray) -> dict[str, object]:
    return {"layer": l, "units": len(A), "names": _named(units)}


def _times(seen: RunUnderTest, l: int, units: int) -> object:
    """Say since when layer l has its first flat unit, and since when so many."""
    first, last = seen.flat_since(l, 1), seen.flat_since(l, units)
    if first == last:
        return last
    return Message("{first} (the first) to {last} (all)", first=first, last=last)


def _named(units: np.ndarray) -> Joined:
    more = ["..."] if len(units) > NAMED else []
    return listed([*(unit + 1 for unit in units[:NAMED]), *more])


def _groups(*arrays: np.ndarray) -> list[list[int]]:
    """Put rows together that are the same bit for bit in all arrays: their numbers."""
    groups = [list(range(len(arrays[0])))]
    # Most rows differ in their first numbers: long ones need not be compared whole.
    for columns in (slice(COMPARED), slice(COMPARED, None)):
        for rows in arrays:
            groups = [part for group in groups for part in _split(group, rows[:, columns])]
    return sorted(groups)


def _split(group: list[int], rows: np.ndarray) -> list[list[int]]:
    """Part the numbers of rows that are not the same."""
    if len(group) == 1:
        return [group]
    parts: dict[bytes, list[int]] = {}
    for some in pieces(len(group), rows.shape[1]):
        for i in group[some]:
            # -0.0, as a scale of 0 makes of a negative weight, is 0.0.
            parts.setdefault((rows[i] + 0.0).tobytes(), []).append(i)
    return list(parts.values())


def _leaky(seen: RunUnderTest, l: int, all_dead: bool) -> SuggestedFix | None:
    """Offer a curve that cannot die for a layer that the first weights have put to silence."""
    if not all_dead or not seen.first.Z[l - 1].any():
        return None
    names = list(seen.experiment.network.activations)
    names[l - 1] = RECOMMENDED_FOR_DEAD_UNITS.name
    return SuggestedFix(
        to_translate("Try {activation} in this layer"),
        {"network.activation": names},
        {"activation": RECOMMENDED_FOR_DEAD_UNITS.label},
    )
