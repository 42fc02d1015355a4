"""Another network to offer where layers that are many and narrow let nothing through."""

from core.errors import SuggestedFix
from core.messages import to_translate
from core.network.activations import RECOMMENDED
from core.network.initialisers import INITIALISERS
from core.training.health.rates import stable_rate
from core.training.health.run_under_test import RunUnderTest


def fewer_wider_layers(seen: RunUnderTest) -> SuggestedFix | None:
    """Offer the hidden layers that are suggested for such data; None where these are no fewer.

    Nor are they offered where a layer of now is as wide as the narrowest of them, or where dropout
    lists a share for every layer of now.
    """
    now, hidden = seen.experiment.network.hidden, seen.suggested.hidden
    listed = isinstance(seen.experiment.training.keep_probability, tuple)
    if len(now) <= len(hidden) or max(now) >= min(hidden) or listed:
        return None
    start, rate = INITIALISERS[RECOMMENDED.initialisation], stable_rate(seen)
    return SuggestedFix(
        to_translate(
            "Try fewer, wider layers: {hidden} units, {activation} with the initialisation "
            "{initialisation}, at a rate of {rate:g}"
        ),
        {
            "network.hidden": list(hidden),
            "network.activation": RECOMMENDED.name,
            "network.initialisation": start.name,
            "network.scale": 1.0,
            "training.learning_rate": rate,
        },
        {
            "hidden": " + ".join(map(str, hidden)),
            "activation": RECOMMENDED.label,
            "initialisation": start.label,
            "rate": rate,
        },
    )
