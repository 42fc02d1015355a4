"""Whether the network is large enough for what it is to tell apart."""

from collections.abc import Iterator

from core.errors import SuggestedFix
from core.messages import to_translate
from core.training.health import curves
from core.training.health.findings import Finding, Level
from core.training.health.run_under_test import RunUnderTest

# A layer passes on one number of each unit: with fewer units than classes, or than the three
# lines that close off a part of the plane, much is lost there.
FEW = 3
# A network is small for its data where more than this share of what always answering the largest
# class gets wrong is still wrong.
MANY_WRONG = 0.5


def too_few_units(seen: RunUnderTest) -> Iterator[Finding]:
    """Find a hidden layer of very few units in a network that has stopped learning too early."""
    hidden, classes = seen.experiment.network.hidden, len(seen.trainer.dataset.classes)
    narrow = [l for l, units in enumerate(hidden, 1) if units < max(FEW, classes)]
    many_wrong = 1 - seen.train_accuracy > MANY_WRONG * (1 - seen.baseline)
    if not narrow or not many_wrong or not _has_settled(seen):
        return
    enough = seen.suggested.hidden[0]
    values = {
        "layer": narrow[0],
        "units": hidden[narrow[0] - 1],
        "classes": classes,
        "cost": float(seen.costs[-1]),
        "accuracy": seen.train_accuracy,
        "baseline": seen.baseline,
    }
    yield Finding(
        "too_few_units",
        Level.WARNING,
        to_translate(
            "Layer {layer} has only {units} {units:unit|units}, few to tell {classes} classes "
            "apart: the cost has settled at {cost:.3g}, and {accuracy:.1%} of the training "
            "samples are right, where always answering the largest class gives {baseline:.1%}."
        ),
        values,
        narrow[0],
        SuggestedFix(
            to_translate("Try {enough} units there"),
            {"network.hidden": [enough if l in narrow else n for l, n in enumerate(hidden, 1)]},
            {"enough": enough},
        ),
        0,
    )


def _has_settled(seen: RunUnderTest) -> bool:
    """Tell whether the cost no longer falls, for no reason that a higher rate would change."""
    costs = seen.costs
    return (
        len(costs) >= curves.ENOUGH_COSTS
        and curves.last_fall(seen) < curves.FAST
        and not any(curves.far_too_slow(seen))
        and not any(curves.slow(seen))
    )
