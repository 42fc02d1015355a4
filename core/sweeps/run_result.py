"""What is kept of one run of a sweep: the same bytes for the same run, whatever made it."""

from typing import Any

import msgspec
import numpy as np

from core.decimation import decimate
from core.experiment.settings import Experiment
from core.statistics import finite
from core.training.history import Curve

FORMAT = 1
# A kept curve has about this many points at most.
POINTS = 200


class KeptCurve(msgspec.Struct, frozen=True):
    """A curve in fewer points; None stands for what is not finite."""

    at: tuple[float, ...]
    values: tuple[float | None, ...]

    def curve(self) -> Curve:
        """Return it as a curve of vectors, NaN for None."""
        return Curve(np.array(self.at, float), np.array(self.values, float))


class RunResult(msgspec.Struct, frozen=True, kw_only=True):
    """A run that has ended; `key` is of all that decides its numbers, and names its file.

    `data` is the fingerprint of its samples, `unit` what the curves count, `iterations` the updates
    made. Costs are without penalties and, as accuracies, of all samples after the last update; None
    where they are not finite, or there are no test samples. `losses` are what is made small at the
    places where it could have been ended early, up to the one where it was, if it is `pruned`:
    there the trials before were at `threshold`.
    """

    format: int
    key: str
    data: str
    experiment: Experiment
    iterations: int
    unit: str
    diverged: bool
    stopped_early: bool
    pruned: bool
    threshold: float | None
    losses: tuple[float | None, ...]
    train_cost: float | None
    test_cost: float | None
    train_accuracy: float | None
    test_accuracy: float | None
    train_curve: KeptCurve
    test_curve: KeptCurve


def kept_curve(curve: Curve) -> KeptCurve:
    """Take a curve's points that draw like all of them."""
    chosen = decimate(curve.values, POINTS)
    return KeptCurve(
        tuple(curve.at[chosen].tolist()), tuple(map(finite, curve.values[chosen].tolist()))
    )


def to_json(result: RunResult) -> bytes:
    """Return what the file of a run holds."""
    return msgspec.json.encode(result)


def from_json(data: bytes) -> RunResult:
    """Read what `to_json` has written; msgspec.ValidationError or DecodeError for anything else."""
    result: Any = msgspec.json.decode(data, type=RunResult)
    return result
