"""Why a run at rest leaves many answers wrong: a rate gone too soon, or no hidden layer."""

from collections.abc import Iterator

import numpy as np

from core.errors import SuggestedFix
from core.messages import to_translate
from core.network.activations import RECOMMENDED
from core.network.schedules import SCHEDULES
from core.training.health.curves import FAST, far_too_slow, is_over, last_fall, slow
from core.training.health.findings import Finding, Level
from core.training.health.run_under_test import RunUnderTest

# A schedule has taken the rate too soon where less than this share of it was left on average:
# half is left by a cosine, a tenth by a decay that suits no run.
LEFT, LOOKED_AT = 0.1, 500
# Of a hidden layer that is tried where there is none.
UNITS = 8

DECAYED = to_translate(
    "The schedule (under Tuning) has lowered the learning rate from {rate:g} to {now:.2g}, so "
    "early that {left:.1%} of it was left on average: steps have become so short that the cost "
    "rests at {cost:.4g}, and many answers are still wrong."
)
NO_HIDDEN = to_translate(
    "The cost no longer falls, at {cost:.4g}, and {accuracy:.1%} of the training samples are "
    "right: without a hidden layer only straight borders between classes can be learned."
)


def decayed(seen: RunUnderTest) -> Iterator[Finding]:
    """Find a learning rate that its schedule has taken away before anything much was learned."""
    training, trainer = seen.experiment.training, seen.trainer
    epochs = trainer.batches.position(max(trainer.iteration - 1, 0))[0] + 1
    places = np.unique(np.linspace(0, epochs - 1, LOOKED_AT).astype(int))
    factor = SCHEDULES[training.schedule].factor
    left = float(np.mean([factor(int(place), epochs, training) for place in places]))
    if not is_over(seen) or left >= LEFT:
        return
    values = {
        "rate": seen.last_rate,
        "now": seen.last_rate * trainer.rate / training.learning_rate,
        "left": left,
        "cost": float(seen.costs[-1]),
    }
    text = to_translate("Keep the learning rate as it is")
    offer = SuggestedFix(text, {"training.schedule": "constant"})
    yield Finding("rate_decayed", Level.WARNING, DECAYED, values, offer=offer)


def no_hidden_layer(seen: RunUnderTest) -> Iterator[Finding]:
    """Find a network without a hidden layer at its lowest cost."""
    if seen.experiment.network.hidden or not is_over(seen) or last_fall(seen) > FAST:
        return
    if any(far_too_slow(seen)) or any(slow(seen)):
        return
    yield Finding(
        "no_hidden_layer",
        Level.NOTE,
        NO_HIDDEN,
        {"cost": float(seen.costs[-1]), "accuracy": seen.train_accuracy},
        offer=SuggestedFix(
            to_translate("Try a hidden layer of {units} units"),
            {
                "network.hidden": [UNITS],
                "network.activation": RECOMMENDED.name,
                "network.initialisation": RECOMMENDED.initialisation,
            },
            {"units": UNITS},
        ),
    )
