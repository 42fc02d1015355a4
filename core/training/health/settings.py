"""What can be said before any training: layers that are no more than one."""

from collections.abc import Iterator

from core.errors import SuggestedFix
from core.messages import listed, to_translate
from core.network.activations import ACTIVATIONS, RECOMMENDED
from core.training.health.findings import Finding, Level
from core.training.health.run_under_test import RunUnderTest


def linear(seen: RunUnderTest) -> Iterator[Finding]:
    """Find hidden layers without a curve, which collapse into the layer after them."""
    names = seen.experiment.network.activations
    flat = [l for l, name in enumerate(names, 1) if ACTIVATIONS[name].is_linear]
    if not flat:
        return
    text = to_translate(
        "Layer {layers}: without a curved activation it and the next layer are one linear function."
    )
    if len(flat) == len(names):
        text = to_translate(
            "No hidden layer has a curved activation: the whole network is one linear function, "
            "and can do no more than logistic regression."
        )
    curved = [RECOMMENDED.name if ACTIVATIONS[name].is_linear else name for name in names]
    yield Finding(
        "linear_collapse",
        Level.WARNING,
        text,
        {"layers": listed(flat)},
        flat[0],
        SuggestedFix(
            to_translate("Use {activation} there"),
            {"network.activation": curved},
            {"activation": RECOMMENDED.label},
        ),
    )
