"""How many units of a layer sit at a flat end of their curve, in the word for it."""

import numpy as np

from core.messages import tr
from core.network.activations import ACTIVATIONS


def flat_units_text(activation: str, A: np.ndarray) -> str:
    """Say how many units of A (n, m) are dead or saturated, for an activation that can be."""
    n = len(A)
    broken = n - int(np.count_nonzero(np.isfinite(A).all(axis=1)))
    if broken:
        return tr("{some} of {all} not finite").format(some=broken, all=n)
    row = ACTIVATIONS[activation]
    if row.can_die:
        return tr("{some} of {all} dead").format(some=len(row.flat_units(A)), all=n)
    if row.saturation:
        return tr("{some} of {all} saturated").format(some=len(row.flat_units(A)), all=n)
    return ""
