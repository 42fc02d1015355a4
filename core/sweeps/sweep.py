"""A sweep: one frozen value that says which runs are made, and in which order."""

import hashlib
from typing import Annotated, Any

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from core.errors import ExperimentError
from core.experiment.presets import without_words
from core.experiment.settings import Experiment, Seed
from core.experiment.toml import with_settings
from core.network.lookup import choose
from core.sweeps.goals import AUTO, GOALS
from core.sweeps.over import Choices, Over, check_over
from core.sweeps.searches import GRID, RANDOM, SEARCHES, check_search, grid_size

MOST_RUNS = 100_000
MOST_SEEDS = 100
LAG = 8
LARGEST_SEED = 2**32 - 1
SEED = "network.seed"

Values = dict[str, Any]
"""Settings by their keys, as in {"training.learning_rate": 0.1}."""


class Sweep(msgspec.Struct, frozen=True, kw_only=True):
    """Say which settings of an experiment are varied, and how trials are chosen.

    A trial is one choice of the settings in `over`; it is trained from `seeds` first weights, which
    are runs. `trials` are made at most; None is a whole grid. `search` is a row of SEARCHES, and
    `search_seed` what it draws with. `goal` is a row of GOALS, what the trials are sorted by.
    With `pruning` a run ends once it is behind the median of the trials before, and with
    `no_better` the sweep once that many trials in a row were no better than the best. What is
    chosen for a trial depends on the results of those that are more than `lag` before it, so that
    as many can be trained at once, and on nothing else: the same sweep makes the same runs on any
    machine.
    """

    experiment: Experiment
    over: tuple[Over, ...]
    seeds: Annotated[int, Meta(ge=1, le=MOST_SEEDS)] = 1
    trials: Annotated[int, Meta(ge=1, le=MOST_RUNS)] | None = None
    search: str = GRID
    search_seed: Seed = 1
    goal: str = AUTO
    pruning: bool = False
    no_better: Annotated[int, Meta(ge=0, le=MOST_RUNS)] = 0
    lag: Annotated[int, Meta(ge=1, le=1000)] = LAG

    def __post_init__(self) -> None:
        choose("search", self.search, SEARCHES)
        choose("goal", self.goal, {AUTO: None, **GOALS})

    @property
    def keys(self) -> tuple[str, ...]:
        """Name the settings that are varied."""
        return tuple(over.key for over in self.over)

    @property
    def total(self) -> int:
        """Count the trials that are planned."""
        size = grid_size(self.over) if self.search == GRID else MOST_RUNS
        return size if self.trials is None else min(size, self.trials)

    def of(self, experiment: Experiment) -> "Sweep":
        """Return the same sweep of another experiment."""
        return replace(self, experiment=experiment)

    def experiment_of(self, settings: Values, seed: int = 0) -> Experiment:
        """Return the experiment of a trial's run, the first, or the one of a later seed.

        Raises ExperimentError where these settings are at odds.
        """
        changed = with_settings(without_words(self.experiment), dict(settings))
        network = changed.network
        number = (network.seed + seed) % (LARGEST_SEED + 1)
        return replace(changed, network=replace(network, seed=number))


def check_sweep(sweep: Sweep) -> None:
    """Raise ExperimentError where a sweep cannot be made, saying what to change."""
    if not sweep.over:
        raise ExperimentError(
            "Say what to vary: --over KEY=A,B,C or --over KEY=LOW..HIGH, as in "
            "--over training.learning_rate=0.001..1:log."
        )
    for key in sweep.keys:
        if sweep.keys.count(key) > 1:
            raise ExperimentError("{key} is varied twice: put all its values into one.", key=key)
    for over in sweep.over:
        check_over(over, sweep.experiment)
    if SEED in sweep.keys and sweep.seeds > 1:
        raise ExperimentError(
            "{key} is varied, and every trial is to have {seeds} seeds: take one of the two.",
            key=SEED,
            seeds=sweep.seeds,
        )
    check_search(sweep.search, sweep.over, sweep.trials)
    if sweep.total * sweep.seeds > MOST_RUNS:
        raise ExperimentError(
            "{runs:,} runs are too many: vary over fewer values, or give --trials; at most "
            "{most:,} are made.",
            runs=sweep.total * sweep.seeds,
            most=MOST_RUNS,
        )


def usual_search(over: tuple[Over, ...], trials: int | None) -> str:
    """Choose how to search where nobody has said: by chance where a number of trials is given.

    Lists that have no more combinations than that are tried in full, where draws would repeat.
    """
    if trials is None:
        return GRID
    is_small = all(isinstance(each, Choices) for each in over) and grid_size(over) <= trials
    return GRID if is_small else RANDOM


def digest(*values: object) -> str:
    """Return 32 hexadecimal digits that are equal for equal values alone."""
    data = msgspec.json.encode(values, order="sorted")
    return hashlib.blake2b(data, digest_size=16).hexdigest()
