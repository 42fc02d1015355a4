"""Gradients that fade away or grow from layer to layer."""

import math
from collections.abc import Iterator

from core.errors import SuggestedFix
from core.messages import to_translate
from core.network.activations import RECOMMENDED
from core.network.initialisers import INITIALISERS, Initialiser
from core.network.parameters import Parameters, sum_of_squares
from core.training.health.architecture import fewer_wider_layers
from core.training.health.findings import Finding, Level
from core.training.health.rates import TOO_HIGH, is_far_too_high, stable_rate
from core.training.health.run_under_test import RunUnderTest
from core.training.health.start import suitable_start

# The slope dZ at the first layer against that at the output. Healthy course runs lie between
# 0.009 and 9; eight sigmoid layers at 1e-5. That it should stay alike from layer to layer is
# from Glorot and Bengio 2010, "Understanding the difficulty of training deep feedforward
# neural networks"; where it is bad enough to tell is our own measurement.
VANISHING, EXPLODING = 1e-3, 100.0
# Of a network that does not work by half of its run, a milder fading explains it.
FADED = 5e-3

# A rate under this share of one that is stable is no better for another curve and start.
FAR_TOO_SLOW = 0.1

SCALED = {"network.initialisation": "scaled", "network.scale": 1.0}

SMALL_START = to_translate(
    "The weights start too small (vanishing gradient): with the first ones hardly any of the error "
    "at the output comes back to layer 1, where dZ is {share:.1e} times as large as at the output. "
    "With the initialisation {initialisation} it would be {suitable:.2g} times. Gradients shows "
    "dW: dZ times the inputs of a layer, and what penalties (L2, L1) add."
)
FADING = to_translate(
    "The gradient fades on its way back (vanishing gradient): at iteration {iteration:,} hardly "
    "any of the error at the output comes back to layer 1, where dZ is {share:.1e} times as large "
    "as at the output. Gradients shows dW: dZ times the inputs of a layer, and what penalties (L2, "
    "L1) add."
)
FADED_AWAY = to_translate(
    "The gradient fades on its way back (vanishing gradient): at iteration {iteration:,} nothing "
    "of the error at the output comes back to layer 1, where dZ is 0 on all {samples:,} samples "
    "looked at. Gradients shows dW: dZ times the inputs of a layer, and what penalties (L2, L1) "
    "add."
)
FADED_FIRST = to_translate(
    "The gradient faded on its way back when the run began (vanishing gradient): with the first "
    "weights dZ at layer 1 was {share:.1e} times as large as at the output, at iteration "
    "{iteration:,} it is {now:.2g} times. So the layers learned late, and many answers are still "
    "wrong."
)
GROWING = to_translate(
    "The gradient grows on its way back (exploding gradient): at iteration {iteration:,} dZ at "
    "layer 1 is {share:.0f} times as large as at the output, so one step that suits the last layer "
    "is far too long there."
)


def fading_start(seen: RunUnderTest) -> Iterator[Finding]:
    """Find gradients that fade from the first weights on, because of these or of the curves.

    In the first half of a run they are told where they still fade, later where it does not work.
    """
    share, now = _share(seen.first_slopes), _share(seen.slopes)
    late = seen.trainer.iteration >= seen.trainer.updates / 2
    fades = share < FADED if late else max(share, now) < VANISHING
    if not share or not fades or seen.works:
        return
    start = suitable_start(seen)
    drawn = seen.drawn(start.name, 1.0) if start else seen.first_parameters
    suitable = _share(seen.slopes_with(drawn))
    if start and suitable >= FADED and _size(seen.first_parameters) < _size(drawn):
        values = {"share": share, "suitable": suitable, "initialisation": start.label}
        offer = _larger(seen, start)
        yield Finding("small_start", Level.WARNING, SMALL_START, values, 1, offer, 0)
        return
    text, values = FADING if now else FADED_AWAY, _values(seen, now)
    if now > FADED:
        text, values = FADED_FIRST, _values(seen, share) | {"now": now}
    yield Finding("vanishing_gradients", Level.WARNING, text, values, 1, _stronger(seen), 0)


def gradients(seen: RunUnderTest) -> Iterator[Finding]:
    """Find gradients that training has made vanish or explode on the way to the first layer."""
    share = _share(seen.slopes)
    if not share or any(fading_start(seen)):
        return
    late = seen.trainer.iteration >= seen.trainer.updates / 2
    if share < (FADED if late and seen.learned_nothing else VANISHING):
        yield Finding(
            "vanishing_gradients",
            Level.WARNING,
            FADING,
            _values(seen, share),
            1,
            _stronger(seen),
        )
    elif share > EXPLODING:
        smaller = SuggestedFix(to_translate("Start with smaller weights"), {**SCALED})
        yield Finding(
            "exploding_gradients",
            Level.WARNING,
            GROWING,
            _values(seen, share),
            1,
            None if is_far_too_high(seen) else smaller,
        )


def _share(slopes: tuple[float, ...]) -> float:
    """Return the slope at the first layer against that at the output; 0 where there is none."""
    return slopes[0] / slopes[-1] if len(slopes) > 1 and slopes[-1] else 0.0


def _values(seen: RunUnderTest, share: float) -> dict[str, object]:
    return {
        "share": share,
        "iteration": seen.trainer.iteration,
        "samples": seen.forward_pass.m,
    }


def _size(parameters: Parameters) -> float:
    """Return how large the weights after layer 1 are, which the gradient passes back through."""
    return math.fsum(math.log(math.sqrt(sum_of_squares(W) / W.size)) for W in parameters.W[1:])


def _larger(seen: RunUnderTest, start: Initialiser) -> SuggestedFix:
    """Offer the start that suits the activations, at this rate where that is a usual one."""
    now, stable = seen.last_rate, stable_rate(seen)
    changes = {"network.initialisation": start.name, "network.scale": 1.0}
    values = {"initialisation": start.label, "rate": stable}
    if FAR_TOO_SLOW * stable <= now <= TOO_HIGH * stable:
        text = to_translate("Start with larger weights: initialisation {initialisation}")
        return SuggestedFix(text, changes, values)
    text = to_translate(
        "Start with larger weights: initialisation {initialisation}, at a rate of {rate:g}"
    )
    return SuggestedFix(text, changes | {"training.learning_rate": stable}, values)


def _stronger(seen: RunUnderTest) -> SuggestedFix | None:
    """Offer a curve and a start that pass gradients on, or fewer layers where those are set."""
    start = INITIALISERS[RECOMMENDED.initialisation]
    now, stable = seen.last_rate, stable_rate(seen)
    rate = now if FAR_TOO_SLOW * stable <= now <= stable else stable
    changes = {
        "network.activation": RECOMMENDED.name,
        "network.initialisation": start.name,
        "network.scale": 1.0,
        "training.learning_rate": rate,
    }
    values = {"activation": RECOMMENDED.label, "initialisation": start.label, "rate": rate}
    text = to_translate(
        "Try {activation} with the initialisation {initialisation} at a rate of {rate:g}"
    )
    stronger = SuggestedFix(text, changes, values)
    return stronger if seen.is_changed_by(stronger) else fewer_wider_layers(seen)
