"""Ending a run that is behind the others: by the median of the trials before, as Optuna does.

What a run is compared with is fixed before it begins, so that its numbers depend on nothing that
happens meanwhile.
"""

from collections.abc import Sequence

import numpy as np

from core.statistics import finite
from core.sweeps.results import Trial

Thresholds = tuple[float | None, ...]
"""What a run is to be no worse than at every tenth of its way; None where anything is well."""

PLACES = 9
"""A run may be ended after each tenth of its updates but the last."""
STARTUP = 5
"""So many trials have to be complete before any is ended (Optuna's usual)."""


def places(updates: int) -> tuple[int, ...]:
    """Return after how many updates of a run it may be ended."""
    return tuple(updates * part // (PLACES + 1) for part in range(1, PLACES + 1))


def median_thresholds(told: Sequence[Trial]) -> Thresholds:
    """Return the medians of the complete trials at every place."""
    complete = [trial.losses for trial in told if trial.is_complete]
    if len(complete) < STARTUP:
        return (None,) * PLACES
    reached = [[losses[at] for losses in complete if at < len(losses)] for at in range(PLACES)]
    medians = (float(np.median(values)) if values else np.inf for values in reached)
    return tuple(map(finite, medians))


def is_behind(best: float, threshold: float | None) -> bool:
    """Tell whether the best that a run has shown so far is worse than the others' median."""
    return threshold is not None and not best <= threshold
