"""What the first weights alone already spoil: a cost far above that of knowing nothing."""

from collections.abc import Iterator

from core.errors import SuggestedFix
from core.messages import to_translate
from core.network.activations import ACTIVATIONS
from core.network.initialisers import INITIALISERS, Initialiser
from core.network.targets import NUMBERS
from core.training.health.findings import Finding, Level
from core.training.health.rates import calmer, slower
from core.training.health.run_under_test import RunUnderTest

# The first cost is this many times that of a network whose outputs are all alike.
LARGE = 3.0
# Random sums alone double the square of what numbers differ by.
LARGE_OF_NUMBERS = 10.0


def large_start(seen: RunUnderTest) -> Iterator[Finding]:
    """Find first weights that are sure of answers before anything was learned."""
    if _is_large(seen):
        first, alike = seen.first_costs
        yield Finding(
            "large_start",
            Level.WARNING,
            to_translate(
                "The cost of the first weights is {first:.4g}, where outputs that are all alike "
                "would cost {alike:.3g}: the weights start too large, and training has to make "
                "them smaller first."
            ),
            {"first": first, "alike": alike},
            offer=smaller_start(seen),
            began=0,
        )


def _is_large(seen: RunUnderTest) -> bool:
    first, alike = seen.first_costs
    # Of the perceptron outputs of 0 cost nothing, and tell nothing of the scale.
    numbers = seen.trainer.dataset.targets is NUMBERS
    return first > (LARGE_OF_NUMBERS if numbers else LARGE) * alike > 0


def smaller_start_or_steps(seen: RunUnderTest, rate: float) -> SuggestedFix:
    """Offer a smaller start where that was too large, and a rate below this one elsewhere."""
    return (smaller_start(seen) if _is_large(seen) else None) or slower(seen, rate)


def smaller_start_or_calmer(seen: RunUnderTest) -> SuggestedFix | None:
    """Offer a smaller start where that was too large, and a lower rate where that is too high."""
    return (smaller_start(seen) if _is_large(seen) else None) or calmer(seen)


def smaller_start(seen: RunUnderTest) -> SuggestedFix | None:
    """Offer the start that suits the activations; None where it is that already."""
    settings, start = seen.experiment.network, suitable_start(seen)
    if start is None or (settings.initialisation in (start.name, "scaled") and settings.scale <= 1):
        return None
    return SuggestedFix(
        to_translate("Start with smaller weights: initialisation {initialisation}"),
        {"network.initialisation": start.name, "network.scale": 1.0},
        {"initialisation": start.label},
    )


def suitable_start(seen: RunUnderTest) -> Initialiser | None:
    """Return the start that suits the activations; None where there are none."""
    activations = seen.experiment.network.activations
    return INITIALISERS[ACTIVATIONS[activations[0]].initialisation] if activations else None
