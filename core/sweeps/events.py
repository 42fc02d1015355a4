"""What a sweep tells on its way, in the order in which it happens."""

from dataclasses import dataclass

from core.errors import LayerbenchError
from core.sweeps.results import SweptRun, Trial
from core.sweeps.sweep import Sweep, Values


@dataclass(frozen=True, slots=True)
class TrialChosen:
    """The settings of the next trial are known; its runs come as soon as there is a worker."""

    number: int
    settings: Values


@dataclass(frozen=True, slots=True)
class RunBegun:
    """A run is with the workers."""

    trial: int
    seed: int


@dataclass(frozen=True, slots=True)
class RunEnded:
    """A run is there: made, kept from before, or refused."""

    run: SweptRun


@dataclass(frozen=True, slots=True)
class TrialEnded:
    """All runs of a trial are there; trials end in any order."""

    trial: Trial


@dataclass(frozen=True, slots=True)
class WorkersLost:
    """Workers have gone; what they were at is made again."""

    problem: BaseException


@dataclass(frozen=True, slots=True)
class SweepChanged:
    """Another sweep goes on in the place of the one before; trials are counted from 0 again."""

    sweep: Sweep


@dataclass(frozen=True, slots=True)
class SweepEnded:
    """It is over: `reason` is one of "done", "cancelled", "seconds", "no_better", "failed".

    Where it failed, `problem` says why.
    """

    reason: str
    problem: LayerbenchError | None = None


Event = TrialChosen | RunBegun | RunEnded | TrialEnded | WorkersLost | SweepChanged | SweepEnded
