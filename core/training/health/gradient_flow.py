"""Gradients that fade away or grow from layer to layer."""

from collections.abc import Iterator

from core.errors import SuggestedFix
from core.messages import to_translate
from core.network.activations import RECOMMENDED
from core.network.initialisers import INITIALISERS
from core.training.health.findings import Finding, Level
from core.training.health.rates import is_far_too_high, stable_rate
from core.training.health.run_under_test import RunUnderTest

# The slope dZ at the first layer against that at the output. Healthy course runs lie between
# 0.009 and 9; eight sigmoid layers at 1e-5. That it should stay alike from layer to layer is
# from Glorot and Bengio 2010, "Understanding the difficulty of training deep feedforward
# neural networks"; where it is bad enough to tell is our own measurement.
VANISHING, EXPLODING = 1e-3, 100.0
# Of a network that has learned nothing by half of its run, a milder fading explains it.
FADED = 5e-3

# A rate under this share of one that is stable is no better for another curve and start.
FAR_TOO_SLOW = 0.1

SCALED = {"network.initialisation": "scaled", "network.scale": 1.0}

FADING = to_translate(
    "The gradient fades on its way back: at layer 1 it is {share:.1e} times what it is at the "
    "output (root mean square of dZ), and so layer 1 hardly learns."
)
GROWING = to_translate(
    "The gradient grows on its way back: at layer 1 it is {share:.0f} times what it is at the "
    "output (root mean square of dZ), so one step that suits the last layer is far too long there."
)


def gradients(seen: RunUnderTest) -> Iterator[Finding]:
    """Find gradients that vanish or explode on the way from the output to the first layer."""
    if len(seen.slopes) < 2 or not seen.slopes[-1] or not seen.slopes[0]:
        return
    share = seen.slopes[0] / seen.slopes[-1]
    late = seen.trainer.iteration >= seen.trainer.updates / 2
    if share < (FADED if late and seen.learned_nothing else VANISHING):
        yield Finding(
            "vanishing_gradients", Level.WARNING, FADING, {"share": share}, 1, _stronger(seen)
        )
    elif share > EXPLODING:
        smaller = SuggestedFix(to_translate("Start with smaller weights"), {**SCALED})
        yield Finding(
            "exploding_gradients",
            Level.WARNING,
            GROWING,
            {"share": share},
            1,
            None if is_far_too_high(seen) else smaller,
        )


def _stronger(seen: RunUnderTest) -> SuggestedFix:
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
    text = to_translate("Try {activation} with {initialisation}'s start at a rate of {rate:g}")
    return SuggestedFix(text, changes, values)
