"""The table of ways to choose trials: every combination, by chance, or sought by an optimiser."""

import importlib.util
import math
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from core import program
from core.errors import ExperimentError
from core.messages import to_translate
from core.sweeps.over import Over, Range

if TYPE_CHECKING:
    from core.sweeps.results import Trial
    from core.sweeps.sweep import Sweep

GRID, RANDOM, SOUGHT = "grid", "random", "sought"
_TRIALS = 60
"""How many trials are told as an example."""


class Proposals(ABC):
    """Choose the settings of one trial after the other.

    `told` are the trials before it that the choice may look at, in their order, more at every
    call; whoever `looks` at none can be asked for all trials at once.
    """

    looks = False

    @abstractmethod
    def settings(self, number: int, told: Sequence["Trial"]) -> dict[str, Any]:
        """Return the settings of the trial of this number, which are asked for in order."""


@dataclass(frozen=True, slots=True)
class Search:
    """One row: a way to choose trials; `needs_trials` where it would never end by itself.

    `is_there` tells whether what it works with is installed, without importing it.
    """

    name: str
    label: str
    description: str
    propose: Callable[["Sweep"], Proposals]
    needs_trials: bool
    is_there: Callable[[], bool] = lambda: True


class GridProposals(Proposals):
    """Make every combination; the last setting changes first."""

    def __init__(self, sweep: "Sweep") -> None:
        self._keys = sweep.keys
        self._combinations = product(*(over.points() for over in sweep.over))

    def settings(self, number: int, told: Sequence["Trial"]) -> dict[str, Any]:
        """Return the next combination."""
        return dict(zip(self._keys, next(self._combinations), strict=True))


class RandomProposals(Proposals):
    """Draw each trial by itself from its number, so that other ranges leave the draws alike."""

    def __init__(self, sweep: "Sweep") -> None:
        self._over, self._seed = sweep.over, sweep.search_seed

    def settings(self, number: int, told: Sequence["Trial"]) -> dict[str, Any]:
        """Return settings drawn evenly from their lists and ranges."""
        shares = np.random.RandomState([self._seed, number]).rand(len(self._over))
        return {over.key: over.at(share) for over, share in zip(self._over, shares, strict=True)}


class OptunaProposals(Proposals):
    """Have Optuna's sampler (TPE) propose trials, from a study in memory that is told of others.

    Raises ExperimentError where Optuna is not installed.
    """

    looks = True

    def __init__(self, sweep: "Sweep") -> None:
        self._over = sweep.over
        self._optuna = _import_optuna()
        sampler = self._optuna.samplers.TPESampler(seed=sweep.search_seed, multivariate=False)
        self._study = self._optuna.create_study(sampler=sampler)
        self._asked: list[Any] = []
        self._told = 0

    def settings(self, number: int, told: Sequence["Trial"]) -> dict[str, Any]:
        """Tell the study of trials that it has not seen, and ask it for the next."""
        for trial in told[self._told :]:
            self._tell(self._asked[trial.number], trial)
        self._told = len(told)
        asked = self._study.ask()
        self._asked.append(asked)
        return {over.key: self._suggested(asked, over) for over in self._over}

    def _suggested(self, asked: Any, over: Over) -> object:
        if isinstance(over, Range):
            suggest = asked.suggest_int if over.whole else asked.suggest_float
            low, high = (int(over.low), int(over.high)) if over.whole else (over.low, over.high)
            return over.rounded(suggest(over.key, low, high, log=over.log))
        # Optuna's choices are no lists, so it chooses among their places.
        return over.values[asked.suggest_categorical(over.key, range(len(over.values)))]

    def _tell(self, asked: Any, trial: "Trial") -> None:
        states = self._optuna.trial.TrialState
        for step, value in enumerate(trial.losses):
            asked.report(value, step)
        if trial.is_pruned:
            self._study.tell(asked, state=states.PRUNED)
        elif trial.is_complete:
            # One that diverged is worse than any other: inf.
            self._study.tell(asked, trial.loss)
        else:
            self._study.tell(asked, state=states.FAIL)


_NO_OPTUNA = (
    to_translate(
        "Settings are sought by Optuna, which is not in this app. Choose another way: every "
        "combination (grid), or by chance (random)."
    )
    if program.IS_APP
    else to_translate(
        "Settings are sought by Optuna, which is not installed: install it with {python} -m pip "
        "install optuna and start anew. Or choose another way: every combination (grid), or by "
        "chance (random)."
    )
)


def _no_optuna() -> ExperimentError:
    return ExperimentError(_NO_OPTUNA, python=sys.executable or "python")


def _has_optuna() -> bool:
    # It takes a second to import, which the window does not wait for.
    return importlib.util.find_spec("optuna") is not None


def _import_optuna() -> Any:
    try:
        import optuna
    except ImportError as problem:  # a part of it may be missing
        raise _no_optuna() from problem
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    return optuna


SEARCHES = {
    row.name: row
    for row in (
        Search(
            GRID,
            to_translate("every combination"),
            to_translate("Every combination of the values; of a range, values at equal distances."),
            GridProposals,
            needs_trials=False,
        ),
        Search(
            RANDOM,
            to_translate("by chance"),
            to_translate(
                "Values drawn by chance: of many settings, few may count, and each is tried at as "
                "many values as there are trials."
            ),
            RandomProposals,
            needs_trials=True,
        ),
        Search(
            SOUGHT,
            to_translate("sought"),
            to_translate(
                "An optimiser (Optuna's TPE) proposes values near those that did best so far."
            ),
            OptunaProposals,
            needs_trials=True,
            is_there=_has_optuna,
        ),
    )
}


def grid_size(over: Sequence[Over]) -> int:
    """Count the combinations that a grid makes."""
    return math.prod(len(each.points()) for each in over)


def check_search(name: str, over: Sequence[Over], trials: int | None) -> None:
    """Raise ExperimentError where a way to choose trials lacks something."""
    if SEARCHES[name].needs_trials and trials is None:
        raise ExperimentError(
            'search = "{name}" goes on for ever: say how many trials to make, as in '
            "--trials {trials}.",
            name=name,
            trials=_TRIALS,
        )
    if not SEARCHES[name].is_there():
        raise _no_optuna()
