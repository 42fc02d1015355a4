"""The runs of trials: a pure function, so that it gives the same numbers wherever it is called."""

import math
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from core.data.dataset import Dataset
from core.errors import LayerbenchError
from core.experiment.settings import Experiment
from core.statistics import finite
from core.sweeps.goals import Goal
from core.sweeps.pruning import Thresholds, is_behind, places
from core.sweeps.run_result import FORMAT, RunResult, kept_curve
from core.training.run import REPORTED
from core.training.stacked_runs import train_stacked
from core.training.trainer import Trainer


class RunTask(NamedTuple):
    """A run to make: `key` and `data` name it and its samples, `thresholds` may end it early."""

    key: str
    data: str
    experiment: Experiment
    thresholds: Thresholds
    goal: Goal


class MadeRun(NamedTuple):
    """What became of a task, and how many seconds it took, which are of no two runs the same."""

    result: RunResult | LayerbenchError
    seconds: float


def train_runs(
    tasks: Sequence[RunTask], dataset: Dataset, check: Callable[[], None] | None = None
) -> list[MadeRun]:
    """Make runs, as one where they are several, which then have one `stack_key`.

    `check` may raise. Settings that ask for what the data does not have are told in a result's
    place.
    """
    start = time.perf_counter()
    results = _train_as_one(tasks, dataset, check) if len(tasks) > 1 else []
    results = results or [_train(task, dataset, check) for task in tasks]
    seconds = (time.perf_counter() - start) / len(tasks)
    return [MadeRun(result, seconds) for result in results]


def _train_as_one(
    tasks: Sequence[RunTask], dataset: Dataset, check: Callable[[], None] | None
) -> list[RunResult | LayerbenchError]:
    """Train runs as one; return nothing where one is refused, and which is not known."""
    try:
        trainers = train_stacked([task.experiment for task in tasks], dataset, check)
    except LayerbenchError:
        return []
    return [_result(*each, [], None) for each in zip(tasks, trainers, strict=True)]


def _train(
    task: RunTask, dataset: Dataset, check: Callable[[], None] | None
) -> RunResult | LayerbenchError:
    try:
        return train_run(task, dataset, check)
    except LayerbenchError as problem:
        return problem


def train_run(
    task: RunTask, dataset: Dataset, check: Callable[[], None] | None = None
) -> RunResult:
    """Train to the end, or to where the run is behind its thresholds; `check` may raise.

    Raises ExperimentError where the settings ask for what the data does not have.
    """
    trainer = Trainer(task.experiment, dataset)
    losses: list[float] = []
    behind: float | None = None
    for stop, threshold in zip(places(trainer.updates), task.thresholds, strict=False):
        _advance(trainer, stop, check)
        if trainer.finished:
            break
        losses.append(_loss(trainer, task.goal))
        if is_behind(min(losses), threshold):
            behind = threshold
            break
    if behind is None:
        _advance(trainer, trainer.updates, check)
    return _result(task, trainer, losses, behind)


def _advance(trainer: Trainer, to: int, check: Callable[[], None] | None) -> None:
    while not trainer.finished and trainer.iteration < to:
        trainer.step(min(REPORTED, to - trainer.iteration))
        if check:
            check()


def _loss(trainer: Trainer, goal: Goal) -> float:
    score = trainer.score_test() if goal.of_test else trainer.score_train()
    if score is None:
        return math.inf
    loss = goal.loss(score.accuracy if goal.more_is_better else score.cost)
    return loss if math.isfinite(loss) else math.inf


def _result(
    task: RunTask, trainer: Trainer, losses: list[float], behind: float | None
) -> RunResult:
    train, test, history = trainer.score_train(), trainer.score_test(), trainer.history
    return RunResult(
        format=FORMAT,
        key=task.key,
        data=task.data,
        experiment=trainer.experiment,
        iterations=trainer.iteration,
        unit=trainer.unit,
        diverged=trainer.diverged,
        stopped_early=trainer.stopped_early,
        pruned=behind is not None,
        threshold=behind,
        losses=tuple(map(finite, losses)),
        train_cost=finite(train.cost),
        test_cost=finite(test.cost) if test else None,
        train_accuracy=finite(train.accuracy),
        test_accuracy=finite(test.accuracy) if test else None,
        train_curve=kept_curve(history.train_cost.curve()),
        test_curve=kept_curve(history.test_cost.curve()),
    )
